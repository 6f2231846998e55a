//! Effective sample sizes: how many independent draws would estimate as well.

use super::autocovariance::Autocovariance;
use super::moments::{mean, variance};
use super::quantile::Interpolation;
use super::scalar::{OfLength, ScalarDraws};
use super::split::Chains;

/// Bulk effective sample size: of the rank-normalised split chains (Vehtari et al. 2021, §4.1). How well the location
/// is known.
#[must_use]
pub fn ess_bulk(chains: &[&[f64]]) -> f64 {
    ScalarDraws::new(chains).ess_bulk()
}

/// Tail effective sample size: the smaller of those of the 5 % and the 95 % quantile (Vehtari et al. 2021, §4.3).
#[must_use]
pub fn ess_tail(chains: &[&[f64]]) -> f64 {
    ess_tail_at(chains, (0.05, 0.95))
}

/// Tail effective sample size with other tails: the smaller of those of the quantiles at two probabilities. NaN if one of
/// them is not in \[0, 1\].
#[must_use]
pub fn ess_tail_at(chains: &[&[f64]], tails: (f64, f64)) -> f64 {
    ess_tail_with(chains, tails, Interpolation::default())
}

/// [`ess_tail_at`], with quantiles rounded as one or the other version of ArviZ does.
#[must_use]
pub fn ess_tail_with(chains: &[&[f64]], tails: (f64, f64), interpolation: Interpolation) -> f64 {
    ScalarDraws::new(chains).ess_tail_at(tails, interpolation)
}

/// Effective sample size of the quantile at `probability` (Vehtari et al. 2021, §4.3): that of the indicator of being at
/// most the quantile. NaN if `probability` is not in \[0, 1\].
#[must_use]
pub fn ess_quantile(chains: &[&[f64]], probability: f64) -> f64 {
    ess_quantile_with(chains, probability, Interpolation::default())
}

/// [`ess_quantile`], with the quantile rounded as one or the other version of ArviZ does.
#[must_use]
pub fn ess_quantile_with(chains: &[&[f64]], probability: f64, interpolation: Interpolation) -> f64 {
    ScalarDraws::new(chains).ess_quantile(probability, interpolation)
}

/// Effective sample size of the median.
#[must_use]
pub fn ess_median(chains: &[&[f64]]) -> f64 {
    ess_quantile(chains, 0.5)
}

/// Effective sample size of a small interval of probability, between the quantiles at `low` and at `high` (Vehtari et al.
/// 2021, §4.3). NaN if one of them is not in \[0, 1\].
#[must_use]
pub fn ess_local(chains: &[&[f64]], (low, high): (f64, f64)) -> f64 {
    ess_local_with(chains, (low, high), Interpolation::default())
}

/// [`ess_local`], with the quantiles rounded as one or the other version of ArviZ does.
#[must_use]
pub fn ess_local_with(chains: &[&[f64]], (low, high): (f64, f64), interpolation: Interpolation) -> f64 {
    ScalarDraws::new(chains).ess_local((low, high), interpolation)
}

/// Effective sample size of the standard deviation: of the squared distances from the mean.
#[must_use]
pub fn ess_sd(chains: &[&[f64]]) -> f64 {
    ScalarDraws::new(chains).ess_sd()
}

/// Effective sample size of the mean: of the split chains as they are. What the Monte Carlo error of the mean rests on.
#[must_use]
pub fn ess_mean(chains: &[&[f64]]) -> f64 {
    ScalarDraws::new(chains).ess_mean()
}

