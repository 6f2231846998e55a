//! `#[differentiable]` and `#[derive(Differentiable)]`: adjoints and tangents of ordinary Rust by source transformation.

use proc_macro::TokenStream;

mod derive_differentiable;
mod parameters;

/// Generates the derivatives of a function beside it.
#[proc_macro_attribute]
pub fn differentiable(_arguments: TokenStream, item: TokenStream) -> TokenStream {
    item
}

/// Generates the tangent and shadow types of a struct.
#[proc_macro_derive(Differentiable, attributes(constant))]
pub fn derive_differentiable(item: TokenStream) -> TokenStream {
    derive_differentiable::expand(item.into()).into()
}

/// Generates names, transforms to unconstrained space and the log-prior of a struct of parameters, and what
/// `#[derive(Differentiable)]` does.
#[proc_macro_derive(Parameters, attributes(prior, constant, support))]
pub fn derive_parameters(item: TokenStream) -> TokenStream {
    parameters::expand(item.into()).into()
}
