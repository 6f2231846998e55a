//! What `for` runs over, and iterator chains: all become loops over an index.
//!
//! [`Items`] says how an item is found. Adapters that keep items *addressable* (`zip`, `rev`, `skip`, `windows`, …) change
//! the index or the length; `map` writes its closure out. Behind `filter`, `flat_map`, `take_while` and the like the number
//! of items is not known beforehand: such items are a *stream*, and what follows a stream counts as it goes. Chains end in a
//! `for` loop (`loops`), in a value (`ends`), or in an item that may be there or not (`searches`).
//!
//! * `sources`: where items come from; `adapters`: what changes them; `lengths`: how many there are
//! * `items`: the item at an index; `streams`: items whose number is not known
//! * `generators`: iterators made of closures, and items taken one by one
//! * `ends`, `attempts`, `searches`

use super::closures::Closure;
use super::statements::Source;
use crate::ir::{Argument, Expr, Operand, Place, Range, Var};
use std::rc::Rc;

pub(super) use ends::with_wanted_type;
pub(super) use sources::elements;

mod adapters;
mod attempts;
mod ends;
mod generators;
mod items;
mod lengths;
mod searches;
mod sources;
mod streams;

/// How an item is found.
#[derive(Clone, Debug)]
pub(super) enum Items {
    /// The integers of a range; without end if there is no `high`.
    Numbers {
        low: Operand,
        high: Option<Operand>,
        inclusive: bool,
    },
    Elements {
        place: Place,
        mutable: bool,
        by_value: bool,
    },
    /// The same value again and again.
    Repeated(Operand),
    Pairs(Box<Items>, Box<Items>),
    Enumerated(Box<Items>),
    Reversed {
        items: Box<Items>,
        length: Operand,
    },
    Taken {
        items: Box<Items>,
        count: Operand,
    },
    Skipped {
        items: Box<Items>,
        count: Operand,
    },
    Stepped {
        items: Box<Items>,
        step: Operand,
    },
    Cycled {
        items: Box<Items>,
        length: Operand,
    },
    Chained {
        first: Box<Items>,
        length: Operand,
        second: Box<Items>,
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
        /// `rchunks`: counted from the end.
        from_end: bool,
    },
    Mapped(Box<Items>, Rc<Closure>),
    /// `inspect`: the closure sees the item, which goes on.
    Inspected(Box<Items>, Rc<Closure>),
    /// References replaced by copies.
    Copied(Box<Items>),
    /// Items of unknown number.
    Stream(Box<Items>, Stream),
}

/// What makes the number of items unknown, or has to count because it is.
#[derive(Clone, Debug)]
pub(super) enum Stream {
    Filtered(Rc<Closure>),
    /// `filter_map`: the closure returns an `Option`.
    FilterMapped(Rc<Closure>),
    /// `map_while`.
    MappedWhile(Rc<Closure>),
    TakenWhile(Rc<Closure>),
    /// `started` is set by the first item that is not skipped.
    SkippedWhile {
        closure: Rc<Closure>,
        started: Var,
    },
    Scanned {
        closure: Rc<Closure>,
        state: Var,
    },
    /// `flatten`, or `flat_map` with a closure.
    Flattened(Option<Rc<Closure>>),
    /// `successors`: whether there is another, and which.
    Successors {
        present: Var,
        current: Var,
        closure: Rc<Closure>,
    },
    /// `from_fn`.
    Generated(Rc<Closure>),
    /// Items drawn from an iterator with a name, whose counter goes along.
    Drawn {
        counter: Var,
    },
    Counted {
        counter: Var,
    },
    Bounded {
        counter: Var,
        count: Operand,
    },
    Dropped {
        counter: Var,
        count: Operand,
    },
    Strided {
        counter: Var,
        step: Operand,
    },
    /// `zip` with items that are addressable; `stream_first` says which item comes first.
    Zipped {
        counter: Var,
        other: Box<Items>,
        length: Operand,
        stream_first: bool,
    },
}

/// One item.
#[derive(Clone, Debug)]
pub(super) enum Item {
    Source(Source),
    Pair(Box<Item>, Box<Item>),
    /// A closure that is passed to a closure.
    Closure(Rc<Closure>),
}

/// Where in its loop an item stands.
#[derive(Clone, Debug)]
pub(super) enum Position {
    Index(Operand),
    /// The loop runs over the numbers of a range themselves.
    Number(Operand),
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

impl Items {
    /// The items behind the last adapter, if there is one.
    fn behind(&self) -> Vec<&Self> {
        match self {
            Self::Pairs(first, second) | Self::Chained { first, second, .. } => vec![first, second],
            Self::Stream(items, Stream::Zipped { other, .. }) => vec![items, other],
            Self::Enumerated(items)
            | Self::Copied(items)
            | Self::Mapped(items, _)
            | Self::Inspected(items, _)
            | Self::Reversed { items, .. }
            | Self::Taken { items, .. }
            | Self::Skipped { items, .. }
            | Self::Stepped { items, .. }
            | Self::Cycled { items, .. }
            | Self::Stream(items, _) => vec![items],
            Self::Numbers { .. }
            | Self::Elements { .. }
            | Self::Repeated(_)
            | Self::Windows { .. }
            | Self::Chunks { .. } => Vec::new(),
        }
    }

