//! Quantiles and medians.

use super::scalar::ScalarDraws;

/// All draws of all chains in ascending order.
pub(super) fn sorted<'a>(values: impl IntoIterator<Item = &'a f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.into_iter().copied().collect();
    values.sort_unstable_by(f64::total_cmp);
    values
}

/// How a quantile between two draws is computed: the same number but for rounding.
///
/// Rounding matters where draws are compared with the quantile, as the effective sample sizes of quantiles and tails do: chains
/// that reject proposals repeat draws, and a quantile between two equal draws has to equal them for both to count as being at
/// most the quantile.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Interpolation {
    /// (1 − γ) a + γ b for the fraction γ of the way from a to b, as scipy's `mquantiles` has it, and so ArviZ 0.x. Between equal
    /// draws it may be rounded below them.
    #[default]
    WeightedMean,
    /// a + (b − a) γ in the first half of the way and b − (b − a) (1 − γ) in the second, as numpy's `quantile` has it, and so
    /// ArviZ 1.x. Between equal draws it is that draw.
    FromTheNearer,
}

impl Interpolation {
    /// Quantile of sorted values by linear interpolation, R's type 7, in the order of operations of the function that the variant
    /// is named for; NaN if there are no values.
    pub(super) fn quantile(self, sorted: &[f64], probability: f64) -> f64 {
        let n = sorted.len();
        if n < 2 {
            return sorted.first().copied().unwrap_or(f64::NAN);
        }
        match self {
            Self::WeightedMean => {
                let position = n as f64 * probability + (1.0 - probability);
                let below = position.clamp(1.0, (n - 1) as f64).floor();
                let fraction = (position - below).clamp(0.0, 1.0);
                let below = below as usize;
                (1.0 - fraction) * sorted[below - 1] + fraction * sorted[below]
            }
            Self::FromTheNearer => {
                let position = (n - 1) as f64 * probability;
                let below = (position.floor() as usize).min(n - 1);
                let (a, b) = (sorted[below], sorted[(below + 1).min(n - 1)]);
                let fraction = position - below as f64;
                if fraction < 0.5 {
                    a + (b - a) * fraction
                } else {
                    b - (b - a) * (1.0 - fraction)
                }
            }
        }
    }
}

/// Quantile of sorted values by linear interpolation, R's type 7; NaN if there are none.
pub(super) fn quantile(sorted: &[f64], probability: f64) -> f64 {
    Interpolation::default().quantile(sorted, probability)
}

/// Quantiles of draws, by linear interpolation (R's type 7); NaN if there are none.
///
/// ```
/// use autodiff_sampler::diagnostics::quantiles;
/// assert_eq!(quantiles(&[8.0, 1.0, 4.0, 2.0], [0.0, 0.5]), [1.0, 3.0]);
/// ```
#[must_use]
pub fn quantiles<const N: usize>(values: &[f64], probabilities: [f64; N]) -> [f64; N] {
    let sorted = sorted(values);
    probabilities.map(|probability| quantile(&sorted, probability))
}

/// Quantiles of curves, point by point: what a band around a model is drawn from.
///
/// Each curve, of one draw, has its values at the same points; the result has one curve for each probability. Curves beyond
/// the length of the shortest are cut off.
///
/// ```
/// use autodiff_sampler::diagnostics::quantiles_of_curves;
/// let curves = [vec![1.0, 10.0], vec![2.0, 30.0], vec![3.0, 20.0]];
/// assert_eq!(quantiles_of_curves(&curves, [0.5]), [[2.0, 20.0]]);
/// ```
#[must_use]
pub fn quantiles_of_curves<const N: usize>(curves: &[Vec<f64>], probabilities: [f64; N]) -> [Vec<f64>; N] {
    let points = curves.iter().map(Vec::len).min().unwrap_or(0);
    let mut bands = [const { Vec::new() }; N];
    for point in 0..points {
        let values: Vec<f64> = curves.iter().map(|curve| curve[point]).collect();
        for (band, value) in bands.iter_mut().zip(quantiles(&values, probabilities)) {
            band.push(value);
        }
    }
    bands
}

