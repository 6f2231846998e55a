//! `break`, `continue` and `return`, and what follows a statement that may take them.
//!
//! The IR has no jumps. Where exactly one arm of a branch goes on, what follows moves into that arm:
//! `if c { return a; } rest` becomes `if c { result = a } else { rest }`. Elsewhere a flag remembers that control has left,
//! and guards what follows. A loop ends after the iteration in which its own flag was set.

use super::jumps::{diverges, may_exit};
use super::statements::Continuation;
use super::{Lowerer, branches};
use crate::ir::{Block, Expr, Operand, Place, Role, Stmt, Var};
use crate::reject::Refusal;
use quote::quote;
use syn::{Expr as Syntax, Lifetime};

/// A loop that is being lowered.
#[derive(Debug)]
pub(super) struct LoopFrame {
    pub label: Option<String>,
    /// Whether it is a labelled block, which `break` leaves by its label alone.
    pub is_block: bool,
    /// The flag that ends the loop, made when the first exit needs it.
    pub exit: Option<Var>,
    /// The variable that `break value` assigns.
    pub value: Option<Var>,
    /// How many guards stood when the loop began.
    pub guards: usize,
    /// How many blocks enclose the loop.
    pub depth: usize,
    /// Whether it is a loop inside the user's own, over one item of a flattened iterator: `break` leaves both, `continue`
    /// goes on with its next iteration.
    pub is_inner: bool,
}

impl<'r> Lowerer<'r> {
    /// A statement that may leave the block, followed by `rest` and `then`.
    pub(super) fn exiting_statement(&mut self, first: &syn::Stmt, rest: &[syn::Stmt], then: Continuation<'_, 'r>) {
        let is_tail = rest.is_empty();
        match first {
            syn::Stmt::Local(local) => {
                let Some(init) = &local.init else { return };
                let pattern = local.pat.clone();
                if let Syntax::Try(question) = &*init.expr
                    && !may_exit(&question.expr)
                {
                    return self.question(Some(&pattern), question, rest, then);
                }
                self.exiting_expression(&init.expr, true, &mut |this, value| {
                    if let Some(value) = value {
                        this.bind(&pattern, super::statements::Source::Value(value));
                    }
                    this.statements(rest, then);
                });
            }
            syn::Stmt::Expr(expr, semicolon) => {
                let is_value = is_tail && semicolon.is_none();
                self.exiting_expression(expr, is_value, &mut |this, value| match (is_value, value) {
                    (true, value) => then(this, value),
                    (false, _) => this.statements(rest, then),
                });
            }
            syn::Stmt::Macro(mac) => {
                self.macro_statement(&mac.mac);
                self.statements(rest, then);
            }
            syn::Stmt::Item(_) => self.statements(rest, then),
        }
    }

