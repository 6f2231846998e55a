//! Variables with capital letters: `let K = 2.0 * x;`.
//!
//! In a pattern such a name may be that of a constant, and is taken for one. Where a pattern must match (`let` without `else`,
//! `for`, parameters of closures), a constant cannot stand: there it is written `K @ _`, which is the same and can only be a
//! variable.

use syn::visit_mut::VisitMut;
use syn::{ExprClosure, ExprForLoop, FieldPat, ItemFn, Local, Pat, PatIdent};

/// Marks the variables of a function that have capital letters.
pub(super) fn mark(function: &mut ItemFn) {
    Statements.visit_block_mut(&mut function.block);
}

struct Statements;

impl VisitMut for Statements {
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
    fn visit_field_pat_mut(&mut self, field: &mut FieldPat) {
        syn::visit_mut::visit_field_pat_mut(self, field);
        // `Planet { K, .. }` is short for `Planet { K: K, .. }`, but `K @ _` has no short form.
        if field.colon_token.is_none() && matches!(&*field.pat, Pat::Ident(name) if name.subpat.is_some()) {
            field.colon_token = Some(Default::default());
        }
    }
    fn visit_expr_mut(&mut self, _: &mut syn::Expr) {}
}
