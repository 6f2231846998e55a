//! Distributions as priors in a derived struct, and as densities in its likelihood: gradients, draws, and what is refused.

use pullback::log_density::{self, iid};
use pullback::prelude::*;
use pullback::special::log_mix;
use rand::SeedableRng;

/// Every kind of prior that is new in structure: truncated, with moving bounds, of vectors, of factors.
#[derive(Parameters, Clone, Debug)]
struct Model {
    #[prior(TruncatedNormal(1.0, 2.0, 0.0, f64::INFINITY))]
    scale: f64,
    #[prior(TruncatedNormal(0.0, scale, -scale, 2.0 * scale))]
    within: f64,
    #[prior(Pareto(scale, 2.5))]
    tail: f64,
    #[prior(InverseGamma(3.0, scale))]
    variance: f64,
    #[prior(VonMises(0.5, 2.0))]
    angle: f64,
    #[prior(Laplace(within, scale), non_centred)]
    effects: [f64; 3],
    #[prior(Dirichlet([2.0, 1.0, 0.5]))]
    shares: [f64; 3],
    #[prior(LkjCorrCholesky(2.0))]
    factor: [[f64; 2]; 2],
    #[prior(MultiNormal([0.0, 1.0], [2.0, 0.5, 0.5, 1.0]))]
    pair: [f64; 2],
    #[prior(MultiNormalCholesky(pair, [1.0, 0.0, 0.5, 2.0]))]
    follows: [f64; 2],
}

#[differentiable]
fn log_likelihood(p: &Model, #[constant] y: &[f64], #[constant] counts: &[u64]) -> f64 {
    let mut sum = iid::student_t(y, 4.0, p.within, p.scale);
    for i in 0..y.len() {
        sum += log_mix(
            p.shares[0],
            log_density::normal(y[i], p.pair[0], p.variance.sqrt()),
            log_density::logistic(y[i], p.follows[1], p.tail),
        );
        sum += log_density::neg_binomial_2_log(counts[i], p.effects[0] + p.angle.cos(), p.tail);
    }
    sum
}

#[test]
fn the_gradient_is_that_of_the_log_density() {
    let (y, counts) = ([0.5, -1.0, 2.5], [0, 3, 12]);
    let mut posterior = Posterior::new(log_likelihood::with(&y[..], &counts[..]));
    let n = posterior.dimension();
    let position: Vec<f64> = (0..n).map(|i| 0.4 * (i as f64 + 1.0).sin()).collect();
    let mut grad = vec![0.0; n];
    let value = posterior.log_density_and_grad(&position, &mut grad).expect("a density");
    assert!(value.is_finite());
    let mut at = |i: usize, by: f64| {
        let mut position = position.clone();
        position[i] += by;
        posterior
            .log_density_and_grad(&position, &mut vec![0.0; n])
            .expect("a density")
    };
    let h = 1e-4;
    for (i, slope) in grad.iter().enumerate() {
        let difference = (8.0 * (at(i, h) - at(i, -h)) - (at(i, 2.0 * h) - at(i, -2.0 * h))) / (12.0 * h);
        assert!(
            (slope - difference).abs() < 1e-7 * slope.abs().max(1.0),
            "coordinate {i}: {slope} {difference}"
        );
    }
}

#[test]
fn draws_of_the_prior_are_inside_it() {
    let mut rng = rand_xoshiro::Xoshiro256PlusPlus::seed_from_u64(5);
    let mut model = Model::zeros(&Dims::default()).expect("sizes that are fixed");
    for _ in 0..20 {
        model.sample_prior_into(&mut rng);
        assert!(model.scale > 0.0 && model.within > -model.scale && model.within < 2.0 * model.scale);
        assert!(model.tail > model.scale && model.variance > 0.0);
        assert!((model.shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!((model.factor[1][0].hypot(model.factor[1][1]) - 1.0).abs() < 1e-12);
    }
}
