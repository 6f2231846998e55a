//! What `for` runs over, and iterator chains: all become loops over an index.
//!
//! [`Items`] says how the item at an index is found. Adapters that keep items addressable (`zip`, `rev`, `skip`, `windows`,
//! …) change the index or the length; `map` and `filter` write their closure out in the loop's body. Chains end in a `for`
//! loop, or in `sum`, `product`, `fold`, `collect`, `count`, `all`, `any`, `for_each`.

use super::Lowerer;
use super::closures::Closure;
use super::statements::Source;
use crate::ir::{Argument, Expr, Operand, Place};
use proc_macro2::{Ident, Span};
use quote::quote;
use syn::Expr as Syntax;

mod chains;
mod items;

/// How the item at an index is found.
pub(super) enum Items {
    Numbers {
        low: Operand,
    },
    Elements {
        place: Place,
        mutable: bool,
        by_value: bool,
    },
    Pairs(Box<Items>, Box<Items>),
    Enumerated(Box<Items>),
    Reversed {
        items: Box<Items>,
        length: Operand,
    },
    Skipped {
        items: Box<Items>,
        count: Operand,
    },
    Stepped {
        items: Box<Items>,
        step: Operand,
    },
    Windows {
        place: Place,
        size: Operand,
    },
    Chunks {
        place: Place,
        size: Operand,
        length: Operand,
        mutable: bool,
    },
    Mapped(Box<Items>, Closure),
    Filtered(Box<Items>, Closure),
    /// References replaced by copies.
    Copied(Box<Items>),
}

/// One item.
#[derive(Clone, Debug)]
pub(super) enum Item {
    Source(Source),
    Pair(Box<Item>, Box<Item>),
}

fn constant(template: proc_macro2::TokenStream, operands: &[&Operand]) -> Expr {
    Expr::Constant(
        template,
        operands
            .iter()
            .map(|operand| Argument::Value((*operand).clone()))
            .collect(),
    )
}

impl<'r> Lowerer<'r> {
    /// Items of a sequence, with their number.
    pub(super) fn items(&mut self, expr: &Syntax) -> Option<(Items, Operand)> {
        match expr {
            Syntax::Paren(paren) => self.items(&paren.expr),
            Syntax::Range(range) => self.number_items(range),
            Syntax::MethodCall(call) => self.adapted(call),
            other => match self.view(other) {
                Some((place, mutable)) => self.elements(place, mutable, false),
                None => {
                    let place = match other {
                        Syntax::Path(_) | Syntax::Field(_) | Syntax::Index(_) | Syntax::Array(_) | Syntax::Macro(_) => {
                            self.place_or_temporary(other)?
                        }
                        _ => return None,
                    };
                    self.elements(place, false, true)
                }
            },
        }
    }

    fn number_items(&mut self, range: &syn::ExprRange) -> Option<(Items, Operand)> {
        let low = self.index(range.start.as_deref()?);
        let Some(high) = range.end.as_deref() else {
            return Some((Items::Numbers { low }, Operand::tokens(quote!(usize::MAX))));
        };
        let high = self.index(high);
        let closed = matches!(range.limits, syn::RangeLimits::Closed(_));
        let length = if closed {
            constant(
                quote!(::pullback::runtime::support::through(argument_1__, argument_0__)),
                &[&high, &low],
            )
        } else {
            constant(
                quote!(::pullback::runtime::support::between(argument_1__, argument_0__)),
                &[&high, &low],
            )
        };
        let is_zero = matches!(&low, Operand::Constant(tokens) if tokens.to_string() == "0");
        let length = if is_zero && !closed {
            high
        } else {
            self.flag(length, "length")
        };
        Some((Items::Numbers { low }, length))
    }

