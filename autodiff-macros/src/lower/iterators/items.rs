//! The item at an index: found, mapped, filtered, bound to a pattern.

use super::{Item, Items, constant};
use crate::ir::{Aggregate, Block, Expr, Operand, Projection, Stmt};
use crate::lower::Lowerer;
use crate::lower::calls;
use crate::lower::statements::Source;
use quote::quote;
use syn::Pat;

impl<'r> Lowerer<'r> {
    /// Calls `then` with the item at an index, unless a filter rejects it.
    pub(in crate::lower) fn with_item(&mut self, items: &Items, index: Operand, then: &mut dyn FnMut(&mut Self, Item)) {
        match items {
            Items::Filtered(items, closure) => self.with_item(items, index, &mut |this, item| {
                let test = this.apply(closure, vec![item.clone()]);
                let condition = this.flag(test, "kept");
                let block = this.nested(|this| then(this, item));
                this.push(Stmt::If {
                    condition,
                    then: block,
                    otherwise: Block::default(),
                });
            }),
            Items::Mapped(items, closure) => self.with_item(items, index, &mut |this, item| {
                let value = this.apply(closure, vec![item]);
                then(this, Item::Source(Source::Value(value)));
            }),
            Items::Copied(items) => self.with_item(items, index, &mut |this, item| then(this, item.copied())),
            Items::Reversed { items, length } => {
                let position = self.flag(
                    constant(quote!(argument_0__ - 1 - argument_1__), &[length, &index]),
                    "position",
                );
                self.with_item(items, position, then);
            }
            items => {
                let item = self.item_at(items, index);
                then(self, item);
            }
        }
    }

    fn single(&mut self, items: &Items, index: Operand) -> Item {
        let mut found = None;
        self.with_item(items, index, &mut |_, item| found = Some(item));
        found.unwrap_or(Item::Source(Source::Value(Expr::Use(Operand::tokens(quote!(0.0))))))
    }

    fn item_at(&mut self, items: &Items, index: Operand) -> Item {
        match items {
            Items::Elements {
                place,
                mutable,
                by_value,
            } => {
                let element = calls::element_of(place, index);
                Item::Source(if *by_value {
                    Source::Place(element)
                } else {
                    Source::View {
                        place: element,
                        mutable: *mutable,
                    }
                })
            }
            Items::Numbers { low } => Item::Source(Source::Value(match low {
                Operand::Constant(tokens) if tokens.to_string() == "0" => Expr::Use(index),
                low => Expr::Binary(syn::BinOp::Add(Default::default()), low.clone(), index),
            })),
            Items::Pairs(first, second) => {
                let first = self.single(first, index.clone());
                Item::Pair(Box::new(first), Box::new(self.single(second, index)))
            }
            Items::Enumerated(items) => {
                let item = self.single(items, index.clone());
                Item::Pair(Box::new(Item::Source(Source::Value(Expr::Use(index)))), Box::new(item))
            }
            Items::Skipped { items, count } => {
                let position = self.flag(
                    constant(quote!(argument_0__ + argument_1__), &[&index, count]),
                    "position",
                );
                self.single(items, position)
            }
            Items::Stepped { items, step } => {
                let position = self.flag(
                    constant(quote!(argument_0__ * argument_1__), &[&index, step]),
                    "position",
                );
                self.single(items, position)
            }
            Items::Windows { place, size } => {
                let end = self.flag(constant(quote!(argument_0__ + argument_1__), &[&index, size]), "end");
                let window = place.then(Projection::Range {
                    low: Some(index),
                    high: Some(end),
                    inclusive: false,
                });
                Item::Source(Source::View {
                    place: window,
                    mutable: false,
                })
            }
            Items::Chunks {
                place,
                size,
                length,
                mutable,
            } => {
                let start = self.flag(constant(quote!(argument_0__ * argument_1__), &[&index, size]), "start");
                let end = self.flag(
                    constant(
                        quote!(::core::cmp::min(argument_0__ + argument_1__, argument_2__)),
                        &[&start, size, length],
                    ),
                    "end",
                );
                let chunk = place.then(Projection::Range {
                    low: Some(start),
                    high: Some(end),
                    inclusive: false,
                });
                Item::Source(Source::View {
                    place: chunk,
                    mutable: *mutable,
                })
            }
            Items::Reversed { .. } | Items::Mapped(..) | Items::Filtered(..) | Items::Copied(_) => {
                self.single(items, index)
            }
        }
    }

    /// Binds a pattern to an item.
    pub(in crate::lower) fn bind_item(&mut self, pattern: &Pat, item: Item) {
        match (item, pattern) {
            (Item::Source(source), pattern) => self.bind(pattern, source),
            (Item::Pair(first, second), Pat::Tuple(tuple)) if tuple.elems.len() == 2 => {
                self.bind_item(&tuple.elems[0], *first);
                self.bind_item(&tuple.elems[1], *second);
            }
            (pair, Pat::Reference(reference)) => self.bind_item(&reference.pat, pair),
            (pair, Pat::Paren(paren)) => self.bind_item(&paren.pat, pair),
            (pair, Pat::Wild(_)) => drop(pair),
            (pair @ Item::Pair(..), other) => {
                let value = self.item_operand(pair);
                self.bind(other, Source::Value(Expr::Use(value)));
            }
        }
    }

    /// The value of an item.
    pub(in crate::lower) fn item_operand(&mut self, item: Item) -> Operand {
        match item {
            Item::Source(Source::Value(value)) => self.name_value(value, "item"),
            Item::Source(Source::Place(place) | Source::View { place, .. }) => self.load_named(place),
            Item::Pair(first, second) => {
                let parts = vec![self.item_operand(*first), self.item_operand(*second)];
                self.name_value(Expr::Aggregate(Aggregate::Tuple, parts), "pair")
            }
        }
    }
}
