//! Fields of which the sampler moves a standardised form.

use super::super::Elements;
use super::super::non_centred::dimension;
use super::arguments;
use crate::distributions::{Distribution, LocationScale};
use crate::parameters::MovingValues;
use crate::parameters::cursor::{take, take_last, take_last_mut};
use autodiff_runtime::Active;

/// Sets the tangents of the field's values, location + scale z or the exponential of that.
pub fn constrain_tangent<D: LocationScale, F: Elements<f64>>(
    prior: impl Fn(usize) -> D,
    arguments_dot: impl Fn(usize) -> D::Arguments,
    field: &F,
    dot: &F::Shadow<Active>,
    position: &mut &[f64],
    direction: &mut &[f64],
) -> bool {
    let mut i = 0;
    field.each_with_shadows([dot], &mut |value, [dot]| {
        let (z, z_dot) = (take(position, 1)[0], take(direction, 1)[0]);
        let arguments_dot = arguments_dot(i);
        let [location_dot, scale_dot] = [D::LOCATION, D::SCALE].map(|argument| arguments_dot.as_ref()[argument]);
        let shifted_dot = location_dot + scale_dot * z + prior(i).scale() * z_dot;
        dot.set(if D::EXPONENTIAL {
            value * shifted_dot
        } else {
            shifted_dot
        });
        i += 1;
    });
    true
}

/// Sets the field's part of the gradient's tangent, which is at the end; derivatives by the prior's arguments go to `flow`.
#[expect(
    clippy::too_many_arguments,
    reason = "what generated code names for a field stands in one call"
)]
pub fn pull_back_tangent<D: LocationScale, F: Elements<f64>>(
    prior: impl Fn(usize) -> D,
    arguments_dot: impl Fn(usize) -> D::Arguments,
    field: &F,
    values: &MovingValues<'_, F::Shadow<Active>>,
    position: &mut &[f64],
    direction: &mut &[f64],
    grad_dot: &mut &mut [f64],
    mut flow: impl FnMut(usize, &D::Arguments, &D::Arguments),
) -> bool {
    let count = dimension::<D, F>(field);
    let (position, direction) = (take_last(position, count), take_last(direction, count));
    let grad_dot = take_last_mut(grad_dot, count);
    let (mut all, mut i) = (true, 0);
    field.each_with_shadows(
        [values.dot, values.bar, values.bar_dot],
        &mut |value, [dot, bar, bar_dot]| {
            let (prior, arguments_dot) = (prior(i), arguments_dot(i));
            let (z, z_dot) = (position[i], direction[i]);
            let (bar, bar_dot) = (bar.get(), bar_dot.get());
            let (shifted_bar, shifted_bar_dot) = match D::EXPONENTIAL {
                true => (bar * value, bar_dot * value + bar * dot.get()),
                false => (bar, bar_dot),
            };
            grad_dot[i] = shifted_bar_dot * prior.scale() + shifted_bar * arguments_dot.as_ref()[D::SCALE];
            // The density of z; its location and scale, 0 and 1, do not move.
            let mut standard_dot = arguments_dot;
            standard_dot.as_mut()[D::LOCATION] = 0.0;
            standard_dot.as_mut()[D::SCALE] = 0.0;
            let standard = prior.standard();
            let (_, _, by_standard) = standard.log_density_and_partials(z);
            let tangent = standard.partials_tangent(z, z_dot, &arguments::<D::Standard>(standard_dot.as_ref()));
            all &= tangent.is_some();
            if let Some((by_z_dot, by_standard_dot)) = tangent {
                grad_dot[i] += by_z_dot;
                let [mut by_arguments, mut by_arguments_dot] =
                    [by_standard, by_standard_dot].map(|numbers| arguments::<D>(numbers.as_ref()));
                by_arguments.as_mut()[D::LOCATION] = shifted_bar;
                by_arguments.as_mut()[D::SCALE] = shifted_bar * z;
                by_arguments_dot.as_mut()[D::LOCATION] = shifted_bar_dot;
                by_arguments_dot.as_mut()[D::SCALE] = shifted_bar_dot * z + shifted_bar * z_dot;
                flow(i, &by_arguments, &by_arguments_dot);
            }
            i += 1;
        },
    );
    all
}
