//! Structs of parameters within structs.

use crate::parameters::cursor::{take, take_last, take_last_mut, take_mut};
use crate::parameters::{Constrained, ParameterError, Parameters};
use autodiff_runtime::Active;

/// A nested struct's part of setting values from a position; adds to what is found out about the position.
#[inline]
pub fn constrain<P: Parameters>(field: &mut P, position: &mut &[f64], sum: &mut Constrained) {
    let count = field.dimension();
    let part = field.constrain_into(take(position, count));
    sum.log_jacobian += part.log_jacobian;
    sum.log_density += part.log_density;
}

/// A nested struct's part of the gradient, which is at the end.
#[inline]
pub fn pull_back<P: Parameters>(
    field: &P,
    shadow: &P::Shadow<Active>,
    position: &mut &[f64],
    grad: &mut &mut [f64],
    with_density: bool,
) {
    let count = field.dimension();
    let (position, grad) = (take_last(position, count), take_last_mut(grad, count));
    field.pull_back(position, shadow, with_density, grad);
}

/// Writes a nested struct's values.
#[inline]
pub fn flatten<P: Parameters>(field: &P, out: &mut &mut [f64]) {
    field.flatten(take_mut(out, field.stored_dimension()));
}

/// Sets a nested struct from its values.
pub fn unflatten<P: Parameters>(field: &mut P, values: &mut &[f64]) {
    let count = field.stored_dimension();
    field.unflatten_into(take(values, count));
}

/// Sets a nested struct's part of the position.
///
/// # Errors
///
/// Names the first value outside its support.
pub fn unconstrain<P: Parameters>(field: &P, prefix: &str, position: &mut &mut [f64]) -> Result<(), ParameterError> {
    field.unconstrain_into(prefix, take_mut(position, field.dimension()))
}
