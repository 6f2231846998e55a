//! Reads the attributes of each field, and refuses what cannot be sampled.

use super::argument::{self, Scope};
use super::dims;
use super::prior::{self, Prior};
use crate::derive_differentiable::{Errors, Refusal, Shape, last_segment, why_no_derivative};
use syn::{Attribute, Ident, Member, Type};

/// A field as the expansion needs it.
pub(super) struct Field<'a> {
    pub(super) name: &'a Ident,
    pub(super) ty: &'a Type,
    /// The names of its axes, outermost first, as far as they have some.
    pub(super) axes: Vec<String>,
    /// `None` for a nested struct of parameters.
    pub(super) prior: Option<Prior>,
}

/// Reads all fields; those that were refused are left out.
pub(super) fn read_all<'a>(shape: &'a Shape, errors: &mut Errors) -> Vec<Field<'a>> {
    let names: Vec<&Ident> = shape
        .fields
        .iter()
        .filter_map(|field| match &field.member {
            Member::Named(name) => Some(name),
            Member::Unnamed(_) => None,
        })
        .collect();
    let types: Vec<&Type> = shape.fields.iter().map(|field| &field.ty).collect();
    let mut fields = Vec::new();
    for (own, (name, field)) in names.iter().zip(&shape.fields).enumerate() {
        let scope = Scope {
            fields: &names,
            types: &types,
            own,
        };
        if let Some(prior) = read_field(field, &scope, errors) {
            let attr = find(&field.attrs, "dims", errors);
            fields.push(Field {
                name,
                ty: &field.ty,
                axes: dims::read(attr, name, &field.ty, errors),
                prior,
            });
        }
    }
    fields
}

/// The field's prior, `Some(None)` for a nested struct, `None` with the reason in `errors` where it cannot be sampled.
fn read_field(
    field: &crate::derive_differentiable::Field,
    scope: &Scope,
    errors: &mut Errors,
) -> Option<Option<Prior>> {
    let name = scope.fields[scope.own];
    if let Some(attr) = find(&field.attrs, "constant", errors) {
        let what = format!("cannot hold the parameter `{name}` constant: every field of a parameter struct is sampled");
        errors.refuse(
            attr,
            what,
            "pass constants to the likelihood as a `#[constant]` parameter",
        );
        return None;
    }
    if field.constant {
        if last_segment(&field.ty).is_some_and(|name| name == "PhantomData") {
            let what = format!("cannot sample the field `{name}`: `PhantomData` is no parameter");
            errors.refuse(
                &field.ty,
                what,
                "mention the type in a field with a prior, or remove it",
            );
        }
        // Any other was refused for its type before.
        return None;
    }
    let (prior, support) = (
        find(&field.attrs, "prior", errors),
        find(&field.attrs, "support", errors),
    );
    match prior {
        Some(prior) => prior::read(prior, support, &field.ty, scope, errors).map(Some),
        None if is_number(&field.ty) => {
            let help = "write one: `#[prior(Normal(0.0, 1.0))]`, or `#[prior(Flat)]` for none";
            errors.refuse(name, format!("cannot sample the field `{name}`: it has no prior"), help);
            None
        }
        None => {
            if let Some(support) = support {
                let what = format!("cannot give `{name}` a support without a prior");
                errors.refuse(support, what, "write `#[prior(Flat)]` beside it");
            }
            Some(None)
        }
    }
}

/// The attribute of that name; a second one is refused.
fn find<'a>(attrs: &'a [Attribute], name: &str, errors: &mut Errors) -> Option<&'a Attribute> {
    let mut found = attrs.iter().filter(|attr| attr.path().is_ident(name));
    let first = found.next();
    for extra in found {
        errors.refuse(
            extra,
            format!("cannot have `#[{name}]` twice on one field"),
            "remove one",
        );
    }
    first
}

/// `f64`, and arrays and vectors of it.
fn is_number(ty: &Type) -> bool {
    match argument::element_type(ty) {
        Some(element) => is_number(element),
        None => match ty {
            Type::Path(path) => path.path.is_ident("f64"),
            Type::Paren(paren) => is_number(&paren.elem),
            Type::Group(group) => is_number(&group.elem),
            _ => false,
        },
    }
}

/// Why a type cannot be sampled, where syntax alone shows it, and what to write instead.
pub(super) fn why_not_sampled(ty: &Type) -> Option<Refusal> {
    let other = "write `f64`, `[f64; N]`, `Vec<f64>`, or a struct that derives `Parameters`";
    let refuse = |reason: &str, help| Some((reason.to_owned(), help));
    match ty {
        Type::Array(array) => why_not_sampled(&array.elem),
        Type::Paren(paren) => why_not_sampled(&paren.elem),
        Type::Group(group) => why_not_sampled(&group.elem),
        Type::Tuple(_) => refuse(
            "the parts of a tuple have no names",
            "write a struct that derives `Parameters`",
        ),
        Type::Reference(_) => refuse("samplers make the values themselves, and cannot borrow them", other),
        Type::Path(_) => {
            if let Some(element) = dims::vec_element(ty) {
                return why_not_sampled(element);
            }
            let last = last_segment(ty)?.to_string();
            match last.as_str() {
                "f32" => refuse("samplers work in double precision", "write `f64`"),
                "usize" | "u8" | "u16" | "u32" | "u64" | "u128" | "isize" | "i8" | "i16" | "i32" | "i64" | "i128"
                | "bool" | "char" => {
                    let reason = format!("`{last}` is discrete, and gradients cannot move it");
                    Some((
                        reason,
                        "sum over its values in the likelihood, or pass it as `#[constant]` data",
                    ))
                }
                "Option" => Some(("`Option` is no parameter".to_owned(), other)),
                _ => why_no_derivative(ty).map(|_| (format!("`{last}` is no parameter"), other)),
            }
        }
        _ => why_no_derivative(ty).map(|(reason, _)| (reason, other)),
    }
}
