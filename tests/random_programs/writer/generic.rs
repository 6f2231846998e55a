//! Functions of any number, and of arrays of any length.

use super::{Helper, Pass, Writer};
use crate::tree::Node;
use crate::types::Ty;

/// What a generic function may do to a number; `{}` stands for an operand.
const OPERATIONS: &[&str] = &[
    "({} + {})",
    "({} - {})",
    "({} * {})",
    "({} / (T::from_f64(1.5) + {}.powi(2)))",
    "{}.sin()",
    "{}.tanh()",
    "{}.tanh().exp()",
    "(T::one() + {}.powi(2)).ln()",
    "(T::from_f64(0.7) + {}.powi(2)).sqrt()",
    "{}.max({})",
    "{}.abs()",
    "(-{})",
    "{}.hypot(T::from_f64(1.2))",
    "(if {} > T::from_f64(0.4) { {} } else { {} * T::from_f64(0.6) })",
];

impl Writer<'_> {
    /// `fn generic<T: Real>(x: T, y: &[T], n: usize) -> T`, with one of several bodies around random expressions.
    pub(super) fn generic(&mut self, number: usize) {
        self.note("generic function");
        let name = format!("helper{number}");
        let mut value = |operands: &[&str]| self.generic_value(2, operands);
        let (first, second, last) = (
            value(&["x", "y[0]"]),
            value(&["x", "item"]),
            value(&["x", "sum", "rate"]),
        );
        let lines = [
            format!("let rate = {first}.sin();"),
            "let mut sum = T::zero();".to_owned(),
            format!("for &item in y {{ sum += {second}.tanh(); }}"),
            "if n > 2 { return sum * x; }".to_owned(),
            "let total: T = y.iter().map(|v| *v * *v).sum();".to_owned(),
            format!("{last} + (total + T::one()).sqrt() * T::from_f64(0.3)"),
        ];
        let bounds = if self.random.percent(50) {
            ("<T: Real>", "")
        } else {
            ("<T>", " where T: Real")
        };
        let head = format!(
            "#[differentiable]\npub fn {name}{}(x: T, y: &[T], n: usize) -> T{}",
            bounds.0, bounds.1
        );
        self.push(Node::block(head, lines.into_iter().map(Node::line).collect()));
        self.helpers.push(Helper {
            name,
            parameters: vec![
                (Ty::Float, Pass::Value),
                (Ty::Slice(Box::new(Ty::Float)), Pass::Reference),
                (Ty::Index, Pass::Value),
            ],
            result: Some(Ty::Float),
            method: false,
        });
    }

    fn generic_value(&mut self, depth: usize, operands: &[&str]) -> String {
        if depth == 0 {
            return (*self.random.choose(operands)).to_owned();
        }
        let template = OPERATIONS[self.random.below(OPERATIONS.len())];
        let mut text = String::new();
        let mut parts = template.split("{}").peekable();
        while let Some(part) = parts.next() {
            text += part;
            if parts.peek().is_some() {
                text += &self.generic_value(depth - 1, operands);
            }
        }
        text
    }

    /// `fn fixed<const N: usize>(x: &[f64; N], y: f64) -> f64`.
    pub(super) fn fixed(&mut self, number: usize) {
        self.note("const generics");
        let name = format!("helper{number}");
        let body = self.nested(|writer| {
            writer.scope.clear();
            writer.closures.clear();
            writer.declare_reference("x", Ty::Slice(Box::new(Ty::Float)), false);
            writer.declare("y", Ty::Float, false);
            writer.line("let mut squares = [y; N];");
            writer.line("for i in 0..N { squares[i] += x[i] * x[N - 1 - i]; }");
            writer.line("let squares = &mut squares[..];");
            writer.declare_reference("squares", Ty::Slice(Box::new(Ty::Float)), true);
            writer.last().fixed = true;
            writer.result = Some(Some(Ty::Float));
            writer.budget = 3;
            writer.statements(1);
            writer.result = None;
            let value = writer.float(2);
            writer.line(format!("{value} + squares.iter().sum::<f64>()"));
        });
        let head = format!("#[differentiable]\npub fn {name}<const N: usize>(x: &[f64; N], y: f64) -> f64");
        self.push(Node::block(head, body));
        self.helpers.push(Helper {
            name,
            parameters: vec![(Ty::Slice(Box::new(Ty::Float)), Pass::Fixed), (Ty::Float, Pass::Value)],
            result: Some(Ty::Float),
            method: false,
        });
    }
}
