//! The optimisers of `argmin` on our densities, and our samplers and optimisers on its problems.
//!
//! argmin minimises, so a density is a cost with the opposite sign: −ln p. A cost as a density is exp(−cost).
//!
//! ```
//! use argmin::core::{Executor, State};
//! use argmin::solver::linesearch::MoreThuenteLineSearch;
//! use argmin::solver::quasinewton::LBFGS;
//! use autodiff_sampler::adapters::argmin::{ForArgmin, FromArgmin};
//! use autodiff_sampler::{FnDensity, Map};
//!
//! let normal = FnDensity::new(2, |x: &[f64], grad: &mut [f64]| {
//!     (grad[0], grad[1]) = (3.0 - x[0], -4.0 * x[1]);
//!     -0.5 * (x[0] - 3.0).powi(2) - 2.0 * x[1] * x[1]
//! });
//! let solver = LBFGS::new(MoreThuenteLineSearch::new(), 5);
//! let problem = ForArgmin::new(normal);
//! let result = Executor::new(problem.clone(), solver)
//!     .configure(|state| state.param(vec![0.0, 1.0]).max_iters(50))
//!     .run()?;
//! assert!((result.state().get_best_param().unwrap()[0] - 3.0).abs() < 1e-6);
//!
//! // And back: what argmin can minimise, we can.
//! let mode = Map::default().seed(1).maximise(&FromArgmin::new(problem, 2))?;
//! assert!((mode.values()[0] - 3.0).abs() < 1e-7);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

/// The package itself, in the version that the adapters fit.
pub use ::argmin as library;

use std::borrow::Cow;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use argmin::core::{CostFunction, Error, Gradient, Hessian};

use crate::differences;
use crate::log_density::{LogDensity, LogDensityError};

/// One of our densities as a problem of argmin: the cost is −ln p.
///
/// Where the density is zero or cannot be computed, the cost is infinite and its gradient NaN. A fatal error ends the optimisation.
#[derive(Debug)]
pub struct ForArgmin<P> {
    /// argmin's problems are evaluated behind shared references, our densities may change while they are.
    density: Mutex<P>,
    jacobian: bool,
}

impl<P: LogDensity> ForArgmin<P> {
    /// Wraps the density, that of unconstrained space.
    pub fn new(density: P) -> Self {
        Self {
            density: Mutex::new(density),
            jacobian: true,
        }
    }

    /// Leaves the [Jacobian](LogDensity::log_jacobian_and_grad) out, so that the minimum is at the mode of the constrained parameters, as
    /// that of [`Map`](crate::Map) is by default.
    #[must_use]
    pub fn without_jacobian(mut self) -> Self {
        self.jacobian = false;
        self
    }

    /// The density.
    pub fn into_inner(self) -> P {
        self.density.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    /// The log density; its gradient is set.
    fn evaluate(&self, position: &[f64], grad: &mut [f64]) -> Result<f64, LogDensityError> {
        // A density that has panicked may be asked again: nothing of it is known to be wrong.
        let mut density = self.density.lock().unwrap_or_else(PoisonError::into_inner);
        let mut value = density.log_density_and_grad(position, grad)?;
        if !self.jacobian {
            let mut of_jacobian = vec![0.0; position.len()];
            value -= density.log_jacobian_and_grad(position, &mut of_jacobian);
            for (g, j) in grad.iter_mut().zip(&of_jacobian) {
                *g -= j;
            }
        }
        Ok(value)
    }
}

impl<P: Clone> Clone for ForArgmin<P> {
    fn clone(&self) -> Self {
        let density = self.density.lock().unwrap_or_else(PoisonError::into_inner);
        Self {
            density: Mutex::new(density.clone()),
            jacobian: self.jacobian,
        }
    }
}

impl<P: LogDensity> CostFunction for ForArgmin<P> {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, position: &Vec<f64>) -> Result<f64, Error> {
        let value = if self.jacobian {
            let mut density = self.density.lock().unwrap_or_else(PoisonError::into_inner);
            density.log_density(position)
        } else {
            self.evaluate(position, &mut vec![0.0; position.len()])
        };
        match value {
            Ok(value) if value < f64::INFINITY => Ok(-value),
            Ok(_) | Err(LogDensityError::Recoverable(_)) => Ok(f64::INFINITY),
            Err(fatal) => Err(fatal.into()),
        }
    }
}

