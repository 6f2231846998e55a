//! The generalised Lomb–Scargle periodogram: sine waves in unevenly sampled data.

mod false_alarm;
#[cfg(feature = "periodograms")]
mod fourier;
mod grid;
mod sums;

pub use grid::FrequencyGrid;

use super::EstimateError;
use super::error::positive;
use super::series::Series;
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use alloc::vec;
use alloc::vec::Vec;
use core::f64::consts::TAU;
use sums::Sums;

/// The generalised Lomb–Scargle periodogram of some data.
///
/// At each frequency a sine wave with a free mean is fitted to the data, weighted by their errors; the *power* is the share of the
/// weighted variance that it takes away, between 0 and 1.
///
/// Source: Zechmeister and Kürster 2009, A&A 496, 577; the normalisation is theirs, which astropy calls standard.
///
/// ```
/// use autodiff_runtime::exoplanet::LombScargle;
///
/// let times: Vec<f64> = (0..60).map(|i| f64::from(i) + 0.3 * (f64::from(i) * 1.7).sin()).collect();
/// let values: Vec<f64> = times.iter().map(|t| 5.0 + 2.0 * (t / 7.3).cos()).collect();
/// let periodogram = LombScargle::new(&times, &values, &[0.1; 60])?;
/// let peak = periodogram.strongest(&periodogram.automatic_grid())?;
/// assert!((peak.period - 7.3 * std::f64::consts::TAU).abs() < 1e-4);
/// assert!((peak.wave.amplitude() - 2.0).abs() < 1e-6);
/// # Ok::<(), autodiff_runtime::exoplanet::EstimateError>(())
/// ```
#[derive(Clone, Debug)]
pub struct LombScargle {
    series: Series,
    /// Weights that add up to 1.
    weights: Vec<f64>,
    /// Weights times values.
    weighted_values: Vec<f64>,
    /// The weighted variance of the values.
    variance: f64,
}

/// The strongest frequency of a periodogram.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SinePeak {
    /// The frequency, in turns per unit of time.
    pub frequency: f64,
    /// One over the frequency.
    pub period: f64,
    /// The share of the variance that the wave takes away.
    pub power: f64,
    /// How likely noise alone has such a peak on the grid: [`LombScargle::false_alarm_probability`].
    pub false_alarm_probability: f64,
    /// The wave.
    pub wave: SineWave,
}

/// The sine wave y = offset + cosine · cos 2πf(t − t₀) + sine · sin 2πf(t − t₀).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SineWave {
    /// f, in turns per unit of time.
    pub frequency: f64,
    /// t₀, the time of the first observation.
    pub start: f64,
    /// The amplitude of the cosine.
    pub cosine: f64,
    /// The amplitude of the sine.
    pub sine: f64,
    /// The mean of the wave.
    pub offset: f64,
}

impl SineWave {
    /// Half the distance from crest to trough.
    #[must_use]
    pub fn amplitude(&self) -> f64 {
        self.cosine.hypot(self.sine)
    }

    /// The time of the first crest after t₀.
    #[must_use]
    pub fn time_of_maximum(&self) -> f64 {
        let angle = self.sine.atan2(self.cosine);
        let turns = if angle < 0.0 { angle / TAU + 1.0 } else { angle / TAU };
        self.start + turns / self.frequency
    }

    /// The wave at a time.
    #[must_use]
    pub fn at(&self, time: f64) -> f64 {
        let (sin, cos) = (TAU * self.frequency * (time - self.start)).sin_cos();
        self.offset + self.cosine * cos + self.sine * sin
    }
}

/// After so many frequencies, cosines and sines are computed anew: what rounding did to them is then 10⁻¹³ at most.
const EXACT_EVERY: usize = 256;

impl LombScargle {
    /// Of values with standard errors at some times, in any order.
    ///
    /// # Errors
    ///
    /// If there are fewer than four observations, if a number is not finite or an error not above zero, and if all times or all
    /// values are the same.
    pub fn new(times: &[f64], values: &[f64], errors: &[f64]) -> Result<Self, EstimateError> {
        let series = Series::new(times, values, errors, 4)?;
        let weights: Vec<f64> = series.inverse_variances.iter().map(|w| w / series.total).collect();
        let weighted_values: Vec<f64> = weights.iter().zip(&series.values).map(|(w, y)| w * y).collect();
        let variance: f64 = weighted_values.iter().zip(&series.values).map(|(wy, y)| wy * y).sum();
        if series.values.windows(2).all(|pair| pair[0] == pair[1]) {
            return Err(EstimateError::NoVariation);
        }
        Ok(Self {
            series,
            weights,
            weighted_values,
            variance,
        })
    }