    fn adapted(&mut self, call: &syn::ExprMethodCall) -> Option<(Items, Operand)> {
        let argument = call.args.first();
        match call.method.to_string().as_str() {
            "iter" | "iter_mut" => {
                let place = self.place_or_temporary(&call.receiver)?;
                self.elements(place, call.method == "iter_mut", false)
            }
            "into_iter" => match self.items_of_chain(&call.receiver) {
                Some(items) => Some(items),
                None => {
                    let place = self.place_or_temporary(&call.receiver)?;
                    self.elements(place, false, true)
                }
            },
            "windows" => {
                let place = self.place_or_temporary(&call.receiver)?;
                let size = self.index(argument?);
                let length = self.length_of(&place);
                let count = self.flag(
                    constant(
                        quote!(::pullback::runtime::support::through(argument_1__, argument_0__)),
                        &[&length, &size],
                    ),
                    "count",
                );
                Some((Items::Windows { place, size }, count))
            }
            method @ ("chunks" | "chunks_exact" | "chunks_mut" | "chunks_exact_mut") => {
                let place = self.place_or_temporary(&call.receiver)?;
                let size = self.index(argument?);
                let length = self.length_of(&place);
                let count = if method.starts_with("chunks_exact") {
                    quote!(argument_0__ / argument_1__)
                } else {
                    quote!(::pullback::runtime::support::parts(argument_0__, argument_1__))
                };
                let count = self.flag(constant(count, &[&length, &size]), "count");
                Some((
                    Items::Chunks {
                        place,
                        size,
                        length,
                        mutable: method.ends_with("mut"),
                    },
                    count,
                ))
            }
            "enumerate" => {
                let (items, length) = self.addressable(&call.receiver)?;
                Some((Items::Enumerated(Box::new(items)), length))
            }
            "zip" => {
                let (first, first_length) = self.addressable(&call.receiver)?;
                let (second, second_length) = self.addressable(argument?)?;
                if first.has_effects() || second.has_effects() {
                    return None;
                }
                let length = self.flag(
                    constant(
                        quote!(::core::cmp::min(argument_0__, argument_1__)),
                        &[&first_length, &second_length],
                    ),
                    "length",
                );
                Some((Items::Pairs(Box::new(first), Box::new(second)), length))
            }
            "rev" => {
                let (items, length) = self.items(&call.receiver)?;
                Some((
                    Items::Reversed {
                        items: Box::new(items),
                        length: length.clone(),
                    },
                    length,
                ))
            }
            "copied" | "cloned" => {
                let (items, length) = self.items(&call.receiver)?;
                Some((Items::Copied(Box::new(items)), length))
            }
            "skip" => {
                let (items, length) = self.addressable(&call.receiver)?;
                if items.has_effects() {
                    return None;
                }
                let count = self.index(argument?);
                let length = self.flag(
                    constant(
                        quote!(::pullback::runtime::support::between(argument_1__, argument_0__)),
                        &[&length, &count],
                    ),
                    "length",
                );
                Some((
                    Items::Skipped {
                        items: Box::new(items),
                        count,
                    },
                    length,
                ))
            }
            "take" => {
                let (items, length) = self.addressable(&call.receiver)?;
                let count = self.index(argument?);
                let length = self.flag(
                    constant(quote!(::core::cmp::min(argument_0__, argument_1__)), &[&length, &count]),
                    "length",
                );
                Some((items, length))
            }
            "step_by" => {
                let (items, length) = self.addressable(&call.receiver)?;
                if items.has_effects() {
                    return None;
                }
                let step = self.index(argument?);
                let length = self.flag(
                    constant(
                        quote!(::pullback::runtime::support::parts(argument_0__, argument_1__)),
                        &[&length, &step],
                    ),
                    "length",
                );
                Some((
                    Items::Stepped {
                        items: Box::new(items),
                        step,
                    },
                    length,
                ))
            }
            method @ ("map" | "filter") => {
                let (items, length) = self.items(&call.receiver)?;
                let closure = self.closure_argument(argument?, 1)?;
                let items = Box::new(items);
                Some((
                    if method == "map" {
                        Items::Mapped(items, closure)
                    } else {
                        Items::Filtered(items, closure)
                    },
                    length,
                ))
            }
            _ => None,
        }
    }

