//! r-hat: do the chains agree?

use super::moments::{mean, variance};
use super::order::Order;
use super::quantile::median_of_sorted;
use super::scalar::ScalarDraws;
use super::split::Chains;

/// Rank-normalised split r-hat: the larger of that of the draws and that of their distances from the median
/// (Vehtari et al. 2021, §4.2). Near 1 when the chains agree in location and spread; above 1.01 they do not yet.
#[must_use]
pub fn r_hat(chains: &[&[f64]]) -> f64 {
    ScalarDraws::new(chains).r_hat()
}

impl ScalarDraws<'_> {
    /// [`r_hat`].
    pub(crate) fn r_hat(&self) -> f64 {
        if !self.valid || self.chains.len() < 2 {
            return f64::NAN;
        }
        let order = self.order_of_halves();
        let median = median_of_sorted(&order.values);
        let distances = if median.is_finite() {
            order.of_distances(median)
        } else {
            Order::of(&self.halves().map(|x| (x - median).abs()).values)
        };
        let bulk = gelman_rubin(self.scores());
        let tail = gelman_rubin(&self.scores_in(&distances));
        // Python's max(bulk, tail), which keeps the first unless the second is larger.
        if tail > bulk { tail } else { bulk }
    }
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
