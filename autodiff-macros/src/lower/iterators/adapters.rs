//! Methods that change what items there are, or which.

use super::{Items, Stream};
use crate::ir::{Expr, Operand, Role, Stmt, Var};
use crate::lower::Lowerer;
use crate::lower::closures::Closure;
use quote::quote;
use std::rc::Rc;
use syn::Expr as Syntax;

impl<'r> Lowerer<'r> {
    /// The items of a method call, if it makes an iterator.
    pub(super) fn adapted(&mut self, call: &syn::ExprMethodCall) -> Option<Items> {
        if let Some(items) = self.source_method(call) {
            return Some(items);
        }
        let method = call.method.to_string();
        let is_clone = method == "clone" && self.is_iterator(&call.receiver);
        if !super::is_adapter(&method) && !is_clone {
            return None;
        }
        let argument = call.args.first();
        match method.as_str() {
            "clone" | "peekable" | "fuse" => self.items(&call.receiver),
            "by_ref" => self.drawn(&call.receiver),
            "zip" => self.zipped(&call.receiver, argument?),
            "chain" => self.chained(&call.receiver, argument?),
            "copied" | "cloned" => {
                let items = self.items(&call.receiver)?;
                Some(Items::Copied(Box::new(items)))
            }
            "rev" => {
                let items = self.items(&call.receiver)?;
                self.reversed(items)
            }
            "cycle" => {
                let items = self.items(&call.receiver)?;
                let items = self.addressable(items).filter(|items| !items.has_effects())?;
                let length = self.length(&items);
                let items = Box::new(items);
                Some(Items::Cycled { items, length })
            }
            "enumerate" | "skip" | "take" | "step_by" => {
                let items = self.items(&call.receiver)?;
                self.counted(items, &method, argument)
            }
            "flatten" => {
                let items = self.items(&call.receiver)?;
                Some(self.streamed(items, Stream::Flattened(None)))
            }
            "scan" => {
                let items = self.items(&call.receiver)?;
                let state = self.operand(argument?);
                let closure = Rc::new(self.closure_argument(call.args.get(1)?, 2)?);
                let state = self.state(Expr::Use(state), "state");
                Some(self.streamed(items, Stream::Scanned { closure, state }))
            }
            _ => {
                let items = self.items(&call.receiver)?;
                let closure = Rc::new(self.closure_argument(argument?, 1)?);
                let boxed = |items| Box::new(items);
                Some(match method.as_str() {
                    "map" => Items::Mapped(boxed(items), closure),
                    "inspect" => Items::Inspected(boxed(items), closure),
                    "filter" => self.streamed(items, Stream::Filtered(closure)),
                    "filter_map" => self.streamed(items, Stream::FilterMapped(closure)),
                    "map_while" => self.streamed(items, Stream::MappedWhile(closure)),
                    "take_while" => self.streamed(items, Stream::TakenWhile(closure)),
                    "skip_while" => {
                        let started = self.counter(quote!(false), "started");
                        self.streamed(items, Stream::SkippedWhile { closure, started })
                    }
                    "flat_map" => self.streamed(items, Stream::Flattened(Some(closure))),
                    _ => return None,
                })
            }
        }
    }

    /// A variable that an adapter changes as it goes.
    pub(super) fn state(&mut self, value: Expr, hint: &str) -> Var {
        let ty = self.type_of_expr(&value);
        let var = self.function.fresh(hint, Role::Local, true);
        self.function.types.unify(self.ty(var), ty);
        self.push(Stmt::Let { var, value });
        var
    }

    /// A variable without derivative that changes as items go by.
    pub(super) fn counter(&mut self, start: proc_macro2::TokenStream, hint: &str) -> Var {
        let var = self.function.fresh(hint, Role::Local, true);
        self.function.vars[var.0].ty = self.function.types.inactive();
        let value = Expr::Use(Operand::tokens(start));
        self.push(Stmt::Let { var, value });
        var
    }

    /// Adapters that count: by position where it is known, with a counter elsewhere.
    fn counted(&mut self, items: Items, method: &str, argument: Option<&Syntax>) -> Option<Items> {
        let count = match argument {
            Some(argument) => self.index(argument),
            None => Operand::tokens(quote!(0_usize)),
        };
        if !items.is_addressable() || (matches!(method, "skip" | "step_by") && items.has_effects()) {
            let counter = self.counter(quote!(0_usize), "passed");
            let stream = match method {
                "enumerate" => Stream::Counted { counter },
                "skip" => Stream::Dropped { counter, count },
                "take" => Stream::Bounded { counter, count },
                _ => Stream::Strided { counter, step: count },
            };
            return Some(self.streamed(items, stream));
        }
        let items = Box::new(items);
        Some(match method {
            "enumerate" => Items::Enumerated(items),
            "skip" => Items::Skipped { items, count },
            "take" => Items::Taken { items, count },
            _ => Items::Stepped { items, step: count },
        })
    }

