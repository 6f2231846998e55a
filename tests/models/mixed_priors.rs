//! Priors that are mixtures, of distributions of one kind and of several, with weights that are parameters or constants; and one of
//! whole vectors that is a user's own.

use crate::difference::check_gradient;
use pullback::prelude::*;
use pullback::runtime::Adjoint;
use pullback::sampler::distributions::{Distribution, DistributionError, Normal, VectorDistribution};
use pullback::sampler::transforms;
use rand::Rng;

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
    let trace = Nuts::default()
        .chains(2)
        .tune(500)
        .draws(1500)
        .seed(5)
        .progress(false)
        .sample(&posterior)
        .expect("it samples");
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

/// A random walk: increments are normal, with one standard deviation for all.
#[derive(Clone, Copy, Debug)]
struct Walk<'a>(&'a [f64], f64);

impl VectorDistribution for Walk<'_> {
    type Transform = transforms::Reals;
    const NAME: &'static str = "Walk";

    fn transform(&self) -> transforms::Reals {
        transforms::Reals
    }
    fn validate(&self, _length: usize) -> Result<(), DistributionError> {
        Normal(0.0, self.1).validate()
    }
    fn log_density(&self, x: &[f64]) -> f64 {
        self.log_density_and_accumulate(x, &[], &[&[], &[]])
    }
    fn log_density_and_accumulate(&self, x: &[f64], x_bar: &[Adjoint<f64>], arguments_bar: &[&[Adjoint<f64>]]) -> f64 {
        let (mut sum, mut last) = (0.0, self.0[0]);
        for (i, x) in x.iter().enumerate() {
            let (value, by_x, [by_mean, by_sd]) = Normal(last, self.1).log_density_and_partials(*x);
            sum += value;
            let before = if i == 0 {
                arguments_bar[0].first()
            } else {
                x_bar.get(i - 1)
            };
            before.into_iter().for_each(|bar| bar.add(by_mean));
            x_bar.get(i).into_iter().for_each(|bar| bar.add(by_x));
            arguments_bar[1].iter().for_each(|bar| bar.add(by_sd));
            last = *x;
        }
        sum
    }
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R, x: &mut [f64]) {
        let mut last = self.0[0];
        for x in x {
            *x = Normal(last, self.1).sample(rng);
            last = *x;
        }
    }
}

/// Where walks begin.
const ORIGIN: [f64; 1] = [0.5];

#[test]
fn a_distribution_of_vectors_may_be_the_users_own() {
    /// Walks that begin at a constant, at a list, and at a parameter.
    #[derive(Parameters, Clone, Debug)]
    struct Walks {
        #[prior(HalfNormal(1.0))]
        step: f64,
        #[prior(Normal(0.0, 1.0))]
        origin: [f64; 1],
        #[prior(self::Walk(&ORIGIN, step), vector)]
        first: [f64; 4],
        #[prior(self::Walk([0.0], 2.0 * step), vector)]
        #[dims(time)]
        second: Vec<f64>,
        #[prior(self::Walk(origin, 1.0), vector)]
        third: [[f64; 2]; 2],
    }
    #[differentiable]
    fn log_likelihood(p: &Walks) -> f64 {
        p.first[3] * p.second[0] - p.third[1][0]
    }
    let dims = Dims::new().length("time", 3);
    let mut posterior = Posterior::<Walks, _>::with_dims(log_likelihood::with(), &dims).expect("lengths fit");
    let position: Vec<f64> = (0..posterior.dimension()).map(|i| 0.3 - 0.1 * i as f64).collect();
    let (mut grad, h) = (vec![0.0; position.len()], 1e-5);
    posterior.log_density_and_grad(&position, &mut grad).expect("a density");
    for (i, slope) in grad.iter().enumerate() {
        let mut at = |shift: f64| {
            let mut position = position.clone();
            position[i] += shift;
            posterior.log_density(&position).expect("a density")
        };
        let difference = (at(h) - at(-h)) / (2.0 * h);
        assert!(
            (slope - difference).abs() < 1e-7 * slope.abs().max(1.0),
            "{i}: {slope} {difference}"
        );
    }
    assert!(posterior.sample_prior(10, 1).is_ok());
}
