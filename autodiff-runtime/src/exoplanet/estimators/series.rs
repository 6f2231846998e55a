//! Observations that have been checked: finite, with errors above zero, over some span of time.

use super::EstimateError;
use alloc::vec::Vec;

/// A checked time series.
#[derive(Clone, Debug)]
pub(super) struct Series {
    /// The earliest time.
    pub(super) start: f64,
    /// The latest time minus the earliest.
    pub(super) span: f64,
    /// Times since the earliest.
    pub(super) times: Vec<f64>,
    /// Values, without their weighted mean.
    pub(super) values: Vec<f64>,
    /// The weighted mean of the values.
    pub(super) mean: f64,
    /// One over the squares of the errors.
    pub(super) inverse_variances: Vec<f64>,
    /// Their sum.
    pub(super) total: f64,
}

impl Series {
    /// Checks times, values and errors, at least `needed` of each.
    pub(super) fn new(times: &[f64], values: &[f64], errors: &[f64], needed: usize) -> Result<Self, EstimateError> {
        let found = times.len();
        if values.len() != found || errors.len() != found {
            return Err(EstimateError::Lengths {
                times: found,
                values: values.len(),
                errors: errors.len(),
            });
        }
        if found < needed {
            return Err(EstimateError::TooFew { found, needed });
        }
        for (what, numbers) in [("times", times), ("values", values), ("errors", errors)] {
            if let Some(index) = numbers.iter().position(|x| !x.is_finite()) {
                let value = numbers[index];
                return Err(EstimateError::NotFinite { what, index, value });
            }
        }
        if let Some(index) = errors.iter().position(|error| *error <= 0.0) {
            let value = errors[index];
            return Err(EstimateError::NotPositive { index, value });
        }
        let start = times.iter().copied().fold(f64::INFINITY, f64::min);
        let end = times.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if start >= end {
            return Err(EstimateError::NoTimeSpan);
        }
        let inverse_variances: Vec<f64> = errors.iter().map(|error| 1.0 / (error * error)).collect();
        let total: f64 = inverse_variances.iter().sum();
        let weighted: f64 = values.iter().zip(&inverse_variances).map(|(y, w)| y * w).sum();
        let mean = weighted / total;
        Ok(Self {
            start,
            span: end - start,
            times: times.iter().map(|t| t - start).collect(),
            values: values.iter().map(|y| y - mean).collect(),
            mean,
            inverse_variances,
            total,
        })
    }
}
