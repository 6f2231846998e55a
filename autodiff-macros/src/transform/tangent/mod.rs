//! Forward mode: beside every statement of the primal stands its tangent.
//!
//! Tangents of numbers are numbers; tangents of everything else are shadows, so that the same paths reach them and fields
//! marked `#[constant]` need no special case.

use super::shadows::{self, Shadows, zero, zero_of};
use crate::ir::{Block, Expr, Function, Operand, Place, Stmt, Var};
use std::collections::HashSet;

/// The tangents of both sweeps of reverse mode: second derivatives, forward over reverse. `active`: the variables whose adjoint
/// there is; `primal`: how many variables there were before reverse mode added its own.
pub fn of_sweeps(
    function: &mut Function,
    (forward, reverse): (&Block, &Block),
    active: &HashSet<Var>,
    primal: usize,
) -> (Block, Block, Shadows) {
    let varying = sweeps::varying(function, [forward, reverse], active, primal);
    let shadows = Shadows::new(function, varying, "dot");
    let mut tangent = Tangent { function, shadows };
    let (forward, reverse) = (tangent.block(forward), tangent.block(reverse));
    (forward, reverse, tangent.shadows)
}

/// Transforms a function's body.
pub fn transform(function: &mut Function, active: HashSet<Var>) -> (Block, Shadows) {
    let body = function.body.clone();
    let shadows = Shadows::new(function, active, "dot");
    let mut tangent = Tangent { function, shadows };
    let block = tangent.block(&body);
    (block, tangent.shadows)
}

mod calls;
mod operations;
mod sweeps;

struct Tangent<'f> {
    function: &'f mut Function,
    shadows: Shadows,
}

impl Tangent<'_> {
    fn block(&mut self, block: &Block) -> Block {
        let mut out = Vec::new();
        for stmt in &block.stmts {
            self.stmt(stmt, &mut out);
        }
        Block { stmts: out }
    }

    fn stmt(&mut self, stmt: &Stmt, out: &mut Vec<Stmt>) {
        self.function.here = self.function.origin(stmt);
        match stmt {
            Stmt::If {
                condition,
                then,
                otherwise,
            } => {
                let (then, otherwise) = (self.block(then), self.block(otherwise));
                out.push(Stmt::If {
                    condition: condition.clone(),
                    then,
                    otherwise,
                });
            }
            Stmt::Loop { head, body, exit, .. } => {
                let body = self.block(body);
                out.push(Stmt::Loop {
                    head: head.clone(),
                    body,
                    exit: *exit,
                    checkpoint: false,
                });
            }
            Stmt::Let { var, value } if self.shadows.active.contains(var) => self.let_stmt(*var, value, stmt, out),
            Stmt::Declare { var } if self.shadows.active.contains(var) => {
                out.push(stmt.clone());
                let dot = self.shadows.of(self.function, *var);
                if self.is_number(*var) {
                    out.push(Stmt::Let {
                        var: dot,
                        value: match zero_of(self.function, *var) {
                            zero @ Expr::Use(_) => zero,
                            // There is no value yet that the zero could be like.
                            _ => Expr::Default,
                        },
                    });
                } else {
                    self.function.vars[dot.0].mutable = true;
                    out.push(Stmt::Declare { var: dot });
                }
            }
            Stmt::Assign { place, value, first } if self.shadows.active.contains(&place.root) => {
                self.assign(place, value, *first, stmt, out)
            }
            Stmt::Update { place, subtract, value } if self.shadows.active.contains(&place.root) => {
                if self.shadows.is_active(value) {
                    let amount = self.dot(value, out);
                    let target = self.shadows.place(self.function, place);
                    out.push(Stmt::Update {
                        place: target,
                        subtract: *subtract,
                        value: amount,
                    });
                }
                out.push(stmt.clone());
            }
            Stmt::Push { place, value } if self.shadows.active.contains(&place.root) => {
                self.push(place, value, stmt, out)
            }
            Stmt::Pop { place, var } if self.shadows.active.contains(&place.root) => self.pop(place, *var, stmt, out),
            Stmt::Swap { first, second } if self.shadows.active.contains(&first.root) => {
                out.push(stmt.clone());
                out.push(self.shadows.swap(self.function, first, second));
            }
            Stmt::Call(call) if self.shadows.is_active_call(call) => self.call(call, out),
            other => self.sweep(other, out),
        }
    }

    pub(super) fn is_number(&mut self, var: Var) -> bool {
        self.shadows.is_plain(self.function, &Place::whole(var))
    }

    pub(super) fn named(&mut self, value: Expr, hint: &str, out: &mut Vec<Stmt>) -> Operand {
        shadows::named(self.function, value, hint, out)
    }

    /// The tangent of a number.
    pub(super) fn dot(&mut self, operand: &Operand, out: &mut Vec<Stmt>) -> Operand {
        match operand {
            Operand::Var(var) if self.shadows.active.contains(var) => {
                let dot = self.shadows.of(self.function, *var);
                if self.is_number(*var) {
                    Operand::Var(dot)
                } else {
                    self.named(Expr::Get(Place::whole(dot)), "tangent", out)
                }
            }
            _ => zero(),
        }
    }
}
