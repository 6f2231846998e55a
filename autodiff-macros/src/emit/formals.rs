//! The types that stand in signatures: tangents, shadows, lifetimes.

use super::at;
use crate::request::{Parameter, Request, is_inactive};
use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use std::collections::HashSet;
use syn::spanned::Spanned;
use syn::visit_mut::VisitMut;
use syn::{Lifetime, Type};

/// The tangent type that belongs to a type the user wrote.
pub(super) fn tangent_type(ty: &Type) -> TokenStream {
    let span = place_of(ty);
    match ty {
        Type::Reference(reference) => tangent_type(&reference.elem),
        // `<A + B as …>` would not be a type.
        Type::Paren(paren) if !matches!(&*paren.elem, Type::TraitObject(_)) => tangent_type(&paren.elem),
        Type::Group(group) => tangent_type(&group.elem),
        ty if is_number(ty) => quote!(#ty),
        Type::Slice(slice) => {
            let element = tangent_type(&slice.elem);
            quote_spanned!(span=> ::pullback::runtime::alloc::vec::Vec<#element>)
        }
        Type::Array(array) => {
            let (element, length) = (tangent_type(&array.elem), &array.len);
            quote_spanned!(span=> [#element; #length])
        }
        Type::Tuple(tuple) => {
            let parts = tuple.elems.iter().map(tangent_type);
            quote_spanned!(span=> (#(#parts,)*))
        }
        ty => of_differentiable(ty, &quote!(Tangent)),
    }
}

/// A type that a type's derivative names. It stands where the user wrote the type: if that has no derivative, the compiler says so
/// there, and of equal errors it shows one.
fn of_differentiable(ty: &Type, name: &TokenStream) -> TokenStream {
    let name = at(name.clone(), ty.span());
    quote_spanned!(ty.span()=> <#ty as ::pullback::runtime::Differentiable>::#name)
}

/// The types of a signature that must have a derivative: those of active parameters and of the result.
pub(super) fn assumed_differentiable(request: &Request) -> Vec<Type> {
    let active = request.parameters.iter().filter(|parameter| parameter.active);
    assumed(request, active.map(|parameter| &parameter.ty).chain(&request.result))
}

/// The types of a signature that must be `Clone`: those behind `&mut`, of which derivatives are taken on a copy.
pub(super) fn assumed_clone(request: &Request) -> Vec<Type> {
    let parameters = request.parameters.iter();
    let written = parameters.filter(|parameter| parameter.reference() == Some(true));
    assumed(request, written.map(|parameter| &parameter.ty))
}

/// What types are made of, each once. Of a generic one only a call tells what it is.
fn assumed<'t>(request: &Request, types: impl Iterator<Item = &'t Type>) -> Vec<Type> {
    let mut parts = Vec::new();
    types.for_each(|ty| leaves(ty, &mut parts));
    let mut said = HashSet::new();
    parts.retain(|ty| !request.is_generic(ty) && said.insert(ty.to_token_stream().to_string()));
    parts
}

/// Where errors about a type belong: at the first part of it that need not have a derivative.
fn place_of(ty: &Type) -> Span {
    let mut types = Vec::new();
    leaves(ty, &mut types);
    types.first().map_or_else(|| ty.span(), Spanned::span)
}

/// A generated function whose head stands where the user wrote the first type that must have a derivative: what the compiler says
/// of all types of its signature together is said there.
pub(super) fn headed(function: TokenStream, request: &Request) -> TokenStream {
    let Some(span) = assumed_differentiable(request).first().map(Spanned::span) else {
        return function;
    };
    let moved = |mut tree: TokenTree| {
        match &mut tree {
            TokenTree::Group(group) => {
                let mut new = Group::new(group.delimiter(), group.stream());
                new.set_span(span);
                *group = new;
            }
            TokenTree::Ident(keyword) if keyword == "fn" => keyword.set_span(span),
            _ => {}
        }
        tree
    };
    function.into_iter().map(moved).collect()
}

/// What a type is made of that is no number, reference, tuple or sequence.
fn leaves(ty: &Type, into: &mut Vec<Type>) {
    match ty {
        ty if is_number(ty) || is_inactive(ty) => {}
        Type::Reference(reference) => leaves(&reference.elem, into),
        Type::Paren(paren) => leaves(&paren.elem, into),
        Type::Group(group) => leaves(&group.elem, into),
        Type::Slice(slice) => leaves(&slice.elem, into),
        Type::Array(array) => leaves(&array.elem, into),
        Type::Tuple(tuple) => tuple.elems.iter().for_each(|part| leaves(part, into)),
        Type::Path(_) => into.push(ty.clone()),
        _ => {}
    }
}

/// The type in which a parameter's tangent is passed: a reference if the parameter is one.
pub(super) fn direction_type(parameter: &Parameter) -> TokenStream {
    let inner = with_lifetime(parameter.inner(), None);
    let span = place_of(&inner);
    let behind = match &inner {
        Type::Slice(slice) => {
            let element = tangent_type(&slice.elem);
            quote_spanned!(span=> [#element])
        }
        other => tangent_type(other),
    };
    match parameter.reference() {
        Some(true) => quote_spanned!(span=> &mut #behind),
        Some(false) => quote_spanned!(span=> &#behind),
        None => quote!(#behind),
    }
}

pub(super) fn is_number(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.is_ident("f64") || path.path.is_ident("f32"))
}

/// The type of a parameter's shadow, as what a reference to it points to.
pub(super) fn shadow_type(ty: &Type, mode: &Ident) -> TokenStream {
    let span = place_of(ty);
    match ty {
        ty if is_number(ty) => quote!(::pullback::runtime::Adjoint<#ty, #mode>),
        Type::Paren(paren) if !matches!(&*paren.elem, Type::TraitObject(_)) => shadow_type(&paren.elem, mode),
        Type::Slice(slice) => {
            let element = shadow_type(&slice.elem, mode);
            quote_spanned!(span=> [#element])
        }
        Type::Array(array) => {
            let (element, length) = (shadow_type(&array.elem, mode), &array.len);
            quote_spanned!(span=> [#element; #length])
        }
        ty => of_differentiable(ty, &quote!(Shadow<#mode>)),
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

pub fn modes(request: &Request) -> Vec<Option<Ident>> {
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

pub fn seed_type(request: &Request) -> TokenStream {
    request.result.as_ref().map_or(quote!(()), tangent_type)
}

pub fn parameters(request: &Request, lifetime: Option<&Lifetime>) -> Vec<TokenStream> {
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

pub fn primal_formal_type(parameter: &Parameter) -> TokenStream {
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
            let span = place_of(parameter.inner());
            match parameter.may_grow() {
                true => quote_spanned!(span=> &mut #ty),
                false => quote_spanned!(span=> &#ty),
            }
        }
        None => quote!(::pullback::runtime::support::Ignored),
    }
}

/// The types of all shadows, parameter by parameter.
pub fn shadow_formal_types(request: &Request, modes: &[Option<Ident>]) -> Vec<TokenStream> {
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
