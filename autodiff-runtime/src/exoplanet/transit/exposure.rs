//! Exposures that are not short: the flux is averaged while the shutter is open.

use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

/// How the flux is averaged over an exposure, centred at its time stamp (Kipping 2010, MNRAS 408, 1758).
///
/// ```
/// use autodiff_runtime::exoplanet::Exposure;
///
/// let half_an_hour = Exposure::simpson(0.0204, 7)?;
/// assert_eq!(half_an_hour.samples().count(), 7);
/// assert!(Exposure::simpson(0.0204, 6).is_err());
/// # Ok::<(), autodiff_runtime::exoplanet::ExposureError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Exposure {
    pub(super) time: f64,
    pub(super) offsets: Vec<f64>,
    pub(super) weights: Vec<f64>,
}

/// Why there is no such exposure.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum ExposureError {
    /// The exposure time is negative, infinite or NaN.
    Time(f64),
    /// The number of samples does not suit the rule.
    Samples {
        /// How many were asked for.
        samples: usize,
        /// What it must be.
        requirement: &'static str,
    },
}

impl fmt::Display for ExposureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Time(time) => write!(
                f,
                "exposure: the exposure time is {time}, but must be finite and at least 0"
            ),
            Self::Samples { samples, requirement } => {
                write!(
                    f,
                    "exposure: the number of samples is {samples}, but must be {requirement}"
                )
            }
        }
    }
}

impl core::error::Error for ExposureError {}

impl Exposure {
    /// An exposure so short that the flux does not change meanwhile.
    #[must_use]
    pub fn instant() -> Self {
        Self {
            time: 0.0,
            offsets: vec![0.0],
            weights: vec![1.0],
        }
    }

    /// The mean of the flux in the middles of `samples` equal parts of an exposure of `time` days.
    ///
    /// # Errors
    ///
    /// If `time` is negative or not finite, or there are no samples.
    pub fn midpoint(time: f64, samples: usize) -> Result<Self, ExposureError> {
        if samples == 0 {
            return Err(ExposureError::Samples {
                samples,
                requirement: "at least 1",
            });
        }
        let count = samples as f64;
        Self::with(
            time,
            (0..samples).map(|i| ((i as f64 + 0.5) / count - 0.5, 1.0 / count)),
        )
    }

    /// The trapezoidal rule with `samples` points, of which two are the ends of the exposure.
    ///
    /// # Errors
    ///
    /// If `time` is negative or not finite, or there are fewer than two samples.
    pub fn trapezoid(time: f64, samples: usize) -> Result<Self, ExposureError> {
        if samples < 2 {
            return Err(ExposureError::Samples {
                samples,
                requirement: "at least 2",
            });
        }
        let parts = (samples - 1) as f64;
        let weight = |i| if i == 0 || i + 1 == samples { 0.5 } else { 1.0 };
        Self::with(time, (0..samples).map(|i| (i as f64 / parts - 0.5, weight(i) / parts)))
    }

    /// Simpson's rule with `samples` points, of which two are the ends of the exposure.
    ///
    /// # Errors
    ///
    /// If `time` is negative or not finite, or `samples` is even or below three.
    pub fn simpson(time: f64, samples: usize) -> Result<Self, ExposureError> {
        if samples < 3 || samples.is_multiple_of(2) {
            return Err(ExposureError::Samples {
                samples,
                requirement: "odd and at least 3",
            });
        }
        let parts = (samples - 1) as f64;
        let weight = |i: usize| match i {
            0 => 1.0,
            _ if i + 1 == samples => 1.0,
            _ if i % 2 == 1 => 4.0,
            _ => 2.0,
        };
        Self::with(
            time,
            (0..samples).map(|i| (i as f64 / parts - 0.5, weight(i) / (3.0 * parts))),
        )
    }

    fn with(time: f64, samples: impl Iterator<Item = (f64, f64)>) -> Result<Self, ExposureError> {
        if !(time >= 0.0 && time.is_finite()) {
            return Err(ExposureError::Time(time));
        }
        let (offsets, weights) = samples.map(|(offset, weight)| (time * offset, weight)).unzip();
        Ok(Self { time, offsets, weights })
    }

    /// How long the shutter is open, days.
    #[must_use]
    pub fn time(&self) -> f64 {
        self.time
    }

    /// When the flux is looked at, days from the middle of the exposure, and with which weight; the weights add up to 1.
    pub fn samples(&self) -> impl Iterator<Item = (f64, f64)> {
        self.offsets.iter().copied().zip(self.weights.iter().copied())
    }
}