    fn exiting_expression(&mut self, expr: &Syntax, is_value: bool, then: Continuation<'_, 'r>) {
        match expr {
            Syntax::Return(syn::ExprReturn { expr: Some(value), .. }) if may_exit(value) => {
                self.exiting_expression(value, true, &mut |this, value| this.return_value(value));
            }
            Syntax::Break(syn::ExprBreak {
                expr: Some(value),
                label,
                ..
            }) if may_exit(value) => {
                let Some(target) = self.target(label.as_ref()) else {
                    return;
                };
                self.exiting_expression(value, true, &mut |this, value| this.break_with(target, value));
            }
            Syntax::Try(question) if !may_exit(&question.expr) => self.question(None, question, &[], then),
            Syntax::Return(jump) => self.jump_return(jump),
            Syntax::Break(jump) => self.jump_break(jump),
            Syntax::Continue(jump) => self.jump_continue(jump),
            Syntax::Paren(paren) => self.exiting_expression(&paren.expr, is_value, then),
            Syntax::Block(block) if block.label.is_none() => {
                let scopes = self.scopes.clone();
                self.scopes.push(Default::default());
                self.statements(&block.block.stmts, &mut |this, value| {
                    let inner = std::mem::replace(&mut this.scopes, scopes.clone());
                    then(this, value);
                    this.scopes = inner;
                });
                self.scopes = scopes;
            }
            Syntax::Block(_) => {
                let guard = self.guard();
                let value = self.labelled_block(expr);
                self.unless(guard, value, then);
            }
            Syntax::If(branch) if may_exit(&branch.cond) => self.exiting_condition(branch, then),
            Syntax::If(branch) => {
                self.exiting_branch(
                    &branches::arms_of_if(branch),
                    is_value && branches::has_value(expr),
                    then,
                );
            }
            Syntax::Match(matching) if may_exit(&matching.expr) => {
                let (mut stmts, mut rest) = (Vec::new(), matching.clone());
                self.hoist(&mut rest.expr, &mut stmts);
                stmts.push(syn::Stmt::Expr(Syntax::Match(rest), None));
                self.statements(&stmts, &mut |this, value| then(this, value));
            }
            Syntax::Match(matching) => {
                let exits = |arm: &&syn::Arm| matches!(&arm.pat, syn::Pat::Guard(guarded) if may_exit(&guarded.guard));
                if let Some(arm) = matching.arms.iter().find(exits) {
                    return self.refusals.refuse(&arm.pat, Refusal::ExitHere);
                }
                let Some(arms) = self.arms_of_match(matching) else {
                    return;
                };
                self.exiting_branch(&arms, is_value && branches::has_value(expr), then);
            }
            Syntax::ForLoop(inner) if may_exit(&inner.expr) => {
                let (mut stmts, mut rest) = (Vec::new(), inner.clone());
                self.hoist(&mut rest.expr, &mut stmts);
                stmts.push(syn::Stmt::Expr(Syntax::ForLoop(rest), None));
                self.statements(&stmts, &mut |this, value| then(this, value));
            }
            Syntax::ForLoop(_) | Syntax::While(_) | Syntax::Loop(_) => {
                let guard = self.guard();
                let value = self.loop_value(expr);
                self.loop_statement(expr, value);
                self.unless(guard, value.map(|value| Expr::Load(Place::whole(value))), then);
            }
            Syntax::Assign(assign) if may_exit(&assign.left) => {
                let (mut stmts, mut rest) = (Vec::new(), assign.clone());
                self.hoist(&mut rest.right, &mut stmts);
                self.hoist_target(&mut rest.left, &mut stmts);
                stmts.push(syn::Stmt::Expr(Syntax::Assign(rest), Some(Default::default())));
                self.statements(&stmts, &mut |this, value| then(this, value));
            }
            Syntax::Assign(assign) => {
                let target = assign.left.clone();
                self.exiting_expression(&assign.right, true, &mut |this, value| {
                    if let Some(value) = value {
                        let value = this.name_value(value, "value");
                        this.assign_operand(&target, value);
                    }
                    then(this, None);
                });
            }
            Syntax::Binary(binary) if let Some(branch) = self.lazily(binary) => {
                self.exiting_expression(&branch, is_value, then)
            }
            other => self.hoisted(other, then),
        }
    }

    /// A branch in which control may leave: where one arm alone goes on, it takes the rest along.
    fn exiting_branch(&mut self, arms: &[branches::Arm], is_value: bool, then: Continuation<'_, 'r>) {
        let continuing = arms.iter().filter(|arm| !diverges(&arm.stmts)).count();
        if continuing <= 1 && !branches::repeat_arms(arms) {
            return self.arms(arms, &mut |this, value| then(this, value));
        }
        let guard = self.guard();
        let value = is_value.then(|| {
            let value = self.function.fresh("value", Role::Local, true);
            self.push(Stmt::Let {
                var: value,
                value: Expr::Default,
            });
            value
        });
        let mut any = false;
        self.arms(arms, &mut |this, result| {
            if let (Some(target), Some(result)) = (value, result) {
                any = true;
                let ty = this.type_of_expr(&result);
                this.function.types.unify(this.ty(target), ty);
                let result = this.name_value(result, "value");
                this.push(Stmt::Assign {
                    place: Place::whole(target),
                    value: result,
                    first: false,
                });
            }
        });
        let value = value.filter(|_| any).map(|value| Expr::Load(Place::whole(value)));
        self.unless(guard, value, then);
    }

    /// A flag, set by every exit of the statement that follows.
    fn guard(&mut self) -> Var {
        let guard = self.function.fresh("left", Role::Local, true);
        self.function.vars[guard.0].ty = self.function.types.inactive();
        self.push(Stmt::Let {
            var: guard,
            value: Expr::Use(Operand::tokens(quote!(false))),
        });
        self.guards.push(guard);
        guard
    }

    /// What follows, unless control has left.
    fn unless(&mut self, guard: Var, value: Option<Expr>, then: Continuation<'_, 'r>) {
        self.guards.retain(|known| *known != guard);
        let condition = self.name_value(Expr::Load(Place::whole(guard)), "has_left");
        let scopes = self.scopes.clone();
        let otherwise = self.nested(|this| then(this, value));
        self.scopes = scopes;
        self.push(Stmt::If {
            condition,
            then: Block::default(),
            otherwise,
        });
    }

    fn set_flag(&mut self, flag: Var) {
        let value = Operand::tokens(quote!(true));
        self.push(Stmt::Assign {
            place: Place::whole(flag),
            value,
            first: false,
        });
    }

