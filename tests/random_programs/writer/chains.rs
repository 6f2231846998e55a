//! Iterator chains: a source, adapters, an end.

use super::Writer;
use crate::types::{Structs, Ty};

/// A chain under construction: its text, and what its items are.
struct Chain {
    text: String,
    item: Item,
}

/// What a chain yields.
#[derive(Clone, Debug)]
enum Item {
    Float,
    Reference,
    Slice,
    Index,
    Pair(Box<Item>, Box<Item>),
}

impl Writer<'_> {
    /// A float that is a sum, product or fold of a sequence.
    pub(super) fn reduction(&mut self, depth: usize) -> Option<String> {
        let chain = self.chain()?;
        let scope = self.scope.clone();
        let text = match self.random.below(8) {
            0..4 => {
                self.note("map and sum");
                let (pattern, body) = self.closure_of(&chain.item, depth, true);
                format!("{}.map(|{pattern}| {body}).sum::<f64>()", chain.text)
            }
            4 => {
                self.note("map and product");
                let (pattern, body) = self.closure_of(&chain.item, depth, false);
                format!(
                    "{}.map(|{pattern}| 0.8 + 0.3 * ({body}).sin()).product::<f64>()",
                    chain.text
                )
            }
            5 if matches!(chain.item, Item::Float | Item::Reference) => {
                self.note("sum without map");
                format!("{}.sum::<f64>()", chain.text)
            }
            _ => {
                self.note("fold");
                let accumulator = self.name();
                let start = self.float(0);
                self.declare(&accumulator, Ty::Float, false);
                let (pattern, body) = self.closure_of(&chain.item, depth, false);
                format!(
                    "{}.fold({start}, |{accumulator}, {pattern}| 0.5 * {accumulator} + ({body}).sin())",
                    chain.text
                )
            }
        };
        self.scope = scope;
        Some(text)
    }

    /// A vector of floats that a chain collects: perhaps empty, so something is added by who uses it.
    pub(super) fn collected(&mut self, depth: usize) -> Option<String> {
        let (place, _) = self.floats()?;
        self.note("collect");
        let scope = self.scope.clone();
        let chain = match self.random.below(4) {
            0 => Chain {
                text: format!("{place}.iter()"),
                item: Item::Reference,
            },
            1 => Chain {
                text: format!("{place}.iter().rev()"),
                item: Item::Reference,
            },
            2 => Chain {
                text: format!("{place}.iter().enumerate()"),
                item: Item::Pair(Box::new(Item::Index), Box::new(Item::Reference)),
            },
            _ => Chain {
                text: format!("(0..{})", self.random.between(2, 4)),
                item: Item::Index,
            },
        };
        let (pattern, body) = self.closure_of(&chain.item, depth, true);
        self.scope = scope;
        Some(format!("{}.map(|{pattern}| {body}).collect::<Vec<f64>>()", chain.text))
    }

    fn chain(&mut self) -> Option<Chain> {
        let mut chain = self.source()?;
        for _ in 0..self.random.weighted(&[50, 35, 15]) {
            chain = self.adapted(chain);
        }
        Some(chain)
    }

    fn source(&mut self) -> Option<Chain> {
        if self.random.percent(15) {
            self.note("chain over a range");
            let end = self.random.between(2, 4);
            let (low, dots) = (self.random.below(2), if self.random.percent(30) { "..=" } else { ".." });
            return Some(Chain {
                text: format!("({low}{dots}{end})"),
                item: Item::Index,
            });
        }
        let (place, length) = self.floats()?;
        Some(match self.random.below(8) {
            0 => {
                self.note("windows");
                Chain {
                    text: format!("{place}.windows(2)"),
                    item: Item::Slice,
                }
            }
            1 => {
                self.note("chunks");
                Chain {
                    text: format!("{place}.chunks(2)"),
                    item: Item::Slice,
                }
            }
            2 => {
                self.note("zip");
                let (other, _) = self.floats()?;
                Chain {
                    text: format!("{place}.iter().zip({other}.iter())"),
                    item: Item::Pair(Box::new(Item::Reference), Box::new(Item::Reference)),
                }
            }
            3 => {
                self.note("copied, cloned");
                let end = if self.random.percent(50) { "copied" } else { "cloned" };
                Chain {
                    text: format!("{place}.iter().{end}()"),
                    item: Item::Float,
                }
            }
            4 if length.is_none() => {
                self.note("chain over a sub-slice");
                Chain {
                    text: format!("{place}[{place}.len() / 2..].iter()"),
                    item: Item::Reference,
                }
            }
            _ => Chain {
                text: format!("{place}.iter()"),
                item: Item::Reference,
            },
        })
    }

    fn adapted(&mut self, chain: Chain) -> Chain {
        let Chain { text, item } = chain;
        match self.random.below(13) {
            0 => {
                self.note("enumerate");
                Chain {
                    text: format!("{text}.enumerate()"),
                    item: Item::Pair(Box::new(Item::Index), Box::new(item)),
                }
            }
            // Not every iterator runs backwards: only what cannot have an `enumerate` or `filter` in it.
            1 if [
                "enumerate",
                "filter",
                "zip",
                "while",
                "scan",
                "take",
                "skip",
                "step_by",
                "chain(",
            ]
            .iter()
            .all(|adapter| !text.contains(adapter)) =>
            {
                self.note("rev");
                Chain {
                    text: format!("{text}.rev()"),
                    item,
                }
            }
            2 => {
                self.note("skip");
                Chain {
                    text: format!("{text}.skip({})", self.random.below(2)),
                    item,
                }
            }
            3 => {
                self.note("take");
                Chain {
                    text: format!("{text}.take({})", self.random.between(1, 3)),
                    item,
                }
            }
            4 => {
                self.note("step_by");
                Chain {
                    text: format!("{text}.step_by(2)"),
                    item,
                }
            }
            5 => match &item {
                Item::Float | Item::Reference => {
                    self.note("filter");
                    let stars = if matches!(item, Item::Float) { "*" } else { "**" };
                    let number = self.random.number(0.1, 0.9);
                    Chain {
                        text: format!("{text}.filter(|item| {stars}item > {number:?})"),
                        item,
                    }
                }
                _ => Chain { text, item },
            },
            6 => {
                self.note("map in the middle");
                let scope = self.scope.clone();
                let (pattern, body) = self.closure_of(&item, 1, true);
                self.scope = scope;
                Chain {
                    text: format!("{text}.map(|{pattern}| {body})"),
                    item: Item::Float,
                }
            }
            7 | 8 if matches!(item, Item::Float | Item::Reference) => {
                self.note("take_while, skip_while");
                let stars = if matches!(item, Item::Float) { "*" } else { "**" };
                let (end, number) = (self.random.choose(&["take", "skip"]), self.random.number(0.1, 0.9));
                Chain {
                    text: format!("{text}.{end}_while(|item| {stars}item > {number:?})"),
                    item,
                }
            }
            9 if matches!(item, Item::Float | Item::Reference) => {
                self.note("filter_map");
                let (reference, number) = (matches!(item, Item::Reference), self.random.number(0.1, 0.9));
                let pattern = if reference { "&item" } else { "item" };
                Chain {
                    text: format!(
                        "{text}.filter_map(|{pattern}| if item > {number:?} {{ Some(item.sin()) }} else {{ None }})"
                    ),
                    item: Item::Float,
                }
            }
            10 if matches!(item, Item::Float | Item::Reference) => {
                self.note("scan");
                let pattern = if matches!(item, Item::Reference) {
                    "&item"
                } else {
                    "item"
                };
                Chain {
                    text: format!(
                        "{text}.scan(0.3, |state, {pattern}| {{ *state = 0.5 * *state + item; Some(*state) }})"
                    ),
                    item: Item::Float,
                }
            }
            11 if matches!(item, Item::Reference) => match self.floats() {
                Some((place, _)) => {
                    self.note("chain");
                    Chain {
                        text: format!("{text}.chain({place}.iter())"),
                        item,
                    }
                }
                None => Chain { text, item },
            },
            12 if matches!(item, Item::Index) => {
                self.note("flat_map");
                Chain {
                    text: format!("{text}.flat_map(|outer| (0..2).map(move |inner| outer + inner))"),
                    item,
                }
            }
            _ => Chain { text, item },
        }
    }

    /// The pattern and body of a closure that takes an item and returns a float; where the body is all of the closure, it may
    /// have a `return`.
    fn closure_of(&mut self, item: &Item, depth: usize, may_return: bool) -> (String, String) {
        // A closure borrows what it reads: nothing may be written in it.
        self.scope.iter_mut().for_each(|variable| variable.mutable = false);
        let pattern = self.pattern_of(item);
        if self.random.percent(20) {
            self.note("closure with a block");
            let name = self.name();
            let value = self.float(depth.min(1));
            self.declare(&name, Ty::Float, false);
            let (condition, early, last) = (self.condition(0), self.float(0), self.float(depth.min(1)));
            let exit = if may_return && self.random.percent(30) {
                format!("if {condition} {{ return {early}; }} ")
            } else {
                String::new()
            };
            return (pattern, format!("{{ let {name} = {value}; {exit}{last} * {name} }}"));
        }
        let body = self.float(depth.min(1));
        let used = self.float_of_items();
        (pattern, format!("({body} * {used})"))
    }

    fn pattern_of(&mut self, item: &Item) -> String {
        let name = self.name();
        match item {
            Item::Float => {
                self.declare(&name, Ty::Float, false);
                name
            }
            Item::Reference if self.random.percent(30) => {
                self.declare(&name, Ty::Float, false);
                format!("&{name}")
            }
            Item::Reference => {
                self.declare_reference(&name, Ty::Float, false);
                name
            }
            Item::Slice => {
                self.declare_reference(&name, Ty::Slice(Box::new(Ty::Float)), false);
                name
            }
            Item::Index => {
                self.declare(&name, Ty::Index, false);
                name
            }
            Item::Pair(first, second) => {
                let (first, second) = (self.pattern_of(first), self.pattern_of(second));
                format!("({first}, {second})")
            }
        }
    }

    /// A float out of the variable that was declared last, if it has one.
    pub(super) fn float_of_items(&mut self) -> String {
        let last = self.scope.last().cloned();
        last.and_then(|variable| self.float_in(&variable))
            .unwrap_or_else(|| self.atom())
    }

    /// A sequence of something other than floats, to loop over: place and item type.
    pub(super) fn sequence(&mut self, mutable: bool) -> Option<(String, Ty, super::Variable)> {
        let is_sequence = |ty: &Ty, structs: &Structs| match ty {
            Ty::Array(item, _) | Ty::Vec(item) | Ty::Slice(item) => item.has_float(structs),
            _ => false,
        };
        for _ in 0..4 {
            let variable = self.pick(|variable, structs| {
                (variable.mutable || !mutable) && variable.ty.has_float(structs) && variable.ty != Ty::Float
            })?;
            if let Some((place, ty)) = self.walk(variable.name.clone(), variable.ty.clone(), &is_sequence, mutable)
                && let Ty::Array(item, _) | Ty::Vec(item) | Ty::Slice(item) = ty
            {
                return Some((place, *item, variable));
            }
        }
        None
    }
}
