//! What no prior can be: the number of arguments, what a field consists of, and restrictions whose density would be wrong.

use super::argument::{self, Argument, List, Scope};
use super::guess;
use super::known::{self, Of};
use super::prior::{Prior, Written};
use super::support::Support;
use crate::derive_differentiable::Errors;
use syn::{Attribute, Expr, Ident, Lit, Type};

/// Checks a name without a path and the number of its arguments.
pub(super) fn check_known(name: &Ident, arguments: usize, expr: &Expr, errors: &mut Errors) -> Option<()> {
    let text = name.to_string();
    let Some(expected) = known::arguments(&text) else {
        let what = format!("cannot find the distribution `{text}`");
        let candidates = match guess::meant(&text) {
            Some(meant) => format!("`{}`", known::usage(meant)),
            None => format!("one of {}", known::names()),
        };
        let help =
            format!("write {candidates}, or the path of your own type that implements `Distribution`: `self::{text}`");
        errors.refuse(name, what, help);
        return None;
    };
    if expected.len() != arguments {
        let count = |n: usize| match n {
            0 => "no arguments".to_owned(),
            1 => "1 argument".to_owned(),
            n => format!("{n} arguments"),
        };
        let what = format!(
            "cannot read this prior: `{text}` takes {}, not {}",
            count(expected.len()),
            arguments
        );
        errors.refuse(expr, what, format!("write `{}`", known::usage(&text)));
        return None;
    }
    Some(())
}

/// Refuses a distribution of pairs for a field that does not consist of pairs.
pub(super) fn check_pairs(name: &Ident, ty: &Type, errors: &mut Errors) -> Option<()> {
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
pub(super) fn check_non_centred(written: &Written, support: Option<&Attribute>, errors: &mut Errors) -> Option<()> {
    if let Some(support) = support {
        let what = "cannot restrict the support of a non-centred prior";
        errors.refuse(support, what, "remove `non_centred`, or the support");
        return None;
    }
    match written.name {
        Some(name) if written.truncated || !known::has_location_and_scale(&name.to_string()) => {
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

/// Refuses expressions that would make a vector, and vectors where a number is asked for.
pub(super) fn check_expressions_of_lists(
    arguments: &[Argument],
    slices: &[bool],
    written: &Written,
    errors: &mut Errors,
) -> Option<()> {
    for ((argument, is_slice), expr) in arguments.iter().zip(slices).zip(&written.arguments) {
        if *is_slice && matches!(argument, Argument::Function { .. }) {
            let what = "cannot differentiate an expression that makes a vector in a prior";
            errors.refuse(&**expr, what, "name a field, or write a list of constants");
            return None;
        }
        if !is_slice && argument.is_list() {
            let what = "cannot read this prior: here stands a vector, where a number is asked for";
            errors.refuse(&**expr, what, "name a number");
            return None;
        }
    }
    Some(())
}

/// Refuses a restriction that changes more than a constant factor of the density.
pub(super) fn check_restriction(
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

/// The length of an array, where it is written as a number.
fn literal_length(ty: &Type) -> Option<usize> {
    match ty {
        Type::Array(array) => match &array.len {
            Expr::Lit(literal) if let Lit::Int(length) = &literal.lit => length.base10_parse().ok(),
            _ => None,
        },
        Type::Paren(paren) => literal_length(&paren.elem),
        Type::Group(group) => literal_length(&group.elem),
        _ => None,
    }
}

/// Refuses lists where the field has not one axis, or another length.
pub(super) fn check_lists(prior: &Prior, ty: &Type, attr: &Attribute, errors: &mut Errors) {
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
    if let Some(own) = literal_length(ty) {
        let lengths = prior
            .arguments
            .iter()
            .flat_map(Argument::lists)
            .filter_map(|list| match list {
                List::Constant(length) => Some(("the list".to_owned(), length)),
                List::Place(place, list) if !place.is_range() => {
                    Some((format!("`{}`", place.text()), literal_length(list)?))
                }
                List::Place(..) => None,
            });
        for (list, length) in lengths.filter(|(_, length)| *length != own) {
            let what = format!(
                "cannot give this field a list of arguments of another length: {list} has {length}, and the field {own}"
            );
            errors.refuse(
                attr,
                what,
                "write an argument for each element of the field, or one number for all",
            );
        }
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
