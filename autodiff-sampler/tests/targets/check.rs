//! Draws against moments and quantiles that are known, in Monte Carlo errors.

use pullback::prelude::*;
use pullback::sampler::diagnostics::mcse_mean;

/// The settings of every test, but for the seed as a user gets them.
pub fn nuts() -> Nuts {
    Nuts::default().seed(20_261_130).progress(false)
}

/// Means and standard deviations of all values. With hundreds of values some are beyond four errors; six are exceeded in one of a
/// million runs of a thousand values.
pub fn assert_moments(trace: &Trace, truth: impl Fn(usize) -> (f64, f64)) {
    let allowed = if trace.names().len() > 50 { 6.0 } else { 4.5 };
    for (i, row) in trace.summary().rows().iter().enumerate() {
        let (mean, sd) = truth(i);
        assert!(
            (row.mean - mean).abs() < allowed * row.mcse_mean,
            "the mean is {mean}: {row:?}"
        );
        assert!((row.sd - sd).abs() < allowed * row.mcse_sd, "the sd is {sd}: {row:?}");
        assert!(row.r_hat < 1.02, "{row:?}");
    }
}

/// The fraction of draws below each of some quantiles of a value: `(quantile, probability)`.
pub fn assert_quantiles(trace: &Trace, name: &str, quantiles: &[(f64, f64)]) {
    for (quantile, probability) in quantiles {
        assert_expectation(trace, name, |x| f64::from(u8::from(x < *quantile)), *probability);
    }
}

/// The mean of a function of one value.
pub fn assert_expectation(trace: &Trace, name: &str, of: impl Fn(f64) -> f64, expected: f64) {
    let chains = trace.chains_of(name).expect("a name of the trace");
    assert_mean(
        &chains
            .iter()
            .map(|chain| chain.iter().map(|x| of(*x)).collect())
            .collect::<Vec<_>>(),
        expected,
    );
}

/// The mean of a function of two values.
pub fn assert_joint_expectation(trace: &Trace, names: [&str; 2], of: impl Fn(f64, f64) -> f64, expected: f64) {
    let [a, b] = names.map(|name| trace.chains_of(name).expect("a name of the trace"));
    let joint = a
        .iter()
        .zip(b)
        .map(|(a, b)| a.iter().zip(b).map(|(a, b)| of(*a, *b)).collect());
    assert_mean(&joint.collect::<Vec<_>>(), expected);
}

fn assert_mean(chains: &[Vec<f64>], expected: f64) {
    let slices: Vec<&[f64]> = chains.iter().map(Vec::as_slice).collect();
    let all = chains.concat();
    let (mean, error) = (all.iter().sum::<f64>() / all.len() as f64, mcse_mean(&slices));
    assert!(
        (mean - expected).abs() < 4.5 * error,
        "{mean} ± {error} is not {expected}"
    );
}
