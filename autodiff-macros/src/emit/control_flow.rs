//! Branches and loops: as they were written, with their records, and in reverse.

use super::{Emitter, support, tape};
use crate::ir::{Block, LoopHead, Operand, Range, Var};
use proc_macro2::TokenStream;
use quote::quote;

/// An arm of a branch, and what it hands to the reverse sweep.
type Arm<'a> = (&'a Block, &'a [Var]);

impl Emitter<'_> {
    pub(super) fn branch(&self, condition: &Operand, then: &Block, otherwise: &Block) -> TokenStream {
        let condition = self.operand(condition);
        let (then_tokens, otherwise_tokens) = (self.block(then), self.block(otherwise));
        match (then.stmts.is_empty(), otherwise.stmts.is_empty()) {
            (_, true) => quote!(if #condition { #then_tokens }),
            (true, false) => quote!(if !(#condition) { #otherwise_tokens }),
            (false, false) => quote!(if #condition { #then_tokens } else { #otherwise_tokens }),
        }
    }

    pub(super) fn range(&self, range: &Range) -> TokenStream {
        let (low, high) = (self.operand(&range.low), self.operand(&range.high));
        let simple = if range.inclusive {
            quote!(#low..=#high)
        } else {
            quote!(#low..#high)
        };
        let step = range.step.as_ref().map(|step| {
            let step = self.operand(step);
            quote!(.step_by(#step))
        });
        match (range.reversed, step) {
            (false, None) => simple,
            (false, Some(step)) => quote!((#simple)#step),
            (true, None) => quote!((#simple).rev()),
            (true, Some(step)) if range.reversed_first => quote!((#simple).rev()#step),
            (true, Some(step)) => quote!((#simple)#step.rev()),
        }
    }

    /// The same numbers from the last to the first.
    fn reversed_range(&self, range: &Range) -> TokenStream {
        let mut reversed = range.clone();
        if range.reversed && range.step.is_none() {
            reversed.reversed = false;
            return self.range(&reversed);
        }
        if range.reversed && !range.reversed_first {
            reversed.reversed = false;
            return self.range(&reversed);
        }
        let forwards = self.range(range);
        if range.reversed || range.step.is_some() {
            return quote!(#forwards.rev());
        }
        quote!((#forwards).rev())
    }

    pub(super) fn repeat(
        &self,
        head: &LoopHead<Block>,
        body: &Block,
        exit: Option<Var>,
        end: Option<TokenStream>,
        start: Option<TokenStream>,
    ) -> TokenStream {
        let body = self.block(body);
        let leave = exit.map(|exit| {
            let exit = self.name(exit);
            quote!(if #exit { break; })
        });
        let body = quote!(#start #body #end #leave);
        match head {
            LoopHead::For { var, range } => {
                let (var, range) = (self.name(*var), self.range(range));
                quote!(for #var in #range { #body })
            }
            LoopHead::While { condition, test } if condition.stmts.is_empty() => {
                let test = self.operand(test);
                quote!(while #test { #body })
            }
            LoopHead::While { condition, test } => {
                let (condition, test) = (self.block(condition), self.operand(test));
                quote!(loop { #condition if !(#test) { break; } #body })
            }
            LoopHead::Endless => quote!(loop { #body }),
            LoopHead::Segment { of: None, trips, .. } => {
                let trips = self.name(*trips);
                quote!(for _ in 0..#trips { #body })
            }
            LoopHead::Segment {
                of: Some((var, range)),
                done,
                trips,
            } => {
                let (var, range) = (self.name(*var), self.range(range));
                let (done, trips) = (self.name(*done), self.name(*trips));
                quote!(for #var in (#range).skip(#done).take(#trips) { #body })
            }
        }
    }

    pub(super) fn replay(
        &self,
        head: Option<&(Var, Range)>,
        trips: Option<Var>,
        stack: Option<Var>,
        record: &[Var],
        body: &Block,
    ) -> TokenStream {
        if let (Some((var, range)), Some(stack)) = (head, stack)
            && self.parallel(*var).is_some()
        {
            return self.reverse_blocks((*var, range), stack, record, body);
        }
        let tape = tape::name_of_tape();
        let taped = stack.filter(|stack| self.is_taped(*stack));
        if let (Some(stack), Some((var, range))) = (taped, head)
            && !self.uses_tape(body)
        {
            let (stack, pattern) = (self.name(stack), self.record_pattern(record));
            let (name, trips, body) = (self.name(*var), self.trips(range), self.block(body));
            if self.function.forwards.contains(var) {
                let range = self.range(range);
                return quote!(for (#name, #pattern) in (#range).zip(#stack.back(#tape, #trips)) { #body });
            }
            let reversed = self.reversed_range(range);
            return quote!(for (#name, #pattern) in (#reversed).zip(#stack.back(#tape, #trips).rev()) { #body });
        }
        let next = stack.map(|stack| {
            let (name, pattern) = (self.name(stack), self.record_pattern(record));
            if self.is_taped(stack) {
                quote!(let #pattern = #name.pop(#tape);)
            } else {
                quote!(let ::core::option::Option::Some(#pattern) = #name.next() else { break; };)
            }
        });
        if let (None, Some((var, range))) = (stack, head)
            && let Some(four) = self.function.four_sums.get(var)
        {
            return self.four_sums_loop(*var, range, body, four);
        }
        let body = self.block(body);
        match (head, trips) {
            (Some((var, range)), _) => {
                let forwards = stack.is_none() && self.function.forwards.contains(var);
                let range = if forwards {
                    self.range(range)
                } else {
                    self.reversed_range(range)
                };
                let var = self.name(*var);
                quote!(for #var in #range { #next #body })
            }
            (None, Some(trips)) => {
                let trips = self.name(trips);
                quote!(for _ in 0..#trips { #next #body })
            }
            (None, None) => quote!(loop { #next #body }),
        }
    }

    /// A branch of the forward sweep, which keeps what the arm that was taken records.
    pub(super) fn record_if(&self, branch: Var, condition: &Operand, [then, otherwise]: [Arm; 2]) -> TokenStream {
        let (support, branch, condition) = (support(), self.name(branch), self.operand(condition));
        let (first, second) = (self.record(then.1), self.record(otherwise.1));
        let (then, otherwise) = (self.block(then.0), self.block(otherwise.0));
        quote! {
            let #branch = if #condition { #then #support::Either::First(#first) } else { #otherwise #support::Either::Second(#second) };
        }
    }

    /// The reverse of the arm that was taken.
    pub(super) fn replay_if(&self, branch: Var, [then, otherwise]: [Arm; 2]) -> TokenStream {
        let (support, branch) = (support(), self.name(branch));
        let (first, second) = (self.record_pattern(then.1), self.record_pattern(otherwise.1));
        let (then, otherwise) = (self.block(then.0), self.block(otherwise.0));
        quote! {
            match #branch { #support::Either::First(#first) => { #then } #support::Either::Second(#second) => { #otherwise } }
        }
    }

    /// A loop of the forward sweep: each iteration pushes its record, or is counted.
    pub(super) fn record_loop(
        &self,
        head: &LoopHead<Block>,
        body: &Block,
        exit: Option<Var>,
        records: Option<(Var, &[Var])>,
        trips: Option<Var>,
    ) -> TokenStream {
        if let LoopHead::For { var, range } = head
            && self.parallel(*var).is_some()
        {
            return self.record_blocks((*var, range), body, records);
        }
        let trips = trips.map(|trips| self.name(trips));
        let count = trips.map(|trips| quote!(let mut #trips = 0_usize;));
        let increment = trips.map(|trips| quote!(#trips += 1;));
        let tape = tape::name_of_tape();
        let taped = records.filter(|(stack, _)| self.is_taped(*stack));
        if let (Some((stack, record)), LoopHead::For { var, range }, None) = (taped, head, exit)
            && !self.uses_tape(body)
        {
            let (stack, record, place) = (self.name(stack), self.record(record), super::local("place"));
            let (var, range, places) = (self.name(*var), self.range(range), self.trips(range));
            let body = self.block(body);
            return quote! {
                #count
                for (#var, #place) in (#range).zip(#stack.places(#tape, #places)) { #body #place.set(#record); #increment }
            };
        }
        let push = records.map(|(stack, record)| {
            let (name, record) = (self.name(stack), self.record(record));
            if self.is_taped(stack) {
                quote!(#name.push(#tape, #record);)
            } else {
                quote!(#name.push(#record);)
            }
        });
        let reserve = records.and_then(|(stack, _)| self.reserve(head, exit, stack));
        let repeated = self.repeat(head, body, exit, Some(quote!(#push #increment)), None);
        quote!(#count #reserve #repeated)
    }

    /// Memory for the records of all iterations, where their number is known. A loop that may be left early is often given a
    /// bound that it never reaches.
    fn reserve(&self, head: &LoopHead<Block>, exit: Option<Var>, stack: Var) -> Option<TokenStream> {
        if self.is_taped(stack) {
            return None;
        }
        let stack = self.name(stack);
        match head {
            LoopHead::Segment { trips, .. } => {
                let trips = self.name(*trips);
                Some(quote!(#stack.reserve(#trips);))
            }
            LoopHead::For { range, .. } if exit.is_none() => {
                let trips = self.trips(range);
                Some(quote!(#stack.reserve(#trips);))
            }
            _ => None,
        }
    }
}
