//! What generated code calls for one field: the same distribution over each element of a number or (nested) array.
//!
//! [`Elements`] says how a field's type falls into points of a distribution. `f64` is one point of a distribution of numbers;
//! `[f64; 2]` is two of those, and one point of a distribution of pairs such as `UnitDisk`.
//!
//! Slices of positions, gradients and stored values are *cursors*: each function takes its part off the front.

use super::{ParameterError, Parameters};
use crate::distributions::Distribution;
use crate::transforms::{Point, Transform};
use autodiff_runtime::{Active, Differentiable};
use rand::Rng;

/// A field that consists of points `V` of a distribution.
#[diagnostic::on_unimplemented(
    message = "cannot give `{Self}` this prior: it does not consist of points of the distribution",
    label = "the prior does not fit this type",
    note = "help: distributions of one number fit `f64` and `[f64; N]`; `UnitDisk` fits `[f64; 2]` and `[[f64; 2]; N]`"
)]
pub trait Elements<V: Point>: Differentiable + Sized {
    /// How many points.
    const COUNT: usize;
    /// Makes the field from its points, in order.
    fn build(next: &mut impl FnMut() -> V) -> Self;
    /// Visits the points in order.
    fn each(&self, visit: &mut impl FnMut(V));
    /// Visits the points with their shadows.
    fn each_with_shadow(&self, shadow: &Self::Shadow<Active>, visit: &mut impl FnMut(V, &V::Shadow<Active>));
    /// Appends the points' names: `mu`, `theta[0]`.
    fn append_labels(name: &str, labels: &mut Vec<String>);
}

macro_rules! single_point {
    ($point:ty) => {
        impl Elements<$point> for $point {
            const COUNT: usize = 1;
            #[inline(always)]
            fn build(next: &mut impl FnMut() -> $point) -> Self {
                next()
            }
            #[inline(always)]
            fn each(&self, visit: &mut impl FnMut($point)) {
                visit(*self);
            }
            #[inline(always)]
            fn each_with_shadow(
                &self,
                shadow: &Self::Shadow<Active>,
                visit: &mut impl FnMut($point, &<$point as Differentiable>::Shadow<Active>),
            ) {
                visit(*self, shadow);
            }
            fn append_labels(name: &str, labels: &mut Vec<String>) {
                labels.push(name.to_owned());
            }
        }
    };
}
single_point!(f64);
single_point!([f64; 2]);

impl<V: Point, E: Elements<V>, const N: usize> Elements<V> for [E; N] {
    const COUNT: usize = N * E::COUNT;
    #[inline]
    fn build(next: &mut impl FnMut() -> V) -> Self {
        std::array::from_fn(|_| E::build(next))
    }
    #[inline]
    fn each(&self, visit: &mut impl FnMut(V)) {
        self.iter().for_each(|element| element.each(visit));
    }
    #[inline]
    fn each_with_shadow(&self, shadow: &Self::Shadow<Active>, visit: &mut impl FnMut(V, &V::Shadow<Active>)) {
        for (element, shadow) in self.iter().zip(shadow) {
            element.each_with_shadow(shadow, visit);
        }
    }
    fn append_labels(name: &str, labels: &mut Vec<String>) {
        (0..N).for_each(|i| E::append_labels(&format!("{name}[{i}]"), labels));
    }
}

/// Number of unconstrained coordinates of a field.
#[must_use]
pub fn dimension<D: Distribution, F: Elements<D::Value>>() -> usize {
    F::COUNT * D::Transform::DIMENSION
}

/// Number of stored values of a field.
#[must_use]
pub fn stored_dimension<D: Distribution, F: Elements<D::Value>>() -> usize {
    F::COUNT * D::Value::LEN
}

/// Appends the names of a field's stored values.
pub fn append_names<D: Distribution, F: Elements<D::Value>>(prefix: &str, name: &str, names: &mut Vec<String>) {
    let mut labels = Vec::with_capacity(F::COUNT);
    F::append_labels(&format!("{prefix}{name}"), &mut labels);
    for label in labels {
        match D::Value::LEN {
            1 => names.push(label),
            len => names.extend((0..len).map(|i| format!("{label}[{i}]"))),
        }
    }
}

/// Takes `count` numbers off the front of a cursor.
#[inline(always)]
fn take<'a>(cursor: &mut &'a [f64], count: usize) -> &'a [f64] {
    let (front, rest) = cursor.split_at(count);
    *cursor = rest;
    front
}

#[inline(always)]
fn take_mut<'a>(cursor: &mut &'a mut [f64], count: usize) -> &'a mut [f64] {
    let (front, rest) = std::mem::take(cursor).split_at_mut(count);
    *cursor = rest;
    front
}

/// The field's value at a position; adds to the log-Jacobian.
#[inline]
pub fn constrain<D: Distribution, F: Elements<D::Value>>(prior: D, position: &mut &[f64], log_jacobian: &mut f64) -> F {
    let transform = prior.transform();
    F::build(&mut || {
        let (value, contribution) = transform.forward(take(position, D::Transform::DIMENSION));
        *log_jacobian += contribution;
        value
    })
}

/// Sets the field's part of the gradient by the position.
#[inline]
pub fn pull_back<D: Distribution, F: Elements<D::Value>>(
    prior: D,
    field: &F,
    shadow: &F::Shadow<Active>,
    position: &mut &[f64],
    grad: &mut &mut [f64],
) {
    let transform = prior.transform();
    field.each_with_shadow(shadow, &mut |_, shadow| {
        let (position, grad) = (
            take(position, D::Transform::DIMENSION),
            take_mut(grad, D::Transform::DIMENSION),
        );
        transform.pull_back(position, D::Value::collected(shadow), grad);
    });
}

