//! Methods of the program's structs.

use super::{Helper, Pass, Writer};
use crate::tree::Node;
use crate::types::Ty;

impl Writer<'_> {
    /// An `impl` block with one or two methods, which functions and later methods may call.
    pub(super) fn methods(&mut self, which: usize) {
        let name = self.structs[which].name.clone();
        let methods: Vec<_> = (0..self.random.between(1, 2)).map(|i| self.method(which, i)).collect();
        if self.random.percent(30) {
            let methods: Vec<_> = methods.into_iter().map(Node::private).collect();
            self.trait_of(which, &methods);
            return self.push(Node::block(
                format!("#[differentiable]\nimpl Ways{which} for {name}"),
                methods,
            ));
        }
        self.push(Node::block(format!("#[differentiable]\nimpl {name}"), methods));
    }

    fn method(&mut self, which: usize, number: usize) -> Node {
        let own = Ty::Struct(which);
        let name = format!("method{which}{number}");
        let mut parameters = vec![(
            own.clone(),
            [Pass::Reference, Pass::Mutable, Pass::Value][self.random.below(3)],
        )];
        let receiver = parameters[0].1;
        for _ in 0..self.random.below(3) {
            parameters.push(self.random_parameter(false));
        }
        let result = match (receiver, self.random.below(4)) {
            (Pass::Mutable, 0..2) => None,
            (_, 0) => Some(own),
            _ => Some(Ty::Float),
        };
        self.note(match receiver {
            Pass::Reference => "method with &self",
            Pass::Mutable => "method with &mut self",
            _ => "method with self",
        });
        self.budget = self.random.between(1, 3);
        let node = self.function_node("pub fn", &name, &parameters, result.as_ref(), true);
        self.helpers.push(Helper {
            name,
            parameters,
            result,
            method: true,
        });
        node
    }
}

impl Helper {
    /// A call, as a function or as a method of the first argument.
    pub fn call(&self, arguments: &[String]) -> String {
        if !self.method {
            return format!("{}({})", self.name, arguments.join(", "));
        }
        let receiver = arguments[0].trim_start_matches("&mut ").trim_start_matches('&');
        let is_place = receiver
            .chars()
            .all(|letter| letter.is_alphanumeric() || "_.[]% ".contains(letter));
        let receiver = if is_place && !receiver.contains(' ') {
            receiver.to_owned()
        } else {
            format!("({receiver})")
        };
        format!("{receiver}.{}({})", self.name, arguments[1..].join(", "))
    }
}
