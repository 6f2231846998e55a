//! Writes random programs: typed, so that they compile; bounded, so that they stay in the domain of what they call.
//!
//! * this file: the state, variables in scope, places
//! * `functions`: signatures, helpers, the function that is examined; `methods`: those of structs; `generic`: those of any number
//! * `expressions`: floats, integers, conditions, values of any type; `choices`: `Option` and enums
//! * `chains`: iterator chains
//! * `items`: constants, operators, traits, functions that may fail or take a slice apart
//! * `idioms`: small pieces as people write them
//! * `statements`, `bindings`, `assignments`, `calls`, `loops`, `sequences`: what the bodies are made of
//!
//! Every float is of order one: what is stored is often put through `sin` or `tanh`. Every vector has an element, and an index is
//! taken modulo the length unless it is known to be in range.

mod assignments;
mod bindings;
mod calls;
mod chains;
mod choices;
mod expressions;
mod functions;
mod generic;
mod idioms;
mod items;
mod loops;
mod methods;
mod sequences;
mod statements;

pub use functions::program;

use crate::random::Random;
use crate::tree::Node;
use crate::types::{Structs, Ty};
use std::collections::BTreeMap;

/// How often each construct was written.
pub type Coverage = BTreeMap<&'static str, usize>;

/// A variable in scope.
#[derive(Clone, Debug)]
struct Variable {
    name: String,
    ty: Ty,
    /// Whether it, or what it refers to, may be assigned.
    mutable: bool,
    /// Whether it is a reference.
    reference: bool,
    /// Whether it is a mutable reference, even where nothing may be written.
    exclusive: bool,
    /// For an integer: the sequence that it is an index of, or a bound.
    below: Below,
    /// For a vector: whether its length must stay.
    fixed: bool,
}

/// What is known about an integer.
#[derive(Clone, Debug, PartialEq)]
enum Below {
    Unknown,
    Number(usize),
    Length(String),
}

/// A local closure of floats.
#[derive(Clone, Debug)]
struct Closure {
    name: String,
    arity: usize,
}

/// How an argument is passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pass {
    Value,
    Reference,
    Mutable,
    Constant,
    /// A reference to an array of any length.
    Fixed,
}

/// A differentiable function that others may call.
#[derive(Clone, Debug)]
struct Helper {
    name: String,
    parameters: Vec<(Ty, Pass)>,
    result: Option<Ty>,
    /// Whether the first parameter is `self`.
    method: bool,
}

/// The state of writing one program.
struct Writer<'c> {
    random: Random,
    coverage: &'c mut Coverage,
    structs: Structs,
    helpers: Vec<Helper>,
    scope: Vec<Variable>,
    closures: Vec<Closure>,
    /// Functions of a number and a slice that return a `Result`.
    fallible: Vec<String>,
    /// The blocks under construction, innermost last.
    blocks: Vec<Vec<Node>>,
    /// Labels of the enclosing loops.
    loops: Vec<Option<String>>,
    /// What `return` returns, where it may stand.
    result: Option<Option<Ty>>,
    /// Statements that may still be written.
    budget: usize,
    names: usize,
}

