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

/// Makes a struct of parameters that can be sampled: names, supports, the bijection to unconstrained space with its
/// log-Jacobian, and the log-prior with its gradient. It implies `#[derive(Differentiable)]`.
///
/// | on a field | means |
/// |---|---|
/// | `#[prior(Normal(mu, 2.0 * tau))]` | this distribution, for each element of an array; arguments are constants or expressions of *earlier* fields |
/// | `#[prior(self::Mine(1.0))]` | a distribution of the user's own: with `::` in its path |
/// | `#[prior(Flat)]` | no prior; with `#[support(positive)]`, `#[support(0.0..1.0)]` or `#[support(unit_disk)]` on part of ℝ only |
/// | nothing | a struct that derives `Parameters`, or an array of those |
#[proc_macro_derive(Parameters, attributes(prior, constant, support))]
pub fn derive_parameters(item: TokenStream) -> TokenStream {
    parameters::expand(item.into()).into()
}
