//! Priors that are mixtures: of distributions of one kind and of several, with weights that are parameters or constants.

use crate::difference::check_gradient;
use pullback::prelude::*;

/// A slab and a spike, shares that are sampled, and a mixture between bounds.
#[derive(Parameters, Clone, Debug)]
struct Model {
    #[prior(Dirichlet([3.0, 2.0]))]
    shares: [f64; 2],
    #[prior(HalfNormal(1.0))]
    width: f64,
    #[prior(Mixture([0.3, 0.7], [Normal(0.0, 0.1 + width), StudentT(4.0, 1.0, 2.0)]))]
    effect: [f64; 2],
    #[prior(Mixture(shares, [HalfNormal(width), Gamma(3.0, 2.0)]))]
    scale: f64,
    #[prior(Mixture([1.0 - shares[1], shares[1]], [Beta(2.0, 5.0), EccentricityKipping2013]))]
    ecc: f64,
    #[prior(Mixture([0.5, 0.5], [Normal(0.0, 1.0), Cauchy(1.0, 1.0)]))]
    #[support(-1.0..2.0)]
    within: f64,
}

#[differentiable]
fn log_likelihood(p: &Model) -> f64 {
    -p.effect[0] * p.scale + p.ecc * p.within - 0.5 * p.effect[1] * p.effect[1]
}

#[test]
fn gradients_reach_weights_and_arguments_of_components() {
    let mut posterior = Posterior::<Model, _>::new(log_likelihood::with());
    check_gradient(&mut posterior, 8);
    assert_eq!(posterior.dimension(), 1 + 1 + 2 + 1 + 1 + 1);
}

#[test]
fn the_prior_is_drawn_from_and_sampled_with_the_same_result() {
    /// A mixture alone.
    #[derive(Parameters, Clone, Debug)]
    struct Alone {
        #[prior(Mixture([0.4, 0.6], [Normal(-1.0, 0.8), Normal(1.0, 0.5)]))]
        x: f64,
    }
    #[differentiable]
    fn nothing(p: &Alone) -> f64 {
        0.0 * p.x
    }
    let posterior = Posterior::<Alone, _>::new(nothing::with());
    let trace = Nuts::default().chains(2).tune(500).draws(1500).seed(5).progress(false).sample(&posterior).expect("it samples");
    let sampled = trace.summary();
    let row = &sampled.rows()[0];
    // The mean is 0.4 · (−1) + 0.6, and the variance 0.4 · 0.64 + 0.6 · 0.25 + 1 − 0.04.
    assert!((row.mean - 0.2).abs() < 4.5 * row.mcse_mean, "{row:?}");
    assert!((row.sd - 1.366_f64.sqrt()).abs() < 4.5 * row.mcse_sd, "{row:?}");
    let prior = posterior.sample_prior(4000, 3).expect("it is proper");
    let draws = prior.draws_of("x").expect("drawn");
    let mean = draws.iter().sum::<f64>() / draws.len() as f64;
    assert!((mean - 0.2).abs() < 0.09, "{mean}");
}
