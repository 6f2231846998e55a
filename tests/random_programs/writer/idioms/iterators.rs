//! Iterators: made, peeked at, taken from one by one, left early.

use crate::tree::Node;
use crate::types::Ty;
use crate::writer::Writer;

impl Writer<'_> {
    pub(super) fn peeked(&mut self) {
        self.note("peekable");
        let place = self.some_floats();
        let (items, item, next, sum) = (self.name(), self.name(), self.name(), self.name());
        let one = self.with_floats(&[&item], 1);
        let start = self.tame(1);
        self.line(format!("let mut {sum} = {start};"));
        self.line(format!("let mut {items} = {place}.iter().copied().peekable();"));
        let condition = self.random.percent(50);
        let inner = if condition {
            format!("if {items}.peek().is_some_and(|{next}| *{next} > 0.5) {{ {sum} += {one}; }}")
        } else {
            format!(
                "if let Some({next}) = {items}.peek() {{ {sum} += {item} * {next}; }} else {{ {sum} = 0.5 * {sum} + {one}; }}"
            )
        };
        self.push(Node::block(
            format!("while let Some({item}) = {items}.next()"),
            vec![Node::line(inner), Node::line(format!("{sum} *= 0.8;"))],
        ));
        self.declare(&sum, Ty::Float, true);
    }

    /// Iterators out of nothing.
    pub(super) fn generated(&mut self) {
        self.note("successors, repeat, once, from_fn");
        let (name, item) = (self.name(), self.name());
        let start = self.tame(1);
        let (step, other) = self.unchanged(|writer| (writer.with_floats(&[&item], 1), writer.tame(1)));
        let count = self.random.between(2, 4);
        let text = match self.random.below(4) {
            0 => format!(
                "std::iter::successors(Some({start}), |{item}| {{ let {item} = *{item}; Some(0.6 * ({step})) }}).take({count}).sum::<f64>()"
            ),
            1 => format!(
                "std::iter::repeat({start}).take({count}).enumerate().map(|(i, {item})| {step} * (i as f64 + 0.5)).sum::<f64>()"
            ),
            2 => {
                let place = self.some_floats();
                format!(
                    "std::iter::once({start}).chain({place}.iter().copied()).map(|{item}| {step} * {other}).sum::<f64>()"
                )
            }
            _ => format!(
                "std::iter::repeat_with(|| {start} * {other}).take({count}).fold(0.3, |sum, {item}| 0.5 * sum + {step})"
            ),
        };
        self.line(format!("let {name} = {text};"));
        self.declare_float(&name);
    }

    pub(super) fn named_range(&mut self) {
        self.note("range with a name");
        let place = self.some_floats();
        let [range, name, index] = [(); 3].map(|()| self.name());
        let value = self.with_references(&[], 1);
        self.line(format!("let {range} = 0..{place}.len();"));
        self.line(format!("let mut {name} = {value};"));
        let body = format!("{name} += {place}[{index}] * {name}.cos();");
        self.push(Node::block(
            format!("for {index} in {range}.clone().rev()"),
            vec![Node::line(body)],
        ));
        self.line(format!(
            "{name} += {place}[{range}.start..].iter().sum::<f64>() * {range}.len() as f64 * 0.1;"
        ));
        self.declare(&name, Ty::Float, true);
    }

    pub(super) fn one_by_one(&mut self) {
        self.note("next, nth, by_ref");
        let place = self.some_floats();
        let [items, name, item] = [(); 3].map(|()| self.name());
        let (first, value) = (self.tame(1), self.with_floats(&[&item], 1));
        let mutable = self.random.percent(50);
        self.line(format!("let mut {items} = {place}.iter().copied();"));
        self.line(format!("let mut {name} = {items}.next().unwrap_or({first});"));
        if mutable {
            self.push(Node::block(
                format!("while let Some({item}) = {items}.next()"),
                vec![Node::line(format!("{name} = 0.4 * {name} + {value};"))],
            ));
        } else {
            self.line(format!(
                "{name} += {items}.by_ref().take(1).map(|{item}| {item}.sin()).sum::<f64>();"
            ));
            self.line(format!("{name} *= {items}.nth(0).unwrap_or({first}).cos();"));
        }
        self.declare(&name, Ty::Float, true);
    }

    pub(super) fn short_circuit_fold(&mut self) {
        self.note("try_fold, position, min_by_key");
        let place = self.some_floats();
        let [name, item] = [(); 2].map(|()| self.name());
        let value = self.unchanged(|writer| writer.with_floats(&[&item], 1));
        let other = self.tame(1);
        let line = match self.random.below(4) {
            0 => format!(
                "let {name} = {place}.iter().try_fold({other}, |sum, &{item}| if sum < 1.5 {{ Some(0.7 * sum + {value}) }} else {{ None }}).unwrap_or({other});"
            ),
            1 => format!(
                "let {name} = {place}.iter().position(|{item}| *{item} > 0.6).map_or({other}, |at| {place}[at] * 0.5);"
            ),
            2 => format!(
                "let {name} = {place}.iter().copied().min_by_key(|{item}| ({item} * 10.0) as i64).unwrap_or({other});"
            ),
            _ => format!(
                "let {name} = {place}.iter().map(|&{item}| {value}).map_while(|part| (part > -0.9).then(|| part * {other})).sum::<f64>();"
            ),
        };
        self.line(line);
        self.declare_float(&name);
    }

    pub(super) fn integers_of_other_types(&mut self) {
        self.note("integers of other types");
        let [name, other] = [(); 2].map(|()| self.name());
        let (integer, value) = (self.integer(1), self.tame(1));
        let line = match self.random.below(3) {
            0 => format!(
                "let {other} = ({integer}) as i32 - 2; let {name} = {value}.powi({other}.abs()) * f64::from({other});"
            ),
            1 => format!(
                "let {other} = (({integer}) as u64).wrapping_mul(2654435761) >> 4; let {name} = {value} * ({other} % 7) as f64 / 7.0;"
            ),
            _ => format!(
                "let {other} = ({integer}) & 1 | 2; let {name} = if {other} == 3 {{ {value} }} else {{ {other} as f64 * {value} }};"
            ),
        };
        self.line(line);
        self.declare_float(&name);
    }

    pub(super) fn each_with_effect(&mut self) {
        self.note("for_each with an effect");
        let vector = self.new_vector();
        let [sum, item] = [(); 2].map(|()| self.name());
        let start = self.tame(1);
        self.line(format!("let mut {sum} = {start};"));
        let value = self.unchanged(|writer| writer.with_floats(&[&item], 1));
        let line = match self.random.below(3) {
            0 => format!("{vector}.iter().for_each(|&{item}| {sum} = 0.5 * {sum} + {value});"),
            1 => format!(
                "{vector}.iter_mut().for_each(|part| {{ let {item} = *part; *part = {value} * 0.5; {sum} += *part; }});"
            ),
            _ => format!(
                "{vector}.iter_mut().zip([0.4, {sum}]).for_each(|(part, {item})| *part += {value}); {sum} += {vector}[1];"
            ),
        };
        self.line(line);
        self.declare(&vector, Ty::Vec(Box::new(Ty::Float)), true);
        self.declare(&sum, Ty::Float, true);
    }
}
