//! How many steps of a chain one independent draw costs, as emcee computes it.

use super::autocovariance::mean_autocovariance;
use super::split::{Chains, are_valid};

/// Windows are this many autocorrelation times long.
const WINDOW: f64 = 5.0;

/// Integrated autocorrelation time of an ensemble of walkers, one slice each: 1 + 2 Σ ρ(t), the autocorrelation ρ averaged over the
/// walkers and the sum cut at the first window that is five times as long as itself (Sokal's rule).
///
/// It is what emcee's `get_autocorr_time` returns. Estimates from chains shorter than fifty times the result are too small.
/// NaN for less than four draws, walkers of unequal length, NaN among the draws, or a walker that has not moved.
///
/// ```
/// use autodiff_sampler::diagnostics::autocorrelation_time;
/// let alternating: Vec<f64> = (0..1000).map(|i| f64::from(i % 7)).collect();
/// assert!(autocorrelation_time(&[&alternating]) < 1.0);
/// ```
#[must_use]
pub fn autocorrelation_time(walkers: &[&[f64]]) -> f64 {
    if !are_valid(walkers, 1) {
        return f64::NAN;
    }
    let draws = walkers[0].len();
    let mut correlation = vec![0.0; draws];
    for walker in walkers {
        let covariance = mean_autocovariance(&Chains {
            values: walker.to_vec(),
            draws,
        });
        for (sum, c) in correlation.iter_mut().zip(&covariance) {
            *sum += c / covariance[0] / walkers.len() as f64;
        }
    }
    let mut tau = -1.0;
    for (lag, rho) in correlation.iter().enumerate() {
        tau += 2.0 * rho;
        // NaN is that of a walker that has not moved.
        if tau.is_nan() || lag as f64 >= WINDOW * tau {
            break;
        }
    }
    tau
}

#[cfg(test)]
mod tests {
    use super::autocorrelation_time;

    /// Recorded from emcee (tests/data/autocorrelation_time.py).
    const REFERENCE: &str = include_str!("../../tests/data/autocorrelation_time.csv");

    #[test]
    fn agrees_with_emcee() {
        let mut compared = 0;
        for line in REFERENCE.lines().skip(1) {
            let fields: Vec<&str> = line.split(',').collect();
            let walkers: Vec<Vec<f64>> = fields[2]
                .split(';')
                .map(|walker| walker.split(' ').map(|x| x.parse().expect("a number")).collect())
                .collect();
            let slices: Vec<&[f64]> = walkers.iter().map(Vec::as_slice).collect();
            let expected: f64 = fields[1].parse().expect("a number");
            let found = autocorrelation_time(&slices);
            assert!(
                (found / expected - 1.0).abs() < 1e-10,
                "{}: {found} {expected}",
                fields[0]
            );
            compared += 1;
        }
        assert_eq!(compared, 4);
    }

    #[test]
    fn bad_input_is_nan() {
        assert!(autocorrelation_time(&[]).is_nan());
        assert!(autocorrelation_time(&[&[1.0, 2.0, 3.0]]).is_nan());
        assert!(autocorrelation_time(&[&[1.0; 100]]).is_nan());
    }
}
