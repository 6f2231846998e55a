//! What an index of the user's own becomes: where it leads, and the same place in a value and in its shadow.

use super::{exemption, support};
use crate::request::indices::{Fill, OwnIndex, way};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::visit_mut::VisitMut;
use syn::{GenericParam, Type, parse_quote};

/// The implementations beside the user's.
pub fn implementations(own: &OwnIndex) -> Option<TokenStream> {
    if own.mutable {
        return mutable(own);
    }
    let (support, exemption) = (support(), exemption());
    let (implementation, _, where_clause) = own.block.generics.split_for_impl();
    let (self_type, index, count) = (&own.block.self_ty, &own.index, own.count);
    let output = own.output.as_ref()?;
    let located = quote!(#support::Located::<#index, #count>);
    let mut locating = own.locating.clone();
    let fill = quote!(#support::Located);
    Fill { count, located: &fill }.visit_block_mut(&mut locating);
    let argument = own.method.sig.inputs.iter().nth(1)?;
    let way = way(&own.places);
    let found = found(own, &quote!(&));
    let (shadow, shadow_generics) = shadow_type(own)?;
    let (shadow_implementation, _, shadow_where) = shadow_generics.split_for_impl();
    let runtime = quote!(::pullback::runtime);
    // An integer leads to the same place in the shadow, by the same body.
    let by_integer = own.by_integer().map(|body| {
        quote! {
            #exemption
            impl #shadow_implementation ::core::ops::Index<#index> for #shadow #shadow_where {
                type Output = <#output as #runtime::Differentiable>::Shadow<ShadowMode__>;
                #[inline]
                fn index(&self, #argument) -> &Self::Output #body
            }
        }
    });
    Some(quote! {
        #exemption
        impl #implementation #support::Locate<#index> for #self_type #where_clause {
            type Located = #located;
            const WAY: &'static str = #way;
            #[inline]
            fn locate(&self, #argument) -> Self::Located #locating
        }
        #exemption
        impl #implementation ::core::ops::Index<#located> for #self_type #where_clause {
            type Output = #output;
            #[inline]
            fn index(&self, located__: #located) -> &Self::Output { #found }
        }
        #exemption
        impl #shadow_implementation ::core::ops::Index<#located> for #shadow #shadow_where {
            type Output = <#output as #runtime::Differentiable>::Shadow<ShadowMode__>;
            #[inline]
            fn index(&self, located__: #located) -> &Self::Output { #found }
        }
        #by_integer
    })
}

/// `IndexMut`, which must lead where `Index` does.
fn mutable(own: &OwnIndex) -> Option<TokenStream> {
    let (support, exemption) = (support(), exemption());
    let (implementation, _, where_clause) = own.block.generics.split_for_impl();
    let (self_type, index, count) = (&own.block.self_ty, &own.index, own.count);
    let located = quote!(#support::Located::<#index, #count>);
    let found = found(own, &quote!(&mut));
    let way = way(&own.places);
    let (shadow, shadow_generics) = shadow_type(own)?;
    let (shadow_implementation, _, shadow_where) = shadow_generics.split_for_impl();
    let by_integer = own.by_integer().map(|body| {
        let argument = own.method.sig.inputs.iter().nth(1);
        quote! {
            #exemption
            impl #shadow_implementation ::core::ops::IndexMut<#index> for #shadow #shadow_where {
                #[inline]
                fn index_mut(&mut self, #argument) -> &mut Self::Output #body
            }
        }
    });
    Some(quote! {
        #exemption
        impl #shadow_implementation ::core::ops::IndexMut<#located> for #shadow #shadow_where {
            #[inline]
            fn index_mut(&mut self, located__: #located) -> &mut Self::Output { #found }
        }
        #by_integer
        #exemption
        impl #implementation ::core::ops::IndexMut<#located> for #self_type #where_clause {
            #[inline]
            fn index_mut(&mut self, located__: #located) -> &mut Self::Output {
                const {
                    ::core::assert!(
                        #support::is_same_way(<Self as #support::Locate<#index>>::WAY, #way),
                        "cannot differentiate this index: `index_mut` leads elsewhere than `index`"
                    );
                }
                #found
            }
        }
    })
}

/// The place of a `Located`.
fn found(own: &OwnIndex, borrow: &TokenStream) -> TokenStream {
    let last = own.places.len().saturating_sub(1);
    let arms = own.places.iter().enumerate().map(|(position, place)| {
        let steps = &place.steps;
        let pattern = if position == last { quote!(_) } else { quote!(#position) };
        quote!(#pattern => #borrow self #steps)
    });
    quote!(match located__.place { #(#arms,)* })
}

/// `MatrixShadow<ShadowMode__, …>`, and its generics.
fn shadow_type(own: &OwnIndex) -> Option<(Type, syn::Generics)> {
    let Type::Path(path) = &*own.block.self_ty else {
        return None;
    };
    let mut path = path.clone();
    let last = path.path.segments.last_mut()?;
    last.ident = format_ident!("{}Shadow", last.ident);
    let mode: syn::GenericArgument = parse_quote!(ShadowMode__);
    match &mut last.arguments {
        syn::PathArguments::AngleBracketed(arguments) => {
            let lifetimes = arguments.args.iter();
            let position = lifetimes
                .take_while(|argument| matches!(argument, syn::GenericArgument::Lifetime(_)))
                .count();
            arguments.args.insert(position, mode);
        }
        arguments => *arguments = syn::PathArguments::AngleBracketed(parse_quote!(<#mode>)),
    }
    let mut generics = own.block.generics.clone();
    let lifetimes = generics.params.iter();
    let position = lifetimes
        .take_while(|parameter| matches!(parameter, GenericParam::Lifetime(_)))
        .count();
    generics
        .params
        .insert(position, parse_quote!(ShadowMode__: ::pullback::runtime::Mode));
    Some((Type::Path(path), generics))
}
