//! `Result`s, and the operator `?`.
//!
//! A `Result` is an `Option` with a reason: what is said in `optional` and `option_values` holds for it, too, and its derivative
//! is that of an `Option`. An error has none, so nothing active may go into one, and what is read of one is constant.

use super::branches::{Arm, Test};
use super::iterators::Item;
use super::optional::Optional;
use super::statements::{Continuation, Source};
use super::{Binding, Lowerer};
use crate::ir::{Aggregate, Argument, Expr, Operand, Place};
use crate::lower::types::Shape;
use crate::reject::Refusal;
use quote::quote;
use syn::spanned::Spanned;
use syn::visit::Visit;
use syn::{Expr as Syntax, Member, Pat};

/// What `?` returns in a function or closure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    Option,
    Result,
}

impl Failure {
    /// The path of what holds a value.
    pub(super) fn success(self) -> syn::Path {
        match self {
            Self::Option => syn::parse_quote!(Some),
            Self::Result => ok_path(),
        }
    }

    /// By the type that is returned; another name for one is seen through by what the body speaks of.
    pub(super) fn of(ty: Option<&syn::Type>, body: &Syntax) -> Option<Self> {
        if let Some(syn::Type::Path(path)) = ty
            && let Some(last) = path.path.segments.last()
        {
            if last.ident == "Option" {
                return Some(Self::Option);
            }
            if last.ident == "Result" {
                return Some(Self::Result);
            }
        }
        let mut finder = Finder(None);
        finder.visit_expr(body);
        finder.0
    }
}

/// Looks for the constructors of one of the two.
struct Finder(Option<Failure>);

