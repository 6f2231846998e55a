//! Where generated code stands in the user's: what the compiler finds wrong with it, and where it panics, is shown there.
//!
//! A variable is called by the name that the user wrote where it was declared, with the span of that place, and the rest has the
//! span of the attribute. In a statement both move to the expression that it came from. What was taken from that expression (its
//! operators, methods, fields and literals) stands there already.

use crate::ir::Function;
use proc_macro2::{Group, Span, TokenStream, TokenTree};
use std::collections::HashSet;

/// The spans of what stands elsewhere. Spans cannot be compared but by their text.
pub struct Elsewhere(HashSet<String>);

impl Elsewhere {
    pub fn of(function: &Function) -> Self {
        let declared = function.vars.iter().map(|variable| variable.name.span());
        let all = declared.chain([Span::call_site()]);
        Self(all.map(|span| format!("{span:?}")).collect())
    }

    fn is_elsewhere(&self, span: Span) -> bool {
        self.0.contains(&format!("{span:?}"))
    }

    /// Moves what stands elsewhere. A name keeps its hygiene.
    pub fn moved(&self, tokens: TokenStream, to: Span) -> TokenStream {
        let moved = |mut tree: TokenTree| {
            if let TokenTree::Group(group) = &tree {
                let mut new = Group::new(group.delimiter(), self.moved(group.stream(), to));
                let span = if self.is_elsewhere(group.span()) {
                    to
                } else {
                    group.span()
                };
                new.set_span(span);
                return TokenTree::Group(new);
            }
            if self.is_elsewhere(tree.span()) {
                let span = match &tree {
                    TokenTree::Ident(name) => to.resolved_at(name.span()),
                    _ => to,
                };
                tree.set_span(span);
            }
            tree
        };
        tokens.into_iter().map(moved).collect()
    }
}
