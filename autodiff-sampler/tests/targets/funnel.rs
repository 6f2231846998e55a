//! Neal's funnel (Neal 2003, Annals of Statistics 31, 705): a log-scale and values of that scale.

use crate::check::{assert_moments, assert_quantiles, nuts};
use pullback::prelude::*;
use pullback::sampler::FnDensity;

/// v ~ N(0, sd), x ~ N(0, exp(v/2)).
#[differentiable]
fn funnel(p: &[f64; 6], #[constant] sd: f64) -> f64 {
    let v = p[0];
    let mut squares = 0.0;
    for x in &p[1..] {
        squares += x * x;
    }
    -0.5 * (v * v / (sd * sd) + squares * (-v).exp() + 5.0 * v)
}

fn density(sd: f64) -> impl LogDensity + Clone + Sync {
    FnDensity::new(6, move |x: &[f64], grad: &mut [f64]| {
        let x: &[f64; 6] = x.try_into().expect("six coordinates");
        let (value, by_x) = funnel::value_and_grad(x, sd);
        grad.copy_from_slice(&by_x);
        value
    })
}

/// A funnel that is narrow to a factor of e on either side can be drawn from rightly.
#[test]
fn a_mild_funnel() {
    let trace = nuts()
        .target_accept(0.95)
        .sample(&density(1.0))
        .expect("it can be sampled");
    // E x² = E exp(v) = exp(sd²/2).
    let of_x = (0.25f64).exp();
    assert_moments(&trace, |i| if i == 0 { (0.0, 1.0) } else { (0.0, of_x) });
    assert_quantiles(
        &trace,
        "x[0]",
        &[(-1.644_853_627, 0.05), (0.0, 0.5), (1.644_853_627, 0.95)],
    );
}

/// Neal's own cannot be, with steps of one size; what matters is that the run says so.
#[test]
fn neals_funnel_is_reported() {
    let trace = nuts().sample(&density(3.0)).expect("it can be sampled, badly");
    assert!(!trace.divergences().is_empty());
    assert!(trace.warnings().iter().any(|warning| warning.contains("diverged")));
}
