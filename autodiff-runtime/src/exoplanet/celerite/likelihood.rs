//! The likelihood of a Gaussian process, and what its data must be.

use super::Kernel;
use super::density::density;
use super::density_rule::density;
use autodiff_macros::differentiable;
use core::fmt;

/// The logarithm of the probability density of the residuals: of data minus their mean, if they are a Gaussian process
/// with a kernel plus independent noise.
///
/// log p = −½ rᵀ (K + N)⁻¹ r − ½ ln det(K + N) − ½ n ln 2π
///
/// with K the kernel's covariances and N the diagonal matrix of the `variance` of each observation (error² + jitter²).
/// It takes O(N J²) operations: no matrix is made.
///
/// `time` must not decrease. Equal times are fine where `variance` is positive.
///
/// # Bad input
///
/// NaN, as the derivatives are, if lengths differ, if times decrease or are NaN, if any number is NaN, and if K + N is
/// not positive definite. A sampler takes that for a point of no probability. [`check`] says what is wrong with data.
///
/// # Derivatives
///
/// By kernel, residuals and variances, from a reverse sweep by hand; it keeps J (J + W + 1) + 2 numbers for each
/// observation.
///
/// ```
/// use autodiff_runtime::exoplanet::celerite::{ShoTerm, log_likelihood};
/// let kernel = ShoTerm::from_period(1.0, 5.0, 8.0).kernel();
/// let (time, residual) = ([0.0, 0.3, 0.4], [0.1, -0.2, 0.4]);
/// let value = log_likelihood(&kernel, &time, &residual, &[0.01; 3]);
/// assert!(value.is_finite());
/// let (by_kernel, by_residual, by_variance) = log_likelihood::grad(&kernel, &time, &residual, &[0.01; 3]);
/// assert!(by_kernel.value[0].is_finite() && by_residual.len() == 3 && by_variance.len() == 3);
/// ```
#[differentiable]
#[must_use]
pub fn log_likelihood<const J: usize, const W: usize>(
    kernel: &Kernel<J, W>,
    #[constant] time: &[f64],
    residual: &[f64],
    variance: &[f64],
) -> f64 {
    if residual.len() == time.len() && variance.len() == time.len() {
        density::<J, W>(&kernel.value, &kernel.spectrum, time, residual, variance)
    } else {
        f64::NAN * kernel.value[0]
    }
}

/// What is wrong with the data of a Gaussian process.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum DataError {
    /// The slices differ in length.
    Lengths {
        /// How many times there are.
        times: usize,
        /// How many residuals.
        residuals: usize,
        /// How many variances.
        variances: usize,
    },
    /// A time is smaller than the one before.
    Decreasing {
        /// Its index.
        index: usize,
    },
    /// A time or a residual is NaN or infinite.
    NotFinite {
        /// Its index.
        index: usize,
    },
    /// A variance is negative, NaN or infinite.
    Variance {
        /// Its index.
        index: usize,
    },
    /// Two observations are at the same time, and have no noise.
    Repeated {
        /// The index of the second one.
        index: usize,
    },
}

impl fmt::Display for DataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lengths {
                times,
                residuals,
                variances,
            } => write!(f, "{times} times have {residuals} residuals and {variances} variances"),
            Self::Decreasing { index } => write!(f, "time {index} is smaller than the one before: sort the data"),
            Self::NotFinite { index } => write!(f, "time or residual {index} is not finite"),
            Self::Variance { index } => write!(f, "variance {index} is negative or not finite"),
            Self::Repeated { index } => {
                write!(
                    f,
                    "observation {index} is at the time of the one before, and both have no noise"
                )
            }
        }
    }
}

impl core::error::Error for DataError {}

/// Checks data once, before they are given to [`log_likelihood`](fn@log_likelihood) many times.
///
/// # Errors
///
/// Says what [`log_likelihood`](fn@log_likelihood) would return NaN for, and at which observation.
pub fn check(time: &[f64], residual: &[f64], variance: &[f64]) -> Result<(), DataError> {
    if residual.len() != time.len() || variance.len() != time.len() {
        return Err(DataError::Lengths {
            times: time.len(),
            residuals: residual.len(),
            variances: variance.len(),
        });
    }
    for index in 0..time.len() {
        if !(time[index].is_finite() && residual[index].is_finite()) {
            return Err(DataError::NotFinite { index });
        }
        if !(variance[index] >= 0.0 && variance[index].is_finite()) {
            return Err(DataError::Variance { index });
        }
        if index > 0 && time[index] < time[index - 1] {
            return Err(DataError::Decreasing { index });
        }
        if index > 0 && time[index] == time[index - 1] && variance[index] + variance[index - 1] == 0.0 {
            return Err(DataError::Repeated { index });
        }
    }
    Ok(())
}
