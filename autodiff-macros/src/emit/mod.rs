//! Last phase: IR becomes Rust again.
//!
//! * `expressions`, `places`: values, with no more parentheses than needed
//! * `statements`: everything else
//! * `companion`: the functions that users call

pub mod companion;
mod expressions;
mod statements;

use crate::ir::{Function, Place, Role, Var};
use crate::lower::types::Shape;
use proc_macro2::TokenStream;
use quote::quote;
use std::collections::HashSet;

/// Turns the IR of one function into tokens.
pub struct Emitter<'f> {
    pub function: &'f Function,
    /// Shadows that are parameters: references already.
    pub formal_shadows: HashSet<Var>,
    /// Primal variables that the reverse sweep reads: they must outlive their last use in the forward sweep.
    pub kept: HashSet<Var>,
}

/// Whether an argument that was passed by value may be a reference all the same, so that a pullback may want it again.
pub fn passes_again(function: &Function, var: Var) -> bool {
    matches!(
        function.types.shape(function.var(var).ty),
        Shape::Unknown | Shape::Named(_)
    ) && !matches!(function.var(var).role, Role::Parameter)
}

/// The path of the runtime's support functions.
pub fn support() -> TokenStream {
    quote!(::pullback::runtime::support)
}

impl Emitter<'_> {
    fn is_reference(&self, var: Var) -> bool {
        matches!(self.function.var(var).role, Role::Reference { .. }) || self.formal_shadows.contains(&var)
    }

    /// Whether the value of a place may own memory, so that copying it out needs `clone`.
    fn may_own(&self, place: &Place) -> bool {
        let mut ty = self.function.var(place.root).ty;
        let mut types = self.function.types.clone();
        for projection in &place.path {
            ty = match projection {
                crate::ir::Projection::Field(member) => types.field(ty, member),
                crate::ir::Projection::Index(_) => types.element(ty),
                crate::ir::Projection::Range { .. } => ty,
            };
        }
        !matches!(types.shape(ty), Shape::Float | Shape::Inactive)
    }
}
