//! Student's t: tails that fall as a power.

use crate::check::{assert_moments, assert_quantiles, nuts};
use pullback::prelude::*;
use pullback::sampler::FnDensity;

/// Ten independent values of five degrees of freedom.
#[differentiable]
fn log_density(x: &[f64; 10]) -> f64 {
    let mut sum = 0.0;
    for x in x {
        sum -= 3.0 * (1.0 + x * x / 5.0).ln();
    }
    sum
}

#[test]
fn heavy_tails() {
    let density = FnDensity::new(10, |x: &[f64], grad: &mut [f64]| {
        let (value, by_x) = log_density::value_and_grad(x.try_into().expect("ten coordinates"));
        grad.copy_from_slice(&by_x);
        value
    });
    let trace = nuts().sample(&density).expect("it can be sampled");
    assert_moments(&trace, |_| (0.0, (5.0f64 / 3.0).sqrt()));
    // scipy.stats.t(5).ppf.
    let quantiles = [
        (-4.032_142_984, 0.005),
        (-2.570_581_836, 0.025),
        (-0.726_686_844, 0.25),
        (2.015_048_373, 0.95),
        (3.364_929_997, 0.99),
    ];
    for name in ["x[0]", "x[9]"] {
        assert_quantiles(&trace, name, &quantiles);
    }
}