    /// The closure of the last adapter, if it has one.
    fn closure(&self) -> Option<&Closure> {
        match self {
            Self::Mapped(_, closure)
            | Self::Inspected(_, closure)
            | Self::Stream(
                _,
                Stream::Filtered(closure)
                | Stream::FilterMapped(closure)
                | Stream::MappedWhile(closure)
                | Stream::TakenWhile(closure)
                | Stream::SkippedWhile { closure, .. }
                | Stream::Scanned { closure, .. }
                | Stream::Successors { closure, .. }
                | Stream::Generated(closure)
                | Stream::Flattened(Some(closure)),
            ) => Some(closure),
            _ => None,
        }
    }

    /// Whether making an item changes something: then none may be left out.
    fn has_effects(&self) -> bool {
        matches!(self, Self::Stream(_, Stream::Drawn { .. } | Stream::Generated(_)))
            || self.own_effects()
            || self.behind().into_iter().any(Self::has_effects)
    }

    /// Whether the last adapter's closure changes something.
    fn own_effects(&self) -> bool {
        match self {
            Self::Stream(_, Stream::Scanned { closure, .. }) => closure.has_effects_besides_state(),
            _ => self.closure().is_some_and(Closure::has_effects),
        }
    }

    /// Whether the number of items and their positions are known.
    fn is_addressable(&self) -> bool {
        !matches!(self, Self::Stream(..)) && self.behind().into_iter().all(Self::is_addressable)
    }

    /// Whether items are places that may be asked for again at no cost: no closure makes them.
    fn is_stored(&self) -> bool {
        self.is_addressable() && self.closure().is_none() && self.behind().into_iter().all(Self::is_stored)
    }

    /// Whether items are references through which something may be written.
    fn is_mutable(&self) -> bool {
        matches!(
            self,
            Self::Elements { mutable: true, .. } | Self::Chunks { mutable: true, .. }
        ) || (!matches!(self, Self::Mapped(..)) && self.behind().into_iter().any(Self::is_mutable))
    }

    /// The range that the loop may run over itself, where the items come from one.
    pub(in crate::lower) fn range(&self) -> Option<Range> {
        match self {
            Self::Numbers {
                low,
                high: Some(high),
                inclusive,
            } => Some(Range {
                low: low.clone(),
                high: high.clone(),
                inclusive: *inclusive,
                reversed: false,
                step: None,
                reversed_first: false,
            }),
            Self::Reversed { items, .. } => items.bare_range()?.reversed(),
            Self::Stepped { items, step } => items.bare_range()?.stepped(step.clone()),
            Self::Mapped(items, _) | Self::Inspected(items, _) | Self::Copied(items) | Self::Stream(items, _) => {
                items.range()
            }
            _ => None,
        }
    }

    /// The range that the items are.
    fn bare_range(&self) -> Option<Range> {
        match self {
            Self::Numbers { .. } | Self::Reversed { .. } | Self::Stepped { .. } => self.range(),
            _ => None,
        }
    }
}

impl Item {
    /// What `copied` makes of a reference.
    pub(super) fn copied(self) -> Self {
        match self {
            Self::Source(Source::View { place, .. }) => Self::Source(Source::Place(place)),
            other => other,
        }
    }

    pub(super) fn value(operand: Operand) -> Self {
        Self::Source(Source::Value(Expr::Use(operand)))
    }
}

/// Methods that make or adapt an iterator, and are nothing else.
fn is_adapter(method: &str) -> bool {
    const ADAPTERS: [&str; 39] = [
        "chars",
        "bytes",
        "char_indices",
        "split_whitespace",
        "lines",
        "iter",
        "iter_mut",
        "into_iter",
        "drain",
        "windows",
        "chunks",
        "chunks_exact",
        "chunks_mut",
        "chunks_exact_mut",
        "rchunks",
        "rchunks_exact",
        "enumerate",
        "zip",
        "rev",
        "copied",
        "cloned",
        "skip",
        "take",
        "step_by",
        "chain",
        "cycle",
        "map",
        "inspect",
        "filter",
        "filter_map",
        "map_while",
        "take_while",
        "skip_while",
        "scan",
        "flat_map",
        "flatten",
        "by_ref",
        "peekable",
        "fuse",
    ];
    ADAPTERS.contains(&method)
}
