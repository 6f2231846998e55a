//! `if` and `match`: both become chains of two-armed branches.

use super::matching::{Scrutinee, alternatives};
use super::statements::Continuation;
use super::{Binding, Lowerer};
use crate::ir::{Expr, Operand, Place, Role, Stmt, Var};
use crate::reject::Refusal;
use quote::quote;
use std::rc::Rc;
use syn::{Expr as Syntax, Pat};

/// One arm of a chain: under `test` (or always), run `stmts`.
#[derive(Clone, Debug)]
pub(super) struct Arm {
    pub test: Test,
    pub stmts: Vec<syn::Stmt>,
}

/// What an arm asks.
#[derive(Clone, Debug)]
pub(super) enum Test {
    /// A condition of `if`.
    Condition(Box<Syntax>),
    /// A pattern of `match`, and its guard.
    Pattern {
        scrutinee: Rc<Scrutinee>,
        pattern: Box<Pat>,
        guard: Option<Box<Syntax>>,
    },
    Always,
}

/// The arms of an `if … else if … else …`.
pub(super) fn arms_of_if(branch: &syn::ExprIf) -> Vec<Arm> {
    let mut arms = vec![Arm {
        test: Test::Condition(branch.cond.clone()),
        stmts: branch.then_branch.stmts.clone(),
    }];
    match branch.else_branch.as_ref().map(|(_, otherwise)| &**otherwise) {
        Some(Syntax::If(next)) if !super::jumps::may_exit(&next.cond) => arms.extend(arms_of_if(next)),
        Some(Syntax::Block(block)) => arms.push(Arm {
            test: Test::Always,
            stmts: block.block.stmts.clone(),
        }),
        Some(other) => arms.push(Arm {
            test: Test::Always,
            stmts: vec![syn::Stmt::Expr(other.clone(), None)],
        }),
        None => arms.push(Arm {
            test: Test::Always,
            stmts: Vec::new(),
        }),
    }
    arms
}

/// Whether an expression with blocks has a value, by the last expression of its blocks.
pub(super) fn has_value(expr: &Syntax) -> bool {
    match expr {
        Syntax::If(branch) => arms_of_if(branch).iter().any(|arm| block_has_value(&arm.stmts)),
        Syntax::Match(matching) => matching.arms.iter().any(|arm| has_value(&arm.body)),
        Syntax::Block(block) => block_has_value(&block.block.stmts) || super::loops::block_breaks_with_value(block),
        Syntax::Loop(inner) => super::loops::breaks_with_value(inner),
        Syntax::Assign(_)
        | Syntax::ForLoop(_)
        | Syntax::While(_)
        | Syntax::Return(_)
        | Syntax::Break(_)
        | Syntax::Continue(_) => false,
        Syntax::Binary(binary) => !super::statements::is_compound(&binary.op),
        Syntax::Tuple(tuple) => !tuple.elems.is_empty(),
        Syntax::Macro(mac) => super::macros::has_value(&mac.mac),
        Syntax::MethodCall(call) => !super::calls::is_command(&call.method.to_string()),
        Syntax::Call(_) => !super::calls::is_swap(expr),
        _ => true,
    }
}

fn block_has_value(stmts: &[syn::Stmt]) -> bool {
    matches!(stmts.last(), Some(syn::Stmt::Expr(expr, None)) if has_value(expr))
}

