//! The adjoint of `let`: one method for each kind of operation.

use super::Adjoint;
use crate::ir::{Aggregate, Block, Expr, Function, Operand, Place, Role, Stmt, Transfer, Var};
use crate::rules::{self, Partial};
use crate::transform::partials::{self, Context};
use syn::{BinOp, UnOp};

impl Adjoint<'_> {
    pub(super) fn let_node(&mut self, var: Var, value: &Expr, forward: &mut Vec<Stmt>, out: &mut Vec<Stmt>) {
        let whole = Place::whole(var);
        match value {
            Expr::Use(operand) => {
                if self.is_number(&Operand::Var(var)) {
                    let bar = self.read(&whole);
                    self.contribute(operand, bar, false, out);
                } else if let Operand::Var(source) = operand
                    && self.shadows.active.contains(source)
                {
                    let place = Place::whole(self.shadows.of(self.function, *source));
                    self.transfer(place, var, Transfer::Absorb, out);
                }
            }
            Expr::Load(place) | Expr::Copy(place, _) => self.load(var, place, out),
            Expr::Unary(UnOp::Neg(_), operand) => {
                let bar = self.read(&whole);
                self.contribute(operand, bar, true, out);
            }
            Expr::Binary(op, left, right) => self.binary(var, op, left, right, out),
            Expr::Operator(operator, operands) => {
                self.call(&operator.call(operands, var), out);
            }
            Expr::Method(name, receiver, arguments) => {
                self.method(var, &name.to_string(), receiver, arguments, forward, out)
            }
            Expr::Cast(operand, _) => self.cast(var, operand, out),
            Expr::Aggregate(aggregate, operands) => self.aggregate(var, aggregate, operands, out),
            Expr::Repeat { value, count, .. } => self.repeat(var, value, count, out),
            _ => {}
        }
    }

    fn load(&mut self, var: Var, place: &Place, out: &mut Vec<Stmt>) {
        if !self.shadows.active.contains(&place.root) {
            return;
        }
        let target = self.shadows.place(self.function, place);
        if self.is_number(&Operand::Var(var)) {
            let bar = self.read(&Place::whole(var));
            let value = self.named(bar, "contribution", out);
            out.push(Stmt::Update {
                place: target,
                subtract: false,
                value,
            });
        } else {
            self.transfer(target, var, Transfer::Absorb, out);
        }
    }

    fn binary(&mut self, var: Var, op: &BinOp, left: &Operand, right: &Operand, out: &mut Vec<Stmt>) {
        let bar = self.read(&Place::whole(var));
        match op {
            BinOp::Add(_) => {
                self.contribute(left, bar.clone(), false, out);
                self.contribute(right, bar, false, out);
            }
            BinOp::Sub(_) => {
                self.contribute(left, bar.clone(), false, out);
                self.contribute(right, bar, true, out);
            }
            BinOp::Mul(_) => {
                let bar = self.named(bar, "product_bar", out);
                self.product(left, bar.clone(), right.clone(), false, out);
                self.product(right, bar, left.clone(), false, out);
            }
            BinOp::Div(_) => {
                let bar = self.named(bar, "quotient_bar", out);
                let scaled = self.named(
                    Expr::Binary(BinOp::Div(Default::default()), bar, right.clone()),
                    "numerator_bar",
                    out,
                );
                self.contribute(left, Expr::Use(scaled.clone()), false, out);
                self.product(right, scaled, Operand::Var(var), true, out);
            }
            BinOp::Rem(_) => {
                self.contribute(left, bar.clone(), false, out);
                if self.shadows.is_active(right) {
                    let bar = self.named(bar, "remainder_bar", out);
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
                    self.product(right, bar, whole, true, out);
                }
            }
            _ => {}
        }
    }

    /// Adds `a * b` to the adjoint of an operand.
    fn product(&mut self, operand: &Operand, a: Operand, b: Operand, subtract: bool, out: &mut Vec<Stmt>) {
        if self.shadows.is_active(operand) {
            self.contribute(
                operand,
                Expr::Binary(BinOp::Mul(Default::default()), a, b),
                subtract,
                out,
            );
        }
    }

    fn method(
        &mut self,
        var: Var,
        name: &str,
        receiver: &Operand,
        arguments: &[Operand],
        forward: &mut Vec<Stmt>,
        out: &mut Vec<Stmt>,
    ) {
        let Some(rule) = rules::of(name) else { return };
        let result = Operand::Var(var);
        let context = Context {
            receiver,
            arguments,
            result: &result,
        };
        let bar = self.read(&Place::whole(var));
        let bar = self.named(bar, "result_bar", out);
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
                Partial::Late("1.0") => {
                    self.contribute(operand, Expr::Use(bar.clone()), false, out);
                    continue;
                }
                Partial::Late(text) => {
                    let slope = match name {
                        "powi" => partials::power(self.function, &context, out),
                        _ => None,
                    };
                    let slope = slope.unwrap_or_else(|| partials::lower(self.function, text, &context, out));
                    self.named(slope, &format!("{name}_slope"), out)
                }
                Partial::Kept(text) => {
                    let slope = partials::lower(self.function, text, &context, forward);
                    self.named(slope, &kept_name(name, self.function, receiver), forward)
                }
            };
            if let Operand::Constant(tokens) = &slope
                && matches!(tokens.to_string().as_str(), "0.0" | "1.0")
            {
                if tokens.to_string() == "1.0" {
                    self.contribute(operand, Expr::Use(bar.clone()), false, out);
                }
                continue;
            }
            self.product(operand, bar.clone(), slope, false, out);
        }
    }

    fn cast(&mut self, var: Var, operand: &Operand, out: &mut Vec<Stmt>) {
        let Operand::Var(source) = operand else { return };
        if !self.shadows.active.contains(source) {
            return;
        }
        let bar = self.read(&Place::whole(var));
        let value = self.named(bar, "converted_bar", out);
        let place = Place::whole(self.shadows.of(self.function, *source));
        out.push(Stmt::AddConverted { place, value });
    }

    fn aggregate(&mut self, var: Var, aggregate: &Aggregate, operands: &[Operand], out: &mut Vec<Stmt>) {
        let bar = Place::whole(self.shadows.of(self.function, var));
        for (position, operand) in operands.iter().enumerate() {
            let Operand::Var(source) = operand else { continue };
            if !self.shadows.active.contains(source) {
                continue;
            }
            let part = aggregate.part(&bar, position);
            if self.is_number(operand) {
                self.contribute(operand, Expr::Take(part), false, out);
            } else {
                self.transfer(part, *source, Transfer::Release, out);
            }
        }
    }

    fn repeat(&mut self, var: Var, value: &Operand, count: &Operand, out: &mut Vec<Stmt>) {
        let Operand::Var(source) = value else { return };
        if !self.shadows.active.contains(source) {
            return;
        }
        let bar = Place::whole(self.shadows.of(self.function, var));
        if self.is_number(value) {
            return self.contribute(value, Expr::Sum(bar), false, out);
        }
        let index = self.function.fresh("index", Role::Local, false);
        let mut body = Vec::new();
        self.transfer(bar.index(Operand::Var(index)), *source, Transfer::Release, &mut body);
        out.push(Stmt::count(index, count.clone(), Block { stmts: body }));
    }
}

/// The name of a kept derivative: `cos_u` beside `sin_u`.
fn kept_name(method: &str, function: &Function, receiver: &Operand) -> String {
    let name = match method {
        "sin" => "cos",
        "cos" => "minus_sin",
        "sinh" => "cosh",
        "cosh" => "sinh",
        other => return format!("{other}_slope"),
    };
    match receiver {
        Operand::Var(var) => format!("{name}_{}", function.var(*var).name),
        _ => name.to_owned(),
    }
}
