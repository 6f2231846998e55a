//! How many items there are.

use super::{Items, constant};
use crate::ir::{Expr, Operand, Place};
use crate::lower::Lowerer;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

impl Lowerer<'_> {
    /// How many items there are; of a stream, how many its source has.
    pub(in crate::lower) fn length(&mut self, items: &Items) -> Operand {
        match items {
            Items::Numbers { high: None, .. } | Items::Repeated(_) => endless(),
            Items::Numbers {
                low,
                high: Some(high),
                inclusive,
            } => {
                let function = if *inclusive {
                    quote!(count_through)
                } else {
                    quote!(count_between)
                };
                let template = quote!(::pullback::runtime::support::#function(argument_0__, argument_1__));
                self.count_of(template, &[low, high], "length")
            }
            Items::Elements { place, .. } => self.length_of(place),
            Items::Windows { place, size } => {
                let length = self.length_of(place);
                let template = quote!(::pullback::runtime::support::through(argument_0__, argument_1__));
                self.count_of(template, &[size, &length], "count")
            }
            Items::Chunks { size, length, .. } => {
                let template = quote!(::pullback::runtime::support::parts(argument_0__, argument_1__));
                self.count_of(template, &[length, size], "count")
            }
            Items::Enumerated(items)
            | Items::Copied(items)
            | Items::Mapped(items, _)
            | Items::Inspected(items, _)
            | Items::Stream(items, _) => self.length(items),
            Items::Reversed { length, .. } => length.clone(),
            Items::Pairs(first, second) => {
                let (first, second) = (self.length(first), self.length(second));
                self.shorter(first, second)
            }
            Items::Taken { items, count } => {
                let length = self.length(items);
                self.shorter(length, count.clone())
            }
            Items::Skipped { items, count } => {
                let length = self.length(items);
                let template = quote!(::pullback::runtime::support::between(argument_0__, argument_1__));
                self.count_of(template, &[count, &length], "length")
            }
            Items::Stepped { items, step } => {
                let length = self.length(items);
                let template = quote!(::pullback::runtime::support::parts(argument_0__, argument_1__));
                self.count_of(template, &[&length, step], "length")
            }
            Items::Cycled { length, .. } => {
                let template = quote!(if argument_0__ == 0 { 0 } else { usize::MAX });
                self.count_of(template, &[length], "length")
            }
            Items::Chained { length, second, .. } => {
                let second = self.length(second);
                self.count_of(quote!(argument_0__ + argument_1__), &[length, &second], "length")
            }
        }
    }

    fn shorter(&mut self, first: Operand, second: Operand) -> Operand {
        if is_endless(&first) {
            return second;
        }
        if is_endless(&second) {
            return first;
        }
        let template = quote!(::core::cmp::min(argument_0__, argument_1__));
        self.count_of(template, &[&first, &second], "length")
    }

    pub(super) fn count_of(&mut self, template: TokenStream, operands: &[&Operand], hint: &str) -> Operand {
        self.flag(constant(template, operands), hint)
    }

    pub(in crate::lower) fn length_of(&mut self, place: &Place) -> Operand {
        self.flag(
            Expr::Query(place.clone(), Ident::new("len", Span::call_site())),
            "length",
        )
    }
}

pub(super) fn endless() -> Operand {
    Operand::tokens(quote!(usize::MAX))
}

fn is_endless(length: &Operand) -> bool {
    matches!(length, Operand::Constant(tokens) if tokens.to_string() == endless_text())
}

fn endless_text() -> String {
    quote!(usize::MAX).to_string()
}
