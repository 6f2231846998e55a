//! Where items come from: ranges, sequences, windows and chunks of them, `repeat` and `once`.

use super::lengths::endless;
use super::{Items, Stream, constant, is_adapter};
use crate::ir::{Aggregate, Argument, Expr, Operand, Place, Projection, Stmt};
use crate::lower::types::Shape;
use crate::lower::{Binding, Lowerer};
use crate::reject::Refusal;
use proc_macro2::TokenStream;
use quote::quote;
use syn::Expr as Syntax;

impl<'r> Lowerer<'r> {
    /// The items that an expression stands for.
    pub(in crate::lower) fn items(&mut self, expr: &Syntax) -> Option<Items> {
        if let Some((low, high, inclusive)) = self.named_range(expr) {
            let high = Some(high);
            return Some(Items::Numbers { low, high, inclusive });
        }
        if let Some(entries) = self.entries(expr) {
            return Some(elements(entries, false, true));
        }
        match expr {
            Syntax::Paren(paren) => self.items(&paren.expr),
            Syntax::Group(group) => self.items(&group.expr),
            Syntax::Range(range) => self.numbers(range),
            Syntax::MethodCall(call) => match self.adapted(call) {
                Some(items) => Some(items),
                None if self.is_iterator(expr) => None,
                None => self.items_of_collection(expr),
            },
            Syntax::Call(call) if is_iterator_function(call).is_some() => self.iterator_function(call),
            Syntax::Path(path) => match path.path.get_ident().and_then(|ident| self.look_up(&ident.to_string())) {
                Some(Binding::Items(items, None)) => Some((*items).clone()),
                Some(Binding::Items(items, Some(_))) if items.is_generated() => Some((*items).clone()),
                Some(Binding::Items(items, Some(counter))) => {
                    let count = self.read_flag(counter);
                    let items = Box::new((*items).clone());
                    Some(Items::Skipped { items, count })
                }
                _ => self.items_of_collection(expr),
            },
            other => self.items_of_collection(other),
        }
    }

    /// Whether an expression is an iterator, and not a collection.
    pub(in crate::lower) fn is_iterator(&self, expr: &Syntax) -> bool {
        match expr {
            Syntax::Paren(paren) => self.is_iterator(&paren.expr),
            Syntax::Group(group) => self.is_iterator(&group.expr),
            Syntax::Range(_) => true,
            Syntax::MethodCall(call) => {
                let method = call.method.to_string();
                match method.as_str() {
                    // Methods that other values have, too.
                    "map" | "filter" | "zip" | "take" | "copied" | "cloned" | "inspect" | "flatten" | "by_ref"
                    | "fuse" => self.is_iterator(&call.receiver),
                    "clone" => self.is_iterator(&call.receiver),
                    "keys" | "values" | "into_keys" | "into_values" => self.map_named(&call.receiver).is_some(),
                    method => is_adapter(method),
                }
            }
            Syntax::Call(call) => is_iterator_function(call).is_some(),
            Syntax::Path(path) => path
                .path
                .get_ident()
                .is_some_and(|ident| match self.look_up(&ident.to_string()) {
                    Some(Binding::Items(..)) => true,
                    Some(Binding::Variable(var)) => self.ranges.contains_key(&var),
                    Some(Binding::View { place, .. }) => place.path.is_empty() && self.ranges.contains_key(&place.root),
                    _ => false,
                }),
            _ => false,
        }
    }

    fn numbers(&mut self, range: &syn::ExprRange) -> Option<Items> {
        let low = self.index(range.start.as_deref()?);
        let high = range.end.as_deref().map(|high| self.index(high));
        let inclusive = matches!(range.limits, syn::RangeLimits::Closed(_));
        Some(Items::Numbers { low, high, inclusive })
    }

