//! Items beside the functions: constants, operators of a type, traits, functions that may fail, functions that take a slice apart.

use super::{Helper, Pass, Writer};
use crate::tree::Node;
use crate::types::Ty;

/// Constants that every program has.
pub const CONSTANTS: &str = "pub const RATE: f64 = 0.7;\npub static TABLE: [f64; 3] = [0.3, 1.1, -0.6];\n";

/// The operators of a type of two numbers: of vectors, with a product that stays small.
const OPERATORS: &[(&str, &str)] = &[
    (
        "std::ops::Add for Flow",
        "type Output = Flow;\nfn add(self, other: Flow) -> Flow { Flow { x: self.x + other.x, y: self.y + other.y } }",
    ),
    (
        "std::ops::Sub for Flow",
        "type Output = Self;\nfn sub(self, other: Self) -> Self { Self { x: self.x - other.x, y: self.y - other.y } }",
    ),
    (
        "std::ops::Mul for Flow",
        "type Output = Flow;\nfn mul(self, other: Flow) -> Flow { let x = self.x * other.x - self.y * other.y; Flow { x: x.sin(), y: (self.x * other.y).tanh() + other.x * self.y } }",
    ),
    (
        "std::ops::Mul<f64> for Flow",
        "type Output = Flow;\nfn mul(self, by: f64) -> Flow { Flow { x: self.x * by, y: self.y * by } }",
    ),
    (
        "std::ops::Mul<Flow> for f64",
        "type Output = Flow;\nfn mul(self, flow: Flow) -> Flow { flow * self }",
    ),
    (
        "std::ops::Neg for Flow",
        "type Output = Flow;\nfn neg(self) -> Flow { Flow { x: -self.x, ..self } }",
    ),
    (
        "std::ops::AddAssign for Flow",
        "fn add_assign(&mut self, other: Flow) { self.x += other.x; self.y += other.y; }",
    ),
    (
        "std::ops::MulAssign<f64> for Flow",
        "fn mul_assign(&mut self, by: f64) { self.x *= by; self.y = by * self.y.sin(); }",
    ),
    (
        "<'a> std::ops::Add<&'a Flow> for &'a Flow",
        "type Output = Flow;\nfn add(self, other: &Flow) -> Flow { *self + *other * 0.5 }",
    ),
];