    /// The same where all errors are equal and unknown: powers do not depend on them.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn without_errors(times: &[f64], values: &[f64]) -> Result<Self, EstimateError> {
        Self::new(times, values, &vec![1.0; times.len()])
    }

    /// The frequencies at which a search without further knowledge looks: five to a peak's width, up to five times the average
    /// Nyquist frequency, n/(2 · time span).
    #[must_use]
    pub fn automatic_grid(&self) -> FrequencyGrid {
        let step = 0.2 / self.series.span;
        // Up to 2.5 n/span in steps of 0.2/span.
        let count = (12.5 * self.weights.len() as f64) as usize;
        FrequencyGrid {
            first: 0.5 * step,
            step,
            count,
        }
    }

    /// Frequencies from one over the time span to `highest`, `per_peak` of them to a peak's width.
    ///
    /// # Errors
    ///
    /// If `highest` is not above one over the time span, or `per_peak` is zero.
    pub fn grid_up_to(&self, highest: f64, per_peak: usize) -> Result<FrequencyGrid, EstimateError> {
        let first = 1.0 / self.series.span;
        let step = first / per_peak as f64;
        positive(
            "the highest frequency must be finite and above one over the time span",
            highest - first,
        )?;
        FrequencyGrid::new(first, step, 1 + ((highest - first) / step) as usize)
    }

    fn sums_at(&self, frequency: f64) -> Sums {
        let mut sums = Sums::default();
        for ((t, weight), weighted_value) in self.series.times.iter().zip(&self.weights).zip(&self.weighted_values) {
            let (sin, cos) = (TAU * frequency * t).sin_cos();
            sums.add(*weight, *weighted_value, cos, sin);
        }
        sums
    }

    fn power_of(&self, sums: &Sums) -> f64 {
        sums.fit().2 / self.variance
    }

    /// The power at one frequency; NaN for NaN and infinity.
    #[must_use]
    pub fn power(&self, frequency: f64) -> f64 {
        self.power_of(&self.sums_at(frequency))
    }

    /// The wave of a frequency that fits best.
    #[must_use]
    pub fn wave(&self, frequency: f64) -> SineWave {
        let sums = self.sums_at(frequency);
        let (cosine, sine, _) = sums.fit();
        SineWave {
            frequency,
            start: self.series.start,
            cosine,
            sine,
            offset: self.series.mean - cosine * sums.c - sine * sums.s,
        }
    }

    /// The powers at all frequencies of a grid, one after the other: time goes with their number times that of the data.
    ///
    /// Cosines and sines of a frequency are those of the one before, turned.
    #[must_use]
    pub fn powers(&self, grid: &FrequencyGrid) -> Vec<f64> {
        let n = self.weights.len();
        let turns: Vec<(f64, f64)> = self
            .series
            .times
            .iter()
            .map(|t| (TAU * grid.step * t).sin_cos())
            .collect();
        let mut angles = vec![(0.0, 1.0); n];
        let mut powers = Vec::with_capacity(grid.count);
        for (index, frequency) in grid.frequencies().enumerate() {
            if index % EXACT_EVERY == 0 {
                for (angle, t) in angles.iter_mut().zip(&self.series.times) {
                    *angle = (TAU * frequency * t).sin_cos();
                }
            }
            let mut sums = Sums::default();
            for i in 0..n {
                let ((sin, cos), (sin_step, cos_step)) = (angles[i], turns[i]);
                sums.add(self.weights[i], self.weighted_values[i], cos, sin);
                angles[i] = (sin * cos_step + cos * sin_step, cos * cos_step - sin * sin_step);
            }
            powers.push(self.power_of(&sums));
        }
        powers
    }

    /// The same by fast Fourier transforms: time hardly depends on the number of data. Powers differ by less than 10⁻¹⁰, mostly by 10⁻¹².
    ///
    /// As Press and Rybicki (1989, ApJ 338, 277) did with extirpolation, but data are spread over the grid by Gaussian functions,
    /// which is what makes it that accurate (Greengard and Lee 2004, SIAM Review 46, 443).
    #[cfg(feature = "periodograms")]
    #[must_use]
    pub fn fast_powers(&self, grid: &FrequencyGrid) -> Vec<f64> {
        let sums = fourier::sums(&self.series.times, &self.weights, &self.weighted_values, grid);
        sums.iter().map(|sums| self.power_of(sums)).collect()
    }

    /// The powers by whichever of the two ways is the faster.
    fn some_powers(&self, grid: &FrequencyGrid) -> Vec<f64> {
        #[cfg(feature = "periodograms")]
        if self.weights.len() > 100 && grid.count > 100 {
            return self.fast_powers(grid);
        }
        self.powers(grid)
    }

    /// The strongest frequency of a grid, and then of what lies between its neighbours.
    ///
    /// # Errors
    ///
    /// If no power is a number.
    pub fn strongest(&self, grid: &FrequencyGrid) -> Result<SinePeak, EstimateError> {
        let powers = self.some_powers(grid);
        let best = (0..grid.count)
            .filter(|index| !powers[*index].is_nan())
            .max_by(|a, b| powers[*a].total_cmp(&powers[*b]));
        let Some(best) = best else {
            return Err(EstimateError::NoVariation);
        };
        let frequency = self.refined(grid.frequency(best), grid.step);
        let power = self.power(frequency);
        Ok(SinePeak {
            frequency,
            period: 1.0 / frequency,
            power,
            false_alarm_probability: self.false_alarm_probability(power, grid.last()),
            wave: self.wave(frequency),
        })
    }

    /// The highest power within `step` of a frequency, by golden sections.
    fn refined(&self, frequency: f64, step: f64) -> f64 {
        const SECTION: f64 = 0.618_033_988_749_894_9;
        let (mut low, mut high) = ((frequency - step).max(0.5 * frequency), frequency + step);
        for _ in 0..40 {
            let width = SECTION * (high - low);
            if self.power(high - width) > self.power(low + width) {
                high = low + width;
            } else {
                low = high - width;
            }
        }
        0.5 * (low + high)
    }

    /// The probability that uncorrelated noise of normal distribution has, at some frequency up to `highest`, at least this power.
    ///
    /// An approximation that is an upper bound where it is small; it does not know of aliases.
    ///
    /// Source: Baluev 2008, MNRAS 385, 1279, equation 6 with table 1 (for powers as here, z = 1 − χ²/χ₀²).
    #[must_use]
    pub fn false_alarm_probability(&self, power: f64, highest: f64) -> f64 {
        let mean: f64 = self.series.times.iter().zip(&self.weights).map(|(t, w)| w * t).sum();
        let deviation = |(t, w): (&f64, &f64)| w * (t - mean) * (t - mean);
        let variance: f64 = self.series.times.iter().zip(&self.weights).map(deviation).sum();
        false_alarm::baluev(power, highest, self.weights.len(), variance)
    }
}
