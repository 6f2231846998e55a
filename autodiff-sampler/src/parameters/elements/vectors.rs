//! Fields of which whole vectors, or whole matrices, have a support or a distribution.

use super::blocks::Blocks;
use super::{Elements, points};
use crate::distributions::{Distribution, VectorDistribution};
use crate::parameters::cursor::{take, take_last, take_last_mut, take_mut};
use crate::parameters::{Constrained, ParameterError};
use crate::transforms::{Block, VectorTransform};
use autodiff_runtime::{Active, Adjoint};
use rand::{Rng, RngExt};

/// Draws outside the support before one gives up.
const TRIES: usize = 10_000;

/// Number of unconstrained coordinates of a field.
pub fn dimension<T: VectorTransform, F: Blocks<T::Of>>(transform: T, field: &F) -> usize {
    let mut count = 0;
    field.each(&mut |value| count += dimension_of(transform, value));
    count
}

#[inline(always)]
fn dimension_of<T: VectorTransform>(transform: T, value: &[f64]) -> usize {
    transform.dimension(T::Of::length(value.len()))
}

/// Sets the field to its value at a position; adds to the log-Jacobian.
#[inline]
pub fn constrain<T: VectorTransform, F: Blocks<T::Of>>(
    transform: T,
    field: &mut F,
    position: &mut &[f64],
    sum: &mut Constrained,
) {
    field.each_mut(&mut |value| {
        let position = take(position, dimension_of(transform, value));
        sum.log_jacobian += transform.forward(position, value);
    });
}

/// Sets the field's part of the gradient by the position, which is at the end.
#[inline]
pub fn pull_back<T: VectorTransform, F: Blocks<T::Of>>(
    transform: T,
    field: &F,
    shadow: &F::Shadow<Active>,
    position: &mut &[f64],
    grad: &mut &mut [f64],
) {
    let count = dimension(transform, field);
    let (mut position, mut grad) = (take_last(position, count), take_last_mut(grad, count));
    field.each_with_shadow(shadow, &mut |value, shadow| {
        let count = dimension_of(transform, value);
        let (position, grad) = (take(&mut position, count), take_mut(&mut grad, count));
        transform.pull_back(position, value, shadow, grad);
    });
}

/// The log density of a field without prior: 0 on the support, −∞ elsewhere.
pub fn log_flat<T: VectorTransform, F: Blocks<T::Of>>(transform: T, field: &F) -> f64 {
    let (mut inside, mut is_nan) = (true, false);
    field.each(&mut |value| {
        inside &= transform.support().contains(value);
        is_nan |= value.iter().any(|x| x.is_nan());
    });
    match (is_nan, inside) {
        (true, _) => f64::NAN,
        (false, true) => 0.0,
        (false, false) => f64::NEG_INFINITY,
    }
}

/// The log density of a field whose elements have a prior each: −∞ outside the support.
pub fn log_restricted<T: VectorTransform, D: Distribution, F: Blocks<T::Of> + Elements<D::Value>>(
    transform: T,
    prior: impl Fn(usize) -> D,
    field: &F,
) -> f64 {
    log_flat(transform, field) + points::log_prior(prior, field)
}

/// The log density of a field under its prior.
#[inline]
pub fn log_prior<D: VectorDistribution, F: Blocks<Of<D>>>(prior: D, field: &F) -> f64 {
    let mut sum = 0.0;
    field.each(&mut |value| sum += prior.log_density(value));
    sum
}

/// Vectors or matrices, as a distribution is of.
type Of<D> = <<D as VectorDistribution>::Transform as VectorTransform>::Of;

/// The same with its gradient, added into the shadows of the field and of the prior's arguments.
#[inline]
pub fn log_prior_and_accumulate<D: VectorDistribution, F: Blocks<Of<D>>>(
    prior: D,
    field: &F,
    shadow: &F::Shadow<Active>,
    arguments_bar: &[&[Adjoint<f64>]],
) -> f64 {
    let mut sum = 0.0;
    field.each_with_shadow(shadow, &mut |value, shadow| {
        sum += prior.log_density_and_accumulate(value, shadow, arguments_bar);
    });
    sum
}

