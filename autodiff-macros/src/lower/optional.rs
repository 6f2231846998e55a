//! Values that may be there or not, where they are asked for at once: `v.last().unwrap()`, `v.get(i).copied().unwrap_or(0.0)`,
//! `stack.pop().unwrap()`, `x.iter().max_by(…).unwrap()`.
//!
//! Whether there is one is a condition without derivative; what there is is a place, or is made when it is taken.

use super::closures::Closure;
use super::iterators::{Item, Items};
use super::statements::Source;
use super::{Binding, Lowerer};
use crate::ir::{Argument, Expr, Operand, Place, Projection, Role, Stmt};
use proc_macro2::{Ident, Span};
use quote::quote;
use std::rc::Rc;
use syn::Expr as Syntax;

/// A value that may be there.
#[derive(Clone, Debug)]
pub(super) struct Optional {
    pub present: Operand,
    pub payload: Payload,
    /// Where it is, if it is in a place.
    pub whole: Option<Place>,
}

/// How to get the value, if it is there.
#[derive(Clone, Debug)]
pub(super) enum Payload {
    Item(Item),
    /// The element at an index, or, with `Err(length)`, the last one.
    Indexed {
        items: Items,
        index: Result<Operand, Operand>,
    },
    /// `first`, `last`, `split_first`, `split_last` of a place.
    End {
        place: Place,
        mutable: bool,
        last: bool,
        split: bool,
    },
    Pop(Place),
    Copied(Box<Payload>),
    Mapped(Box<Payload>, Rc<Closure>),
}

impl Optional {
    pub fn item(present: Operand, item: Item) -> Self {
        Self {
            present,
            payload: Payload::Item(item),
            whole: None,
        }
    }
}

impl<'r> Lowerer<'r> {
    /// The optional value that an expression makes, if it is of a known kind.
    pub(super) fn optional(&mut self, expr: &Syntax) -> Option<Optional> {
        if let Syntax::Call(_) = expr
            && let Some(inner) = some(expr)
        {
            let value = self.operand(inner);
            return Some(Optional::item(Operand::tokens(quote!(true)), Item::value(value)));
        }
        let call = match expr {
            Syntax::Paren(paren) => return self.optional(&paren.expr),
            Syntax::MethodCall(call) => call,
            Syntax::Path(path) => match self.look_up(&path.path.get_ident()?.to_string())? {
                Binding::Maybe(optional) => return Some((*optional).clone()),
                _ => return None,
            },
            _ => return None,
        };
        if self.is_own_method(call) {
            return None;
        }
        if let Some(found) = self.search(call) {
            return Some(found);
        }
        let wrap = |optional: Optional, wrapper: &dyn Fn(Box<Payload>) -> Payload| Optional {
            present: optional.present,
            payload: wrapper(Box::new(optional.payload)),
            whole: optional.whole,
        };
        match call.method.to_string().as_str() {
            "first" | "first_mut" | "last" | "last_mut" | "split_first" | "split_last" | "split_first_mut"
            | "split_last_mut" | "pop"
                if call.args.is_empty() =>
            {
                let method = call.method.to_string();
                let place = self.place_or_temporary(&call.receiver);
                let empty = self.flag(Expr::Query(place.clone(), question("is_empty")), "is_empty");
                let present = self.flag(Expr::Unary(syn::UnOp::Not(Default::default()), empty), "present");
                let payload = match method.as_str() {
                    "pop" => {
                        self.refuse_unless_growable(&place, call);
                        Payload::Pop(place)
                    }
                    _ => Payload::End {
                        place,
                        mutable: method.ends_with("mut"),
                        last: method.contains("last"),
                        split: method.starts_with("split"),
                    },
                };
                Some(Optional {
                    present,
                    payload,
                    whole: None,
                })
            }
            "get" | "get_mut" if call.args.len() == 1 && !matches!(call.args[0], Syntax::Range(_)) => {
                let place = self.place_or_temporary(&call.receiver);
                let index = self.index(&call.args[0]);
                let length = self.length_of(&place);
                let present = self.flag(
                    Expr::Binary(syn::BinOp::Lt(Default::default()), index.clone(), length),
                    "present",
                );
                let view = Source::View {
                    place: place.index(index),
                    mutable: call.method == "get_mut",
                };
                Some(Optional::item(present, Item::Source(view)))
            }
            "get" | "get_mut" if let Some(Syntax::Range(range)) = call.args.first() => self.part(call, range),
            "then_some" if call.args.len() == 1 => {
                let present = self.condition(&call.receiver);
                let value = self.operand(&call.args[0]);
                Some(Optional::item(present, Item::value(value)))
            }
            "then" if is_lazy(call) => {
                let present = self.condition(&call.receiver);
                let closure = Rc::new(self.closure_argument(&call.args[0], 0)?);
                let nothing = Payload::Item(Item::value(Operand::tokens(quote!(()))));
                Some(Optional {
                    present,
                    payload: Payload::Mapped(Box::new(nothing), closure),
                    whole: None,
                })
            }
            "copied" | "cloned" => {
                let optional = self.of_option(&call.receiver)?;
                Some(wrap(optional, &|payload| Payload::Copied(payload)))
            }
            "as_ref" | "as_mut" => self.optional(&call.receiver),
            "filter" if self.is_option(&call.receiver) => {
                let optional = self.option_like(&call.receiver)?;
                let closure = self.closure_argument(call.args.first()?, 1)?;
                let payload = optional.payload;
                if payload.has_effects() {
                    return None;
                }
                let asked = payload.clone();
                let present = self.short_circuit(optional.present, true, |this| {
                    let item = this.take(asked);
                    let kept = this.apply(&closure, vec![item]);
                    this.flag(kept, "kept")
                });
                Some(Optional {
                    present,
                    payload,
                    whole: None,
                })
            }
            "map" if self.maps_option(call) => {
                let optional = self.option_like(&call.receiver)?;
                let closure = Rc::new(self.closure_argument(call.args.first()?, 1)?);
                Some(wrap(optional, &|payload| Payload::Mapped(payload, closure.clone())))
            }
            _ => None,
        }
    }

