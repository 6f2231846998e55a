//! What can be known of types from syntax: unification over one function body.
//!
//! A procedural macro sees no types, but numerical code says much about them: declared parameters, literals, indices,
//! methods of `f64`. What remains unknown is treated as possibly active everywhere, and left to trait resolution in the
//! generated code.
//!
//! `written`: what types and constants say as they are written; `parts`: the types of fields, payloads and elements.

mod parts;
mod written;

pub use parts::part_name;
pub use written::without_references;

use std::collections::{HashMap, HashSet};

/// A type, by its position in [`Types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TypeId(usize);

/// What is known of a type. References are looked through.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    Unknown,
    /// `f64`, `f32`.
    Float,
    /// Has no derivative: integers, `bool`, ranges, strings.
    Inactive,
    Sequence(TypeId),
    Tuple(Vec<TypeId>),
    Optional(TypeId),
    /// A `Result`; an error has no derivative.
    Fallible(TypeId),
    Named(String),
}

#[derive(Clone, Debug)]
enum Node {
    Link(TypeId),
    Root(Shape),
}

/// Which number a [`Shape::Float`] is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Number {
    F64,
    F32,
    /// Either of them: what literals are.
    Literal,
    /// A type parameter, whose constants are `T::from_f64(0.5)`.
    Parameter(String),
}

impl Number {
    /// What two numbers of one type are, unless they contradict each other.
    fn and(self, other: Self) -> Option<Self> {
        match (self, other) {
            (Self::Literal, known @ (Self::F64 | Self::F32)) | (known @ (Self::F64 | Self::F32), Self::Literal) => {
                Some(known)
            }
            (one, other) => (one == other).then_some(one),
        }
    }
}

/// The types of one function.
#[derive(Clone, Debug, Default)]
pub struct Types {
    nodes: Vec<Node>,
    fields: HashMap<(String, String), TypeId>,
    /// Which number a float is, where that is known, by its root; `None` where evidence conflicts.
    numbers: HashMap<usize, Option<Number>>,
    /// The type parameters that are numbers.
    parameters: Vec<String>,
    /// The number that a float is if nothing else tells.
    only: Option<Number>,
    /// What `Self` stands for.
    own: Option<String>,
    /// Whether `String` and `Range` are those of the standard library.
    trusts_names: bool,
    /// The types, by their roots, of text and bits that an active value can be read from again.
    telling: HashSet<usize>,
}

const INACTIVE: [&str; 15] = [
    "usize", "isize", "u8", "u16", "u32", "u64", "u128", "i8", "i16", "i32", "i64", "i128", "bool", "char", "str",
];

/// Whether a type is an integer, or converts to one as they do.
pub fn is_integer(name: &str) -> bool {
    INACTIVE[..14].contains(&name)
}

impl Types {
    /// The types of a function that is generic over some numbers; `only`: the one number type that it speaks of.
    pub fn of_numbers(parameters: Vec<String>, only: Option<String>) -> Self {
        Self {
            parameters,
            only: only.map(Number::Parameter),
            ..Self::default()
        }
    }
    fn add(&mut self, shape: Shape) -> TypeId {
        self.nodes.push(Node::Root(shape));
        TypeId(self.nodes.len() - 1)
    }
    pub fn fresh(&mut self) -> TypeId {
        self.add(Shape::Unknown)
    }
    pub fn float(&mut self) -> TypeId {
        self.add(Shape::Float)
    }
    /// A float of which more is known.
    pub fn number(&mut self, number: Number) -> TypeId {
        let id = self.add(Shape::Float);
        self.numbers.insert(id.0, Some(number));
        id
    }
    pub fn inactive(&mut self) -> TypeId {
        self.add(Shape::Inactive)
    }
    pub fn sequence(&mut self, element: TypeId) -> TypeId {
        self.add(Shape::Sequence(element))
    }
    pub fn tuple(&mut self, parts: Vec<TypeId>) -> TypeId {
        self.add(Shape::Tuple(parts))
    }
    pub fn optional(&mut self, payload: TypeId) -> TypeId {
        self.add(Shape::Optional(payload))
    }
    pub fn fallible(&mut self, value: TypeId) -> TypeId {
        self.add(Shape::Fallible(value))
    }
    pub fn named(&mut self, name: String) -> TypeId {
        match &self.own {
            Some(own) if name == "Self" || own.split_once(" <").is_some_and(|(base, _)| name == base) => {
                let own = own.clone();
                self.add(Shape::Named(own))
            }
            _ => self.add(Shape::Named(name)),
        }
    }
    /// The type that `Self` stands for.
    pub fn set_own(&mut self, name: String) {
        self.own = Some(name);
    }

    /// Which number a float is.
    pub fn number_of(&self, id: TypeId) -> Option<&Number> {
        match self.numbers.get(&self.root(id).0) {
            Some(known) => known.as_ref(),
            None if self.is_float(id) => self.only.as_ref(),
            None => None,
        }
    }
    /// Whether a type is a number of the language's own, whose zero is `0.0`, and not a type parameter.
    pub fn has_literals(&self, id: TypeId) -> bool {
        matches!(self.number_of(id), Some(Number::F64 | Number::F32 | Number::Literal))
    }
    /// Whether numbers of the function may be of types whose literals the compiler does not understand.
    pub fn is_generic(&self) -> bool {
        !self.parameters.is_empty()
    }

