//! Whether code jumps: looks for `break`, `continue`, `return` and `?` that leave an expression.

use syn::visit::Visit;
use syn::{Expr as Syntax, Lifetime};

/// Looks for jumps that leave an expression.
#[derive(Default)]
struct Finder {
    returns: bool,
    leaves: bool,
    /// The loops around, and the labelled blocks.
    loops: Vec<(Option<String>, bool)>,
}

impl Finder {
    fn jump(&mut self, label: Option<&Lifetime>) {
        let inside = match label {
            None => self.loops.iter().any(|(_, is_loop)| *is_loop),
            Some(label) => self
                .loops
                .iter()
                .filter_map(|(known, _)| known.as_ref())
                .any(|known| label.ident == known),
        };
        self.leaves |= !inside;
    }
    fn within(&mut self, label: Option<&syn::Label>, body: &syn::Block) {
        self.loops.push((label.map(|label| label.name.ident.to_string()), true));
        self.visit_block(body);
        self.loops.pop();
    }
}

impl<'ast> Visit<'ast> for Finder {
    fn visit_expr_return(&mut self, _: &'ast syn::ExprReturn) {
        self.returns = true;
        self.leaves = true;
    }
    fn visit_expr_try(&mut self, question: &'ast syn::ExprTry) {
        self.returns = true;
        self.leaves = true;
        syn::visit::visit_expr_try(self, question);
    }
    fn visit_expr_break(&mut self, jump: &'ast syn::ExprBreak) {
        self.jump(jump.label.as_ref());
        syn::visit::visit_expr_break(self, jump);
    }
    fn visit_expr_block(&mut self, block: &'ast syn::ExprBlock) {
        let Some(label) = &block.label else {
            return self.visit_block(&block.block);
        };
        self.loops.push((Some(label.name.ident.to_string()), false));
        self.visit_block(&block.block);
        self.loops.pop();
    }
    // What follows `let … else` runs under a condition, as what follows an exit does.
    fn visit_local(&mut self, local: &'ast syn::Local) {
        let is_fallible = local.init.as_ref().is_some_and(|init| init.diverge.is_some());
        self.leaves |= is_fallible;
        self.returns |= is_fallible;
        syn::visit::visit_local(self, local);
    }
    fn visit_expr_continue(&mut self, jump: &'ast syn::ExprContinue) {
        self.jump(jump.label.as_ref());
    }
    fn visit_expr_for_loop(&mut self, inner: &'ast syn::ExprForLoop) {
        self.visit_expr(&inner.expr);
        self.within(inner.label.as_ref(), &inner.body);
    }
    fn visit_expr_while(&mut self, inner: &'ast syn::ExprWhile) {
        self.visit_expr(&inner.cond);
        self.within(inner.label.as_ref(), &inner.body);
    }
    fn visit_expr_loop(&mut self, inner: &'ast syn::ExprLoop) {
        self.within(inner.label.as_ref(), &inner.body);
    }
    crate::macro_parts::look_into_macros!();
    fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}
    fn visit_item(&mut self, _: &'ast syn::Item) {}
}

pub(super) fn is_panic(mac: &syn::Macro) -> bool {
    super::macros::std_macro(&mac.path)
        .is_some_and(|name| ["panic", "unreachable", "todo", "unimplemented"].contains(&name.as_str()))
}

/// Whether control may leave the statement otherwise than at its end.
pub(super) fn may_exit_stmt(stmt: &syn::Stmt) -> bool {
    let mut finder = Finder::default();
    finder.visit_stmt(stmt);
    finder.leaves
}

pub(super) fn may_exit(expr: &Syntax) -> bool {
    let mut finder = Finder::default();
    finder.visit_expr(expr);
    finder.leaves
}

/// Whether the function has a `return` anywhere.
pub(super) fn returns_early(block: &syn::Block) -> bool {
    let mut finder = Finder::default();
    finder.visit_block(block);
    finder.returns
}

/// Whether the expression has a `return` anywhere.
pub(super) fn returns(expr: &Syntax) -> bool {
    let mut finder = Finder::default();
    finder.visit_expr(expr);
    finder.returns
}

/// Whether control never reaches the end of the block.
pub(super) fn diverges(stmts: &[syn::Stmt]) -> bool {
    stmts.iter().any(|stmt| match stmt {
        syn::Stmt::Expr(expr, _) => diverges_expr(expr),
        syn::Stmt::Macro(mac) => is_panic(&mac.mac),
        _ => false,
    })
}

pub(super) fn diverges_expr(expr: &Syntax) -> bool {
    match expr {
        Syntax::Return(_) | Syntax::Break(_) | Syntax::Continue(_) => true,
        Syntax::Macro(mac) => is_panic(&mac.mac),
        Syntax::Block(block) => diverges(&block.block.stmts),
        Syntax::Paren(paren) => diverges_expr(&paren.expr),
        Syntax::If(branch) => match &branch.else_branch {
            Some((_, otherwise)) => diverges(&branch.then_branch.stmts) && diverges_expr(otherwise),
            None => false,
        },
        Syntax::Match(matching) => {
            !matching.arms.is_empty() && matching.arms.iter().all(|arm| diverges_expr(&arm.body))
        }
        _ => false,
    }
}
