//! Names that are made plain before anything else: variables with capital letters, and short forms of fields.
//!
//! `Planet { mass, .. }` is short for `Planet { mass: mass, .. }`, where the variable may get another name, and the field not.
//!
//! `let K = 2.0 * x;` has a variable with a capital letter.
//! In a pattern such a name may be that of a constant, and is taken for one. Where a pattern must match (`let` without `else`,
//! `for`, parameters of closures), a constant cannot stand: there it is written `K @ _`, which is the same and can only be a
//! variable.

use syn::visit_mut::VisitMut;
use syn::{ExprClosure, ExprForLoop, FieldPat, FieldValue, ItemFn, Local, Pat, PatIdent};

/// Marks the variables of a function that have capital letters, and writes short forms out.
pub(super) fn mark(function: &mut ItemFn) {
    Statements.visit_block_mut(&mut function.block);
}

struct Statements;

impl VisitMut for Statements {
    crate::macro_parts::change_macros!();
    fn visit_local_mut(&mut self, local: &mut Local) {
        if local.init.as_ref().is_none_or(|init| init.diverge.is_none()) {
            Names.visit_pat_mut(&mut local.pat);
        }
        syn::visit_mut::visit_local_mut(self, local);
    }
    fn visit_expr_for_loop_mut(&mut self, repeated: &mut ExprForLoop) {
        Names.visit_pat_mut(&mut repeated.pat);
        syn::visit_mut::visit_expr_for_loop_mut(self, repeated);
    }
    fn visit_expr_closure_mut(&mut self, closure: &mut ExprClosure) {
        closure.inputs.iter_mut().for_each(|input| Names.visit_pat_mut(input));
        syn::visit_mut::visit_expr_closure_mut(self, closure);
    }
    fn visit_field_value_mut(&mut self, field: &mut FieldValue) {
        field.colon_token.get_or_insert_default();
        syn::visit_mut::visit_field_value_mut(self, field);
    }
    fn visit_field_pat_mut(&mut self, field: &mut FieldPat) {
        field.colon_token.get_or_insert_default();
        syn::visit_mut::visit_field_pat_mut(self, field);
    }
}

struct Names;

impl VisitMut for Names {
    fn visit_pat_ident_mut(&mut self, name: &mut PatIdent) {
        let is_bare = name.subpat.is_none() && name.by_ref.is_none() && name.mutability.is_none();
        if is_bare && name.ident.to_string().starts_with(char::is_uppercase) {
            let anything: Pat = syn::parse_quote!(_);
            name.subpat = Some((Default::default(), Box::new(anything)));
        }
        syn::visit_mut::visit_pat_ident_mut(self, name);
    }
    fn visit_expr_mut(&mut self, _: &mut syn::Expr) {}
}
