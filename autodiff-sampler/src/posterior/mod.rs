//! A posterior: the prior of a parameter struct and a likelihood, as a density that every sampler takes.
//!
//! The central idea is that values, gradients and Jacobians meet here and nowhere else: a position is constrained, prior and
//! likelihood add their gradients into one shadow, and the shadow is pulled back to unconstrained space. The values are made
//! once and refilled in place.
//!
//! [`density`] is the evaluation, [`derived`] what is stored with the parameters, [`prior`] the draws that need no data.

mod density;
mod derived;
mod prior;

pub use derived::{Derived, DerivedQuantities};

use crate::parameters::{Dims, DimsError, ParameterError, Parameters, Sizes};
use autodiff_runtime::{Active, Differentiable, Objective};
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The posterior density of parameters `P` given a log-likelihood and the priors in `P`'s attributes.
///
/// ```ignore
/// let posterior = Posterior::new(log_likelihood::with(&data));
/// let trace = Nuts::default().chains(4).tune(1000).draws(1000).seed(42).sample(&posterior)?;
/// ```
///
/// Where `P` has vectors, their lengths are given by name:
///
/// ```ignore
/// let dims = Dims::new().length("observation", 919).labels("county", county_names);
/// let posterior = Posterior::with_dims(log_likelihood::with(&data), &dims)?;
/// ```
///
/// Products with the matrix of second derivatives ([`LogDensity::hessian_vector_product`](crate::LogDensity::hessian_vector_product)) are
/// exact where the log-likelihood comes from `with`, and priors and supports are those of this crate. Differences of gradients
/// stand in for them where the likelihood is an [`ObjectiveFn`](autodiff_runtime::ObjectiveFn) with a gradient only, and where a
/// distribution of yours does not implement [`partials_tangent`](crate::distributions::Distribution::partials_tangent). A
/// likelihood that calls functions which cannot be differentiated twice does not compile into them: write
/// `log_likelihood::with(&data).first_order()` for it.
///
/// Chains start from medians of five draws of the prior, coordinate by coordinate in unconstrained space, unless
/// [`start_at`](Self::start_at) says otherwise.
pub struct Posterior<P: Parameters, O, D = ()> {
    log_likelihood: O,
    derived: D,
    dims: Dims,
    dimension: usize,
    stored: usize,
    start: Option<Vec<f64>>,
    jitter: f64,
    /// Locked by nobody: there to be written to behind a shared reference, as `expand` has it.
    work: Mutex<Work<P>>,
}

/// Values that are refilled for each evaluation.
struct Work<P: Differentiable> {
    values: P,
    /// Kept where it would be allocated anew: for types with vectors.
    shadow: Option<P::Shadow<Active>>,
}

/// Zeros in the shape that lengths give, which were good for that once before.
fn zeros<P: Parameters>(dims: &Dims) -> P {
    match P::prototype(&mut Sizes::of_vectors(dims), "", &[]) {
        Ok(zeros) => zeros,
        Err(error) => unreachable!("{error}"),
    }
}

impl<P: Parameters, O: Objective<P>> Posterior<P, O> {
    /// The posterior of a log-likelihood: `log_likelihood::with(&data)` of an annotated function, or an
    /// [`ObjectiveFn`](autodiff_runtime::ObjectiveFn) with a hand-written gradient.
    ///
    /// Parameters with vectors have lengths that only you know: for those write [`with_dims`](Self::with_dims).
    pub fn new(log_likelihood: O) -> Self {
        const {
            assert!(
                !P::RUN_TIME_SIZES,
                "these parameters have vectors, whose lengths must be given\nhelp: write `Posterior::with_dims(log_likelihood, &Dims::new().length(\"name\", length))?`"
            );
        }
        Self::sized(log_likelihood, Dims::new())
    }

    /// The same for parameters with vectors, or with labels along the axes of arrays.
    ///
    /// # Errors
    ///
    /// If a length is missing, contradicts another, or belongs to no axis.
    pub fn with_dims(log_likelihood: O, dims: &Dims) -> Result<Self, DimsError> {
        P::zeros(dims)?;
        Ok(Self::sized(log_likelihood, dims.clone()))
    }

    fn sized(log_likelihood: O, dims: Dims) -> Self {
        let values: P = zeros(&dims);
        Self {
            log_likelihood,
            derived: (),
            dimension: values.dimension(),
            stored: values.stored_dimension(),
            start: None,
            jitter: 0.0,
            work: Mutex::new(Work { values, shadow: None }),
            dims,
        }
    }
}

