//! Methods of `Vec`s and slices that change them: written out as loops over elements, with `push`, `pop` and assignment.
//!
//! * this file: which method is which; `lengths`: those that change the length; `order`: sorting and its kin;
//!   `exchange`: `std::mem::swap` and its kin; `arrays`: those that are made element by element

mod arrays;
mod exchange;
mod lengths;
mod order;

pub(super) use arrays::makes_array;
pub(super) use exchange::memory_function;

use super::Lowerer;
use super::calls::element_of;
use crate::ir::{Expr, Operand, Place, Stmt};
use crate::lower::types::Shape;
use crate::reject::Refusal;
use quote::{ToTokens, quote};
use syn::Expr as Syntax;

/// Methods that change their receiver and have no value.
const COMMANDS: [&str; 35] = [
    "swap",
    "fill",
    "copy_from_slice",
    "clone_from_slice",
    "clone_from",
    "push",
    "for_each",
    "extend_from_slice",
    "extend",
    "append",
    "insert",
    "truncate",
    "clear",
    "resize",
    "reverse",
    "rotate_left",
    "rotate_right",
    "reserve",
    "shrink_to_fit",
    "sort",
    "sort_unstable",
    "sort_by",
    "sort_unstable_by",
    "sort_by_key",
    "sort_unstable_by_key",
    "sort_by_cached_key",
    "dedup",
    "dedup_by",
    "dedup_by_key",
    "retain",
    "swap_with_slice",
    "fill_with",
    "copy_within",
    "extend_from_within",
    "retain_mut",
];

/// Whether a method changes its receiver and has no value.
pub(super) fn is_command(method: &str) -> bool {
    COMMANDS.contains(&method)
}

/// Whether a method changes its receiver, whatever its value.
pub(super) fn changes(method: &str) -> bool {
    const OTHERS: [&str; 10] = [
        "pop",
        "remove",
        "swap_remove",
        "split_off",
        "drain",
        "next",
        "iter_mut",
        "get_mut",
        "first_mut",
        "last_mut",
    ];
    is_command(method) || OTHERS.contains(&method)
}

/// Questions to a sequence whose answer has no derivative.
pub(super) fn is_inactive_question(method: &str) -> bool {
    const QUESTIONS: [&str; 9] = [
        "contains",
        "starts_with",
        "ends_with",
        "binary_search",
        "binary_search_by",
        "binary_search_by_key",
        "partition_point",
        "is_sorted_by",
        "is_sorted_by_key",
    ];
    QUESTIONS.contains(&method)
}

impl<'r> Lowerer<'r> {
    /// Methods that change their receiver.
    pub(super) fn command(&mut self, call: &syn::ExprMethodCall) {
        if call.method == "for_each" {
            return self.for_each(call);
        }
        let Some(place) = self.place(&call.receiver) else {
            self.refusals.refuse(&call.receiver, Refusal::AssignTarget);
            return;
        };
        let ty = self.type_of_place(&place);
        let is_no_sequence = match self.function.types.shape(ty) {
            Shape::Float | Shape::Inactive | Shape::Tuple(_) => true,
            Shape::Named(name) => crate::lower::known_methods::is_of_std(&name),
            _ => false,
        };
        if is_no_sequence {
            self.refusals.refuse(call, Refusal::Method(call.method.to_string()));
            return;
        }
        let is_plain = self.function.types.is_inactive(ty);
        let method = call.method.to_string();
        let arguments: Vec<&Syntax> = call.args.iter().collect();
        match (method.as_str(), arguments.as_slice()) {
            ("swap", [first, second]) => {
                let (first, second) = (self.index(first), self.index(second));
                self.exchange(&place.index(first), &place.index(second), call);
            }
            ("fill", [value]) => {
                let value = self.operand(value);
                self.each_element(&place, &mut |this, element, _| {
                    this.store(&element, value.clone(), call)
                });
            }
            ("fill_with", [closure]) => {
                let Some(closure) = self.closure_argument(closure, 0) else {
                    return self.refusals.refuse(call, Refusal::Method(method));
                };
                self.each_element(&place, &mut |this, element, _| {
                    let value = this.apply(&closure, Vec::new());
                    let value = this.name_value(value, "value");
                    this.store(&element, value, call);
                });
            }
            ("copy_from_slice" | "clone_from_slice", [source]) => {
                let source = self.place_or_temporary(source);
                self.each_element(&place, &mut |this, element, index| {
                    let value = this.load_named(source.index(index));
                    this.store(&element, value, call);
                });
            }
            ("swap_with_slice", [source]) => {
                let source = self.place_or_temporary(source);
                self.each_element(&place, &mut |this, element, index| {
                    this.exchange(&element, &source.index(index), call);
                });
            }
            ("clone_from", [source]) => {
                let source = self.place_or_temporary(source);
                let value = self.load_sized(source);
                self.store(&place, value, call);
            }
            ("reserve" | "shrink_to_fit", arguments) => arguments.iter().for_each(|argument| {
                self.index(argument);
            }),
            ("reverse" | "rotate_left" | "rotate_right", arguments) => self.turned(&place, &method, arguments, call),
            (method, arguments) if method.starts_with("sort") => self.sorted(&place, call, arguments),
            _ if is_plain && matches!(method.as_str(), "dedup" | "dedup_by_key" | "copy_within") => {
                self.changed_outside(&place, call);
            }
            _ => self.change_length(&place, call),
        }
    }