impl Writer<'_> {
    fn note(&mut self, construct: &'static str) {
        *self.coverage.entry(construct).or_default() += 1;
    }

    fn push(&mut self, node: Node) {
        self.blocks.last_mut().expect("a block is open").push(node);
    }

    fn line(&mut self, text: impl Into<String>) {
        self.push(Node::line(text));
    }

    /// What `write` writes, as a block with a scope of its own.
    fn nested(&mut self, write: impl FnOnce(&mut Self)) -> Vec<Node> {
        let (scope, closures) = (self.scope.clone(), self.closures.clone());
        self.blocks.push(Vec::new());
        write(self);
        (self.scope, self.closures) = (scope, closures);
        self.blocks.pop().expect("a block is open")
    }

    /// A new name, sometimes one that generated code might use too.
    fn name(&mut self) -> String {
        self.names += 1;
        let stems = [
            "a", "b", "rate", "state", "value", "result", "sum_bar", "step", "pair", "total", "weight", "next",
            "x_dot", "row", "y", "z",
        ];
        let stem = *self.random.choose(&stems.each_ref());
        format!("{stem}{}", self.names)
    }

    /// The name of a new variable, sometimes one that is taken: it shadows.
    fn fresh(&mut self) -> String {
        if self.random.percent(8) && !self.scope.is_empty() {
            let at = self.random.below(self.scope.len());
            let name = self.scope[at].name.clone();
            let used_elsewhere = self
                .scope
                .iter()
                .any(|other| other.below == Below::Length(name.clone()));
            // Helpers of a fixed shape come back to these.
            let stays = ["self", "depth", "first", "third", "y", "squares"].contains(&name.as_str());
            if !stays && !used_elsewhere && name.chars().all(char::is_alphanumeric) {
                self.note("shadowing");
                return name;
            }
        }
        self.name()
    }

    fn declare(&mut self, name: &str, ty: Ty, mutable: bool) {
        self.scope.retain(|variable| variable.name != name);
        self.closures.retain(|closure| closure.name != name);
        self.scope.push(Variable {
            name: name.to_owned(),
            ty,
            mutable,
            reference: false,
            exclusive: false,
            below: Below::Unknown,
            fixed: false,
        });
    }

    fn declare_reference(&mut self, name: &str, ty: Ty, mutable: bool) {
        self.declare(name, ty, mutable);
        let last = self.last();
        (last.reference, last.exclusive) = (true, mutable);
    }

    fn last(&mut self) -> &mut Variable {
        self.scope.last_mut().expect("a variable was declared")
    }

    /// Takes a variable out of sight, as while it is borrowed.
    fn hide(&mut self, name: &str) {
        self.scope.retain(|variable| variable.name != name);
    }

    /// Forbids writes to a variable, as while it is borrowed.
    fn freeze(&mut self, name: &str) {
        for variable in self.scope.iter_mut().filter(|variable| variable.name == name) {
            variable.mutable = false;
            variable.fixed = true;
        }
    }

    fn pick(&mut self, wanted: impl Fn(&Variable, &Structs) -> bool) -> Option<Variable> {
        let found: Vec<_> = self
            .scope
            .iter()
            .filter(|variable| wanted(variable, &self.structs))
            .collect();
        if found.is_empty() {
            return None;
        }
        let at = self.random.below(found.len());
        Some(found[at].clone())
    }

    // ---- places -------------------------------------------------------------------------------------------------------

    /// An index below a length; `base` is the place as text.
    fn index(&mut self, base: &str, length: Option<usize>) -> String {
        let suits = |below: &Below| match (below, length) {
            (Below::Number(bound), Some(length)) => *bound <= length,
            (Below::Length(of), None) => of == base,
            _ => false,
        };
        if let Some(variable) = self.pick(|variable, _| suits(&variable.below))
            && self.random.percent(70)
        {
            return variable.name;
        }
        match (length, self.random.below(4)) {
            (Some(length), 0 | 1) => self.random.below(length).to_string(),
            (Some(length), _) => format!("{} % {length}", self.integer(1)),
            (None, 0) => "0".to_owned(),
            (None, 1) => format!("{base}.len() - 1"),
            (None, _) => format!("{} % {base}.len()", self.integer(1)),
        }
    }

    /// A float somewhere in a variable, to be read.
    fn float_in(&mut self, variable: &Variable) -> Option<String> {
        let (place, _) = self.walk(
            variable.name.clone(),
            variable.ty.clone(),
            &|ty, _| *ty == Ty::Float,
            false,
        )?;
        let whole = place == variable.name;
        Some(if whole && variable.reference {
            format!("(*{place})")
        } else {
            place
        })
    }

    /// A part of a variable with a property, as text and type. Where it is written, indices get names first: the borrow
    /// checker does not let an inner index read what an outer one has borrowed.
    fn walk(
        &mut self,
        text: String,
        ty: Ty,
        wanted: &dyn Fn(&Ty, &Structs) -> bool,
        write: bool,
    ) -> Option<(String, Ty)> {
        let here = wanted(&ty, &self.structs);
        if here && (ty == Ty::Float || self.random.percent(60)) {
            return Some((text, ty));
        }
        let deeper = match &ty {
            Ty::Float | Ty::Index | Ty::Bool | Ty::Enum(_) => None,
            Ty::Option(item) if **item == Ty::Float && !write && wanted(&Ty::Float, &self.structs) => {
                self.note("unwrap_or");
                Some((format!("{text}.unwrap_or({})", self.literal()), Ty::Float))
            }
            Ty::Option(_) => None,
            Ty::Tuple(parts) => {
                let at = self.random.below(parts.len());
                let order = (0..parts.len()).map(|i| (at + i) % parts.len());
                order
                    .into_iter()
                    .find_map(|i| self.walk(format!("{text}.{i}"), parts[i].clone(), wanted, write))
            }
            Ty::Array(item, length) => {
                let mut index = self.index(&text, Some(*length));
                if write && index.contains('.') {
                    let name = self.name();
                    self.line(format!("let {name} = {index};"));
                    index = name;
                }
                self.walk(format!("{text}[{index}]"), (**item).clone(), wanted, write)
            }
            Ty::Vec(item) | Ty::Slice(item) => {
                let mut index = self.index(&text, None);
                if write && index != "0" {
                    let name = self.name();
                    self.line(format!("let {name} = {index};"));
                    index = name;
                }
                self.walk(format!("{text}[{index}]"), (**item).clone(), wanted, write)
            }
            Ty::Struct(which) => {
                let fields = self.structs[*which].fields.clone();
                let at = self.random.below(fields.len());
                (0..fields.len()).map(|i| (at + i) % fields.len()).find_map(|i| {
                    let (field, ty, constant) = &fields[i];
                    if write && *constant {
                        return None;
                    }
                    self.walk(format!("{text}.{field}"), ty.clone(), wanted, write)
                })
            }
        };
        deeper.or_else(|| here.then_some((text, ty)))
    }

    /// Somewhere to write a value with a property: the place, its type, and the variable.
    fn target(&mut self, wanted: &dyn Fn(&Ty, &Structs) -> bool) -> Option<(String, Ty, Variable)> {
        for _ in 0..4 {
            let variable = self.pick(|variable, structs| variable.mutable && variable.ty.has_float(structs))?;
            let found = self.walk(variable.name.clone(), variable.ty.clone(), wanted, true);
            if let Some((place, ty)) = found {
                let whole = place == variable.name;
                if whole && variable.fixed {
                    continue;
                }
                let place = if whole && variable.reference {
                    format!("*{place}")
                } else {
                    place
                };
                return Some((place, ty, variable));
            }
        }
        None
    }

    /// A place that holds a sequence of floats, and its length if that is known.
    fn floats(&mut self) -> Option<(String, Option<usize>)> {
        let is_floats = |ty: &Ty, _: &Structs| match ty {
            Ty::Array(item, _) | Ty::Vec(item) | Ty::Slice(item) => **item == Ty::Float,
            _ => false,
        };
        for _ in 0..4 {
            let variable = self.pick(|variable, _| !matches!(variable.ty, Ty::Float | Ty::Index | Ty::Bool))?;
            if let Some((place, ty)) = self.walk(variable.name.clone(), variable.ty.clone(), &is_floats, false) {
                let length = if let Ty::Array(_, length) = ty {
                    Some(length)
                } else {
                    None
                };
                return Some((place, length));
            }
        }
        None
    }
}
