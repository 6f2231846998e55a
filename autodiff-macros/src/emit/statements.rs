//! Statements and control flow of both sweeps.

use super::{Emitter, support};
use crate::ir::{Block, Expr, LoopHead, Operand, Place, Range, Role, Stmt, Transfer, Var, generic_constant};
use crate::lower::types::Number;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

impl Emitter<'_> {
    pub fn block(&self, block: &Block) -> TokenStream {
        block.stmts.iter().map(|stmt| self.stmt(stmt)).collect()
    }

    /// A statement, at the place of the code that it came from: what the compiler says of it, and where it panics, is there.
    fn stmt(&self, stmt: &Stmt) -> TokenStream {
        self.at(self.function.origin(stmt), self.stmt_anywhere(stmt))
    }

    /// What is made of a variable, at the place that it came from.
    pub(super) fn at_origin(&self, var: Option<Var>, tokens: TokenStream) -> TokenStream {
        self.at(var.and_then(|var| self.function.var(var).origin), tokens)
    }

    fn at(&self, origin: Option<Span>, tokens: TokenStream) -> TokenStream {
        match origin {
            Some(span) => self.elsewhere.moved(tokens, span),
            None => tokens,
        }
    }

    fn stmt_anywhere(&self, stmt: &Stmt) -> TokenStream {
        match stmt {
            Stmt::Let {
                var,
                value: Expr::Default,
            } if self.function.types.is_float(self.function.var(*var).ty) => {
                let (binding, zero) = (self.binding(*var), self.zero(*var));
                quote!(let #binding = #zero;)
            }
            Stmt::Let {
                var,
                value: Expr::Default | Expr::ZeroShadow(_),
            } if self.late.contains(var) => {
                let name = self.name(*var);
                quote!(let mut #name = ::core::option::Option::None;)
            }
            Stmt::Let {
                var,
                value: Expr::Default,
            } if self.function.late.contains(var) => {
                let name = self.name(*var);
                let ty = self.function.var(*var).annotation.as_ref();
                let annotation = ty.map(|ty| quote!(: ::core::option::Option<#ty>));
                quote!(let mut #name #annotation = ::core::option::Option::None;)
            }
            Stmt::Let {
                var,
                value: Expr::Cell(start),
            } => {
                let number = self.function.types.number_of(self.function.var(*var).ty);
                let (binding, cell) = (self.binding(*var), self.cell(number, start));
                quote!(let #binding = #cell;)
            }
            Stmt::Let { var, value } => {
                let binding = self.binding(*var);
                let value = self.expr(value);
                quote!(let #binding = #value;)
            }
            Stmt::Declare { var } => {
                let name = self.name(*var);
                let annotation = self.function.var(*var).annotation.as_ref().map(|ty| quote!(: #ty));
                quote!(let #name #annotation;)
            }
            Stmt::Assign { place, value, .. } => self.assign(place, value),
            Stmt::Update { place, subtract, value } => self.update(place, *subtract, value),
            Stmt::Push { place, value } => {
                let (place, value) = (self.target_atom(place), self.moved(value));
                quote!(#place.push(#value);)
            }
            Stmt::Pop { place, var } => {
                let (binding, place, support) = (self.binding(*var), self.target_atom(place), support());
                quote!(let #binding = #support::popped(#place.pop());)
            }
            Stmt::Swap { first, second } => {
                let (first, second) = (self.borrow_mut(first), self.borrow_mut(second));
                quote!(::core::mem::swap(#first, #second);)
            }
            Stmt::Call(call) => self.plain_call(call),
            Stmt::If {
                condition,
                then,
                otherwise,
            } => self.branch(condition, then, otherwise),
            Stmt::Loop { head, body, exit, .. } => self.repeat(head, body, *exit, None, None),
            Stmt::Assert {
                path,
                arguments,
                operands,
            } => {
                let operands: Vec<TokenStream> = operands.iter().map(|operand| self.operand(operand)).collect();
                let arguments = arguments
                    .iter()
                    .map(|argument| super::expressions::substitute(argument.clone(), &operands));
                quote!(#path!(#(#arguments),*);)
            }
            other => self.transformed(other),
        }
    }

    fn transformed(&self, stmt: &Stmt) -> TokenStream {
        let support = support();
        match stmt {
            Stmt::Transfer { place, local, transfer } => {
                let span = super::expressions::span_of(place);
                let (place, local) = (self.borrow(place), self.borrow(local));
                let function = match transfer {
                    Transfer::Absorb => quote_spanned!(span=> ShadowOf::absorb),
                    Transfer::Release => quote_spanned!(span=> AssignedShadow::release_to),
                    Transfer::CopyTo => quote_spanned!(span=> ShadowOf::copy_to),
                    Transfer::Assign => quote_spanned!(span=> AssignedShadow::assign),
                };
                quote_spanned!(span=> ::pullback::runtime::#function(#place, #local);)
            }
            Stmt::AddConverted { place, value } => {
                let value = self.operand(value);
                if self.is_shadow(place) {
                    let place = self.borrow(place);
                    return quote!(#support::add_converted(#place, #value););
                }
                let place = self.borrow_mut(place);
                quote!(#support::add_converted_number(#place, #value);)
            }
            Stmt::AssignShadow { var, value } => {
                let (name, value) = (self.name(*var), self.name(*value));
                if self.is_late(*var) {
                    return quote!(#name = ::core::option::Option::Some(#value););
                }
                quote!(#name = #value;)
            }
            Stmt::ShadowFrom { shadow, of, tangent } => {
                let (binding, of, tangent) = (self.binding(*shadow), self.name(*of), self.name(*tangent));
                quote!(let #binding = #support::shadow_from(&#of, #tangent);)
            }
            Stmt::Unpush { place, shadow, into } => self.unpush(place, shadow.as_ref(), into.as_ref()),
            Stmt::Unpop {
                place,
                value,
                shadow,
                from,
            } => self.unpop(place, value, shadow.as_ref(), from.as_ref()),
            Stmt::PopShadow {
                var,
                place,
                of,
                is_number,
            } => {
                let (binding, vec) = (self.binding(*var), self.target_atom(place));
                if self.growing.contains_key(&place.root) && !is_number {
                    let of = self.operand(of);
                    return quote!(let #binding = #support::copied_shadow(&#of, &#support::popped(#vec.pop())););
                }
                let read = is_number.then(|| quote!(.get()));
                quote!(let #binding = #support::popped(#vec.pop())#read;)
            }
            Stmt::PushShadow {
                place,
                value,
                of,
                is_number,
            } => {
                let target = self.target_atom(place);
                let element = if *is_number {
                    self.cell(self.function.number_of(value).as_ref(), value)
                } else {
                    self.operand(value)
                };
                self.push_shadow(place, &target, of.as_ref(), &element)
            }
            Stmt::ResetShadow { place, of } => {
                if self.is_whole_late(place) && self.is_whole_late(of) {
                    let (place, of) = (self.name(place.root), self.name(of.root));
                    return quote!(#place = #support::zero_shadow(&#of););
                }
                let mode = self.growing.get(&place.root);
                let (place, of) = (self.target(place), self.borrow(of));
                match mode {
                    Some(mode) => quote!(#place = #support::zero_shadow_in::<_, #mode>(#of);),
                    None => quote!(#place = #support::zero_shadow(#of);),
                }
            }
            Stmt::Clear { place } => {
                let place = self.borrow(place);
                quote!(#support::clear(#place);)
            }
            Stmt::Save { var, place, shared } => self.save(*var, place, *shared),
            Stmt::Restore { place, saved, shared } => {
                let saved = self.name(*saved);
                if *shared {
                    let place = self.borrow_mut(place);
                    quote!(#support::Restore::restore(#place, #saved);)
                } else {
                    let place = if self.is_whole_late(place) {
                        self.name(place.root).to_token_stream()
                    } else {
                        self.target(place)
                    };
                    quote!(#place = #saved;)
                }
            }
            Stmt::Forward { call, pullback } => self.forward_call(call, *pullback),
            Stmt::RecordIf {
                branch,
                condition,
                then,
                then_record,
                otherwise,
                otherwise_record,
            } => {
                let (branch, condition) = (self.name(*branch), self.operand(condition));
                let (then, otherwise) = (self.block(then), self.block(otherwise));
                let (first, second) = (self.record(then_record), self.record(otherwise_record));
                quote! {
                    let #branch = if #condition { #then #support::Either::First(#first) } else { #otherwise #support::Either::Second(#second) };
                }
            }
            Stmt::ReplayIf {
                branch,
                then,
                then_record,
                otherwise,
                otherwise_record,
            } => {
                let branch = self.name(*branch);
                let (then, otherwise) = (self.block(then), self.block(otherwise));
                let (first, second) = (self.record_pattern(then_record), self.record_pattern(otherwise_record));
                quote! {
                    match #branch { #support::Either::First(#first) => { #then } #support::Either::Second(#second) => { #otherwise } }
                }
            }
            Stmt::RecordLoop {
                head,
                body,
                exit,
                stack,
                record,
                trips,
            } => {
                let count = trips.map(|trips| {
                    let name = self.name(trips);
                    quote!(let mut #name = 0_usize;)
                });
                let push = stack.map(|stack| {
                    let (stack, record) = (self.name(stack), self.record(record));
                    quote!(#stack.push(#record);)
                });
                let increment = trips.map(|trips| {
                    let name = self.name(trips);
                    quote!(#name += 1;)
                });
                // A loop that may be left early is often given a bound that it never reaches.
                let reserve = match (head, stack) {
                    (LoopHead::Segment { trips, .. }, Some(stack)) => {
                        let (stack, trips) = (self.name(*stack), self.name(*trips));
                        quote!(#stack.reserve(#trips);)
                    }
                    (LoopHead::For { range, .. }, Some(stack)) if exit.is_none() => {
                        let (stack, range) = (self.name(*stack), self.range(range));
                        let count = quote!(::core::iter::Iterator::size_hint(&(#range)).0);
                        // A loop that may end early may run over a range without end.
                        match exit {
                            Some(_) => quote!(#stack.reserve(::core::cmp::min(#count, 1024));),
                            None => quote!(#stack.reserve(#count);),
                        }
                    }
                    _ => TokenStream::new(),
                };
                let end = quote!(#push #increment);
                let repeated = self.repeat(head, body, *exit, Some(end), None);
                quote!(#count #reserve #repeated)
            }
            Stmt::ReplayLoop {
                head,
                trips,
                stack,
                record,
                body,
            } => self.replay(head.as_ref(), *trips, *stack, record, body),
            Stmt::CheckpointLoop {
                head,
                body,
                exit,
                checkpoints,
                keep,
                kept,
                watched,
            } => self.checkpoint_loop((head, body, *exit), *checkpoints, (keep, kept), watched),
            Stmt::Touch { log, touched } => self.touch(*log, touched),
            Stmt::ReplaySegments {
                checkpoints,
                kept,
                watched,
                done,
                trips,
                stacks,
                restore,
                again,
                back,
            } => {
                let blocks = [restore, again, back];
                self.replay_segments((*checkpoints, kept, watched), [*done, *trips], stacks, blocks)
            }
            Stmt::Pullback {
                pullback,
                call,
                shadows,
                seeds,
            } => self.pullback(*pullback, call, shadows, seeds),
            Stmt::Tangent {
                call,
                shadows,
                tangents,
            } => self.tangent(call, shadows, tangents),
            Stmt::SaveTangent { var, place } => {
                let name = self.name(*var);
                let place = if self.is_whole_late(place) {
                    let late = self.name(place.root);
                    quote!(&#late)
                } else {
                    self.borrow(place)
                };
                quote!(let #name = ::pullback::runtime::alloc::borrow::ToOwned::to_owned(#place);)
            }
            Stmt::RestoreTangent { place, saved, reshaped } => {
                let saved = self.name(*saved);
                if self.is_whole_late(place) {
                    let late = self.name(place.root);
                    return quote!(#late = #saved;);
                }
                if *reshaped && place.path.is_empty() && self.growing.contains_key(&place.root) {
                    // It may be a slice, which keeps its length.
                    let place = self.borrow_mut(place);
                    return quote!(#support::Restore::restore(#place, #saved););
                }
                if *reshaped {
                    let place = self.target(place);
                    return quote!(#place = #saved;);
                }
                let place = self.borrow(place);
                quote!(::pullback::runtime::PutBack::put_back(#place, &#saved);)
            }
            Stmt::ForwardTangent {
                call,
                pullback,
                shadows,
                tangents,
            } => self.forward_tangent(call, *pullback, shadows, tangents),
            Stmt::PullbackTangent {
                pullback,
                call,
                dots,
                shadows,
                shadow_dots,
                seeds,
                seed_dots,
            } => self.pullback_tangent(*pullback, call, dots, [shadows, shadow_dots], [seeds, seed_dots]),
            _ => TokenStream::new(),
        }
    }

    /// A zero of a number's type, if that is known.
    fn zero(&self, var: Var) -> TokenStream {
        let number = self.function.types.number_of(self.function.var(var).ty);
        match (number, &self.float) {
            (Some(Number::Parameter(name)), _) => generic_constant(name, &quote!(0.0)),
            (Some(Number::F32), _) | (_, Some(super::Float::F32)) => quote!(0.0_f32),
            (Some(Number::F64), _) | (_, Some(super::Float::F64)) => quote!(0.0_f64),
            (None, _) if self.function.types.is_generic() => quote!(::core::default::Default::default()),
            _ => quote!(0.0),
        }
    }

    /// A cell of its own for the derivative of a number.
    pub(super) fn cell(&self, number: Option<&Number>, start: &Operand) -> TokenStream {
        let (support, start) = (support(), self.operand(start));
        match number {
            Some(Number::F64 | Number::F32 | Number::Literal) => quote!(#support::cell(#start)),
            _ if self.function.types.is_generic() => quote!(#support::number_cell(#start)),
            _ => quote!(#support::cell(#start)),
        }
    }

    fn binding(&self, var: Var) -> TokenStream {
        let variable = self.function.var(var);
        let name = &variable.name;
        let mutability = variable.mutable.then(|| quote!(mut));
        let annotation = variable.annotation.as_ref().map(|ty| quote!(: #ty));
        quote!(#mutability #name #annotation)
    }

    /// Whether a place is a variable that waits for its value in an `Option`.
    pub(super) fn is_whole_late(&self, place: &Place) -> bool {
        place.path.is_empty() && self.function.late.contains(&place.root)
    }

    fn is_late(&self, var: Var) -> bool {
        self.late.contains(&var) || self.function.late.contains(&var)
    }

    pub(super) fn is_shadow(&self, place: &Place) -> bool {
        self.function.var(place.root).role == Role::Shadow
    }

    fn assign(&self, place: &Place, value: &Operand) -> TokenStream {
        if self.is_late(place.root) && place.path.is_empty() {
            let name = self.name(place.root);
            let value = if self.is_shadow(place) {
                self.cell(self.function.number_of(value).as_ref(), value)
            } else {
                self.moved(value)
            };
            return quote!(#name = ::core::option::Option::Some(#value););
        }
        if self.is_shadow(place) {
            let span = super::expressions::span_of(place);
            let (place, value) = (self.place_atom(place), self.operand(value));
            return quote_spanned!(span=> #place.set(#value););
        }
        let (place, value) = (self.target(place), self.moved(value));
        quote!(#place = #value;)
    }

    fn update(&self, place: &Place, subtract: bool, value: &Operand) -> TokenStream {
        let amount = self.operand(value);
        if self.is_shadow(place) {
            let place = self.place_atom(place);
            return if subtract {
                quote!(#place.sub(#amount);)
            } else {
                quote!(#place.add(#amount);)
            };
        }
        let place = self.target(place);
        if subtract {
            quote!(#place -= #amount;)
        } else {
            quote!(#place += #amount;)
        }
    }

    // ---- control flow --------------------------------------------------------------------------------------------------

    fn branch(&self, condition: &Operand, then: &Block, otherwise: &Block) -> TokenStream {
        let condition = self.operand(condition);
        let (then_tokens, otherwise_tokens) = (self.block(then), self.block(otherwise));
        match (then.stmts.is_empty(), otherwise.stmts.is_empty()) {
            (_, true) => quote!(if #condition { #then_tokens }),
            (true, false) => quote!(if !(#condition) { #otherwise_tokens }),
            (false, false) => quote!(if #condition { #then_tokens } else { #otherwise_tokens }),
        }
    }

    fn range(&self, range: &Range) -> TokenStream {
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

    fn replay(
        &self,
        head: Option<&(Var, Range)>,
        trips: Option<Var>,
        stack: Option<Var>,
        record: &[Var],
        body: &Block,
    ) -> TokenStream {
        let next = stack.map(|stack| {
            let (stack, pattern) = (self.name(stack), self.record_pattern(record));
            quote!(let ::core::option::Option::Some(#pattern) = #stack.next() else { break; };)
        });
        let body = self.block(body);
        match (head, trips) {
            (Some((var, range)), _) => {
                let (var, range) = (self.name(*var), self.reversed_range(range));
                quote!(for #var in #range { #next #body })
            }
            (None, Some(trips)) => {
                let trips = self.name(trips);
                quote!(for _ in 0..#trips { #next #body })
            }
            (None, None) => quote!(loop { #next #body }),
        }
    }
}