impl<'r> Lowerer<'r> {
    /// The arms of a `match`; patterns whose alternatives bind names become several.
    pub(super) fn arms_of_match(&mut self, matching: &syn::ExprMatch) -> Option<Vec<Arm>> {
        let patterns: Vec<&Pat> = matching.arms.iter().map(|arm| unguarded(&arm.pat).0).collect();
        let scrutinee = Rc::new(self.scrutinee(&matching.expr, &patterns, false));
        let mut arms = Vec::new();
        for arm in &matching.arms {
            let (pattern, guard) = unguarded(&arm.pat);
            let Some(alternatives) = alternatives(pattern) else {
                self.refusals.refuse(pattern, Refusal::MatchPattern);
                return None;
            };
            let stmts = match &*arm.body {
                Syntax::Block(block) if block.label.is_none() => block.block.stmts.clone(),
                other => vec![syn::Stmt::Expr(other.clone(), None)],
            };
            arms.extend(alternatives.into_iter().map(|pattern| Arm {
                test: Test::Pattern {
                    scrutinee: scrutinee.clone(),
                    pattern: Box::new(pattern),
                    guard: guard.cloned().map(Box::new),
                },
                stmts: stmts.clone(),
            }));
        }
        Some(arms)
    }

    /// Lowers a chain of arms; `then` gets the value of each arm that reaches its end.
    pub(super) fn arms(&mut self, arms: &[Arm], then: Continuation<'_, 'r>) {
        let Some((arm, rest)) = arms.split_first() else { return };
        let scopes = self.scopes.clone();
        if let Test::Condition(condition) = &arm.test
            && has_let(condition)
        {
            let mut conditions = Vec::new();
            conjuncts(condition, &mut conditions);
            return self.conditions(&conditions, &arm.stmts, rest, &scopes, then);
        }
        let Some(condition) = self.test(arm, rest.is_empty()) else {
            // The last arm, or one that always runs.
            self.scopes.push(Default::default());
            self.bind_arm(arm);
            self.arm_body(&arm.stmts, &scopes, then);
            self.scopes = scopes;
            return;
        };
        self.scopes = scopes.clone();
        let taken = self.nested(|this| {
            this.bind_arm(arm);
            this.arm_body(&arm.stmts, &scopes, then);
        });
        self.scopes = scopes.clone();
        let otherwise = self.nested(|this| this.arms(rest, then));
        self.scopes = scopes;
        self.push(Stmt::If {
            condition,
            then: taken,
            otherwise,
        });
    }

    fn arm_body(
        &mut self,
        stmts: &[syn::Stmt],
        outer: &[std::collections::HashMap<String, Binding>],
        then: Continuation<'_, 'r>,
    ) {
        self.statements(stmts, &mut |this, value| {
            let inner = std::mem::replace(&mut this.scopes, outer.to_vec());
            this.scopes.push(Default::default());
            then(this, value);
            this.scopes = inner;
        });
    }

    /// `if let … && …`: what must hold, one after another, and what runs otherwise at each of them.
    fn conditions(
        &mut self,
        conditions: &[Syntax],
        stmts: &[syn::Stmt],
        rest: &[Arm],
        outer: &[std::collections::HashMap<String, Binding>],
        then: Continuation<'_, 'r>,
    ) {
        let Some((first, more)) = conditions.split_first() else {
            self.scopes.push(Default::default());
            self.arm_body(stmts, outer, then);
            self.scopes = outer.to_vec();
            return;
        };
        let Syntax::Let(binding) = first else {
            let condition = self.condition(first);
            let inner = self.scopes.clone();
            let taken = self.nested(|this| this.conditions(more, stmts, rest, outer, then));
            self.scopes = outer.to_vec();
            let otherwise = self.nested(|this| this.arms(rest, then));
            self.scopes = inner;
            return self.push(Stmt::If {
                condition,
                then: taken,
                otherwise,
            });
        };
        let Some(patterns) = alternatives(&binding.pat) else {
            self.refusals.refuse(&binding.pat, Refusal::MatchPattern);
            return;
        };
        let scrutinee = self.scrutinee(&binding.expr, &[&*binding.pat], true);
        let inner = self.scopes.clone();
        self.condition_patterns(&scrutinee, &patterns, &inner, &mut |this, matched| match matched {
            true => this.conditions(more, stmts, rest, outer, then),
            false => {
                this.scopes = outer.to_vec();
                this.arms(rest, then);
            }
        });
        self.scopes = inner;
    }

