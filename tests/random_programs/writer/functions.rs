//! Whole functions: helpers, and the one that is examined.

use super::{Coverage, Helper, Pass, Writer};
use crate::program::Program;
use crate::random::Random;
use crate::tree::Node;
use crate::types::{self, Enumeration, Struct, Structs, Ty, Variant};

/// Writes the program of a seed.
pub fn program(seed: u64, mut random: Random, coverage: &mut Coverage) -> Program {
    let structs = structs(&mut random);
    let mut writer = Writer {
        random,
        coverage,
        structs,
        helpers: Vec::new(),
        scope: Vec::new(),
        closures: Vec::new(),
        fallible: Vec::new(),
        blocks: vec![Vec::new()],
        loops: Vec::new(),
        result: None,
        budget: 0,
        names: 0,
    };
    writer.operators();
    for which in 0..writer.structs.structs.len() {
        if writer.random.percent(45) {
            writer.methods(which);
        }
    }
    for number in 0..writer.random.weighted(&[35, 50, 15]) {
        writer.helper(number);
    }
    let examination = writer.examined();
    let (structs, enums) = (writer.structs.structs.len(), writer.structs.enums.len());
    let mut head = super::items::CONSTANTS.to_owned();
    head.extend((0..enums).map(|which| types::enum_definition(&writer.structs, which)));
    head.extend((0..structs).map(|which| types::definition(&writer.structs, which)));
    Program {
        seed,
        head,
        functions: writer.blocks.pop().unwrap_or_default(),
        examination,
    }
}

fn structs(random: &mut Random) -> Structs {
    let mut structs = Structs::default();
    if random.percent(35) {
        structs.enums.push(enumeration(random));
    }
    for number in 0..random.between(0, 2) {
        let mut fields = vec![("x".to_owned(), Ty::Float, false)];
        for field in ["speed", "parts", "mass"].iter().take(random.between(0, 3)) {
            fields.push(((*field).to_owned(), Ty::random(&structs, random, 1), false));
        }
        if random.percent(30) {
            fields.push(("count".to_owned(), Ty::Index, true));
        }
        if random.percent(20) {
            fields.push(("scale".to_owned(), Ty::Float, true));
        }
        structs.structs.push(Struct {
            name: format!("Body{number}"),
            fields,
        });
    }
    if random.percent(25) {
        structs.operators = Some(structs.structs.len());
        structs.structs.push(Struct {
            name: "Flow".to_owned(),
            fields: ["x", "y"].map(|field| (field.to_owned(), Ty::Float, false)).to_vec(),
        });
    }
    structs
}

