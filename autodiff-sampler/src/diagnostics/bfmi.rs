//! Does the momentum resampling reach all energies?

use super::moments::variance;

/// Estimated Bayesian fraction of missing information of one chain's energies (Betancourt 2016, arXiv:1604.00695):
/// mean squared change from draw to draw over the variance. Below 0.3 the chain explores the tails slowly.
#[must_use]
pub fn bfmi(energy: &[f64]) -> f64 {
    let changes = energy.windows(2).map(|pair| (pair[1] - pair[0]).powi(2)).sum::<f64>();
    changes / (energy.len() as f64 - 1.0) / variance(energy)
}

#[cfg(test)]
mod tests {
    use super::bfmi;

    #[test]
    fn fast_changes_score_high_and_slow_ones_low() {
        let alternating: Vec<f64> = (0..100).map(|i| f64::from(i % 2)).collect();
        let slow: Vec<f64> = (0..100).map(|i| (f64::from(i) * 0.06).sin()).collect();
        assert!(bfmi(&alternating) > 3.9);
        assert!(bfmi(&slow) < 0.01);
    }
}
