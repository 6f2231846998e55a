//! `Option`s as values: in a variable, a field, the result of a call; and the way from an optional value that is only asked
//! for (see `optional`) to one that is stored, returned or passed on, and back.

use super::closures::Closure;
use super::iterators::Item;
use super::optional::{Optional, Payload, is_optional};
use super::statements::Source;
use super::{Binding, Lowerer};
use crate::ir::{Aggregate, Argument, Expr, Operand, Place, Role, Stmt};
use crate::lower::types::Shape;
use proc_macro2::Span;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr as Syntax, Member};

fn some_path() -> syn::Path {
    syn::parse_quote!(Some)
}

/// Whether nothing but the end of a chain, or a method of the user's own, has this name.
fn makes_option(method: &str) -> bool {
    ["try_fold", "try_for_each", "collect"].contains(&method) || super::known_methods::is_nobody_elses(method)
}

pub(super) fn none() -> Operand {
    Operand::tokens(quote!(::core::option::Option::None))
}

impl Payload {
    /// Whether taking it twice is not the same as taking it once.
    pub(super) fn has_effects(&self) -> bool {
        match self {
            Self::Pop(_) | Self::Removed(_) => true,
            Self::Copied(inner) => inner.has_effects(),
            Self::Mapped(inner, closure) => inner.has_effects() || closure.has_effects(),
            Self::Item(_) | Self::Indexed { .. } | Self::End { .. } => false,
        }
    }
    /// Whether it is a reference, so that what it names cannot change while its name is in use.
    fn is_reference(&self) -> bool {
        matches!(self, Self::End { .. } | Self::Item(Item::Source(Source::View { .. })))
    }
}

impl<'r> Lowerer<'r> {
    /// An optional value, whether it is only asked for or stands in a place.
    pub(super) fn option_like(&mut self, expr: &Syntax) -> Option<Optional> {
        if let Some(optional) = self.optional(expr) {
            return Some(optional);
        }
        let (place, through) = match expr {
            Syntax::Paren(paren) => return self.option_like(&paren.expr),
            Syntax::Path(_) | Syntax::Field(_) | Syntax::Index(_) | Syntax::Unary(_) => match self.view(expr) {
                Some((place, mutable)) => (place, Some(mutable)),
                None => (self.place(expr)?, None),
            },
            Syntax::MethodCall(call) if call.method == "as_ref" || call.method == "as_mut" => {
                (self.place(&call.receiver)?, Some(call.method == "as_mut"))
            }
            Syntax::MethodCall(call) if call.method == "clone" => (self.place(&call.receiver)?, None),
            Syntax::MethodCall(call)
                if ["ok_or", "ok_or_else", "map_err", "map", "ok", "err", "copied", "cloned"]
                    .iter()
                    .any(|name| call.method == name)
                    && !self.is_iterator(&call.receiver) =>
            {
                let value = self.result_method(call)?;
                (Place::whole(self.name_value(value, "result").var()?), None)
            }
            Syntax::MethodCall(call)
                if ["and_then", "or", "or_else", "take", "zip"]
                    .iter()
                    .any(|name| call.method == name) =>
            {
                let value = self.option_method(call)?;
                (Place::whole(self.name_value(value, "option").var()?), None)
            }
            // What reads constants alone runs once, as written: `text.parse().unwrap()`.
            Syntax::MethodCall(call) if self.own_signature(call).is_none() && self.opaque_constant(expr).is_some() => {
                return None;
            }
            Syntax::Call(_) if self.opaque_constant(expr).is_some() => return None,
            // A method of the user's own, or one that ends a chain.
            Syntax::MethodCall(call) if self.calls_own_method(call) || makes_option(&call.method.to_string()) => {
                (self.place_or_temporary(expr), None)
            }
            Syntax::Call(_) | Syntax::If(_) | Syntax::Match(_) | Syntax::Block(_) | Syntax::Loop(_) => {
                (self.place_or_temporary(expr), None)
            }
            _ => return None,
        };
        self.may_be_option(&place)
            .then(|| self.option_in(place, through, expr.span()))
    }

