//! Items whose number is not known beforehand: `filter`, `flat_map`, `take_while`, `scan`, and what counts behind them.
//!
//! The loop runs over the source; each adapter decides whether an item goes on, and may end the loop. Nothing is asked of
//! the source that the iterator would not have asked.

use super::sources::elements;
use super::{Item, Items, Position, Stream, constant};
use crate::ir::{Block, Expr, LoopHead, Operand, Place, Stmt, Var};
use crate::lower::Lowerer;
use crate::lower::closures::Closure;
use crate::lower::statements::Source;
use crate::lower::types::Shape;
use crate::reject::Refusal;
use quote::quote;
use std::rc::Rc;
use syn::Expr as Syntax;

type Then<'t, 'r> = &'t mut dyn FnMut(&mut Lowerer<'r>, Item);

impl<'r> Lowerer<'r> {
    pub(super) fn with_streamed(&mut self, items: &Items, stream: &Stream, at: Position, then: Then<'_, 'r>) {
        let frame = self.loops.len().saturating_sub(1);
        match stream {
            Stream::Filtered(closure) => self.with_item(items, at, &mut |this, item| {
                let test = this.apply(closure, vec![item.clone()]);
                let condition = this.flag(test, "kept");
                this.when(condition, |this| then(this, item.clone()));
            }),
            Stream::FilterMapped(closure) => self.with_item(items, at, &mut |this, item| {
                let (present, value) = this.apply_optional(closure, vec![item]);
                this.when(present, |this| then(this, value.clone()));
            }),
            Stream::MappedWhile(closure) => self.with_item(items, at, &mut |this, item| {
                let (present, value) = this.apply_optional(closure, vec![item]);
                this.when_or_leave(present, frame, |this| then(this, value.clone()));
            }),
            Stream::Scanned { closure, state } => self.with_item(items, at, &mut |this, item| {
                let state = Item::Source(Source::View {
                    place: Place::whole(*state),
                    mutable: true,
                });
                let (present, value) = this.apply_optional(closure, vec![state, item]);
                this.when_or_leave(present, frame, |this| then(this, value.clone()));
            }),
            Stream::TakenWhile(closure) => self.with_item(items, at, &mut |this, item| {
                let test = this.apply(closure, vec![item.clone()]);
                let condition = this.flag(test, "taken");
                this.when_or_leave(condition, frame, |this| then(this, item.clone()));
            }),
            Stream::SkippedWhile { closure, started } => self.with_item(items, at, &mut |this, item| {
                let waits = this.read_flag(*started);
                let waits = this.flag(Expr::Unary(syn::UnOp::Not(Default::default()), waits), "waits");
                this.when(waits, |this| {
                    let test = this.apply(closure, vec![item.clone()]);
                    let skipped = this.flag(test, "skipped");
                    let starts = this.flag(Expr::Unary(syn::UnOp::Not(Default::default()), skipped), "starts");
                    this.push(Stmt::Assign {
                        place: Place::whole(*started),
                        value: starts,
                        first: false,
                    });
                });
                let goes_on = this.read_flag(*started);
                this.when(goes_on, |this| then(this, item.clone()));
            }),
            Stream::Flattened(closure) => self.with_item(items, at, &mut |this, item| {
                this.with_flattened(closure.as_ref(), item, then);
            }),
            Stream::Successors {
                present,
                current,
                closure,
            } => {
                let there = self.read_flag(*present);
                self.when_or_leave(there, frame, |this| {
                    let item = this.succeed(*present, *current, closure);
                    then(this, item);
                });
            }
            Stream::Generated(closure) => {
                let (present, value) = self.apply_optional(closure, Vec::new());
                self.when_or_leave(present, frame, |this| then(this, value));
            }
            Stream::Drawn { counter } => self.with_item(items, at, &mut |this, item| {
                this.count_up(*counter);
                then(this, item);
            }),
            Stream::Counted { .. } | Stream::Bounded { .. } | Stream::Dropped { .. } | Stream::Strided { .. } => {
                self.with_counted(items, stream, at, frame, then);
            }
            Stream::Zipped {
                counter,
                other,
                length,
                stream_first,
            } => self.with_item(items, at, &mut |this, item| {
                let position = this.count_up(*counter);
                let within = this.flag(
                    constant(quote!(argument_0__ < argument_1__), &[&position, length]),
                    "within",
                );
                this.when_or_leave(within, frame, |this| {
                    let other = Box::new(this.single(other, position.clone()));
                    let item = Box::new(item.clone());
                    then(
                        this,
                        if *stream_first {
                            Item::Pair(item, other)
                        } else {
                            Item::Pair(other, item)
                        },
                    );
                });
            }),
        }
    }

