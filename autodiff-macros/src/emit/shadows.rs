//! What happens to shadows and to whole tangents: they take contributions, change places, grow and shrink.

use super::expressions::span_of;
use super::{Emitter, support};
use crate::ir::{Operand, Place, Transfer, Var};
use crate::lower::types::Number;
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

impl Emitter<'_> {
    /// A cell of its own for the derivative of a number.
    pub(super) fn cell(&self, number: Option<&Number>, start: &Operand) -> TokenStream {
        let (support, start) = (support(), self.operand(start));
        match number {
            Some(Number::F64 | Number::F32 | Number::Literal) => quote!(#support::cell(#start)),
            _ if self.function.types.is_generic() => quote!(#support::number_cell(#start)),
            _ => quote!(#support::cell(#start)),
        }
    }

    pub(super) fn transfer(&self, place: &Place, local: &Place, transfer: Transfer) -> TokenStream {
        let span = span_of(place);
        let (place, local) = (self.borrow(place), self.borrow(local));
        let function = match transfer {
            Transfer::Absorb => quote_spanned!(span=> ShadowOf::absorb),
            Transfer::Release => quote_spanned!(span=> AssignedShadow::release_to),
            Transfer::CopyTo => quote_spanned!(span=> ShadowOf::copy_to),
            Transfer::Assign => quote_spanned!(span=> AssignedShadow::assign),
        };
        quote_spanned!(span=> ::pullback::runtime::#function(#place, #local);)
    }

    pub(super) fn add_converted(&self, place: &Place, value: &Operand) -> TokenStream {
        let support = support();
        let value = self.operand(value);
        if self.is_shadow(place) {
            let place = self.borrow(place);
            return quote!(#support::add_converted(#place, #value););
        }
        let place = self.borrow_mut(place);
        quote!(#support::add_converted_number(#place, #value);)
    }

    pub(super) fn assign_shadow(&self, var: Var, value: Var) -> TokenStream {
        let (name, value) = (self.name(var), self.name(value));
        if self.is_late(var) {
            return quote!(#name = ::core::option::Option::Some(#value););
        }
        quote!(#name = #value;)
    }

    pub(super) fn pop_shadow(&self, var: Var, place: &Place, of: &Operand, is_number: bool) -> TokenStream {
        let support = support();
        let (binding, vec) = (self.binding(var), self.target_atom(place));
        if self.growing.contains_key(&place.root) && !is_number {
            let of = self.operand(of);
            return quote!(let #binding = #support::copied_shadow(&#of, &#support::popped(#vec.pop())););
        }
        let read = is_number.then(|| quote!(.get()));
        quote!(let #binding = #support::popped(#vec.pop())#read;)
    }

    /// Gives a shadow the shape of `of` again, all zeros.
    pub(super) fn reset_shadow(&self, place: &Place, of: &Place) -> TokenStream {
        let support = support();
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

    pub(super) fn save_tangent(&self, var: Var, place: &Place) -> TokenStream {
        let name = self.name(var);
        let place = if self.is_whole_late(place) {
            let late = self.name(place.root);
            quote!(&#late)
        } else {
            self.borrow(place)
        };
        quote!(let #name = ::pullback::runtime::alloc::borrow::ToOwned::to_owned(#place);)
    }

    pub(super) fn restore_tangent(&self, place: &Place, saved: Var, reshaped: bool) -> TokenStream {
        let support = support();
        let saved = self.name(saved);
        if self.is_whole_late(place) {
            let late = self.name(place.root);
            return quote!(#late = #saved;);
        }
        if reshaped && place.path.is_empty() && self.growing.contains_key(&place.root) {
            // It may be a slice, which keeps its length.
            let place = self.borrow_mut(place);
            return quote!(#support::Restore::restore(#place, #saved););
        }
        if reshaped {
            let place = self.target(place);
            return quote!(#place = #saved;);
        }
        let place = self.borrow(place);
        quote!(::pullback::runtime::PutBack::put_back(#place, &#saved);)
    }
}
