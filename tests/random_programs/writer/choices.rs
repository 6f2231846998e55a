//! `Option` and enums: values, questions, and changes in place.

use super::{Variable, Writer};
use crate::tree::Node;
use crate::types::Ty;

impl Writer<'_> {
    /// An `Option`, known or not.
    pub(super) fn option_value(&mut self, item: &Ty, depth: usize) -> String {
        let text = item.text(&self.structs);
        match self.random.below(6) {
            0 => {
                self.note("None");
                format!("None::<{text}>")
            }
            1 => {
                self.note("Some or None");
                let (condition, value) = (self.condition(0), self.value(item, depth));
                format!("(if {condition} {{ Some({value}) }} else {{ None }})")
            }
            2 if *item == Ty::Float => match self.floats() {
                Some((place, _)) => self.option_of(&place),
                None => format!("Some({})", self.float(depth)),
            },
            _ => {
                self.note("Some");
                format!("Some({})", self.value(item, depth))
            }
        }
    }

    /// A number of a sequence that may be missing.
    pub(super) fn option_of(&mut self, place: &str) -> String {
        let number = self.random.number(0.2, 1.2);
        match self.random.below(8) {
            0 => {
                self.note("get");
                format!("{place}.get({}).copied()", self.integer(1))
            }
            1 => {
                self.note("first, last");
                let end = if self.random.percent(50) { "first" } else { "last" };
                format!("{place}.{end}().copied()")
            }
            2 => {
                self.note("find");
                format!("{place}.iter().copied().find(|item| *item > {number:?})")
            }
            3 => {
                self.note("reduce");
                format!("{place}.iter().copied().reduce(|one, other| 0.6 * one - other.sin())")
            }
            4 => {
                self.note("reduce");
                let end = if self.random.percent(50) {
                    "f64::max"
                } else {
                    "f64::min"
                };
                format!("{place}.iter().copied().reduce({end})")
            }
            5 => {
                self.note("max_by, min_by");
                let end = if self.random.percent(50) { "max_by" } else { "min_by" };
                format!("{place}.iter().copied().{end}(|one, other| one.total_cmp(other))")
            }
            6 => {
                self.note("filter and last");
                format!("{place}.iter().filter(|item| **item < {number:?}).map(|item| item.sin()).last()")
            }
            _ => {
                self.note("nth");
                format!("{place}.iter().copied().nth({})", self.random.below(3))
            }
        }
    }

    /// One of an enum's variants.
    pub(super) fn enum_value(&mut self, which: usize, depth: usize) -> String {
        self.note("variant of an enum");
        let enumeration = self.structs.enums[which].clone();
        let variant = &enumeration.variants[self.random.below(enumeration.variants.len())];
        let fields: Vec<_> = variant.fields.iter().map(|(_, ty)| self.value(ty, depth)).collect();
        variant.with(&enumeration.name, &fields)
    }

    /// A float that depends on a choice.
    pub(super) fn choice(&mut self, depth: usize) -> Option<String> {
        let variable = self.pick(|variable, _| match &variable.ty {
            Ty::Enum(_) => true,
            Ty::Option(item) => **item == Ty::Float,
            _ => false,
        });
        let Some(variable) = variable else {
            let (place, _) = self.floats()?;
            let option = self.option_of(&place);
            return Some(format!("{option}.unwrap_or({})", self.float(0)));
        };
        Some(match variable.ty {
            Ty::Enum(which) => self.match_of_enum(&variable, which),
            _ => self.option_question(&variable, depth),
        })
    }

    /// What reads an `Option` of a float.
    fn option_question(&mut self, variable: &Variable, depth: usize) -> String {
        let name = self.name();
        let scope = self.scope.clone();
        let other = self.float(0);
        let copy = if variable.reference {
            format!("(*{})", variable.name)
        } else {
            variable.name.clone()
        };
        let kind = self.random.below(8);
        // A closure borrows what it reads.
        if kind < 4 {
            self.scope.retain(|variable| !variable.mutable);
        }
        self.declare(&name, Ty::Float, false);
        let body = format!("({} * {name})", self.float(depth.min(1)));
        self.scope = scope;
        match kind {
            0 => {
                self.note("map_or");
                format!("{copy}.map_or({other}, |{name}| {body})")
            }
            1 => {
                self.note("map and unwrap_or");
                format!("{copy}.map(|{name}| {body}).unwrap_or({other})")
            }
            2 => {
                self.note("filter of an Option");
                format!("{copy}.filter(|{name}| *{name} > 0.3).unwrap_or({other})")
            }
            3 => {
                self.note("and_then");
                format!(
                    "{copy}.and_then(|{name}| if {name} > 0.2 {{ Some({body}) }} else {{ None }}).unwrap_or({other})"
                )
            }
            4 => {
                self.note("or");
                format!("{copy}.or(Some({other})).unwrap()")
            }
            5 => {
                self.note("if let as value");
                format!("(if let Some({name}) = {copy} {{ {body} }} else {{ {other} }})")
            }
            6 => {
                self.note("match of an Option");
                let guard = self.random.number(0.2, 1.0);
                format!(
                    "(match {copy} {{ Some({name}) if {name} > {guard:?} => {body}, Some(_) => {other} * 0.3, None => {other} }})"
                )
            }
            _ => {
                self.note("is_some");
                format!("(if {copy}.is_some() {{ {other} }} else {{ 0.4 }})")
            }
        }
    }

    /// `match` of an enum, as a float.
    fn match_of_enum(&mut self, variable: &Variable, which: usize) -> String {
        self.note("match of an enum");
        let enumeration = self.structs.enums[which].clone();
        let and = if variable.reference { "" } else { "&" };
        let mut text = format!("(match {and}{} {{ ", variable.name);
        for variant in &enumeration.variants {
            let scope = self.scope.clone();
            let names: Vec<_> = variant.fields.iter().map(|_| self.name()).collect();
            for (name, (_, ty)) in names.iter().zip(&variant.fields) {
                self.declare_reference(name, ty.clone(), false);
            }
            let value = self.float(1);
            let used = self.float_of_items();
            self.scope = scope;
            let guard = self.condition(0);
            let pattern = variant.with(&enumeration.name, &names);
            if self.random.percent(20) {
                text += &format!("{pattern} if {guard} => {value}, ");
            }
            text += &format!("{pattern} => 0.7 * {value} + {used}, ");
        }
        text + "})"
    }

    /// The arms of a `match` on a reference to an enum; what they bind are references.
    pub(super) fn arms_of(&mut self, which: usize, mut write: impl FnMut(&mut Self, &[(String, Ty)])) -> Vec<Node> {
        let enumeration = self.structs.enums[which].clone();
        let mut arms = Vec::new();
        for variant in &enumeration.variants {
            let parts: Vec<_> = variant.fields.iter().map(|(_, ty)| (self.name(), ty.clone())).collect();
            let names: Vec<_> = parts.iter().map(|(name, _)| name.clone()).collect();
            let body = self.nested(|writer| write(writer, &parts));
            arms.push(Node::block(
                format!("{} =>", variant.with(&enumeration.name, &names)),
                body,
            ));
        }
        arms
    }

    /// A statement about an `Option` or an enum.
    pub(super) fn choose(&mut self) {
        let variable = self.pick(|variable, structs| {
            let chosen = matches!(variable.ty, Ty::Enum(_) | Ty::Option(_));
            chosen && variable.ty.has_float(structs)
        });
        let Some(variable) = variable else {
            let ty = match self.structs.enums.len() {
                1 if self.random.percent(60) => Ty::Enum(0),
                _ => Ty::Option(Box::new(Ty::Float)),
            };
            return self.let_of(&ty);
        };
        match variable.ty.clone() {
            Ty::Enum(which) => self.match_arms(&variable, which),
            Ty::Option(item) => self.if_let(&variable, &item),
            _ => {}
        }
    }

    fn let_of(&mut self, ty: &Ty) {
        self.note("let of an Option or enum");
        let value = self.value(ty, 2);
        let name = self.fresh();
        let mutable = self.random.percent(60);
        self.line(format!("let {}{name} = {value};", if mutable { "mut " } else { "" }));
        self.declare(&name, ty.clone(), mutable);
    }

    /// `match kind { … }` with statements, that may change what is inside.
    fn match_arms(&mut self, variable: &Variable, which: usize) {
        let mutable = variable.mutable && self.random.percent(50);
        self.note(if mutable {
            "match of an enum that changes it"
        } else {
            "match of an enum with statements"
        });
        let borrow = match (variable.reference, mutable) {
            (true, _) => "",
            (false, true) => "&mut ",
            (false, false) => "&",
        };
        let arms = self.arms_of(which, |writer, parts| {
            writer.hide(&variable.name);
            for (name, ty) in parts {
                writer.declare_reference(name, ty.clone(), mutable);
                writer.last().fixed = true;
            }
            writer.statements(1);
        });
        self.push(Node::block(format!("match {borrow}{}", variable.name), arms));
    }

    fn if_let(&mut self, variable: &Variable, item: &Ty) {
        let (name, place) = (self.name(), &variable.name);
        if variable.mutable && !variable.reference && *item == Ty::Float && self.random.percent(30) {
            self.note("take of an Option");
            let other = self.tame(1);
            self.line(format!("let {name} = {place}.take().unwrap_or({other});"));
            return self.declare(&name, Ty::Float, false);
        }
        let mutable = variable.mutable && self.random.percent(50);
        self.note(if mutable {
            "if let of a changing Option"
        } else {
            "if let of an Option"
        });
        let head = match (variable.reference, mutable, self.random.below(2)) {
            (true, _, _) => format!("if let Some({name}) = {place}"),
            (false, true, 0) => format!("if let Some({name}) = {place}.as_mut()"),
            (false, true, _) => format!("if let Some({name}) = &mut {place}"),
            (false, false, _) => format!("if let Some({name}) = &{place}"),
        };
        let body = self.nested(|writer| {
            writer.hide(place);
            writer.declare_reference(&name, item.clone(), mutable);
            writer.last().fixed = true;
            writer.statements(1);
            if mutable {
                writer.update();
            }
        });
        let mut parts = vec![(head, body)];
        if self.random.percent(40) {
            parts.push(("else".to_owned(), self.nested(|writer| writer.statements(1))));
        }
        self.push(Node::Blocks {
            parts,
            end: String::new(),
        });
    }
}
