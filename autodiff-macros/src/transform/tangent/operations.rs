//! The tangent of `let`: one method for each kind of operation.

use super::Tangent;
use crate::ir::{Aggregate, Block, Expr, Operand, Place, Role, Stmt, Transfer, Var};
use crate::rules::{self, Partial};
use crate::transform::partials::{self, Context};
use crate::transform::shadows::zero_of;
use quote::quote;
use syn::{BinOp, UnOp};

impl Tangent<'_> {
    pub(super) fn let_stmt(&mut self, var: Var, value: &Expr, stmt: &Stmt, out: &mut Vec<Stmt>) {
        if let Expr::Operator(operator, operands) = value {
            return self.call(&operator.call(operands, var), out);
        }
        let dot = self.shadows.of(self.function, var);
        if !self.is_number(var) {
            return self.let_shadow(var, dot, value, stmt, out);
        }
        // A variable's tangent changes with it.
        self.function.vars[dot.0].mutable = self.function.var(var).mutable;
        out.push(stmt.clone());
        let tangent = self.number(var, value, out);
        out.push(Stmt::Let {
            var: dot,
            value: tangent,
        });
    }

    /// The tangent of an operation on numbers.
    fn number(&mut self, var: Var, value: &Expr, out: &mut Vec<Stmt>) -> Expr {
        match value {
            Expr::Use(operand) => Expr::Use(self.dot_or_zero(var, operand, out)),
            Expr::Load(place) | Expr::Copy(place, _) => self.load(var, place),
            Expr::Unary(UnOp::Neg(_), operand) => {
                let dot = self.dot_or_zero(var, operand, out);
                Expr::Unary(UnOp::Neg(Default::default()), dot)
            }
            Expr::Binary(op, left, right) => self.binary(var, op, left, right, out),
            Expr::Method(name, receiver, arguments) => self.method(var, &name.to_string(), receiver, arguments, out),
            Expr::Cast(Operand::Var(source), ty)
                if self.shadows.active.contains(source) && !self.is_number(*source) =>
            {
                Expr::ConvertedTangent(Place::whole(self.shadows.of(self.function, *source)), ty.clone())
            }
            Expr::Cast(operand, ty) => {
                let dot = self.dot(operand, out);
                Expr::Cast(dot, ty.clone())
            }
            Expr::Get(place) => Expr::Get(self.shadows.place(self.function, place)),
            Expr::Take(place) => Expr::Take(self.shadows.place(self.function, place)),
            Expr::Sum(place) => Expr::Sum(self.shadows.place(self.function, place)),
            Expr::Slope(name, operands) => self.slope(name, operands, out),
            _ => zero_of(self.function, var),
        }
    }

    /// The tangent of an operand that is copied to `var`, or a zero of that number's type.
    fn dot_or_zero(&mut self, var: Var, operand: &Operand, out: &mut Vec<Stmt>) -> Operand {
        if self.shadows.is_active(operand) {
            self.dot(operand, out)
        } else {
            let zero = zero_of(self.function, var);
            self.named(zero, "zero", out)
        }
    }

    fn load(&mut self, var: Var, place: &Place) -> Expr {
        if !self.shadows.active.contains(&place.root) {
            return zero_of(self.function, var);
        }
        let shadow = self.shadows.place(self.function, place);
        if self.shadows.is_plain(self.function, place) {
            return Expr::Use(Operand::Var(shadow.root));
        }
        Expr::TangentOf {
            primal: place.clone(),
            shadow,
        }
    }

    /// `slope * dot` of an active operand, added to what there is.
    fn term(
        &mut self,
        sum: Option<Expr>,
        operand: &Operand,
        slope: Operand,
        subtract: bool,
        out: &mut Vec<Stmt>,
    ) -> Option<Expr> {
        if !self.shadows.is_active(operand) {
            return sum;
        }
        let dot = self.dot(operand, out);
        let is_one = matches!(&slope, Operand::Constant(tokens) if tokens.to_string() == "1.0");
        let term = if is_one {
            Expr::Use(dot)
        } else {
            Expr::Binary(BinOp::Mul(Default::default()), dot, slope)
        };
        Some(match (sum, subtract) {
            (None, false) => term,
            (None, true) => {
                let term = self.named(term, "term", out);
                Expr::Unary(UnOp::Neg(Default::default()), term)
            }
            (Some(sum), subtract) => {
                let (sum, term) = (self.named(sum, "term", out), self.named(term, "term", out));
                let op = if subtract {
                    BinOp::Sub(Default::default())
                } else {
                    BinOp::Add(Default::default())
                };
                Expr::Binary(op, sum, term)
            }
        })
    }

    fn binary(&mut self, var: Var, op: &BinOp, left: &Operand, right: &Operand, out: &mut Vec<Stmt>) -> Expr {
        let one = || Operand::tokens(quote!(1.0));
        let sum = match op {
            BinOp::Add(_) => {
                let sum = self.term(None, left, one(), false, out);
                self.term(sum, right, one(), false, out)
            }
            BinOp::Sub(_) => {
                let sum = self.term(None, left, one(), false, out);
                self.term(sum, right, one(), true, out)
            }
            BinOp::Mul(_) => {
                let sum = self.term(None, left, right.clone(), false, out);
                self.term(sum, right, left.clone(), false, out)
            }
            BinOp::Div(_) => {
                let sum = self.term(None, left, one(), false, out);
                let sum = self.term(sum, right, Operand::Var(var), true, out);
                sum.map(|sum| {
                    let sum = self.named(sum, "numerator_dot", out);
                    Expr::Binary(BinOp::Div(Default::default()), sum, right.clone())
                })
            }
            BinOp::Rem(_) => {
                let sum = self.term(None, left, one(), false, out);
                if self.shadows.is_active(right) {
                    let quotient = self.named(
                        Expr::Binary(BinOp::Div(Default::default()), left.clone(), right.clone()),
                        "quotient",
                        out,
                    );
                    let whole = self.named(
                        Expr::Method(quote::format_ident!("trunc"), quotient, Vec::new()),
                        "whole",
                        out,
                    );
                    self.term(sum, right, whole, true, out)
                } else {
                    sum
                }
            }
            _ => None,
        };
        sum.unwrap_or_else(|| zero_of(self.function, var))
    }

    fn method(&mut self, var: Var, name: &str, receiver: &Operand, arguments: &[Operand], out: &mut Vec<Stmt>) -> Expr {
        let Some(rule) = rules::of(name) else {
            return zero_of(self.function, var);
        };
        let result = Operand::Var(var);
        let context = Context {
            receiver,
            arguments,
            result: &result,
        };
        let mut sum = None;
        for (position, partial) in rule.partials.iter().enumerate() {
            let operand = if position == 0 {
                receiver
            } else {
                &arguments[position - 1]
            };
            if !self.shadows.is_active(operand) {
                continue;
            }
            let slope = match partial {
                Partial::Zero => continue,
                Partial::Late(text) | Partial::Kept(text) => {
                    let slope = match name {
                        "powi" => partials::power(self.function, &context, out),
                        _ => None,
                    };
                    let slope = slope.unwrap_or_else(|| partials::lower(self.function, text, &context, out));
                    self.named(slope, &format!("{name}_slope"), out)
                }
            };
            sum = self.term(sum, operand, slope, false, out);
        }
        sum.unwrap_or_else(|| zero_of(self.function, var))
    }

    fn let_shadow(&mut self, var: Var, dot: Var, value: &Expr, stmt: &Stmt, out: &mut Vec<Stmt>) {
        if matches!(value, Expr::ZeroShadow(_) | Expr::Cell(_)) {
            return self.let_adjoint(dot, value, stmt, out);
        }
        if let Expr::Default = value
            && self.function.late.contains(&var)
        {
            self.function.vars[dot.0].mutable = true;
            out.push(stmt.clone());
            out.push(Stmt::Let {
                var: dot,
                value: Expr::Default,
            });
            return;
        }
        let mut after = vec![Stmt::Let {
            var: dot,
            value: Expr::ZeroShadow(var),
        }];
        let whole = Place::whole(dot);
        match value {
            Expr::Use(Operand::Var(source)) if self.shadows.active.contains(source) => {
                let place = Place::whole(self.shadows.of(self.function, *source));
                after.push(Stmt::Transfer {
                    place,
                    local: whole,
                    transfer: Transfer::CopyTo,
                });
            }
            Expr::Load(place) | Expr::Copy(place, _) if self.shadows.active.contains(&place.root) => {
                let place = self.shadows.place(self.function, place);
                after.push(Stmt::Transfer {
                    place,
                    local: whole,
                    transfer: Transfer::CopyTo,
                });
            }
            Expr::Aggregate(aggregate, operands) => self.aggregate(&whole, aggregate, operands, &mut after),
            Expr::Repeat {
                value: Operand::Var(source),
                count,
                ..
            } if self.shadows.active.contains(source) => {
                let index = self.function.fresh("index", Role::Local, false);
                let part = whole.index(Operand::Var(index));
                let mut body = Vec::new();
                self.store(&part, *source, &mut body);
                after.push(Stmt::count(index, count.clone(), Block { stmts: body }));
            }
            // A number whose type the macro does not know.
            Expr::Unary(..) | Expr::Binary(..) | Expr::Method(..) | Expr::Cast(..) => {
                let tangent = self.number(var, value, &mut after);
                let value = self.named(tangent, "tangent", &mut after);
                after.push(Stmt::Assign {
                    place: whole,
                    value,
                    first: false,
                });
            }
            _ => {}
        }
        out.push(stmt.clone());
        out.extend(after);
    }

    /// Stores the tangent of a variable into a place of a shadow.
    fn store(&mut self, target: &Place, source: Var, out: &mut Vec<Stmt>) {
        if self.is_number(source) {
            let value = self.dot(&Operand::Var(source), out);
            out.push(Stmt::Assign {
                place: target.clone(),
                value,
                first: false,
            });
        } else {
            let assign = self.assign_shadow(target, source, out);
            out.push(assign);
        }
    }

    /// The assignment of a variable's tangent to a place. The shadow of a parameter is in its caller's mode, and is assigned by
    /// way of a local one, which `before` makes.
    pub(super) fn assign_shadow(&mut self, target: &Place, source: Var, before: &mut Vec<Stmt>) -> Stmt {
        let mut local = Place::whole(self.shadows.of(self.function, source));
        if self.function.var(source).role == Role::Parameter {
            let moved = Place::whole(self.shadows.copy(self.function, source, "moved", before));
            before.push(Stmt::Transfer {
                place: local,
                local: moved.clone(),
                transfer: Transfer::CopyTo,
            });
            local = moved;
        }
        Stmt::Transfer {
            place: target.clone(),
            local,
            transfer: Transfer::Assign,
        }
    }

    fn aggregate(&mut self, whole: &Place, aggregate: &Aggregate, operands: &[Operand], out: &mut Vec<Stmt>) {
        for (position, operand) in operands.iter().enumerate() {
            let Operand::Var(source) = operand else { continue };
            if !self.shadows.active.contains(source) {
                continue;
            }
            let part = aggregate.part(whole, position);
            self.store(&part, *source, out);
        }
    }
}
