//! Statements of both sweeps, one after another; those with more to them have a file of their own.

use super::{Emitter, support};
use crate::ir::{Block, Expr, LoopHead, Operand, Place, Role, Stmt, Var, generic_constant};
use crate::lower::types::Number;
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

impl Emitter<'_> {
    pub fn block(&self, block: &Block) -> TokenStream {
        self.stmts(&block.stmts)
    }

    pub(super) fn stmts(&self, stmts: &[Stmt]) -> TokenStream {
        stmts.iter().map(|stmt| self.stmt(stmt)).collect()
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
                if let Some(kept) = self.kept_vector(*var, value) {
                    return kept;
                }
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
            Stmt::Loop {
                head: LoopHead::For { var, range },
                body,
                ..
            } if self.parallel(*var).is_some() => self.sum_blocks((*var, range), body),
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
            Stmt::Transfer { place, local, transfer } => self.transfer(place, local, *transfer),
            Stmt::AddConverted { place, value } => self.add_converted(place, value),
            Stmt::AssignShadow { var, value } => self.assign_shadow(*var, *value),
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
            } => self.pop_shadow(*var, place, of, *is_number),
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
            Stmt::ResetShadow { place, of } => self.reset_shadow(place, of),
            Stmt::Window { var, place } => {
                let (name, place) = (self.name(*var), self.borrow(place));
                quote!(let #name = #place;)
            }
            Stmt::Clear { place } => {
                let place = self.borrow(place);
                quote!(#support::clear(#place);)
            }
            Stmt::Save { var, place, shared } => self.save(*var, place, *shared),
            Stmt::Restore { place, saved, shared } => self.restore(place, *saved, *shared),
            Stmt::Forward { call, pullback } => self.forward_call(call, *pullback),
            Stmt::RecordIf {
                branch,
                condition,
                then,
                then_record,
                otherwise,
                otherwise_record,
            } => self.record_if(*branch, condition, [(then, then_record), (otherwise, otherwise_record)]),
            Stmt::ReplayIf {
                branch,
                then,
                then_record,
                otherwise,
                otherwise_record,
            } => self.replay_if(*branch, [(then, then_record), (otherwise, otherwise_record)]),
            Stmt::RecordLoop {
                head,
                body,
                exit,
                stack,
                record,
                trips,
            } => self.record_loop(head, body, *exit, stack.map(|stack| (stack, record.as_slice())), *trips),
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
            Stmt::SaveTangent { var, place } => self.save_tangent(*var, place),
            Stmt::RestoreTangent { place, saved, reshaped } => self.restore_tangent(place, *saved, *reshaped),
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
    pub(super) fn zero(&self, var: Var) -> TokenStream {
        let number = self.function.types.number_of(self.function.var(var).ty);
        match (number, &self.float) {
            (Some(Number::Parameter(name)), _) => generic_constant(name, &quote!(0.0)),
            (Some(Number::F32), _) | (_, Some(super::Float::F32)) => quote!(0.0_f32),
            (Some(Number::F64), _) | (_, Some(super::Float::F64)) => quote!(0.0_f64),
            (None, _) if self.function.types.is_generic() => quote!(::core::default::Default::default()),
            _ => quote!(0.0),
        }
    }

    pub(super) fn binding(&self, var: Var) -> TokenStream {
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

    pub(super) fn is_late(&self, var: Var) -> bool {
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
}
