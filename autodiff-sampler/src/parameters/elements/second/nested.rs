//! Structs of parameters within structs.

use crate::parameters::cursor::{take, take_last, take_last_mut};
use crate::parameters::{MovingValues, Parameters};
use autodiff_runtime::Active;

/// A nested struct's part of the tangents of the values.
pub fn constrain_tangent<P: Parameters>(
    field: &P,
    dot: &P::Shadow<Active>,
    position: &mut &[f64],
    direction: &mut &[f64],
) -> bool {
    let count = field.dimension();
    field.constrain_tangent(take(position, count), take(direction, count), dot)
}

/// A nested struct's part of the gradient's tangent, which is at the end.
pub fn pull_back_tangent<P: Parameters>(
    field: &P,
    values: &MovingValues<'_, P::Shadow<Active>>,
    position: &mut &[f64],
    direction: &mut &[f64],
    grad_dot: &mut &mut [f64],
) -> bool {
    let count = field.dimension();
    let (position, direction) = (take_last(position, count), take_last(direction, count));
    field.pull_back_tangent(values, position, direction, take_last_mut(grad_dot, count))
}
