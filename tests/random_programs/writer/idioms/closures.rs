//! Closures in closures, and of slices.

use crate::tree::Node;
use crate::writer::Writer;

impl Writer<'_> {
    pub(super) fn nested_closures(&mut self) {
        self.note("closures inside closures");
        let [outer, inner, a, b, name] = [(); 5].map(|()| self.name());
        let scope = self.scope.clone();
        self.scope.retain(|variable| !variable.mutable);
        let one = self.with_floats(&[&a, &b], 1);
        let other = self.with_floats(&[&a], 1);
        self.scope = scope;
        let argument = self.tame(1);
        self.push(Node::Blocks {
            parts: vec![(
                format!("let {outer} = |{a}: f64|"),
                vec![
                    Node::line(format!("let {inner} = |{b}: f64| {one};")),
                    Node::line(format!("{inner}({other}) * {inner}(0.5)")),
                ],
            )],
            end: ";".to_owned(),
        });
        self.line(format!("let {name} = {outer}({argument}) + {outer}({outer}(0.4));"));
        self.declare_float(&name);
    }

    pub(super) fn closure_of_slices(&mut self) {
        self.note("closure of a slice");
        let place = self.some_floats();
        let [closure, values, name, at] = [(); 4].map(|()| self.name());
        let scope = self.scope.clone();
        self.scope.retain(|variable| !variable.mutable);
        let value = self.with_floats(&[&at], 1);
        self.scope = scope;
        self.line(format!(
            "let {closure} = |{values}: &[f64], {at}: f64| {values}.iter().rev().fold(0.0, |sum, part| 0.6 * sum * {at} + part) * {value};"
        ));
        let argument = self.tame(1);
        self.line(format!(
            "let {name} = {closure}(&{place}[..], {argument}) - {closure}(&[0.3, {argument}], 0.7);"
        ));
        self.declare_float(&name);
    }
}
