//! Which statement comes next; branches, exits, and effects in odd places.

use super::Writer;
use crate::tree::Node;
use crate::types::Ty;

impl Writer<'_> {
    /// At least `least` statements, and more while the budget lasts.
    pub(super) fn statements(&mut self, least: usize) {
        let count = least + self.random.below(4);
        for i in 0..count {
            if i >= least && self.budget == 0 {
                return;
            }
            self.budget = self.budget.saturating_sub(1);
            self.statement();
        }
    }

    pub(super) fn statement(&mut self) {
        let nested = self.blocks.len() > 4;
        let inside = usize::from(!self.loops.is_empty());
        let weights = [
            14,
            8,
            6,
            10,
            16,
            6,
            if nested { 0 } else { 8 },
            if nested { 0 } else { 5 },
            if nested { 0 } else { 12 },
            if nested { 0 } else { 5 },
            7,
            6,
            if nested { 0 } else { 4 },
            if nested { 0 } else { 3 },
            3,
            5 * inside,
            3,
            3,
            if nested { 0 } else { 4 },
            2,
            if nested { 0 } else { 7 },
            if nested { 0 } else { 4 },
            if nested { 0 } else { 11 },
            if nested { 0 } else { 3 },
            3,
            if self.structs.operators.is_some() { 7 } else { 0 },
        ];
        match self.random.weighted(&weights) {
            0 => self.let_float(),
            1 => self.let_aggregate(),
            2 => self.let_pattern(),
            3 => self.assign(),
            4 => self.update(),
            5 => self.assign_aggregate(),
            6 => self.branch(),
            7 => self.match_statement(),
            8 => self.for_loop(),
            9 => self.other_loop(),
            10 => self.change_vector(),
            11 => self.call_statement(),
            12 => self.alias(),
            13 => self.closure(),
            14 => self.early_return(),
            15 => self.leave_iteration(),
            16 => self.let_integer(),
            17 => self.odd_places(),
            18 => self.let_long(),
            19 => self.assertion(),
            20 => self.choose(),
            21 => self.labelled_block(),
            22 => self.idiom(),
            23 => self.attempt(),
            24 => self.question(),
            _ => self.operate(),
        }
    }

    pub(super) fn branch(&mut self) {
        self.note("if");
        let condition = self.condition(2);
        let mut parts = vec![(format!("if {condition}"), self.nested(|writer| writer.statements(1)))];
        if self.random.percent(30) {
            self.note("else if");
            let condition = self.condition(1);
            parts.push((
                format!("else if {condition}"),
                self.nested(|writer| writer.statements(1)),
            ));
        }
        if self.random.percent(45) {
            self.note("else");
            parts.push(("else".to_owned(), self.nested(|writer| writer.statements(1))));
        }
        self.push(Node::Blocks {
            parts,
            end: String::new(),
        });
    }

    pub(super) fn match_statement(&mut self) {
        self.note("match");
        let (head, patterns) = match self.random.below(3) {
            0 => {
                let scrutinee = self.integer(1);
                (format!("match {scrutinee} % 4"), ["0 | 3", "1", "_"].map(str::to_owned))
            }
            1 => {
                let (scrutinee, guard) = (self.integer(1), self.condition(0));
                let guarded = format!("2.. if {guard}");
                (format!("match {scrutinee}"), ["0".to_owned(), guarded, "_".to_owned()])
            }
            _ => {
                let (first, second) = (self.condition(0), self.condition(0));
                (
                    format!("match ({first}, {second})"),
                    ["(true, true)", "(false, _)", "_"].map(str::to_owned),
                )
            }
        };
        let arms = patterns.map(|pattern| {
            let body = self.nested(|writer| writer.statements(1));
            Node::block(format!("{pattern} =>"), body)
        });
        self.push(Node::block(head, arms.to_vec()));
    }

    pub(super) fn early_return(&mut self) {
        let Some(result) = self.result.clone() else {
            return self.update();
        };
        self.note("early return");
        let condition = self.condition(1);
        let body = self.nested(|writer| {
            let value = match result {
                Some(ty) => format!(" {}", writer.value(&ty, 2)),
                None => String::new(),
            };
            writer.line(format!("return{value};"));
        });
        self.push(Node::block(format!("if {condition}"), body));
    }

    pub(super) fn leave_iteration(&mut self) {
        let condition = self.condition(1);
        let at = self.random.below(self.loops.len());
        let exit = if self.random.percent(50) { "continue" } else { "break" };
        self.note(exit);
        let label = match &self.loops[at] {
            Some(label) => {
                let label = format!(" {label}");
                self.note("label");
                label
            }
            None => String::new(),
        };
        self.push(Node::block(
            format!("if {condition}"),
            vec![Node::line(format!("{exit}{label};"))],
        ));
    }

    /// A block that is left by its label, with a value or without.
    fn labelled_block(&mut self) {
        let (label, name) = (format!("'{}", self.name()), self.name());
        let has_value = self.random.percent(50);
        self.note(if has_value {
            "labelled block with a value"
        } else {
            "labelled block"
        });
        // A plain `break` in a labelled block is an error.
        let enclosing = std::mem::take(&mut self.loops);
        self.loops = enclosing.iter().filter(|label| label.is_some()).cloned().collect();
        let body = self.nested(|writer| {
            writer.statements(1);
            for _ in 0..writer.random.between(1, 2) {
                let condition = writer.condition(1);
                let value = if has_value {
                    format!(" {}", writer.tame(2))
                } else {
                    String::new()
                };
                let exit = vec![Node::line(format!("break {label}{value};"))];
                writer.push(Node::block(format!("if {condition}"), exit));
                writer.statements(1);
            }
            if has_value {
                let value = writer.tame(2);
                writer.line(value);
            }
        });
        self.loops = enclosing;
        let (head, end) = if has_value {
            (format!("let {name} = {label}:"), ";")
        } else {
            (format!("{label}:"), "")
        };
        self.push(Node::Blocks {
            parts: vec![(head, body)],
            end: end.to_owned(),
        });
        if has_value {
            self.declare(&name, Ty::Float, false);
        }
    }

    /// Effects where one does not expect them.
    pub(super) fn odd_places(&mut self) {
        let target = self.pick(|variable, _| variable.mutable && variable.ty == Ty::Float && !variable.reference);
        let Some(target) = target else { return self.let_float() };
        let (target, factor) = (target.name, self.tame(1));
        let effect = format!("{{ {target} = ({target} * 0.9 + {factor}).sin(); {target} > 0.2 }}");
        match self.random.below(4) {
            0 => {
                self.note("effect in a condition");
                let body = self.nested(|writer| writer.statements(1));
                self.push(Node::block(format!("if {effect}"), body));
            }
            1 => {
                self.note("effect behind a short circuit");
                let (condition, name) = (self.condition(0), self.fresh());
                let operator = if self.random.percent(50) { "&&" } else { "||" };
                self.line(format!("let {name} = {condition} {operator} {effect};"));
                self.declare(&name, Ty::Bool, false);
            }
            2 => {
                self.note("effect in a scrutinee");
                let (one, other) = (self.tame(1), self.tame(1));
                let name = self.fresh();
                self.line(format!(
                    "let {name} = match {effect} {{ true => {one} * {target}, false => {other} }};"
                ));
                self.declare(&name, Ty::Float, false);
            }
            _ => {
                let Some((place, length)) = self.floats() else {
                    return self.update();
                };
                if place.starts_with(&target) {
                    return self.update();
                }
                self.note("effect in an index");
                let length = length.map_or_else(|| format!("{place}.len()"), |length| length.to_string());
                let name = self.name();
                self.line(format!(
                    "let {name} = {place}[{{ {target} *= 0.9; 1 }} % {length}] * {target};"
                ));
                self.declare(&name, Ty::Float, false);
            }
        }
    }

    pub(super) fn assertion(&mut self) {
        self.note("assert!");
        let value = self.atom();
        self.line(format!("assert!({value} < 1e9, \"too large\");"));
    }
}
