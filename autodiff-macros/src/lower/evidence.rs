//! What the code says about values whose types nobody wrote down.

use super::known_methods::{STANDARD, is_chain, is_nobody_elses};
use super::peek::is_of_primitive;
use proc_macro2::TokenTree;
use quote::ToTokens;
use std::collections::HashSet;
use syn::visit::Visit;
use syn::{Expr as Syntax, Pat, UnOp};

/// What is used like a value of the user's own types: fields are read of it, or methods called that nothing else has.
#[derive(Clone, Debug, Default)]
pub(super) struct Evidence {
    /// Variables.
    pub(super) names: HashSet<String>,
    /// Functions and methods, by their results.
    pub(super) results: HashSet<String>,
    /// Types that are made: `Vector { … }`, `Vector::new(…)`.
    pub(super) made: HashSet<String>,
    /// Those of them that are written out, `Vector { … }`, and so are no other name of a number.
    pub(super) written: HashSet<String>,
}

impl Evidence {
    pub(super) fn of(block: &syn::Block) -> Self {
        let mut evidence = Self::default();
        loop {
            let before = evidence.names.len() + evidence.results.len();
            evidence.visit_block(block);
            if evidence.names.len() + evidence.results.len() == before {
                return evidence;
            }
        }
    }

    fn mark(&mut self, expr: &Syntax) {
        match expr {
            Syntax::Path(path) => self.names.extend(path.path.get_ident().map(ToString::to_string)),
            Syntax::Paren(paren) => self.mark(&paren.expr),
            Syntax::Group(group) => self.mark(&group.expr),
            Syntax::Reference(reference) => self.mark(&reference.expr),
            Syntax::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => self.mark(&unary.expr),
            Syntax::MethodCall(call) if call.method == "clone" => self.mark(&call.receiver),
            Syntax::MethodCall(call) => {
                let name = call.method.to_string();
                if !STANDARD.contains(&name.as_str()) {
                    self.results.insert(name);
                }
            }
            Syntax::Call(call) => {
                if let Syntax::Path(path) = &*call.func
                    && !is_of_primitive(&path.path)
                {
                    self.results.insert(super::calls::last_name(&path.path));
                }
            }
            _ => {}
        }
    }

    fn is_marked(&self, expr: &Syntax) -> bool {
        match expr {
            Syntax::Path(path) => path
                .path
                .get_ident()
                .is_some_and(|name| self.names.contains(&name.to_string())),
            Syntax::Paren(paren) => self.is_marked(&paren.expr),
            Syntax::MethodCall(call) if call.method == "clone" => self.is_marked(&call.receiver),
            Syntax::MethodCall(call) => self.results.contains(&call.method.to_string()),
            Syntax::Call(call) => {
                matches!(&*call.func, Syntax::Path(path) if self.results.contains(&super::calls::last_name(&path.path)))
            }
            Syntax::Struct(_) => true,
            _ => false,
        }
    }

    /// Two expressions of one type.
    fn relate(&mut self, name: &syn::Ident, value: &Syntax) {
        if self.names.contains(&name.to_string()) {
            self.mark(value);
        } else if self.is_marked(value) {
            self.names.insert(name.to_string());
        }
    }
}

impl<'ast> Visit<'ast> for Evidence {
    crate::macro_parts::look_into_macros!();
    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        // A matrix has an element at two indices.
        let is_of_matrix = call.method == "get" && call.args.len() > 1;
        if (is_of_matrix || is_nobody_elses(&call.method.to_string())) && !is_chain(&call.receiver) {
            self.mark(&call.receiver);
        }
        syn::visit::visit_expr_method_call(self, call);
    }
    fn visit_expr_field(&mut self, field: &'ast syn::ExprField) {
        if matches!(field.member, syn::Member::Named(_)) {
            self.mark(&field.base);
        }
        syn::visit::visit_expr_field(self, field);
    }
    fn visit_local(&mut self, local: &'ast syn::Local) {
        if let (Pat::Ident(name), Some(init)) = (&local.pat, &local.init) {
            self.relate(&name.ident, &init.expr);
        }
        syn::visit::visit_local(self, local);
    }
    fn visit_expr_assign(&mut self, assign: &'ast syn::ExprAssign) {
        if let Syntax::Path(path) = &*assign.left
            && let Some(name) = path.path.get_ident()
        {
            self.relate(name, &assign.right);
        }
        syn::visit::visit_expr_assign(self, assign);
    }
    fn visit_expr_struct(&mut self, structure: &'ast syn::ExprStruct) {
        self.made.insert(structure.path.to_token_stream().to_string());
        self.written.insert(structure.path.to_token_stream().to_string());
        syn::visit::visit_expr_struct(self, structure);
    }
    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        if let Syntax::Path(path) = &*call.func {
            let mut of = path.path.clone();
            of.segments.pop();
            of.segments.pop_punct();
            self.made.insert(of.to_token_stream().to_string());
        }
        syn::visit::visit_expr_call(self, call);
    }
    fn visit_item(&mut self, _: &'ast syn::Item) {}
}

/// Whether code speaks of `f64` or `f32`.
pub(super) fn names_numbers(tokens: proc_macro2::TokenStream) -> bool {
    tokens.into_iter().any(|tree| match tree {
        TokenTree::Ident(ident) => ident == "f64" || ident == "f32",
        TokenTree::Group(group) => names_numbers(group.stream()),
        _ => false,
    })
}