impl<'ast> Visit<'ast> for Finder {
    crate::macro_parts::look_into_macros!();
    fn visit_path(&mut self, path: &'ast syn::Path) {
        let found = match path.segments.last() {
            Some(last) if last.ident == "Ok" || last.ident == "Err" => Some(Failure::Result),
            Some(last) if last.ident == "Some" || last.ident == "None" => Some(Failure::Option),
            _ => None,
        };
        self.0 = found.or(self.0);
    }
    fn visit_pat(&mut self, _: &'ast Pat) {}
}

/// The place of what an `Option` or `Result` holds.
pub(super) fn held(place: &Place) -> Place {
    let path: syn::Path = syn::parse_quote!(::pullback::runtime::support::held_value);
    place.payload(&path, Member::Unnamed(0.into()))
}

pub(super) fn ok_path() -> syn::Path {
    syn::parse_quote!(Ok)
}

/// Whether a path is that of `Err`.
pub(super) fn is_error(path: &syn::Path) -> bool {
    let count = path.segments.len();
    path.segments.last().is_some_and(|last| last.ident == "Err")
        && (count == 1 || path.segments[count - 2].ident == "Result")
}

impl<'r> Lowerer<'r> {
    /// `let pattern = expr?;`, or the value of `expr?` for what follows: it runs where there is a value.
    pub(super) fn question(
        &mut self,
        pattern: Option<&Pat>,
        expr: &syn::ExprTry,
        rest: &[syn::Stmt],
        then: Continuation<'_, 'r>,
    ) {
        let Some(failure) = self.failure else {
            return self.refusals.refuse(expr, Refusal::Question);
        };
        let of = &expr.expr;
        let name: Pat = syn::parse_quote_spanned!(expr.span()=> value__);
        let (bound, value): (&Pat, Vec<syn::Stmt>) = match pattern {
            // A type can stand in a `let`, and in no other pattern.
            Some(typed @ Pat::Type(_)) => {
                let binding = syn::parse_quote!(let #typed = value__;);
                (&name, std::iter::once(binding).chain(rest.iter().cloned()).collect())
            }
            Some(pattern) => (pattern, rest.to_vec()),
            None => (&name, vec![syn::Stmt::Expr(syn::parse_quote!(value__), None)]),
        };
        match failure {
            Failure::Option => {
                let otherwise: Syntax = syn::parse_quote!({
                    return ::core::option::Option::None;
                });
                let pattern = variant_pattern(syn::parse_quote!(::core::option::Option::Some), bound);
                self.let_else(&pattern, of, &otherwise, &value, then);
            }
            Failure::Result => {
                let value_pattern = variant_pattern(ok_path(), bound);
                let error_pattern = variant_pattern(syn::parse_quote!(Err), &syn::parse_quote!(error));
                let scrutinee = self.scrutinee(of, &[&value_pattern, &error_pattern], false);
                let scrutinee = std::rc::Rc::new(scrutinee);
                let arm = |pattern: Pat, stmts| Arm {
                    test: Test::Pattern {
                        scrutinee: scrutinee.clone(),
                        pattern: Box::new(pattern),
                        guard: None,
                    },
                    stmts,
                };
                let passed_on = syn::parse_quote!(return Err(::core::convert::From::from(error)););
                let arms = [arm(value_pattern, value), arm(error_pattern, vec![passed_on])];
                self.arms(&arms, &mut |this, value| then(this, value));
            }
        }
    }

    /// `Err(argument)`.
    pub(super) fn error(&mut self, path: &syn::Path, argument: &Syntax) -> Expr {
        let value = match passed_on(argument) {
            Some(error) => {
                let error = self.operand(error);
                let template = quote!(::core::convert::From::from(argument_0__));
                Expr::Constant(template, vec![Argument::Value(error)])
            }
            None => match self.opaque_constant(argument) {
                Some(constant) => constant,
                None => self.value(argument),
            },
        };
        let error = self.named_error(value, argument);
        Expr::Aggregate(variant(path.clone()), vec![error])
    }

    /// Names an error; refuses one that would take a derivative along, as it has none.
    fn named_error(&mut self, error: Expr, at: &Syntax) -> Operand {
        // Lengths and other integers may tell of what is active.
        let is_inert = match &error {
            Expr::Aggregate(_, parts) => parts.iter().all(|part| self.is_inert(part)),
            Expr::Constant(_, arguments) => self.reads_only_constants(arguments),
            _ => false,
        };
        let error = self.name_value(error, "error");
        if !is_inert && !self.is_inert(&error) {
            self.refusals.refuse(at, Refusal::ActiveError);
        } else if let Operand::Var(var) = error {
            self.constant.insert(var);
        }
        error
    }

    /// Whether an operand has no derivative.
    fn is_inert(&self, operand: &Operand) -> bool {
        match operand {
            Operand::Var(var) => self.constant.contains(var) || self.function.types.is_inactive(self.ty(*var)),
            Operand::Constant(_) => true,
            Operand::Nested(_) => false,
        }
    }

    /// A copy of the error in a `Result`.
    pub(super) fn error_in(&mut self, place: &Place) -> Operand {
        let template = quote!(::pullback::runtime::support::copied_error(argument_0__));
        let copy = Expr::Constant(template, vec![Argument::Borrow(place.clone())]);
        let error = self.name_value(copy, "error");
        if let Operand::Var(var) = error {
            self.constant.insert(var);
        }
        error
    }

    /// Whether there is a value in an `Option` or `Result`.
    pub(super) fn holds(&mut self, place: &Place) -> Operand {
        let test = quote!(::pullback::runtime::support::holds_value(argument_0__));
        self.flag(Expr::Constant(test, vec![Argument::Borrow(place.clone())]), "holds")
    }

    /// Binds the names in the pattern of an error.
    pub(super) fn bind_error(&mut self, pattern: &Pat, source: Source) {
        let Some(place) = self.source_place(source) else { return };
        if let Operand::Var(error) = self.error_in(&place) {
            self.bind(pattern, Source::Place(Place::whole(error)));
        }
    }

    /// Whether an expression is known to be a `Result`.
    pub(super) fn is_result(&mut self, expr: &Syntax) -> bool {
        if self.option_uses.is_result(expr) {
            return true;
        }
        match expr {
            Syntax::Paren(paren) => return self.is_result(&paren.expr),
            Syntax::MethodCall(call) => {
                let name = call.method.to_string();
                match name.as_str() {
                    "ok_or" | "ok_or_else" | "map_err" => return true,
                    "map" | "and_then" | "or_else" | "as_ref" | "as_mut" | "copied" | "cloned" => {
                        return self.is_result(&call.receiver);
                    }
                    _ => {}
                }
            }
            Syntax::Path(path) => {
                let binding = path.path.get_ident().and_then(|name| self.look_up(&name.to_string()));
                return match binding {
                    Some(Binding::Variable(var)) => self.is_fallible(&Place::whole(var)),
                    Some(Binding::View { place, .. } | Binding::Part(place)) => self.is_fallible(&place),
                    _ => false,
                };
            }
            _ => {}
        }
        match self.peek(expr) {
            Some(ty) => matches!(self.function.types.shape(ty), Shape::Fallible(_)),
            None => false,
        }
    }

    fn is_fallible(&mut self, place: &Place) -> bool {
        let ty = self.type_of_place(place);
        matches!(self.function.types.shape(ty), Shape::Fallible(_))
    }

    /// Methods whose value is a `Result`.
    pub(super) fn result_method(&mut self, call: &syn::ExprMethodCall) -> Option<Expr> {
        let name = call.method.to_string();
        let argument = call.args.first();
        match (name.as_str(), argument) {
            ("ok_or", Some(error)) => {
                let optional = self.option_like(&call.receiver)?;
                let error = self.error(&syn::parse_quote!(Err), error);
                let error = self.name_value(error, "error");
                Some(self.one_of(&optional, &mut |this, item| this.ok_of(item), &mut |_| error.clone()))
            }
            ("ok_or_else", Some(closure)) => {
                let optional = self.option_like(&call.receiver)?;
                let closure = self.closure_argument(closure, 0)?;
                Some(self.one_of(&optional, &mut |this, item| this.ok_of(item), &mut |this| {
                    let error = this.apply(&closure, Vec::new());
                    this.error_of(error, &call.args[0])
                }))
            }
            ("map_err", Some(closure)) => {
                let (optional, place) = self.result_like(&call.receiver)?;
                let closure = self.closure_argument(closure, 1)?;
                Some(self.one_of(&optional, &mut |this, item| this.ok_of(item), &mut |this| {
                    let error = this.error_in(&place);
                    let error = this.apply(&closure, vec![Item::value(error)]);
                    this.error_of(error, &call.args[0])
                }))
            }
            ("map", Some(closure)) if self.is_result(&call.receiver) => {
                let (optional, place) = self.result_like(&call.receiver)?;
                let closure = self.closure_argument(closure, 1)?;
                let something = &mut |this: &mut Self, item| {
                    let value = this.applied(&closure, vec![item]);
                    this.ok_of(Item::value(value))
                };
                Some(self.one_of(&optional, something, &mut |this| this.same_error(&place)))
            }
            ("and_then", Some(closure)) if self.is_result(&call.receiver) => {
                let (optional, place) = self.result_like(&call.receiver)?;
                let closure = self.closure_argument(closure, 1)?;
                Some(self.one_of(
                    &optional,
                    &mut |this, item| this.applied(&closure, vec![item]),
                    &mut |this| this.same_error(&place),
                ))
            }
            ("or_else", Some(closure)) if self.is_result(&call.receiver) => {
                let (optional, place) = self.result_like(&call.receiver)?;
                let closure = self.closure_argument(closure, 1)?;
                Some(self.one_of(&optional, &mut |this, item| this.ok_of(item), &mut |this| {
                    let error = this.error_in(&place);
                    this.applied(&closure, vec![Item::value(error)])
                }))
            }
            ("copied" | "cloned", None) if self.is_result(&call.receiver) => self.result_copy(call),
            ("ok", None) => {
                let optional = self.option_like(&call.receiver)?;
                Some(self.option_value(&optional))
            }
            ("err", None) => {
                let (optional, place) = self.result_like(&call.receiver)?;
                let template = quote!(::core::result::Result::err(::core::clone::Clone::clone(argument_0__)));
                drop(optional);
                let error = self.name_value(Expr::Constant(template, vec![Argument::Borrow(place)]), "error");
                self.constant.extend(error.var());
                Some(Expr::Use(error))
            }
            _ => None,
        }
    }

    fn result_copy(&mut self, call: &syn::ExprMethodCall) -> Option<Expr> {
        let (optional, place) = self.result_like(&call.receiver)?;
        Some(
            self.one_of(&optional, &mut |this, item| this.ok_of(item.copied()), &mut |this| {
                this.same_error(&place)
            }),
        )
    }

    /// What a `Result` holds, and where it is.
    fn result_like(&mut self, receiver: &Syntax) -> Option<(Optional, Place)> {
        let optional = self.option_like(receiver)?;
        let place = optional.whole.clone()?;
        Some((optional, place))
    }

    pub(super) fn ok_of(&mut self, item: Item) -> Operand {
        let value = self.item_operand(item);
        self.name_value(Expr::Aggregate(variant(ok_path()), vec![value]), "ok")
    }

    fn error_of(&mut self, error: Expr, at: &Syntax) -> Operand {
        let error = self.named_error(error, at);
        self.name_value(Expr::Aggregate(variant(syn::parse_quote!(Err)), vec![error]), "failed")
    }

    pub(super) fn same_error(&mut self, place: &Place) -> Operand {
        let error = self.error_in(place);
        self.name_value(Expr::Aggregate(variant(syn::parse_quote!(Err)), vec![error]), "failed")
    }
}

fn variant(path: syn::Path) -> Aggregate {
    Aggregate::Variant {
        path,
        members: vec![Member::Unnamed(0.into())],
    }
}

fn variant_pattern(path: syn::Path, inner: &Pat) -> Pat {
    Pat::TupleStruct(syn::PatTupleStruct {
        attrs: Vec::new(),
        qself: None,
        path,
        paren_token: Default::default(),
        elems: std::iter::once(inner.clone()).collect(),
    })
}

/// The error that `?` passes on, converted to what the function returns.
fn passed_on(expr: &Syntax) -> Option<&Syntax> {
    match expr {
        Syntax::Call(call) if call.args.len() == 1 => match &*call.func {
            Syntax::Path(path) if quote!(#path).to_string() == quote!(::core::convert::From::from).to_string() => {
                call.args.first()
            }
            _ => None,
        },
        _ => None,
    }
}