impl<P: LogDensity> Gradient for ForArgmin<P> {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;

    fn gradient(&self, position: &Vec<f64>) -> Result<Vec<f64>, Error> {
        let mut grad = vec![0.0; position.len()];
        match self.evaluate(position, &mut grad) {
            Ok(_) => Ok(grad.iter().map(|g| -g).collect()),
            Err(LogDensityError::Recoverable(_)) => Ok(vec![f64::NAN; position.len()]),
            Err(fatal) => Err(fatal.into()),
        }
    }
}

impl<P: LogDensity> Hessian for ForArgmin<P> {
    type Param = Vec<f64>;
    type Hessian = Vec<Vec<f64>>;

    fn hessian(&self, position: &Vec<f64>) -> Result<Vec<Vec<f64>>, Error> {
        let n = position.len();
        let mut rows = Vec::with_capacity(n);
        for i in 0..n {
            let mut direction = vec![0.0; n];
            direction[i] = 1.0;
            let mut row = vec![0.0; n];
            if self.jacobian {
                let mut density = self.density.lock().unwrap_or_else(PoisonError::into_inner);
                density.hessian_vector_product(position, &direction, &mut row)?;
            } else {
                differences::of_gradients(position, &direction, &mut row, |position, grad| {
                    self.evaluate(position, grad).map(drop)
                })?;
            }
            row.iter_mut().for_each(|h| *h = -*h);
            rows.push(row);
        }
        Ok(rows)
    }
}

/// A problem of argmin as one of our densities: ln p = −cost.
///
/// A cost that is not finite is a density of zero; an error of the problem ends the run.
#[derive(Clone)]
pub struct FromArgmin<T> {
    problem: T,
    dimension: usize,
}

impl<T> FromArgmin<T>
where
    T: CostFunction<Param = Vec<f64>, Output = f64> + Gradient<Param = Vec<f64>, Gradient = Vec<f64>>,
{
    /// Wraps the problem of so many parameters, a number that argmin's problems do not know of themselves.
    pub fn new(problem: T, dimension: usize) -> Self {
        Self { problem, dimension }
    }

    /// The problem.
    pub fn into_inner(self) -> T {
        self.problem
    }
}

impl<T> LogDensity for FromArgmin<T>
where
    T: CostFunction<Param = Vec<f64>, Output = f64> + Gradient<Param = Vec<f64>, Gradient = Vec<f64>>,
{
    fn dimension(&self) -> usize {
        self.dimension
    }

    fn log_density_and_grad(&mut self, position: &[f64], grad: &mut [f64]) -> Result<f64, LogDensityError> {
        let position = position.to_vec();
        let cost = self.problem.cost(&position).map_err(fatal)?;
        let of_cost = self.problem.gradient(&position).map_err(fatal)?;
        if of_cost.len() != self.dimension {
            return Err(LogDensityError::Fatal(Cow::Owned(format!(
                "the gradient of the problem has {} components instead of {}",
                of_cost.len(),
                self.dimension
            ))));
        }
        for (g, c) in grad.iter_mut().zip(&of_cost) {
            *g = -c;
        }
        Ok(-cost)
    }

    fn log_density(&mut self, position: &[f64]) -> Result<f64, LogDensityError> {
        self.problem.cost(&position.to_vec()).map(|cost| -cost).map_err(fatal)
    }
}

impl<T> fmt::Debug for FromArgmin<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FromArgmin")
            .field("dimension", &self.dimension)
            .finish_non_exhaustive()
    }
}

fn fatal(error: Error) -> LogDensityError {
    LogDensityError::Fatal(Cow::Owned(error.to_string()))
}
