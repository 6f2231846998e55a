//! Monte Carlo standard errors: how far estimates are off because the number of draws is finite.

use super::beta::beta_quantile;
use super::ess::{ess_mean, ess_quantile};
use super::moments::mean;
use super::quantile::{Interpolation, sorted};
use super::split::are_valid;

/// Standard error of the posterior mean: sd / √`ess_mean`.
#[must_use]
pub fn mcse_mean(chains: &[&[f64]]) -> f64 {
    if !are_valid(chains, 1) {
        return f64::NAN;
    }
    super::standard_deviation(&chains.concat()) / ess_mean(chains).sqrt()
}

/// Standard error of the posterior standard deviation, from that of the variance by the delta method; the formula of
/// ArviZ since 0.20 and of R's `posterior`.
#[must_use]
pub fn mcse_sd(chains: &[&[f64]]) -> f64 {
    if !are_valid(chains, 1) {
        return f64::NAN;
    }
    let centre = mean(&chains.concat());
    let squares: Vec<Vec<f64>> = chains
        .iter()
        .map(|chain| chain.iter().map(|x| (x - centre).powi(2)).collect())
        .collect();
    let slices: Vec<&[f64]> = squares.iter().map(Vec::as_slice).collect();
    let all = squares.concat();
    let variance = mean(&all);
    let fourth_moment = mean(&all.iter().map(|s| s * s).collect::<Vec<_>>());
    let variance_of_variance = (fourth_moment - variance * variance) / ess_mean(&slices);
    (variance_of_variance / variance / 4.0).sqrt()
}

/// Standard error of the quantile at `probability` (Vehtari et al. 2021, §4.4): half the distance between the draws at the
/// two ends of the 68 % interval that the effective sample size of that quantile leaves for its rank.
///
/// NaN if `probability` is not in \[0, 1\].
#[must_use]
pub fn mcse_quantile(chains: &[&[f64]], probability: f64, interpolation: Interpolation) -> f64 {
    /// Within one standard deviation of a normal density, as ArviZ writes it.
    const ENDS: [f64; 2] = [0.1586553, 0.8413447];
    let ess = ess_quantile(chains, probability, interpolation);
    if ess.is_nan() {
        return f64::NAN;
    }
    let sorted = sorted(chains.iter().copied().flatten());
    let last = sorted.len() as f64 - 1.0;
    let [low, high] = ENDS.map(|share| {
        let ranked = beta_quantile(share, ess * probability + 1.0, ess * (1.0 - probability) + 1.0);
        ranked * sorted.len() as f64 - 1.0
    });
    let draw = |rank: f64| sorted[rank.clamp(0.0, last) as usize];
    (draw(high.ceil()) - draw(low.floor())) / 2.0
}

/// Standard error of the median.
#[must_use]
pub fn mcse_median(chains: &[&[f64]]) -> f64 {
    mcse_quantile(chains, 0.5, Interpolation::default())
}
