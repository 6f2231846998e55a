//! Chains that end in an item that may be there or not: `max_by`, `find`, `position`, `reduce`, `last`, …
//!
//! What is remembered of a stored item is its position, so that the item found is the place itself. Where a closure makes
//! the items, they are collected first.

use super::{Item, Items, Position, constant};
use crate::ir::{Expr, Operand, Place, Role, Stmt, Var};
use crate::lower::Lowerer;
use crate::lower::optional::{Optional, Payload};
use crate::lower::statements::Source;
use proc_macro2::TokenStream;
use quote::quote;

/// What a search remembers: the position of an item, or a number of a range.
struct Found {
    present: Var,
    key: Var,
    is_number: bool,
}

impl<'r> Lowerer<'r> {
    /// The result of a search; `None` if the method is none.
    pub(in crate::lower) fn search(&mut self, call: &syn::ExprMethodCall) -> Option<Optional> {
        const SEARCHES: [&str; 15] = [
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
            "last",
            "nth",
            "next",
            "peek",
        ];
        let method = call.method.to_string();
        if !SEARCHES.contains(&method.as_str()) || !self.is_iterator(&call.receiver) {
            return None;
        }
        if matches!(method.as_str(), "next" | "peek" | "nth")
            && let Some(next) = self.next_item(call)
        {
            return Some(next);
        }
        if matches!(method.as_str(), "next" | "peek") {
            return None;
        }
        let items = match method.as_str() {
            "find" | "find_map" | "position" => self.drawn(&call.receiver)?,
            _ => self.items(&call.receiver)?,
        };
        match method.as_str() {
            "reduce" => self.reduced(items, call),
            "find" | "position" | "rposition" | "find_map" => self.found(items, call),
            "last" | "nth" => self.nth(items, call),
            _ => self.best(items, call),
        }
    }

    /// Items that can be asked for again; a closure's results are collected.
    pub(super) fn stored(&mut self, items: Items) -> Option<Items> {
        if items.is_stored() {
            return Some(items);
        }
        if items.is_mutable() {
            return None;
        }
        let collected = self.collected(&items)?;
        Some(super::sources::elements(Place::whole(collected), false, true))
    }

    /// `max_by` and its kin.
    fn best(&mut self, items: Items, call: &syn::ExprMethodCall) -> Option<Optional> {
        let method = call.method.to_string();
        let closure = match call.args.first() {
            Some(closure) => {
                let arity = if method.ends_with("key") { 1 } else { 2 };
                Some(self.closure_argument(closure, arity)?)
            }
            None => None,
        };
        let items = self.stored(items)?;
        let found = self.remember(&items);
        // The last of equal maxima, the first of equal minima.
        let replaces = |is_max: bool, compared: bool| match (is_max, compared) {
            (true, true) => quote!(argument_0__ != ::core::cmp::Ordering::Greater),
            (false, true) => quote!(argument_0__ == ::core::cmp::Ordering::Greater),
            (true, false) => quote!(argument_0__ <= argument_1__),
            (false, false) => quote!(argument_0__ > argument_1__),
        };
        let is_max = method.starts_with("max");
        self.search_loop(&items, &mut |this, item, position| {
            let seen = this.read_flag(found.present);
            let first = this.flag(Expr::Unary(syn::UnOp::Not(Default::default()), seen), "first");
            let replaces = this.short_circuit(first, false, |this| {
                let best = this.recall(&items, &found);
                match (&closure, method.ends_with("key")) {
                    (Some(closure), false) => {
                        let ordering = this.apply(closure, vec![best, item.clone()]);
                        let ordering = this.name_value(ordering, "ordering");
                        this.flag(constant(replaces(is_max, true), &[&ordering]), "replaces")
                    }
                    (Some(closure), true) => {
                        let keys = [best, item.clone()].map(|item| {
                            let key = this.apply(closure, vec![item]);
                            this.name_value(key, "key")
                        });
                        this.flag(constant(replaces(is_max, false), &[&keys[0], &keys[1]]), "replaces")
                    }
                    (None, _) => {
                        let numbers = [best, item.clone()].map(|item| this.item_operand(item));
                        this.flag(
                            constant(replaces(is_max, false), &[&numbers[0], &numbers[1]]),
                            "replaces",
                        )
                    }
                }
            });
            this.when(replaces, |this| this.note(&found, position.clone()));
        });
        let present = self.read_flag(found.present);
        let item = self.recall(&items, &found);
        Some(Optional::item(present, item))
    }

    /// `find`, `position`, `find_map`: the loop ends at the first hit.
    fn found(&mut self, items: Items, call: &syn::ExprMethodCall) -> Option<Optional> {
        let method = call.method.to_string();
        let closure = self.closure_argument(call.args.first()?, 1)?;
        let items = if method == "rposition" {
            self.addressable(items)?
        } else {
            items
        };
        if method == "find_map" {
            return self.found_mapped(&items, &closure);
        }
        if method == "find" && items.is_stored() {
            let found = self.remember(&items);
            self.search_loop(&items, &mut |this, item, position| {
                let test = this.apply(&closure, vec![item]);
                let hit = this.flag(test, "hit");
                this.stop_when(hit, |this| this.note(&found, position.clone()));
            });
            let present = self.read_flag(found.present);
            let item = self.recall(&items, &found);
            return Some(Optional::item(present, item));
        }
        if method == "find" && items.is_mutable() {
            return None;
        }
        let present = self.counter(quote!(false), "is_found");
        let counter = self.counter(quote!(0_usize), "position");
        let value = self.function.fresh("found", Role::Local, true);
        self.push(Stmt::Let {
            var: value,
            value: Expr::Default,
        });
        let is_find = method == "find";
        let chain = self.chain(&items, &mut |this, item| {
            let test = this.apply(&closure, vec![item.clone()]);
            let hit = this.flag(test, "hit");
            let found = if is_find {
                this.item_operand(item)
            } else {
                this.read_flag(counter)
            };
            let ty = this.type_of(&found);
            this.function.types.unify(this.ty(value), ty);
            // `rposition` goes on: the last hit counts.
            let set = |this: &mut Self| {
                this.overwrite(value, found.clone());
                this.overwrite(present, Operand::tokens(quote!(true)));
            };
            if method == "rposition" {
                this.when(hit, set);
            } else {
                this.stop_when(hit, set);
            }
            this.count_up(counter);
        });
        self.finish_chain(chain);
        let present = self.read_flag(present);
        Some(Optional::item(
            present,
            Item::Source(Source::Place(Place::whole(value))),
        ))
    }

