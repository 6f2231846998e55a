//! Monte Carlo standard errors: how far estimates are off because the number of draws is finite.

use super::ess::ess_mean;
use super::moments::mean;
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
