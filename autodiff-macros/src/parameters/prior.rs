//! Takes `#[prior(Normal(mu, tau), non_centred)]` apart, with the support beside it.

use super::argument::{self, Argument, Scope};
use super::known::{self, Of};
use super::mixture::{self, Component};
use super::refusals::{
    check_expressions_of_lists, check_known, check_lists, check_non_centred, check_pairs, check_restriction,
};
use super::support::{self, Bounds, Support};
use crate::derive_differentiable::Errors;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use std::borrow::Cow;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprPath, Ident, Token, Type};

/// A field's prior: its density and its support.
pub(super) struct Prior {
    pub(super) density: Density,
    /// What stands in the distribution's parentheses.
    pub(super) arguments: Vec<Argument>,
    /// Whether the sampler moves a standardised form of the field.
    pub(super) non_centred: bool,
}

/// What density a field has, and on which support.
pub(super) enum Density {
    /// Every number or pair has a distribution, which knows its support.
    Points(Points),
    /// Whole vectors or matrices have a distribution, which knows its support.
    Blocks {
        /// The distribution.
        ty: TokenStream,
        /// Which of its arguments are slices.
        slices: &'static [bool],
    },
    /// Every number or pair has a distribution, and whole vectors a support.
    Restricted {
        points: Points,
        /// The transform to the support, of which there is one value.
        transform: TokenStream,
    },
    /// Nothing but a support of whole vectors.
    FlatBlocks {
        /// The transform to the support, of which there is one value.
        transform: TokenStream,
    },
}

/// A distribution of numbers or pairs.
pub(super) struct Points {
    /// Its type.
    pub(super) ty: TokenStream,
    make: Make,
}

/// How the distribution is constructed.
enum Make {
    /// `Normal(a, b)`, or `Angle`.
    Call(TokenStream),
    /// `Flat(Interval { lower: a, upper: b })`.
    FlatBounds(Bounds),
    /// `Flat(Positive)`.
    Flat(TokenStream),
    /// `Restricted(Normal(a, b), Positive)`
    Restricted(Box<Make>, TokenStream),
    /// `Truncated(Normal(a, b), c, d)`
    Truncated(TokenStream),
    /// `Mixture([a, b], (Normal(c, d), Cauchy(e, f)))`: paths, and how many arguments each has.
    Mixture(Vec<(TokenStream, usize)>),
}

impl Points {
    /// The distribution with these arguments.
    pub(super) fn constructed(&self, arguments: &[TokenStream]) -> TokenStream {
        self.make.constructed(arguments)
    }
}