impl<P: Parameters, O: Objective<P>, D: DerivedQuantities<P>> Posterior<P, O, D> {
    /// Starts every chain at these values.
    ///
    /// # Errors
    ///
    /// Names the parameter whose value is outside its support, or whose prior does not exist; or says that a vector is not
    /// as long as it was said to be.
    pub fn start_at(mut self, values: &P) -> Result<Self, ParameterError> {
        if values.dimension() != self.dimension || values.names() != self.parameter_names() {
            return Err(ParameterError::Shape {
                expected: self.stored,
                given: values.stored_dimension(),
            });
        }
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

    /// Stores a number that follows from the parameters with each draw, under a name of its own: it has a place in the
    /// summary, in files and in pictures like what is sampled.
    ///
    /// ```ignore
    /// let posterior = Posterior::new(log_likelihood::with(&data)).derive("ratio", |p: &Model| p.signal / p.noise);
    /// ```
    #[must_use]
    #[expect(
        clippy::type_complexity,
        reason = "closures of the user's have no names that an alias could use"
    )]
    pub fn derive<F: Fn(&P) -> f64 + Clone>(
        self,
        name: impl Into<String>,
        quantity: F,
    ) -> Posterior<P, O, Derived<D, impl Fn(&P, &mut [f64]) + Clone>> {
        self.derived_by(name.into(), None, move |values: &P, out: &mut [f64]| {
            out[0] = quantity(values)
        })
    }

    /// Stores a vector that follows from the parameters: `fill` sets its elements, which are zero before. `dim` names its
    /// axis; `length` is that of the axis.
    ///
    /// ```ignore
    /// let posterior = posterior.derive_vector("effect", "school", 8, |p: &Schools, effect| {
    ///     for (effect, theta) in effect.iter_mut().zip(&p.theta) {
    ///         *effect = theta - p.mu;
    ///     }
    /// });
    /// ```
    #[must_use]
    #[expect(
        clippy::type_complexity,
        reason = "closures of the user's have no names that an alias could use"
    )]
    pub fn derive_vector<F: Fn(&P, &mut [f64]) + Clone>(
        self,
        name: impl Into<String>,
        dim: impl Into<String>,
        length: usize,
        fill: F,
    ) -> Posterior<P, O, Derived<D, impl Fn(&P, &mut [f64]) + Clone>> {
        let fill = move |values: &P, out: &mut [f64]| {
            out.fill(0.0);
            fill(values, out);
        };
        self.derived_by(name.into(), Some((dim.into(), length)), fill)
    }

    fn derived_by<F>(self, name: String, axis: Option<(String, usize)>, fill: F) -> Posterior<P, O, Derived<D, F>> {
        Posterior {
            log_likelihood: self.log_likelihood,
            derived: Derived {
                before: self.derived,
                name,
                axis,
                fill,
            },
            dims: self.dims,
            dimension: self.dimension,
            stored: self.stored,
            start: self.start,
            jitter: self.jitter,
            work: self.work,
        }
    }

    /// The values at an unconstrained position of [`dimension`](crate::LogDensity::dimension) numbers.
    pub fn values(&self, position: &[f64]) -> P {
        let mut values: P = zeros(&self.dims);
        values.constrain_into(position);
        values
    }

    /// Log-prior plus log-likelihood of values, without a Jacobian: what is maximal at the posterior mode.
    pub fn log_density_of(&self, values: &P) -> f64 {
        values.log_prior() + self.log_likelihood.value(values)
    }

    fn parameter_names(&self) -> Vec<String> {
        self.work().values.names()
    }

    fn work(&self) -> MutexGuard<'_, Work<P>> {
        // A panic leaves values behind that are overwritten before they are read.
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<P: Parameters, O: Clone, D: Clone> Clone for Posterior<P, O, D> {
    fn clone(&self) -> Self {
        Self {
            log_likelihood: self.log_likelihood.clone(),
            derived: self.derived.clone(),
            dims: self.dims.clone(),
            dimension: self.dimension,
            stored: self.stored,
            start: self.start.clone(),
            jitter: self.jitter,
            work: Mutex::new(Work {
                values: zeros(&self.dims),
                shadow: None,
            }),
        }
    }
}

impl<P: Parameters, O, D> fmt::Debug for Posterior<P, O, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Posterior")
            .field("dimension", &self.dimension)
            .field("dims", &self.dims)
            .field("start", &self.start)
            .field("jitter", &self.jitter)
            .finish_non_exhaustive()
    }
}
