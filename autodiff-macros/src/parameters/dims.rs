//! Reads `#[dims(school, year)]`: the names of a field's axes, outermost first.

use crate::derive_differentiable::{Errors, last_segment};
use syn::punctuated::Punctuated;
use syn::{Attribute, GenericArgument, Ident, PathArguments, Token, Type};

/// One axis of a type, as far as syntax shows it.
enum Axis {
    Array,
    Vec,
}

/// The names of the axes; an axis whose length is not known at compile time must have one.
pub(super) fn read(attr: Option<&Attribute>, name: &Ident, ty: &Type, errors: &mut Errors) -> Vec<String> {
    let names: Vec<Ident> = match attr {
        None => Vec::new(),
        Some(attr) => match attr.parse_args_with(Punctuated::<Ident, Token![,]>::parse_terminated) {
            Ok(names) if !names.is_empty() => names.into_iter().collect(),
            _ => {
                let what = "cannot read these axes";
                errors.refuse(
                    attr,
                    what,
                    "write a name for each, outermost first: `#[dims(county, year)]`",
                );
                return Vec::new();
            }
        },
    };
    let mut axes = Vec::new();
    let is_whole = collect(ty, &mut axes);
    if is_whole && names.len() > axes.len() {
        let count = |n: usize| {
            if n == 1 {
                "1 axis".to_owned()
            } else {
                format!("{n} axes")
            }
        };
        let what = format!(
            "cannot name {} of `{name}`: it has {}",
            count(names.len()),
            count(axes.len())
        );
        errors.refuse(
            &names[axes.len()],
            what,
            "write one name for each axis, outermost first",
        );
    }
    let unnamed = axes.iter().skip(names.len()).any(|axis| matches!(axis, Axis::Vec));
    if unnamed {
        let what = format!("cannot sample `{name}`: the length of a `Vec` is not known at compile time");
        let help = "name the axis, `#[dims(county)]`, and give its length where the posterior is made: `Posterior::with_dims(log_likelihood, &Dims::new().length(\"county\", 85))`; or write an array, `[f64; N]`";
        errors.refuse(ty, what, help);
    }
    names
        .iter()
        .map(|name| name.to_string().trim_start_matches("r#").to_owned())
        .collect()
}

/// Appends the axes that are seen; whether those are all there can be.
fn collect(ty: &Type, axes: &mut Vec<Axis>) -> bool {
    match ty {
        Type::Array(array) => {
            axes.push(Axis::Array);
            collect(&array.elem, axes)
        }
        Type::Paren(paren) => collect(&paren.elem, axes),
        Type::Group(group) => collect(&group.elem, axes),
        _ => match vec_element(ty) {
            Some(element) => {
                axes.push(Axis::Vec);
                collect(element, axes)
            }
            None => matches!(ty, Type::Path(path) if path.path.is_ident("f64")),
        },
    }
}

/// `T` of `Vec<T>`.
pub(super) fn vec_element(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    last_segment(ty).filter(|name| *name == "Vec")?;
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else {
        return None;
    };
    match arguments.args.first()? {
        GenericArgument::Type(element) => Some(element),
        _ => None,
    }
}
