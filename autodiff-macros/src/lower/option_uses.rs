//! Which expressions are used as `Option`s: arrays have `map`, too, and no type tells them apart.

use crate::request::Request;
use quote::ToTokens;
use std::collections::HashSet;
use syn::visit::Visit;
use syn::{Expr as Syntax, Pat};

/// The texts of expressions that can only be `Option`s, by what is done with them.
#[derive(Debug, Default)]
pub(super) struct OptionUses {
    options: HashSet<String>,
    /// Those that can only be `Result`s; the others may be.
    results: HashSet<String>,
    /// Whether the function returns a `Result`.
    returns_result: bool,
}

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

/// Methods that nothing but `Result` has.
const OF_RESULTS: [&str; 7] = ["map_err", "ok", "err", "is_ok", "is_err", "unwrap_err", "expect_err"];

impl OptionUses {
    /// Looks through the body of a function.
    pub(super) fn of(request: &Request) -> Self {
        let mut uses = Self::default();
        let block = &request.function.block;
        if let Some(result) = &request.result {
            uses.returns_result = is_result_type(result);
            if let Some(syn::Stmt::Expr(last, None)) = block.stmts.last()
                && (is_option_type(result) || uses.returns_result)
            {
                uses.note(last, uses.returns_result);
            }
        }
        // What a variable is used as, its value is: each round follows one more `let`.
        loop {
            let before = uses.options.len() + uses.results.len();
            uses.visit_block(block);
            if uses.options.len() + uses.results.len() == before {
                return uses;
            }
        }
    }

    pub(super) fn contains(&self, expr: &Syntax) -> bool {
        self.options.contains(&text(expr))
    }

    /// Whether the expression can only be a `Result`.
    pub(super) fn is_result(&self, expr: &Syntax) -> bool {
        !self.results.is_empty() && self.results.contains(&text(expr))
    }

    fn note(&mut self, expr: &Syntax, is_result: bool) {
        if is_result {
            self.results.insert(text(expr));
        }
        self.options.insert(text(expr));
        match expr {
            // Of something else, these are something else.
            Syntax::MethodCall(call)
                if ["map", "zip", "filter", "copied", "cloned", "as_ref", "as_mut"]
                    .iter()
                    .any(|name| call.method == name) =>
            {
                self.note(&call.receiver, is_result);
            }
            Syntax::MethodCall(call) if is_result && (call.method == "and_then" || call.method == "or_else") => {
                self.note(&call.receiver, true);
            }
            Syntax::Paren(paren) => self.note(&paren.expr, is_result),
            Syntax::If(branch) => {
                if let Some(syn::Stmt::Expr(last, None)) = branch.then_branch.stmts.last() {
                    self.note(last, is_result);
                }
                if let Some((_, otherwise)) = &branch.else_branch {
                    self.note(otherwise, is_result);
                }
            }
            Syntax::Block(block) => {
                if let Some(syn::Stmt::Expr(last, None)) = block.block.stmts.last() {
                    self.note(last, is_result);
                }
            }
            _ => {}
        }
    }

    /// What a pattern says of the expression that it is held against.
    fn note_matched<'p>(&mut self, patterns: impl IntoIterator<Item = &'p Pat>, expr: &Syntax) {
        if let Some(name) = patterns.into_iter().find_map(option_pattern) {
            self.note(expr, name == "Ok" || name == "Err");
        }
    }
}

impl Visit<'_> for OptionUses {
    fn visit_expr_method_call(&mut self, call: &syn::ExprMethodCall) {
        let name = call.method.to_string();
        let of_result = OF_RESULTS.contains(&name.as_str());
        if of_result || OF_OPTIONS.contains(&name.as_str()) {
            // Of a `Result`, the closure of `unwrap_or_else` gets the error.
            let takes_error = (name == "unwrap_or_else" || name == "or_else")
                && matches!(call.args.first(), Some(Syntax::Closure(closure)) if closure.inputs.len() == 1);
            self.note(&call.receiver, of_result || takes_error);
        }
        // Closures that return one.
        if [
            "filter_map",
            "map_while",
            "find_map",
            "scan",
            "and_then",
            "try_fold",
            "try_for_each",
        ]
        .contains(&name.as_str())
            && let Some(Syntax::Closure(closure)) = call.args.last()
        {
            self.note(&closure.body, self.is_result(&Syntax::MethodCall(call.clone())));
        }
        syn::visit::visit_expr_method_call(self, call);
    }
    fn visit_expr_try(&mut self, question: &syn::ExprTry) {
        self.note(&question.expr, self.returns_result);
        syn::visit::visit_expr_try(self, question);
    }
    fn visit_expr_return(&mut self, jump: &syn::ExprReturn) {
        if let Some(value) = &jump.expr
            && self.returns_result
        {
            self.note(value, true);
        }
        syn::visit::visit_expr_return(self, jump);
    }
    fn visit_expr_let(&mut self, test: &syn::ExprLet) {
        self.note_matched([&*test.pat], &test.expr);
        syn::visit::visit_expr_let(self, test);
    }
    fn visit_expr_match(&mut self, choice: &syn::ExprMatch) {
        self.note_matched(choice.arms.iter().map(|arm| &arm.pat), &choice.expr);
        syn::visit::visit_expr_match(self, choice);
    }
    fn visit_local(&mut self, local: &syn::Local) {
        if let Some(init) = &local.init {
            let name = match &local.pat {
                Pat::Type(typed) => text(&typed.pat),
                pattern => text(pattern),
            };
            let is_result =
                self.results.contains(&name) || matches!(&local.pat, Pat::Type(typed) if is_result_type(&typed.ty));
            let is_option =
                self.options.contains(&name) || matches!(&local.pat, Pat::Type(typed) if is_option_type(&typed.ty));
            if is_result || is_option {
                self.note(&init.expr, is_result);
            }
            self.note_matched([&local.pat], &init.expr);
        }
        syn::visit::visit_local(self, local);
    }
}

fn text(tokens: &impl ToTokens) -> String {
    let text = tokens.to_token_stream().to_string();
    text.strip_prefix("mut ").map(str::to_owned).unwrap_or(text)
}

fn is_option_type(ty: &syn::Type) -> bool {
    is_type(ty, "Option")
}

fn is_result_type(ty: &syn::Type) -> bool {
    is_type(ty, "Result")
}

fn is_type(ty: &syn::Type, name: &str) -> bool {
    matches!(ty, syn::Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == name))
}

/// Which of `Some(…)`, `None`, `Ok(…)` and `Err(…)` a pattern is.
fn option_pattern(pattern: &Pat) -> Option<String> {
    let named = |path: &syn::Path| {
        let mut names = path.segments.iter().rev().map(|segment| segment.ident.to_string());
        let last = names.next()?;
        if names.next().is_some_and(|of| of != "Option" && of != "Result") {
            return None;
        }
        ["Some", "None", "Ok", "Err"].contains(&last.as_str()).then_some(last)
    };
    match pattern {
        Pat::TupleStruct(pattern) => named(&pattern.path),
        Pat::Path(pattern) => named(&pattern.path),
        Pat::Ident(pattern) => (pattern.ident == "None").then(|| "None".to_owned()),
        Pat::Paren(paren) => option_pattern(&paren.pat),
        Pat::Reference(reference) => option_pattern(&reference.pat),
        Pat::Guard(guarded) => option_pattern(&guarded.pat),
        Pat::Or(or) => or.cases.iter().find_map(option_pattern),
        _ => None,
    }
}
