//! The shadows that a call's pullback or tangent gets with the arguments.

use super::super::expressions::Binding;
use super::super::{Emitter, support};
use crate::ir::{Argument, Call, Operand, Place, Projection, ShadowArgument};
use crate::lower::types::{Number, Shape};
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};

/// What is done with the shadows of arguments before a call and after it.
#[derive(Default)]
pub(super) struct Around {
    pub(super) before: TokenStream,
    pub(super) after: TokenStream,
}

impl Around {
    pub(super) fn extend(&mut self, more: impl IntoIterator<Item = Self>) {
        for Self { before, after } in more {
            self.before.extend(before);
            self.after.extend(after);
        }
    }
}

impl Emitter<'_> {
    /// The shadows of all arguments, and what must be done around the call: an argument that is lent mutably cannot be asked
    /// for its shadow in the middle of it. `what` tells several shadows of one argument apart.
    pub(super) fn passed_shadows(
        &self,
        call: &Call,
        shadows: &[ShadowArgument],
        what: &str,
    ) -> (Around, Vec<TokenStream>) {
        let mut around = Around::default();
        let mut passed = Vec::new();
        let separated = self.separated(&call.arguments);
        for (position, (argument, shadow)) in call.arguments.iter().zip(shadows).enumerate() {
            let (name, part) = (format!("{what}_{position}"), separated.argument(position));
            passed.push(self.probed((argument, part), shadow, shadows, &name, &mut around));
        }
        (around, passed)
    }

    pub(super) fn probed(
        &self,
        (argument, part): (&Argument, Option<TokenStream>),
        shadow: &ShadowArgument,
        all: &[ShadowArgument],
        name: &str,
        around: &mut Around,
    ) -> TokenStream {
        if let ShadowArgument::Place(place) = shadow
            && self.is_held_beside(argument, place, all)
        {
            let (copy, support) = (Ident::new(name, proc_macro2::Span::mixed_site()), support());
            let (from, to) = (self.borrow(place), self.target(place));
            let before = quote!(let mut #copy = ::pullback::runtime::alloc::borrow::ToOwned::to_owned(#from););
            let after = quote!(#to = #copy;);
            around.extend([Around { before, after }]);
            return quote!(#support::pass_mut(&mut #copy));
        }
        let (Argument::BorrowMut(place), ShadowArgument::Probe) = (argument, shadow) else {
            return self.passed_shadow(argument, part, shadow, all);
        };
        let inert = Ident::new(name, proc_macro2::Span::mixed_site());
        let (probe, support) = (self.probe(&self.borrow(place)), support());
        around.before.extend(quote!(let mut #inert = #probe;));
        quote!(#support::pass_mut(&mut #inert))
    }

    /// The shadow of something that the macro knows nothing of, and that is constant for the caller.
    fn probe(&self, primal: &TokenStream) -> TokenStream {
        let support = support();
        quote!((&#support::Probe(#primal)).inert())
    }

    /// Whether the shadow is lent mutably and is in an enum, another part of which is lent, too: both cannot be taken out of
    /// the enum's shadow at once, and the callee gets a copy.
    fn is_held_beside(&self, argument: &Argument, shadow: &Place, all: &[ShadowArgument]) -> bool {
        let is_payload = |step: &Projection| matches!(step, Projection::Variant { .. });
        let shares =
            |other: &&ShadowArgument| matches!(other, ShadowArgument::Place(other) if other.root == shadow.root);
        shadow.path.iter().any(is_payload)
            && all.iter().filter(shares).count() > 1
            && self.passes_mutably(argument, shadow, all)
    }

    /// Whether a callee that changes lengths may change those of the shadow along: not where it is shared.
    fn passes_mutably(&self, argument: &Argument, shadow: &Place, all: &[ShadowArgument]) -> bool {
        // What a method takes its receiver as is not known: if as `&mut self`, no other argument overlaps with it.
        let overlaps =
            |other: &&ShadowArgument| matches!(other, ShadowArgument::Place(other) if overlap(other, shadow));
        if all.iter().filter(overlaps).count() > 1 {
            return false;
        }
        let is_own = !self.formal_shadows.contains(&shadow.root) && self.function.var(shadow.root).mutable;
        matches!(argument, Argument::BorrowMut(_)) && (is_own || self.growing.contains_key(&shadow.root))
    }

    /// `part`: the argument, where it was separated from others.
    fn passed_shadow(
        &self,
        argument: &Argument,
        part: Option<TokenStream>,
        shadow: &ShadowArgument,
        all: &[ShadowArgument],
    ) -> TokenStream {
        let support = support();
        match shadow {
            ShadowArgument::Place(place) if self.passes_mutably(argument, place, all) => {
                let shadow = self.borrow_mut(place);
                quote!(#support::pass_mut(#shadow))
            }
            ShadowArgument::Place(place) => {
                let shadow = self.borrow(place);
                let primal = match (argument, part) {
                    (Argument::Borrow(_), Some(part)) => part,
                    (Argument::Borrow(place), None) => self.borrow(place),
                    _ => quote!(&()),
                };
                // A field that is marked `#[constant]` has no shadow of its type to lend.
                if let Argument::Borrow(place) = argument
                    && matches!(self.shape(place), Shape::Unknown | Shape::Named(_))
                    && place.path.iter().any(|part| matches!(part, Projection::Field(_)))
                {
                    return quote!(#support::pass(#primal, (&#support::Lend(#primal, #shadow)).lend().shadow()));
                }
                quote!(#support::pass(#primal, #shadow))
            }
            ShadowArgument::InertNumber => self.inert_number(argument),
            ShadowArgument::Ignored => quote!(#support::pass(&(), &::pullback::runtime::Constant)),
            ShadowArgument::Probe if matches!(argument, Argument::Value(Operand::Constant(_))) => {
                let argument = self.argument(argument);
                quote!(#support::pass(&(), &(&&#support::Probe(&#argument)).inert_constant()))
            }
            ShadowArgument::Probe if matches!(argument, Argument::Value(Operand::Var(var)) if self.function.asked.contains(var)) =>
            {
                let argument = self.argument(argument);
                quote!(#support::pass(&(), &(&&#support::Probe(&#argument)).inert_constant()))
            }
            ShadowArgument::Probe => {
                let primal = match (argument, part) {
                    (Argument::Borrow(_), Some(part)) => part,
                    (Argument::Value(operand), _) => {
                        let operand = self.operand_within(operand, Binding::Unary);
                        quote!(&#operand)
                    }
                    (Argument::Borrow(place) | Argument::BorrowMut(place), _) => self.borrow(place),
                };
                let probe = self.probe(&primal);
                quote!(#support::pass(&(), &#probe))
            }
        }
    }

    /// The shadow of a number that is constant for the caller. Where its type is not known, the callee's tells.
    fn inert_number(&self, argument: &Argument) -> TokenStream {
        let support = support();
        let number = match argument {
            Argument::Value(Operand::Constant(tokens)) => self.function.types.number_of_constant(tokens),
            Argument::Value(operand) => self.function.number_of(operand),
            Argument::Borrow(_) | Argument::BorrowMut(_) => None,
        };
        let ty = match number {
            Some(Number::Parameter(name)) => Ident::new(&name, proc_macro2::Span::call_site()).to_token_stream(),
            Some(Number::F32) => quote!(f32),
            Some(Number::F64) => quote!(f64),
            Some(Number::Literal) | None => return quote!(#support::pass(&(), &::pullback::runtime::Constant)),
        };
        quote!(#support::pass(&(), &#support::inert_number::<#ty>()))
    }
}

/// Whether two places may share memory: they part at no field.
fn overlap(first: &Place, second: &Place) -> bool {
    first.root == second.root
        && first.path.iter().zip(&second.path).all(|steps| match steps {
            (Projection::Field(a), Projection::Field(b)) => a == b,
            (Projection::Variant { member: a, .. }, Projection::Variant { member: b, .. }) => a == b,
            _ => true,
        })
}
