//! Takes `#[prior(Normal(mu, tau), non_centred)]` apart, with the support beside it.

use super::argument::{self, Argument, List, Scope};
use super::known::{self, Of};
use super::support::{self, Bounds, Support};
use crate::derive_differentiable::Errors;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprPath, Ident, Lit, Token, Type};

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
    Restricted(TokenStream, TokenStream),
}

impl Points {
    /// The distribution with these arguments.
    pub(super) fn constructed(&self, arguments: &[TokenStream]) -> TokenStream {
        let distributions = quote!(::pullback::sampler::distributions);
        let called = |path: &TokenStream| match arguments {
            [] => path.clone(),
            arguments => quote!(#path(#(#arguments),*)),
        };
        match &self.make {
            Make::Call(path) => called(path),
            Make::FlatBounds(bounds) => {
                let transform = bounds.constructed(arguments);
                quote!(#distributions::Flat(#transform))
            }
            Make::Flat(transform) => quote!(#distributions::Flat(#transform)),
            Make::Restricted(path, transform) => {
                let inner = called(path);
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
struct Written<'a> {
    path: &'a ExprPath,
    arguments: Vec<&'a Expr>,
    non_centred: bool,
    /// The distribution's name, where it is written without a path.
    name: Option<&'a Ident>,
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
        check_known(name, &written.arguments, &parts[0], errors)?;
        check_pairs(name, ty, errors)?;
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
    let (path, arguments): (&ExprPath, Vec<&Expr>) = match distribution {
        Expr::Path(path) => (path, Vec::new()),
        Expr::Call(call) if let Expr::Path(path) = &*call.func => (path, call.args.iter().collect()),
        other => {
            errors.refuse(other, "cannot read this prior: it is no distribution", help);
            return None;
        }
    };
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
    Some(Written {
        path,
        arguments,
        non_centred,
        name: path.path.get_ident(),
    })
}

/// Checks a name without a path and the number of its arguments.
fn check_known(name: &Ident, arguments: &[&Expr], expr: &Expr, errors: &mut Errors) -> Option<()> {
    let text = name.to_string();
    let Some(expected) = known::arguments(&text) else {
        let what = format!("cannot find the distribution `{text}`");
        let help = format!(
            "write one of {}, or the path of your own type that implements `Distribution`: `self::{text}`",
            known::names()
        );
        errors.refuse(name, what, help);
        return None;
    };
    if expected.len() != arguments.len() {
        let count = |n: usize| match n {
            0 => "no arguments".to_owned(),
            1 => "1 argument".to_owned(),
            n => format!("{n} arguments"),
        };
        let what = format!(
            "cannot read this prior: `{text}` takes {}, not {}",
            count(expected.len()),
            arguments.len()
        );
        errors.refuse(expr, what, format!("write `{}`", known::usage(&text)));
        return None;
    }
    Some(())
}

/// Refuses a distribution of pairs for a field that does not consist of pairs.
fn check_pairs(name: &Ident, ty: &Type, errors: &mut Errors) -> Option<()> {
    let of_pairs = known::of(&name.to_string()) == Of::Pairs;
    if of_pairs && innermost_length(ty).is_some_and(|length| length != Some(2)) {
        let what = format!("cannot give this field the prior `{name}`: it is a distribution of pairs");
        errors.refuse(ty, &what, "write `[f64; 2]`, or `[[f64; 2]; N]` for several");
        return None;
    }
    Some(())
}

/// The length of the arrays of `f64` that a type consists of, `Some(None)` for a single number; `None` where syntax alone
/// does not show it.
fn innermost_length(ty: &Type) -> Option<Option<usize>> {
    match ty {
        Type::Path(path) if path.path.is_ident("f64") => Some(None),
        Type::Array(array) => match (innermost_length(&array.elem)?, &array.len) {
            (None, Expr::Lit(literal)) if let Lit::Int(length) = &literal.lit => Some(length.base10_parse().ok()),
            (None, _) => None,
            (length, _) => Some(length),
        },
        _ => None,
    }
}

/// Refuses what has no location and scale that could be taken out.
fn check_non_centred(written: &Written, support: Option<&Attribute>, errors: &mut Errors) -> Option<()> {
    if let Some(support) = support {
        let what = "cannot restrict the support of a non-centred prior";
        errors.refuse(support, what, "remove `non_centred`, or the support");
        return None;
    }
    match written.name {
        Some(name) if !known::has_location_and_scale(&name.to_string()) => {
            let what = format!("cannot sample `{name}` non-centred: it has no location and scale");
            let help = format!(
                "remove `non_centred`, or use one of {}",
                known::names_with_location_and_scale()
            );
            errors.refuse(name, what, help);
            None
        }
        _ => Some(()),
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
    let names = written.name.and_then(|name| known::arguments(&name.to_string()));
    let arguments: Vec<Argument> = written
        .arguments
        .iter()
        .enumerate()
        .map(|(i, expr)| {
            let argument_name = names.map_or_else(|| i.to_string(), |names| names[i].to_owned());
            argument::read(expr, scope, argument::helper_name(own, &argument_name), errors)
        })
        .collect();
    let ty = match written.name {
        Some(name) => quote!(::pullback::sampler::distributions::#name),
        None => written.path.to_token_stream(),
    };
    let text = written.name.map(Ident::to_string).unwrap_or_default();
    let of_blocks = known::of(&text) == Of::Blocks;
    let density = match support {
        None if of_blocks => {
            let slices = known::slices(&text);
            check_expressions_of_lists(&arguments, slices, written, errors)?;
            Density::Blocks { ty, slices }
        }
        None => Density::Points(Points {
            make: Make::Call(ty.clone()),
            ty,
        }),
        Some((attr, support)) => {
            check_restriction(attr, &support, of_blocks, &arguments, scope, errors)?;
            restricted(ty, support)
        }
    };
    Some(Prior {
        density,
        arguments,
        non_centred: written.non_centred,
    })
}

/// Refuses expressions that would make a vector, and vectors where a number is asked for.
fn check_expressions_of_lists(
    arguments: &[Argument],
    slices: &[bool],
    written: &Written,
    errors: &mut Errors,
) -> Option<()> {
    for ((argument, is_slice), expr) in arguments.iter().zip(slices).zip(&written.arguments) {
        if *is_slice && matches!(argument, Argument::Function { .. }) {
            let what = "cannot differentiate an expression that makes a vector in a prior";
            errors.refuse(expr, what, "name a field, or write a list of constants");
            return None;
        }
        if !is_slice && argument.is_list() {
            let what = "cannot read this prior: here stands a vector, where a number is asked for";
            errors.refuse(expr, what, "name a number");
            return None;
        }
    }
    Some(())
}

/// A distribution of points on a support of its own.
fn restricted(ty: TokenStream, support: Support) -> Density {
    let restricted = quote!(::pullback::sampler::distributions::Restricted);
    let (transform, value) = match support {
        Support::Blocks { transform, .. } => {
            let points = Points {
                make: Make::Call(ty.clone()),
                ty,
            };
            return Density::Restricted { points, transform };
        }
        Support::Fixed(transform) => (transform.clone(), transform),
        Support::Bounded(bounds) => {
            let values: Vec<TokenStream> = bounds.exprs().into_iter().map(ToTokens::to_token_stream).collect();
            (bounds.transform(), bounds.constructed(&values))
        }
    };
    Density::Points(Points {
        make: Make::Restricted(ty.clone(), value),
        ty: quote!(#restricted<#ty, #transform>),
    })
}

/// Refuses a restriction that changes more than a constant factor of the density.
fn check_restriction(
    attr: &Attribute,
    support: &Support,
    of_blocks: bool,
    arguments: &[Argument],
    scope: &Scope,
    errors: &mut Errors,
) -> Option<()> {
    let help = "use a distribution on that support, a truncated one, or `#[prior(Flat)]`";
    if of_blocks {
        let what = "cannot restrict the support of a distribution of whole vectors: it has one of its own";
        errors.refuse(attr, what, "remove `#[support(…)]`");
        return None;
    }
    if let Support::Bounded(bounds) = support
        && bounds.exprs().into_iter().any(|bound| argument::mentions(bound, scope))
    {
        let what = "cannot restrict a proper prior by bounds that depend on other parameters: what is missing from its integral would depend on them";
        errors.refuse(attr, what, help);
        return None;
    }
    // The n! orders of exchangeable numbers are equally likely, whatever their distribution is.
    let exchangeable =
        matches!(support, Support::Blocks { in_order: true, .. }) && !arguments.iter().any(Argument::is_list);
    if !exchangeable && arguments.iter().any(Argument::moves) {
        let what = "cannot restrict the support of a prior whose arguments are parameters: what is missing from its integral would depend on them";
        errors.refuse(attr, what, help);
        return None;
    }
    Some(())
}

/// Refuses lists where the field has not one axis.
fn check_lists(prior: &Prior, ty: &Type, attr: &Attribute, errors: &mut Errors) {
    if !prior.has_lists() {
        return;
    }
    let of_numbers = argument::element_type(ty).is_some_and(|element| argument::element_type(element).is_none());
    if !of_numbers {
        let what = "cannot give this field a list of arguments: only fields with one axis have an element for each";
        errors.refuse(
            attr,
            what,
            "write `[f64; N]` or `Vec<f64>` for the field, or numbers for the arguments",
        );
        return;
    }
    let lists = prior.arguments.iter().flat_map(Argument::lists);
    let nested = lists.filter_map(|list| match list {
        List::Place(place, list) if argument::element_type(list).and_then(argument::element_type).is_some() => {
            Some(place)
        }
        _ => None,
    });
    for place in nested {
        let what = format!("cannot use the table `{}` as an argument of a prior", place.text());
        errors.refuse(attr, what, "name one of its rows, or one of its elements");
    }
}