    /// A receiver that is an iterator chain, not a collection.
    fn items_of_chain(&mut self, expr: &Syntax) -> Option<(Items, Operand)> {
        match expr {
            Syntax::Paren(paren) => self.items_of_chain(&paren.expr),
            Syntax::Range(_) => self.items(expr),
            Syntax::MethodCall(call) if is_adapter(&call.method.to_string()) => self.items(expr),
            _ => None,
        }
    }

    /// Items whose number and positions are known: not behind a `filter`.
    fn addressable(&mut self, expr: &Syntax) -> Option<(Items, Operand)> {
        let (items, length) = self.items(expr)?;
        items.is_addressable().then_some((items, length))
    }

    pub(super) fn closure_argument(&mut self, expr: &Syntax, arity: usize) -> Option<Closure> {
        match expr {
            Syntax::Closure(closure) => Some(self.closure(closure)),
            Syntax::Path(path) => match path.path.get_ident().and_then(|ident| self.look_up(&ident.to_string())) {
                Some(super::Binding::Closure(closure)) => Some((*closure).clone()),
                Some(_) => None,
                None => Some(self.function_as_closure(&path.path, arity)),
            },
            _ => None,
        }
    }

    /// A function named where a closure is expected: `map(f64::sqrt)`, `fold(0.0, f64::max)`.
    fn function_as_closure(&mut self, path: &syn::Path, arity: usize) -> Closure {
        let names: Vec<Ident> = (0..arity)
            .map(|_| self.function.names.unique("item", Span::call_site()))
            .collect();
        Closure {
            parameters: names.iter().map(|name| syn::parse_quote!(#name)).collect(),
            body: syn::parse_quote!(#path(#(#names),*)),
            scopes: self.scopes.clone(),
        }
    }

    fn length_of(&mut self, place: &Place) -> Operand {
        self.flag(
            Expr::Query(place.clone(), Ident::new("len", Span::call_site())),
            "length",
        )
    }

    fn elements(&mut self, place: Place, mutable: bool, by_value: bool) -> Option<(Items, Operand)> {
        let length = self.length_of(&place);
        Some((
            Items::Elements {
                place,
                mutable,
                by_value,
            },
            length,
        ))
    }
}

impl Items {
    /// Whether making an item changes something: then none may be left out.
    fn has_effects(&self) -> bool {
        match self {
            Self::Pairs(first, second) => first.has_effects() || second.has_effects(),
            Self::Mapped(items, closure) | Self::Filtered(items, closure) => {
                closure.has_effects() || items.has_effects()
            }
            Self::Enumerated(items)
            | Self::Copied(items)
            | Self::Reversed { items, .. }
            | Self::Skipped { items, .. }
            | Self::Stepped { items, .. } => items.has_effects(),
            Self::Numbers { .. } | Self::Elements { .. } | Self::Windows { .. } | Self::Chunks { .. } => false,
        }
    }

    fn is_addressable(&self) -> bool {
        match self {
            Self::Filtered(..) => false,
            Self::Pairs(first, second) => first.is_addressable() && second.is_addressable(),
            Self::Enumerated(items)
            | Self::Mapped(items, _)
            | Self::Copied(items)
            | Self::Reversed { items, .. }
            | Self::Skipped { items, .. }
            | Self::Stepped { items, .. } => items.is_addressable(),
            Self::Numbers { .. } | Self::Elements { .. } | Self::Windows { .. } | Self::Chunks { .. } => true,
        }
    }
}

impl Item {
    /// What `copied` makes of a reference.
    fn copied(self) -> Self {
        match self {
            Self::Source(Source::View { place, .. }) => Self::Source(Source::Place(place)),
            other => other,
        }
    }
}

/// Methods that make or adapt an iterator.
fn is_adapter(method: &str) -> bool {
    const ADAPTERS: [&str; 18] = [
        "iter",
        "iter_mut",
        "into_iter",
        "windows",
        "chunks",
        "chunks_exact",
        "chunks_mut",
        "chunks_exact_mut",
        "enumerate",
        "zip",
        "rev",
        "copied",
        "cloned",
        "skip",
        "take",
        "step_by",
        "map",
        "filter",
    ];
    ADAPTERS.contains(&method)
}
