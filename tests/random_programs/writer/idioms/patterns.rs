//! Patterns, and what leaves a block early.

use crate::tree::Node;
use crate::writer::Writer;

impl Writer<'_> {
    pub(super) fn slice_pattern(&mut self) {
        self.note("slice patterns");
        let place = self.some_floats();
        let (name, first, last, rest) = (self.name(), self.name(), self.name(), self.name());
        let (none, one) = (self.tame(0), self.with_references(&[&first], 1));
        let two = self.with_references(&[&first, &last], 1);
        let line = match self.random.below(3) {
            0 => format!(
                "let {name} = match &{place}[..] {{ [] => {none}, [{first}] => {one}, [{first}, .., {last}] => {two} }};"
            ),
            1 => format!(
                "let {name} = if let [{first}, {rest} @ ..] = &{place}[..] {{ {one} + {rest}.iter().sum::<f64>() }} else {{ {none} }};"
            ),
            _ => format!(
                "let {name} = match {place}[..] {{ [{first}, {last}, ..] if {first} > 0.2 => {first} * {last}.sin(), [.., {last}] => {last} * {none}, _ => {none} }};"
            ),
        };
        self.line(line);
        self.declare_float(&name);
    }

    pub(super) fn let_else(&mut self) {
        let Some(result) = self.result.clone() else {
            return self.slice_pattern();
        };
        self.note("let else");
        let place = self.some_floats();
        let option = self.option_of(&place);
        let name = self.name();
        let value = match result {
            Some(ty) => format!(" {}", self.value(&ty, 1)),
            None => String::new(),
        };
        self.line(format!("let Some({name}) = {option} else {{ return{value}; }};"));
        self.declare_float(&name);
    }

    pub(super) fn let_chain(&mut self) {
        self.note("let chains");
        let place = self.some_floats();
        let (option, other) = (self.option_of(&place), self.option_of(&place));
        let (name, second) = (self.name(), self.name());
        let condition = self.condition(0);
        let head = if self.random.percent(50) {
            format!("if let Some({name}) = {option} && {condition} && {name} > -0.9")
        } else {
            format!("if {condition} && let Some({name}) = {option} && let Some({second}) = {other}")
        };
        let then = self.nested(|writer| {
            writer.declare_float(&name);
            writer.statements(1);
            writer.update();
        });
        let mut parts = vec![(head, then)];
        if self.random.percent(50) {
            parts.push(("else".to_owned(), self.nested(|writer| writer.statements(1))));
        }
        let end = String::new();
        self.push(Node::Blocks { parts, end });
    }

    pub(super) fn pair_of_options(&mut self) {
        self.note("match of two Options");
        let place = self.some_floats();
        let (option, other) = (self.option_of(&place), self.option_of(&place));
        let [name, a, b] = [(); 3].map(|()| self.name());
        let both = self.with_floats(&[&a, &b], 1);
        let one = self.with_floats(&[&a], 1);
        let none = self.tame(1);
        let line = match self.random.below(3) {
            0 => format!(
                "let {name} = match ({option}, {other}) {{ (Some({a}), Some({b})) => {both}, (Some({a}), None) | (None, Some({a})) => {one}, _ => {none} }};"
            ),
            1 => format!("let {name} = {option}.zip({other}).map_or({none}, |({a}, {b})| {both});"),
            _ => format!(
                "let {name} = match {option} {{ Some({a}) if {a} > 0.7 => {one}, Some({a}) => {other}.map_or({a}, |{b}| {both}), None => {none} }};"
            ),
        };
        self.line(line);
        self.declare_float(&name);
    }

    /// A loop that a loop inside leaves with a value.
    pub(super) fn left_with_a_value(&mut self) {
        self.note("break with a value out of an inner loop");
        let place = self.some_floats();
        let (name, item, count) = (self.name(), self.name(), self.name());
        let label = format!("'{}", self.name());
        let found = self.with_floats(&[&item], 2);
        let (condition, other) = (self.with_floats(&[&item], 1), self.tame(1));
        self.line(format!("let mut {count} = 0;"));
        let inner = Node::block(
            format!("for &{item} in {place}.iter()"),
            vec![
                Node::line(format!("{count} += 1;")),
                Node::line(format!("if {condition} > 0.6 {{ break {label} {found}; }}")),
                Node::line(format!("if {item} > 1.2 {{ continue {label}; }}")),
            ],
        );
        let body = vec![
            Node::line(format!("if {count} > 4 {{ break {label} {other}; }}")),
            Node::line(format!("{count} += 1;")),
            inner,
        ];
        self.push(Node::Blocks {
            parts: vec![(format!("let {name} = {label}: loop"), body)],
            end: ";".to_owned(),
        });
        self.declare_float(&name);
    }
}
