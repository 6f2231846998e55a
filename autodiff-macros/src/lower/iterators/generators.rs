//! Iterators that are made of closures, `successors`, `from_fn`, `repeat_with`, and iterators with a mutable name, from which
//! items are taken one by one.
//!
//! An iterator with a mutable name has a counter of the items it has given away; one that is made of a closure has its state
//! in variables already.

use super::{Item, Items, Stream, constant};
use crate::ir::{Block, Expr, Operand, Place, Role, Stmt, Var};
use crate::lower::optional::{Optional, Payload};
use crate::lower::statements::Source;
use crate::lower::{Binding, Lowerer};
use quote::quote;
use std::rc::Rc;
use syn::Expr as Syntax;

impl<'r> Lowerer<'r> {
    /// `successors(first, |previous| …)`.
    pub(super) fn successors(&mut self, first: &Syntax, next: &Syntax) -> Option<Items> {
        let (present, item) = self.optional_parts(first);
        let there = self.function.fresh("has_next", Role::Local, true);
        self.function.vars[there.0].ty = self.function.types.inactive();
        let value = Expr::Use(present);
        self.push(Stmt::Let { var: there, value });
        let first = self.item_operand(item);
        let current = self.state(Expr::Use(first), "successor");
        let closure = Rc::new(self.closure_argument(next, 1)?);
        let successors = Stream::Successors {
            present: there,
            current,
            closure,
        };
        Some(self.streamed(numbers_from_zero(), successors))
    }

    /// `from_fn(|| …)`.
    pub(super) fn generated(&mut self, closure: &Syntax) -> Option<Items> {
        let closure = Rc::new(self.closure_argument(closure, 0)?);
        Some(self.streamed(numbers_from_zero(), Stream::Generated(closure)))
    }

    /// `repeat_with(|| …)`.
    pub(super) fn repeated_with(&mut self, closure: &Syntax) -> Option<Items> {
        let closure = Rc::new(self.closure_argument(closure, 0)?);
        Some(Items::Mapped(Box::new(numbers_from_zero()), closure))
    }

    /// The present successor, and the step to the next one, as far as there is one.
    pub(super) fn succeed(&mut self, present: Var, current: Var, closure: &crate::lower::closures::Closure) -> Item {
        let item = self.name_value(Expr::Load(Place::whole(current)), "item");
        let (there, next) = self.apply_optional(closure, vec![Item::value(item.clone())]);
        self.overwrite(present, there.clone());
        self.when(there, |this| {
            let next = this.item_operand(next);
            let ty = this.type_of(&next);
            this.function.types.unify(this.ty(current), ty);
            this.overwrite(current, next);
        });
        Item::value(item)
    }

    // ---- one by one --------------------------------------------------------------------------------------------------------

    /// The iterator that a mutable name stands for, and its counter; also behind `by_ref`.
    fn counted_name(&self, expr: &Syntax) -> Option<(Rc<Items>, Var)> {
        match expr {
            Syntax::Paren(paren) => self.counted_name(&paren.expr),
            Syntax::Reference(reference) => self.counted_name(&reference.expr),
            Syntax::MethodCall(call) if call.method == "by_ref" => self.counted_name(&call.receiver),
            Syntax::Path(path) => match self.look_up(&path.path.get_ident()?.to_string())? {
                Binding::Items(items, Some(counter)) => Some((items, counter)),
                _ => None,
            },
            _ => None,
        }
    }

    /// The items that a method draws from its receiver, which keeps the others if it has a name.
    pub(super) fn drawn(&mut self, receiver: &Syntax) -> Option<Items> {
        match self.counted_name(receiver) {
            Some((items, _)) if items.is_generated() => Some((*items).clone()),
            Some((items, counter)) => {
                let count = self.read_flag(counter);
                let items = Box::new((*items).clone());
                let rest = Items::Skipped { items, count };
                Some(self.streamed(rest, Stream::Drawn { counter }))
            }
            None => self.items(receiver),
        }
    }

    /// `iterator.next()`, `peek()` and `nth(n)` of an iterator that was bound to a mutable name.
    pub(super) fn next_item(&mut self, call: &syn::ExprMethodCall) -> Option<Optional> {
        let (items, counter) = self.counted_name(&call.receiver)?;
        if items.is_generated() {
            return self.pulled(&items).filter(|_| call.method == "next");
        }
        let length = self.length(&items);
        let index = match (call.method.to_string().as_str(), call.args.first()) {
            ("peek", None) => self.read_flag(counter),
            ("nth", Some(distance)) => {
                let distance = self.index(distance);
                let now = self.read_flag(counter);
                let index = self.count_of(quote!(argument_0__ + argument_1__), &[&now, &distance], "index");
                let behind = self.count_of(quote!(argument_0__ + 1), &[&index], "behind");
                self.overwrite(counter, behind);
                index
            }
            _ => self.count_up(counter),
        };
        let present = self.flag(
            constant(quote!(argument_0__ < argument_1__), &[&index, &length]),
            "present",
        );
        Some(Optional {
            present,
            payload: Payload::Indexed {
                items: (*items).clone(),
                index: Ok(index),
            },
            whole: None,
        })
    }

    /// The next item of an iterator that is made of a closure.
    fn pulled(&mut self, items: &Items) -> Option<Optional> {
        match items {
            Items::Mapped(items, closure) => {
                let optional = self.pulled(items)?;
                let payload = Payload::Mapped(Box::new(optional.payload), closure.clone());
                Some(Optional { payload, ..optional })
            }
            Items::Stream(_, Stream::Generated(closure)) => {
                let (present, item) = self.apply_optional(closure, Vec::new());
                Some(Optional::item(present, item))
            }
            Items::Stream(
                _,
                Stream::Successors {
                    present,
                    current,
                    closure,
                },
            ) => {
                let there = self.read_flag(*present);
                let item = self.function.fresh("item", Role::Local, true);
                self.push(Stmt::Let {
                    var: item,
                    value: Expr::Default,
                });
                let then = self.nested(|this| {
                    let found = this.succeed(*present, *current, closure);
                    let found = this.item_operand(found);
                    let ty = this.type_of(&found);
                    this.function.types.unify(this.ty(item), ty);
                    this.overwrite(item, found);
                });
                self.push(Stmt::If {
                    condition: there.clone(),
                    then,
                    otherwise: Block::default(),
                });
                let item = Item::Source(Source::Place(Place::whole(item)));
                Some(Optional::item(there, item))
            }
            _ => None,
        }
    }
}

impl Items {
    /// Whether the items come from a closure with a state of its own, which remembers how far it is.
    pub(super) fn is_generated(&self) -> bool {
        match self {
            Self::Stream(_, Stream::Generated(_) | Stream::Successors { .. }) => true,
            Self::Mapped(items, _) => items.is_generated(),
            _ => false,
        }
    }
}

fn numbers_from_zero() -> Items {
    Items::Numbers {
        low: Operand::tokens(quote!(0_usize)),
        high: None,
        inclusive: false,
    }
}
