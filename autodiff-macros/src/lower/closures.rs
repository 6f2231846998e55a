//! Local closures: written out where they are called.
//!
//! A closure sees the variables of the place where it was written, under the names they had there; what it captures
//! cannot change between definition and call without the borrow checker's leave, except through copies that `move` makes,
//! which are taken when the closure is bound.

use super::iterators::Item;
use super::statements::Source;
use super::{Binding, Lowerer, jumps};
use crate::ir::{Expr, Operand, Place, Role, Stmt};
use crate::reject::Refusal;
use std::collections::HashMap;
use std::rc::Rc;
use syn::{Expr as Syntax, Pat};

/// A closure and the scopes it was written in.
#[derive(Clone, Debug)]
pub struct Closure {
    pub parameters: Vec<Pat>,
    pub body: Syntax,
    /// Whether it is no closure, but the function that `body` names.
    pub is_function: bool,
    /// The type that it returns, where it is written.
    pub returns: Option<syn::Type>,
    pub(super) scopes: Vec<HashMap<String, Binding>>,
}

impl<'r> Lowerer<'r> {
    /// `let name = |…| …;`
    pub(super) fn bind_closure(&mut self, name: &syn::Ident, closure: &syn::ExprClosure) {
        let closure = self.closure(closure);
        self.bind_name(name.to_string(), Binding::Closure(std::rc::Rc::new(closure)));
    }

    pub(super) fn closure(&mut self, closure: &syn::ExprClosure) -> Closure {
        if closure.asyncness.is_some() {
            self.refusals.refuse(closure, Refusal::Async);
        }
        let scopes = self.scopes.clone();
        if closure.capture.is_some() {
            self.snapshot(closure);
        }
        let captured = std::mem::replace(&mut self.scopes, scopes);
        Closure {
            parameters: closure.inputs.iter().cloned().collect(),
            body: (*closure.body).clone(),
            is_function: false,
            returns: match &closure.output {
                syn::ReturnType::Type(_, ty) => Some((**ty).clone()),
                syn::ReturnType::Default => None,
            },
            scopes: captured,
        }
    }

    /// `move` copies what the closure captures: mutable numbers get a name for their present value.
    fn snapshot(&mut self, closure: &syn::ExprClosure) {
        let mut names = Vec::new();
        collect_names(quote::ToTokens::to_token_stream(&closure.body), &mut names);
        self.scopes.push(HashMap::new());
        for name in names {
            if let Some(Binding::Variable(var)) = self.look_up(&name)
                && self.function.var(var).mutable
            {
                // A variable of the closure's own, which it may change.
                let hint = format!("{}_then", self.function.var(var).name);
                let copy = self.function.fresh(&hint, Role::Local, true);
                self.function.types.unify(self.ty(copy), self.ty(var));
                let value = Expr::Load(Place::whole(var));
                self.push(Stmt::Let { var: copy, value });
                if let Some(scope) = self.scopes.last_mut() {
                    scope.insert(name, Binding::Variable(copy));
                }
            }
        }
    }

    /// `closure(arguments)`.
    pub(super) fn call_closure(&mut self, closure: &Closure, call: &syn::ExprCall) -> Expr {
        if let Some(path) = closure.function() {
            let func = Box::new(closure.body.clone());
            return self.call_of_item(&path, &syn::ExprCall { func, ..call.clone() });
        }
        if closure.parameters.len() != call.args.len() {
            return self.refuse(call, Refusal::CallTarget);
        }
        let arguments: Vec<Item> = call.args.iter().map(|argument| self.closure_input(argument)).collect();
        self.apply(closure, arguments)
    }

    /// An argument of a closure: a value, a reference, or another closure.
    fn closure_input(&mut self, argument: &Syntax) -> Item {
        if let Some(closure) = self.function_value(argument) {
            return Item::Closure(closure);
        }
        Item::Source(match self.view(argument) {
            Some((place, mutable)) => Source::View { place, mutable },
            None => Source::Value(Expr::Use(self.operand(argument))),
        })
    }

