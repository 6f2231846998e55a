//! Fields whose numbers, or pairs of numbers, have a distribution each.

use super::super::Elements;
use super::super::points::{bounds_follow_arguments, dimension};
use crate::distributions::Distribution;
use crate::parameters::MovingValues;
use crate::parameters::cursor::{take, take_last, take_last_mut, take_mut};
use crate::transforms::{Moving, Point, Transform};
use autodiff_runtime::Active;

/// How the bounds move, by how the arguments do.
fn bounds_dot<D: Distribution>(arguments_dot: &D::Arguments) -> <D::Transform as Transform>::Bounds {
    let mut bounds = <D::Transform as Transform>::Bounds::default();
    for (bound, argument) in bounds.as_mut().iter_mut().zip(D::BOUND_ARGUMENTS) {
        *bound = arguments_dot.as_ref()[*argument];
    }
    bounds
}

/// Sets the tangents of the field's values.
pub fn constrain_tangent<D: Distribution, F: Elements<D::Value>>(
    prior: impl Fn(usize) -> D,
    arguments_dot: impl Fn(usize) -> D::Arguments,
    field: &F,
    dot: &F::Shadow<Active>,
    position: &mut &[f64],
    direction: &mut &[f64],
) -> bool {
    let (mut all, mut i) = (true, 0);
    field.each_with_shadows([dot], &mut |_, [dot]| {
        let position = take(position, D::Transform::DIMENSION);
        let direction = take(direction, D::Transform::DIMENSION);
        let bounds_dot = bounds_dot::<D>(&arguments_dot(i));
        match prior(i).transform().forward_tangent(position, direction, &bounds_dot) {
            Some(value_dot) => value_dot.add_to(dot),
            None => all = false,
        }
        i += 1;
    });
    all
}

/// Adds the gradient of the field's log-prior, and its tangent.
pub fn log_prior<D: Distribution, F: Elements<D::Value>>(
    prior: impl Fn(usize) -> D,
    arguments_dot: impl Fn(usize) -> D::Arguments,
    field: &F,
    values: &MovingValues<'_, F::Shadow<Active>>,
    mut flow: impl FnMut(usize, &D::Arguments, &D::Arguments),
) -> bool {
    let (mut all, mut i) = (true, 0);
    field.each_with_shadows(
        [values.dot, values.bar, values.bar_dot],
        &mut |value, [dot, bar, bar_dot]| {
            let prior = prior(i);
            let (_, by_value, by_arguments) = prior.log_density_and_partials(value);
            match prior.partials_tangent(value, D::Value::collected(dot), &arguments_dot(i)) {
                Some((by_value_dot, by_arguments_dot)) => {
                    by_value.add_to(bar);
                    by_value_dot.add_to(bar_dot);
                    flow(i, &by_arguments, &by_arguments_dot);
                }
                None => all = false,
            }
            i += 1;
        },
    );
    all
}

/// Sets the field's part of the gradient's tangent, which is at the end. Derivatives by bounds that are arguments go to `flow`.
#[expect(
    clippy::too_many_arguments,
    reason = "what generated code names for a field stands in one call"
)]
pub fn pull_back_tangent<D: Distribution, F: Elements<D::Value>>(
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
    let (mut position, mut direction) = (take_last(position, count), take_last(direction, count));
    let mut grad_dot = take_last_mut(grad_dot, count);
    let (mut all, mut i) = (true, 0);
    field.each_with_shadows([values.bar, values.bar_dot], &mut |_, [bar, bar_dot]| {
        let (transform, arguments_dot) = (prior(i).transform(), arguments_dot(i));
        let moving = Moving {
            position: take(&mut position, D::Transform::DIMENSION),
            direction: take(&mut direction, D::Transform::DIMENSION),
            bounds_dot: &bounds_dot::<D>(&arguments_dot),
        };
        let (bar, bar_dot) = (D::Value::collected(bar), D::Value::collected(bar_dot));
        let grad_dot = take_mut(&mut grad_dot, D::Transform::DIMENSION);
        let by_bounds_dot = transform.pull_back_tangent(&moving, bar, bar_dot, grad_dot);
        all &= by_bounds_dot.is_some();
        if let (true, Some(by_bounds_dot)) = (bounds_follow_arguments::<D>(), by_bounds_dot) {
            let by_bounds = transform.pull_back_to_bounds(moving.position, bar);
            let mut arguments = [D::Arguments::default(); 2];
            for (sum, part) in arguments.iter_mut().zip([by_bounds, by_bounds_dot]) {
                for (argument, bound) in D::BOUND_ARGUMENTS.iter().zip(part.as_ref()) {
                    sum.as_mut()[*argument] += bound;
                }
            }
            flow(i, &arguments[0], &arguments[1]);
        }
        i += 1;
    });
    all
}
