//! The parts of a shadow by number: generated code knows the variants and fields of a value, but not the name of its shadow's type.

use super::generics::{Family, arguments_with_mode};
use super::shape::Field;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// The part of a shadow with a number; `found` is a reference to it.
pub(super) fn payload(
    shadow: &Ident,
    family: &Family,
    of: &Ident,
    field: &Field,
    found: [&TokenStream; 2],
) -> TokenStream {
    let [shared, mutable] = found;
    let mode = &family.mode;
    let (impl_generics, _, where_clause) = family.shadow.split_for_impl();
    let arguments = arguments_with_mode(family, &quote!(#mode));
    let path = syn::Path::from(of.clone());
    let name = crate::lower::types::part_name(&path, &field.member);
    let ty = &field.ty;
    let part = if field.constant {
        quote!(::pullback::runtime::Constant)
    } else {
        quote!(<#ty as ::pullback::runtime::Differentiable>::Shadow<#mode>)
    };
    quote! {
        impl #impl_generics ::pullback::runtime::support::Payload<{ ::pullback::runtime::support::part(#name) }, #part>
            for #shadow #arguments #where_clause
        {
            #[inline(always)]
            fn payload(&self) -> &#part {
                #shared
            }
            #[inline(always)]
            fn payload_mut(&mut self) -> &mut #part {
                #mutable
            }
        }
    }
}
