//! What a sampler needs to know of a model: the logarithm of a density on ℝⁿ and its gradient.
//!
//! Everything here lives in *unconstrained* space, where every position is allowed. What is stored and summarised are
//! the *stored* values, usually the constrained parameters, which [`LogDensity::expand`] computes from a position.

use std::borrow::Cow;
use std::fmt;

use rand::{Rng, RngExt};

use crate::variable::{Coordinates, Variable};

/// A log density on unconstrained space with its gradient, up to an additive constant.
///
/// Samplers take `&P` with `P: LogDensity + Clone + Sync` and clone it once per chain, so an implementation may keep
/// scratch memory and change it freely while it evaluates.
///
/// ```
/// use autodiff_sampler::{LogDensity, LogDensityError};
///
/// #[derive(Clone)]
/// struct StandardNormal;
///
/// impl LogDensity for StandardNormal {
///     fn dimension(&self) -> usize {
///         3
///     }
///
///     fn log_density_and_grad(&mut self, position: &[f64], grad: &mut [f64]) -> Result<f64, LogDensityError> {
///         let mut log_density = 0.0;
///         for (g, x) in grad.iter_mut().zip(position) {
///             *g = -x;
///             log_density -= 0.5 * x * x;
///         }
///         Ok(log_density)
///     }
/// }
/// ```
pub trait LogDensity {
    /// Number of unconstrained coordinates, the length of `position` and `grad` everywhere below.
    fn dimension(&self) -> usize;

    /// Returns the log density at `position` and *sets* `grad` (it does not add) to its gradient.
    ///
    /// A value or a gradient that is not finite is as good as a recoverable error: the trajectory ends there as a
    /// divergence, and sampling goes on.
    ///
    /// # Errors
    ///
    /// [`LogDensityError::Recoverable`] where the density is zero or cannot be computed, [`LogDensityError::Fatal`]
    /// when no position can be expected to work; the latter ends the run.
    fn log_density_and_grad(&mut self, position: &[f64], grad: &mut [f64]) -> Result<f64, LogDensityError>;

    /// Returns the log density at `position` without its gradient, for samplers that need no more.
    ///
    /// The default computes the gradient, too, and forgets it; a density whose value alone costs less should say how.
    ///
    /// # Errors
    ///
    /// As those of [`LogDensity::log_density_and_grad`].
    fn log_density(&mut self, position: &[f64]) -> Result<f64, LogDensityError> {
        let mut grad = vec![0.0; self.dimension()];
        self.log_density_and_grad(position, &mut grad)
    }

    /// Returns the part of the log density that is the logarithm of the Jacobian determinant of the map from unconstrained to
    /// constrained parameters, and *sets* `grad` to its gradient.
    ///
    /// What remains without it is the density of the constrained parameters, whose mode [`Map`](crate::Map) looks for. The
    /// default says that there is no such part: 0, and a gradient of zeros.
    fn log_jacobian_and_grad(&self, position: &[f64], grad: &mut [f64]) -> f64 {
        let _ = position;
        grad.fill(0.0);
        0.0
    }

    /// *Sets* `product` to the second derivatives of the log density at `position`, a symmetric matrix, times `direction`.
    ///
    /// The default takes four gradients, at `position ± h direction` and `± 2 h direction` with h = 1/512, and their difference
    /// of fourth order: exact but for rounding where the density is Gaussian. Its error depends on the length of `direction`,
    /// which should be about the distance over which the density changes, a standard deviation, say.
    ///
    /// # Errors
    ///
    /// As those of [`LogDensity::log_density_and_grad`], at any of the positions that it looks at.
    fn hessian_vector_product(
        &mut self,
        position: &[f64],
        direction: &[f64],
        product: &mut [f64],
    ) -> Result<(), LogDensityError> {
        crate::differences::of_gradients(position, direction, product, |position, grad| {
            self.log_density_and_grad(position, grad).map(drop)
        })
    }

    /// Number of values stored with each draw; as many as [`LogDensity::names`] has and [`LogDensity::expand`] fills.
    fn stored_dimension(&self) -> usize {
        self.dimension()
    }

    /// Names of the stored values, in the order of [`LogDensity::expand`]: `x[0]`, `x[1]`, … if nobody says otherwise.
    fn names(&self) -> Vec<String> {
        (0..self.stored_dimension()).map(|i| format!("x[{i}]")).collect()
    }

    /// The variables that the stored values make up, with their shapes and the names of their axes: what
    /// [`Variable::from_names`] makes of the names, if nobody says otherwise.
    fn variables(&self) -> Vec<Variable> {
        Variable::from_names(&self.names())
    }