impl ScalarDraws<'_> {
    /// [`ess_bulk`].
    pub(crate) fn ess_bulk(&self) -> f64 {
        if !self.valid {
            return f64::NAN;
        }
        self.ess_of(self.scores())
    }

    /// [`ess_tail_at`].
    pub(crate) fn ess_tail_at(&self, (low, high): (f64, f64), interpolation: Interpolation) -> f64 {
        smaller(
            self.ess_quantile(low, interpolation),
            self.ess_quantile(high, interpolation),
        )
    }

    /// [`ess_quantile`].
    pub(crate) fn ess_quantile(&self, probability: f64, interpolation: Interpolation) -> f64 {
        if !self.valid || !(0.0..=1.0).contains(&probability) {
            return f64::NAN;
        }
        let quantile = interpolation.quantile(self.sorted(), probability);
        self.ess_of(&self.halves().map(|x| indicator(x <= quantile)))
    }

    /// [`ess_local`].
    pub(crate) fn ess_local(&self, (low, high): (f64, f64), interpolation: Interpolation) -> f64 {
        let probable = 0.0..=1.0;
        if !self.valid || !probable.contains(&low) || !probable.contains(&high) {
            return f64::NAN;
        }
        let [low, high] = [low, high].map(|probability| interpolation.quantile(self.sorted(), probability));
        self.ess_of(&self.halves().map(|x| indicator((low..=high).contains(&x))))
    }
}

fn indicator(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

/// The smaller of the two, or NaN if one is.
fn smaller(a: f64, b: f64) -> f64 {
    if a.is_nan() || a < b { a } else { b }
}

/// Effective sample size by Geyer's (1992) initial monotone sequence.
pub(super) fn effective_sample_size(chains: &Chains, shared: &OfLength) -> f64 {
    /// Spread below which ArviZ calls draws constant (numpy's `finfo.resolution`).
    const RESOLUTION: f64 = 1e-15;
    let size = chains.values.len() as f64;
    let (low, high) = chains
        .values
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), x| (l.min(*x), h.max(*x)));
    if high - low < RESOLUTION {
        return size;
    }
    let tau = autocorrelation_time(chains.draws, autocorrelation(chains, shared));
    // Not `max`, which prefers any number to NaN.
    let least = 1.0 / size.log10();
    size / if tau < least { least } else { tau }
}

/// Autocorrelation at any lag from 1 on, from the variances within and between chains (Vehtari et al. 2021, equation 10).
fn autocorrelation<'a>(chains: &Chains, shared: &'a OfLength) -> impl FnMut(usize) -> f64 + use<'a> {
    let draws = chains.draws as f64;
    let mut covariance = Autocovariance::new(chains, shared);
    let within = covariance.at(0) * draws / (draws - 1.0);
    let means: Vec<f64> = chains.iter().map(mean).collect();
    let between = if means.len() > 1 { variance(&means) } else { 0.0 };
    let total = within * (draws - 1.0) / draws + between;
    move |lag| 1.0 - (within - covariance.at(lag)) / total
}

/// Integrated autocorrelation time -1 + 2 Σ ρ(t), ArviZ's `_ess` step by step: pairs of neighbouring lags are taken as
/// long as their sum is positive, made non-increasing from pair to pair, and the lag after the last pair counts once. NaN if an
/// autocorrelation on the way is.
fn autocorrelation_time(draws: usize, mut correlation: impl FnMut(usize) -> f64) -> f64 {
    let (mut even, mut odd) = (1.0, correlation(1));
    let mut kept = vec![even, odd];
    let mut t = 1;
    while t + 3 < draws && even + odd > 0.0 {
        (even, odd) = (correlation(t + 1), correlation(t + 2));
        kept.extend(if even + odd >= 0.0 { [even, odd] } else { [0.0; 2] });
        t += 2;
    }
    if (even + odd).is_nan() {
        return f64::NAN;
    }
    let end = t - 1;
    if even > 0.0 {
        kept[end] = even;
    }
    let mut t = 1;
    while t + 3 <= end {
        let previous = kept[t - 1] + kept[t];
        if kept[t + 1] + kept[t + 2] > previous {
            kept[t + 1] = previous / 2.0;
            kept[t + 2] = kept[t + 1];
        }
        t += 2;
    }
    -1.0 + 2.0 * kept[..end].iter().sum::<f64>() + kept[end]
}
