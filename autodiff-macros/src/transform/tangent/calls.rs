//! The tangent of assignments and calls.

use super::Tangent;
use crate::ir::{Argument, Call, Expr, Operand, Place, Role, ShadowArgument, Stmt, Transfer, Var, generic_constant};
use crate::lower::types::Number;
use crate::transform::shadows::{zero, zero_of};
use quote::quote;

impl Tangent<'_> {
    pub(super) fn assign(&mut self, place: &Place, value: &Operand, first: bool, stmt: &Stmt, out: &mut Vec<Stmt>) {
        let target = self.shadows.place(self.function, place);
        let is_number = self.shadows.is_plain(self.function, place);
        match value {
            Operand::Var(source) if self.shadows.active.contains(source) => {
                if is_number || self.is_number(*source) {
                    let dot = self.dot(value, out);
                    out.push(Stmt::Assign {
                        place: target,
                        value: dot,
                        first: false,
                    });
                } else if place.path.is_empty() && self.function.var(place.root).role == Role::Local {
                    // The shape may change with the value: the shadow is made anew.
                    let local = self.shadows.of(self.function, *source);
                    let copy = self.function.fresh("tangent", Role::Shadow, false);
                    out.push(Stmt::Let {
                        var: copy,
                        value: Expr::ZeroShadow(*source),
                    });
                    out.push(Stmt::Transfer {
                        place: Place::whole(local),
                        local: Place::whole(copy),
                        transfer: Transfer::CopyTo,
                    });
                    self.function.vars[target.root.0].mutable = true;
                    out.push(Stmt::AssignShadow {
                        var: target.root,
                        value: copy,
                    });
                } else {
                    let transfer = self.assign_shadow(&target, *source, out);
                    if self.function.may_change_length(place) {
                        // The shadow takes its new shape from the value, which must be there first.
                        self.function.vars[target.root.0].mutable = true;
                        out.push(stmt.clone());
                        out.push(Stmt::ResetShadow {
                            place: target,
                            of: place.clone(),
                        });
                        return out.push(transfer);
                    }
                    out.push(transfer);
                }
                out.push(stmt.clone());
            }
            _ if is_number => {
                if !first {
                    let zero = zero_of(self.function, place.root);
                    let value = self.named(zero, "zero", out);
                    out.push(Stmt::Assign {
                        place: target,
                        value,
                        first: false,
                    });
                }
                out.push(stmt.clone());
            }
            Operand::Var(source) if place.path.is_empty() && self.function.var(place.root).role == Role::Local => {
                let copy = self.function.fresh("tangent", Role::Shadow, false);
                out.push(Stmt::Let {
                    var: copy,
                    value: Expr::ZeroShadow(*source),
                });
                self.function.vars[target.root.0].mutable = true;
                out.push(Stmt::AssignShadow {
                    var: target.root,
                    value: copy,
                });
                out.push(stmt.clone());
            }
            _ if self.function.may_change_length(place) => {
                self.function.vars[target.root.0].mutable = true;
                out.push(stmt.clone());
                let of = place.clone();
                out.push(Stmt::ResetShadow { place: target, of });
            }
            _ => {
                out.push(Stmt::Clear { place: target });
                out.push(stmt.clone());
            }
        }
    }

    pub(super) fn push(&mut self, place: &Place, value: &Operand, stmt: &Stmt, out: &mut Vec<Stmt>) {
        let target = self.shadows.place(self.function, place);
        self.function.vars[target.root.0].mutable = true;
        let of = self.function.growing.contains(&place.root).then(|| value.clone());
        let Operand::Var(var) = value else {
            // The shadow of a new element, of whatever type that is.
            out.push(Stmt::PushShadow {
                place: target,
                value: self.zero_element(place),
                of,
                is_number: true,
            });
            return out.push(stmt.clone());
        };
        if self.function.types.is_float(self.function.var(*var).ty) {
            let value = self.dot(value, out);
            out.push(Stmt::PushShadow {
                place: target,
                value,
                of,
                is_number: true,
            });
            return out.push(stmt.clone());
        }
        let copy = self.function.fresh("tangent", Role::Shadow, false);
        out.push(Stmt::Let {
            var: copy,
            value: Expr::ZeroShadow(*var),
        });
        if self.shadows.active.contains(var) {
            let place = Place::whole(self.shadows.of(self.function, *var));
            out.push(Stmt::Transfer {
                place,
                local: Place::whole(copy),
                transfer: Transfer::CopyTo,
            });
        }
        out.push(Stmt::PushShadow {
            place: target,
            value: Operand::Var(copy),
            of,
            is_number: false,
        });
        out.push(stmt.clone());
    }

    pub(super) fn pop(&mut self, place: &Place, var: Var, stmt: &Stmt, out: &mut Vec<Stmt>) {
        out.push(stmt.clone());
        let shadow = self.shadows.place(self.function, place);
        self.function.vars[shadow.root.0].mutable = true;
        let is_active = self.shadows.active.contains(&var);
        let dot = if is_active {
            self.shadows.of(self.function, var)
        } else {
            self.function.fresh("unused_dot", Role::Shadow, false)
        };
        let is_number = is_active && self.is_number(var);
        if is_number {
            self.function.vars[dot.0].mutable = false;
        }
        out.push(Stmt::PopShadow {
            var: dot,
            place: shadow,
            of: Operand::Var(var),
            is_number,
        });
    }

    /// A zero of the type of a sequence's elements.
    fn zero_element(&self, place: &Place) -> Operand {
        let element = place.index(Operand::tokens(quote!(0)));
        match self.function.number(&Expr::Load(element)) {
            Some(Number::Parameter(name)) => Operand::Constant(generic_constant(&name, &quote!(0.0))),
            _ => zero(),
        }
    }

    pub(super) fn call(&mut self, call: &Call, out: &mut Vec<Stmt>) {
        let (shadows, tangents, after) = self.passed(call, out);
        out.push(Stmt::Tangent {
            call: call.clone(),
            shadows,
            tangents,
        });
        out.extend(after);
    }

    /// What a call hands down and gets back in forward mode: the tangents of its arguments, those of its results, and what
    /// makes them the tangents of variables afterwards.
    pub(super) fn passed(&mut self, call: &Call, out: &mut Vec<Stmt>) -> (Vec<ShadowArgument>, Vec<Var>, Vec<Stmt>) {
        let mut shadows = Vec::new();
        let mut after = Vec::new();
        for argument in &call.arguments {
            shadows.push(self.passed_tangent(argument, out, &mut after));
        }
        let mut tangents = Vec::new();
        for result in &call.results {
            if !self.shadows.active.contains(result) {
                tangents.push(self.function.fresh("unused_dot", Role::Local, false));
                continue;
            }
            let dot = self.shadows.of(self.function, *result);
            if self.is_number(*result) {
                self.function.vars[dot.0].mutable = self.function.var(*result).mutable;
                tangents.push(dot);
            } else {
                let tangent = self.function.fresh("tangent", Role::Local, false);
                tangents.push(tangent);
                after.push(Stmt::ShadowFrom {
                    shadow: dot,
                    of: *result,
                    tangent,
                });
            }
        }
        (shadows, tangents, after)
    }

    /// The tangent of one argument; a number behind `&mut` gets its tangent back in `after`.
    pub(super) fn passed_tangent(
        &mut self,
        argument: &Argument,
        out: &mut Vec<Stmt>,
        after: &mut Vec<Stmt>,
    ) -> ShadowArgument {
        let (shadow, cell) = self.shadows.argument(self.function, argument, true, out);
        if let (Argument::BorrowMut(_), Some((cell, number))) = (argument, cell) {
            let get = self.named(Expr::Get(Place::whole(cell)), "returned", after);
            after.push(Stmt::Assign {
                place: Place::whole(number),
                value: get,
                first: false,
            });
        }
        shadow
    }
}
