//! The types that stand in signatures: tangents, shadows, lifetimes.

use crate::request::{Parameter, Request};
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::visit_mut::VisitMut;
use syn::{Lifetime, Type};

/// The tangent type that belongs to a type the user wrote.
pub(super) fn tangent_type(ty: &Type) -> TokenStream {
    match ty {
        Type::Reference(reference) => tangent_type(&reference.elem),
        // `<A + B as …>` would not be a type.
        Type::Paren(paren) if !matches!(&*paren.elem, Type::TraitObject(_)) => tangent_type(&paren.elem),
        Type::Group(group) => tangent_type(&group.elem),
        ty if is_number(ty) => quote!(#ty),
        Type::Slice(slice) => {
            let element = tangent_type(&slice.elem);
            quote!(::pullback::runtime::alloc::vec::Vec<#element>)
        }
        Type::Array(array) => {
            let (element, length) = (tangent_type(&array.elem), &array.len);
            quote!([#element; #length])
        }
        Type::Tuple(tuple) => {
            let parts = tuple.elems.iter().map(tangent_type);
            quote!((#(#parts,)*))
        }
        ty => quote!(<#ty as ::pullback::runtime::Differentiable>::Tangent),
    }
}

/// The type in which a parameter's tangent is passed: a reference if the parameter is one.
pub(super) fn direction_type(parameter: &Parameter) -> TokenStream {
    let inner = with_lifetime(parameter.inner(), None);
    let behind = match &inner {
        Type::Slice(slice) => {
            let element = tangent_type(&slice.elem);
            quote!([#element])
        }
        other => tangent_type(other),
    };
    match parameter.reference() {
        Some(true) => quote!(&mut #behind),
        Some(false) => quote!(&#behind),
        None => quote!(#behind),
    }
}

pub(super) fn is_number(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.is_ident("f64") || path.path.is_ident("f32"))
}

/// The type of a parameter's shadow, as what a reference to it points to.
pub(super) fn shadow_type(ty: &Type, mode: &Ident) -> TokenStream {
    match ty {
        ty if is_number(ty) => quote!(::pullback::runtime::Adjoint<#ty, #mode>),
        Type::Paren(paren) if !matches!(&*paren.elem, Type::TraitObject(_)) => shadow_type(&paren.elem, mode),
        Type::Slice(slice) => {
            let element = shadow_type(&slice.elem, mode);
            quote!([#element])
        }
        Type::Array(array) => {
            let (element, length) = (shadow_type(&array.elem, mode), &array.len);
            quote!([#element; #length])
        }
        ty => quote!(<#ty as ::pullback::runtime::Differentiable>::Shadow<#mode>),
    }
}

/// Replaces every lifetime, so that the type can stand in the signature of a closure (`None`) or under one name.
pub fn with_lifetime(ty: &Type, lifetime: Option<&Lifetime>) -> Type {
    struct Replace<'l>(Option<&'l Lifetime>);
    impl VisitMut for Replace<'_> {
        fn visit_type_reference_mut(&mut self, reference: &mut syn::TypeReference) {
            let is_static = reference
                .lifetime
                .as_ref()
                .is_some_and(|lifetime| lifetime.ident == "static");
            if !is_static {
                reference.lifetime = self.0.cloned();
            }
            syn::visit_mut::visit_type_reference_mut(self, reference);
        }
        fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
            if lifetime.ident != "static" {
                let anonymous = Lifetime::new("'_", lifetime.span());
                *lifetime = self.0.cloned().unwrap_or(anonymous);
            }
        }
    }
    let mut ty = ty.clone();
    let inner = Replace(lifetime);
    let mut replace = inner;
    replace.visit_type_mut(&mut ty);
    ty
}

pub(super) fn modes(request: &Request) -> Vec<Option<Ident>> {
    let parameters = &request.function.sig.generics.params;
    let is_taken = |mode: &Ident| {
        parameters.iter().any(|parameter| match parameter {
            syn::GenericParam::Type(ty) => ty.ident == *mode,
            syn::GenericParam::Const(constant) => constant.ident == *mode,
            syn::GenericParam::Lifetime(_) => false,
        })
    };
    let named = |position: usize| {
        let mut mode = quote::format_ident!("Mode{position}");
        while is_taken(&mode) {
            mode = quote::format_ident!("{mode}_");
        }
        mode
    };
    let active = |(position, parameter): (usize, &Parameter)| parameter.active.then(|| named(position));
    request.parameters.iter().enumerate().map(active).collect()
}

pub(super) fn output(request: &Request) -> TokenStream {
    request.result.as_ref().map_or(quote!(()), ToTokens::to_token_stream)
}

pub(super) fn seed_type(request: &Request) -> TokenStream {
    request.result.as_ref().map_or(quote!(()), tangent_type)
}

pub(super) fn parameters(request: &Request, lifetime: Option<&Lifetime>) -> Vec<TokenStream> {
    let typed = |parameter: &Parameter| {
        let name = &parameter.name;
        let ty = match lifetime {
            Some(lifetime) => with_lifetime(&parameter.ty, Some(lifetime)),
            None => parameter.ty.clone(),
        };
        quote!(#name: #ty)
    };
    request.parameters.iter().map(typed).collect()
}

pub(super) fn primal_formal_type(parameter: &Parameter) -> TokenStream {
    match parameter.reference() {
        Some(_) => with_lifetime(&parameter.ty, None).to_token_stream(),
        None => quote!(::pullback::runtime::support::ByValue),
    }
}

/// What a pullback calls the arguments that it takes again.
pub(super) fn primal_formals(request: &Request) -> Vec<TokenStream> {
    let formal = |parameter: &Parameter| match parameter.reference() {
        Some(_) => parameter.name.to_token_stream(),
        None => quote!(_),
    };
    request.parameters.iter().map(formal).collect()
}

pub(super) fn shadow_formal_type(parameter: &Parameter, mode: Option<&Ident>) -> TokenStream {
    match mode {
        Some(mode) => {
            let ty = shadow_type(&with_lifetime(parameter.inner(), None), mode);
            match parameter.may_grow() {
                true => quote!(&mut #ty),
                false => quote!(&#ty),
            }
        }
        None => quote!(::pullback::runtime::support::Ignored),
    }
}

/// The types of all shadows, parameter by parameter.
pub(super) fn shadow_formal_types(request: &Request, modes: &[Option<Ident>]) -> Vec<TokenStream> {
    let parameters = request.parameters.iter().zip(modes);
    parameters
        .map(|(parameter, mode)| shadow_formal_type(parameter, mode.as_ref()))
        .collect()
}

/// What a pullback takes of `shadows` again, the tangents of the arguments: those of references.
pub(super) fn again_formal_types(request: &Request, shadows: &[TokenStream]) -> Vec<TokenStream> {
    let parameters = request.parameters.iter().zip(shadows);
    parameters
        .map(|(parameter, shadow)| match parameter.reference() {
            Some(_) => shadow.clone(),
            None => quote!(::pullback::runtime::support::ByValue),
        })
        .collect()
}
