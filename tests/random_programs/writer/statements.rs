//! Statements other than loops.

use super::{Below, Pass, Writer};
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

    fn statement(&mut self) {
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
            _ => self.assertion(),
        }
    }

    fn let_float(&mut self) {
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

    fn let_aggregate(&mut self) {
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

    fn let_long(&mut self) {
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

    fn let_integer(&mut self) {
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

    fn let_pattern(&mut self) {
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

    fn struct_pattern(&mut self, variable: &super::Variable) {
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

    fn assign(&mut self) {
        let Some((place, _, _)) = self.target(&|ty, _| *ty == Ty::Float) else {
            return self.let_float();
        };
        self.note("assignment");
        let value = self.tame(3);
        self.line(format!("{place} = {value};"));
    }

    pub(super) fn update(&mut self) {
        let Some((place, _, _)) = self.target(&|ty, _| *ty == Ty::Float) else {
            return self.let_float();
        };
        let line = match self.random.below(7) {
            0..2 => format!("{place} += {};", self.tame(2)),
            2 => format!("{place} -= {};", self.tame(2)),
            3..5 => {
                let value = self.tame(2);
                format!("{place} *= {value};")
            }
            5 => format!("{place} /= 1.6 + {}.cos();", self.float(1)),
            _ => {
                self.note("%=");
                format!("{place} %= 2.3;")
            }
        };
        self.note("compound assignment");
        self.line(line);
    }

    fn assign_aggregate(&mut self) {
        if self.random.percent(30) {
            return self.destructuring_assignment();
        }
        let wanted = |ty: &Ty, _: &_| !matches!(ty, Ty::Float | Ty::Index | Ty::Bool | Ty::Slice(_));
        let Some((place, ty, variable)) = self.target(&wanted) else {
            return self.let_aggregate();
        };
        // What stands behind a reference keeps its length.
        if variable.reference && ty.has_vector(&self.structs) {
            return self.update();
        }
        self.note("assignment of an aggregate");
        let value = self.value(&ty, 2);
        // Whoever loops over the length of what is assigned relies on it.
        if self
            .scope
            .iter()
            .any(|other| matches!(&other.below, Below::Length(of) if of.starts_with(&variable.name)))
        {
            return;
        }
        self.line(format!("{place} = {value};"));
    }

    fn destructuring_assignment(&mut self) {
        let first = self.target(&|ty, _| *ty == Ty::Float);
        let second = self.target(&|ty, _| *ty == Ty::Float);
        let (Some((first, ..)), Some((second, ..))) = (first, second) else {
            return self.let_float();
        };
        if first == second {
            return self.update();
        }
        self.note("destructuring assignment");
        let (one, other) = (self.tame(1), self.tame(1));
        let values = if self.random.percent(50) {
            format!("({second}, {one})")
        } else {
            format!("({one}, {other})")
        };
        self.line(format!("({first}, {second}) = {values};"));
    }

    fn branch(&mut self) {
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

    fn match_statement(&mut self) {
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

    /// A helper with `&mut` parameters, or one whose result is taken apart.
    fn call_statement(&mut self) {
        if self.helpers.is_empty() {
            return self.update();
        }
        let at = self.random.below(self.helpers.len());
        let helper = self.helpers[at].clone();
        let scope = self.scope.clone();
        let mut arguments = vec![String::new(); helper.parameters.len()];
        for (i, (ty, pass)) in helper.parameters.iter().enumerate() {
            if *pass == Pass::Mutable {
                let Some(argument) = self.mutable_argument(ty) else {
                    self.scope = scope;
                    return self.update();
                };
                arguments[i] = argument;
            }
        }
        for (i, (ty, pass)) in helper.parameters.iter().enumerate() {
            if *pass != Pass::Mutable {
                arguments[i] = self.argument(ty, *pass, 1);
            }
        }
        self.scope = scope;
        if helper.parameters.iter().any(|(_, pass)| *pass == Pass::Mutable) {
            self.note("call with a &mut argument");
        }
        let call = format!("{}({})", helper.name, arguments.join(", "));
        match &helper.result {
            None => self.line(format!("{call};")),
            Some(Ty::Tuple(parts)) => {
                self.note("call that returns a tuple");
                let names: Vec<_> = parts.iter().map(|_| self.name()).collect();
                self.line(format!("let ({}) = {call};", names.join(", ")));
                for (name, ty) in names.iter().zip(parts) {
                    self.declare(name, ty.clone(), false);
                }
            }
            Some(ty) => {
                let name = self.name();
                let mutable = self.random.percent(40);
                self.line(format!("let {}{name} = {call};", if mutable { "mut " } else { "" }));
                self.declare(&name, ty.clone(), mutable);
            }
        }
    }

    /// `&mut` of a place, whose variable nothing else in the call may use.
    fn mutable_argument(&mut self, ty: &Ty) -> Option<String> {
        let owned = ty.owned();
        let is_slice = matches!(ty, Ty::Slice(_));
        let wanted = move |found: &Ty, _: &crate::types::Structs| match (found, &owned) {
            (Ty::Array(item, _) | Ty::Slice(item), Ty::Vec(wanted)) => is_slice && item == wanted,
            (found, owned) => found == owned,
        };
        let (place, found, variable) = self.target(&wanted)?;
        self.hide(&variable.name);
        if let Some(reference) = place.strip_prefix('*') {
            return Some(reference.to_owned());
        }
        if place == variable.name && variable.reference {
            return Some(place);
        }
        if is_slice && self.random.percent(30) {
            self.note("&mut of a sub-slice");
            return Some(match found {
                Ty::Array(_, length) => format!("&mut {place}[{}..]", length / 2),
                _ if place == variable.name => format!("&mut {place}[{place}.len() / 2..]"),
                _ => format!("&mut {place}[..]"),
            });
        }
        Some(format!("&mut {place}"))
    }

    /// A block in which a name stands for another place.
    fn alias(&mut self) {
        let mutable = self.random.percent(60);
        let wanted = |ty: &Ty, structs: &crate::types::Structs| ty.has_float(structs);
        let found = if mutable {
            self.target(&wanted)
        } else {
            let variable = self.pick(|variable, structs| variable.ty.has_float(structs));
            variable.and_then(|variable| {
                let (place, ty) = self.walk(variable.name.clone(), variable.ty.clone(), &wanted, true)?;
                Some((place, ty, variable))
            })
        };
        let Some((place, ty, variable)) = found else {
            return self.let_float();
        };
        if variable.reference && place.trim_start_matches('*') == variable.name {
            return self.update();
        }
        self.note(if mutable { "alias &mut" } else { "alias &" });
        let name = self.name();
        let head = format!("let {name} = &{}{place};", if mutable { "mut " } else { "" });
        let body = self.nested(|writer| {
            writer.line(head);
            if mutable {
                writer.hide(&variable.name);
            } else {
                writer.freeze(&variable.name);
            }
            writer.declare_reference(&name, ty, mutable);
            writer.last().fixed = true;
            writer.statements(1);
            if mutable {
                writer.update();
            }
        });
        self.push(Node::block("", body));
    }

    fn closure(&mut self) {
        let target = self.pick(|variable, _| variable.mutable && variable.ty == Ty::Float && !variable.reference);
        if let (true, Some(target)) = (self.random.percent(40), target) {
            return self.closure_with_effect(&target.name);
        }
        self.note("closure");
        let name = self.name();
        let arity = self.random.between(1, 2);
        let parameters: Vec<_> = (0..arity).map(|_| self.name()).collect();
        let scope = self.scope.clone();
        // What may change later cannot be borrowed for so long.
        self.scope.retain(|variable| !variable.mutable);
        for parameter in &parameters {
            self.declare(parameter, Ty::Float, false);
        }
        let body = self.tame(2);
        let first = &parameters[0];
        let block = self.random.percent(30);
        let (condition, early) = (self.condition(0), self.float(1));
        self.scope = scope;
        let typed: Vec<_> = parameters.iter().map(|parameter| format!("{parameter}: f64")).collect();
        let head = format!("let {name} = |{}|", typed.join(", "));
        if block {
            self.note("closure with early return");
            let lines = vec![
                Node::block(
                    format!("if {condition}"),
                    vec![Node::line(format!("return {early} * {first};"))],
                ),
                Node::line(format!("{body} * {first}")),
            ];
            self.push(Node::Blocks {
                parts: vec![(head, lines)],
                end: ";".to_owned(),
            });
        } else {
            self.line(format!("{head} {body} * {first};"));
        }
        self.closures.retain(|closure| closure.name != name);
        self.closures.push(super::Closure { name, arity });
    }

    fn closure_with_effect(&mut self, target: &str) {
        self.note("closure that changes a variable");
        let name = self.name();
        let body = self.nested(|writer| {
            let parameter = writer.name();
            writer.hide(target);
            let scope = writer.scope.clone();
            writer.scope.retain(|variable| !variable.mutable);
            writer.declare(&parameter, Ty::Float, false);
            let value = writer.tame(2);
            writer.scope = scope;
            writer.line(format!(
                "let mut {name} = |{parameter}: f64| {target} = 0.5 * {target} + {value};"
            ));
            for _ in 0..writer.random.between(1, 3) {
                let argument = writer.float(1);
                writer.line(format!("{name}({argument});"));
            }
            writer.statements(0);
            let argument = writer.float(1);
            writer.line(format!("{name}({argument});"));
        });
        self.push(Node::block("", body));
    }

    fn early_return(&mut self) {
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

    fn leave_iteration(&mut self) {
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

    /// Effects where one does not expect them.
    fn odd_places(&mut self) {
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

    fn assertion(&mut self) {
        self.note("assert!");
        let value = self.atom();
        self.line(format!("assert!({value} < 1e9, \"too large\");"));
    }
}