/// An enum with two to four of these variants.
fn enumeration(random: &mut Random) -> Enumeration {
    let numbered = |types: Vec<Ty>| {
        types
            .into_iter()
            .enumerate()
            .map(|(i, ty)| (i.to_string(), ty))
            .collect()
    };
    let array = Ty::Array(Box::new(Ty::Float), 3);
    let mut variants = vec![Variant {
        name: "Rate",
        fields: numbered(vec![Ty::Float]),
    }];
    let named = vec![
        ("low".to_owned(), Ty::Float),
        ("count".to_owned(), Ty::Index),
        ("high".to_owned(), Ty::Float),
    ];
    let others: [(&'static str, Vec<(String, Ty)>); 5] = [
        ("Nothing", Vec::new()),
        ("Between", named),
        ("Fixed", numbered(vec![array, Ty::Float])),
        ("Many", numbered(vec![Ty::Vec(Box::new(Ty::Float))])),
        ("Pair", numbered(vec![Ty::Tuple(vec![Ty::Float, Ty::Float])])),
    ];
    for (name, fields) in others {
        if random.percent(45) || variants.len() + 4 < 5 {
            variants.push(Variant { name, fields });
        }
    }
    Enumeration {
        name: "Kind".to_owned(),
        variants,
    }
}

impl Writer<'_> {
    /// Declares a parameter, and returns it as it stands in the signature.
    fn parameter(&mut self, name: &str, ty: &Ty, pass: Pass) -> String {
        let mutable = pass == Pass::Value && self.random.percent(35);
        match pass {
            Pass::Value | Pass::Constant => self.declare(name, ty.clone(), mutable),
            Pass::Reference | Pass::Fixed => self.declare_reference(name, ty.clone(), false),
            Pass::Mutable => {
                self.declare_reference(name, ty.clone(), true);
                self.last().fixed = true;
            }
        }
        if mutable {
            self.note("mut parameter");
        }
        self.signature_of(name, ty, pass, mutable)
    }

    fn signature_of(&self, name: &str, ty: &Ty, pass: Pass, mutable: bool) -> String {
        let text = ty.text(&self.structs);
        match pass {
            Pass::Value if mutable => format!("mut {name}: {text}"),
            Pass::Value => format!("{name}: {text}"),
            Pass::Constant => format!("#[constant] {name}: {text}"),
            Pass::Reference | Pass::Fixed => format!("{name}: &{text}"),
            Pass::Mutable => format!("{name}: &mut {text}"),
        }
    }

    pub(super) fn random_parameter(&mut self, mutable_too: bool) -> (Ty, Pass) {
        let ty = Ty::random(&self.structs, &mut self.random, 1);
        match self.random.weighted(&[40, 30, if mutable_too { 25 } else { 0 }]) {
            0 => (ty, Pass::Value),
            1 => match ty {
                Ty::Vec(item) if self.random.percent(70) => (Ty::Slice(item), Pass::Reference),
                ty => (ty, Pass::Reference),
            },
            _ => match ty {
                Ty::Vec(item) => (Ty::Slice(item), Pass::Mutable),
                ty => (ty, Pass::Mutable),
            },
        }
    }

    /// A differentiable function that later ones may call.
    fn helper(&mut self, number: usize) {
        match self.random.below(100) {
            0..10 => return self.recursion(number),
            10..22 => return self.generic(number),
            22..32 => return self.fixed(number),
            32..42 => return self.fallible(number),
            42..48 => return self.taking_apart(number),
            _ => {}
        }
        let name = format!("helper{number}");
        let mut parameters: Vec<_> = (0..self.random.between(1, 3))
            .map(|_| self.random_parameter(true))
            .collect();
        if self.random.percent(30) {
            parameters.push((Ty::Index, Pass::Value));
        }
        if self.random.percent(15) {
            parameters.push((Ty::Float, Pass::Constant));
        }
        let writes = parameters.iter().any(|(_, pass)| *pass == Pass::Mutable);
        let result = match self.random.below(11) {
            0..5 if writes => None,
            10 => Some(Ty::Option(Box::new(Ty::Float))),
            0..7 => Some(Ty::Float),
            _ => Some(Ty::random(&self.structs, &mut self.random, 1)),
        };
        self.budget = self.random.between(1, 4);
        self.function(&name, &parameters, result.as_ref());
        self.note("helper function");
        self.helpers.push(Helper {
            name,
            parameters,
            result,
            method: false,
        });
    }

    /// A function that calls itself, at most as often as its last argument says.
    fn recursion(&mut self, number: usize) {
        self.note("recursion");
        let name = format!("helper{number}");
        let body = self.nested(|writer| {
            writer.scope.clear();
            writer.closures.clear();
            writer.declare("x", Ty::Float, false);
            writer.declare("depth", Ty::Index, false);
            let stop = writer.tame(2);
            writer.push(Node::block(
                "if depth == 0 || depth > 4",
                vec![Node::line(format!("return {stop};"))],
            ));
            writer.result = Some(Some(Ty::Float));
            writer.budget = 3;
            writer.statements(1);
            writer.result = None;
            let (argument, factor) = (writer.tame(2), writer.float(1));
            writer.line(format!("let deeper = {name}({argument}, depth - 1);"));
            writer.declare("deeper", Ty::Float, false);
            let value = writer.float(2);
            writer.line(format!("0.5 * deeper * {factor} + {value}.sin()"));
        });
        let head = format!("#[differentiable]\npub fn {name}(x: f64, depth: usize) -> f64");
        self.push(Node::block(head, body));
        self.helpers.push(Helper {
            name,
            parameters: vec![(Ty::Float, Pass::Value), (Ty::Index, Pass::Value)],
            result: Some(Ty::Float),
            method: false,
        });
    }

    fn function(&mut self, name: &str, parameters: &[(Ty, Pass)], result: Option<&Ty>) {
        let node = self.function_node("#[differentiable]\npub fn", name, parameters, result, false);
        self.push(node);
    }

    /// A function, or a method whose first parameter is `self`.
    pub(super) fn function_node(
        &mut self,
        head: &str,
        name: &str,
        parameters: &[(Ty, Pass)],
        result: Option<&Ty>,
        method: bool,
    ) -> Node {
        self.scope.clear();
        self.closures.clear();
        let mut signature = Vec::new();
        for (i, (ty, pass)) in parameters.iter().enumerate() {
            if method && i == 0 {
                let text = self.parameter("self", ty, *pass);
                let receiver = match pass {
                    Pass::Mutable => "&mut self",
                    Pass::Reference => "&self",
                    _ if text.starts_with("mut ") => "mut self",
                    _ => "self",
                };
                signature.push(receiver.to_owned());
                continue;
            }
            let stems = ["x", "y", "rate", "state", "n", "c"];
            signature.push(self.parameter(stems[i], ty, *pass));
        }
        self.result = Some(result.cloned());
        let helpers = self.helpers.len();
        let body = self.nested(|writer| {
            if !method && writer.random.percent(10) {
                let inner = writer.inner_function();
                writer.helpers.push(inner);
            }
            let least = writer.budget / 3;
            writer.statements(least);
            while writer.budget > 0 {
                writer.statements(1);
            }
            writer.result = None;
            writer.end(result);
        });
        self.helpers.truncate(helpers);
        self.scope.clear();
        let arrow = result
            .map(|ty| format!(" -> {}", ty.text(&self.structs)))
            .unwrap_or_default();
        Node::block(format!("{head} {name}({}){arrow}", signature.join(", ")), body)
    }

    /// The value of a function: something of everything in scope.
    fn end(&mut self, result: Option<&Ty>) {
        let Some(ty) = result else { return };
        let all = self.scope.clone();
        let mut sum = self.float(2);
        for variable in &all {
            if variable.ty.has_float(&self.structs)
                && self.random.percent(75)
                && let Some(part) = self.float_in(variable)
            {
                let weight = self.random.number(0.3, 1.2);
                sum += &format!(" + {weight:?} * {part}");
            }
        }
        if *ty == Ty::Float {
            return self.line(sum);
        }
        let name = self.name();
        self.line(format!("let {name} = {sum};"));
        self.declare(&name, Ty::Float, false);
        let value = self.value(ty, 3);
        self.line(value);
    }

    /// The function that is examined, and the call that does it.
    fn examined(&mut self) -> String {
        let mut parameters: Vec<_> = (0..self.random.between(1, 3))
            .map(|_| self.random_parameter(false))
            .collect();
        let active = parameters.len();
        if self.random.percent(40) {
            parameters.push((Ty::Index, Pass::Value));
        }
        if self.random.percent(20) {
            parameters.push((Ty::Float, Pass::Constant));
        }
        let result = if self.random.percent(65) {
            Ty::Float
        } else {
            Ty::random(&self.structs, &mut self.random, 1)
        };
        self.budget = self.random.between(3, 10);
        self.function("examined", &parameters, Some(&result));
        let second = if result == Ty::Float {
            "examined"
        } else {
            self.weighted(&parameters, &result);
            "weighted"
        };
        self.examination(&parameters, active, second)
    }

    /// A number out of a result that is none: what second derivatives are taken of.
    fn weighted(&mut self, parameters: &[(Ty, Pass)], result: &Ty) {
        self.scope.clear();
        let signature: Vec<_> = (0..parameters.len())
            .map(|i| self.signature_of(&format!("x{i}"), &parameters[i].0, parameters[i].1, false))
            .collect();
        let arguments: Vec<_> = (0..parameters.len()).map(|i| format!("x{i}")).collect();
        let body = self.nested(|writer| {
            writer.line(format!("let result = examined({});", arguments.join(", ")));
            writer.line("let mut sum = 0.0;");
            writer.sum_up(result, "result", false);
            writer.line("sum");
        });
        let head = format!("#[differentiable]\npub fn weighted({}) -> f64", signature.join(", "));
        self.push(Node::block(head, body));
    }

    /// Adds everything in a place to `sum`.
    fn sum_up(&mut self, ty: &Ty, place: &str, reference: bool) {
        let weight = self.random.number(0.3, 1.2);
        match ty {
            Ty::Float if reference => self.line(format!("sum += {weight:?} * *{place} * *{place};")),
            Ty::Float => self.line(format!("sum += {weight:?} * {place} * {place};")),
            Ty::Index | Ty::Bool => {}
            Ty::Tuple(parts) => {
                for (i, part) in parts.iter().enumerate() {
                    self.sum_up(part, &format!("{place}.{i}"), false);
                }
            }
            Ty::Array(item, _) | Ty::Vec(item) | Ty::Slice(item) => {
                let name = self.name();
                let body = self.nested(|writer| writer.sum_up(item, &name, true));
                let and = if reference { "" } else { "&" };
                self.push(Node::block(format!("for {name} in {and}{place}"), body));
            }
            Ty::Struct(which) => {
                for (field, ty, _) in self.structs[*which].fields.clone() {
                    self.sum_up(&ty, &format!("{place}.{field}"), false);
                }
            }
            Ty::Option(item) => {
                let name = self.name();
                let body = self.nested(|writer| writer.sum_up(item, &name, true));
                self.push(Node::block(format!("if let Some({name}) = &{place}"), body));
            }
            Ty::Enum(which) => {
                let arms = self.arms_of(*which, |writer, parts| {
                    for (name, ty) in parts {
                        writer.sum_up(ty, name, true);
                    }
                });
                self.push(Node::block(format!("match &{place}"), arms));
            }
        }
    }

    fn examination(&mut self, parameters: &[(Ty, Pass)], active: usize, second: &str) -> String {
        let mut names = Vec::new();
        let mut tangents = Vec::new();
        let mut values = Vec::new();
        let mut passed = Vec::new();
        let mut directions = Vec::new();
        for (i, (ty, pass)) in parameters.iter().enumerate() {
            let value = ty.value(&self.structs, &mut self.random);
            if i >= active {
                passed.push(value);
                continue;
            }
            values.push(value);
            names.push(format!("x{i}"));
            tangents.push(format!("d{i}"));
            let reference = *pass == Pass::Reference;
            passed.push(if reference {
                format!("x{i}")
            } else {
                format!("x{i}.clone()")
            });
            directions.push(if reference { format!("&d{i}") } else { format!("d{i}") });
        }
        let (names, tangents) = (names.join(", "), tangents.join(", "));
        let (values, passed, directions) = (values.join(", "), passed.join(", "), directions.join(", "));
        format!(
            "pub fn verdict() -> Verdict {{
    let arguments = ({values},);
    examine(
        &arguments,
        |({names},)| examined({passed}),
        |({names},), ({tangents},)| examined::jvp({passed}, {directions}),
        |({names},), seed| {{
            let (value, pullback) = examined::vjp({passed});
            (value, pullback(seed))
        }},
        |({names},)| {second}::grad({passed}),
        |({names},), ({tangents},)| {second}::hvp({passed}, {directions}),
        |({names},)| {second}::hessian({passed}),
    )
}}
"
        )
    }
}
