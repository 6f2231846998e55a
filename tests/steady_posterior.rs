//! A posterior's gradient allocates nothing once it has run, whatever its parameters are: vectors too are refilled in place.

#![allow(
    clippy::needless_range_loop,
    reason = "models are written with indices, as papers write them"
)]

use pullback::prelude::*;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Numbers and arrays.
#[derive(Parameters, Clone, Debug)]
struct Schools {
    #[prior(Normal(0.0, 5.0))]
    mu: f64,
    #[prior(HalfCauchy(5.0))]
    tau: f64,
    #[prior(Normal(mu, tau))]
    theta: [f64; 8],
}

#[differentiable]
fn school_likelihood(p: &Schools, #[constant] y: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..8 {
        sum -= 0.5 * (y[i] - p.theta[i]).powi(2) / 100.0;
    }
    sum
}

/// Vectors, of structs too, and whole vectors with a support.
#[derive(Parameters, Clone, Debug)]
struct Vectors {
    #[prior(HalfNormal(1.0))]
    sigma: f64,
    #[prior(Normal(0.0, sigma), non_centred)]
    #[dims(county)]
    alpha: Vec<f64>,
    #[prior(Uniform(0.0, sigma))]
    #[dims(county, year)]
    beta: Vec<Vec<f64>>,
    #[prior(Flat)]
    #[support(simplex)]
    #[dims(part)]
    shares: Vec<f64>,
    #[prior(Flat)]
    #[support(cholesky_correlation)]
    #[dims(part, other)]
    factor: Vec<Vec<f64>>,
    #[dims(planet)]
    planets: Vec<Planet>,
}

/// One of several.
#[derive(Parameters, Clone, Debug)]
struct Planet {
    #[prior(LogNormal(0.0, 1.0))]
    mass: f64,
    #[prior(UnitDisk)]
    shape: [f64; 2],
}

#[differentiable]
fn vector_likelihood(p: &Vectors) -> f64 {
    let mut sum = 0.0;
    for i in 0..p.alpha.len() {
        sum -= p.alpha[i] * p.alpha[i] + p.beta[i][0] * p.beta[i][1];
    }
    for planet in &p.planets {
        sum -= planet.mass * planet.shape[0];
    }
    sum + p.shares[0].ln() + p.factor[1][0] * p.factor[1][1]
}

/// Priors of whole vectors and matrices, with arguments that move and others that don't.
#[derive(Parameters, Clone, Debug)]
struct Correlated {
    #[prior(Gamma(3.0, 1.0))]
    alpha: [f64; 3],
    #[prior(Dirichlet(alpha))]
    shares: [f64; 3],
    #[prior(HalfNormal(1.0))]
    eta: f64,
    #[prior(LkjCorrCholesky(1.0 + eta))]
    #[dims(part, other)]
    factor: Vec<Vec<f64>>,
    #[prior(MultiNormal([0.0, 1.0], [[2.0, 0.3], [0.3, 1.0]]))]
    #[dims(two)]
    centre: Vec<f64>,
    #[prior(LkjCorrCholesky(2.0))]
    rows: [[f64; 2]; 2],
    #[prior(MultiNormalCholesky(centre, rows))]
    effects: [[f64; 2]; 3],
    #[prior(MultiNormalPrecision(centre, [[2.0, 0.3], [0.3, 1.0]]))]
    precise: [f64; 2],
    #[prior(MultiStudentT(2.0 + eta, [0.0, 0.0], [[2.0, 0.3], [0.3, 1.0]]))]
    tails: [f64; 2],
    #[prior(MultiStudentTCholesky(4.0, centre, rows))]
    others: [f64; 2],
}

#[differentiable]
fn correlated_likelihood(p: &Correlated) -> f64 {
    p.effects[1][0] * p.tails[1] + p.factor[2][1] - p.shares[0] * p.precise[1]
}

/// How often a gradient allocates after the first two.
fn allocations(density: &mut impl LogDensity) -> usize {
    let dimension = density.dimension();
    let position: Vec<f64> = (0..dimension).map(|i| 0.3 * (i as f64).sin()).collect();
    let mut grad = vec![0.0; dimension];
    let mut stored = vec![0.0; density.stored_dimension()];
    let mut evaluate = || {
        let value = density.log_density_and_grad(&position, &mut grad).expect("a density");
        density.expand(&position, &mut stored);
        assert!(value.is_finite());
    };
    evaluate();
    evaluate();
    let region = Region::new(ALLOCATOR);
    evaluate();
    let change = region.change();
    change.allocations + change.reallocations
}

#[test]
fn nothing_is_allocated_anew() {
    let y = [28.0, 8.0, -3.0, 7.0, -1.0, 1.0, 18.0, 12.0];
    let mut schools =
        Posterior::<Schools, _>::new(school_likelihood::with(&y)).derive("ratio", |p: &Schools| p.mu / p.tau);
    assert_eq!(allocations(&mut schools), 0);

    let dims = Dims::new()
        .length("county", 5)
        .length("year", 2)
        .length("part", 3)
        .length("other", 3);
    let dims = dims.length("planet", 4);
    let mut vectors = Posterior::<Vectors, _>::with_dims(vector_likelihood::with(), &dims).expect("lengths fit");
    assert_eq!(allocations(&mut vectors), 0);
    let dims = Dims::new().length("part", 3).length("other", 3).length("two", 2);
    let mut correlated = Posterior::<Correlated, _>::with_dims(correlated_likelihood::with(), &dims).expect("lengths fit");
    assert_eq!(allocations(&mut correlated), 0);
}