    /// A value of a sequence's method: what `remove` takes out, the answer of `binary_search`, …
    pub(super) fn sequence_value(&mut self, call: &syn::ExprMethodCall) -> Option<Expr> {
        let method = call.method.to_string();
        if let Some(value) = self.iterator_value(call) {
            return Some(value);
        }
        if let Some(value) = self.optional_value(call) {
            return Some(value);
        }
        if matches!(method.as_str(), "unwrap" | "expect")
            && let Some(item) = self.item_of(&Syntax::MethodCall(call.clone()))
        {
            let value = self.item_operand(item);
            return Some(Expr::Use(value));
        }
        if let Some(answer) = self.range_contains(call) {
            return Some(answer);
        }
        if is_inactive_question(&method) {
            return self.inactive_answer(call);
        }
        match (method.as_str(), call.args.len()) {
            ("remove" | "swap_remove" | "split_off", 1) => self.taken_out(call),
            ("concat", 0) => self.joined(&call.receiver),
            ("map", 1) if self.maps_option(call) => None,
            ("map", 1) => self.mapped_array(call),
            _ => None,
        }
    }

    /// Writes a value to a place.
    pub(super) fn store(&mut self, place: &Place, value: Operand, at: impl ToTokens) {
        self.check_writable(place, &value, at);
        let ty = self.type_of_place(place);
        let value_type = self.type_of(&value);
        self.function.types.unify(ty, value_type);
        self.push(Stmt::Assign {
            place: place.clone(),
            value,
            first: false,
        });
    }

    /// A loop over the elements of a place.
    pub(super) fn each_element(&mut self, place: &Place, body: &mut dyn FnMut(&mut Self, Place, Operand)) {
        let length = self.length_of(place);
        self.counted_loop(length, "index", &mut |this, index| {
            let element = element_of(place, index.clone());
            body(this, element, index);
        });
    }

    /// A method of a sequence without derivative: the whole is replaced by what the method makes of a copy.
    fn changed_outside(&mut self, place: &Place, call: &syn::ExprMethodCall) {
        let mut arguments = vec![crate::ir::Argument::Borrow(place.clone())];
        let mut bound = Vec::new();
        let others = self.inactive_tokens(call.args.to_token_stream(), &mut bound, &mut arguments);
        let method = &call.method;
        let template = quote!({
            let mut changed = ::pullback::runtime::alloc::borrow::ToOwned::to_owned(argument_0__);
            changed.#method(#others);
            changed
        });
        let value = self.name_value(Expr::Constant(template, arguments), "changed");
        let (ty, known) = (self.type_of_place(place), self.type_of(&value));
        self.function.types.unify(known, ty);
        self.store(place, value, call);
    }

    /// `contains`, `partition_point` and the like: asked as it is written.
    fn inactive_answer(&mut self, call: &syn::ExprMethodCall) -> Option<Expr> {
        let place = self.place_or_temporary(&call.receiver);
        let mut arguments = vec![crate::ir::Argument::Borrow(place)];
        let mut bound = Vec::new();
        let others = self.inactive_tokens(call.args.to_token_stream(), &mut bound, &mut arguments);
        let method = &call.method;
        let answer = self.name_value(
            Expr::Constant(quote!(argument_0__.#method(#others)), arguments),
            "answer",
        );
        if !call.method.to_string().starts_with("binary_search") {
            let inactive = self.function.types.inactive();
            let ty = self.type_of(&answer);
            self.function.types.unify(ty, inactive);
        }
        Some(Expr::Use(answer))
    }
}