    /// Pairs of items. Where the number of one side is not known, the other is counted along.
    pub(super) fn zipped(&mut self, first: &Syntax, second: &Syntax) -> Option<Items> {
        let (first, second) = (self.items(first)?, self.items(second)?);
        if first.has_effects() || second.has_effects() {
            return None;
        }
        match (first.is_addressable(), second.is_addressable()) {
            (true, true) => Some(Items::Pairs(Box::new(first), Box::new(second))),
            (false, true) => Some(self.zipped_along(first, second, true)),
            (true, false) => Some(self.zipped_along(second, first, false)),
            (false, false) => {
                let second = self.addressable(second)?;
                Some(self.zipped_along(first, second, true))
            }
        }
    }

    fn zipped_along(&mut self, stream: Items, other: Items, stream_first: bool) -> Items {
        let counter = self.counter(quote!(0_usize), "passed");
        let length = self.length(&other);
        let zipped = Stream::Zipped {
            counter,
            other: Box::new(other),
            length,
            stream_first,
        };
        self.streamed(stream, zipped)
    }

    fn chained(&mut self, first: &Syntax, second: &Syntax) -> Option<Items> {
        let (first, second) = (self.items(first)?, self.items(second)?);
        if first.is_mutable() || second.is_mutable() || first.has_effects() || second.has_effects() {
            return None;
        }
        let (first, second) = (self.addressable(first)?, self.addressable(second)?);
        let length = self.length(&first);
        Some(Items::Chained {
            first: Box::new(first),
            length,
            second: Box::new(second),
        })
    }

    /// The same items from the last to the first.
    fn reversed(&mut self, items: Items) -> Option<Items> {
        match items {
            Items::Mapped(items, closure) => Some(Items::Mapped(Box::new(self.reversed(*items)?), closure)),
            Items::Inspected(items, closure) => Some(Items::Inspected(Box::new(self.reversed(*items)?), closure)),
            Items::Copied(items) => Some(Items::Copied(Box::new(self.reversed(*items)?))),
            Items::Stream(items, Stream::Filtered(closure)) => {
                let items = self.reversed(*items)?;
                Some(self.streamed(items, Stream::Filtered(closure)))
            }
            items => {
                if !items.is_addressable() && items.has_effects() {
                    return None;
                }
                let items = self.addressable(items)?;
                let length = self.length(&items);
                let items = Box::new(items);
                Some(Items::Reversed { items, length })
            }
        }
    }

    /// A closure where an adapter takes one: written there, bound to a name, or a function's path.
    pub(in crate::lower) fn closure_argument(&mut self, expr: &Syntax, arity: usize) -> Option<Closure> {
        match expr {
            Syntax::Paren(paren) => self.closure_argument(&paren.expr, arity),
            Syntax::Closure(closure) => Some(self.closure(closure)),
            Syntax::Reference(reference) => self.closure_argument(&reference.expr, arity),
            Syntax::Path(path) => match path.path.get_ident().and_then(|ident| self.look_up(&ident.to_string())) {
                Some(crate::lower::Binding::Closure(closure)) => match closure.function() {
                    // Its name may stand for something else by now.
                    Some(path) => Some(Closure {
                        scopes: closure.scopes.clone(),
                        ..self.function_as_closure(&path, arity)
                    }),
                    None => Some((*closure).clone()),
                },
                Some(_) => None,
                None => Some(self.function_as_closure(path, arity)),
            },
            _ => None,
        }
    }

    /// A function named where a closure is expected: `map(f64::sqrt)`, `fold(0.0, f64::max)`.
    fn function_as_closure(&mut self, path: &syn::ExprPath, arity: usize) -> Closure {
        let names: Vec<proc_macro2::Ident> = (0..arity)
            .map(|_| self.function.names.unique("item", proc_macro2::Span::call_site()))
            .collect();
        Closure {
            parameters: names.iter().map(|name| syn::parse_quote!(#name)).collect(),
            body: syn::parse_quote!(#path(#(#names),*)),
            is_function: false,
            returns: None,
            scopes: self.scopes.clone(),
        }
    }
}
