//! Groups that share a distribution, centred and not.

use crate::difference::check_gradient;
use pullback::prelude::*;
use pullback::sampler::distributions::{Distribution, LogNormal, Normal, StudentT};

/// Radon in houses of counties.
#[derive(Parameters, Clone, Debug)]
struct Radon {
    #[prior(Normal(0.0, 10.0))]
    mu: f64,
    #[prior(HalfNormal(1.0))]
    sigma: f64,
    #[prior(Normal(mu, sigma), non_centred)]
    #[dims(county)]
    alpha: Vec<f64>,
    #[prior(Normal(0.0, 10.0))]
    slopes: [f64; 2],
    #[prior(HalfNormal(1.0))]
    noise: f64,
}

struct Houses {
    county: Vec<usize>,
    uranium: Vec<f64>,
    floor: Vec<f64>,
    log_radon: Vec<f64>,
}

#[differentiable]
fn log_likelihood(p: &Radon, #[constant] houses: &Houses) -> f64 {
    let mut sum = 0.0;
    for i in 0..houses.log_radon.len() {
        let mean = p.alpha[houses.county[i]] + p.slopes[0] * houses.uranium[i] + p.slopes[1] * houses.floor[i];
        let z = (houses.log_radon[i] - mean) / p.noise;
        sum -= 0.5 * z * z + p.noise.ln();
    }
    sum
}

fn houses(counties: usize) -> Houses {
    let number = |i: usize, by: f64| (by * i as f64).sin();
    let count = 3 * counties;
    Houses {
        county: (0..count).map(|i| (7 * i) % counties).collect(),
        uranium: (0..count).map(|i| number(i, 0.7)).collect(),
        floor: (0..count).map(|i| f64::from(u8::from(i % 3 == 0))).collect(),
        log_radon: (0..count).map(|i| 1.2 + 0.5 * number(i, 2.1)).collect(),
    }
}

#[test]
fn a_vector_of_counties_is_sampled_by_its_standardised_form() {
    let houses = houses(6);
    let dims = Dims::new().length("county", 6);
    let mut posterior = Posterior::<Radon, _>::with_dims(log_likelihood::with(&houses), &dims).expect("lengths fit");
    assert_eq!((posterior.dimension(), posterior.stored_dimension()), (11, 11));
    check_gradient(&mut posterior, 8);

    // The position holds mu, ln sigma, z; and the density is that of those.
    let position = [0.5, -0.2, 1.0, -1.0, 0.5, 0.0, 2.0, -0.3, 0.1, 0.2, -0.5];
    let values = posterior.values(&position);
    for (alpha, z) in values.alpha.iter().zip(&position[2..8]) {
        assert!((alpha - (values.mu + values.sigma * z)).abs() < 1e-15);
    }
    let value = posterior
        .log_density_and_grad(&position, &mut [0.0; 11])
        .expect("a density");
    let prior_of_z: f64 = position[2..8].iter().map(|z| Normal(0.0, 1.0).log_density(*z)).sum();
    let prior_of_alpha: f64 = values
        .alpha
        .iter()
        .map(|a| Normal(values.mu, values.sigma).log_density(*a))
        .sum();
    let expected = posterior.log_density_of(&values) - prior_of_alpha + prior_of_z + position[1] + position[10];
    assert!((value - expected).abs() < 1e-12 * expected.abs());
    let back = values.unconstrain().expect("inside");
    assert!(
        back.iter().zip(&position).all(|(a, b)| (a - b).abs() < 1e-12),
        "{back:?}"
    );
}

/// Every distribution with a location and a scale, arguments that are lists, and expressions of lists.
#[derive(Parameters, Clone, Debug)]
struct Groups {
    #[prior(Normal([0.0, 1.0, 2.0], 0.5))]
    centres: [f64; 3],
    #[prior(LogNormal(0.0, 0.3))]
    scale: f64,
    #[prior(Normal(centres, scale))]
    near: [f64; 3],
    #[prior(Normal(2.0 * centres - near, scale), non_centered)]
    far: [f64; 3],
    #[prior(LogNormal(far[0], 0.1 + scale), non_centred)]
    rates: [[f64; 2]; 2],
    #[prior(Gamma(3.0, 1.0))]
    nu: f64,
    #[prior(StudentT(nu, 0.5, scale), non_centred)]
    heavy: f64,
    #[prior(Cauchy(heavy, 1.0), non_centred)]
    #[dims(group)]
    tails: Vec<f64>,
    #[prior(Normal(tails, 1.0), centred)]
    #[dims(group)]
    around: Vec<f64>,
}

#[differentiable]
fn group_likelihood(p: &Groups) -> f64 {
    let mut sum = 0.0;
    for i in 0..3 {
        sum -= (p.far[i] - 0.3 * p.near[i]).powi(2);
    }
    for i in 0..p.tails.len() {
        sum += (p.tails[i] * 0.3).sin() - 0.1 * p.around[i] * p.around[i];
    }
    sum - p.rates[0][1].ln() * p.rates[1][0].ln() - (p.heavy - 1.0).powi(2)
}

#[test]
fn arguments_may_be_lists_and_priors_not_centred() {
    let dims = Dims::new().length("group", 2);
    let mut posterior = Posterior::<Groups, _>::with_dims(group_likelihood::with(), &dims).expect("lengths fit");
    check_gradient(&mut posterior, 8);
    let position: Vec<f64> = (0..posterior.dimension()).map(|i| 0.3 - 0.1 * i as f64).collect();
    let values = posterior.values(&position);
    let expected = LogNormal(values.far[0], 0.1 + values.scale).log_density(values.rates[1][0]);
    let all: f64 = values.prior_terms().iter().map(|(_, term)| term).sum();
    assert!(expected.is_finite() && (all - values.log_prior()).abs() < 1e-12 * all.abs());
    assert!(
        StudentT(values.nu, 0.5, values.scale)
            .log_density(values.heavy)
            .is_finite()
    );
    let back = values.unconstrain().expect("inside");
    assert!(
        back.iter().zip(&position).all(|(a, b)| (a - b).abs() < 1e-12),
        "{back:?}"
    );
}

#[test]
fn both_forms_sample_the_same_distribution() {
    /// The prior alone, which is known.
    #[derive(Parameters, Clone, Debug)]
    struct Both {
        #[prior(Normal(1.0, 0.5))]
        mu: f64,
        #[prior(Normal(mu, 2.0))]
        centred: f64,
        #[prior(Normal(mu, 2.0), non_centred)]
        not_centred: f64,
    }
    #[differentiable]
    fn nothing(p: &Both) -> f64 {
        0.0 * p.mu
    }
    let posterior = Posterior::<Both, _>::new(nothing::with());
    let run = Nuts::default().chains(2).tune(500).draws(3000).seed(4).progress(false);
    let trace = run.sample(&posterior).expect("it runs");
    for name in ["centred", "not_centred"] {
        let draws = trace.draws_of(name).expect("it is stored");
        let count = draws.len() as f64;
        let mean = draws.iter().sum::<f64>() / count;
        let variance = draws.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / count;
        // Variance 0.25 + 4.
        assert!(
            (mean - 1.0).abs() < 0.2 && (variance - 4.25).abs() < 0.4,
            "{name}: {mean} {variance}"
        );
    }
}