    /// Leaves all loops from the given one inwards, and every guarded statement in them.
    pub(super) fn leave(&mut self, loops_from: usize, guards_from: usize) {
        for position in loops_from..self.loops.len() {
            if self.loops[position].is_block {
                continue;
            }
            let flag = match self.loops[position].exit {
                Some(flag) => flag,
                None => {
                    let flag = self.function.fresh("stop", Role::Local, true);
                    self.function.vars[flag.0].ty = self.function.types.inactive();
                    self.loops[position].exit = Some(flag);
                    flag
                }
            };
            self.set_flag(flag);
        }
        for position in guards_from..self.guards.len() {
            self.set_flag(self.guards[position]);
        }
    }

    fn jump_return(&mut self, jump: &syn::ExprReturn) {
        let value = match (&jump.expr, self.result) {
            (Some(expr), Some(_)) => Some(self.value(expr)),
            (Some(expr), None) => {
                self.expression_statement(expr);
                None
            }
            _ => None,
        };
        self.return_value(value);
    }

    fn return_value(&mut self, value: Option<Expr>) {
        if let (Some(value), Some(result)) = (value, self.result) {
            self.set_result(result, value, true);
        }
        self.leave(0, 0);
    }

    /// `if` with an exit in its condition.
    fn exiting_condition(&mut self, branch: &syn::ExprIf, then: Continuation<'_, 'r>) {
        let (mut stmts, mut rest) = (Vec::new(), branch.clone());
        match &mut *rest.cond {
            Syntax::Let(binding) => self.hoist(&mut binding.expr, &mut stmts),
            condition if branches::has_let(condition) => {
                return self.refusals.refuse(condition, Refusal::ExitHere);
            }
            condition => self.hoist(condition, &mut stmts),
        }
        stmts.push(syn::Stmt::Expr(Syntax::If(rest), None));
        self.statements(&stmts, &mut |this, value| then(this, value));
    }

    /// `'label: { … }`: its value, if it has one.
    pub(super) fn labelled_block(&mut self, expr: &Syntax) -> Option<Expr> {
        let Syntax::Block(block) = expr else { return None };
        let value = branches::has_value(expr).then(|| {
            let value = self.function.fresh("found", Role::Local, true);
            self.push(Stmt::Let {
                var: value,
                value: Expr::Default,
            });
            value
        });
        self.loops.push(LoopFrame {
            label: block.label.as_ref().map(|label| label.name.ident.to_string()),
            is_block: true,
            exit: None,
            value,
            guards: self.guards.len(),
            depth: self.blocks.len(),
            is_inner: false,
        });
        let scopes = self.scopes.clone();
        let inner = self.nested(|this| {
            this.statements(&block.block.stmts, &mut |this, found| match (value, found) {
                (Some(target), Some(found)) => this.set_value(target, found),
                (_, Some(found)) => {
                    this.name_value(found, "unused");
                }
                _ => {}
            });
        });
        self.scopes = scopes;
        self.loops.pop();
        self.splice(inner);
        value.map(|value| Expr::Load(Place::whole(value)))
    }

    fn set_value(&mut self, target: Var, value: Expr) {
        let ty = self.type_of_expr(&value);
        self.function.types.unify(self.ty(target), ty);
        let value = self.name_value(value, "value");
        self.push(Stmt::Assign {
            place: Place::whole(target),
            value,
            first: false,
        });
    }

    fn target(&mut self, label: Option<&Lifetime>) -> Option<usize> {
        // An unknown label is `rustc`'s error, in the function itself.
        match label {
            None => self.loops.iter().rposition(|frame| !frame.is_inner && !frame.is_block),
            Some(label) => self
                .loops
                .iter()
                .rposition(|frame| frame.label.as_ref().is_some_and(|known| label.ident == known)),
        }
    }

    fn jump_break(&mut self, jump: &syn::ExprBreak) {
        let Some(target) = self.target(jump.label.as_ref()) else {
            return;
        };
        let value = jump.expr.as_ref().map(|expr| self.value(expr));
        self.break_with(target, value);
    }

    fn break_with(&mut self, target: usize, value: Option<Expr>) {
        if let (Some(value), Some(result)) = (value, self.loops[target].value) {
            self.set_value(result, value);
        }
        self.leave(target, self.loops[target].guards);
    }

    fn jump_continue(&mut self, jump: &syn::ExprContinue) {
        let Some(target) = self.target(jump.label.as_ref()) else {
            return;
        };
        let inner = self.loops[target + 1..]
            .iter()
            .take_while(|frame| frame.is_inner)
            .count();
        self.leave(target + 1 + inner, self.loops[target].guards);
    }
}
