//! Takes `#[prior(Normal(mu, tau))]` apart.

use super::argument::{self, Argument, Scope};
use super::known;
use crate::derive_differentiable::Errors;
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Expr, ExprPath, Ident, Lit, Type};

/// A field's prior.
pub(super) struct Prior {
    /// The distribution's type.
    pub(super) ty: TokenStream,
    /// What constructs it; followed by the arguments in parentheses unless there are none.
    pub(super) constructor: TokenStream,
    pub(super) arguments: Vec<Argument>,
    /// Whether it is a distribution of the user's own, of which nothing is known here.
    pub(super) own: bool,
}

/// Reads the attribute; `None`, with the reason in `errors`, where it is no prior.
pub(super) fn read(
    attr: &Attribute,
    support: Option<&Attribute>,
    ty: &Type,
    scope: &Scope,
    errors: &mut Errors,
) -> Option<Prior> {
    let expr: Expr = match attr.parse_args() {
        Ok(expr) => expr,
        Err(error) => {
            let what = format!("cannot read this prior: {error}");
            errors.refuse_at(error.span(), what, "write a distribution: `#[prior(Normal(0.0, 1.0))]`");
            return None;
        }
    };
    let (path, arguments): (&ExprPath, Vec<&Expr>) = match &expr {
        Expr::Path(path) => (path, Vec::new()),
        Expr::Call(call) if let Expr::Path(path) = &*call.func => (path, call.args.iter().collect()),
        other => {
            let what = "cannot read this prior: it is no distribution";
            errors.refuse(
                other,
                what,
                "write a distribution and its arguments: `#[prior(Normal(0.0, 1.0))]`",
            );
            return None;
        }
    };
    let name = path.path.get_ident();
    if let Some(name) = name {
        check_known(name, &arguments, &expr, errors)?;
    }
    let of_pairs = name.filter(|name| known::is_of_pairs(&name.to_string()));
    if let Some(name) = of_pairs
        && innermost_length(ty).is_some_and(|length| length != Some(2))
    {
        let what = format!("cannot give this field the prior `{name}`: it is a distribution of pairs");
        errors.refuse(ty, &what, "write `[f64; 2]`, or `[[f64; 2]; N]` for several");
        return None;
    }
    if name.is_some_and(|name| name == "Flat") {
        return flat(support, scope, errors);
    }
    if let Some(support) = support {
        let what = "cannot restrict the support of a proper prior: its density would no longer integrate to 1";
        errors.refuse(support, what, "use a distribution on that support, or `#[prior(Flat)]`");
    }
    let own = scope.fields[scope.own];
    let names = name.and_then(|name| known::arguments(&name.to_string()));
    let arguments: Vec<Argument> = arguments
        .into_iter()
        .enumerate()
        .map(|(i, expr)| {
            let argument_name = names.map_or_else(|| i.to_string(), |names| names[i].to_owned());
            argument::read(expr, scope, argument::helper_name(own, &argument_name), errors)
        })
        .collect();
    if name.is_some_and(|name| name == "Uniform") {
        refuse_moving_bounds(&expr, &arguments, errors);
    }
    let ty = match name {
        Some(name) => quote!(::pullback::sampler::distributions::#name),
        None => quote!(#path),
    };
    Some(Prior {
        constructor: ty.clone(),
        ty,
        arguments,
        own: name.is_none(),
    })
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

/// Bounds that follow other parameters would need derivatives of the transform by its bounds.
fn refuse_moving_bounds(expr: &Expr, arguments: &[Argument], errors: &mut Errors) {
    if arguments
        .iter()
        .any(|argument| !matches!(argument, Argument::Constant(_)))
    {
        let what = "cannot sample between bounds that depend on other parameters: the support must be fixed";
        errors.refuse(
            expr,
            what,
            "sample a fraction from `Uniform(0.0, 1.0)`, and scale it in the likelihood",
        );
    }
}

/// `Flat` on the support that `#[support(…)]` says, ℝ without one.
fn flat(support: Option<&Attribute>, scope: &Scope, errors: &mut Errors) -> Option<Prior> {
    let transforms = quote!(::pullback::sampler::transforms);
    let (ty, value) = match support {
        None => (quote!(#transforms::Identity), quote!(#transforms::Identity)),
        Some(attr) => read_support(attr, scope, errors)?,
    };
    let flat = quote!(::pullback::sampler::distributions::Flat);
    Some(Prior {
        ty: quote!(#flat<#ty>),
        constructor: quote!(#flat(#value)),
        arguments: Vec::new(),
        own: false,
    })
}

/// The transform's type and value for `positive`, `real`, `unit_disk` or a range.
fn read_support(attr: &Attribute, scope: &Scope, errors: &mut Errors) -> Option<(TokenStream, TokenStream)> {
    let transforms = quote!(::pullback::sampler::transforms);
    let same = |name: TokenStream| Some((quote!(#transforms::#name), quote!(#transforms::#name)));
    let written = attr.parse_args::<Expr>();
    match &written {
        Ok(Expr::Path(path)) if path.path.is_ident("positive") => return same(quote!(Positive)),
        Ok(Expr::Path(path)) if path.path.is_ident("real") => return same(quote!(Identity)),
        Ok(Expr::Path(path)) if path.path.is_ident("unit_disk") => return same(quote!(Disk)),
        Ok(Expr::Range(range)) if let (Some(lower), Some(upper)) = (&range.start, &range.end) => {
            if argument::mentions(range, scope) {
                let what = "cannot sample between bounds that depend on other parameters: the support must be fixed";
                errors.refuse(
                    range,
                    what,
                    "sample on `0.0..1.0`, and scale the value in the likelihood",
                );
            }
            let value = quote!(#transforms::Interval { lower: #lower, upper: #upper });
            return Some((quote!(#transforms::Interval), value));
        }
        _ => {}
    }
    let help = "write `#[support(positive)]`, `#[support(0.0..1.0)]`, `#[support(unit_disk)]` or `#[support(real)]`";
    errors.refuse(attr, "cannot read this support", help);
    None
}
