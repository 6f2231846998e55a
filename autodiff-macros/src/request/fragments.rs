//! The fragments of a `macro_rules!` keep their precedence.
//!
//! `$a * $b` arrives as two invisible groups and an operator. The compiler forgets the groups of what a procedural macro hands
//! back, so that `1 + 2` times `x` would become `1 + 2 * x`, in the user's own function as in ours: parentheses take their
//! place where they matter.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ItemFn, Type};

/// Replaces the invisible groups of a function.
pub fn write_out(function: &mut ItemFn) {
    WriteOut.visit_item_fn_mut(function);
}

/// The same for an `impl` block.
pub fn write_out_block(block: &mut syn::ItemImpl) {
    WriteOut.visit_item_impl_mut(block);
}

struct WriteOut;

impl VisitMut for WriteOut {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        while let Expr::Group(group) = expr {
            let inner = (*group.expr).clone();
            *expr = if is_atom(&inner) {
                inner
            } else {
                Expr::Paren(syn::ExprParen {
                    attrs: Vec::new(),
                    paren_token: Default::default(),
                    expr: Box::new(inner),
                })
            };
        }
        visit_mut::visit_expr_mut(self, expr);
    }
    fn visit_type_mut(&mut self, ty: &mut Type) {
        while let Type::Group(group) = ty {
            let inner = (*group.elem).clone();
            *ty = if matches!(inner, Type::TraitObject(_) | Type::ImplTrait(_)) {
                syn::parse_quote!((#inner))
            } else {
                inner
            };
        }
        visit_mut::visit_type_mut(self, ty);
    }
    fn visit_macro_mut(&mut self, mac: &mut syn::Macro) {
        mac.tokens = written_out(std::mem::take(&mut mac.tokens));
    }
}

/// Whether an expression stands as it is beside any operator.
fn is_atom(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::Array(_)
            | Expr::Call(_)
            | Expr::Field(_)
            | Expr::Group(_)
            | Expr::Index(_)
            | Expr::Lit(_)
            | Expr::Macro(_)
            | Expr::MethodCall(_)
            | Expr::Paren(_)
            | Expr::Path(_)
            | Expr::Tuple(_)
    )
}

/// The same for tokens that only the macro they belong to understands.
fn written_out(tokens: TokenStream) -> TokenStream {
    let write = |tree: TokenTree| match tree {
        TokenTree::Group(group) => {
            let inner = written_out(group.stream());
            let is_operation = || syn::parse2::<Expr>(inner.clone()).is_ok_and(|expr| !is_atom(&expr));
            let delimiter = match group.delimiter() {
                Delimiter::None if is_operation() => Delimiter::Parenthesis,
                delimiter => delimiter,
            };
            let mut new = Group::new(delimiter, inner);
            new.set_span(group.span());
            TokenTree::Group(new).into_token_stream()
        }
        other => other.into_token_stream(),
    };
    tokens.into_iter().map(write).collect()
}