/// The log density of a field under its prior.
#[inline]
pub fn log_prior<D: Distribution, F: Elements<D::Value>>(prior: D, field: &F) -> f64 {
    let mut sum = 0.0;
    field.each(&mut |value| sum += prior.log_density(value));
    sum
}

/// The same with its gradient: by the field, added into the shadow; by the prior's arguments, returned.
#[inline]
pub fn log_prior_and_accumulate<D: Distribution, F: Elements<D::Value>>(
    prior: D,
    field: &F,
    shadow: &F::Shadow<Active>,
) -> (f64, D::Arguments) {
    let mut sum = 0.0;
    let mut arguments_bar = D::Arguments::default();
    field.each_with_shadow(shadow, &mut |value, shadow| {
        let (log_density, value_bar, contributions) = prior.log_density_and_partials(value);
        sum += log_density;
        value_bar.add_to(shadow);
        for (bar, contribution) in arguments_bar.as_mut().iter_mut().zip(contributions.as_ref()) {
            *bar += contribution;
        }
    });
    (sum, arguments_bar)
}

/// Checks a field's prior and values.
///
/// # Errors
///
/// Names the prior's argument, or the value outside the support.
pub fn check<D: Distribution, F: Elements<D::Value>>(
    prior: D,
    field: &F,
    prefix: &str,
    name: &str,
) -> Result<(), ParameterError> {
    prior.validate().map_err(|source| ParameterError::Prior {
        name: format!("{prefix}{name}"),
        source,
    })?;
    let mut position = vec![0.0; D::Transform::DIMENSION];
    let transform = prior.transform();
    first_outside::<D, F>(field, prefix, name, transform, |value| {
        transform.inverse(value, &mut position)
    })
}

/// Writes a field's values.
#[inline]
pub fn flatten<D: Distribution, F: Elements<D::Value>>(field: &F, out: &mut &mut [f64]) {
    field.each(&mut |value| take_mut(out, D::Value::LEN).copy_from_slice(value.numbers()));
}

/// Sets a field's part of the position.
///
/// # Errors
///
/// Names the first value outside the support.
pub fn unconstrain<D: Distribution, F: Elements<D::Value>>(
    prior: D,
    field: &F,
    prefix: &str,
    name: &str,
    position: &mut &mut [f64],
) -> Result<(), ParameterError> {
    let transform = prior.transform();
    first_outside::<D, F>(field, prefix, name, transform, |value| {
        transform.inverse(value, take_mut(position, D::Transform::DIMENSION))
    })
}

/// An error for the first point that `accept` refuses.
fn first_outside<D: Distribution, F: Elements<D::Value>>(
    field: &F,
    prefix: &str,
    name: &str,
    transform: D::Transform,
    mut accept: impl FnMut(D::Value) -> bool,
) -> Result<(), ParameterError> {
    let mut refused = None;
    let mut index = 0;
    field.each(&mut |value| {
        if !accept(value) && refused.is_none() {
            refused = Some((index, value));
        }
        index += 1;
    });
    let Some((index, value)) = refused else { return Ok(()) };
    let mut labels = Vec::with_capacity(F::COUNT);
    F::append_labels(&format!("{prefix}{name}"), &mut labels);
    let value = format!("{value:?}");
    Err(ParameterError::OutsideSupport {
        name: labels.swap_remove(index),
        value,
        support: transform.support(),
    })
}

/// Draws a field from its prior.
pub fn sample<D: Distribution, F: Elements<D::Value>, R: Rng + ?Sized>(prior: D, rng: &mut R) -> F {
    F::build(&mut || prior.sample(rng))
}

/// The field's value from its numbers.
pub fn unflatten<D: Distribution, F: Elements<D::Value>>(values: &mut &[f64]) -> F {
    F::build(&mut || D::Value::from_numbers(take(values, D::Value::LEN)))
}

/// A nested struct's part of [`constrain`].
#[inline]
pub fn constrain_nested<P: Parameters>(position: &mut &[f64], log_jacobian: &mut f64) -> P {
    let (value, contribution) = P::constrain(take(position, P::dimension()));
    *log_jacobian += contribution;
    value
}

/// A nested struct's part of [`pull_back`].
#[inline]
pub fn pull_back_nested<P: Parameters>(
    field: &P,
    shadow: &P::Shadow<Active>,
    position: &mut &[f64],
    grad: &mut &mut [f64],
) {
    field.pull_back(take(position, P::dimension()), shadow, take_mut(grad, P::dimension()));
}

/// A nested struct's part of [`flatten`].
#[inline]
pub fn flatten_nested<P: Parameters>(field: &P, out: &mut &mut [f64]) {
    field.flatten(take_mut(out, P::stored_dimension()));
}

/// A nested struct's part of [`unflatten`].
pub fn unflatten_nested<P: Parameters>(values: &mut &[f64]) -> P {
    P::unflatten(take(values, P::stored_dimension()))
}

/// A nested struct's part of [`unconstrain`].
///
/// # Errors
///
/// Names the first value outside its support.
pub fn unconstrain_nested<P: Parameters>(
    field: &P,
    prefix: &str,
    position: &mut &mut [f64],
) -> Result<(), ParameterError> {
    field.unconstrain_into(prefix, take_mut(position, P::dimension()))
}

/// Stops compilation where a prior names other parameters and its bounds would follow them.
pub const fn assert_fixed_support<D: Distribution>() {
    assert!(
        D::BOUND_ARGUMENTS.is_empty(),
        "cannot sample between bounds that depend on other parameters\nhelp: sample a fraction between 0 and 1, and scale it in the likelihood"
    );
}
