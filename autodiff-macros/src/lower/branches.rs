//! `if` and `match`: both become chains of two-armed branches.

use super::statements::Continuation;
use super::{Binding, Lowerer};
use crate::ir::{Argument, Expr, Operand, Place, Role, Stmt, Var};
use crate::reject::Refusal;
use quote::quote;
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
    /// A pattern of `match`, with the name that it binds and its guard.
    Pattern {
        value: Operand,
        pattern: Option<Box<Pat>>,
        binding: Option<syn::Ident>,
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
        Some(Syntax::If(next)) => arms.extend(arms_of_if(next)),
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
        Syntax::Block(block) => block_has_value(&block.block.stmts),
        Syntax::Loop(inner) => super::loops::breaks_with_value(inner),
        Syntax::Assign(_)
        | Syntax::ForLoop(_)
        | Syntax::While(_)
        | Syntax::Return(_)
        | Syntax::Break(_)
        | Syntax::Continue(_) => false,
        Syntax::Binary(binary) => !super::statements::is_compound(&binary.op),
        Syntax::Tuple(tuple) => !tuple.elems.is_empty(),
        Syntax::Macro(mac) => mac.mac.path.is_ident("vec"),
        Syntax::MethodCall(call) => !super::calls::is_command(&call.method.to_string()),
        Syntax::Call(_) => !super::calls::is_swap(expr),
        _ => true,
    }
}

fn block_has_value(stmts: &[syn::Stmt]) -> bool {
    matches!(stmts.last(), Some(syn::Stmt::Expr(expr, None)) if has_value(expr))
}

impl<'r> Lowerer<'r> {
    /// The arms of a `match` on a value without derivative, or with names and guards alone.
    pub(super) fn arms_of_match(&mut self, matching: &syn::ExprMatch) -> Option<Vec<Arm>> {
        let is_text = matching.arms.iter().any(|arm| tests_text(&arm.pat));
        let text = if is_text { self.text(&matching.expr) } else { None };
        let value = text.unwrap_or_else(|| self.operand(&matching.expr));
        let mut arms = Vec::new();
        for arm in &matching.arms {
            let (pattern, guard) = match &arm.pat {
                Pat::Guard(guarded) => ((*guarded.pat).clone(), Some(guarded.guard.clone())),
                pattern => (pattern.clone(), None),
            };
            let (pattern, binding) = self.arm_pattern(pattern, &value)?;
            let test = match (&pattern, &guard) {
                (None, None) if binding.is_none() => Test::Always,
                _ => Test::Pattern {
                    value: value.clone(),
                    pattern: pattern.map(Box::new),
                    binding,
                    guard,
                },
            };
            let stmts = match &*arm.body {
                Syntax::Block(block) if block.label.is_none() => block.block.stmts.clone(),
                other => vec![syn::Stmt::Expr(other.clone(), None)],
            };
            arms.push(Arm { test, stmts });
        }
        // Patterns are exhaustive, so the last arm needs no test; its binding stays.
        if let Some(last) = arms.last_mut()
            && let Test::Pattern {
                pattern, guard: None, ..
            } = &mut last.test
        {
            *pattern = None;
        }
        Some(arms)
    }

    /// The pattern to test, if any, and the name that it binds.
    fn arm_pattern(&mut self, pattern: Pat, value: &Operand) -> Option<(Option<Pat>, Option<syn::Ident>)> {
        match pattern {
            Pat::Wild(_) => Some((None, None)),
            Pat::Paren(paren) => self.arm_pattern(*paren.pat, value),
            Pat::Ident(ident) if is_binding(&ident) => match ident.subpat {
                None => Some((None, Some(ident.ident))),
                Some((_, inner)) => {
                    let (pattern, _) = self.arm_pattern(*inner, value)?;
                    Some((pattern, Some(ident.ident)))
                }
            },
            pattern => {
                if !binds_nothing(&pattern) {
                    self.refusals.refuse(&pattern, Refusal::MatchPattern);
                    return None;
                }
                if tests_integers(&pattern) {
                    let ty = self.type_of(value);
                    let inactive = self.function.types.inactive();
                    self.function.types.unify(ty, inactive);
                }
                Some((Some(pattern), None))
            }
        }
    }

