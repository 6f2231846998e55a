//! The item at a position: found, mapped, bound to a pattern.

use super::{Item, Items, Position, constant};
use crate::ir::{Aggregate, Block, Expr, Operand, Place, Projection, Role, Stmt};
use crate::lower::Lowerer;
use crate::lower::calls;
use crate::lower::statements::Source;
use quote::quote;
use syn::Pat;

impl<'r> Lowerer<'r> {
    /// Calls `then` with the item at a position; never, or more than once, where items are a stream.
    pub(in crate::lower) fn with_item(&mut self, items: &Items, at: Position, then: &mut dyn FnMut(&mut Self, Item)) {
        match items {
            Items::Stream(items, stream) => self.with_streamed(items, stream, at, then),
            Items::Mapped(items, closure) => self.with_item(items, at, &mut |this, item| {
                let value = this.apply(closure, vec![item]);
                then(this, Item::Source(Source::Value(value)));
            }),
            Items::Inspected(items, closure) => self.with_item(items, at, &mut |this, item| {
                this.apply(closure, vec![item.clone()]);
                then(this, item);
            }),
            Items::Copied(items) => self.with_item(items, at, &mut |this, item| then(this, item.copied())),
            items => {
                let item = match at {
                    Position::Number(number) => Item::value(number),
                    Position::Index(index) => self.item_at(items, index),
                };
                then(self, item);
            }
        }
    }

    /// The item at an index of items that are stored.
    pub(in crate::lower) fn item_of_stored(&mut self, items: &Items, index: Operand) -> Item {
        self.single(items, index)
    }

