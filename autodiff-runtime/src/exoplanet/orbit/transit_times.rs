//! Transits that keep no period.

#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use alloc::vec::Vec;
use autodiff_macros::{Differentiable, differentiable};
use core::fmt;

/// The middles of a planet's transits, each free: transit-timing variations.
///
/// A time belongs to the transit that is nearest to it. What a planet with transit times does since transit is what its orbit
/// would do: [`TransitingPlanet::flux_since_transit`](crate::exoplanet::TransitingPlanet::flux_since_transit).
///
/// ```
/// use autodiff_runtime::exoplanet::TransitTimes;
///
/// let times = TransitTimes::new(vec![10.02, 13.51, 20.49]); // the third is missing
/// assert!((times.since_transit(13.61) - 0.1).abs() < 1e-12);
/// ```
#[derive(Differentiable, Clone, Debug, PartialEq)]
pub struct TransitTimes {
    /// Mid-transit times in increasing order, days.
    pub times: Vec<f64>,
}

/// Why a list is none of transit times.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum TransitTimesError {
    /// There is none.
    Empty,
    /// One is NaN or infinite.
    NotFinite {
        /// Which, from 0.
        index: usize,
        /// Its value.
        value: f64,
    },
    /// One is not later than the one before.
    NotIncreasing {
        /// Which, from 0.
        index: usize,
        /// Its value.
        value: f64,
        /// The one before.
        before: f64,
    },
}

impl fmt::Display for TransitTimesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("transit times: there are none"),
            Self::NotFinite { index, value } => {
                write!(f, "transit times: time {index} is {value}, which is not finite")
            }
            Self::NotIncreasing { index, value, before } => {
                write!(
                    f,
                    "transit times: time {index} is {value}, not later than the {before} before it"
                )
            }
        }
    }
}

impl core::error::Error for TransitTimesError {}

#[differentiable]
impl TransitTimes {
    /// Mid-transit times, days, in increasing order; [`check`](Self::check) says whether they are.
    #[must_use]
    pub fn new(times: Vec<f64>) -> Self {
        Self { times }
    }

    /// The time since the nearest of the transits, days; NaN if there is none.
    #[inline]
    #[must_use]
    pub fn since_transit(&self, time: f64) -> f64 {
        if self.times.is_empty() {
            return f64::NAN;
        }
        let index = nearest(crate::constant(&self.times), crate::constant(time));
        time - self.times[index]
    }
}

impl TransitTimes {
    /// Checks that the times increase.
    ///
    /// # Errors
    ///
    /// Names the first time that does not, or that is not finite; or says that there is none.
    pub fn check(&self) -> Result<(), TransitTimesError> {
        let mut before = f64::NEG_INFINITY;
        for (index, &value) in self.times.iter().enumerate() {
            if !value.is_finite() {
                return Err(TransitTimesError::NotFinite { index, value });
            }
            if value <= before {
                return Err(TransitTimesError::NotIncreasing { index, value, before });
            }
            before = value;
        }
        if self.times.is_empty() {
            Err(TransitTimesError::Empty)
        } else {
            Ok(())
        }
    }
}

/// The index of the number nearest to `time`, of increasing ones.
fn nearest(times: &[f64], time: f64) -> usize {
    let after = times.partition_point(|&transit| transit < time);
    if after == 0 {
        0
    } else if after == times.len() || time - times[after - 1] <= times[after] - time {
        after - 1
    } else {
        after
    }
}