    /// The ends of a range that a name stands for: `x[span.clone()]`.
    pub(in crate::lower) fn local_range(&mut self, expr: &Syntax) -> Option<(Operand, Option<Operand>, bool)> {
        match expr {
            Syntax::Paren(paren) => self.local_range(&paren.expr),
            Syntax::MethodCall(call) if call.method == "clone" => self.local_range(&call.receiver),
            Syntax::Path(path) => match self.look_up(&path.path.get_ident()?.to_string())? {
                Binding::Items(items, None) => match &*items {
                    Items::Numbers { low, high, inclusive } => Some((low.clone(), high.clone(), *inclusive)),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        }
    }

    /// `span.contains(&i)`.
    pub(in crate::lower) fn range_contains(&mut self, call: &syn::ExprMethodCall) -> Option<Expr> {
        if call.method != "contains" || call.args.len() != 1 {
            return None;
        }
        let (low, high, inclusive) = self.local_range(&call.receiver)?;
        let number = self.index(&call.args[0]);
        let high = high.unwrap_or(endless());
        let test = match inclusive {
            true => quote!((argument_1__..=argument_2__).contains(&argument_0__)),
            false => quote!((argument_1__..argument_2__).contains(&argument_0__)),
        };
        Some(Expr::Use(self.count_of(test, &[&number, &low, &high], "contains")))
    }

    /// `span.start`, `span.end`.
    pub(in crate::lower) fn end_of_range(&mut self, field: &syn::ExprField) -> Option<Operand> {
        let syn::Member::Named(name) = &field.member else {
            return None;
        };
        let is_end = name == "start" || name == "end";
        let (low, high, _) = self.local_range(&field.base).filter(|_| is_end)?;
        if name == "start" { Some(low) } else { high }
    }

    fn items_of_collection(&mut self, expr: &Syntax) -> Option<Items> {
        if let Some((place, mutable)) = self.view(expr) {
            let place = self.stable(place);
            return Some(elements(place, mutable, false));
        }
        match expr {
            Syntax::Path(_)
            | Syntax::Field(_)
            | Syntax::Index(_)
            | Syntax::Array(_)
            | Syntax::Macro(_)
            | Syntax::Call(_)
            | Syntax::MethodCall(_)
            | Syntax::Repeat(_)
            | Syntax::If(_)
            | Syntax::Block(_)
            | Syntax::Match(_) => {
                let place = self.place_or_temporary(expr);
                let place = self.collect_unknown(place);
                Some(elements(place, false, true))
            }
            _ => None,
        }
    }

    /// What a function of constants returned may be a collection or an iterator, such as `text.chars()`: of either, the items
    /// are collected, as `for` would take them.
    fn collect_unknown(&mut self, place: Place) -> Place {
        let root = place.root;
        let is_unknown = self.function.types.shape(self.ty(root)) == Shape::Unknown;
        if !place.path.is_empty() || !is_unknown || !self.constant.contains(&root) {
            return place;
        }
        let collect = |items: TokenStream| quote!(::core::iter::Iterator::collect::<::pullback::runtime::alloc::vec::Vec<_>>(::core::iter::IntoIterator::into_iter(#items)));
        match self.blocks.last_mut().and_then(|block| block.stmts.last_mut()) {
            Some(Stmt::Let {
                var,
                value: Expr::Constant(template, _),
            }) if *var == root => {
                *template = collect(template.clone());
                place
            }
            Some(Stmt::Call(call)) if call.results == [root] => {
                let items = Argument::Value(Operand::Var(root));
                let collected = Expr::Constant(collect(quote!(argument_0__)), vec![items]);
                self.name_value(collected, "items").var().map_or(place, Place::whole)
            }
            _ => place,
        }
    }

    /// `std::iter::repeat(x)` and the like.
    fn iterator_function(&mut self, call: &syn::ExprCall) -> Option<Items> {
        let name = is_iterator_function(call)?;
        match (name.as_str(), call.args.len()) {
            ("repeat", 1) => {
                let value = self.operand(&call.args[0]);
                Some(Items::Repeated(value))
            }
            ("repeat_n", 2) => {
                let (value, count) = (self.operand(&call.args[0]), self.index(&call.args[1]));
                let items = Box::new(Items::Repeated(value));
                Some(Items::Taken { items, count })
            }
            ("once", 1) => {
                let value = self.operand(&call.args[0]);
                let items = Box::new(Items::Repeated(value));
                let count = Operand::tokens(quote!(1_usize));
                Some(Items::Taken { items, count })
            }
            ("empty", 0) => {
                let array = self
                    .name_value(Expr::Aggregate(Aggregate::Vec, Vec::new()), "empty")
                    .var()?;
                if let Some(element) = type_argument(&call.func) {
                    self.annotate(
                        array,
                        &syn::parse_quote!(::pullback::runtime::alloc::vec::Vec<#element>),
                    );
                }
                Some(elements(Place::whole(array), false, true))
            }
            ("zip", 2) => self.zipped(&call.args[0], &call.args[1]),
            ("successors", 2) => self.successors(&call.args[0], &call.args[1]),
            ("from_fn", 1) => self.generated(&call.args[0]),
            ("repeat_with", 1) => self.repeated_with(&call.args[0]),
            _ => None,
        }
    }

    /// `iter`, `windows`, `chunks`, …: items of the collection that a method is called on.
    pub(super) fn source_method(&mut self, call: &syn::ExprMethodCall) -> Option<Items> {
        let argument = call.args.first();
        match call.method.to_string().as_str() {
            "iter" | "iter_mut" => {
                let place = self.place_or_temporary(&call.receiver);
                let place = self.stable(place);
                Some(elements(place, call.method == "iter_mut", false))
            }
            "into_iter" if self.is_iterator(&call.receiver) => self.items(&call.receiver),
            "into_iter" => {
                if let Some((place, mutable)) = self.view(&call.receiver) {
                    return Some(elements(place, mutable, false));
                }
                let place = self.place_or_temporary(&call.receiver);
                Some(elements(place, false, true))
            }
            // Iterators over text, which is constant.
            "chars" | "bytes" | "char_indices" | "split_whitespace" | "lines" => {
                let whole: Syntax = syn::parse_quote!(#call.collect::<::pullback::runtime::alloc::vec::Vec<_>>());
                let text = self.opaque_constant(&whole)?;
                let text = self.flag(text, "text").var()?;
                let inactive = self.function.types.inactive();
                let sequence = self.function.types.sequence(inactive);
                self.function.types.unify(self.ty(text), sequence);
                self.constant.insert(text);
                Some(elements(Place::whole(text), false, true))
            }
            "drain" => {
                let place = self.drained(call)?;
                Some(elements(place, false, true))
            }
            "windows" => {
                let place = self.place_or_temporary(&call.receiver);
                let place = self.stable(place);
                let size = self.index(argument?);
                Some(Items::Windows { place, size })
            }
            method @ ("chunks" | "chunks_exact" | "chunks_mut" | "chunks_exact_mut" | "rchunks" | "rchunks_exact") => {
                let place = self.place_or_temporary(&call.receiver);
                let place = self.stable(place);
                let size = self.index(argument?);
                let mut length = self.length_of(&place);
                if method.contains("exact") {
                    let template = quote!(argument_0__ - argument_0__ % argument_1__);
                    let whole = self.flag(constant(template, &[&length, &size]), "whole");
                    if method.starts_with('r') {
                        // What is left over stands at the beginning.
                        let rest = self.flag(
                            constant(quote!(argument_0__ - argument_1__), &[&length, &whole]),
                            "rest",
                        );
                        let range = Projection::Range {
                            low: Some(rest),
                            high: None,
                            inclusive: false,
                        };
                        let place = place.then(range);
                        return Some(Items::Chunks {
                            place,
                            size,
                            length: whole,
                            mutable: false,
                            from_end: true,
                        });
                    }
                    length = whole;
                }
                Some(Items::Chunks {
                    place,
                    size,
                    length,
                    mutable: method.ends_with("mut"),
                    from_end: method.starts_with('r'),
                })
            }
            _ => None,
        }
    }

    /// What `chunks_exact` leaves over.
    pub(in crate::lower) fn remainder(&mut self, chunks: &Syntax) -> Option<Place> {
        let items = match chunks {
            Syntax::Path(path) => match self.look_up(&path.path.get_ident()?.to_string())? {
                Binding::Items(items, _) => (*items).clone(),
                _ => return None,
            },
            Syntax::MethodCall(call) if call.method.to_string().starts_with("chunks_exact") => {
                self.source_method(call)?
            }
            _ => return None,
        };
        let Items::Chunks {
            place,
            length,
            from_end: false,
            ..
        } = items
        else {
            return None;
        };
        Some(place.then(Projection::Range {
            low: Some(length),
            high: None,
            inclusive: false,
        }))
    }

    /// Items that can be asked for by position: those of a stream are collected first.
    pub(super) fn addressable(&mut self, items: Items) -> Option<Items> {
        if items.is_addressable() {
            return Some(items);
        }
        if items.is_mutable() {
            return None;
        }
        let collected = self.collected(&items)?;
        Some(elements(Place::whole(collected), false, true))
    }

    /// `let name = chain;`
    pub(in crate::lower) fn bind_iterator(&mut self, ident: &syn::PatIdent, expr: &Syntax) {
        let Some(mut items) = self.items(expr) else {
            self.refusals.refuse(expr, Refusal::ForIterator);
            return;
        };
        let mut counter = None;
        if ident.mutability.is_some() && items.is_generated() {
            counter = Some(self.counter(quote!(0_usize), "taken"));
        } else if ident.mutability.is_some() {
            // Items may be taken one by one.
            let addressable = if items.has_effects() {
                None
            } else {
                self.addressable(items)
            };
            let Some(addressable) = addressable else {
                self.refusals.refuse(expr, Refusal::ForIterator);
                return;
            };
            items = addressable;
            counter = Some(self.counter(quote!(0_usize), "taken"));
        }
        self.bind_name(
            ident.ident.to_string(),
            Binding::Items(std::rc::Rc::new(items), counter),
        );
    }

    /// A stream of items behind one more adapter.
    pub(super) fn streamed(&mut self, items: Items, stream: Stream) -> Items {
        Items::Stream(Box::new(items), stream)
    }
}

pub(in crate::lower) fn elements(place: Place, mutable: bool, by_value: bool) -> Items {
    Items::Elements {
        place,
        mutable,
        by_value,
    }
}

/// `T` in `empty::<T>`.
fn type_argument(function: &Syntax) -> Option<syn::Type> {
    let Syntax::Path(path) = function else { return None };
    let syn::PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else {
        return None;
    };
    match arguments.args.first()? {
        syn::GenericArgument::Type(ty) => Some(ty.clone()),
        _ => None,
    }
}

/// The name of a function of `std::iter`, if a call is one: `std::iter::repeat(x)`, `iter::zip(a, b)`, `repeat(x)`.
fn is_iterator_function(call: &syn::ExprCall) -> Option<String> {
    let Syntax::Path(path) = &*call.func else { return None };
    let names: Vec<String> = path
        .path
        .segments
        .iter()
        .map(|segment| segment.ident.to_string())
        .collect();
    let of_module = names.len() > 1 && names[names.len() - 2] == "iter";
    let name = names.last()?;
    // Names that hardly anybody else gives to a function of his own, and a closure as argument.
    let is_imported = || {
        names.len() == 1
            && matches!(call.args.last(), Some(Syntax::Closure(closure)) if match name.as_str() {
                "from_fn" | "repeat_with" => closure.inputs.is_empty(),
                "successors" => closure.inputs.len() == 1,
                _ => false,
            })
    };
    const FUNCTIONS: [&str; 8] = [
        "repeat",
        "repeat_n",
        "repeat_with",
        "once",
        "empty",
        "zip",
        "successors",
        "from_fn",
    ];
    ((of_module && FUNCTIONS.contains(&name.as_str())) || is_imported()).then(|| name.clone())
}
