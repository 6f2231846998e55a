//! Which expressions are used as `Option`s: arrays have `map`, too, and no type tells them apart.

use crate::request::Request;
use quote::ToTokens;
use std::collections::HashSet;
use syn::visit::Visit;
use syn::{Expr as Syntax, Pat};

/// The texts of expressions that can only be `Option`s, by what is done with them.
#[derive(Debug, Default)]
pub(super) struct OptionUses(HashSet<String>);

/// Methods that nothing but `Option` (and `Result`) has.
const OF_OPTIONS: [&str; 18] = [
    "unwrap",
    "expect",
    "unwrap_or",
    "unwrap_or_else",
    "unwrap_or_default",
    "is_some",
    "is_none",
    "is_some_and",
    "is_none_or",
    "map_or",
    "map_or_else",
    "and_then",
    "or",
    "or_else",
    "xor",
    "ok_or",
    "ok_or_else",
    "get_or_insert",
];

impl OptionUses {
    /// Looks through the body of a function.
    pub(super) fn of(request: &Request) -> Self {
        let mut uses = Self::default();
        let block = &request.function.block;
        if let (Some(result), Some(syn::Stmt::Expr(last, None))) = (&request.result, block.stmts.last())
            && is_option_type(result)
        {
            uses.note(last);
        }
        // What a variable is used as, its value is: each round follows one more `let`.
        loop {
            let before = uses.0.len();
            uses.visit_block(block);
            if uses.0.len() == before {
                return uses;
            }
        }
    }

    pub(super) fn contains(&self, expr: &Syntax) -> bool {
        self.0.contains(&text(expr))
    }

    fn note(&mut self, expr: &Syntax) {
        self.0.insert(text(expr));
        match expr {
            Syntax::MethodCall(call) if call.method == "map" => self.note(&call.receiver),
            Syntax::Paren(paren) => self.note(&paren.expr),
            Syntax::If(branch) => {
                if let Some(syn::Stmt::Expr(last, None)) = branch.then_branch.stmts.last() {
                    self.note(last);
                }
                if let Some((_, otherwise)) = &branch.else_branch {
                    self.note(otherwise);
                }
            }
            Syntax::Block(block) => {
                if let Some(syn::Stmt::Expr(last, None)) = block.block.stmts.last() {
                    self.note(last);
                }
            }
            _ => {}
        }
    }
}

impl Visit<'_> for OptionUses {
    fn visit_expr_method_call(&mut self, call: &syn::ExprMethodCall) {
        if OF_OPTIONS.contains(&call.method.to_string().as_str()) {
            self.note(&call.receiver);
        }
        syn::visit::visit_expr_method_call(self, call);
    }
    fn visit_expr_let(&mut self, test: &syn::ExprLet) {
        if is_option_pattern(&test.pat) {
            self.note(&test.expr);
        }
        syn::visit::visit_expr_let(self, test);
    }
    fn visit_expr_match(&mut self, choice: &syn::ExprMatch) {
        if choice.arms.iter().any(|arm| is_option_pattern(&arm.pat)) {
            self.note(&choice.expr);
        }
        syn::visit::visit_expr_match(self, choice);
    }
    fn visit_local(&mut self, local: &syn::Local) {
        if let Some(init) = &local.init {
            let is_option = match &local.pat {
                Pat::Type(typed) => is_option_type(&typed.ty) || self.0.contains(&text(&typed.pat)),
                pattern => is_option_pattern(pattern) || self.0.contains(&text(pattern)),
            };
            if is_option {
                self.note(&init.expr);
            }
        }
        syn::visit::visit_local(self, local);
    }
}

fn text(tokens: &impl ToTokens) -> String {
    let text = tokens.to_token_stream().to_string();
    text.strip_prefix("mut ").map(str::to_owned).unwrap_or(text)
}

fn is_option_type(ty: &syn::Type) -> bool {
    matches!(ty, syn::Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Option"))
}

/// `Some(…)` or `None`.
fn is_option_pattern(pattern: &Pat) -> bool {
    let named = |path: &syn::Path| {
        path.segments
            .last()
            .is_some_and(|last| last.ident == "Some" || last.ident == "None")
    };
    match pattern {
        Pat::TupleStruct(pattern) => named(&pattern.path),
        Pat::Path(pattern) => named(&pattern.path),
        Pat::Ident(pattern) => pattern.ident == "None",
        Pat::Paren(paren) => is_option_pattern(&paren.pat),
        Pat::Reference(reference) => is_option_pattern(&reference.pat),
        Pat::Or(or) => or.cases.iter().any(is_option_pattern),
        _ => false,
    }
}