    /// A closure or function as a value: `|x| …`, `square`, `f64::sin`, a name bound to one of them.
    pub(super) fn function_value(&mut self, expr: &Syntax) -> Option<Rc<Closure>> {
        match expr {
            Syntax::Paren(paren) => self.function_value(&paren.expr),
            Syntax::Closure(closure) => Some(Rc::new(self.closure(closure))),
            Syntax::Reference(reference) if reference.mutability.is_none() => match &*reference.expr {
                Syntax::Closure(_) | Syntax::Path(_) => self.function_value(&reference.expr),
                _ => None,
            },
            Syntax::Cast(cast) if matches!(*cast.ty, syn::Type::FnPtr(_)) => self.function_value(&cast.expr),
            Syntax::Path(path) => {
                let name = path.path.get_ident().map(ToString::to_string);
                match name.as_ref().and_then(|name| self.look_up(name)) {
                    Some(Binding::Closure(closure)) => return Some(closure),
                    Some(_) => return None,
                    None => {}
                }
                let last = super::calls::last_name(&path.path);
                let is_item = name.is_some_and(|name| self.is_constant_item(&name));
                (last.chars().next().is_some_and(char::is_lowercase) && last != "self" && !is_item).then(|| {
                    Rc::new(Closure {
                        parameters: Vec::new(),
                        body: expr.clone(),
                        is_function: true,
                        returns: None,
                        scopes: self.scopes.clone(),
                    })
                })
            }
            _ => None,
        }
    }

    /// Gives a closure the name of a pattern.
    pub(super) fn bind_closure_name(&mut self, pattern: &Pat, closure: Rc<Closure>) {
        match pattern {
            Pat::Ident(ident) => self.bind_name(ident.ident.to_string(), Binding::Closure(closure)),
            Pat::Type(typed) => self.bind_closure_name(&typed.pat, closure),
            Pat::Reference(reference) => self.bind_closure_name(&reference.pat, closure),
            Pat::Wild(_) => {}
            other => self.refusals.refuse(other, Refusal::Pattern),
        }
    }

    /// The body of a closure, its parameters bound to the arguments.
    pub(super) fn apply(&mut self, closure: &Closure, arguments: Vec<Item>) -> Expr {
        let scopes = std::mem::replace(&mut self.scopes, closure.scopes.clone());
        self.scopes.push(HashMap::new());
        for (pattern, argument) in closure.parameters.iter().zip(arguments) {
            self.bind_item(pattern, argument);
        }
        let value = match &closure.body {
            Syntax::Block(block) if jumps::returns_early(&block.block) => self.returning_body(&block.block, closure),
            // A `return` in a body without braces of its own, such as `|v| if v < 0.0 { return 0.0 } else { v }`.
            body if jumps::returns(body) => {
                let stmts = vec![syn::Stmt::Expr(body.clone(), None)];
                let brace_token = syn::token::Brace::default();
                self.returning_body(&syn::Block { brace_token, stmts }, closure)
            }
            body if !super::branches::has_value(body) => {
                self.expression_statement(body);
                Expr::Use(Operand::tokens(quote::quote!(())))
            }
            body => self.value(body),
        };
        let value = Expr::Use(self.name_value(value, "value"));
        self.scopes = scopes;
        value
    }

    /// A body with `return`s of its own: they leave the closure, not the function.
    fn returning_body(&mut self, block: &syn::Block, closure: &Closure) -> Expr {
        let result = self.function.fresh("returned", Role::Local, true);
        if let Some(ty) = &closure.returns {
            self.annotate(result, ty);
        }
        let failure = super::fallible::Failure::of(closure.returns.as_ref(), &closure.body);
        let outer_failure = std::mem::replace(&mut self.failure, failure);
        self.push(Stmt::Let {
            var: result,
            value: Expr::Default,
        });
        let outer_result = self.result.replace(result);
        let loops = std::mem::take(&mut self.loops);
        let guards = std::mem::take(&mut self.guards);
        let body = self.nested(|this| {
            this.statements(&block.stmts, &mut |this, value| {
                if let Some(value) = value {
                    this.set_result(result, value, true);
                }
            });
        });
        self.splice(body);
        self.result = outer_result;
        self.failure = outer_failure;
        self.loops = loops;
        self.guards = guards;
        Expr::Load(Place::whole(result))
    }
}

impl Closure {
    /// The function that this is, if it is no closure.
    pub(super) fn function(&self) -> Option<syn::ExprPath> {
        match &self.body {
            Syntax::Path(path) if self.is_function => Some(path.clone()),
            _ => None,
        }
    }

    /// The closure that a name stood for where this one was written.
    fn named(&self, name: &str) -> Option<&Self> {
        match self.scopes.iter().rev().find_map(|scope| scope.get(name))? {
            Binding::Closure(closure) => Some(closure),
            _ => None,
        }
    }

    /// Whether the body changes anything that it captured or was given.
    pub(super) fn has_effects(&self) -> bool {
        self.changes_other_than(None)
    }

    /// The same for the closure of `scan`, which may change its state.
    pub(super) fn has_effects_besides_state(&self) -> bool {
        let state = self.parameters.first().and_then(|pattern| match pattern {
            Pat::Ident(ident) => Some(ident.ident.to_string()),
            _ => None,
        });
        self.changes_other_than(state)
    }

