//! Fields of which whole vectors, or whole matrices, have a support or a distribution.

use super::super::blocks::Blocks;
use super::super::vectors::dimension;
use crate::distributions::VectorDistribution;
use crate::parameters::MovingValues;
use crate::parameters::cursor::{take, take_last, take_last_mut, take_mut};
use crate::transforms::{Block, MovingVector, VectorTransform};
use autodiff_runtime::{Active, Adjoint};

/// Vectors or matrices, as a distribution is of.
type Of<D> = <<D as VectorDistribution>::Transform as VectorTransform>::Of;

fn dimension_of<T: VectorTransform>(transform: T, value: &[f64]) -> usize {
    transform.dimension(T::Of::length(value.len()))
}

/// Sets the tangents of the field's values.
pub fn constrain_tangent<T: VectorTransform, F: Blocks<T::Of>>(
    transform: T,
    field: &F,
    dot: &F::Shadow<Active>,
    position: &mut &[f64],
    direction: &mut &[f64],
) -> bool {
    let mut all = true;
    field.each_with_shadows([dot], &mut |value, [dot]| {
        let count = dimension_of(transform, value);
        all &= transform.forward_tangent(take(position, count), take(direction, count), value, dot);
    });
    all
}

/// How the arguments of a distribution move, and where their derivatives and those' tangents go: cells for each argument, none
/// for one that is constant. Derivatives themselves are asked for only of arguments that are functions of fields, or fields.
#[derive(Clone, Copy, Debug)]
pub struct MovingArguments<'a> {
    /// How they move.
    pub dot: &'a [&'a [Adjoint<f64>]],
    /// Where derivatives go.
    pub bar: &'a [&'a [Adjoint<f64>]],
    /// Where their tangents go.
    pub bar_dot: &'a [&'a [Adjoint<f64>]],
}

/// Adds the gradient of the field's log-prior, and its tangent.
pub fn log_prior<D: VectorDistribution, F: Blocks<Of<D>>>(
    prior: D,
    arguments: MovingArguments<'_>,
    field: &F,
    values: &MovingValues<'_, F::Shadow<Active>>,
) -> bool {
    let mut all = true;
    field.each_with_shadows(
        [values.dot, values.bar, values.bar_dot],
        &mut |value, [dot, bar, bar_dot]| {
            prior.log_density_and_accumulate(value, bar, arguments.bar);
            all &= prior.partials_tangent(value, dot, arguments.dot, bar_dot, arguments.bar_dot);
        },
    );
    all
}

/// Sets the field's part of the gradient's tangent, which is at the end.
pub fn pull_back_tangent<T: VectorTransform, F: Blocks<T::Of>>(
    transform: T,
    field: &F,
    values: &MovingValues<'_, F::Shadow<Active>>,
    position: &mut &[f64],
    direction: &mut &[f64],
    grad_dot: &mut &mut [f64],
) -> bool {
    let count = dimension(transform, field);
    let (mut position, mut direction) = (take_last(position, count), take_last(direction, count));
    let mut grad_dot = take_last_mut(grad_dot, count);
    let mut all = true;
    field.each_with_shadows(
        [values.dot, values.bar, values.bar_dot],
        &mut |value, [dot, bar, bar_dot]| {
            let count = dimension_of(transform, value);
            let moving = MovingVector {
                position: take(&mut position, count),
                direction: take(&mut direction, count),
                value,
                value_dot: dot,
                value_bar: bar,
                value_bar_dot: bar_dot,
            };
            all &= transform.pull_back_tangent(&moving, take_mut(&mut grad_dot, count));
        },
    );
    all
}