    fn root(&self, mut id: TypeId) -> TypeId {
        while let Node::Link(next) = self.nodes[id.0] {
            id = next;
        }
        id
    }

    pub fn shape(&self, id: TypeId) -> Shape {
        match &self.nodes[self.root(id).0] {
            Node::Root(shape) => shape.clone(),
            Node::Link(_) => Shape::Unknown,
        }
    }
    pub fn is_float(&self, id: TypeId) -> bool {
        self.shape(id) == Shape::Float
    }
    pub fn is_sequence(&self, id: TypeId) -> bool {
        matches!(self.shape(id), Shape::Sequence(_))
    }
    /// Whether a value holds nothing but numbers, whatever their precision, and sequences of them.
    pub fn is_of_numbers(&self, id: TypeId) -> bool {
        match self.shape(id) {
            Shape::Float => true,
            Shape::Tuple(parts) => parts.iter().all(|part| self.is_of_numbers(*part)),
            Shape::Sequence(part) | Shape::Optional(part) => self.is_of_numbers(part),
            _ => false,
        }
    }
    pub fn is_sequence_of_floats(&self, id: TypeId) -> bool {
        matches!(self.shape(id), Shape::Sequence(element) if self.is_float(element))
    }
    pub fn is_inactive(&self, id: TypeId) -> bool {
        match self.shape(id) {
            Shape::Inactive => true,
            Shape::Tuple(parts) => parts.iter().all(|part| self.is_inactive(*part)),
            Shape::Sequence(part) | Shape::Optional(part) | Shape::Fallible(part) => self.is_inactive(part),
            _ => false,
        }
    }

    /// States that values of this type have no derivative, and yet tell all of one that has: `format!("{x}")`, `x.to_bits()`.
    pub fn mark_telling(&mut self, id: TypeId) {
        self.telling.insert(self.root(id).0);
    }
    /// Whether values of this type, or parts of them, were marked so.
    pub fn is_telling(&self, id: TypeId) -> bool {
        self.tells(id, &mut HashSet::new())
    }
    fn tells(&self, id: TypeId, seen: &mut HashSet<usize>) -> bool {
        let id = self.root(id);
        if self.telling.is_empty() || !seen.insert(id.0) {
            return false;
        }
        let parts = match self.shape(id) {
            Shape::Tuple(parts) => parts,
            Shape::Sequence(part) | Shape::Optional(part) => vec![part],
            Shape::Named(name) => {
                let fields = self.fields.iter().filter(|((of, _), _)| *of == name);
                fields.map(|(_, part)| *part).collect()
            }
            _ => Vec::new(),
        };
        self.telling.contains(&id.0) || parts.into_iter().any(|part| self.tells(part, seen))
    }

    /// States that two types are the same. Where evidence conflicts (the user's code will not compile either), the active
    /// reading wins.
    pub fn unify(&mut self, a: TypeId, b: TypeId) {
        let (a, b) = (self.root(a), self.root(b));
        // A type inside itself is one of code that does not compile.
        if a == b || self.contains(a, b) || self.contains(b, a) {
            return;
        }
        match (self.shape(a), self.shape(b)) {
            (Shape::Unknown, _) => self.link(a, b),
            (_, Shape::Unknown) => self.link(b, a),
            (Shape::Sequence(x), Shape::Sequence(y))
            | (Shape::Optional(x), Shape::Optional(y))
            | (Shape::Fallible(x), Shape::Fallible(y)) => {
                self.link(a, b);
                self.unify(x, y);
            }
            (Shape::Tuple(x), Shape::Tuple(y)) if x.len() == y.len() => {
                self.link(a, b);
                x.into_iter().zip(y).for_each(|(x, y)| self.unify(x, y));
            }
            (Shape::Inactive, Shape::Sequence(_) | Shape::Tuple(_) | Shape::Optional(_) | Shape::Fallible(_)) => {
                self.link(a, b)
            }
            // A type alias: what it was used as says what it is.
            (Shape::Named(_) | Shape::Inactive, Shape::Float) | (Shape::Named(_), Shape::Inactive) => self.link(a, b),
            _ => self.link(b, a),
        }
    }

    fn link(&mut self, from: TypeId, to: TypeId) {
        self.nodes[from.0] = Node::Link(to);
        if self.telling.remove(&from.0) {
            self.telling.insert(to.0);
        }
        let Some(number) = self.numbers.remove(&from.0) else {
            return;
        };
        let both = match self.numbers.remove(&to.0) {
            Some(known) => known.zip(number).and_then(|(known, number)| known.and(number)),
            None => number,
        };
        self.numbers.insert(to.0, both);
    }

    /// Whether `part` is a part of `whole`.
    fn contains(&self, whole: TypeId, part: TypeId) -> bool {
        match self.shape(whole) {
            Shape::Sequence(inner) | Shape::Optional(inner) | Shape::Fallible(inner) => {
                self.root(inner) == part || self.contains(inner, part)
            }
            Shape::Tuple(parts) => parts
                .iter()
                .any(|of| self.root(*of) == part || self.contains(*of, part)),
            _ => false,
        }
    }
}