/// Median of the values; NaN if one is NaN, or there are none.
#[must_use]
pub fn median(values: &[f64]) -> f64 {
    if values.is_empty() || values.iter().any(|x| x.is_nan()) {
        return f64::NAN;
    }
    median_of_sorted(&sorted(values))
}

/// Median of the distances from the median, without a factor that would make it the standard deviation of a normal density;
/// NaN if a value is NaN, or there are none.
#[must_use]
pub fn median_absolute_deviation(values: &[f64]) -> f64 {
    let centre = median(values);
    median(&values.iter().map(|x| (x - centre).abs()).collect::<Vec<_>>())
}

/// Equal-tailed interval: the quantiles at (1 ∓ `probability`) / 2.
///
/// NaN twice if a draw is NaN, there are none, or `probability` is not in (0, 1).
#[must_use]
pub fn eti(draws: &[f64], probability: f64) -> (f64, f64) {
    if draws.iter().any(|x| x.is_nan()) || !(probability > 0.0 && probability < 1.0) {
        return (f64::NAN, f64::NAN);
    }
    let tail = (1.0 - probability) / 2.0;
    let [low, high] = quantiles(draws, [tail, 1.0 - tail]);
    (low, high)
}

/// Median of sorted values.
pub(super) fn median_of_sorted(sorted: &[f64]) -> f64 {
    let half = sorted.len() / 2;
    if sorted.len() % 2 == 1 {
        sorted[half]
    } else {
        (sorted[half - 1] + sorted[half]) / 2.0
    }
}

impl ScalarDraws<'_> {
    /// The quantile at `probability` of all draws; NaN if one is NaN, or there are none.
    pub(crate) fn quantile(&self, probability: f64, interpolation: Interpolation) -> f64 {
        if self.has_nan() {
            return f64::NAN;
        }
        interpolation.quantile(self.sorted(), probability)
    }

    /// [`median`] of all draws.
    pub(crate) fn median(&self) -> f64 {
        if self.has_nan() || self.all().is_empty() {
            return f64::NAN;
        }
        median_of_sorted(self.sorted())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Probabilities between 0 and 1 at which the quantile of equal draws differs from them, of 999.
    fn missed(interpolation: Interpolation) -> usize {
        let equal = [2.9; 250];
        let differs = |step: &u32| interpolation.quantile(&equal, f64::from(*step) / 1000.0) != 2.9;
        (1..1000).filter(differs).count()
    }

    /// As many as `scipy.stats.mstats.mquantiles([2.9] * 250, p, alphap=1, betap=1)` and `numpy.quantile([2.9] * 250, p)` do.
    #[test]
    fn between_equal_draws_only_one_kind_is_that_draw() {
        assert_eq!(missed(Interpolation::WeightedMean), 49);
        assert_eq!(missed(Interpolation::FromTheNearer), 0);
    }

    #[test]
    fn both_kinds_interpolate() {
        let sorted = [1.0, 2.0, 4.0, 8.0];
        for (probability, expected) in [
            (0.0, 1.0),
            (0.25, 1.75),
            (0.5, 3.0),
            (0.75, 5.0),
            (0.9, 6.8),
            (1.0, 8.0),
        ] {
            for kind in [Interpolation::WeightedMean, Interpolation::FromTheNearer] {
                assert!((kind.quantile(&sorted, probability) - expected).abs() < 1e-14);
            }
        }
        assert_eq!(Interpolation::FromTheNearer.quantile(&[7.0], 0.3), 7.0);
        assert!(Interpolation::FromTheNearer.quantile(&[], 0.3).is_nan());
    }

    #[test]
    fn quantiles_interpolate() {
        let sorted = [1.0, 2.0, 4.0, 8.0];
        assert_eq!(quantile(&sorted, 0.0), 1.0);
        assert_eq!(quantile(&sorted, 0.5), 3.0);
        assert_eq!(quantile(&sorted, 1.0), 8.0);
        assert_eq!(median_of_sorted(&sorted), 3.0);
        assert_eq!(median(&[4.0, 1.0, 2.0]), 2.0);
        assert!(median(&[]).is_nan() && median(&[1.0, f64::NAN]).is_nan());
        assert_eq!(median_absolute_deviation(&[1.0, 1.0, 2.0, 2.0, 4.0, 6.0, 9.0]), 1.0);
    }
}