    fn found_mapped(&mut self, items: &Items, closure: &crate::lower::closures::Closure) -> Option<Optional> {
        let present = self.counter(quote!(false), "is_found");
        let value = self.function.fresh("found", Role::Local, true);
        self.push(Stmt::Let {
            var: value,
            value: Expr::Default,
        });
        let chain = self.chain(items, &mut |this, item| {
            let (hit, found) = this.apply_optional(closure, vec![item]);
            this.stop_when(hit, |this| {
                let found = this.item_operand(found);
                let ty = this.type_of(&found);
                this.function.types.unify(this.ty(value), ty);
                this.overwrite(value, found);
                this.overwrite(present, Operand::tokens(quote!(true)));
            });
        });
        self.finish_chain(chain);
        let present = self.read_flag(present);
        Some(Optional::item(
            present,
            Item::Source(Source::Place(Place::whole(value))),
        ))
    }

    fn reduced(&mut self, items: Items, call: &syn::ExprMethodCall) -> Option<Optional> {
        let closure = self.closure_argument(call.args.first()?, 2)?;
        let present = self.counter(quote!(false), "is_found");
        let total = self.function.fresh("reduced", Role::Local, true);
        self.push(Stmt::Let {
            var: total,
            value: Expr::Default,
        });
        let chain = self.chain(&items, &mut |this, item| {
            // The first item comes first, as it tells the compiler the type of the others.
            let seen = this.read_flag(present);
            let is_first = this.flag(Expr::Unary(syn::UnOp::Not(Default::default()), seen), "is_first");
            let first = this.nested(|this| {
                let value = this.item_operand(item.clone());
                let ty = this.type_of(&value);
                this.function.types.unify(this.ty(total), ty);
                this.overwrite(total, value);
                this.overwrite(present, Operand::tokens(quote!(true)));
            });
            let further = this.nested(|this| {
                let so_far = Item::Source(Source::Value(Expr::Load(Place::whole(total))));
                let value = this.apply(&closure, vec![so_far, item]);
                let value = this.name_value(value, "reduced");
                let ty = this.type_of(&value);
                this.function.types.unify(this.ty(total), ty);
                this.overwrite(total, value);
            });
            this.push(Stmt::If {
                condition: is_first,
                then: first,
                otherwise: further,
            });
        });
        self.finish_chain(chain);
        let present = self.read_flag(present);
        Some(Optional::item(
            present,
            Item::Source(Source::Place(Place::whole(total))),
        ))
    }

    /// `last` and `nth`.
    fn nth(&mut self, items: Items, call: &syn::ExprMethodCall) -> Option<Optional> {
        let items = self.addressable(items).filter(|items| !items.has_effects())?;
        let length = self.length(&items);
        let (present, index) = match call.args.first() {
            Some(index) => {
                let index = self.index(index);
                let within = self.flag(
                    constant(quote!(argument_0__ < argument_1__), &[&index, &length]),
                    "within",
                );
                (within, Ok(index))
            }
            None => {
                let within = self.flag(constant(quote!(argument_0__ > 0), &[&length]), "within");
                (within, Err(length))
            }
        };
        Some(Optional {
            present,
            payload: Payload::Indexed { items, index },
            whole: None,
        })
    }

    // ---- what a search remembers -------------------------------------------------------------------------------------------

    fn remember(&mut self, items: &Items) -> Found {
        Found {
            present: self.counter(quote!(false), "is_found"),
            key: self.counter(start(), "found_at"),
            is_number: items.range().is_some(),
        }
    }

    fn note(&mut self, found: &Found, position: Operand) {
        self.overwrite(found.key, position);
        self.overwrite(found.present, Operand::tokens(quote!(true)));
    }

    fn recall(&mut self, items: &Items, found: &Found) -> Item {
        let key = self.read_flag(found.key);
        if !found.is_number {
            return self.single(items, key);
        }
        let mut item = None;
        self.with_item(items, Position::Number(key), &mut |_, found| item = Some(found));
        item.unwrap_or(Item::value(Operand::tokens(quote!(0))))
    }

    /// A loop over stored items that knows where it is.
    fn search_loop(&mut self, items: &Items, build: &mut dyn FnMut(&mut Self, Item, Operand)) {
        let (var, range, position) = self.item_head(items);
        let loops = std::mem::take(&mut self.loops);
        let guards = std::mem::take(&mut self.guards);
        let (body, exit) = self.loop_body(None, None, |this| {
            this.with_item(items, position, &mut |this, item| build(this, item, Operand::Var(var)));
        });
        self.loops = loops;
        self.guards = guards;
        self.finish(crate::ir::LoopHead::For { var, range }, body, exit);
    }

    /// Runs `build` at a hit, and ends the search.
    fn stop_when(&mut self, hit: Operand, build: impl FnOnce(&mut Self)) {
        self.when(hit, |this| {
            build(this);
            this.leave(0, this.guards.len());
        });
    }
}

fn start() -> TokenStream {
    quote!(0)
}
