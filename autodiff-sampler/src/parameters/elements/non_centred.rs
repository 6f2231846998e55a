//! Fields of which the sampler moves a standardised form: `theta = mu + tau z`, and `z` is what moves.
//!
//! The density of the position is that of `z` itself. Neither the field's own density nor a Jacobian is computed: their parts
//! that depend on `tau` would cancel.

use super::Elements;
use crate::distributions::{Distribution, LocationScale};
use crate::parameters::cursor::{take, take_last, take_last_mut, take_mut};
use crate::parameters::{Constrained, ParameterError};
use autodiff_runtime::Active;

/// Number of unconstrained coordinates of a field.
#[inline]
pub fn dimension<D: LocationScale, F: Elements<f64>>(field: &F) -> usize {
    field.points()
}

#[inline(always)]
fn value_of<D: LocationScale>(prior: &D, z: f64) -> f64 {
    let shifted = prior.location() + prior.scale() * z;
    if D::EXPONENTIAL { shifted.exp() } else { shifted }
}

/// Sets the field to its value at a position; adds the log density of the position.
#[inline]
pub fn constrain<D: LocationScale, F: Elements<f64>>(
    prior: impl Fn(usize) -> D,
    field: &mut F,
    position: &mut &[f64],
    sum: &mut Constrained,
) {
    let mut i = 0;
    field.fill(&mut || {
        let (prior, z) = (prior(i), take(position, 1)[0]);
        i += 1;
        sum.log_density += prior.standard().log_density(z);
        value_of(&prior, z)
    });
}

/// Sets the field's part of the gradient by the position, which is at the end; derivatives by the prior's arguments go to
/// `flow`.
#[inline]
pub fn pull_back<D: LocationScale, F: Elements<f64>>(
    prior: impl Fn(usize) -> D,
    field: &F,
    shadow: &F::Shadow<Active>,
    position: &mut &[f64],
    grad: &mut &mut [f64],
    with_density: bool,
    mut flow: impl FnMut(usize, &D::Arguments),
) {
    let count = dimension::<D, F>(field);
    let (position, grad) = (take_last(position, count), take_last_mut(grad, count));
    let mut i = 0;
    field.each_with_shadow(shadow, &mut |value, shadow| {
        let (prior, z) = (prior(i), position[i]);
        let value_bar = shadow.get();
        let shifted_bar = if D::EXPONENTIAL { value_bar * value } else { value_bar };
        grad[i] = shifted_bar * prior.scale();
        let mut arguments_bar = D::Arguments::default();
        if with_density {
            let (_, by_z, by_standard) = prior.standard().log_density_and_partials(z);
            grad[i] += by_z;
            for (bar, contribution) in arguments_bar.as_mut().iter_mut().zip(by_standard.as_ref()) {
                *bar = *contribution;
            }
        }
        // Those two are 0 and 1 in the standard form.
        arguments_bar.as_mut()[D::LOCATION] = shifted_bar;
        arguments_bar.as_mut()[D::SCALE] = shifted_bar * z;
        flow(i, &arguments_bar);
        i += 1;
    });
}

/// Sets a field's part of the position.
///
/// # Errors
///
/// Names the first value outside the support.
pub fn unconstrain<D: LocationScale, F: Elements<f64>>(
    prior: impl Fn(usize) -> D,
    field: &F,
    prefix: &str,
    name: &str,
    position: &mut &mut [f64],
) -> Result<(), ParameterError> {
    let mut checked = vec![0.0; super::points::dimension::<D, F>(field)];
    super::points::unconstrain(&prior, field, prefix, name, &mut &mut checked[..])?;
    let mut i = 0;
    field.each(&mut |value| {
        let prior = prior(i);
        let shifted = if D::EXPONENTIAL { value.ln() } else { value };
        take_mut(position, 1)[0] = (shifted - prior.location()) / prior.scale();
        i += 1;
    });
    Ok(())
}