    fn with_counted(&mut self, items: &Items, stream: &Stream, at: Position, frame: usize, then: Then<'_, 'r>) {
        match stream {
            Stream::Counted { counter } => self.with_item(items, at, &mut |this, item| {
                let position = this.count_up(*counter);
                then(this, Item::Pair(Box::new(Item::value(position)), Box::new(item)));
            }),
            Stream::Dropped { counter, count } => self.with_item(items, at, &mut |this, item| {
                let position = this.count_up(*counter);
                let goes_on = this.flag(
                    constant(quote!(argument_0__ >= argument_1__), &[&position, count]),
                    "goes_on",
                );
                this.when(goes_on, |this| then(this, item.clone()));
            }),
            Stream::Strided { counter, step } => self.with_item(items, at, &mut |this, item| {
                let position = this.count_up(*counter);
                let template = quote!(argument_0__ % argument_1__ == 0);
                let goes_on = this.flag(constant(template, &[&position, step]), "goes_on");
                this.when(goes_on, |this| then(this, item.clone()));
            }),
            Stream::Bounded { counter, count } => {
                // Once enough have come, not even the next is asked for.
                let before = self.read_flag(*counter);
                let wanted = self.flag(
                    constant(quote!(argument_0__ < argument_1__), &[&before, count]),
                    "wanted",
                );
                self.when_or_leave(wanted, frame, |this| {
                    this.with_item(items, at.clone(), &mut |this, item| {
                        let position = this.count_up(*counter);
                        then(this, item);
                        let template = quote!(argument_0__ + 1 < argument_1__);
                        let more = this.flag(constant(template, &[&position, count]), "more");
                        this.when_or_leave(more, frame, |_| {});
                    });
                });
            }
            _ => {}
        }
    }

    /// A loop inside the loop, over the parts of one item.
    fn with_flattened(&mut self, closure: Option<&Rc<Closure>>, item: Item, then: Then<'_, 'r>) {
        let parts = match closure {
            Some(closure) => self.apply_to_items(closure, vec![item]),
            None => match self.item_place(item) {
                Some((place, mutable, by_value)) if self.is_known_option(&place) => {
                    let optional =
                        self.option_in(place, (!by_value).then_some(mutable), proc_macro2::Span::call_site());
                    let payload = optional.payload;
                    return self.when(optional.present, |this| {
                        let item = this.take(payload);
                        then(this, item);
                    });
                }
                Some((place, mutable, by_value)) => Some(elements(place, mutable, by_value)),
                None => None,
            },
        };
        let Some(parts) = parts else { return };
        let (var, range, position) = self.item_head(&parts);
        let (body, exit) = self.inner_loop_body(|this| this.with_item(&parts, position, then));
        self.finish(LoopHead::For { var, range }, body, exit);
    }

    fn is_known_option(&mut self, place: &Place) -> bool {
        let ty = self.type_of_place(place);
        matches!(self.function.types.shape(ty), Shape::Optional(_))
    }

    /// The place of an item that is a sequence; whether it may be written, and whether its parts are values.
    fn item_place(&mut self, item: Item) -> Option<(Place, bool, bool)> {
        match item {
            Item::Source(Source::View { place, mutable }) => Some((place, mutable, false)),
            Item::Source(Source::Place(place)) => Some((place, false, true)),
            other => Some((Place::whole(self.item_operand(other).var()?), false, true)),
        }
    }

    /// The iterator that a closure returns.
    fn apply_to_items(&mut self, closure: &Closure, arguments: Vec<Item>) -> Option<Items> {
        let scopes = std::mem::replace(&mut self.scopes, closure.scopes.clone());
        self.scopes.push(Default::default());
        for (pattern, argument) in closure.parameters.iter().zip(arguments) {
            self.bind_item(pattern, argument);
        }
        let mut body = &closure.body;
        while let Syntax::Block(block) = body {
            let Some((syn::Stmt::Expr(tail, None), rest)) = block.block.stmts.split_last() else {
                break;
            };
            self.statements(rest, &mut |_, _| {});
            body = tail;
        }
        let items = self.items(body);
        if items.is_none() {
            self.refusals.refuse(body, Refusal::ForIterator);
        }
        self.scopes = scopes;
        items
    }

    // ---- small steps -----------------------------------------------------------------------------------------------------

    /// `if condition { … }`.
    pub(in crate::lower) fn when(&mut self, condition: Operand, build: impl FnOnce(&mut Self)) {
        let then = self.nested(build);
        self.push(Stmt::If {
            condition,
            then,
            otherwise: Block::default(),
        });
    }

    /// `if condition { … } else { break }`, out of the loop at a depth and all loops in it.
    pub(super) fn when_or_leave(&mut self, condition: Operand, frame: usize, build: impl FnOnce(&mut Self)) {
        let then = self.nested(build);
        let otherwise = self.nested(|this| this.leave(frame, this.guards.len()));
        self.push(Stmt::If {
            condition,
            then,
            otherwise,
        });
    }

    /// The present value of a counter or flag, under a name of its own.
    pub(super) fn read_flag(&mut self, var: Var) -> Operand {
        let name = self.function.var(var).name.to_string();
        self.flag(Expr::Load(Place::whole(var)), &format!("{name}_now"))
    }

    /// The value of a counter, which is one more afterwards.
    pub(super) fn count_up(&mut self, counter: Var) -> Operand {
        let position = self.read_flag(counter);
        self.push(Stmt::Update {
            place: Place::whole(counter),
            subtract: false,
            value: Operand::tokens(quote!(1_usize)),
        });
        position
    }
}