    /// Labels along the axes of [`LogDensity::variables`], for those axes that have some.
    fn coordinates(&self) -> Vec<Coordinates> {
        Vec::new()
    }

    /// Computes the stored values (the constrained parameters, say) that belong to an unconstrained `position`.
    ///
    /// `stored` has [`LogDensity::stored_dimension`] elements. The default copies the position.
    fn expand(&self, position: &[f64], stored: &mut [f64]) {
        stored.copy_from_slice(position);
    }

    /// Proposes a position to start a chain from. The default draws each coordinate from Uniform(-2, 2), as Stan does.
    ///
    /// It is called again, up to a hundred times, when the density cannot be used at what it proposed.
    fn initial_position(&self, rng: &mut dyn Rng, position: &mut [f64]) {
        for x in position {
            *x = rng.random_range(-2.0..2.0);
        }
    }

    /// Says in words what is wrong at a position where the density is zero or not finite: which parameter, which term
    /// of the prior, or the likelihood. `None` when there is nothing to say.
    fn explain(&mut self, position: &[f64]) -> Option<String> {
        let _ = position;
        None
    }

    /// Whether several ranks evaluate this density together, as they do a [sharded](crate::sharded) one. Then each evaluation is a collective
    /// call: all ranks make them, at the same positions and in the same order. The default says no.
    fn is_collective(&self) -> bool {
        false
    }

    /// Where it [is collective](Self::is_collective): the smallest of the numbers that the ranks offer, at every rank; a collective call,
    /// too. Samplers use it to begin with the same seed, and to end at the same draw. The default returns the number.
    fn agree(&self, offer: u64) -> u64 {
        offer
    }
}

/// Why a log density could not be evaluated.
#[derive(Clone, PartialEq, Eq, thiserror::Error, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub enum LogDensityError {
    /// The density is zero or undefined at this position; others may be fine. Samplers reject the position and record
    /// a divergence.
    #[error("the log density cannot be evaluated here: {0}")]
    Recoverable(Cow<'static, str>),
    /// Evaluation will not succeed anywhere (a file is gone, an external program died). Sampling stops.
    #[error("the log density failed: {0}")]
    Fatal(Cow<'static, str>),
}

crate::messages::debug_is_the_message!(LogDensityError);

/// A [`LogDensity`] made from a closure that returns the value and sets the gradient.
///
/// ```
/// use autodiff_sampler::{FnDensity, Nuts};
///
/// let normal = FnDensity::new(2, |x, grad| {
///     grad[0] = -x[0];
///     grad[1] = -x[1] / 4.0;
///     -0.5 * (x[0] * x[0] + x[1] * x[1] / 4.0)
/// });
/// let trace = Nuts::default().chains(2).tune(200).draws(200).seed(1).progress(false).sample(&normal)?;
/// assert_eq!(trace.names(), ["x[0]", "x[1]"]);
/// # Ok::<(), autodiff_sampler::SampleError>(())
/// ```
#[derive(Clone)]
pub struct FnDensity<F> {
    dimension: usize,
    names: Option<Vec<String>>,
    value_and_grad: F,
}

impl<F> FnDensity<F>
where
    F: FnMut(&[f64], &mut [f64]) -> f64,
{
    /// `value_and_grad(position, grad)` returns the log density of the `dimension` coordinates and sets its gradient.
    pub fn new(dimension: usize, value_and_grad: F) -> Self {
        Self {
            dimension,
            names: None,
            value_and_grad,
        }
    }

    /// Names the coordinates.
    ///
    /// # Panics
    ///
    /// If there is not exactly one name per coordinate.
    #[must_use]
    pub fn with_names<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        let names: Vec<String> = names.into_iter().map(Into::into).collect();
        assert_eq!(
            names.len(),
            self.dimension,
            "a density of {} coordinates needs as many names",
            self.dimension
        );
        self.names = Some(names);
        self
    }
}

impl<F> LogDensity for FnDensity<F>
where
    F: FnMut(&[f64], &mut [f64]) -> f64,
{
    fn dimension(&self) -> usize {
        self.dimension
    }

    fn log_density_and_grad(&mut self, position: &[f64], grad: &mut [f64]) -> Result<f64, LogDensityError> {
        Ok((self.value_and_grad)(position, grad))
    }

    fn names(&self) -> Vec<String> {
        match &self.names {
            Some(names) => names.clone(),
            None => (0..self.dimension).map(|i| format!("x[{i}]")).collect(),
        }
    }
}

impl<F> fmt::Debug for FnDensity<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FnDensity")
            .field("dimension", &self.dimension)
            .field("names", &self.names)
            .finish_non_exhaustive()
    }
}
