//! The straight line through transit times.

#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use core::fmt;

/// When transits happen if the period is constant, from measured times: t = t₀ + P n, with the covariance of the two.
///
/// ```
/// use autodiff_runtime::exoplanet::LinearEphemeris;
///
/// let line = LinearEphemeris::fit(&[0.0, 1.0, 4.0], &[10.0, 12.5, 20.0], &[0.001; 3])?;
/// assert!((line.period - 2.5).abs() < 1e-12);
/// let (time, error) = line.predict(100.0);
/// assert!((time - 260.0).abs() < 1e-9 && error > 0.01);
/// # Ok::<(), autodiff_runtime::exoplanet::EphemerisError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LinearEphemeris {
    /// Period, days.
    pub period: f64,
    /// Time of epoch 0, days.
    pub t0: f64,
    /// Standard error of the period, from those of the times.
    pub period_error: f64,
    /// Standard error of `t0`.
    pub t0_error: f64,
    /// Covariance of `t0` and the period, d².
    pub covariance: f64,
    /// Σ ((t − line)/error)², to be compared with the number of times less two.
    pub chi_squared: f64,
}

/// Why there is no line.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum EphemerisError {
    /// One column is longer than another.
    Length {
        /// The column.
        field: &'static str,
        /// Its length.
        found: usize,
        /// The number of epochs.
        expected: usize,
    },
    /// There are not two different epochs.
    TooFew,
    /// A number is not finite, or an error not above zero.
    Value {
        /// The column.
        field: &'static str,
        /// Which of its numbers, from 0.
        index: usize,
        /// The number.
        value: f64,
    },
}

impl fmt::Display for EphemerisError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length { field, found, expected } => {
                write!(f, "ephemeris: `{field}` has {found} values for {expected} epochs")
            }
            Self::TooFew => f.write_str("ephemeris: a line takes transits of two different epochs"),
            Self::Value { field, index, value } => write!(f, "ephemeris: `{field}`[{index}] is {value}"),
        }
    }
}

impl core::error::Error for EphemerisError {}

impl LinearEphemeris {
    /// The line through transit times (days) at their epochs (whole numbers of periods), by least squares weighted with the
    /// times' standard errors.
    ///
    /// # Errors
    ///
    /// If lengths differ, a number is not finite, an error is not above zero, or all epochs are the same.
    pub fn fit(epochs: &[f64], times: &[f64], errors: &[f64]) -> Result<Self, EphemerisError> {
        let expected = epochs.len();
        for (field, found) in [("times", times.len()), ("errors", errors.len())] {
            if found != expected {
                return Err(EphemerisError::Length { field, found, expected });
            }
        }
        for (field, column) in [("epochs", epochs), ("times", times), ("errors", errors)] {
            let is_bad = |value: &f64| !value.is_finite() || (field == "errors" && *value <= 0.0);
            if let Some(index) = column.iter().position(is_bad) {
                let value = column[index];
                return Err(EphemerisError::Value { field, index, value });
            }
        }
        let weights = || errors.iter().map(|error| 1.0 / (error * error));
        let total: f64 = weights().sum();
        // From their weighted means, epochs and times lose no digits to each other.
        let mean = |column: &[f64]| {
            let first = column.first().copied().unwrap_or(0.0);
            first
                + weights()
                    .zip(column)
                    .map(|(weight, value)| weight * (value - first))
                    .sum::<f64>()
                    / total
        };
        let (mean_epoch, mean_time) = (mean(epochs), mean(times));
        let (mut spread, mut together) = (0.0, 0.0);
        for (weight, (epoch, time)) in weights().zip(epochs.iter().zip(times)) {
            spread += weight * (epoch - mean_epoch) * (epoch - mean_epoch);
            together += weight * (epoch - mean_epoch) * (time - mean_time);
        }
        // NaN if there are no times at all.
        if spread.is_nan() || spread <= 0.0 {
            return Err(EphemerisError::TooFew);
        }
        let period = together / spread;
        let line = |epoch: f64| mean_time + period * (epoch - mean_epoch);
        let squares = epochs.iter().zip(times).zip(errors).map(|((epoch, time), error)| {
            let residual = (time - line(*epoch)) / error;
            residual * residual
        });
        Ok(Self {
            period,
            t0: line(0.0),
            period_error: (1.0 / spread).sqrt(),
            t0_error: (1.0 / total + mean_epoch * mean_epoch / spread).sqrt(),
            covariance: -mean_epoch / spread,
            chi_squared: squares.sum(),
        })
    }

    /// The time of the transit of an epoch, days, and its standard error.
    #[must_use]
    pub fn predict(&self, epoch: f64) -> (f64, f64) {
        let variance = self.t0_error * self.t0_error
            + epoch * (2.0 * self.covariance + epoch * self.period_error * self.period_error);
        (self.t0 + self.period * epoch, variance.max(0.0).sqrt())
    }

    /// The epoch whose transit is nearest to a time in days: a whole number.
    #[must_use]
    pub fn epoch_of(&self, time: f64) -> f64 {
        ((time - self.t0) / self.period).round()
    }
}
