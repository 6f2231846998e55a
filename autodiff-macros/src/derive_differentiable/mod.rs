//! `#[derive(Differentiable)]`: the tangent and shadow types of a struct or enum, and how values move between them.
//!
//! The central idea is that a shadow has the struct's own shape: `planet.orbit.period` and its derivative
//! `planet_bar.orbit.period` are reached by the same path, so generated code never needs to know a type. Three phases:
//! [`shape`] reads the struct and refuses what has no derivative, [`generics`] works out which of the struct's parameters the
//! new types need, and [`emit`] writes them; [`enums`] does so for enums.

mod emit;
mod enums;
mod generics;
mod payloads;
mod shape;
mod variants;

pub(crate) use emit::{all as expand_shape, opaque as expand_opaque};
pub(crate) use shape::{Errors, Field, Policy, Refusal, Shape, Style, last_segment, read, why_no_derivative};

use proc_macro2::TokenStream;
use syn::DeriveInput;

/// Expands the derive; on errors, they and an implementation that keeps further errors from cascading.
pub(crate) fn expand(item: TokenStream) -> TokenStream {
    if let Some(errors) = crate::depth::refusal(&item) {
        return errors;
    }
    let input: DeriveInput = match syn::parse2(item) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let mut errors = Errors::default();
    let policy = Policy {
        verb: "differentiate through",
        refuse: why_no_derivative,
    };
    if let syn::Data::Enum(data) = &input.data {
        let expansion = enums::expand(&input, data, &policy, &mut errors);
        let errors = errors.into_compile_errors();
        return quote::quote!(#errors #expansion);
    }
    let expansion = match read(&input, &policy, &mut errors) {
        Some(shape) => expand_shape(&shape),
        None => expand_opaque(&input),
    };
    let errors = errors.into_compile_errors();
    quote::quote!(#errors #expansion)
}

#[cfg(test)]
mod tests;
