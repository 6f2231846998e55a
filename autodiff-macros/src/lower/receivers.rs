//! Methods and associated functions of the user's own types.
//!
//! A name that numbers, sequences or iterators have as well is decided by the type of the receiver, as far as it is known.
//! Whether a method takes `&self`, `&mut self` or `self` is only known inside the `impl` block that it stands in; elsewhere
//! the compiler decides, and the receiver counts as written to if it can be.

use super::known_methods::{ALIKE, COMMON, STANDARD, is_chain, is_nobody_elses, is_of_std};
use super::{Binding, Lowerer};
use crate::ir::{Argument, Call, Expr, Operand, Place, Role, Stmt, Target, Var};
use crate::lower::types::Shape;
use crate::reject::Refusal;
use crate::request::methods::{Receiver, Signature};
use crate::rules;
use quote::ToTokens;
use syn::{Expr as Syntax, Pat, UnOp};

impl<'r> Lowerer<'r> {
    /// Whether a method call is one of the user's own method, although its name is known otherwise.
    pub(super) fn is_own_method(&mut self, call: &syn::ExprMethodCall) -> bool {
        let name = call.method.to_string();
        if ALIKE.contains(&name.as_str()) && self.own_signature(call).is_none() {
            return false;
        }
        let Some(ty) = self.peek(&call.receiver) else {
            return false;
        };
        let Shape::Named(of) = self.function.types.shape(ty) else {
            return false;
        };
        let is_of_numbers = rules::of(&name).is_some()
            || rules::is_question(&name)
            || rules::is_integer_method(&name)
            || name == "sin_cos"
            || name == "to_f64";
        if is_of_std(&of) {
            return false;
        }
        // Code that names no number type may call one by another name.
        !is_of_numbers || self.names_numbers || of.contains('<') || self.own_signature(call).is_some()
    }

    /// Whether a value of unknown type may have a method of this name that is the user's.
    pub(super) fn may_be_own_method(&mut self, call: &syn::ExprMethodCall) -> bool {
        let name = call.method.to_string();
        let takes_closure = call.args.iter().any(|argument| matches!(argument, Syntax::Closure(_)));
        let is_standard = takes_closure || (STANDARD.contains(&name.as_str()) && !COMMON.contains(&name.as_str()));
        let shape = self.peek(&call.receiver).map(|ty| self.function.types.shape(ty));
        match shape {
            Some(Shape::Named(of)) => !is_of_std(&of),
            Some(Shape::Unknown) | None => !is_standard && !is_chain(&call.receiver),
            Some(_) => false,
        }
    }

    /// The signature of a method of the block that the function stands in.
    pub(super) fn own_signature(&mut self, call: &syn::ExprMethodCall) -> Option<Signature> {
        let implementation = self.implementation.clone()?;
        let ty = self.peek(&call.receiver)?;
        let Shape::Named(name) = self.function.types.shape(ty) else {
            return None;
        };
        let signature = implementation.signature(&call.method.to_string())?;
        (name == implementation.self_name()).then(|| signature.clone())
    }

    /// `receiver.method(arguments)` of the user's own.
    pub(super) fn own_method(&mut self, call: &syn::ExprMethodCall) -> Expr {
        let constant = match self.opaque_constant(&Syntax::MethodCall(call.clone())) {
            Some(constant) if !self.may_be_written(&call.receiver) => Some(constant),
            _ => None,
        };
        if let Some(constant) = constant {
            // There is nothing to record.
            self.is_checkpoint(&call.attrs);
            return constant;
        }
        if let Syntax::Path(path) = &*call.receiver
            && let Some(name) = path.path.get_ident()
            && let Some(
                Binding::Variable(var)
                | Binding::View {
                    place: Place { root: var, .. },
                    ..
                },
            ) = self.look_up(&name.to_string())
            && self.of_traits.contains(&var)
        {
            return self.refuse(call, Refusal::MethodOfBound(call.method.to_string()));
        }
        let (mut lowered, signature) = self.method_target(call);
        let result = self.function.fresh(&call.method.to_string(), Role::Local, false);
        self.call_result(result, &lowered, signature.as_ref());
        lowered.results = vec![result];
        self.push(Stmt::Call(lowered));
        self.unnamed.insert(result);
        Expr::Use(Operand::Var(result))
    }

    /// `let (a, b) = receiver.method(arguments);`
    pub(super) fn own_method_into_pattern(&mut self, pattern: &syn::PatTuple, call: &syn::ExprMethodCall) -> bool {
        let plain = pattern.elems.iter().all(is_plain);
        if !plain || !self.calls_own_method(call) {
            return false;
        }
        if self.opaque_constant(&Syntax::MethodCall(call.clone())).is_some() {
            return false;
        }
        let (lowered, _) = self.method_target(call);
        self.bind_results(pattern, lowered);
        true
    }

    /// Whether a method is the user's own: by its receiver, or because nothing else has one of this name.
    pub(super) fn calls_own_method(&mut self, call: &syn::ExprMethodCall) -> bool {
        self.is_own_method(call) || (is_nobody_elses(&call.method.to_string()) && self.may_be_own_method(call))
    }

