//! `let`: of numbers, of aggregates, with patterns, with a value on several lines.

use super::Writer;
use crate::tree::Node;
use crate::types::Ty;

impl Writer<'_> {
    pub(super) fn let_float(&mut self) {
        let value = if self.random.percent(45) {
            self.float(3)
        } else {
            self.tame(3)
        };
        let name = self.fresh();
        let mutable = self.random.percent(55);
        self.note("let");
        if mutable && self.random.percent(15) {
            self.note("let without value");
            let name = self.name();
            let other = self.tame(2);
            let condition = self.condition(1);
            self.line(format!("let {name};"));
            self.push(Node::Blocks {
                parts: vec![
                    (
                        format!("if {condition}"),
                        vec![Node::line(format!("{name} = {value};"))],
                    ),
                    ("else".to_owned(), vec![Node::line(format!("{name} = {other};"))]),
                ],
                end: String::new(),
            });
            self.declare(&name, Ty::Float, false);
            return;
        }
        let annotation = if self.random.percent(25) { ": f64" } else { "" };
        self.line(format!(
            "let {}{name}{annotation} = {value};",
            if mutable { "mut " } else { "" }
        ));
        self.declare(&name, Ty::Float, mutable);
    }

    pub(super) fn let_aggregate(&mut self) {
        let ty = match Ty::random(&self.structs, &mut self.random, 1) {
            Ty::Float => Ty::Vec(Box::new(Ty::Float)),
            other => other,
        };
        self.note("let of an aggregate");
        let value = self.value(&ty, 2);
        let name = self.fresh();
        let mutable = self.random.percent(70);
        let annotation = if self.random.percent(30) {
            format!(": {}", ty.text(&self.structs))
        } else {
            String::new()
        };
        self.line(format!(
            "let {}{name}{annotation} = {value};",
            if mutable { "mut " } else { "" }
        ));
        self.declare(&name, ty, mutable);
    }

    pub(super) fn let_long(&mut self) {
        let ty = if self.random.percent(60) {
            Ty::Float
        } else {
            Ty::random(&self.structs, &mut self.random, 1)
        };
        let name = self.name();
        let mutable = self.random.percent(40);
        self.long_value(&format!("let {}{name} = ", if mutable { "mut " } else { "" }), &ty);
        self.declare(&name, ty, mutable);
    }

    pub(super) fn let_integer(&mut self) {
        self.note("let of an integer or bool");
        if self.random.percent(40) {
            let condition = self.condition(1);
            let name = self.fresh();
            self.line(format!("let {name} = {condition};"));
            self.declare(&name, Ty::Bool, false);
        } else {
            let value = self.integer(1);
            let name = self.fresh();
            self.line(format!("let {name}: usize = {value};"));
            self.declare(&name, Ty::Index, false);
        }
    }

    pub(super) fn let_pattern(&mut self) {
        match self.random.below(6) {
            0 => {
                self.note("let of a tuple pattern");
                let (first, second) = (self.name(), self.name());
                let (one, other) = (self.tame(2), self.tame(2));
                let mutable = if self.random.percent(40) { "mut " } else { "" };
                self.line(format!("let ({mutable}{first}, {second}) = ({one}, {other});"));
                self.declare(&first, Ty::Float, !mutable.is_empty());
                self.declare(&second, Ty::Float, false);
            }
            1 => {
                self.note("let of a nested pattern");
                let names = [self.name(), self.name(), self.name()];
                let values = [self.tame(1), self.tame(1), self.tame(1)];
                let [first, second, third] = &names;
                let [one, two, three] = &values;
                self.line(format!(
                    "let ({first}, [{second}, {third}]) = ({one}, [{two}, {three}]);"
                ));
                names.iter().for_each(|name| self.declare(name, Ty::Float, false));
            }
            2 => {
                self.note("sin_cos");
                let (sine, cosine) = (self.name(), self.name());
                let value = self.float(2);
                self.line(format!("let ({sine}, {cosine}) = {value}.sin_cos();"));
                self.declare(&sine, Ty::Float, false);
                self.declare(&cosine, Ty::Float, false);
            }
            3 => {
                let array = self.pick(|variable, _| {
                    matches!(&variable.ty, Ty::Array(item, 2..) if **item == Ty::Float) && !variable.reference
                });
                let Some(array) = array else { return self.let_float() };
                self.note("let of an array pattern");
                let (first, last) = (self.name(), self.name());
                let pattern = match self.random.below(2) {
                    0 => format!("[{first}, .., {last}]"),
                    _ => format!("[.., {first}, {last}]"),
                };
                self.line(format!("let {pattern} = {};", array.name));
                self.declare(&first, Ty::Float, false);
                self.declare(&last, Ty::Float, false);
            }
            4 => {
                let found = self.pick(|variable, _| matches!(variable.ty, Ty::Struct(_)));
                let Some(variable) = found else { return self.let_float() };
                self.struct_pattern(&variable);
            }
            _ => {
                let found =
                    self.pick(|variable, structs| matches!(variable.ty, Ty::Tuple(_)) && variable.ty.is_copy(structs));
                let Some(variable) = found else { return self.let_float() };
                let Ty::Tuple(parts) = &variable.ty else { return };
                self.note("let that takes a tuple apart");
                let names: Vec<_> = parts.iter().map(|_| self.name()).collect();
                let star = if variable.reference { "*" } else { "" };
                self.line(format!("let ({}) = {star}{};", names.join(", "), variable.name));
                for (name, ty) in names.iter().zip(parts) {
                    self.declare(name, ty.clone(), false);
                }
            }
        }
    }

    pub(super) fn struct_pattern(&mut self, variable: &super::Variable) {
        let Ty::Struct(which) = variable.ty else { return };
        self.note("let of a struct pattern");
        let definition = self.structs[which].clone();
        let mut patterns = Vec::new();
        let mut bound = Vec::new();
        for (field, ty, _) in &definition.fields {
            if *ty == Ty::Float && self.random.percent(70) {
                let name = self.name();
                patterns.push(format!("{field}: {name}"));
                bound.push(name);
            }
        }
        patterns.push("..".to_owned());
        // The names are references: the struct itself may be one.
        let borrow = if variable.reference { "" } else { "&" };
        let name = &variable.name;
        self.line(format!(
            "let {} {{ {} }} = {borrow}{name};",
            definition.name,
            patterns.join(", ")
        ));
        for name in bound {
            let copy = self.name();
            self.line(format!("let {copy} = *{name};"));
            self.declare(&copy, Ty::Float, false);
        }
    }
}
