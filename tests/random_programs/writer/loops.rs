//! The three loops.

use super::{Below, Writer};
use crate::tree::Node;
use crate::types::Ty;

impl Writer<'_> {
    /// The body of a loop. Deep nests get small ones, so that programs end soon and stay tame.
    fn loop_body(&mut self, label: Option<String>, declare: impl FnOnce(&mut Self)) -> Vec<Node> {
        self.loops.push(label);
        let body = self.nested(|writer| {
            declare(writer);
            writer.statements(if writer.loops.len() > 1 { 1 } else { 2 });
        });
        self.loops.pop();
        body
    }

    /// What stands before a loop: the attribute of a checkpoint, and a label, which is also returned by itself.
    fn label(&mut self) -> (String, Option<String>) {
        let mut prefix = String::new();
        // Drawn apart, so that the programs of known seeds stay as they are.
        let mut apart = self.random.clone();
        apart.below(2);
        if apart.percent(15) {
            self.note("checkpoint");
            prefix += "#[checkpoint] ";
        }
        if !self.random.percent(25) {
            return (prefix, None);
        }
        let label = format!("'{}", self.name());
        (format!("{prefix}{label}: "), Some(label))
    }

    pub(super) fn for_loop(&mut self) {
        if self.loops.len() > 2 {
            return self.update();
        }
        // Drawn apart, so that most programs of known seeds stay as they are.
        let mut apart = self.random.clone();
        apart.below(3);
        if apart.percent(8) {
            return self.parallel_loop();
        }
        match self.random.below(9) {
            0..3 => self.for_range(),
            3 => self.for_length(),
            4 | 5 => self.for_items(),
            6 => self.for_items_mutable(),
            7 => self.for_pairs(),
            _ => self.for_windows(),
        }
    }

    fn for_range(&mut self) {
        self.note("for over a range");
        let (low, high) = (self.random.below(2), self.random.between(2, 4));
        let (text, construct) = match self.random.below(6) {
            0 => (format!("{low}..={high}"), "inclusive range"),
            1 => (format!("({low}..{high}).rev()"), "reversed range"),
            2 => (format!("({low}..{}).step_by(2)", high + 2), "range with step_by"),
            3 => (format!("(0..={high}).rev().step_by(2)"), "reversed range with step_by"),
            _ => (format!("{low}..{high}"), "range"),
        };
        self.note(construct);
        let exact = construct == "range" || construct == "reversed range";
        let name = if self.random.percent(12) {
            "_".to_owned()
        } else {
            self.name()
        };
        let (prefix, label) = self.label();
        let body = self.loop_body(label, |writer| {
            if name != "_" {
                writer.declare(&name, Ty::Index, false);
                if exact {
                    writer.last().below = Below::Number(high);
                }
            }
        });
        self.push(Node::block(format!("{prefix}for {name} in {text}"), body));
    }

    /// A loop that changes nothing outside but a sum, and may run on several threads.
    fn parallel_loop(&mut self) {
        self.note("parallel loop");
        let (sum, name) = (self.name(), self.name());
        let start = self.tame(1);
        self.line(format!("let mut {sum} = {start};"));
        let whole = |(place, _, variable): (String, Ty, super::Variable)| (place == variable.name).then_some(place);
        let (high, below) = match self.sequence(false).and_then(whole) {
            Some(place) if self.random.percent(70) => (format!("{place}.len()"), Below::Length(place)),
            _ => (self.random.between(0, 5).to_string(), Below::Unknown),
        };
        let (loops, result) = (std::mem::take(&mut self.loops), self.result.take());
        let body = self.nested(|writer| {
            writer.scope.retain(|variable| !variable.exclusive);
            for variable in &mut writer.scope {
                (variable.mutable, variable.fixed) = (false, true);
            }
            writer.declare(&name, Ty::Index, false);
            writer.last().below = below;
            writer.statements(2);
            let term = writer.tame(2);
            writer.line(format!("{sum} += {term};"));
            if writer.random.percent(40) {
                let (condition, term) = (writer.condition(1), writer.tame(1));
                let branch = vec![Node::line(format!("{sum} -= {term};"))];
                writer.push(Node::block(format!("if {condition}"), branch));
            }
        });
        (self.loops, self.result) = (loops, result);
        let least = self.random.between(1, 2);
        self.push(Node::block(
            format!("#[parallel({least})] for {name} in 0..{high}"),
            body,
        ));
        let sum_of_few = self.name();
        self.line(format!("let {sum_of_few} = {sum}.sin();"));
        self.declare(&sum_of_few, Ty::Float, false);
    }

    /// `for i in 0..v.len()`, in whose body the length stays.
    fn for_length(&mut self) {
        let Some((place, _, variable)) = self.sequence(false) else {
            return self.for_range();
        };
        self.note("for over 0..len");
        let name = self.name();
        let text = match self.random.below(3) {
            0 => format!("(0..{place}.len()).rev()"),
            1 => format!("1..{place}.len()"),
            _ => format!("0..{place}.len()"),
        };
        let (prefix, label) = self.label();
        let body = self.loop_body(label, |writer| {
            for other in writer.scope.iter_mut().filter(|other| other.name == variable.name) {
                other.fixed = true;
            }
            writer.declare(&name, Ty::Index, false);
            // An element's index may change with a variable in it.
            if place == variable.name {
                writer.last().below = Below::Length(place.clone());
            }
        });
        self.push(Node::block(format!("{prefix}for {name} in {text}"), body));
    }

    fn for_items(&mut self) {
        let Some((place, item, variable)) = self.sequence(false) else {
            return self.for_range();
        };
        self.note("for over items");
        let name = self.name();
        let copied = item.is_copy(&self.structs);
        let (pattern, text, reference) = match self.random.below(6) {
            0 if !variable.reference || place != variable.name => (name.clone(), format!("&{place}"), true),
            1 if copied => (format!("&{name}"), format!("{place}.iter()"), false),
            2 => (name.clone(), format!("{place}.iter().rev()"), true),
            3 => (name.clone(), format!("{place}.iter().skip(1)"), true),
            4 if copied => (name.clone(), format!("{place}.iter().copied().take(2)"), false),
            _ => (name.clone(), format!("{place}.iter()"), true),
        };
        let (prefix, label) = self.label();
        let body = self.loop_body(label, |writer| {
            writer.freeze(&variable.name);
            writer.declare(&name, item, false);
            writer.last().reference = reference;
        });
        self.push(Node::block(format!("{prefix}for {pattern} in {text}"), body));
    }

    fn for_items_mutable(&mut self) {
        let Some((place, item, variable)) = self.sequence(true) else {
            return self.for_range();
        };
        self.note("for over mutable items");
        let name = self.name();
        let index = self.random.percent(40).then(|| self.name());
        let whole = place == variable.name;
        let text = match self.random.below(2) {
            0 if index.is_none() && !(whole && variable.reference) => format!("&mut {place}"),
            _ => format!("{place}.iter_mut()"),
        };
        let (prefix, label) = self.label();
        let head = match &index {
            Some(index) => format!("{prefix}for ({index}, {name}) in {text}.enumerate()"),
            None => format!("{prefix}for {name} in {text}"),
        };
        let body = self.loop_body(label, |writer| {
            writer.hide(&variable.name);
            if let Some(index) = &index {
                writer.declare(index, Ty::Index, false);
            }
            writer.declare_reference(&name, item, true);
            writer.last().fixed = true;
        });
        self.push(Node::block(head, body));
    }

    fn for_pairs(&mut self) {
        let (first, second) = (self.sequence(false), self.sequence(false));
        let (Some((one, item, variable)), Some((other, other_item, other_variable))) = (first, second) else {
            return self.for_range();
        };
        self.note("for over zip or enumerate");
        let (name, other_name) = (self.name(), self.name());
        let enumerated = self.random.percent(40);
        let head = if enumerated {
            format!("for ({other_name}, {name}) in {one}.iter().enumerate()")
        } else {
            format!("for ({name}, {other_name}) in {one}.iter().zip({other}.iter())")
        };
        let body = self.loop_body(None, |writer| {
            writer.freeze(&variable.name);
            if enumerated {
                writer.declare(&other_name, Ty::Index, false);
            } else {
                writer.freeze(&other_variable.name);
                writer.declare_reference(&other_name, other_item, false);
            }
            writer.declare_reference(&name, item, false);
        });
        self.push(Node::block(head, body));
    }

    fn for_windows(&mut self) {
        let Some((place, _)) = self.floats() else {
            return self.for_range();
        };
        self.note("for over windows or chunks");
        let name = self.name();
        let root: String = place
            .chars()
            .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
            .collect();
        let method = if self.random.percent(50) { "windows" } else { "chunks" };
        let body = self.loop_body(None, |writer| {
            writer.freeze(&root);
            writer.declare_reference(&name, Ty::Slice(Box::new(Ty::Float)), false);
        });
        self.push(Node::block(format!("for {name} in {place}.{method}(2)"), body));
    }

    /// `while` or `loop`, with a counter that bounds it.
    pub(super) fn other_loop(&mut self) {
        if self.loops.len() > 2 {
            return self.update();
        }
        let counter = self.name();
        let bound = self.random.between(2, 4);
        self.line(format!("let mut {counter} = 0;"));
        let (prefix, label) = self.label();
        if self.random.percent(55) {
            self.note("while");
            let condition = self.condition(1);
            let body = self.loop_body(label, |writer| {
                writer.line(format!("{counter} += 1;"));
                writer.declare(&counter, Ty::Index, false);
            });
            let head = match self.random.below(3) {
                0 => format!("{prefix}while {counter} < {bound}"),
                1 => format!("{prefix}while {{ let go = {condition}; go && {counter} < {bound} }}"),
                _ => format!("{prefix}while ({condition}) && {counter} < {bound}"),
            };
            return self.push(Node::block(head, body));
        }
        self.note("loop with a value");
        let name = self.name();
        let value = self.tame(2);
        // Only the loop's own exits may carry a value, so the loops around must not be left by a plain `break` of this one.
        let enclosing = std::mem::take(&mut self.loops);
        let exits = self.nested(|writer| {
            writer.line(format!("{counter} += 1;"));
            writer.declare(&counter, Ty::Index, false);
            writer.statements(2);
            let condition = writer.condition(1);
            let value = writer.tame(2);
            writer.push(Node::block(
                format!("if {condition}"),
                vec![Node::line(format!("break {value};"))],
            ));
            writer.statements(0);
        });
        self.loops = enclosing;
        let mut body = exits;
        body.insert(
            1,
            Node::block(
                format!("if {counter} > {bound}"),
                vec![Node::line(format!("break {value};"))],
            ),
        );
        self.push(Node::Blocks {
            parts: vec![(format!("let {name} = {prefix}loop"), body)],
            end: ";".to_owned(),
        });
        self.declare(&name, Ty::Float, false);
    }
}
