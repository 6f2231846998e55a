//! `#[differentiable]` and `#[derive(Differentiable)]`: adjoints and tangents of ordinary Rust by source transformation.
//!
//! This file is a thin shell; the phases are `request` (parse), `lower`, `reject`, `analyse`, `transform` and `emit`, and
//! `differentiate` runs them in order. All of it works on `proc_macro2` tokens and is tested without the compiler.

mod analyse;
mod check_gradient;
mod depth;
mod derive_differentiable;
mod differentiate;
mod emit;
mod ir;
mod lower;
mod macro_parts;
mod parameters;
mod reject;
mod request;
mod rules;
mod simd;
#[cfg(test)]
mod tests;
mod transform;

use proc_macro::TokenStream;

/// Generates the derivatives of a function beside it, in a companion type of the same name.
///
/// Arguments: `print` shows the generated code at compile time; `companion = name` names the companion otherwise; `vjp =
/// path` and `jvp = path` take the derivative from functions of the user's own, `owned_pullback` says that the
/// pullback of the former borrows nothing, and `second_order` that the latter is `#[differentiable]` itself.
#[proc_macro_attribute]
pub fn differentiable(arguments: TokenStream, item: TokenStream) -> TokenStream {
    differentiate::expand(arguments.into(), item.into()).into()
}

/// Gives derivatives to a function of another crate: `differentiable_rule! { pub fn other::special(x: f64) -> f64; vjp =
/// special_vjp, jvp = special_jvp }` makes a companion `special` here, beside which `use other::special;` can be called in
/// differentiable code.
///
/// Arguments and rules are those of `#[differentiable(vjp = path, jvp = path)]`.
#[proc_macro]
pub fn differentiable_rule(tokens: TokenStream) -> TokenStream {
    differentiate::expand_rule(tokens.into()).into()
}

/// What `check_grad!` compares: the name of the function that does is made of that of a method.
#[doc(hidden)]
#[proc_macro]
pub fn check_gradient_of(tokens: TokenStream) -> TokenStream {
    check_gradient::expand(tokens.into()).into()
}

/// Generates the tangent and shadow types of a struct: `STangent`, with the same field names, and a hidden shadow.
///
/// Fields marked `#[constant]` carry no derivative.
#[proc_macro_derive(Differentiable, attributes(constant))]
pub fn derive_differentiable(item: TokenStream) -> TokenStream {
    derive_differentiable::expand(item.into()).into()
}

/// Makes a struct of parameters that can be sampled: names, supports, the bijection to unconstrained space with its
/// log-Jacobian, and the log-prior with its gradient. It implies `#[derive(Differentiable)]`.
///
/// | on a field | means |
/// |---|---|
/// | `#[prior(Normal(mu, 2.0 * tau))]` | this distribution, for each element of an array; arguments are constants or expressions of *earlier* fields |
/// | `#[prior(self::Mine(1.0))]` | a distribution of the user's own: with `::` in its path |
/// | `#[prior(Flat)]` | no prior; with `#[support(positive)]`, `#[support(0.0..1.0)]` or `#[support(unit_disk)]` on part of ℝ only |
/// | nothing | a struct that derives `Parameters`, or an array of those |
#[proc_macro_derive(Parameters, attributes(prior, constant, support, dims))]
pub fn derive_parameters(item: TokenStream) -> TokenStream {
    parameters::expand(item.into()).into()
}