impl Make {
    fn constructed(&self, arguments: &[TokenStream]) -> TokenStream {
        let distributions = quote!(::pullback::sampler::distributions);
        let called = |path: &TokenStream, arguments: &[TokenStream]| match arguments {
            [] => path.clone(),
            arguments => quote!(#path(#(#arguments),*)),
        };
        match self {
            Make::Call(path) => called(path, arguments),
            Make::Truncated(path) => {
                let (whole, bounds) = arguments.split_at(arguments.len() - 2);
                let whole = called(path, whole);
                quote!(#distributions::Truncated(#whole, #(#bounds),*))
            }
            Make::Mixture(components) => {
                let (weights, mut rest) = arguments.split_at(components.len());
                let components = components.iter().map(|(path, count)| {
                    let (own, others) = rest.split_at(*count);
                    rest = others;
                    called(path, own)
                });
                quote!(#distributions::Mixture([#(#weights),*], (#(#components,)*)))
            }
            Make::FlatBounds(bounds) => {
                let transform = bounds.constructed(arguments);
                quote!(#distributions::Flat(#transform))
            }
            Make::Flat(transform) => quote!(#distributions::Flat(#transform)),
            Make::Restricted(whole, transform) => {
                let inner = whole.constructed(arguments);
                quote!(#distributions::Restricted(#inner, #transform))
            }
        }
    }
}

impl Prior {
    /// The distribution of points, where the density is one.
    pub(super) fn points(&self) -> Option<&Points> {
        match &self.density {
            Density::Points(points) | Density::Restricted { points, .. } => Some(points),
            Density::Blocks { .. } | Density::FlatBlocks { .. } => None,
        }
    }

    /// The types that it is made of.
    pub(super) fn tokens(&self) -> TokenStream {
        match &self.density {
            Density::Points(points) => points.ty.clone(),
            Density::Restricted { points, transform } => {
                let ty = &points.ty;
                quote!(#ty #transform)
            }
            Density::Blocks { ty, .. } => ty.clone(),
            Density::FlatBlocks { transform } => transform.clone(),
        }
    }

    /// Whether an argument is a list, so that points have distributions of their own.
    pub(super) fn has_lists(&self) -> bool {
        self.points().is_some() && self.arguments.iter().any(Argument::is_list)
    }

    /// Whether an argument names a field.
    pub(super) fn moves(&self) -> bool {
        self.arguments.iter().any(Argument::moves)
    }
}

/// What an attribute says, before arguments are read.
pub(super) struct Written<'a> {
    path: &'a ExprPath,
    pub(super) arguments: Vec<Cow<'a, Expr>>,
    /// The components of a mixture, whose arguments follow the weights.
    components: Vec<Component<'a>>,
    non_centred: bool,
    /// Whether the last two arguments are bounds between which the distribution is truncated.
    pub(super) truncated: bool,
    /// The distribution's name, where it is written without a path.
    pub(super) name: Option<&'a Ident>,
}

/// Reads the attributes; `None`, with the reason in `errors`, where they say no prior.
pub(super) fn read(
    attr: &Attribute,
    support: Option<&Attribute>,
    ty: &Type,
    scope: &Scope,
    errors: &mut Errors,
) -> Option<Prior> {
    let parts: Vec<Expr> = match attr.parse_args_with(Punctuated::<Expr, Token![,]>::parse_terminated) {
        Ok(parts) => parts.into_iter().collect(),
        Err(error) => {
            let what = format!("cannot read this prior: {error}");
            errors.refuse_at(error.span(), what, "write a distribution: `#[prior(Normal(0.0, 1.0))]`");
            return None;
        }
    };
    let written = read_parts(&parts, attr, errors)?;
    if let Some(name) = written.name {
        let of_distribution = written.arguments.len() - if written.truncated { 2 } else { 0 };
        if written.components.is_empty() {
            check_known(name, of_distribution, &parts[0], errors)?;
            check_pairs(name, ty, errors)?;
        }
    }
    for component in &written.components {
        component.check(errors)?;
    }
    let support = match support {
        Some(attr) => Some((attr, support::read(attr, errors)?)),
        None => None,
    };
    if written.non_centred {
        check_non_centred(&written, support.as_ref().map(|(attr, _)| *attr), errors)?;
    }
    let prior = if written.name.is_some_and(|name| name == "Flat") {
        flat(support.map(|(_, support)| support), scope, errors)
    } else {
        proper(&written, support, scope, errors)
    };
    if let Some(prior) = &prior {
        check_lists(prior, ty, attr, errors);
    }
    prior
}

/// The distribution, and the words after it.
fn read_parts<'a>(parts: &'a [Expr], attr: &Attribute, errors: &mut Errors) -> Option<Written<'a>> {
    let help = "write a distribution and its arguments: `#[prior(Normal(0.0, 1.0))]`";
    let Some((distribution, words)) = parts.split_first() else {
        errors.refuse(attr, "cannot read this prior: it is empty", help);
        return None;
    };
    let Some((path, arguments)) = called(distribution) else {
        errors.refuse(distribution, "cannot read this prior: it is no distribution", help);
        return None;
    };
    let truncated = path.path.is_ident("Truncated");
    if path.path.is_ident("Mixture") {
        let (arguments, components) = mixture::read(distribution, &arguments, errors)?;
        let non_centred = read_words(words, errors)?;
        return Some(Written {
            path,
            arguments,
            components,
            non_centred,
            truncated: false,
            name: path.path.get_ident(),
        });
    }
    let (path, arguments) = if truncated {
        let whole = arguments.first().and_then(|whole| called(whole));
        let Some((whole, mut of_whole)) = whole.filter(|_| arguments.len() == 3) else {
            let what = "cannot read this prior: `Truncated` takes a distribution and two bounds";
            errors.refuse(distribution, what, "write `Truncated(Normal(mean, sd), lower, upper)`");
            return None;
        };
        of_whole.extend(&arguments[1..]);
        (whole, of_whole)
    } else {
        (path, arguments)
    };
    let non_centred = read_words(words, errors)?;
    Some(Written {
        path,
        arguments: arguments.into_iter().map(Cow::Borrowed).collect(),
        components: Vec::new(),
        non_centred,
        truncated,
        name: path.path.get_ident(),
    })
}

/// The words after a distribution: whether it is non-centred.
fn read_words(words: &[Expr], errors: &mut Errors) -> Option<bool> {
    let mut non_centred = false;
    for word in words {
        let text = word.to_token_stream().to_string();
        match text.as_str() {
            "non_centred" | "non_centered" => non_centred = true,
            "centred" | "centered" => {}
            _ => {
                let what = format!("cannot read this prior: `{text}` after the distribution means nothing");
                errors.refuse(word, what, "write `non_centred`, or nothing");
                return None;
            }
        }
    }
    Some(non_centred)
}

/// A path and what stands in the parentheses behind it.
pub(super) fn called(expr: &Expr) -> Option<(&ExprPath, Vec<&Expr>)> {
    match expr {
        Expr::Path(path) => Some((path, Vec::new())),
        Expr::Call(call) if let Expr::Path(path) = &*call.func => Some((path, call.args.iter().collect())),
        // What a macro passes on as an expression.
        Expr::Group(group) => called(&group.expr),
        _ => None,
    }
}

/// `Flat` on a support, ℝ without one.
fn flat(support: Option<Support>, scope: &Scope, errors: &mut Errors) -> Option<Prior> {
    let flat = quote!(::pullback::sampler::distributions::Flat);
    let identity = quote!(::pullback::sampler::transforms::Identity);
    let (density, arguments) = match support.unwrap_or(Support::Fixed(identity)) {
        Support::Blocks { transform, .. } => (Density::FlatBlocks { transform }, Vec::new()),
        Support::Fixed(transform) => {
            let points = Points {
                ty: quote!(#flat<#transform>),
                make: Make::Flat(transform),
            };
            (Density::Points(points), Vec::new())
        }
        Support::Bounded(bounds) => {
            let own = scope.fields[scope.own];
            let names: &[&str] = if bounds.lower.is_some() {
                &["lower", "upper"]
            } else {
                &["upper"]
            };
            let arguments = bounds.exprs().into_iter().zip(names);
            let arguments = arguments
                .map(|(expr, name)| argument::read(expr, scope, argument::helper_name(own, name), errors))
                .collect();
            let transform = bounds.transform();
            let points = Points {
                ty: quote!(#flat<#transform>),
                make: Make::FlatBounds(bounds),
            };
            (Density::Points(points), arguments)
        }
    };
    Some(Prior {
        density,
        arguments,
        non_centred: false,
    })
}

/// A distribution, on its own support or on a part of it.
fn proper(
    written: &Written,
    support: Option<(&Attribute, Support)>,
    scope: &Scope,
    errors: &mut Errors,
) -> Option<Prior> {
    let own = scope.fields[scope.own];
    let names = written
        .name
        .filter(|_| written.components.is_empty())
        .and_then(|name| known::arguments(&name.to_string()));
    let arguments: Vec<Argument> = written
        .arguments
        .iter()
        .enumerate()
        .map(|(i, expr)| {
            let argument_name = names
                .and_then(|names| names.get(i))
                .map_or_else(|| i.to_string(), |name| (*name).to_owned());
            argument::read(expr, scope, argument::helper_name(own, &argument_name), errors)
        })
        .collect();
    let ty = type_of(written.path);
    let text = written.name.map(Ident::to_string).unwrap_or_default();
    let of_blocks = known::of(&text) == Of::Blocks;
    let density = match support {
        Some((attr, _)) if written.truncated => {
            let what = "cannot restrict the support of a truncated distribution: its bounds are its support";
            errors.refuse(attr, what, "remove `#[support(…)]`");
            return None;
        }
        None if of_blocks => {
            let slices = known::slices(&text);
            check_expressions_of_lists(&arguments, slices, written, errors)?;
            Density::Blocks { ty, slices }
        }
        None => Density::Points(points(written, ty)),
        Some((attr, support)) => {
            check_restriction(attr, &support, of_blocks, &arguments, scope, errors)?;
            restricted(points(written, ty), support)
        }
    };
    Some(Prior {
        density,
        arguments,
        non_centred: written.non_centred,
    })
}

/// The distribution of points that is written.
fn points(written: &Written, ty: TokenStream) -> Points {
    let distributions = quote!(::pullback::sampler::distributions);
    if written.truncated {
        return Points {
            make: Make::Truncated(ty.clone()),
            ty: quote!(#distributions::Truncated<#ty>),
        };
    }
    if written.components.is_empty() {
        return Points {
            make: Make::Call(ty.clone()),
            ty,
        };
    }
    let components: Vec<(TokenStream, usize)> = written
        .components
        .iter()
        .map(|component| (type_of(component.path), component.count))
        .collect();
    let types = components.iter().map(|(ty, _)| ty);
    Points {
        ty: quote!(#distributions::Mixture<(#(#types,)*)>),
        make: Make::Mixture(components),
    }
}

/// A distribution's type, by its path or its name alone.
fn type_of(path: &ExprPath) -> TokenStream {
    match path.path.get_ident() {
        Some(name) => quote!(::pullback::sampler::distributions::#name),
        None => path.to_token_stream(),
    }
}

/// A distribution of points on a support of its own.
fn restricted(points: Points, support: Support) -> Density {
    let restricted = quote!(::pullback::sampler::distributions::Restricted);
    let (transform, value) = match support {
        Support::Blocks { transform, .. } => return Density::Restricted { points, transform },
        Support::Fixed(transform) => (transform.clone(), transform),
        Support::Bounded(bounds) => {
            let values: Vec<TokenStream> = bounds.exprs().into_iter().map(ToTokens::to_token_stream).collect();
            (bounds.transform(), bounds.constructed(&values))
        }
    };
    let ty = &points.ty;
    Density::Points(Points {
        ty: quote!(#restricted<#ty, #transform>),
        make: Make::Restricted(Box::new(points.make), value),
    })
}