impl Writer<'_> {
    /// The operators of the type that has some.
    pub(super) fn operators(&mut self) {
        if self.structs.operators.is_none() {
            return;
        }
        self.note("operators of a type");
        for (head, body) in OPERATORS {
            let space = if head.starts_with('<') { "" } else { " " };
            let lines = body.lines().map(Node::line).collect();
            self.push(Node::block(format!("#[differentiable]\nimpl{space}{head}"), lines));
        }
    }

    /// A value that operators of its type make.
    pub(super) fn operated(&mut self, ty: &Ty, depth: usize) -> String {
        self.note("operator of a type");
        let deeper = depth.saturating_sub(1);
        let left = self.value(ty, deeper);
        match self.random.below(7) {
            0 => format!("({left} + {})", self.value(ty, deeper)),
            1 => format!("({left} - {})", self.value(ty, deeper)),
            2 => format!("({left} * {})", self.value(ty, deeper)),
            3 => format!("({left} * {})", self.float(deeper)),
            4 => format!("({} * {left})", self.float(deeper)),
            5 => format!("(&{left} + &{})", self.value(ty, deeper)),
            _ => format!("(-{left})"),
        }
    }

    /// An operator that assigns.
    pub(super) fn operate(&mut self) {
        let Some(which) = self.structs.operators else {
            return self.idiom();
        };
        let wanted = move |ty: &Ty, _: &_| *ty == Ty::Struct(which);
        let Some((place, ty, _)) = self.target(&wanted) else {
            let value = self.operated(&Ty::Struct(which), 2);
            let name = self.name();
            self.line(format!("let mut {name}: Flow = {value};"));
            return self.declare(&name, Ty::Struct(which), true);
        };
        self.note("assigning operator of a type");
        let line = if self.random.percent(50) {
            format!("{place} += {};", self.value(&ty, 2))
        } else {
            format!("{place} *= {};", self.tame(1))
        };
        self.line(line);
    }

    /// A constant, or an element of a table.
    pub(super) fn constant(&mut self) -> String {
        self.note("constant, static");
        match self.random.below(3) {
            0 => "RATE".to_owned(),
            1 => format!("TABLE[{} % 3]", self.integer(0)),
            _ => format!("constant({} * RATE)", self.literal()),
        }
    }

    /// The methods of an `impl` as those of a trait, which is declared.
    pub(super) fn trait_of(&mut self, which: usize, methods: &[Node]) {
        self.note("trait");
        let signature = |node: &Node| match node {
            Node::Blocks { parts, .. } => {
                let head = parts[0].0.replace("(mut ", "(").replace(", mut ", ", ");
                Node::line(format!("{head};"))
            }
            Node::Line(_) => node.clone(),
        };
        let signatures = methods.iter().map(signature).collect();
        self.push(Node::block(format!("pub trait Ways{which}"), signatures));
    }

    /// A function that may fail, with a `Result`.
    pub(super) fn fallible(&mut self, number: usize) {
        self.note("function that returns a Result");
        let name = format!("helper{number}");
        let before = self.fallible.clone();
        let body = self.nested(|writer| {
            writer.scope.clear();
            writer.closures.clear();
            writer.declare("x", Ty::Float, false);
            writer.declare_reference("y", Ty::Slice(Box::new(Ty::Float)), false);
            writer.budget = 2;
            writer.statements(1);
            let condition = writer.condition(1);
            writer.line(format!(
                "if {condition} {{ return Err(format!(\"after {{}}\", y.len())); }}"
            ));
            let index = writer.integer(1);
            let line = match writer.random.below(3) {
                0 => format!("let third = *y.get({index}).ok_or_else(|| \"short\".to_owned())?;"),
                1 => format!("let third = y.get({index}).copied().ok_or(\"short\")?;"),
                _ => "let Some(third) = y.iter().copied().reduce(f64::min) else { return Err(\"none\".into()) };"
                    .to_owned(),
            };
            writer.line(line);
            writer.declare("third", Ty::Float, false);
            if let Some(other) = before.last() {
                let argument = writer.tame(1);
                writer.line(format!("let fourth = {other}({argument}, y)? * third;"));
                writer.declare("fourth", Ty::Float, false);
            }
            writer.statements(1);
            let value = writer.tame(2);
            let line = if writer.random.percent(50) {
                format!("Ok({value} * third)")
            } else {
                format!("if third > 5.0 {{ Err(\"large\".to_string()) }} else {{ Ok({value} + third) }}")
            };
            writer.line(line);
        });
        let head = format!("#[differentiable]\npub fn {name}(x: f64, y: &[f64]) -> Result<f64, String>");
        self.push(Node::block(head, body));
        self.fallible.push(name);
    }

    /// A call of a function that may fail.
    pub(super) fn attempt(&mut self) {
        let Some(function) = self.fallible.last().cloned() else {
            return self.question();
        };
        self.note("call of a function that returns a Result");
        let (argument, slice) = (
            self.tame(1),
            self.argument(&Ty::Slice(Box::new(Ty::Float)), Pass::Reference, 1),
        );
        let (name, other) = (self.name(), self.tame(1));
        let call = format!("{function}({argument}, {slice})");
        let line = match self.random.below(6) {
            0 => format!("let {name} = {call}.unwrap_or({other});"),
            1 => format!(
                "let {name} = match {call} {{ Ok(value) => value * {other}, Err(error) => error.len() as f64 * 0.1 }};"
            ),
            2 => format!("let {name} = if let Ok(value) = {call} {{ value.sin() }} else {{ {other} }};"),
            3 => format!("let {name} = {call}.map(|value| value * 0.6).unwrap_or_else(|_| 0.3);"),
            4 => format!("let {name} = {call}.ok().map_or({other}, |value| 1.1 - value);"),
            _ => format!(
                "let {name} = [0.3, {other}].iter().map(|item| {function}(*item, &[*item, 0.4])).collect::<Result<Vec<f64>, String>>().map_or({other}, |all| all.iter().sum());"
            ),
        };
        self.line(line);
        self.declare(&name, Ty::Float, false);
    }

    /// `?`, in a function that returns an `Option`.
    pub(super) fn question(&mut self) {
        let Some(Some(Ty::Option(_))) = self.result else {
            return self.idiom();
        };
        self.note("?");
        let option = self.option_value(&Ty::Float, 1);
        let name = self.name();
        let end = if self.random.percent(50) { " * 0.8" } else { "" };
        self.line(format!("let {name}: f64 = ({option})?{end};"));
        self.declare(&name, Ty::Float, false);
    }

    /// A function that takes a slice apart by calling itself.
    pub(super) fn taking_apart(&mut self, number: usize) {
        self.note("recursion on a slice");
        let name = format!("helper{number}");
        let body = self.nested(|writer| {
            writer.scope.clear();
            writer.closures.clear();
            writer.declare("x", Ty::Float, false);
            let stop = writer.tame(1);
            let split = writer.random.percent(50);
            if split {
                writer.line(format!(
                    "let Some((&first, rest)) = y.split_first() else {{ return {stop}; }};"
                ));
            } else {
                writer.line(format!("if y.is_empty() {{ return {stop}; }}"));
                writer.line("let (first, rest) = (y[0], &y[1..]);");
            }
            writer.declare("first", Ty::Float, false);
            writer.result = Some(Some(Ty::Float));
            writer.budget = 2;
            writer.statements(1);
            writer.result = None;
            let (argument, value) = (writer.tame(1), writer.float(2));
            writer.line(format!("0.6 * {name}({argument}, rest) + first * {value}.sin()"));
        });
        let head = format!("#[differentiable]\npub fn {name}(x: f64, y: &[f64]) -> f64");
        self.push(Node::block(head, body));
        self.helpers.push(Helper {
            name,
            parameters: vec![
                (Ty::Float, Pass::Value),
                (Ty::Slice(Box::new(Ty::Float)), Pass::Reference),
            ],
            result: Some(Ty::Float),
            method: false,
        });
    }

    /// A function inside a function, without an attribute.
    pub(super) fn inner_function(&mut self) -> Helper {
        self.note("function inside a function");
        let name = format!("inner{}", self.names);
        let (scope, closures) = (std::mem::take(&mut self.scope), std::mem::take(&mut self.closures));
        let helpers = std::mem::take(&mut self.helpers);
        let body = self.nested(|writer| {
            writer.declare("p", Ty::Float, false);
            writer.declare("q", Ty::Float, false);
            let value = writer.tame(2);
            writer.line(format!("let r = {value};"));
            writer.declare("r", Ty::Float, false);
            let value = writer.tame(2);
            writer.line(format!("{value} + p * q"));
        });
        (self.scope, self.closures, self.helpers) = (scope, closures, helpers);
        self.push(Node::block(format!("fn {name}(p: f64, q: f64) -> f64"), body));
        Helper {
            name,
            parameters: vec![(Ty::Float, Pass::Value), (Ty::Float, Pass::Value)],
            result: Some(Ty::Float),
            method: false,
        }
    }
}
