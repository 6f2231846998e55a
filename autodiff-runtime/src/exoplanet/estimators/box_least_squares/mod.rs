//! Box least squares: transits of unknown period in a light curve.

mod periods;

pub use periods::{periods_even_in_frequency, periods_for_star};

use super::EstimateError;
use super::error::positive;
use super::series::Series;
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use alloc::vec::Vec;

/// The box least squares periodogram of a light curve.
///
/// For each period, the light curve is folded, and compared with a box: constant, and lower by a *depth* for a *duration* around
/// a *mid-time*. Which box is best is said by the [`BoxObjective`].
///
/// Folded data are gathered in bins, of which `oversampling` make up the shortest duration, so that boxes begin at bins and
/// durations are whole numbers of them.
///
/// Source: Kovács, Zucker and Mazeh 2002, A&A 391, 369; depths, errors and objectives are those of astropy's `BoxLeastSquares`.
///
/// ```
/// use autodiff_runtime::exoplanet::BoxLeastSquares;
///
/// let times: Vec<f64> = (0..2000).map(|i| 0.02 * f64::from(i)).collect();
/// let in_transit = |t: f64| (t - 1.3 + 1.55) % 3.1 - 1.55;
/// let fluxes: Vec<f64> = times.iter().map(|t| if in_transit(*t).abs() < 0.1 { 0.99 } else { 1.0 }).collect();
/// let search = BoxLeastSquares::new(&times, &fluxes, &[1e-3; 2000])?;
/// let periods = search.periods(1.0, 10.0, 0.2)?;
/// let peak = search.strongest(&periods, &[0.1, 0.2])?;
/// assert!((peak.period - 3.1).abs() < 0.01 && (peak.depth - 0.01).abs() < 1e-3);
/// # Ok::<(), autodiff_runtime::exoplanet::EstimateError>(())
/// ```
#[derive(Clone, Debug)]
pub struct BoxLeastSquares {
    series: Series,
    oversampling: usize,
    objective: BoxObjective,
}

/// Which of all boxes with a period is the best.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BoxObjective {
    /// The one with the greatest likelihood.
    #[default]
    LogLikelihood,
    /// The one with the greatest ratio of depth and its error.
    SignalToNoise,
}

/// The best box of a period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BoxPeak {
    /// The period.
    pub period: f64,
    /// The value of the objective.
    pub power: f64,
    /// How long the box is.
    pub duration: f64,
    /// The middle of the first box that begins after the start of the data.
    pub mid_time: f64,
    /// How much lower it is inside than outside: the difference of the weighted means.
    pub depth: f64,
    /// The standard error of the depth.
    pub depth_error: f64,
    /// The depth divided by its error.
    pub signal_to_noise: f64,
    /// The logarithm of the likelihood, minus that of a constant outside level without a box.
    pub log_likelihood: f64,
}

/// Cumulative sums over bins: up to each bin's beginning, inverse variances, and values times inverse variances.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    weight: f64,
    value: f64,
}

impl BoxLeastSquares {
    /// Of a light curve with standard errors, in any order of times.
    ///
    /// # Errors
    ///
    /// If there are fewer than four observations, if a number is not finite or an error not above zero, and if all times are
    /// the same.
    pub fn new(times: &[f64], fluxes: &[f64], errors: &[f64]) -> Result<Self, EstimateError> {
        Ok(Self {
            series: Series::new(times, fluxes, errors, 4)?,
            oversampling: 10,
            objective: BoxObjective::default(),
        })
    }

    /// How many bins make up the shortest duration; 10 unless said otherwise, at least 1.
    #[must_use]
    pub fn oversampling(self, oversampling: usize) -> Self {
        Self {
            oversampling: oversampling.max(1),
            ..self
        }
    }

    /// What the best box is.
    #[must_use]
    pub fn objective(self, objective: BoxObjective) -> Self {
        Self { objective, ..self }
    }

