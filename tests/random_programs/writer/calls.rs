//! Calls whose effects matter, references to places, and closures.

use super::{Pass, Writer};
use crate::tree::Node;
use crate::types::Ty;

impl Writer<'_> {
    /// A helper with `&mut` parameters, or one whose result is taken apart.
    pub(super) fn call_statement(&mut self) {
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
        let call = helper.call(&arguments);
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
                let checkpoint = if self.random.percent(8) && !helper.method && !helper.name.starts_with("inner") {
                    self.note("checkpoint of a call");
                    "#[checkpoint] "
                } else {
                    ""
                };
                self.line(format!(
                    "{checkpoint}let {}{name} = {call};",
                    if mutable { "mut " } else { "" }
                ));
                self.declare(&name, ty.clone(), mutable);
            }
        }
    }

    /// `&mut` of a place, whose variable nothing else in the call may use.
    pub(super) fn mutable_argument(&mut self, ty: &Ty) -> Option<String> {
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
    pub(super) fn alias(&mut self) {
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

    pub(super) fn closure(&mut self) {
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

    pub(super) fn closure_with_effect(&mut self, target: &str) {
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
}
