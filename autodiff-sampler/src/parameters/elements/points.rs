//! Fields whose numbers, or pairs of numbers, have a distribution each.
//!
//! `prior` gives the distribution of the i-th point. It is the same for all where arguments are numbers, and differs where an
//! argument is a list or a field with as many elements. `flow` takes the derivatives by the i-th point's arguments.

use super::Elements;
use crate::distributions::Distribution;
use crate::parameters::cursor::{take, take_last, take_last_mut, take_mut};
use crate::parameters::{Constrained, ParameterError};
use crate::transforms::{Point, Transform};
use autodiff_runtime::Active;
use rand::Rng;

/// Number of unconstrained coordinates of a field.
#[inline]
pub fn dimension<D: Distribution, F: Elements<D::Value>>(field: &F) -> usize {
    field.points() * D::Transform::DIMENSION
}

/// Whether a prior's support follows its arguments.
pub const fn bounds_follow_arguments<D: Distribution>() -> bool {
    !D::BOUND_ARGUMENTS.is_empty()
}

/// Adds derivatives by arguments.
#[inline(always)]
pub fn add<A: AsRef<[f64]> + AsMut<[f64]>>(sum: &mut A, contributions: &A) {
    for (sum, contribution) in sum.as_mut().iter_mut().zip(contributions.as_ref()) {
        *sum += contribution;
    }
}

/// Sets the field to its value at a position; adds to the log-Jacobian.
#[inline]
pub fn constrain<D: Distribution, F: Elements<D::Value>>(
    prior: impl Fn(usize) -> D,
    field: &mut F,
    position: &mut &[f64],
    sum: &mut Constrained,
) {
    let mut i = 0;
    field.fill(&mut || {
        let transform = prior(i).transform();
        i += 1;
        let (value, contribution) = transform.forward(take(position, D::Transform::DIMENSION));
        sum.log_jacobian += contribution;
        value
    });
}

/// Sets the field's part of the gradient by the position, which is at the end. Derivatives by bounds that are arguments go to
/// `flow`.
#[inline]
pub fn pull_back<D: Distribution, F: Elements<D::Value>>(
    prior: impl Fn(usize) -> D,
    field: &F,
    shadow: &F::Shadow<Active>,
    position: &mut &[f64],
    grad: &mut &mut [f64],
    mut flow: impl FnMut(usize, &D::Arguments),
) {
    let count = dimension::<D, F>(field);
    let (mut position, mut grad) = (take_last(position, count), take_last_mut(grad, count));
    let mut i = 0;
    field.each_with_shadow(shadow, &mut |_, shadow| {
        let (position, grad) = (
            take(&mut position, D::Transform::DIMENSION),
            take_mut(&mut grad, D::Transform::DIMENSION),
        );
        let (transform, value_bar) = (prior(i).transform(), D::Value::collected(shadow));
        transform.pull_back(position, value_bar, grad);
        if const { bounds_follow_arguments::<D>() } {
            let mut arguments_bar = D::Arguments::default();
            let bounds_bar = transform.pull_back_to_bounds(position, value_bar);
            for (argument, bar) in D::BOUND_ARGUMENTS.iter().zip(bounds_bar.as_ref()) {
                arguments_bar.as_mut()[*argument] += bar;
            }
            flow(i, &arguments_bar);
        }
        i += 1;
    });
}

/// The log density of a field under its prior.
#[inline]
pub fn log_prior<D: Distribution, F: Elements<D::Value>>(prior: impl Fn(usize) -> D, field: &F) -> f64 {
    let (mut sum, mut i) = (0.0, 0);
    field.each(&mut |value| {
        sum += prior(i).log_density(value);
        i += 1;
    });
    sum
}

/// The same with its gradient: by the field, added into the shadow; by the prior's arguments, given to `flow`.
#[inline]
pub fn log_prior_and_accumulate<D: Distribution, F: Elements<D::Value>>(
    prior: impl Fn(usize) -> D,
    field: &F,
    shadow: &F::Shadow<Active>,
    mut flow: impl FnMut(usize, &D::Arguments),
) -> f64 {
    let (mut sum, mut i) = (0.0, 0);
    field.each_with_shadow(shadow, &mut |value, shadow| {
        let (log_density, value_bar, arguments_bar) = prior(i).log_density_and_partials(value);
        sum += log_density;
        value_bar.add_to(shadow);
        flow(i, &arguments_bar);
        i += 1;
    });
    sum
}

/// Checks a field's prior and values.
///
/// # Errors
///
/// Names the prior's argument, or the value outside the support.
pub fn check<D: Distribution, F: Elements<D::Value>>(
    prior: impl Fn(usize) -> D,
    field: &F,
    prefix: &str,
    name: &str,
) -> Result<(), ParameterError> {
    check_prior(&prior, field, prefix, name)?;
    let mut position = vec![0.0; dimension::<D, F>(field)];
    unconstrain(prior, field, prefix, name, &mut &mut position[..])
}

/// Checks the arguments of a field's prior.
///
/// # Errors
///
/// Names the argument.
pub fn check_prior<D: Distribution, F: Elements<D::Value>>(
    prior: impl Fn(usize) -> D,
    field: &F,
    prefix: &str,
    name: &str,
) -> Result<(), ParameterError> {
    (0..field.points()).try_for_each(|i| {
        prior(i).validate().map_err(|source| ParameterError::Prior {
            name: format!("{prefix}{name}"),
            source,
        })
    })
}

/// Sets a field's part of the position.
///
/// # Errors
///
/// Names the first value outside the support.
pub fn unconstrain<D: Distribution, F: Elements<D::Value>>(
    prior: impl Fn(usize) -> D,
    field: &F,
    prefix: &str,
    name: &str,
    position: &mut &mut [f64],
) -> Result<(), ParameterError> {
    let (mut refused, mut i) = (None, 0);
    field.each(&mut |value| {
        let transform = prior(i).transform();
        let position = take_mut(position, D::Transform::DIMENSION);
        if !transform.inverse(value, position) && refused.is_none() {
            refused = Some((i, format!("{value:?}"), transform.support()));
        }
        i += 1;
    });
    let Some((i, value, support)) = refused else {
        return Ok(());
    };
    let mut labels = Vec::with_capacity(field.points());
    field.append_labels(&format!("{prefix}{name}"), &mut labels);
    Err(ParameterError::OutsideSupport {
        name: labels.swap_remove(i),
        value,
        support,
    })
}

/// Draws a field from its prior.
pub fn sample<D: Distribution, F: Elements<D::Value>, R: Rng + ?Sized>(
    prior: impl Fn(usize) -> D,
    field: &mut F,
    rng: &mut R,
) {
    let mut i = 0;
    field.fill(&mut || {
        let value = prior(i).sample(rng);
        i += 1;
        value
    });
}
