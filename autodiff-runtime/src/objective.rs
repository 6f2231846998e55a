//! A differentiated scalar function of one parameter struct, its data bound: what samplers and optimisers take.

use crate::{Active, Differentiable};
use core::fmt;

/// A scalar function of parameters `P` with its gradient, the constants (data) already bound.
///
/// `f::with(data…)`, which `#[differentiable]` generates beside every function of one active parameter `&P`, returns one.
pub trait Objective<P: Differentiable> {
    /// The function's value.
    fn value(&self, parameters: &P) -> f64;
    /// The function's value; its gradient is *added* into `gradient`.
    fn value_and_accumulate(&self, parameters: &P, gradient: &P::Shadow<Active>) -> f64;
}

/// An [`Objective`] made of two closures: the value, and the value with the gradient added into a shadow.
#[derive(Clone)]
pub struct ObjectiveFn<V, G> {
    value: V,
    value_and_accumulate: G,
}

impl<V, G> ObjectiveFn<V, G> {
    /// Bundles a function with its gradient; generated code and hand-written gradients alike.
    pub fn new<P: Differentiable>(value: V, value_and_accumulate: G) -> Self
    where
        V: Fn(&P) -> f64,
        G: Fn(&P, &P::Shadow<Active>) -> f64,
    {
        Self {
            value,
            value_and_accumulate,
        }
    }
}

impl<V, G> fmt::Debug for ObjectiveFn<V, G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ObjectiveFn")
    }
}

impl<P: Differentiable, V, G> Objective<P> for ObjectiveFn<V, G>
where
    V: Fn(&P) -> f64,
    G: Fn(&P, &P::Shadow<Active>) -> f64,
{
    #[inline]
    fn value(&self, parameters: &P) -> f64 {
        (self.value)(parameters)
    }
    #[inline]
    fn value_and_accumulate(&self, parameters: &P, gradient: &P::Shadow<Active>) -> f64 {
        (self.value_and_accumulate)(parameters, gradient)
    }
}
