//! A differentiated scalar function of one parameter struct, its data bound: what samplers and optimisers take.

use crate::{Active, Differentiable};
use core::fmt;

/// A scalar function of parameters `P` with its gradient, the constants (data) already bound.
///
/// `f::with(data…)`, which `#[differentiable]` generates beside every function of one active parameter `&P`, returns one.
#[diagnostic::on_unimplemented(
    message = "cannot take the gradient of `{Self}`: only of a function with its data bound",
    label = "no gradient is known for this",
    note = "help: write `log_likelihood::with(&data)` for a function with `#[differentiable]`, or `ObjectiveFn::new` for a gradient of your own"
)]
pub trait Objective<P: Differentiable> {
    /// The function's value.
    fn value(&self, parameters: &P) -> f64;
    /// The function's value; its gradient is *added* into `gradient`.
    fn value_and_accumulate(&self, parameters: &P, gradient: &P::Shadow<Active>) -> f64;

    /// *Adds* the gradient into `gradient`, and the second derivatives times the tangent in `direction` into `product`, if there
    /// are second derivatives: if not, the answer is false, and nothing is added.
    ///
    /// What `f::with` returns has them. Nothing of it is compiled where it is not used.
    fn hessian_product_and_accumulate(
        &self,
        parameters: &P,
        direction: &P::Shadow<Active>,
        gradient: &P::Shadow<Active>,
        product: &P::Shadow<Active>,
    ) -> bool {
        let _ = (parameters, direction, gradient, product);
        false
    }

    /// Whether several processes evaluate this function together, each a part of it: then all of them must make the same calls in the
    /// same order.
    #[inline]
    fn is_collective(&self) -> bool {
        false
    }

    /// Where it [is collective](Self::is_collective): the smallest of the numbers that the processes offer.
    #[inline]
    fn agree(&self, offer: u64) -> u64 {
        offer
    }

    /// The same function without its second derivatives: for one that cannot be differentiated twice, as it calls a function whose
    /// derivative is one of the user's own.
    fn first_order(self) -> FirstOrder<Self>
    where
        Self: Sized,
    {
        FirstOrder(self)
    }
}

/// An [`Objective`] whose second derivatives are not asked for: what [`Objective::first_order`] returns.
#[derive(Clone, Debug)]
pub struct FirstOrder<O>(O);

impl<P: Differentiable, O: Objective<P>> Objective<P> for FirstOrder<O> {
    #[inline]
    fn value(&self, parameters: &P) -> f64 {
        self.0.value(parameters)
    }
    #[inline]
    fn value_and_accumulate(&self, parameters: &P, gradient: &P::Shadow<Active>) -> f64 {
        self.0.value_and_accumulate(parameters, gradient)
    }
    #[inline]
    fn is_collective(&self) -> bool {
        self.0.is_collective()
    }
    #[inline]
    fn agree(&self, offer: u64) -> u64 {
        self.0.agree(offer)
    }
}

/// An [`Objective`] made of closures: the value, the value with the gradient added into a shadow, and perhaps
/// ([`with_hessian_product`](Self::with_hessian_product)) products with the matrix of second derivatives.
#[derive(Clone)]
pub struct ObjectiveFn<V, G, H = NoSecondOrder> {
    value: V,
    value_and_accumulate: G,
    second_order: H,
}

/// Stands where an [`ObjectiveFn`] has no second derivatives.
#[derive(Clone, Copy, Debug)]
pub struct NoSecondOrder;

/// The closure that an [`ObjectiveFn`] has its second derivatives from.
#[derive(Clone)]
pub struct HessianProduct<H>(H);

impl<H> fmt::Debug for HessianProduct<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HessianProduct")
    }
}

/// What an [`ObjectiveFn`] may have for its second derivatives.
pub trait SecondOrder<P: Differentiable> {
    /// As [`Objective::hessian_product_and_accumulate`].
    fn accumulate(
        &self,
        parameters: &P,
        direction: &P::Shadow<Active>,
        gradient: &P::Shadow<Active>,
        product: &P::Shadow<Active>,
    ) -> bool;
}

impl<P: Differentiable> SecondOrder<P> for NoSecondOrder {
    #[inline]
    fn accumulate(&self, _: &P, _: &P::Shadow<Active>, _: &P::Shadow<Active>, _: &P::Shadow<Active>) -> bool {
        false
    }
}

impl<P: Differentiable, H> SecondOrder<P> for HessianProduct<H>
where
    H: Fn(&P, &P::Shadow<Active>, &P::Shadow<Active>, &P::Shadow<Active>),
{
    #[inline]
    fn accumulate(
        &self,
        parameters: &P,
        direction: &P::Shadow<Active>,
        gradient: &P::Shadow<Active>,
        product: &P::Shadow<Active>,
    ) -> bool {
        (self.0)(parameters, direction, gradient, product);
        true
    }
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
            second_order: NoSecondOrder,
        }
    }

    /// The same with second derivatives: `product(parameters, direction, gradient, product)` adds the gradient into `gradient`, and
    /// the second derivatives times the tangent in `direction` into `product`.
    pub fn with_hessian_product<P: Differentiable, H>(self, product: H) -> ObjectiveFn<V, G, HessianProduct<H>>
    where
        H: Fn(&P, &P::Shadow<Active>, &P::Shadow<Active>, &P::Shadow<Active>),
    {
        ObjectiveFn {
            value: self.value,
            value_and_accumulate: self.value_and_accumulate,
            second_order: HessianProduct(product),
        }
    }
}

impl<V, G, H> fmt::Debug for ObjectiveFn<V, G, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ObjectiveFn")
    }
}

impl<P: Differentiable, V, G, H> Objective<P> for ObjectiveFn<V, G, H>
where
    V: Fn(&P) -> f64,
    G: Fn(&P, &P::Shadow<Active>) -> f64,
    H: SecondOrder<P>,
{
    #[inline]
    fn value(&self, parameters: &P) -> f64 {
        (self.value)(parameters)
    }
    #[inline]
    fn value_and_accumulate(&self, parameters: &P, gradient: &P::Shadow<Active>) -> f64 {
        (self.value_and_accumulate)(parameters, gradient)
    }
    #[inline]
    fn hessian_product_and_accumulate(
        &self,
        parameters: &P,
        direction: &P::Shadow<Active>,
        gradient: &P::Shadow<Active>,
        product: &P::Shadow<Active>,
    ) -> bool {
        self.second_order.accumulate(parameters, direction, gradient, product)
    }
}
