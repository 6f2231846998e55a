//! What is lent to a call twice: `dot(v, v)` behind `v: &mut [f64]` can only be a call of a function that reads both.

use crate::ir::{Argument, Operand, Place, Projection};
use quote::ToTokens;
use syn::Expr as Syntax;

/// Lends the memory that an argument names by a mutable reference as shared, as `rustc` does, where another argument names it,
/// too. `written`: how the arguments are spelled, as `&mut v` is no other than mutable.
pub(super) fn share<'e>(written: impl IntoIterator<Item = &'e Syntax>, arguments: &mut [Argument]) {
    let explicit = |expr: &Syntax| matches!(expr, Syntax::Reference(reference) if reference.mutability.is_some());
    let explicit: Vec<bool> = written.into_iter().map(explicit).collect();
    let places: Vec<Option<Place>> = arguments.iter().map(place_of).collect();
    for (position, argument) in arguments.iter_mut().enumerate() {
        let Argument::BorrowMut(place) = argument else { continue };
        let overlaps = places.iter().enumerate().any(|(other, named)| {
            other != position
                && named
                    .as_ref()
                    .is_some_and(|named| encloses(place, named) || encloses(named, place))
        });
        if overlaps && explicit.get(position) != Some(&true) {
            *argument = Argument::Borrow(place.clone());
        }
    }
}

fn place_of(argument: &Argument) -> Option<Place> {
    match argument {
        Argument::Borrow(place) | Argument::BorrowMut(place) => Some(place.clone()),
        Argument::Value(_) => None,
    }
}

/// Whether a place is another or contains it, as far as can be seen.
fn encloses(outer: &Place, inner: &Place) -> bool {
    outer.root == inner.root
        && outer.path.len() <= inner.path.len()
        && outer.path.iter().zip(&inner.path).all(|(one, other)| same(one, other))
}

fn same(one: &Projection, other: &Projection) -> bool {
    match (one, other) {
        (Projection::Field(one), Projection::Field(other)) => one == other,
        (
            Projection::Variant { path, member },
            Projection::Variant {
                path: other_path,
                member: other,
            },
        ) => member == other && path.to_token_stream().to_string() == other_path.to_token_stream().to_string(),
        (Projection::Index(one), Projection::Index(other)) => same_operand(one, other),
        _ => false,
    }
}

fn same_operand(one: &Operand, other: &Operand) -> bool {
    match (one, other) {
        (Operand::Var(one), Operand::Var(other)) => one == other,
        (Operand::Constant(one), Operand::Constant(other)) => one.to_string() == other.to_string(),
        _ => false,
    }
}