    /// Lowers a chain of arms; `then` gets the value of each arm that reaches its end.
    pub(super) fn arms(&mut self, arms: &[Arm], then: Continuation<'_, 'r>) {
        let Some((arm, rest)) = arms.split_first() else { return };
        let scopes = self.scopes.clone();
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

    fn bind_arm(&mut self, arm: &Arm) {
        if let Test::Pattern {
            value,
            binding: Some(name),
            ..
        } = &arm.test
        {
            self.bind_arm_name(name, value);
        }
    }

    fn bind_arm_name(&mut self, name: &syn::Ident, value: &Operand) {
        match value {
            Operand::Var(var) => self.bind_name(name.to_string(), Binding::Variable(*var)),
            other => {
                let ty = self.type_of(other);
                let var = self.declare(name, false);
                self.function.types.unify(self.ty(var), ty);
                self.push(Stmt::Let {
                    var,
                    value: Expr::Use(other.clone()),
                });
            }
        }
    }

    /// The condition of an arm; `None` where it always runs.
    fn test(&mut self, arm: &Arm, is_last: bool) -> Option<Operand> {
        match &arm.test {
            Test::Always => None,
            Test::Condition(condition) => Some(self.condition(condition)),
            Test::Pattern {
                pattern: None,
                guard: None,
                ..
            } => None,
            Test::Pattern { guard: Some(_), .. } if is_last => None,
            Test::Pattern {
                value,
                pattern,
                binding,
                guard,
            } => {
                let matches = pattern.as_ref().map(|pattern| {
                    let template = quote!(::core::matches!(argument_0__, #pattern));
                    let test = Expr::Constant(template, vec![Argument::Value(value.clone())]);
                    self.flag(test, "matches")
                });
                let Some(guard) = guard else { return matches };
                match matches {
                    None => {
                        if let Some(name) = binding {
                            self.scopes.push(Default::default());
                            self.bind_arm_name(name, value);
                        }
                        Some(self.condition(guard))
                    }
                    Some(matches) => Some(self.short_circuit(matches, true, |this| {
                        if let Some(name) = binding {
                            this.bind_arm_name(name, value);
                        }
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
        if let Syntax::Let(binding) = expr {
            self.refusals.refuse(binding, Refusal::MatchPattern);
            return Operand::tokens(quote!(true));
        }
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
        Expr::Load(place) => place.operands().next().is_none(),
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

fn is_binding(ident: &syn::PatIdent) -> bool {
    ident.by_ref.is_none()
        && ident
            .ident
            .to_string()
            .chars()
            .next()
            .is_some_and(|first| first.is_lowercase() || first == '_')
}

fn binds_nothing(pattern: &Pat) -> bool {
    match pattern {
        Pat::Lit(_) | Pat::Range(_) | Pat::Path(_) | Pat::Wild(_) | Pat::Rest(_) | Pat::Const(_) => true,
        Pat::Ident(ident) => !is_binding(ident),
        Pat::Or(or) => or.cases.iter().all(binds_nothing),
        Pat::Paren(paren) => binds_nothing(&paren.pat),
        Pat::Tuple(tuple) => tuple.elems.iter().all(binds_nothing),
        Pat::TupleStruct(tuple) => tuple.elems.iter().all(binds_nothing),
        Pat::Reference(reference) => binds_nothing(&reference.pat),
        _ => false,
    }
}

fn tests_text(pattern: &Pat) -> bool {
    match pattern {
        Pat::Lit(lit) => matches!(lit.lit, syn::Lit::Str(_)),
        Pat::Or(or) => or.cases.iter().any(tests_text),
        Pat::Paren(paren) => tests_text(&paren.pat),
        Pat::Guard(guarded) => tests_text(&guarded.pat),
        _ => false,
    }
}

fn tests_integers(pattern: &Pat) -> bool {
    match pattern {
        Pat::Lit(lit) => matches!(lit.lit, syn::Lit::Int(_) | syn::Lit::Bool(_) | syn::Lit::Char(_)),
        Pat::Range(range) => range
            .start
            .as_deref()
            .or(range.end.as_deref())
            .is_some_and(|end| matches!(end, Syntax::Lit(lit) if matches!(lit.lit, syn::Lit::Int(_)))),
        Pat::Or(or) => or.cases.iter().any(tests_integers),
        Pat::Paren(paren) => tests_integers(&paren.pat),
        _ => false,
    }
}
