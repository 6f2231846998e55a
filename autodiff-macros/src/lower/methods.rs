//! Methods: of numbers, of places, and those that change their receiver.

use super::Lowerer;
use super::calls::element_of;
use crate::ir::{Aggregate, Argument, Expr, Operand, Place, Role, Stmt};
use crate::lower::types::{Shape, TypeId};
use crate::reject::Refusal;
use crate::rules;
use proc_macro2::{Ident, Span};
use quote::{ToTokens, quote};
use syn::Expr as Syntax;

impl<'r> Lowerer<'r> {
    pub(super) fn method_call(&mut self, call: &syn::ExprMethodCall) -> Expr {
        let name = call.method.to_string();
        match name.as_str() {
            "len" | "is_empty" if call.args.is_empty() => {
                return match self.place_or_temporary(&call.receiver) {
                    Some(place) => Expr::Query(place, call.method.clone()),
                    None => self.refuse(call, Refusal::Method(name)),
                };
            }
            "to_vec" | "clone" | "to_owned" | "into_iter" if call.args.is_empty() => {
                return match self.place_or_temporary(&call.receiver) {
                    Some(place) => Expr::Copy(place, call.method.clone()),
                    None => self.refuse(call, Refusal::Method(name)),
                };
            }
            "to_f64" if call.args.is_empty() => {
                let receiver = self.operand(&call.receiver);
                return self.plain(receiver);
            }
            "sin_cos" => {
                let receiver = self.operand(&call.receiver);
                return self.sine_and_cosine(&receiver, &call.method);
            }
            _ => {}
        }
        if rules::is_question(&name) && !call.args.is_empty() {
            return self.comparison(call);
        }
        if rules::of(&name).is_some() || rules::is_question(&name) || rules::is_integer_method(&name) {
            let receiver = self.operand(&call.receiver);
            let arguments = call.args.iter().map(|argument| self.operand(argument)).collect();
            return self.number_method(&call.method, receiver, arguments);
        }
        if let Some(value) = self.iterator_value(call) {
            return value;
        }
        if let Some(constant) = self.opaque_constant(&Syntax::MethodCall(call.clone())) {
            return constant;
        }
        if asks(&call.receiver) && call.args.is_empty() {
            let answer = self.operand(&call.receiver);
            let method = &call.method;
            return Expr::Constant(quote!(argument_0__.#method()), vec![Argument::Value(answer)]);
        }
        self.refuse(call, Refusal::Method(name))
    }

    /// `x.total_cmp(&y)`: the arguments are references.
    fn comparison(&mut self, call: &syn::ExprMethodCall) -> Expr {
        let mut arguments = vec![Argument::Value(self.operand(&call.receiver))];
        arguments.extend(call.args.iter().map(|argument| self.argument(argument)));
        let names = (1..arguments.len()).map(|position| quote::format_ident!("argument_{position}__"));
        let method = &call.method;
        Expr::Constant(quote!(argument_0__.#method(#(#names),*)), arguments)
    }

    pub(super) fn sine_and_cosine(&mut self, receiver: &Operand, at: &impl syn::spanned::Spanned) -> Expr {
        let parts = ["sin", "cos"].map(|part| {
            let value = self.number_method(&Ident::new(part, at.span()), receiver.clone(), Vec::new());
            self.name_value(value, part)
        });
        Expr::Aggregate(Aggregate::Tuple, parts.to_vec())
    }

    pub(super) fn number_method(&mut self, method: &Ident, receiver: Operand, arguments: Vec<Operand>) -> Expr {
        let name = method.to_string();
        if rules::of(&name).is_some_and(|rule| rule.partials.len() != arguments.len() + 1) {
            return self.refuse(method, Refusal::Method(name));
        }
        if rules::of(&name).is_none() && !rules::is_question(&name) && !rules::is_integer_method(&name) {
            return self.refuse(method, Refusal::Method(name));
        }
        if rules::is_integer_method(&name) && rules::of(&name).is_none() {
            let ty = self.type_of(&receiver);
            if matches!(self.function.types.shape(ty), crate::lower::types::Shape::Named(_)) {
                return self.refuse(method, Refusal::Method(name));
            }
            self.must_be_integer(&receiver);
        }
        self.type_of_method(&name, &receiver, &arguments);
        Expr::Method(method.clone(), receiver, arguments)
    }

    /// The result type of a number's method; what the method says about its operands is recorded.
    pub(super) fn type_of_method(&mut self, name: &str, receiver: &Operand, arguments: &[Operand]) -> TypeId {
        let ty = self.type_of(receiver);
        if rules::is_question(name) {
            return self.function.types.inactive();
        }
        let Some(rule) = rules::of(name) else {
            let inactive = self.function.types.inactive();
            self.function.types.unify(ty, inactive);
            return ty;
        };
        if !rule.shared {
            let float = self.function.types.float();
            self.function.types.unify(ty, float);
        }
        for argument in arguments {
            let argument = self.type_of(argument);
            if name == "powi" {
                let inactive = self.function.types.inactive();
                self.function.types.unify(argument, inactive);
            } else {
                self.function.types.unify(argument, ty);
            }
        }
        ty
    }

    /// `std::mem::swap(&mut a, &mut b)`: two assignments.
    pub(super) fn swap(&mut self, call: &syn::ExprCall) {
        let places: Vec<_> = call.args.iter().map(|argument| self.view(argument)).collect();
        let [Some((first, true)), Some((second, true))] = places.as_slice() else {
            self.refusals.refuse(call, Refusal::AssignTarget);
            return;
        };
        let first_value = self.load_named(first.clone());
        let second_value = self.load_named(second.clone());
        for (place, value) in [(first, second_value), (second, first_value)] {
            self.check_writable(place, &value, call);
            self.push(Stmt::Assign {
                place: place.clone(),
                value,
                first: false,
            });
        }
    }

    /// An element that will be overwritten: what owns memory cannot be moved out of an index.
    fn element(&mut self, place: Place, method: &syn::Ident) -> Operand {
        let ty = self.type_of_place(&place);
        if matches!(self.function.types.shape(ty), Shape::Float | Shape::Inactive) {
            return self.load_named(place);
        }
        let hint = self.hint(&place);
        self.name_value(Expr::Copy(place, syn::Ident::new("clone", method.span())), &hint)
    }

    /// Methods that change their receiver: written out as loops over elements.
    pub(super) fn command(&mut self, call: &syn::ExprMethodCall) {
        if call.method == "for_each" {
            return self.for_each(call);
        }
        let Some(place) = self.place(&call.receiver) else {
            self.refusals.refuse(&call.receiver, Refusal::AssignTarget);
            return;
        };
        let arguments: Vec<&Syntax> = call.args.iter().collect();
        match (call.method.to_string().as_str(), arguments.as_slice()) {
            ("swap", [first, second]) => {
                let (first, second) = (self.index(first), self.index(second));
                let (first, second) = (place.index(first), place.index(second));
                let first_value = self.element(first.clone(), &call.method);
                let second_value = self.element(second.clone(), &call.method);
                self.check_writable(&place, &first_value, call);
                self.push(Stmt::Assign {
                    place: first,
                    value: second_value,
                    first: false,
                });
                self.push(Stmt::Assign {
                    place: second,
                    value: first_value,
                    first: false,
                });
            }
            ("push", [value]) => {
                let value = self.operand(value);
                self.push_element(&place, value, call);
            }
            ("extend_from_slice" | "extend", [source]) => {
                let Some((items, length)) = self.items(source) else {
                    self.refusals.refuse(source, Refusal::ForIterator);
                    return;
                };
                self.item_loop(None, &items, length, &mut |this, item| {
                    let value = this.item_operand(item);
                    this.push_element(&place, value, call);
                });
            }
            ("fill", [value]) => {
                let value = self.operand(value);
                self.check_writable(&place, &value, call);
                self.each_element(&place, &mut |this, element, _| {
                    let ty = this.type_of_place(&element);
                    let value_type = this.type_of(&value);
                    this.function.types.unify(ty, value_type);
                    this.push(Stmt::Assign {
                        place: element,
                        value: value.clone(),
                        first: false,
                    });
                });
            }
            ("copy_from_slice" | "clone_from_slice", [source]) => {
                let Some(source) = self.place_or_temporary(source) else {
                    return;
                };
                self.each_element(&place, &mut |this, element, index| {
                    let value = this.load_named(source.index(index));
                    this.check_writable(&element, &value, call);
                    let ty = this.type_of_place(&element);
                    let value_type = this.type_of(&value);
                    this.function.types.unify(ty, value_type);
                    this.push(Stmt::Assign {
                        place: element,
                        value,
                        first: false,
                    });
                });
            }
            _ => self.refusals.refuse(call, Refusal::Method(call.method.to_string())),
        }
    }

    /// `vec.push(value)`.
    pub(super) fn push_element(&mut self, place: &Place, value: Operand, at: impl ToTokens) {
        let whole_local =
            place.path.is_empty() && !matches!(self.function.var(place.root).role, Role::Reference { .. });
        if !whole_local {
            self.refusals.refuse(at, Refusal::PushElsewhere);
            return;
        }
        let ty = self.type_of_place(place);
        let element = self.function.types.element(ty);
        let value_type = self.type_of(&value);
        self.function.types.unify(element, value_type);
        self.push(Stmt::Push {
            place: place.clone(),
            value,
        });
    }

    fn each_element(&mut self, place: &Place, body: &mut dyn FnMut(&mut Self, Place, Operand)) {
        let length = self.name_value(
            Expr::Query(place.clone(), Ident::new("len", Span::call_site())),
            "length",
        );
        self.counted_loop(length, "index", &mut |this, index| {
            let element = element_of(place, index.clone());
            body(this, element, index);
        });
    }
}

/// Whether a value is the answer to a question about a number: `x.total_cmp(&y)`, which may be asked further.
fn asks(expr: &Syntax) -> bool {
    match expr {
        Syntax::Paren(paren) => asks(&paren.expr),
        Syntax::MethodCall(call) => rules::is_question(&call.method.to_string()) || asks(&call.receiver),
        _ => false,
    }
}