    fn changes_other_than(&self, state: Option<String>) -> bool {
        let mut effects = Effects {
            found: false,
            closure: self,
            own: state.into_iter().collect(),
        };
        syn::visit::Visit::visit_expr(&mut effects, &self.body);
        effects.found
    }
}

/// Looks for changes of anything but variables of the closure's own.
struct Effects<'c> {
    found: bool,
    closure: &'c Closure,
    own: Vec<String>,
}

impl Effects<'_> {
    /// Whether what is changed belongs to the closure.
    fn is_own(&self, changed: &Syntax) -> bool {
        match changed {
            Syntax::Path(path) => path
                .path
                .get_ident()
                .is_some_and(|name| self.own.contains(&name.to_string())),
            Syntax::Paren(paren) => self.is_own(&paren.expr),
            Syntax::Field(field) => self.is_own(&field.base),
            Syntax::Index(index) => self.is_own(&index.expr),
            Syntax::Unary(unary) if matches!(unary.op, syn::UnOp::Deref(_)) => self.is_own(&unary.expr),
            _ => false,
        }
    }
}

impl<'ast> syn::visit::Visit<'ast> for Effects<'_> {
    crate::macro_parts::look_into_macros!();
    fn visit_local(&mut self, local: &'ast syn::Local) {
        // A value: what refers to something else is made by `&mut` or a method, which count themselves.
        let pattern = match &local.pat {
            Pat::Type(typed) => &*typed.pat,
            pattern => pattern,
        };
        let is_value = local.init.as_ref().is_some_and(|init| makes_value(&init.expr));
        if let Pat::Ident(ident) = pattern
            && ident.mutability.is_some()
            && is_value
        {
            let name = ident.ident.to_string();
            let is_captured = self.closure.scopes.iter().any(|scope| scope.contains_key(&name));
            if !is_captured {
                self.own.push(name);
            }
        }
        syn::visit::visit_local(self, local);
    }

    /// What a closure inside changes is its own if it is the state that it was given by value.
    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        let known = self.own.len();
        let holds_state = ["scan", "fold", "try_fold"].iter().any(|name| call.method == name);
        if let [initial, Syntax::Closure(inner)] = Vec::from_iter(&call.args)[..]
            && let Some(Pat::Ident(state)) = inner.inputs.first()
            && holds_state
            && !matches!(initial, Syntax::Reference(_))
        {
            self.own.push(state.ident.to_string());
        }
        syn::visit::visit_expr_method_call(self, call);
        self.own.truncate(known);
    }

    fn visit_expr(&mut self, expr: &'ast Syntax) {
        self.found |= match expr {
            Syntax::Path(path) => path
                .path
                .get_ident()
                .and_then(|ident| self.closure.named(&ident.to_string()))
                .is_some_and(Closure::has_effects),
            Syntax::Assign(assign) => !self.is_own(&assign.left),
            Syntax::Binary(binary) => super::statements::is_compound(&binary.op) && !self.is_own(&binary.left),
            Syntax::MethodCall(call) => {
                super::sequences::changes(&call.method.to_string()) && !self.is_own(&call.receiver)
            }
            Syntax::Reference(reference) => reference.mutability.is_some() && !self.is_own(&reference.expr),
            _ => false,
        };
        syn::visit::visit_expr(self, expr);
    }
}

/// Whether an expression makes a number or collection of its own, by its form.
fn makes_value(expr: &Syntax) -> bool {
    match expr {
        Syntax::Lit(_)
        | Syntax::Unary(_)
        | Syntax::Binary(_)
        | Syntax::Array(_)
        | Syntax::Repeat(_)
        | Syntax::Cast(_) => true,
        Syntax::Macro(mac) => mac.mac.path.is_ident("vec"),
        Syntax::Paren(paren) => makes_value(&paren.expr),
        Syntax::Call(call) => matches!(&*call.func, Syntax::Path(path)
            if ["new", "with_capacity"].contains(&super::calls::last_name(&path.path).as_str())),
        Syntax::MethodCall(call) => ["to_vec", "clone", "sum", "collect"]
            .iter()
            .any(|name| call.method == name),
        _ => false,
    }
}

fn collect_names(tokens: proc_macro2::TokenStream, names: &mut Vec<String>) {
    for tree in tokens {
        match tree {
            proc_macro2::TokenTree::Ident(ident) => {
                let name = ident.to_string();
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            proc_macro2::TokenTree::Group(group) => collect_names(group.stream(), names),
            _ => {}
        }
    }
}