    /// The call of a method: by its path where the block tells how it takes its receiver, otherwise as the user wrote it.
    fn method_target(&mut self, call: &syn::ExprMethodCall) -> (Call, Option<Signature>) {
        let signature = self
            .own_signature(call)
            .filter(|signature| signature.receiver.is_some());
        let receiver = self.receiver(call, signature.as_ref());
        let mut arguments = vec![receiver];
        arguments.extend(call.args.iter().map(|argument| self.argument(argument)));
        super::lent::share(std::iter::once(&*call.receiver).chain(&call.args), &mut arguments);
        if arguments.iter().any(|argument| self.is_telling(argument)) {
            self.refusals.refuse(call, Refusal::Telling);
        }
        let method = &call.method;
        let generics = &call.turbofish;
        let (path, target) = match &signature {
            Some(_) => {
                let own: syn::ExprPath = syn::parse_quote!(<Self>::#method #generics);
                (own.path, Target::Associated(own.qself))
            }
            None => (syn::parse_quote!(#method #generics), Target::Method),
        };
        let may_be_self = signature.is_some() || self.may_be_self(&call.receiver);
        let recursive = self.is_recursive(&call.method.to_string(), may_be_self);
        let lowered = Call {
            path,
            target,
            arguments,
            results: Vec::new(),
            tuple: false,
            repeated: self.is_checkpoint(&call.attrs) || recursive,
        };
        (lowered, signature)
    }

    fn receiver(&mut self, call: &syn::ExprMethodCall, signature: Option<&Signature>) -> Argument {
        let kind = signature.and_then(|signature| signature.receiver);
        if kind == Some(Receiver::Owned) {
            return Argument::Value(self.operand(&call.receiver));
        }
        let writes = kind.map_or_else(
            || self.may_be_written(&call.receiver),
            |kind| kind == Receiver::Exclusive,
        );
        let place = self.place_or_temporary(&call.receiver);
        if self.constant.contains(&place.root) && kind == Some(Receiver::Exclusive) {
            self.refuse_written(&place, &call.receiver);
        }
        if writes && kind.is_none() && self.constant.contains(&place.root) {
            // What it changes there would be seen by nobody.
            self.refusals.refuse(call, Refusal::Method(call.method.to_string()));
        }
        let writes = writes && !self.constant.contains(&place.root);
        if writes {
            // A temporary that a method writes to.
            if !matches!(
                self.function.var(place.root).role,
                Role::Reference { .. } | Role::Parameter
            ) {
                self.function.vars[place.root.0].mutable = true;
            }
            Argument::BorrowMut(place)
        } else {
            Argument::Borrow(place)
        }
    }

    /// Whether a method may write to its receiver, as far as the receiver tells.
    fn may_be_written(&self, receiver: &Syntax) -> bool {
        match receiver {
            Syntax::Path(path) => match path.path.get_ident().and_then(|name| self.look_up(&name.to_string())) {
                Some(Binding::Variable(var)) => self.function.var(var).mutable,
                Some(Binding::View { mutable, .. }) => mutable,
                _ => false,
            },
            Syntax::Field(field) => self.may_be_written(&field.base),
            Syntax::Index(index) => self.may_be_written(&index.expr),
            Syntax::Paren(paren) => self.may_be_written(&paren.expr),
            Syntax::Group(group) => self.may_be_written(&group.expr),
            Syntax::Reference(reference) => reference.mutability.is_some(),
            Syntax::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => self.may_be_written(&unary.expr),
            _ => false,
        }
    }

    /// What a call says about its result.
    pub(super) fn call_result(&mut self, result: Var, call: &Call, signature: Option<&Signature>) {
        if let Some(signature) = signature {
            let ty = match &signature.result {
                Some(ty) => self.function.types.written(ty),
                None => self.function.types.tuple(Vec::new()),
            };
            self.function.types.unify(self.ty(result), ty);
        }
        let writes = call
            .arguments
            .iter()
            .any(|argument| matches!(argument, Argument::BorrowMut(_)));
        if !writes && self.reads_only_constants(&call.arguments) {
            self.constant.insert(result);
        }
    }

    /// Whether a call of this name may come back to the function that is lowered.
    pub(super) fn is_recursive(&self, callee: &str, may_be_self: bool) -> bool {
        let caller = self.own_name.to_string();
        match &self.implementation {
            Some(implementation) => may_be_self && implementation.is_recursive(&caller, callee),
            None => false,
        }
    }

    /// Whether a receiver may have the type that the function is a method of.
    fn may_be_self(&mut self, receiver: &Syntax) -> bool {
        let Some(implementation) = self.implementation.clone() else {
            return false;
        };
        match self.peek(receiver).map(|ty| self.function.types.shape(ty)) {
            Some(Shape::Named(name)) => name == implementation.self_name(),
            Some(Shape::Unknown) | None => true,
            Some(_) => false,
        }
    }

    /// The signature that the path of an associated function names, if it is one of the function's own block.
    pub(super) fn associated_signature(&self, path: &syn::ExprPath) -> Option<Signature> {
        let implementation = self.implementation.as_ref()?;
        let name = path.path.segments.last()?.ident.to_string();
        let of = match &path.qself {
            Some(of) => of.ty.to_token_stream().to_string(),
            None => {
                let mut of = path.path.clone();
                of.segments.pop();
                of.segments.pop_punct();
                of.to_token_stream().to_string()
            }
        };
        let is_own = of == "Self" || of == implementation.self_name();
        is_own.then(|| implementation.signature(&name).cloned()).flatten()
    }
}

/// A name, mutable or not, or `_`.
pub(super) fn is_plain(part: &Pat) -> bool {
    matches!(part, Pat::Ident(ident) if ident.subpat.is_none() && ident.by_ref.is_none())
        || matches!(part, Pat::Wild(_))
}
