//! The samplers of `nuts-rs` (those of nutpie) on our densities, and ours on its log-densities.
//!
//! ```
//! use autodiff_sampler::adapters::nuts_rs::{ForNutsRs, FromNutsRs};
//! use autodiff_sampler::{FnDensity, Nuts};
//! use nuts_rs::{Chain, CpuMath, DiagNutsSettings, Settings};
//!
//! let normal = FnDensity::new(2, |x: &[f64], grad: &mut [f64]| {
//!     (grad[0], grad[1]) = (-x[0], -x[1]);
//!     -0.5 * (x[0] * x[0] + x[1] * x[1])
//! });
//! let mut rng = autodiff_sampler::rand::rng();
//! let math = CpuMath::new(ForNutsRs::new(normal.clone()));
//! let mut chain = DiagNutsSettings::default().new_chain(0, math, &mut rng)?;
//! chain.set_position(&[0.5, -0.5])?;
//! let (position, _) = chain.draw()?;
//! assert_eq!(position.len(), 2);
//!
//! // And back: what nuts-rs can sample, we can.
//! let theirs = FromNutsRs::new(ForNutsRs::new(normal));
//! let trace = Nuts::default().chains(1).tune(100).draws(100).progress(false).sample(&theirs)?;
//! assert_eq!(trace.draws(), 100);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

/// The package itself, in the version that the adapters fit.
pub use ::nuts_rs as library;

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use nuts_rs::{CpuLogpFunc, CpuMath, CpuMathError, HasDims, InitPositionError, LogpError, Model, Value};
use rand::Rng;

use crate::log_density::{LogDensity, LogDensityError};

/// One of our densities as a `CpuLogpFunc`, which `nuts_rs::CpuMath` and with it every chain takes, and as a `Model`, which
/// `nuts_rs::Sampler` runs several chains of.
///
/// Draws are expanded to the [stored values](LogDensity::expand), a vector called `value` whose coordinates are
/// [named](LogDensity::names). A `Model` has to be `'static`: the data of a likelihood must then be owned, or shared by an `Arc`.
#[derive(Clone, Debug)]
pub struct ForNutsRs<P> {
    density: P,
}

impl<P: LogDensity> ForNutsRs<P> {
    /// Wraps a density: a [`Posterior`](crate::Posterior), or any other type that implements [`LogDensity`].
    pub fn new(density: P) -> Self {
        Self { density }
    }

    /// The density that was wrapped.
    pub fn into_inner(self) -> P {
        self.density
    }
}

impl LogpError for LogDensityError {
    fn is_recoverable(&self) -> bool {
        matches!(self, Self::Recoverable(_))
    }
}

impl<P: LogDensity> HasDims for ForNutsRs<P> {
    fn dim_sizes(&self) -> HashMap<String, u64> {
        HashMap::from([
            ("unconstrained_parameter".to_owned(), self.density.dimension() as u64),
            ("dim".to_owned(), self.density.stored_dimension() as u64),
        ])
    }

    fn coords(&self) -> HashMap<String, Value> {
        HashMap::from([("dim".to_owned(), Value::Strings(self.density.names()))])
    }
}

impl<P: LogDensity> CpuLogpFunc for ForNutsRs<P> {
    type LogpError = LogDensityError;
    type FlowParameters = ();
    type ExpandedVector = Vec<f64>;

    fn dim(&self) -> usize {
        self.density.dimension()
    }

    fn logp(&mut self, position: &[f64], gradient: &mut [f64]) -> Result<f64, LogDensityError> {
        let value = self.density.log_density_and_grad(position, gradient)?;
        if value.is_finite() {
            Ok(value)
        } else {
            Err(LogDensityError::Recoverable(Cow::Borrowed(
                "the log density is not finite",
            )))
        }
    }

    fn expand_vector<R: Rng + ?Sized>(&mut self, _: &mut R, position: &[f64]) -> Result<Vec<f64>, CpuMathError> {
        let mut stored = vec![0.0; self.density.stored_dimension()];
        self.density.expand(position, &mut stored);
        Ok(stored)
    }
}

impl<P: LogDensity + Clone + Send + Sync + 'static> Model for ForNutsRs<P> {
    type Math = CpuMath<Self>;

    fn math<R: Rng + ?Sized>(self: Arc<Self>, _: &mut R) -> anyhow::Result<Self::Math> {
        Ok(CpuMath::new(Self::clone(&self)))
    }

    fn init_position<R: Rng + ?Sized>(
        &self,
        mut rng: &mut R,
        _: u64,
        position: &mut [f64],
    ) -> Result<(), InitPositionError> {
        self.density.initial_position(&mut rng, position);
        let mut grad = vec![f64::NAN; position.len()];
        match self.clone().logp(position, &mut grad) {
            Ok(_) if grad.iter().all(|g| g.is_finite()) => Ok(()),
            Ok(_) => Err(InitPositionError::Retry(anyhow::anyhow!(
                "the gradient is not finite at {position:?}"
            ))),
            Err(error @ LogDensityError::Recoverable(_)) => Err(InitPositionError::Retry(error.into())),
            Err(error) => Err(InitPositionError::Fatal(error.into())),
        }
    }
}

/// A `CpuLogpFunc` as one of our densities.
///
/// What is stored with each draw is the position, under the names `x[0]`, `x[1]`, …: the expanded vectors of nuts-rs need a function that
/// may change, and a random number generator.
#[derive(Clone)]
pub struct FromNutsRs<F> {
    function: F,
}

impl<F: CpuLogpFunc> FromNutsRs<F> {
    /// Wraps a function with a gradient that nuts-rs takes.
    pub fn new(function: F) -> Self {
        Self { function }
    }

    /// The function that was wrapped.
    pub fn into_inner(self) -> F {
        self.function
    }
}

impl<F: CpuLogpFunc> LogDensity for FromNutsRs<F> {
    fn dimension(&self) -> usize {
        self.function.dim()
    }

    fn log_density_and_grad(&mut self, position: &[f64], grad: &mut [f64]) -> Result<f64, LogDensityError> {
        self.function.logp(position, grad).map_err(|error| {
            let text = Cow::Owned(error.to_string());
            if error.is_recoverable() {
                LogDensityError::Recoverable(text)
            } else {
                LogDensityError::Fatal(text)
            }
        })
    }
}

impl<F: CpuLogpFunc> fmt::Debug for FromNutsRs<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FromNutsRs")
            .field("dimension", &self.function.dim())
            .finish_non_exhaustive()
    }
}
