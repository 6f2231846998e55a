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
    /// Perhaps a value.
    Option(Box<Ty>),
    /// One of the program's enums.
    Enum(usize),
}

/// A struct of the program: fields, and whether each is marked `#[constant]`.
#[derive(Clone, Debug)]
pub struct Struct {
    pub name: String,
    pub fields: Vec<(String, Ty, bool)>,
}

/// An enum of the program.
#[derive(Clone, Debug)]
pub struct Enumeration {
    pub name: String,
    pub variants: Vec<Variant>,
}

/// A variant: its fields are numbered or have names.
#[derive(Clone, Debug)]
pub struct Variant {
    pub name: &'static str,
    pub fields: Vec<(String, Ty)>,
}

impl Variant {
    /// The variant with something for each field, as a value or a pattern.
    pub fn with(&self, enumeration: &str, fields: &[String]) -> String {
        let Self { name, fields: types } = self;
        match types.first() {
            None => format!("{enumeration}::{name}"),
            Some((first, _)) if first == "0" => format!("{enumeration}::{name}({})", fields.join(", ")),
            Some(_) => {
                let fields: Vec<_> = types
                    .iter()
                    .zip(fields)
                    .map(|((field, _), value)| format!("{field}: {value}"))
                    .collect();
                format!("{enumeration}::{name} {{ {} }}", fields.join(", "))
            }
        }
    }
}

/// The types that a program defines; as an index, a struct.
#[derive(Clone, Debug, Default)]
pub struct Structs {
    pub structs: Vec<Struct>,
    pub enums: Vec<Enumeration>,
    /// The struct that has operators.
    pub operators: Option<usize>,
}

impl std::ops::Index<usize> for Structs {
    type Output = Struct;
    fn index(&self, which: usize) -> &Struct {
        &self.structs[which]
    }
}

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
            Self::Option(item) => format!("Option<{}>", item.text(structs)),
            Self::Enum(which) => structs.enums[*which].name.clone(),
        }
    }

    /// The types of its parts, constant fields left out if wanted.
    fn parts<'a>(&'a self, structs: &'a Structs, active: bool) -> Vec<&'a Ty> {
        match self {
            Self::Float | Self::Index | Self::Bool => Vec::new(),
            Self::Tuple(parts) => parts.iter().collect(),
            Self::Array(item, _) | Self::Vec(item) | Self::Slice(item) | Self::Option(item) => vec![&**item],
            Self::Struct(which) => {
                let fields = structs[*which].fields.iter();
                let fields = fields.filter(|(_, _, constant)| !(active && *constant));
                fields.map(|(_, ty, _)| ty).collect()
            }
            Self::Enum(which) => {
                let variants = structs.enums[*which].variants.iter();
                variants
                    .flat_map(|variant| variant.fields.iter().map(|(_, ty)| ty))
                    .collect()
            }
        }
    }

    /// Whether values are copied.
    pub fn is_copy(&self, structs: &Structs) -> bool {
        let own = !matches!(self, Self::Vec(_) | Self::Slice(_));
        own && self.parts(structs, false).iter().all(|part| part.is_copy(structs))
    }

    /// Whether a float is inside.
    pub fn has_float(&self, structs: &Structs) -> bool {
        *self == Self::Float || self.parts(structs, true).iter().any(|part| part.has_float(structs))
    }

    /// Whether a vector is inside.
    pub fn has_vector(&self, structs: &Structs) -> bool {
        let own = matches!(self, Self::Vec(_) | Self::Slice(_));
        own || self.parts(structs, false).iter().any(|part| part.has_vector(structs))
    }

    /// Whether an enum or `Option` is inside.
    pub fn has_choice(&self, structs: &Structs) -> bool {
        let own = matches!(self, Self::Enum(_) | Self::Option(_));
        own || self.parts(structs, false).iter().any(|part| part.has_choice(structs))
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
            Self::Option(_) if random.percent(30) => "None".to_owned(),
            Self::Option(item) => format!("Some({})", item.value(structs, random)),
            Self::Enum(which) => {
                let Enumeration { name, variants } = &structs.enums[*which];
                let variant = &variants[random.below(variants.len())];
                let fields: Vec<_> = variant.fields.iter().map(|(_, ty)| ty.value(structs, random)).collect();
                variant.with(name, &fields)
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
        let structures = if structs.structs.is_empty() { 0 } else { 16 };
        let enums = if structs.enums.is_empty() { 0 } else { 10 };
        match random.weighted(&[30, 14, 18, 22, structures, 8, enums]) {
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
            4 => Ty::Struct(random.below(structs.structs.len())),
            5 => Ty::Option(Box::new(nested(random))),
            _ => Ty::Enum(random.below(structs.enums.len())),
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
    text + &format!("numbers!({name}, {name}Tangent; {{ {} }});\n", active.join(", "))
}

/// The definition of an enum, and how the examination reads its numbers.
pub fn enum_definition(structs: &Structs, which: usize) -> String {
    let Enumeration { name, variants } = &structs.enums[which];
    let copy = if Ty::Enum(which).is_copy(structs) { "Copy, " } else { "" };
    let mut text = format!("#[derive(Differentiable, Clone, {copy}Debug)]\npub enum {name} {{\n");
    let mut shapes = Vec::new();
    for variant in variants {
        let named = variant.fields.first().is_some_and(|(field, _)| field != "0");
        let types = variant.fields.iter().map(|(field, ty)| {
            let ty = ty.text(structs);
            if named { format!("{field}: {ty}") } else { ty }
        });
        let types: Vec<_> = types.collect();
        text += &match (types.is_empty(), named) {
            (true, _) => format!("    {},\n", variant.name),
            (_, true) => format!("    {} {{ {} }},\n", variant.name, types.join(", ")),
            _ => format!("    {}({}),\n", variant.name, types.join(", ")),
        };
        let names = variant
            .fields
            .iter()
            .enumerate()
            .map(|(i, (field, _))| format!("{field}: part{i}"));
        shapes.push(format!(
            "{} {{ {} }}",
            variant.name,
            names.collect::<Vec<_>>().join(", ")
        ));
    }
    text + &format!("}}\nvariants!({name}, {name}Tangent; {{ {} }});\n", shapes.join(", "))
}