    /// The value of an `Option` or `Result` in a place; `through` a reference that may be mutable.
    pub(super) fn option_in(&mut self, place: Place, through: Option<bool>, at: Span) -> Optional {
        let ty = self.type_of_place(&place);
        let at = Span::call_site().located_at(at);
        let (test, path) = match self.function.types.shape(ty) {
            Shape::Optional(_) => (
                quote!(::core::matches!(argument_0__, ::core::option::Option::Some(_))),
                some_path(),
            ),
            Shape::Fallible(_) => (
                quote!(::core::matches!(argument_0__, ::core::result::Result::Ok(_))),
                super::fallible::ok_path(),
            ),
            _ => (
                quote_spanned!(at=> ::pullback::runtime::support::holds_value(argument_0__)),
                syn::parse_quote!(::pullback::runtime::support::held_value),
            ),
        };
        let whole = Some(place.clone());
        let present = self.flag(Expr::Constant(test, vec![Argument::Borrow(place.clone())]), "present");
        let place = place.payload(&path, Member::Unnamed(0.into()));
        let source = match through {
            Some(mutable) => Source::View { place, mutable },
            None => Source::Place(place),
        };
        Optional {
            whole,
            ..Optional::item(present, Item::Source(source))
        }
    }

    /// What is constant may be anything, and is run as written.
    fn may_be_option(&mut self, place: &Place) -> bool {
        let ty = self.type_of_place(place);
        match self.function.types.shape(ty) {
            Shape::Optional(_) | Shape::Fallible(_) => true,
            Shape::Unknown | Shape::Named(_) => !self.constant.contains(&place.root),
            _ => false,
        }
    }

    /// Whether a method that sequences and iterators have, too, is called on an `Option`.
    pub(super) fn is_option(&mut self, expr: &Syntax) -> bool {
        match expr {
            Syntax::Paren(paren) => self.is_option(&paren.expr),
            Syntax::Path(path) => {
                let binding = path.path.get_ident().and_then(|name| self.look_up(&name.to_string()));
                match binding {
                    Some(Binding::Maybe(_)) => true,
                    Some(Binding::Variable(var)) => self.may_be_option(&Place::whole(var)),
                    Some(Binding::View { place, .. } | Binding::Part(place)) => self.may_be_option(&place),
                    _ => false,
                }
            }
            Syntax::Field(field) => match self.place(&Syntax::Field(field.clone())) {
                Some(place) => self.may_be_option(&place),
                None => false,
            },
            Syntax::Call(_) if super::optional::some(expr).is_some() => true,
            Syntax::Call(call) => matches!(&*call.func, Syntax::Path(path)
                if path.path.segments.last().is_some_and(|last| last.ident.to_string().starts_with(char::is_lowercase))),
            Syntax::MethodCall(call) if call.method == "map" && !is_optional(expr) => self.maps_option(call),
            Syntax::MethodCall(call) if self.calls_own_method(call) => true,
            Syntax::MethodCall(call) if call.method == "zip" => self.is_surely_option(&call.receiver),
            Syntax::MethodCall(call) => {
                let name = call.method.to_string();
                is_optional(expr)
                    || ([
                        "copied",
                        "cloned",
                        "filter",
                        "as_ref",
                        "as_mut",
                        "and_then",
                        "or",
                        "or_else",
                        "ok",
                        "ok_or",
                        "ok_or_else",
                        "map_err",
                        "zip",
                    ]
                    .contains(&name.as_str())
                        && self.is_option(&call.receiver))
            }
            // What stands behind a reference, an element, a branch: by what is done with it.
            _ => self.option_uses.contains(expr),
        }
    }

    /// Whether `map` is that of an `Option`: arrays have one, too.
    pub(super) fn maps_option(&mut self, call: &syn::ExprMethodCall) -> bool {
        if !self.is_option(&call.receiver) {
            return false;
        }
        let is_known = match self.place(&call.receiver) {
            Some(place) => {
                let ty = self.type_of_place(&place);
                matches!(self.function.types.shape(ty), Shape::Optional(_) | Shape::Fallible(_))
            }
            None => match &*call.receiver {
                Syntax::Path(_) | Syntax::Field(_) | Syntax::Call(_) => false,
                Syntax::MethodCall(inner) => !self.calls_own_method(inner),
                _ => true,
            },
        };
        is_known
            || self.option_uses.contains(&call.receiver)
            || self.option_uses.contains(&Syntax::MethodCall(call.clone()))
    }

