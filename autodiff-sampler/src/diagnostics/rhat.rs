//! r-hat: do the chains agree?

use super::moments::{mean, variance};
use super::quantile::{median_of_sorted, sorted};
use super::rank::z_scale;
use super::split::{Chains, are_valid, split};

/// Rank-normalised split r-hat: the larger of that of the draws and that of their distances from the median
/// (Vehtari et al. 2021, §4.2). Near 1 when the chains agree in location and spread; above 1.01 they do not yet.
#[must_use]
pub fn r_hat(chains: &[&[f64]]) -> f64 {
    if !are_valid(chains, 2) {
        return f64::NAN;
    }
    let halves = split(chains);
    let median = median_of_sorted(&sorted(&halves.values));
    let bulk = gelman_rubin(&z_scale(&halves));
    let tail = gelman_rubin(&z_scale(&halves.map(|x| (x - median).abs())));
    // Python's max(bulk, tail), which keeps the first unless the second is larger.
    if tail > bulk { tail } else { bulk }
}

/// The classical statistic (Gelman & Rubin 1992): root of total over within-chain variance.
fn gelman_rubin(chains: &Chains) -> f64 {
    let draws = chains.draws as f64;
    let means: Vec<f64> = chains.iter().map(mean).collect();
    let variances: Vec<f64> = chains.iter().map(variance).collect();
    let between = draws * variance(&means);
    let within = mean(&variances);
    ((between / within + draws - 1.0) / draws).sqrt()
}
