//! Time series whose parameters bound one another.

use crate::difference::check_gradient;
use pullback::prelude::*;

/// GARCH(1, 1): the volatility must not explode.
#[derive(Parameters, Clone, Debug)]
struct Garch {
    #[prior(Flat)]
    mu: f64,
    #[prior(Flat)]
    #[support(positive)]
    alpha0: f64,
    #[prior(Uniform(0.0, 1.0))]
    alpha1: f64,
    #[prior(Uniform(0.0, 1.0 - alpha1))]
    beta1: f64,
}

#[differentiable]
fn log_likelihood(p: &Garch, #[constant] returns: &[f64], #[constant] first: f64) -> f64 {
    let mut variance = first * first;
    let mut sum = 0.0;
    for t in 0..returns.len() {
        if t > 0 {
            let shock = returns[t - 1] - p.mu;
            variance = p.alpha0 + p.alpha1 * shock * shock + p.beta1 * variance;
        }
        let residual = returns[t] - p.mu;
        sum -= 0.5 * residual * residual / variance + 0.5 * variance.ln();
    }
    sum
}

fn returns() -> Vec<f64> {
    (0..40)
        .map(|t| 5.0 + (2.3 * f64::from(t)).sin() * (1.0 + 0.1 * f64::from(t)))
        .collect()
}

#[test]
fn a_bound_may_follow_another_parameter() {
    let returns = returns();
    let mut posterior = Posterior::<Garch, _>::new(log_likelihood::with(&returns, 0.5));
    check_gradient(&mut posterior, 10);
    for y in [-3.0, 0.0, 3.0] {
        let values = posterior.values(&[0.0, 0.0, y, y]);
        assert!(values.beta1 > 0.0 && values.alpha1 + values.beta1 < 1.0, "{values:?}");
    }
    // The density of beta1 in its interval is one over the interval's length.
    let values = posterior.values(&[0.0, 0.0, 1.0, -1.0]);
    let (name, term) = &values.prior_terms()[3];
    assert!(name == "beta1" && (term + (1.0 - values.alpha1).ln()).abs() < 1e-14);
    let too_large = Garch { beta1: 0.9, ..values };
    let error = too_large.unconstrain().expect_err("outside").to_string();
    assert!(
        error.starts_with("parameter `beta1` is 0.9, outside its support: it must be a number between 0 and 0.2"),
        "{error}"
    );
}

/// Bounds of every kind, by fields and expressions of them, one for all and one for each.
#[derive(Parameters, Clone, Debug)]
struct Bounded {
    #[prior(Normal(0.0, 1.0))]
    a: f64,
    #[prior(Flat)]
    #[support(a..)]
    above: f64,
    #[prior(Flat)]
    #[support(..a)]
    below: [f64; 2],
    #[prior(Flat)]
    #[support(lower = below[1] - 1.0, upper = above + 1.0)]
    between: [f64; 2],
    #[prior(Flat)]
    #[support(lower = between)]
    each: [f64; 2],
    #[prior(Uniform(below[0], each[0]))]
    #[dims(k)]
    uniform: Vec<f64>,
    inner: Inner,
}

/// Bounds within a struct that is a part of another.
#[derive(Parameters, Clone, Debug)]
struct Inner {
    #[prior(HalfNormal(1.0))]
    width: f64,
    #[prior(Uniform(0.0, width))]
    part: f64,
}

#[differentiable]
fn bounded_likelihood(p: &Bounded) -> f64 {
    let mut sum = -0.5 * (p.above * p.above + p.a * p.above) - (p.inner.part - 0.2).powi(2);
    for i in 0..2 {
        sum -= 0.5 * p.below[i] * p.below[i] + 0.3 * p.between[i] * p.below[1 - i] + 0.5 * p.each[i] * p.each[i];
    }
    for i in 0..p.uniform.len() {
        sum += (p.uniform[i] - 0.1).sin();
    }
    sum
}

#[test]
fn bounds_of_every_kind_carry_gradients() {
    let dims = Dims::new().length("k", 3);
    let mut posterior = Posterior::<Bounded, _>::with_dims(bounded_likelihood::with(), &dims).expect("lengths fit");
    check_gradient(&mut posterior, 10);
    let position: Vec<f64> = (0..posterior.dimension()).map(|i| 0.2 * i as f64 - 1.0).collect();
    let p = posterior.values(&position);
    assert!(p.above > p.a && p.below[0] < p.a && p.between[0] > p.below[1] - 1.0 && p.each[1] > p.between[1]);
    let back = p.unconstrain().expect("inside");
    assert!(
        back.iter().zip(&position).all(|(a, b)| (a - b).abs() < 1e-9),
        "{back:?}"
    );
    let error = Bounded {
        above: p.a - 1.0,
        ..p.clone()
    }
    .unconstrain()
    .expect_err("outside");
    assert!(error.to_string().contains("parameter `above`"), "{error}");
}

#[test]
fn a_bounded_uniform_has_the_mean_it_should() {
    #[differentiable]
    fn nothing(p: &Inner) -> f64 {
        0.0 * p.part
    }
    let posterior = Posterior::<Inner, _>::new(nothing::with());
    let run = Nuts::default().chains(2).tune(500).draws(3000).seed(9).progress(false);
    let trace = run.sample(&posterior).expect("it runs");
    let mean = |name: &str| {
        let draws = trace.draws_of(name).expect("it is stored");
        draws.iter().sum::<f64>() / draws.len() as f64
    };
    // The mean of a half-normal variable is √(2/π), and that of the part is half of it.
    let expected = (2.0 / std::f64::consts::PI).sqrt();
    assert!((mean("width") - expected).abs() < 0.06 && (mean("part") - 0.5 * expected).abs() < 0.04);
}
