//! The evidence lower bound over fixed draws, a smooth function of the Gaussian's numbers.

use std::f64::consts::TAU;

use rayon::prelude::*;

use super::family::Shape;
use super::frame::Frame;
use super::standard_draws::StandardDraws;
use crate::log_density::{LogDensity, LogDensityError};
use crate::samplers::guard::parts_per_job;
use crate::samplers::optimise::add;

/// The bound as a function of the parameters.
pub(super) struct Bound<'a, P> {
    pub density: &'a P,
    pub frame: &'a Frame,
    pub shape: Shape,
    pub standard: &'a StandardDraws,
}

impl<P: LogDensity + Clone + Sync> Bound<'_, P> {
    /// The bound in nats; `grad` is *set* to its gradient.
    ///
    /// Portions of draws are evaluated in parallel and added up in order, so that the number of threads does not matter.
    pub fn value_and_grad(&self, parameters: &[f64], grad: &mut [f64]) -> Result<f64, LogDensityError> {
        let portions = self
            .standard
            .portions()
            .into_par_iter()
            .with_min_len(parts_per_job(self.density))
            .map_init(
                || self.density.clone(),
                |density, portion| self.sum_over(density, parameters, portion),
            )
            .collect::<Result<Vec<_>, _>>()?;
        let each = 1.0 / self.standard.count() as f64;
        grad.fill(0.0);
        let mut value = 0.0;
        for (sum, by_parameters) in portions {
            value += each * sum;
            add(grad, each, &by_parameters);
        }
        let entropy = 0.5 * self.shape.dimension as f64 * (1.0 + TAU.ln())
            + self.frame.log_determinant()
            + self.shape.half_log_determinant(parameters, grad);
        Ok(value + entropy)
    }

    /// The sum of log densities at a few draws, with its gradient.
    fn sum_over(
        &self,
        density: &mut P,
        parameters: &[f64],
        portion: &[f64],
    ) -> Result<(f64, Vec<f64>), LogDensityError> {
        let n = self.shape.dimension;
        let (mut coordinates, mut by_position) = (vec![0.0; n], vec![0.0; n]);
        let mut sum = 0.0;
        let mut grad = vec![0.0; parameters.len()];
        for z in portion.chunks_exact(self.shape.standard_dimension()) {
            self.shape.place(parameters, z, &mut coordinates);
            by_position.fill(f64::NAN);
            sum += density.log_density_and_grad(&self.frame.position(&coordinates), &mut by_position)?;
            let by_coordinates = self.frame.pull_back(&by_position);
            self.shape.pull_back(parameters, z, &by_coordinates, &mut grad);
        }
        Ok((sum, grad))
    }
}