    /// The one item at an index of addressable items.
    pub(super) fn single(&mut self, items: &Items, index: Operand) -> Item {
        let mut found = None;
        self.with_item(items, Position::Index(index), &mut |_, item| found = Some(item));
        found.unwrap_or(Item::value(Operand::tokens(quote!(0.0))))
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
            Items::Numbers { low, .. } => {
                let template = quote!(::pullback::runtime::support::nth(argument_0__, argument_1__));
                Item::value(self.flag(constant(template, &[low, &index]), "number"))
            }
            Items::Repeated(value) => Item::value(value.clone()),
            Items::Pairs(first, second) => {
                let first = self.single(first, index.clone());
                Item::Pair(Box::new(first), Box::new(self.single(second, index)))
            }
            Items::Enumerated(items) => {
                let item = self.single(items, index.clone());
                Item::Pair(Box::new(Item::value(index)), Box::new(item))
            }
            Items::Taken { items, .. } => self.single(items, index),
            Items::Reversed { items, length } => {
                let template = quote!(argument_0__ - 1 - argument_1__);
                let position = self.count_of(template, &[length, &index], "position");
                self.single(items, position)
            }
            Items::Skipped { items, count } => {
                let position = self.count_of(quote!(argument_0__ + argument_1__), &[&index, count], "position");
                self.single(items, position)
            }
            Items::Stepped { items, step } => {
                let position = self.count_of(quote!(argument_0__ * argument_1__), &[&index, step], "position");
                self.single(items, position)
            }
            Items::Cycled { items, length } => {
                let position = self.count_of(quote!(argument_0__ % argument_1__), &[&index, length], "position");
                self.single(items, position)
            }
            Items::Chained { first, length, second } => self.chained_item(first, length, second, index),
            Items::Windows { place, size } => {
                let end = self.count_of(quote!(argument_0__ + argument_1__), &[&index, size], "end");
                part(place, index, end, false)
            }
            Items::Chunks {
                place,
                size,
                length,
                mutable,
                from_end,
            } => {
                let start = self.count_of(quote!(argument_0__ * argument_1__), &[&index, size], "start");
                let template = quote!(::core::cmp::min(argument_0__ + argument_1__, argument_2__));
                let end = self.count_of(template, &[&start, size, length], "end");
                if !*from_end {
                    return part(place, start, end, *mutable);
                }
                let turned = |this: &mut Self, position: &Operand, hint| {
                    this.count_of(quote!(argument_0__ - argument_1__), &[length, position], hint)
                };
                let low = turned(self, &end, "low");
                let high = turned(self, &start, "high");
                part(place, low, high, *mutable)
            }
            Items::Mapped(..) | Items::Inspected(..) | Items::Copied(_) | Items::Stream(..) => {
                self.single(items, index)
            }
        }
    }

    /// The item of whichever of two iterators the index is in.
    fn chained_item(&mut self, first: &Items, length: &Operand, second: &Items, index: Operand) -> Item {
        let is_first = self.flag(
            constant(quote!(argument_0__ < argument_1__), &[&index, length]),
            "is_first",
        );
        let mut from_first = None;
        let mut then = self.nested(|this| from_first = Some(this.single(first, index.clone())));
        let mut from_second = None;
        let mut otherwise = self.nested(|this| {
            let position = this.count_of(quote!(argument_0__ - argument_1__), &[&index, length], "position");
            from_second = Some(this.single(second, position));
        });
        let (Some(from_first), Some(from_second)) = (from_first, from_second) else {
            return Item::value(index);
        };
        let item = self.either(from_first, from_second, &mut then, &mut otherwise);
        self.push(Stmt::If {
            condition: is_first,
            then,
            otherwise,
        });
        item
    }

    /// Copies what one of two blocks finds into variables of its own, which are declared here.
    fn either(&mut self, first: Item, second: Item, then: &mut Block, otherwise: &mut Block) -> Item {
        if let (Item::Pair(a, b), Item::Pair(c, d)) = (&first, &second) {
            let left = self.either((**a).clone(), (**c).clone(), then, otherwise);
            let right = self.either((**b).clone(), (**d).clone(), then, otherwise);
            return Item::Pair(Box::new(left), Box::new(right));
        }
        let chosen = self.function.fresh("chosen", Role::Local, true);
        self.push(Stmt::Declare { var: chosen });
        for (item, block) in [(first, then), (second, otherwise)] {
            self.blocks.push(std::mem::take(block));
            let value = self.item_operand(item);
            let ty = self.type_of(&value);
            self.function.types.unify(self.ty(chosen), ty);
            self.push(Stmt::Assign {
                place: Place::whole(chosen),
                value,
                first: true,
            });
            *block = self.blocks.pop().unwrap_or_default();
        }
        Item::Source(Source::Place(Place::whole(chosen)))
    }

    /// Binds a pattern to an item.
    pub(in crate::lower) fn bind_item(&mut self, pattern: &Pat, item: Item) {
        match (item, pattern) {
            (Item::Source(source), pattern) => self.bind(pattern, source),
            (Item::Closure(closure), pattern) => self.bind_closure_name(pattern, closure),
            (Item::Pair(first, second), Pat::Tuple(tuple)) if tuple.elems.len() == 2 => {
                self.bind_item(&tuple.elems[0], *first);
                self.bind_item(&tuple.elems[1], *second);
            }
            (pair, Pat::Reference(reference)) => self.bind_item(&reference.pat, pair),
            (pair, Pat::Paren(paren)) => self.bind_item(&paren.pat, pair),
            (pair, Pat::Type(typed)) => self.bind_item(&typed.pat, pair),
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
            Item::Source(Source::Place(place) | Source::View { place, .. }) => self.load_sized(place),
            Item::Pair(first, second) => {
                let parts = vec![self.item_operand(*first), self.item_operand(*second)];
                self.name_value(Expr::Aggregate(Aggregate::Tuple, parts), "pair")
            }
            Item::Closure(_) => Operand::tokens(quote!(0.0)),
        }
    }
}

fn part(place: &Place, low: Operand, high: Operand, mutable: bool) -> Item {
    let range = Projection::Range {
        low: Some(low),
        high: Some(high),
        inclusive: false,
    };
    let place = place.then(range);
    Item::Source(super::Source::View { place, mutable })
}
