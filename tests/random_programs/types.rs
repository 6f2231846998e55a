//! The types of the programs, and values of them.

use crate::random::Random;

/// A type of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ty {
    /// `f64`.
    Float,
    /// `usize`.
    Index,
    /// `bool`.
    Bool,
    /// A tuple.
    Tuple(Vec<Ty>),
    /// An array of a length.
    Array(Box<Ty>, usize),
    /// A vector, never empty.
    Vec(Box<Ty>),
    /// A slice, behind a reference, never empty.
    Slice(Box<Ty>),
    /// One of the program's structs.
    Struct(usize),
}

/// A struct of the program: fields, and whether each is marked `#[constant]`.
#[derive(Clone, Debug)]
pub struct Struct {
    pub name: String,
    pub fields: Vec<(String, Ty, bool)>,
}

/// The structs that a program defines.
pub type Structs = Vec<Struct>;

impl Ty {
    /// The type as Rust writes it.
    pub fn text(&self, structs: &Structs) -> String {
        match self {
            Self::Float => "f64".to_owned(),
            Self::Index => "usize".to_owned(),
            Self::Bool => "bool".to_owned(),
            Self::Tuple(parts) => {
                let parts: Vec<_> = parts.iter().map(|part| part.text(structs)).collect();
                format!("({})", parts.join(", "))
            }
            Self::Array(item, len) => format!("[{}; {len}]", item.text(structs)),
            Self::Vec(item) => format!("Vec<{}>", item.text(structs)),
            Self::Slice(item) => format!("[{}]", item.text(structs)),
            Self::Struct(which) => structs[*which].name.clone(),
        }
    }

    /// Whether values are copied.
    pub fn is_copy(&self, structs: &Structs) -> bool {
        match self {
            Self::Float | Self::Index | Self::Bool => true,
            Self::Tuple(parts) => parts.iter().all(|part| part.is_copy(structs)),
            Self::Array(item, _) => item.is_copy(structs),
            Self::Vec(_) | Self::Slice(_) => false,
            Self::Struct(which) => structs[*which].fields.iter().all(|(_, ty, _)| ty.is_copy(structs)),
        }
    }

    /// Whether a float is inside.
    pub fn has_float(&self, structs: &Structs) -> bool {
        match self {
            Self::Float => true,
            Self::Index | Self::Bool => false,
            Self::Tuple(parts) => parts.iter().any(|part| part.has_float(structs)),
            Self::Array(item, _) | Self::Vec(item) | Self::Slice(item) => item.has_float(structs),
            Self::Struct(which) => structs[*which]
                .fields
                .iter()
                .any(|(_, ty, constant)| !constant && ty.has_float(structs)),
        }
    }

    /// Whether a vector is inside.
    pub fn has_vector(&self, structs: &Structs) -> bool {
        match self {
            Self::Float | Self::Index | Self::Bool => false,
            Self::Vec(_) | Self::Slice(_) => true,
            Self::Tuple(parts) => parts.iter().any(|part| part.has_vector(structs)),
            Self::Array(item, _) => item.has_vector(structs),
            Self::Struct(which) => structs[*which].fields.iter().any(|(_, ty, _)| ty.has_vector(structs)),
        }
    }

    /// The owned type: a vector for a slice.
    pub fn owned(&self) -> Ty {
        match self {
            Self::Slice(item) => Self::Vec(item.clone()),
            other => other.clone(),
        }
    }

    /// A random value, for the arguments of a program.
    pub fn value(&self, structs: &Structs, random: &mut Random) -> String {
        match self {
            Self::Float => format!("{:?}", random.number(0.2, 1.4)),
            Self::Index => random.between(1, 4).to_string(),
            Self::Bool => random.percent(50).to_string(),
            Self::Tuple(parts) => {
                let parts: Vec<_> = parts.iter().map(|part| part.value(structs, random)).collect();
                format!("({})", parts.join(", "))
            }
            Self::Array(item, len) => {
                let items: Vec<_> = (0..*len).map(|_| item.value(structs, random)).collect();
                format!("[{}]", items.join(", "))
            }
            Self::Vec(item) | Self::Slice(item) => {
                let items: Vec<_> = (0..random.between(2, 4)).map(|_| item.value(structs, random)).collect();
                format!("vec![{}]", items.join(", "))
            }
            Self::Struct(which) => {
                let Struct { name, fields } = &structs[*which];
                let fields: Vec<_> = fields
                    .iter()
                    .map(|(field, ty, _)| format!("{field}: {}", ty.value(structs, random)))
                    .collect();
                format!("{name} {{ {} }}", fields.join(", "))
            }
        }
    }

    /// A random type that holds floats, nested to a depth.
    pub fn random(structs: &Structs, random: &mut Random, depth: usize) -> Ty {
        let nested = |random: &mut Random| {
            if depth == 0 {
                Ty::Float
            } else {
                Ty::random(structs, random, depth - 1)
            }
        };
        match random.weighted(&[30, 14, 18, 22, if structs.is_empty() { 0 } else { 16 }]) {
            0 => Ty::Float,
            1 => {
                let len = random.between(2, 3);
                let mut parts: Vec<_> = (0..len).map(|_| nested(random)).collect();
                if random.percent(20) {
                    let at = random.below(len);
                    parts[at] = Ty::Index;
                }
                if !parts.iter().any(|part| part.has_float(structs)) {
                    parts[0] = Ty::Float;
                }
                Ty::Tuple(parts)
            }
            2 => Ty::Array(Box::new(nested(random)), random.between(2, 4)),
            3 => Ty::Vec(Box::new(nested(random))),
            _ => Ty::Struct(random.below(structs.len())),
        }
    }
}

/// The definition of a struct, and how the examination reads its numbers.
pub fn definition(structs: &Structs, which: usize) -> String {
    let Struct { name, fields } = &structs[which];
    let copy = if Ty::Struct(which).is_copy(structs) {
        "Copy, "
    } else {
        ""
    };
    let mut text = format!("#[derive(Differentiable, Clone, {copy}Debug)]\npub struct {name} {{\n");
    for (field, ty, constant) in fields {
        let mark = if *constant { "#[constant] " } else { "" };
        text += &format!("    {mark}pub {field}: {},\n", ty.text(structs));
    }
    text += "}\n";
    let active: Vec<_> = fields
        .iter()
        .filter(|(_, _, constant)| !constant)
        .map(|(field, ..)| field.as_str())
        .collect();
    text + &format!("numbers!({name}, {name}Tangent; {});\n", active.join(", "))
}
