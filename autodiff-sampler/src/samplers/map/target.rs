//! Which density is climbed: that of unconstrained space, or without the Jacobian.

use crate::log_density::{LogDensity, LogDensityError};

/// The function whose maximum is the mode.
pub(super) fn objective<P: LogDensity>(
    density: &mut P,
    jacobian: bool,
) -> impl FnMut(&[f64], &mut [f64]) -> Result<f64, LogDensityError> {
    let mut of_jacobian = vec![0.0; density.dimension()];
    move |position, grad| {
        let mut value = density.log_density_and_grad(position, grad)?;
        if !jacobian {
            value -= density.log_jacobian_and_grad(position, &mut of_jacobian);
            for (g, j) in grad.iter_mut().zip(&of_jacobian) {
                *g -= j;
            }
        }
        Ok(value)
    }
}