    /// The name of an optional value; unless it is a reference, it is evaluated now.
    pub(super) fn bind_optional(&mut self, name: &syn::Ident, expr: &Syntax) -> bool {
        let Some(optional) = self.optional(expr) else {
            return false;
        };
        if optional.payload.is_reference() {
            self.bind_name(name.to_string(), Binding::Maybe(std::rc::Rc::new(optional)));
        } else {
            let value = self.option_value(&optional);
            self.bind(&syn::parse_quote!(#name), Source::Value(value));
        }
        true
    }

    /// Methods of an `Option` whose value is an `Option`.
    pub(super) fn option_method(&mut self, call: &syn::ExprMethodCall) -> Option<Expr> {
        if let Some(value) = self.result_method(call) {
            return Some(value);
        }
        let name = call.method.to_string();
        match (name.as_str(), call.args.first()) {
            ("and_then", Some(closure)) if self.is_option(&call.receiver) => {
                let optional = self.option_like(&call.receiver)?;
                let closure = self.closure_argument(closure, 1)?;
                Some(self.one_of(
                    &optional,
                    &mut |this, item| this.applied(&closure, vec![item]),
                    &mut |_| none(),
                ))
            }
            ("or", Some(other)) if self.is_option(&call.receiver) => {
                let optional = self.option_like(&call.receiver)?;
                let other = self.operand(other);
                Some(self.one_of(&optional, &mut |this, item| this.some_of(item), &mut |_| other.clone()))
            }
            ("or_else", Some(closure)) if self.is_option(&call.receiver) => {
                let optional = self.option_like(&call.receiver)?;
                let closure = self.closure_argument(closure, 0)?;
                let otherwise = &mut |this: &mut Self| this.applied(&closure, Vec::new());
                Some(self.one_of(&optional, &mut |this, item| this.some_of(item), otherwise))
            }
            ("take", None) => {
                let place = self.place(&call.receiver)?;
                let taken = self.load_named(place.clone());
                let value = none();
                self.push(Stmt::Assign {
                    place,
                    value,
                    first: false,
                });
                Some(Expr::Use(taken))
            }
            ("map", _) if !self.maps_option(call) => None,
            ("zip", _) if !self.is_surely_option(&call.receiver) => None,
            ("copied" | "cloned" | "filter", _) if !self.is_option(&call.receiver) => None,
            ("map" | "copied" | "cloned" | "filter" | "zip", _) => {
                let optional = self.optional(&Syntax::MethodCall(call.clone()))?;
                Some(self.option_value(&optional))
            }
            _ if is_optional(&Syntax::MethodCall(call.clone())) => {
                let optional = self.optional(&Syntax::MethodCall(call.clone()))?;
                Some(self.option_value(&optional))
            }
            _ => None,
        }
    }

    pub(super) fn applied(&mut self, closure: &Closure, arguments: Vec<Item>) -> Operand {
        let value = self.apply(closure, arguments);
        self.name_value(value, "value")
    }

    fn some_of(&mut self, item: Item) -> Operand {
        let value = self.item_operand(item);
        let aggregate = Aggregate::Variant {
            path: some_path(),
            members: vec![Member::Unnamed(0.into())],
        };
        self.name_value(Expr::Aggregate(aggregate, vec![value]), "some")
    }

    /// The `Option` as a value.
    pub(super) fn option_value(&mut self, optional: &Optional) -> Expr {
        self.one_of(optional, &mut |this, item| this.some_of(item), &mut |_| none())
    }

    /// One value where something is there, another where nothing is.
    pub(super) fn one_of(
        &mut self,
        optional: &Optional,
        something: &mut dyn FnMut(&mut Self, Item) -> Operand,
        nothing: &mut dyn FnMut(&mut Self) -> Operand,
    ) -> Expr {
        let target = self.function.fresh("chosen", Role::Local, true);
        self.push(Stmt::Declare { var: target });
        let then = self.nested(|this| {
            let item = this.take(optional.payload.clone());
            let value = something(this, item);
            this.choose(target, value);
        });
        let otherwise = self.nested(|this| {
            let value = nothing(this);
            this.choose(target, value);
        });
        self.push(Stmt::If {
            condition: optional.present.clone(),
            then,
            otherwise,
        });
        Expr::Load(Place::whole(target))
    }
}