    /// `slice.get(low..high)`.
    fn part(&mut self, call: &syn::ExprMethodCall, range: &syn::ExprRange) -> Option<Optional> {
        let base = self.place_or_temporary(&call.receiver);
        let place = self.indexed(&base, &Syntax::Range(range.clone()));
        let Some(Projection::Range { low, high, .. }) = place.path.last() else {
            return None;
        };
        let mut arguments = vec![Argument::Borrow(base)];
        let [low, high] = [low, high].map(|end| {
            let name = quote::format_ident!("argument_{}__", arguments.len());
            arguments.extend(end.clone().map(Argument::Value));
            end.as_ref().map(|_| name)
        });
        let limits = range.limits;
        let asked = Expr::Constant(quote!(argument_0__.get(#low #limits #high).is_some()), arguments);
        let present = self.flag(asked, "present");
        let mutable = call.method == "get_mut";
        Some(Optional::item(present, Item::Source(Source::View { place, mutable })))
    }

    /// The receiver of a method that iterators have, too.
    fn of_option(&mut self, receiver: &Syntax) -> Option<Optional> {
        if self.is_option(receiver) {
            self.option_like(receiver)
        } else {
            self.optional(receiver)
        }
    }

    /// An optional value that is dropped: nothing happens where there is none.
    pub(super) fn drop_optional(&mut self, expr: &Syntax) {
        match self.optional(expr) {
            Some(Optional {
                present,
                payload: payload @ Payload::Pop(_),
                ..
            }) => self.when(present, |this| {
                this.take(payload);
            }),
            Some(_) => {}
            None => {
                let value = self.value(expr);
                self.name_value(value, "unused");
            }
        }
    }

    /// Takes the value, which is there.
    pub(super) fn take(&mut self, payload: Payload) -> Item {
        match payload {
            Payload::Item(item) => item,
            Payload::Indexed { items, index } => {
                let index = match index {
                    Ok(index) => index,
                    Err(length) => self.before(&length, "last"),
                };
                self.item_of_stored(&items, index)
            }
            Payload::End {
                place,
                mutable,
                last,
                split,
            } => self.take_end(&place, mutable, last, split),
            Payload::Pop(place) => {
                let ty = self.type_of_place(&place);
                let element = self.function.types.element(ty);
                let popped = self.function.fresh("popped", Role::Local, false);
                self.function.types.unify(self.ty(popped), element);
                self.push(Stmt::Pop { place, var: popped });
                Item::value(Operand::Var(popped))
            }
            Payload::Copied(payload) => self.take(*payload).copied(),
            Payload::Mapped(payload, closure) => {
                let item = self.take(*payload);
                let value = self.apply(&closure, vec![item]);
                Item::Source(Source::Value(value))
            }
        }
    }

    fn take_end(&mut self, place: &Place, mutable: bool, last: bool, split: bool) -> Item {
        let zero = Operand::tokens(quote!(0));
        let position = if last {
            let length = self.length_of(place);
            self.before(&length, "last")
        } else {
            zero
        };
        let view = |place| Item::Source(Source::View { place, mutable });
        let end = view(place.index(position.clone()));
        if !split {
            return end;
        }
        let (low, high) = if last {
            (None, Some(position))
        } else {
            (Some(Operand::tokens(quote!(1))), None)
        };
        let rest = place.then(Projection::Range {
            low,
            high,
            inclusive: false,
        });
        Item::Pair(Box::new(end), Box::new(view(rest)))
    }

    /// One less.
    fn before(&mut self, length: &Operand, hint: &str) -> Operand {
        let one = Operand::tokens(quote!(1));
        self.flag(
            Expr::Binary(syn::BinOp::Sub(Default::default()), length.clone(), one),
            hint,
        )
    }

    /// An expression whose value is an item: the value of an optional, or the halves of a slice.
    pub(super) fn item_of(&mut self, expr: &Syntax) -> Option<Item> {
        let call = match expr {
            Syntax::Paren(paren) => return self.item_of(&paren.expr),
            Syntax::MethodCall(call) => call,
            _ => return None,
        };
        match call.method.to_string().as_str() {
            "unwrap" | "expect" => {
                if let Some(value) = self.array_of_slice(call).or_else(|| self.parsed(call)) {
                    return Some(Item::Source(Source::Value(value)));
                }
                let optional = self.option_like(&call.receiver)?;
                let checked = !matches!(optional.payload, Payload::End { .. } | Payload::Pop(_));
                if checked {
                    self.push(Stmt::Assert {
                        path: syn::parse_quote!(::core::assert),
                        arguments: vec![quote!(argument_0__), quote!("called `unwrap` on nothing")],
                        operands: vec![optional.present],
                    });
                }
                Some(self.take(optional.payload))
            }
            "split_at" | "split_at_mut" if call.args.len() == 1 => {
                let place = self.place_or_temporary(&call.receiver);
                let middle = self.index(&call.args[0]);
                let mutable = call.method == "split_at_mut";
                let part = |low, high| {
                    let place = place.then(Projection::Range {
                        low,
                        high,
                        inclusive: false,
                    });
                    Box::new(Item::Source(Source::View { place, mutable }))
                };
                Some(Item::Pair(part(None, Some(middle.clone())), part(Some(middle), None)))
            }
            _ => None,
        }
    }
}

pub(super) fn question(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// The argument of `Some(…)`.
pub(super) fn some(expr: &Syntax) -> Option<&Syntax> {
    match expr {
        Syntax::Paren(paren) => some(&paren.expr),
        Syntax::Call(call) => match &*call.func {
            Syntax::Path(path) if super::calls::last_name(&path.path) == "Some" => call.args.first(),
            _ => None,
        },
        _ => None,
    }
}

pub(super) fn is_none(expr: &Syntax) -> bool {
    matches!(expr, Syntax::Path(path) if super::calls::last_name(&path.path) == "None")
}

/// `condition.then(|| …)`: `Ordering` has a `then`, too.
fn is_lazy(call: &syn::ExprMethodCall) -> bool {
    matches!(call.args.first(), Some(Syntax::Closure(closure)) if closure.inputs.is_empty())
}

/// Whether an expression is an optional value of a known kind, by its method.
pub(super) fn is_optional(expr: &Syntax) -> bool {
    const MAKERS: [&str; 27] = [
        "first",
        "first_mut",
        "last",
        "last_mut",
        "split_first",
        "split_last",
        "split_first_mut",
        "split_last_mut",
        "pop",
        "get",
        "get_mut",
        "max_by",
        "min_by",
        "max_by_key",
        "min_by_key",
        "max",
        "min",
        "reduce",
        "find",
        "find_map",
        "position",
        "rposition",
        "nth",
        "next",
        "peek",
        "then",
        "then_some",
    ];
    match expr {
        Syntax::Paren(paren) => is_optional(&paren.expr),
        Syntax::MethodCall(call) => {
            let method = call.method.to_string();
            let takes_none = matches!(method.as_str(), "max" | "min") && !call.args.is_empty();
            (MAKERS.contains(&method.as_str()) && !takes_none && (method != "then" || is_lazy(call)))
                || (matches!(method.as_str(), "copied" | "cloned" | "map") && is_optional(&call.receiver))
        }
        _ => false,
    }
}