    fn condition_patterns(
        &mut self,
        scrutinee: &Scrutinee,
        patterns: &[Pat],
        scopes: &[std::collections::HashMap<String, Binding>],
        then: &mut dyn FnMut(&mut Self, bool),
    ) {
        self.scopes = scopes.to_vec();
        let Some((pattern, others)) = patterns.split_first() else {
            return then(self, false);
        };
        let Some(condition) = self.matches(pattern, scrutinee) else {
            self.scopes.push(Default::default());
            self.bind_matched(pattern, scrutinee);
            return then(self, true);
        };
        let taken = self.nested(|this| {
            this.bind_matched(pattern, scrutinee);
            then(this, true);
        });
        let otherwise = self.nested(|this| this.condition_patterns(scrutinee, others, scopes, then));
        self.push(Stmt::If {
            condition,
            then: taken,
            otherwise,
        });
    }

    fn bind_arm(&mut self, arm: &Arm) {
        if let Test::Pattern { scrutinee, pattern, .. } = &arm.test {
            self.bind_matched(pattern, scrutinee);
        }
    }

    /// The condition of an arm; `None` where it always runs.
    fn test(&mut self, arm: &Arm, is_last: bool) -> Option<Operand> {
        match &arm.test {
            Test::Always => None,
            Test::Condition(condition) => Some(self.condition(condition)),
            // Patterns are exhaustive, so the last arm needs no test.
            Test::Pattern { .. } if is_last => None,
            Test::Pattern {
                scrutinee,
                pattern,
                guard,
            } => {
                let matches = self.matches(pattern, scrutinee);
                let Some(guard) = guard else { return matches };
                match matches {
                    None => {
                        self.scopes.push(Default::default());
                        self.bind_matched(pattern, scrutinee);
                        Some(self.condition(guard))
                    }
                    Some(matches) => Some(self.short_circuit(matches, true, |this| {
                        this.bind_matched(pattern, scrutinee);
                        this.condition(guard)
                    })),
                }
            }
        }
    }

    /// A named truth value.
    pub(super) fn flag(&mut self, value: Expr, hint: &str) -> Operand {
        let operand = self.name_value(value, hint);
        let ty = self.type_of(&operand);
        let inactive = self.function.types.inactive();
        self.function.types.unify(ty, inactive);
        operand
    }

    pub(super) fn condition(&mut self, expr: &Syntax) -> Operand {
        let value = self.value(expr);
        self.flag(value, "condition")
    }

    /// `first && second` (or `||`): the second is evaluated only if it must be.
    pub(super) fn short_circuit(
        &mut self,
        first: Operand,
        and: bool,
        second: impl FnOnce(&mut Self) -> Operand,
    ) -> Operand {
        let mut result = None;
        let mut block = self.nested(|this| result = Some(second(this)));
        let result = result.unwrap_or(Operand::tokens(quote!(true)));
        if block.stmts.iter().all(is_harmless) {
            self.splice(block);
            let op = if and {
                syn::BinOp::And(Default::default())
            } else {
                syn::BinOp::Or(Default::default())
            };
            return self.flag(Expr::Binary(op, first, result), "condition");
        }
        let flag = self.function.fresh("condition", Role::Local, true);
        self.function.vars[flag.0].ty = self.function.types.inactive();
        self.push(Stmt::Declare { var: flag });
        let assign = |value: Operand| Stmt::Assign {
            place: Place::whole(flag),
            value,
            first: true,
        };
        block.stmts.push(assign(result));
        let short = crate::ir::Block {
            stmts: vec![assign(if and {
                Operand::tokens(quote!(false))
            } else {
                Operand::tokens(quote!(true))
            })],
        };
        let (then, otherwise) = if and { (block, short) } else { (short, block) };
        self.push(Stmt::If {
            condition: first,
            then,
            otherwise,
        });
        self.flag(Expr::Load(Place::whole(flag)), "condition")
    }

