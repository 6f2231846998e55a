//! Finding the maximum of a smooth function from its gradients: limited-memory BFGS (Liu & Nocedal 1989, "On the limited memory
//! BFGS method for large scale optimization").
//!
//! [`Lbfgs`] is the settings; below it, `memory` knows the curvature that past steps have shown, `line_search` how far to go along
//! a direction, and `ascent` puts them together. [`Map`](crate::Map), [`Pathfinder`](crate::Pathfinder) and
//! [`Advi`](crate::Advi) stand on it.

mod ascent;
mod error;
mod line_search;
mod memory;

pub use error::{OptimiseError, Standstill};
pub(crate) use memory::{Diagonal, Memory, Pair, add, dot, norm};

use std::ops::ControlFlow;

use crate::log_density::LogDensityError;

/// Settings of the maximiser.
///
/// ```
/// use autodiff_sampler::samplers::optimise::Lbfgs;
///
/// let parabola = |x: &[f64], grad: &mut [f64]| {
///     grad[0] = -2.0 * (x[0] - 3.0);
///     Ok(7.0 - (x[0] - 3.0).powi(2))
/// };
/// let maximum = Lbfgs::default().maximise(parabola, &[0.0])?;
/// assert!((maximum.position[0] - 3.0).abs() < 1e-12);
/// assert_eq!(maximum.value, 7.0);
/// # Ok::<(), autodiff_sampler::samplers::optimise::OptimiseError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "settings do nothing until `maximise` is called"]
pub struct Lbfgs {
    memory: usize,
    max_iterations: usize,
    tolerance: f64,
}

impl Default for Lbfgs {
    /// A hundred remembered steps (ten, as is customary, take ten times as many iterations where posteriors are correlated), at most 10 000 iterations, and a tolerance of 10⁻¹⁶.
    fn default() -> Self {
        Self {
            memory: 100,
            max_iterations: 10_000,
            tolerance: 1e-16,
        }
    }
}

/// A point on the way to the maximum.
#[derive(Clone, Copy, Debug)]
pub struct Iterate<'a> {
    /// Iterations so far; 0 at the start.
    pub iteration: usize,
    /// Evaluations of the function so far.
    pub evaluations: usize,
    /// Where it is.
    pub position: &'a [f64],
    /// The function's value there.
    pub value: f64,
    /// The function's gradient there.
    pub grad: &'a [f64],
}

/// The maximum that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Maximum {
    /// Where it is.
    pub position: Vec<f64>,
    /// The function's value there.
    pub value: f64,
    /// The function's gradient there: small beside the curvature.
    pub grad: Vec<f64>,
    /// Diagonal of the estimated inverse of the negative Hessian there, of the optimiser's own and rough; where the maximum is
    /// that of a log density, an estimate of variances. Ones if no step was taken.
    pub inverse_curvature: Vec<f64>,
    /// Steps that were taken.
    pub iterations: usize,
    /// Evaluations of the function with its gradient.
    pub evaluations: usize,
}

impl Lbfgs {
    /// How many steps are remembered: their curvature is known.
    pub fn memory(mut self, memory: usize) -> Self {
        self.memory = memory;
        self
    }

    /// Steps after which to give up.
    pub fn max_iterations(mut self, max_iterations: usize) -> Self {
        self.max_iterations = max_iterations;
        self
    }

    /// The maximum is found when gᵀ H g, of the gradient and the estimated inverse Hessian, is less than this. It is twice what the
    /// value is expected to gain yet; for a log density also the squared distance from the mode in standard deviations.
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// Climbs from `start` to a maximum, a local one if there are several.
    ///
    /// `objective(position, grad)` returns the function's value and *sets* its gradient. Where value or gradient are not finite,
    /// or the error is recoverable, the function counts as infinitely low.
    ///
    /// # Errors
    ///
    /// When the start cannot be evaluated, the climb stands still although the gradient is not small, the iterations do not
    /// suffice, the function has no upper bound, or it reports a fatal error. No error carries a result: the last position is in it
    /// for the search of the cause.
    pub fn maximise(
        &self,
        objective: impl FnMut(&[f64], &mut [f64]) -> Result<f64, LogDensityError>,
        start: &[f64],
    ) -> Result<Maximum, OptimiseError> {
        self.maximise_observed(objective, start, |_| ControlFlow::Continue(()))
    }

    /// The same, showing the start and every point on the way to `observe`, which may break the climb off.
    ///
    /// # Errors
    ///
    /// As those of [`maximise`](Self::maximise), and [`OptimiseError::Interrupted`] if `observe` has broken the climb off.
    pub fn maximise_observed(
        &self,
        objective: impl FnMut(&[f64], &mut [f64]) -> Result<f64, LogDensityError>,
        start: &[f64],
        observe: impl FnMut(Iterate<'_>) -> ControlFlow<()>,
    ) -> Result<Maximum, OptimiseError> {
        self.climb(objective, start, Memory::new(self.memory), observe)
    }

    /// The same, where the curvature is roughly known: `inverse_curvature` is an estimate of the diagonal of the inverse of the negative
    /// Hessian, such as [`Maximum::inverse_curvature`] of a similar function.
    ///
    /// # Errors
    ///
    /// As those of [`maximise`](Self::maximise); also if an estimate is not finite and greater than 0.
    pub fn maximise_scaled(
        &self,
        objective: impl FnMut(&[f64], &mut [f64]) -> Result<f64, LogDensityError>,
        start: &[f64],
        inverse_curvature: &[f64],
    ) -> Result<Maximum, OptimiseError> {
        if let Some(wrong) = inverse_curvature.iter().find(|c| !(**c > 0.0 && c.is_finite())) {
            return Err(wrong_setting(
                "inverse_curvature",
                wrong.to_string(),
                "must be finite and greater than 0",
            ));
        }
        let memory = Memory::with_diagonal(self.memory, inverse_curvature.to_vec());
        self.climb(objective, start, memory, |_| ControlFlow::Continue(()))
    }

    fn climb(
        &self,
        objective: impl FnMut(&[f64], &mut [f64]) -> Result<f64, LogDensityError>,
        start: &[f64],
        memory: Memory,
        observe: impl FnMut(Iterate<'_>) -> ControlFlow<()>,
    ) -> Result<Maximum, OptimiseError> {
        self.validate()?;
        ascent::Ascent::begin(self, objective, start, memory)?.run(observe)
    }

    fn validate(&self) -> Result<(), OptimiseError> {
        if self.memory == 0 {
            return Err(wrong_setting(
                "memory",
                "0".to_owned(),
                "at least one step must be remembered",
            ));
        }
        if !(self.tolerance > 0.0 && self.tolerance.is_finite()) {
            let value = self.tolerance.to_string();
            return Err(wrong_setting("tolerance", value, "must be finite and greater than 0"));
        }
        Ok(())
    }
}

fn wrong_setting(setting: &'static str, value: String, requirement: &'static str) -> OptimiseError {
    OptimiseError::Setting {
        setting,
        value,
        requirement,
    }
}

#[cfg(test)]
mod tests;