/// Checks the arguments of a field's prior.
///
/// # Errors
///
/// Names the argument.
pub fn check_prior<D: VectorDistribution, F: Blocks<Of<D>>>(
    prior: D,
    field: &F,
    prefix: &str,
    name: &str,
) -> Result<(), ParameterError> {
    let mut result = Ok(());
    field.each(&mut |value| {
        if result.is_ok() {
            result = prior.validate(Of::<D>::length(value.len()));
        }
    });
    result.map_err(|source| ParameterError::Prior {
        name: format!("{prefix}{name}"),
        source,
    })
}

/// Sets a field's part of the position.
///
/// # Errors
///
/// Names the first vector outside the support.
pub fn unconstrain<T: VectorTransform, F: Blocks<T::Of>>(
    transform: T,
    field: &F,
    prefix: &str,
    name: &str,
    position: &mut &mut [f64],
) -> Result<(), ParameterError> {
    let (mut refused, mut i) = (None, 0);
    field.each(&mut |value| {
        let position = take_mut(position, dimension_of(transform, value));
        if !transform.inverse(value, position) && refused.is_none() {
            refused = Some((i, format!("{value:?}")));
        }
        i += 1;
    });
    let Some((i, value)) = refused else { return Ok(()) };
    let mut labels = Vec::new();
    field.append_labels(&format!("{prefix}{name}"), &mut labels);
    Err(ParameterError::OutsideSupport {
        name: labels.swap_remove(i),
        value,
        support: transform.support(),
    })
}

/// Checks that a field's vectors are inside a support.
///
/// # Errors
///
/// Names the first vector outside.
pub fn check<T: VectorTransform, F: Blocks<T::Of>>(
    transform: T,
    field: &F,
    prefix: &str,
    name: &str,
) -> Result<(), ParameterError> {
    let mut position = vec![0.0; dimension(transform, field)];
    unconstrain(transform, field, prefix, name, &mut &mut position[..])
}

/// Whether draws of independent elements may be inside a support.
pub const fn can_be_drawn<T: VectorTransform>(_transform: T) -> bool {
    T::OPEN
}

/// A field without prior: a point to start from, uniform on (−2, 2) in unconstrained space as in Stan.
pub fn sample_flat<T: VectorTransform, F: Blocks<T::Of>, R: Rng + ?Sized>(transform: T, field: &mut F, rng: &mut R) {
    field.each_mut(&mut |value| {
        let count = dimension_of(transform, value);
        let position: Vec<f64> = (0..count).map(|_| rng.random_range(-2.0..2.0)).collect();
        transform.forward(&position, value);
    });
}

/// Draws a field whose elements have a prior each, restricted to a support, by drawing until it is inside. Where that does not
/// happen, it is a point to start from.
///
/// With `exchangeable` elements (of one prior) and a support of increasing numbers, putting a draw in order does the same.
pub fn sample_restricted<T: VectorTransform, D: Distribution, F: Blocks<T::Of> + Elements<D::Value>, R>(
    transform: T,
    prior: impl Fn(usize) -> D,
    exchangeable: bool,
    field: &mut F,
    rng: &mut R,
) where
    R: Rng + ?Sized,
{
    for _ in 0..if T::OPEN { TRIES } else { 0 } {
        points::sample(&prior, field, rng);
        if exchangeable && T::IN_ORDER {
            field.each_mut(&mut |value| value.sort_by(f64::total_cmp));
        }
        if log_flat(transform, field) == 0.0 {
            return;
        }
    }
    sample_flat(transform, field, rng);
}

/// Draws a field from its prior.
pub fn sample<D: VectorDistribution, F: Blocks<Of<D>>, R: Rng + ?Sized>(prior: D, field: &mut F, rng: &mut R) {
    field.each_mut(&mut |value| prior.sample(rng, value));
}
