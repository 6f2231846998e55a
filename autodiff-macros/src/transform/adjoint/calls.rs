//! The adjoint of assignments and calls.

use super::Adjoint;
use crate::ir::{Argument, Call, Expr, Operand, Place, Role, Seed, Stmt, Transfer, Var};
use crate::transform::shadows::zero_of;

impl Adjoint<'_> {
    pub(super) fn assign(&mut self, place: &Place, value: &Operand, first: bool, out: &mut Vec<Stmt>) {
        let bar = self.shadows.place(self.function, place);
        if self.shadows.is_plain(self.function, place) {
            self.contribute(value, Expr::Use(Operand::Var(bar.root)), false, out);
            if !first {
                let zero = zero_of(self.function, place.root);
                let value = self.named(zero, "zero", out);
                out.push(Stmt::Assign {
                    place: bar,
                    value,
                    first: false,
                });
            }
            return;
        }
        let reshaped = !first && self.function.may_change_length(place);
        match value {
            Operand::Var(source) if self.shadows.active.contains(source) => {
                if self.is_number(value) {
                    self.contribute(value, Expr::Take(bar.clone()), false, out);
                } else {
                    self.transfer(bar.clone(), *source, Transfer::Release, out);
                }
            }
            _ if !reshaped => out.push(Stmt::Clear { place: bar.clone() }),
            _ => {}
        }
        if reshaped {
            self.function.vars[bar.root.0].mutable = true;
            let of = place.clone();
            out.push(Stmt::ResetShadow { place: bar, of });
        }
    }

    /// The reverse of `vec.push(value)` takes the element off again, whether it is active or not.
    pub(super) fn push(&mut self, place: &Place, value: &Operand, out: &mut Vec<Stmt>) {
        if !self.shadows.active.contains(&place.root) {
            out.push(Stmt::Unpush {
                place: place.clone(),
                shadow: None,
                into: None,
            });
            return;
        }
        let shadow = self.shadows.place(self.function, place);
        self.function.vars[shadow.root.0].mutable = true;
        let into = match value {
            Operand::Var(var) if self.shadows.active.contains(var) => {
                Some(Place::whole(self.shadows.of(self.function, *var)))
            }
            _ => None,
        };
        out.push(Stmt::Unpush {
            place: place.clone(),
            shadow: Some(shadow),
            into,
        });
    }

    /// The reverse of `let var = vec.pop()` puts the element back, whether it is active or not.
    pub(super) fn pop(&mut self, place: &Place, var: Var, out: &mut Vec<Stmt>) {
        let shadow = self.shadows.active.contains(&place.root).then(|| {
            let shadow = self.shadows.place(self.function, place);
            self.function.vars[shadow.root.0].mutable = true;
            shadow
        });
        let is_active = self.shadows.active.contains(&var);
        let from = is_active.then(|| Place::whole(self.shadows.of(self.function, var)));
        out.push(Stmt::Unpop {
            place: place.clone(),
            value: Operand::Var(var),
            shadow,
            from,
        });
    }

    /// The reverse of a swap is the swap, of values and of adjoints.
    pub(super) fn swap(&mut self, first: &Place, second: &Place, out: &mut Vec<Stmt>) {
        out.push(Stmt::Swap {
            first: first.clone(),
            second: second.clone(),
        });
        if self.shadows.active.contains(&first.root) {
            out.push(self.shadows.swap(self.function, first, second));
        }
    }

    /// The reverse of a call; returns where the forward sweep keeps its pullback, and what it saves before the call.
    ///
    /// Where the call is repeated, it is only made in the forward sweep, what it overwrites is saved whole, and the reverse
    /// sweep runs the call's own forward sweep.
    pub(super) fn call(&mut self, call: &Call, out: &mut Vec<Stmt>) -> (Option<Var>, Vec<(Var, Place)>) {
        let hint = call
            .path
            .segments
            .last()
            .map_or_else(|| "call".to_owned(), |last| last.ident.to_string());
        let pullback = self.function.fresh(&format!("{hint}_pullback"), Role::Pullback, false);
        let mut shadows = Vec::new();
        let mut after = Vec::new();
        for argument in &call.arguments {
            let (shadow, cell) = self.shadows.argument(self.function, argument, false, out);
            shadows.push(shadow);
            let Some((cell, number)) = cell else { continue };
            let get = self.named(Expr::Get(Place::whole(cell)), "returned", &mut after);
            let place = Place::whole(number);
            after.push(match argument {
                Argument::BorrowMut(_) => Stmt::Assign {
                    place,
                    value: get,
                    first: false,
                },
                _ => Stmt::Update {
                    place,
                    subtract: false,
                    value: get,
                },
            });
        }
        let mut saved = Vec::new();
        if call.repeated {
            let results = call
                .results
                .iter()
                .map(|_| self.function.fresh("again", Role::Local, false))
                .collect();
            out.push(Stmt::Forward {
                call: Call {
                    results,
                    ..call.clone()
                },
                pullback,
            });
            for argument in &call.arguments {
                if let Argument::BorrowMut(place) = argument {
                    let hint = format!("{}_before", self.function.var(place.root).name);
                    saved.push((
                        self.function.fresh(&hint, Role::Record, false),
                        Place::whole(place.root),
                    ));
                }
            }
        }
        let seeds = call.results.iter().map(|result| self.seed(*result)).collect();
        out.push(Stmt::Pullback {
            pullback,
            call: call.clone(),
            shadows,
            seeds,
        });
        out.extend(after);
        ((!call.repeated).then_some(pullback), saved)
    }

    pub(super) fn seed(&mut self, result: Var) -> Seed {
        let ty = self.function.var(result).ty;
        if self.shadows.active.contains(&result) {
            let bar = self.shadows.of(self.function, result);
            return match self.function.var(bar).role {
                Role::Plain => Seed::Number(Operand::Var(bar)),
                _ => Seed::Shadow {
                    value: result,
                    shadow: bar,
                },
            };
        }
        if self.function.types.is_float(ty) {
            match zero_of(self.function, result) {
                Expr::Use(zero) => Seed::Number(zero),
                _ => Seed::Zero(result),
            }
        } else if self.function.types.shape(ty) == crate::lower::types::Shape::Inactive {
            Seed::Unit
        } else {
            Seed::Zero(result)
        }
    }
}
