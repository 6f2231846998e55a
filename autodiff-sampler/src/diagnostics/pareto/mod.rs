//! Pareto-smoothed importance sampling (Vehtari, Simpson, Gelman, Yao & Gabry 2024, "Pareto smoothed importance sampling", Journal of
//! Machine Learning Research 25(72)).
//!
//! Draws from an approximation stand for draws from the target when each is weighted by the ratio of the two densities. The largest
//! ratios decide how well that works: a generalised Pareto distribution, fitted to them in `generalised_pareto`, replaces them by what
//! is expected of such a tail, and its shape k says whether means over the weights can be trusted at all.

mod generalised_pareto;

use generalised_pareto::GeneralisedPareto;

/// Smoothed weights of importance, and what they say about the approximation that the draws come from.
#[derive(Clone, Debug, PartialEq)]
pub struct Psis {
    log_weights: Vec<f64>,
    pareto_k: f64,
}

impl Psis {
    /// Logarithms of the smoothed weights, one per draw; the weights add up to 1.
    #[must_use]
    pub fn log_weights(&self) -> &[f64] {
        &self.log_weights
    }

    /// k-hat, the shape of the weights' tail: the number of finite moments is about 1/k. Infinite if the tail has fewer than
    /// five draws, as when all weights are equal; NaN if a ratio is NaN or +∞, or none is finite.
    #[must_use]
    pub fn pareto_k(&self) -> f64 {
        self.pareto_k
    }

    /// Whether k-hat is below [`pareto_k_threshold`], so that means over the weighted draws can be trusted.
    #[must_use]
    pub fn is_reliable(&self) -> bool {
        self.pareto_k < pareto_k_threshold(self.log_weights.len())
    }

    /// How many independent draws from the target the weighted ones are worth: one over the sum of squared weights.
    #[must_use]
    pub fn effective_sample_size(&self) -> f64 {
        1.0 / self.log_weights.iter().map(|log| (2.0 * log).exp()).sum::<f64>()
    }
}

/// The k-hat above which importance sampling of this many draws is unreliable: min(1 − 1/log₁₀ S, 0.7) (Vehtari et al. 2024,
/// equation 13).
#[must_use]
pub fn pareto_k_threshold(draws: usize) -> f64 {
    (1.0 - 1.0 / (draws as f64).log10()).min(0.7)
}

/// Smooths ratios of importance, given by their logarithms: log target − log approximation, up to a constant.
///
/// `relative_efficiency` is the effective sample size of the draws over their number: 1 if they are independent.
/// The result agrees with ArviZ's `psislw` to rounding. A ratio of −∞, where the target is zero, is a weight of zero.
///
/// ```
/// use autodiff_sampler::diagnostics::psis;
/// // Draws from Exponential(1) stand for those from Exponential(2): all moments of the ratio exist.
/// let draws = (1..=1000).map(|i| -(f64::from(i) / 1001.0).ln());
/// let log_ratios: Vec<f64> = draws.map(|x| -2.0 * x + x).collect();
/// let psis = psis(&log_ratios, 1.0);
/// assert!(psis.is_reliable() && psis.pareto_k() < 0.3);
/// assert!(psis.effective_sample_size() > 700.0);
/// ```
#[must_use]
pub fn psis(log_ratios: &[f64], relative_efficiency: f64) -> Psis {
    let highest = log_ratios.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if !highest.is_finite() || log_ratios.iter().any(|ratio| ratio.is_nan()) {
        return Psis {
            log_weights: vec![f64::NAN; log_ratios.len()],
            pareto_k: f64::NAN,
        };
    }
    let mut log_weights: Vec<f64> = log_ratios.iter().map(|ratio| ratio - highest).collect();
    let pareto_k = smooth_tail(&mut log_weights, relative_efficiency);
    let log_sum = log_weights.iter().map(|log| log.exp()).sum::<f64>().ln();
    log_weights.iter_mut().for_each(|log| *log -= log_sum);
    Psis { log_weights, pareto_k }
}

/// Replaces the largest weights, whose maximum is one, by quantiles of the distribution that fits them; returns its shape.
fn smooth_tail(log_weights: &mut [f64], relative_efficiency: f64) -> f64 {
    /// A distribution with two parameters needs a few points.
    const LEAST_TAIL: usize = 5;
    let mut order: Vec<usize> = (0..log_weights.len()).collect();
    order.sort_by(|a, b| log_weights[*a].total_cmp(&log_weights[*b]));
    let Some(cutoff) = order.iter().rev().nth(tail_length(order.len(), relative_efficiency)) else {
        return f64::INFINITY;
    };
    let cutoff = log_weights[*cutoff].max(f64::MIN_POSITIVE.ln());
    // Ties with the cutoff belong to the body.
    let begin = order.partition_point(|i| log_weights[*i] <= cutoff);
    let tail = &order[begin..];
    if tail.len() < LEAST_TAIL {
        return f64::INFINITY;
    }
    let base = cutoff.exp();
    let excesses: Vec<f64> = tail.iter().map(|i| log_weights[*i].exp() - base).collect();
    let fit = GeneralisedPareto::fit(&excesses);
    if fit.shape.is_finite() {
        for (rank, i) in tail.iter().enumerate() {
            let probability = (rank as f64 + 0.5) / tail.len() as f64;
            // No weight becomes larger than the largest was.
            log_weights[*i] = (fit.quantile(probability) + base).ln().min(0.0);
        }
    }
    fit.shape
}

/// How many of the largest weights make the tail (Vehtari et al. 2024, section 3.2).
fn tail_length(draws: usize, relative_efficiency: f64) -> usize {
    let draws = draws as f64;
    (draws / 5.0).min(3.0 * (draws / relative_efficiency).sqrt()).ceil() as usize
}

#[cfg(test)]
mod tests;
