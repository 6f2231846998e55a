//! Methods of numbers, and of places.

use super::Lowerer;
use crate::ir::{Aggregate, Argument, Expr, Operand};
use crate::lower::types::TypeId;
use crate::reject::Refusal;
use crate::rules;
use proc_macro2::Ident;
use quote::{ToTokens, quote};
use syn::Expr as Syntax;

impl<'r> Lowerer<'r> {
    pub(super) fn method_call(&mut self, call: &syn::ExprMethodCall) -> Expr {
        let name = call.method.to_string();
        if let Some(condition) = self.within_range(call) {
            return condition;
        }
        if self.is_own_method(call) {
            return self.own_method(call);
        }
        if let Some(value) = self.sequence_value(call) {
            return value;
        }
        if let Some(value) = self.option_method(call) {
            return value;
        }
        match name.as_str() {
            "len" | "is_empty" | "capacity" | "is_sorted" if call.args.is_empty() => {
                return Expr::Query(self.place_or_temporary(&call.receiver), call.method.clone());
            }
            "to_vec" | "clone" | "to_owned" | "into_iter" | "into_vec" if call.args.is_empty() => {
                return Expr::Copy(self.place_or_temporary(&call.receiver), call.method.clone());
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
        if let Some(constant) = self.opaque_constant(&Syntax::MethodCall(call.clone())) {
            return constant;
        }
        if name == "into" {
            return self.refuse(call, Refusal::Into);
        }
        if asks(&call.receiver) {
            let mut arguments = vec![Argument::Value(self.operand(&call.receiver))];
            let mut bound = Vec::new();
            let others = self.inactive_tokens(call.args.to_token_stream(), &mut bound, &mut arguments);
            let method = &call.method;
            return Expr::Constant(quote!(argument_0__.#method(#others)), arguments);
        }
        if self.is_iterator(&call.receiver) {
            return self.refuse(call, Refusal::ForIterator);
        }
        if self.names_telling(call.to_token_stream()) {
            return self.refuse(call, Refusal::Telling);
        }
        if self.may_be_own_method(call) {
            return self.own_method(call);
        }
        self.refuse(call, Refusal::Method(name))
    }

    /// `x.total_cmp(&y)`: the arguments are references.
    fn comparison(&mut self, call: &syn::ExprMethodCall) -> Expr {
        let mut arguments = vec![Argument::Value(self.operand(&call.receiver))];
        let mut passed = Vec::new();
        for argument in &call.args {
            let name = quote::format_ident!("argument_{}__", arguments.len());
            match self.view(argument) {
                Some((place, _)) if self.is_unsized(&place) => {
                    arguments.push(Argument::Borrow(place));
                    passed.push(quote!(#name));
                }
                // What closures of iterators compare are numbers here, and references in the user's code.
                Some((place, _)) => {
                    arguments.push(Argument::Value(self.load_named(place)));
                    passed.push(quote!(&#name));
                }
                None => {
                    arguments.push(Argument::Value(self.operand(argument)));
                    passed.push(quote!(&#name));
                }
            }
        }
        let method = &call.method;
        Expr::Constant(quote!(argument_0__.#method(#(#passed),*)), arguments)
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
        if name == "from_bits" && self.is_telling(&Argument::Value(receiver.clone())) {
            return self.refuse(method, Refusal::Telling);
        }
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
            let answer = self.function.types.inactive();
            if name == "to_bits" && !self.reads_only_constants(&[Argument::Value(receiver.clone())]) {
                self.function.types.mark_telling(answer);
            }
            return answer;
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
}

/// Whether a value is the answer to a question about a number: `x.total_cmp(&y)`, which may be asked further.
fn asks(expr: &Syntax) -> bool {
    match expr {
        Syntax::Paren(paren) => asks(&paren.expr),
        Syntax::MethodCall(call) => {
            let method = call.method.to_string();
            (rules::is_question(&method) && !call.args.is_empty())
                || super::sequences::is_inactive_question(&method)
                || asks(&call.receiver)
        }
        _ => false,
    }
}
