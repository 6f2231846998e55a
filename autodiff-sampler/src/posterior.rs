//! A posterior: the prior of a parameter struct and a likelihood, as a density that every sampler takes.
//!
//! The central idea is that values, gradients and Jacobians meet here and nowhere else: a position is constrained, prior and
//! likelihood add their gradients into one shadow, and the shadow is pulled back to unconstrained space.

use crate::log_density::{LogDensity, LogDensityError};
use crate::parameters::{ParameterError, Parameters};
use autodiff_runtime::Objective;
use rand::{Rng, RngExt};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// The posterior density of parameters `P` given a log-likelihood and the priors in `P`'s attributes.
///
/// ```ignore
/// let posterior = Posterior::new(log_likelihood::with(&data));
/// let trace = Nuts::default().chains(4).tune(1000).draws(1000).seed(42).sample(&posterior)?;
/// ```
///
/// Chains start from draws of the prior, unless [`start_at`](Self::start_at) says otherwise.
pub struct Posterior<P, O> {
    log_likelihood: O,
    start: Option<Vec<f64>>,
    jitter: f64,
    // A function pointer: the posterior makes `P`s and holds none, so it is `Send` and `Sync` whatever `P` is.
    parameters: PhantomData<fn() -> P>,
}

impl<P: Parameters, O: Objective<P>> Posterior<P, O> {
    /// The posterior of a log-likelihood: `log_likelihood::with(&data)` of an annotated function, or an
    /// [`ObjectiveFn`](autodiff_runtime::ObjectiveFn) with a hand-written gradient.
    pub fn new(log_likelihood: O) -> Self {
        Self {
            log_likelihood,
            start: None,
            jitter: 0.0,
            parameters: PhantomData,
        }
    }

    /// Starts every chain at these values.
    ///
    /// # Errors
    ///
    /// Names the parameter whose value is outside its support, or whose prior does not exist.
    pub fn start_at(mut self, values: &P) -> Result<Self, ParameterError> {
        values.check("")?;
        self.start = Some(values.unconstrain()?);
        Ok(self)
    }

    /// Spreads the chains around the values of [`start_at`](Self::start_at): each unconstrained coordinate is moved by a
    /// number uniform on (−width, width). Chains that start apart let r-hat see more. 0 if nobody says otherwise.
    #[must_use]
    pub fn jitter(mut self, width: f64) -> Self {
        self.jitter = width.abs();
        self
    }

    /// The values at an unconstrained position of [`dimension`](LogDensity::dimension) numbers.
    pub fn values(&self, position: &[f64]) -> P {
        P::constrain(position).0
    }

    /// Log-prior plus log-likelihood of values, without a Jacobian: what is maximal at the posterior mode.
    pub fn log_density_of(&self, values: &P) -> f64 {
        values.log_prior() + self.log_likelihood.value(values)
    }
}

/// A recoverable error, with no allocation.
fn recoverable(reason: &'static str) -> LogDensityError {
    LogDensityError::Recoverable(Cow::Borrowed(reason))
}

impl<P: Parameters, O: Objective<P>> LogDensity for Posterior<P, O> {
    fn dimension(&self) -> usize {
        P::dimension()
    }

    fn log_density_and_grad(&mut self, position: &[f64], grad: &mut [f64]) -> Result<f64, LogDensityError> {
        let (values, log_jacobian) = P::constrain(position);
        let shadow = values.zero_shadow();
        let log_prior = values.log_prior_and_accumulate(&shadow);
        if log_prior == f64::NEG_INFINITY {
            return Err(recoverable("the prior density is zero"));
        }
        if !(log_prior + log_jacobian).is_finite() {
            return Err(recoverable("the prior density is not finite"));
        }
        let log_likelihood = self.log_likelihood.value_and_accumulate(&values, &shadow);
        if log_likelihood == f64::NEG_INFINITY {
            return Err(recoverable("the likelihood is zero"));
        }
        if !log_likelihood.is_finite() {
            return Err(recoverable("the likelihood is not finite"));
        }
        values.pull_back(position, &shadow, grad);
        Ok(log_prior + log_jacobian + log_likelihood)
    }

    fn log_density(&mut self, position: &[f64]) -> Result<f64, LogDensityError> {
        let (values, log_jacobian) = P::constrain(position);
        let log_prior = values.log_prior();
        if log_prior == f64::NEG_INFINITY {
            return Err(recoverable("the prior density is zero"));
        }
        if !(log_prior + log_jacobian).is_finite() {
            return Err(recoverable("the prior density is not finite"));
        }
        let log_likelihood = self.log_likelihood.value(&values);
        if log_likelihood == f64::NEG_INFINITY {
            return Err(recoverable("the likelihood is zero"));
        }
        if !log_likelihood.is_finite() {
            return Err(recoverable("the likelihood is not finite"));
        }
        Ok(log_prior + log_jacobian + log_likelihood)
    }

    fn log_jacobian_and_grad(&self, position: &[f64], grad: &mut [f64]) -> f64 {
        let (values, log_jacobian) = P::constrain(position);
        // A shadow of zeros: nothing but the Jacobian has a gradient.
        values.pull_back(position, &values.zero_shadow(), grad);
        log_jacobian
    }

    fn stored_dimension(&self) -> usize {
        P::stored_dimension()
    }

    fn names(&self) -> Vec<String> {
        P::names()
    }

    fn expand(&self, position: &[f64], stored: &mut [f64]) {
        self.values(position).flatten(stored);
    }

    fn initial_position(&self, rng: &mut dyn Rng, position: &mut [f64]) {
        if let Some(start) = &self.start {
            position.copy_from_slice(start);
            for x in position.iter_mut().filter(|_| self.jitter > 0.0) {
                *x += rng.random_range(-self.jitter..self.jitter);
            }
        } else if P::sample_prior(rng).unconstrain_into("", position).is_err() {
            // A draw on the very edge of a support, or an impossible prior, which `explain` then reports.
            position.fill_with(|| rng.random_range(-2.0..2.0));
        }
    }

    fn explain(&mut self, position: &[f64]) -> Option<String> {
        if let Some(i) = position.iter().position(|x| !x.is_finite()) {
            return Some(format!("coordinate {i} of the position is {}", position[i]));
        }
        let values = self.values(position);
        if let Err(error) = values.check("") {
            return Some(error.to_string());
        }
        let at_fault = values
            .prior_terms()
            .into_iter()
            .find(|(_, log_density)| !log_density.is_finite());
        if let Some((name, log_density)) = at_fault {
            return Some(format!("the log-prior of `{name}` is {log_density}"));
        }
        let shadow = values.zero_shadow();
        let log_likelihood = self.log_likelihood.value_and_accumulate(&values, &shadow);
        if !log_likelihood.is_finite() {
            return Some(format!(
                "the log-likelihood is {log_likelihood}, while every prior term is finite"
            ));
        }
        let mut grad = vec![0.0; P::dimension()];
        values.pull_back(position, &shadow, &mut grad);
        let i = grad.iter().position(|g| !g.is_finite())?;
        Some(format!(
            "the likelihood's gradient is {} in coordinate {i} of the position",
            grad[i]
        ))
    }
}

impl<P, O: Clone> Clone for Posterior<P, O> {
    fn clone(&self) -> Self {
        Self {
            log_likelihood: self.log_likelihood.clone(),
            start: self.start.clone(),
            jitter: self.jitter,
            parameters: PhantomData,
        }
    }
}

impl<P, O> fmt::Debug for Posterior<P, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Posterior")
            .field("start", &self.start)
            .field("jitter", &self.jitter)
            .finish_non_exhaustive()
    }
}
