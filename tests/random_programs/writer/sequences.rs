//! Statements that change vectors and slices as wholes.

use super::{Below, Writer};
use crate::tree::Node;
use crate::types::Ty;

impl Writer<'_> {
    pub(super) fn change_vector(&mut self) {
        match self.random.below(13) {
            0..3 => self.grow(),
            3 => self.pop(),
            4 => self.swap_elements(),
            5 => self.fill(),
            6 => self.let_collected(),
            7 => self.swap_variables(),
            8 => self.drained(),
            9 => self.rearrange(),
            10 => self.halves(),
            _ => self.resize(),
        }
    }

    /// A vector of the function's own whose length may change, and the type of its items.
    fn growing(&mut self) -> Option<(String, Ty)> {
        let relied_on: Vec<_> = self
            .scope
            .iter()
            .filter_map(|variable| match &variable.below {
                Below::Length(of) => Some(of.clone()),
                _ => None,
            })
            .collect();
        let variable = self.pick(|variable, _| {
            let free = variable.mutable && !variable.reference && !variable.fixed;
            free && matches!(variable.ty, Ty::Vec(_)) && !relied_on.contains(&variable.name)
        })?;
        match variable.ty {
            Ty::Vec(item) => Some((variable.name, *item)),
            _ => None,
        }
    }

    fn grow(&mut self) {
        let Some((name, item)) = self.growing() else {
            return self.let_vector();
        };
        let value = self.value(&item, 2);
        match self.random.below(4) {
            0 if item == Ty::Float => {
                if let Some((place, _)) = self.floats()
                    && !place.starts_with(&name)
                {
                    self.note("extend");
                    let factor = self.literal();
                    return self.line(format!("{name}.extend({place}.iter().map(|item| item * {factor}));"));
                }
                self.note("push");
                self.line(format!("{name}.push({value});"));
            }
            _ => {
                self.note("push");
                self.line(format!("{name}.push({value});"));
            }
        }
    }

    fn let_vector(&mut self) {
        let name = self.name();
        let values = [self.tame(1), self.tame(1)];
        self.note("Vec::new and push");
        self.line(format!("let mut {name} = Vec::new();"));
        for value in values {
            self.line(format!("{name}.push({value});"));
        }
        self.declare(&name, Ty::Vec(Box::new(Ty::Float)), true);
    }

    fn pop(&mut self) {
        let Some((name, _)) = self.growing() else {
            return self.let_vector();
        };
        self.note("pop");
        self.push(Node::block(
            format!("if {name}.len() > 1"),
            vec![Node::line(format!("{name}.pop();"))],
        ));
    }

    /// `while let Some(item) = stack.pop()`, with a stack that may grow again.
    fn drained(&mut self) {
        if self.loops.len() > 2 {
            return self.pop();
        }
        self.note("while let of pop");
        let (stack, item) = (self.name(), self.name());
        let values = [self.tame(1), self.tame(1), self.tame(0)];
        self.line(format!("let mut {stack} = vec![{}];", values.join(", ")));
        self.loops.push(None);
        let body = self.nested(|writer| {
            // It ends, as what is pushed is smaller each time; `statements` may give the name to something else.
            let again = writer.random.percent(40).then(|| writer.name());
            if let Some(again) = &again {
                writer.line(format!("let {again} = 0.4 * {item}.sin();"));
            }
            writer.declare(&item, Ty::Float, false);
            writer.statements(1);
            if let Some(again) = again {
                let head = format!("if {again}.abs() > 0.1 && {stack}.len() < 3");
                writer.push(Node::block(head, vec![Node::line(format!("{stack}.push({again});"))]));
            }
        });
        self.loops.pop();
        self.push(Node::block(format!("while let Some({item}) = {stack}.pop()"), body));
    }

    /// Elements in another order.
    fn rearrange(&mut self) {
        let Some((place, item, variable)) = self.sequence(true) else {
            return self.let_vector();
        };
        if variable.reference && item.has_vector(&self.structs) {
            return self.let_vector();
        }
        let line = match self.random.below(4) {
            0 => "reverse()".to_owned(),
            1 => format!("rotate_left({})", self.random.below(2)),
            2 => "rotate_right(1)".to_owned(),
            _ if item == Ty::Float => "sort_by(|one, other| one.total_cmp(other))".to_owned(),
            _ => "reverse()".to_owned(),
        };
        self.note("reverse, rotate, sort");
        self.line(format!("{place}.{line};"));
    }

    /// Two halves of a sequence at once.
    fn halves(&mut self) {
        let Some((place, item, variable)) = self.sequence(true) else {
            return self.let_vector();
        };
        if item != Ty::Float {
            return self.rearrange();
        }
        let (left, right) = (self.name(), self.name());
        let mutable = self.random.percent(50);
        self.note(if mutable { "split_at_mut" } else { "split_at" });
        let end = if mutable { "_mut" } else { "" };
        let body = self.nested(|writer| {
            // An index in the place may read what the halves borrow.
            writer.line(format!("let middle = {place}.len() / 2;"));
            writer.line(format!("let ({left}, {right}) = {place}.split_at{end}(middle);"));
            writer.hide(&variable.name);
            writer.declare_reference(&right, Ty::Slice(Box::new(Ty::Float)), mutable);
            writer.last().fixed = true;
            writer.statements(1);
            if mutable {
                let value = writer.tame(1);
                writer.line(format!(
                    "for item in {left}.iter_mut() {{ *item = 0.6 * *item + {value}; }}"
                ));
                writer.update();
            } else {
                writer.line(format!("let total: f64 = {left}.iter().sum();"));
            }
        });
        self.push(Node::block("", body));
    }

    /// Elements that come and go, of a vector of numbers that keeps one.
    fn resize(&mut self) {
        let Some((name, item)) = self.growing() else {
            return self.let_vector();
        };
        if item != Ty::Float {
            return self.grow();
        }
        let value = self.tame(1);
        let (index, number) = (self.integer(1), self.random.number(0.2, 1.2));
        let line = match self.random.below(8) {
            0 => format!("{name}.insert(0, {value});"),
            1 => format!("let position = {index} % {name}.len(); {name}.insert(position, {value});"),
            2 => format!("if {name}.len() > 1 {{ {name}.remove(0); }}"),
            3 => format!("{name}.truncate({});", self.random.between(1, 3)),
            4 => format!("{name}.resize(3, {value});"),
            5 => format!("{name}.retain(|item| *item > {number:?}); {name}.push({value});"),
            6 => format!("if {name}.len() > 1 {{ {name}.swap_remove(0); }}"),
            _ => format!("let copy = {name}.clone(); {name}.extend_from_slice(&copy[..1]);"),
        };
        self.note("insert, remove, truncate, resize, retain");
        self.line(line);
    }

    fn swap_elements(&mut self) {
        let Some((place, item, variable)) = self.sequence(true) else {
            return self.let_vector();
        };
        if variable.reference && item.has_vector(&self.structs) {
            return self.let_vector();
        }
        self.note("swap of elements");
        let (first, second) = (self.name(), self.name());
        let (one, other) = (self.integer(1), self.integer(1));
        self.line(format!(
            "let ({first}, {second}) = ({one} % {place}.len(), {other} % {place}.len());"
        ));
        self.line(format!("{place}.swap({first}, {second});"));
    }

    fn fill(&mut self) {
        let Some((place, item, variable)) = self.sequence(true) else {
            return self.let_vector();
        };
        if item != Ty::Float {
            return self.swap_elements();
        }
        let (value, number) = (self.name(), self.tame(1));
        self.line(format!("let {value} = {number};"));
        if self.random.percent(60) {
            self.note("fill");
            return self.line(format!("{place}.fill({value});"));
        }
        if place != variable.name {
            return self.line(format!("{place}.fill({value});"));
        }
        self.note("copy_from_slice");
        let name = self.name();
        self.line(format!(
            "let {name}: Vec<f64> = {place}.iter().map(|item| item * {value}).collect();"
        ));
        self.line(format!("{place}.copy_from_slice(&{name});"));
        self.declare(&name, Ty::Vec(Box::new(Ty::Float)), false);
    }

    fn let_collected(&mut self) {
        let Some(chain) = self.collected(2) else {
            return self.let_vector();
        };
        let name = self.name();
        self.line(format!("let mut {name} = {chain};"));
        self.declare(&name, Ty::Vec(Box::new(Ty::Float)), true);
    }

    fn swap_variables(&mut self) {
        let target = |variable: &super::Variable, _: &_| variable.mutable && !variable.fixed && !variable.reference;
        let Some(first) = self.pick(target) else {
            return self.let_vector();
        };
        let second = self.pick(|variable, structs| {
            target(variable, structs) && variable.ty == first.ty && variable.name != first.name
        });
        let relied_on = |name: &str| {
            self.scope
                .iter()
                .any(|variable| variable.below == Below::Length(name.to_owned()))
        };
        match second {
            Some(second) if !relied_on(&first.name) && !relied_on(&second.name) => {
                self.note("std::mem::swap");
                self.line(format!("std::mem::swap(&mut {}, &mut {});", first.name, second.name));
            }
            _ => self.swap_elements(),
        }
    }

    /// A vector as an expression.
    pub(super) fn vector(&mut self, item: &Ty, depth: usize) -> String {
        let deeper = depth.saturating_sub(1);
        if *item == Ty::Float
            && self.random.percent(25)
            && let Some((place, _)) = self.floats()
        {
            self.note("to_vec");
            return format!("{place}.to_vec()");
        }
        if self.random.percent(20) {
            self.note("vec![x; n]");
            return format!("vec![{}; {}]", self.value(item, deeper), self.random.between(1, 4));
        }
        self.note("vec![a, b]");
        let count = self.random.between(1, 4);
        let items: Vec<_> = (0..count).map(|_| self.value(item, deeper)).collect();
        format!("vec![{}]", items.join(", "))
    }
}
