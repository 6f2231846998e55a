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
/// | `#[prior(Normal(mu, 2.0 * tau))]` | this distribution, for each element of an array or vector; arguments are constants or expressions of *earlier* fields |
/// | `#[prior(Normal([3.0, 10.0], 1.0))]` | a list of arguments, one for each element; an earlier field that is an array is such a list, too |
/// | `#[prior(Normal(mu, tau), non_centred)]` | the same distribution, of which the sampler moves `z` with `mu + tau * z`; also of `Cauchy`, `StudentT`, `LogNormal` and the like |
/// | `#[prior(Uniform(0.0, 1.0 - a))]` | bounds may follow earlier fields |
/// | `#[prior(self::Mine(1.0))]` | a distribution of the user's own: with `::` in its path |
/// | `#[prior(Flat)]` | no prior |
/// | `#[support(0.0..)]`, `#[support(lower = a, upper = 1.0)]` | with `Flat`: only numbers between bounds, which may follow earlier fields |
/// | `#[support(positive)]`, `angle`, `unit_disk` | with `Flat`: only such numbers or pairs |
/// | `#[support(simplex)]`, `ordered`, `positive_ordered`, `unit_vector`, `zero_sum`, `cholesky_correlation` | with `Flat`: only such vectors (the last: square matrices) |
/// | `#[dims(county, year)]` | names for the axes of an array or vector, outermost first; a `Vec`'s length is given by that name |
/// | nothing | a struct that derives `Parameters`, or an array or vector of those |
///
/// A support beside a proper prior restricts it, and leaves the density as it is: what is missing from its integral is a
/// constant, as the prior's arguments must be constants then. `#[support(ordered)]` leaves the arguments free, as long as
/// they are the same for all elements: every order of the elements is equally likely.
#[proc_macro_derive(Parameters, attributes(prior, constant, support, dims))]
pub fn derive_parameters(item: TokenStream) -> TokenStream {
    parameters::expand(item.into()).into()
}