    /// Periods for a search, for transits that last at least `duration`: [`periods_even_in_frequency`] with the time span of these
    /// data. Where mass and radius of the star are known, [`periods_for_star`] needs fewer.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn periods(&self, shortest: f64, longest: f64, duration: f64) -> Result<Vec<f64>, EstimateError> {
        periods_even_in_frequency(shortest, longest, duration, self.series.span, 1.0)
    }

    /// The best box of each period, for some durations; `None` for a period where nothing is lower than the rest.
    ///
    /// # Errors
    ///
    /// Unless periods and durations are finite and above zero, there are some, and every duration is shorter than every period.
    pub fn peaks(&self, periods: &[f64], durations: &[f64]) -> Result<Vec<Option<BoxPeak>>, EstimateError> {
        let shortest = check(periods, durations)?;
        let bin = shortest / self.oversampling as f64;
        let widths: Vec<usize> = durations
            .iter()
            .map(|duration| (duration / bin).round() as usize)
            .collect();
        let (mut folded, mut bins) = (Vec::new(), Vec::new());
        let peak = |period: &f64| {
            self.fold(*period, bin, *widths.iter().max().unwrap_or(&1), &mut folded, &mut bins);
            self.best(*period, bin, &widths, &bins)
        };
        Ok(periods.iter().map(peak).collect())
    }

    /// The best box of all.
    ///
    /// # Errors
    ///
    /// As [`peaks`](Self::peaks), and if nothing is lower than the rest at any period.
    pub fn strongest(&self, periods: &[f64], durations: &[f64]) -> Result<BoxPeak, EstimateError> {
        let peaks = self.peaks(periods, durations)?;
        let best = peaks.into_iter().flatten().max_by(|a, b| a.power.total_cmp(&b.power));
        best.ok_or(EstimateError::NoVariation)
    }

    /// Gathers the folded data in bins, and adds them up; as many bins follow the last as the longest box has, from the beginning
    /// again.
    fn fold(&self, period: f64, bin: f64, longest: usize, folded: &mut Vec<f64>, bins: &mut Vec<Sum>) {
        let count = (period / bin).ceil() as usize;
        bins.clear();
        bins.resize(count + longest + 1, Sum::default());
        let series = &self.series;
        let (per_period, per_bin) = (1.0 / period, 1.0 / bin);
        // In two loops, of which the compiler makes vector instructions of the first.
        folded.clear();
        folded.extend(series.times.iter().map(|t| place(*t, period, per_period, per_bin)));
        for ((place, y), weight) in folded.iter().zip(&series.values).zip(&series.inverse_variances) {
            // The last bits of a number next to `ROUND` count from there.
            let at = (place.to_bits() as u32 as usize).min(count - 1) + 1;
            bins[at].weight += weight;
            bins[at].value += weight * y;
        }
        for place in 1..=longest {
            bins[count + place] = bins[(place - 1) % count + 1];
        }
        let mut sum = Sum::default();
        for bin in bins {
            sum.weight += bin.weight;
            sum.value += bin.value;
            *bin = sum;
        }
    }

    /// The best box among folded data.
    fn best(&self, period: f64, bin: f64, widths: &[usize], bins: &[Sum]) -> Option<BoxPeak> {
        let count = (period / bin).ceil() as usize;
        let mut best: Option<(f64, usize, usize)> = None;
        for width in widths {
            for start in 0..count {
                let inside = bins[start + width].weight - bins[start].weight;
                let value = bins[start + width].value - bins[start].value;
                let power = self.power(inside, value);
                if power > best.map_or(0.0, |best| best.0) {
                    best = Some((power, start, *width));
                }
            }
        }
        let (power, start, width) = best?;
        let inside = bins[start + width].weight - bins[start].weight;
        let value = bins[start + width].value - bins[start].value;
        let depth = self.depth(inside, value);
        let depth_error = (1.0 / inside + 1.0 / (self.series.total - inside)).sqrt();
        let middle = bin * (start as f64 + 0.5 * width as f64);
        Some(BoxPeak {
            period,
            power,
            duration: bin * width as f64,
            mid_time: self.series.start + if middle < period { middle } else { middle - period },
            depth,
            depth_error,
            signal_to_noise: depth / depth_error,
            log_likelihood: 0.5 * inside * depth * depth,
        })
    }

    /// The mean outside minus the mean inside; all values together have the mean zero.
    #[inline(always)]
    fn depth(&self, inside: f64, value: f64) -> f64 {
        -value / (self.series.total - inside) - value / inside
    }

    /// The objective of a box; zero where there is none, and where it is higher than the rest.
    #[inline(always)]
    fn power(&self, inside: f64, value: f64) -> f64 {
        // Below this share of all weights, a sum is what rounding left of a difference.
        let least = 1e-12 * self.series.total;
        let outside = self.series.total - inside;
        if value >= 0.0 || inside <= least || outside <= least {
            return 0.0;
        }
        let depth = self.depth(inside, value);
        match self.objective {
            BoxObjective::LogLikelihood => 0.5 * inside * depth * depth,
            BoxObjective::SignalToNoise => depth / (1.0 / inside + 1.0 / outside).sqrt(),
        }
    }
}

/// Added to a number, it rounds it to a whole one: 1.5 · 2⁵².
const ROUND: f64 = 6_755_399_441_055_744.0;

/// In which bin of the folded data a time is, counted from `ROUND`.
#[inline(always)]
fn place(t: f64, period: f64, per_period: f64, per_bin: f64) -> f64 {
    let turns = (t * per_period + ROUND) - ROUND;
    let phase = t - turns * period;
    let phase = if phase < 0.0 { phase + period } else { phase };
    (phase * per_bin - 0.5) + ROUND
}

/// Checks what is searched for; the shortest duration.
fn check(periods: &[f64], durations: &[f64]) -> Result<f64, EstimateError> {
    if periods.is_empty() || durations.is_empty() {
        let requirement = "the numbers of periods and durations must be above zero";
        return Err(EstimateError::Search {
            requirement,
            value: 0.0,
        });
    }
    for period in periods {
        positive("periods must be finite and above zero", *period)?;
    }
    for duration in durations {
        positive("durations must be finite and above zero", *duration)?;
    }
    let longest = durations.iter().copied().fold(0.0, f64::max);
    let shortest_period = periods.iter().copied().fold(f64::INFINITY, f64::min);
    if longest >= shortest_period {
        let requirement = "durations must be shorter than all periods";
        return Err(EstimateError::Search {
            requirement,
            value: longest,
        });
    }
    Ok(durations.iter().copied().fold(f64::INFINITY, f64::min))
}