    /// A branch without exits; its value, if wanted, goes to `target`.
    pub(super) fn branch(&mut self, expr: &Syntax, target: Option<Var>) {
        let arms = match expr {
            Syntax::If(branch) => Some(arms_of_if(branch)),
            Syntax::Match(matching) => self.arms_of_match(matching),
            _ => None,
        };
        let Some(arms) = arms else { return };
        self.arms(&arms, &mut |this, value| {
            let Some(value) = value else { return };
            match target {
                Some(target) => {
                    let value = match value {
                        Expr::Load(place) if this.is_unsized(&place) => Expr::Use(this.load_sized(place)),
                        value => value,
                    };
                    let ty = this.type_of_expr(&value);
                    this.function.types.unify(this.ty(target), ty);
                    let value = this.name_value(value, "value");
                    this.push(Stmt::Assign {
                        place: Place::whole(target),
                        value,
                        first: true,
                    });
                }
                None => {
                    this.name_value(value, "unused");
                }
            }
        });
    }

    /// The value of an `if` or `match`.
    pub(super) fn branch_value(&mut self, expr: &Syntax) -> Expr {
        if !has_value(expr) {
            return self.refuse(expr, Refusal::MissingValue);
        }
        let target = self.function.fresh("chosen", Role::Local, true);
        self.push(Stmt::Declare { var: target });
        self.branch(expr, Some(target));
        if super::places::is_reference(expr) {
            self.references.insert(target);
            self.unnamed.insert(target);
            self.function.vars[target.0].mutable = false;
            return Expr::Use(Operand::Var(target));
        }
        Expr::Load(Place::whole(target))
    }
}

/// Whether evaluating a statement cannot fail: no element access, no call, no integer arithmetic.
fn is_harmless(stmt: &Stmt) -> bool {
    let Stmt::Let { value, .. } = stmt else { return false };
    match value {
        Expr::Load(place) => place.operands().next().is_none() && !place.has_payload(),
        Expr::Use(_) | Expr::Query(..) => true,
        Expr::Unary(op, _) => matches!(op, syn::UnOp::Not(_)),
        Expr::Binary(op, ..) => matches!(
            op,
            syn::BinOp::Lt(_)
                | syn::BinOp::Le(_)
                | syn::BinOp::Gt(_)
                | syn::BinOp::Ge(_)
                | syn::BinOp::Eq(_)
                | syn::BinOp::Ne(_)
                | syn::BinOp::And(_)
                | syn::BinOp::Or(_)
        ),
        _ => false,
    }
}

/// The pattern of an arm, and its guard.
fn unguarded(pattern: &Pat) -> (&Pat, Option<&Syntax>) {
    match pattern {
        Pat::Guard(guarded) => (&guarded.pat, Some(&guarded.guard)),
        pattern => (pattern, None),
    }
}

/// Whether what runs otherwise is written out more than once.
pub(super) fn repeat_arms(arms: &[Arm]) -> bool {
    arms.iter().any(|arm| match &arm.test {
        Test::Condition(condition) => match &**condition {
            Syntax::Let(binding) => alternatives(&binding.pat).is_none_or(|cases| cases.len() > 1),
            condition => has_let(condition),
        },
        _ => false,
    })
}

/// Whether a condition has patterns in it.
pub(super) fn has_let(condition: &Syntax) -> bool {
    match condition {
        Syntax::Let(_) => true,
        Syntax::Binary(binary) => {
            matches!(binary.op, syn::BinOp::And(_)) && (has_let(&binary.left) || has_let(&binary.right))
        }
        _ => false,
    }
}

/// `a && let b = c && d`, taken apart.
fn conjuncts(condition: &Syntax, found: &mut Vec<Syntax>) {
    match condition {
        Syntax::Binary(binary) if has_let(condition) => {
            conjuncts(&binary.left, found);
            conjuncts(&binary.right, found);
        }
        other => found.push(other.clone()),
    }
}
