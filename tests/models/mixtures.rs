//! Mixtures and hidden states, whose components are told apart by their order.

use crate::difference::check_gradient;
use pullback::prelude::*;
use pullback::sampler::distributions::{Distribution, Normal};

/// Two normal components.
#[derive(Parameters, Clone, Debug)]
struct Mixture {
    #[prior(Normal(0.0, 2.0))]
    #[support(ordered)]
    mu: [f64; 2],
    #[prior(HalfNormal(2.0))]
    sigma: [f64; 2],
    #[prior(Beta(5.0, 5.0))]
    theta: f64,
}

#[differentiable]
fn mixture_likelihood(p: &Mixture, #[constant] ys: &[f64]) -> f64 {
    let mut sum = 0.0;
    for y in ys {
        let first = (y - p.mu[0]) / p.sigma[0];
        let second = (y - p.mu[1]) / p.sigma[1];
        let a = p.theta.ln() - 0.5 * first * first - p.sigma[0].ln();
        let b = (1.0 - p.theta).ln() - 0.5 * second * second - p.sigma[1].ln();
        let top = a.max(b);
        sum += top + ((a - top).exp() + (b - top).exp()).ln();
    }
    sum
}

#[test]
fn components_are_ordered() {
    let ys: Vec<f64> = (0..30)
        .map(|i| f64::from(i % 2) * 4.0 - 2.0 + (1.7 * f64::from(i)).sin())
        .collect();
    let mut posterior = Posterior::<Mixture, _>::new(mixture_likelihood::with(&ys));
    check_gradient(&mut posterior, 8);
    let position = [0.3, 0.1, 0.2, -0.3, 0.4];
    let values = posterior.values(&position);
    assert!(values.mu[0] < values.mu[1]);
    // Element-wise priors, the density as it is; the Jacobian of the second element's step.
    let value = posterior
        .log_density_and_grad(&position, &mut [0.0; 5])
        .expect("a density");
    let jacobian = position[1] + position[2] + position[3] + (values.theta * (1.0 - values.theta)).ln();
    assert!((value - posterior.log_density_of(&values) - jacobian).abs() < 1e-12 * value.abs());
    let terms = values.prior_terms();
    let expected: f64 = values.mu.iter().map(|mu| Normal(0.0, 2.0).log_density(*mu)).sum();
    assert_eq!(terms[0], ("mu".to_owned(), expected));
    let unordered = Mixture {
        mu: [1.0, 0.0],
        ..values
    };
    assert_eq!(unordered.log_prior(), f64::NEG_INFINITY);
    assert_eq!(
        unordered.unconstrain().expect_err("outside").to_string(),
        "parameter `mu` is [1.0, 0.0], outside its support: it must be finite numbers that increase"
    );
}

/// Two hidden states with emissions around `mu`.
#[derive(Parameters, Clone, Debug)]
struct HiddenStates {
    #[prior(Flat)]
    #[support(simplex)]
    transition: [[f64; 2]; 2],
    #[prior(Normal([3.0, 10.0], 1.0))]
    #[support(positive_ordered)]
    mu: [f64; 2],
}

#[differentiable]
fn forward_algorithm(p: &HiddenStates, #[constant] ys: &[f64]) -> f64 {
    let mut gamma = [-0.5 * (ys[0] - p.mu[0]).powi(2), -0.5 * (ys[0] - p.mu[1]).powi(2)];
    for t in 1..ys.len() {
        let mut next = [0.0; 2];
        for k in 0..2 {
            let a = gamma[0] + p.transition[0][k].ln();
            let b = gamma[1] + p.transition[1][k].ln();
            let top = a.max(b);
            next[k] = top + ((a - top).exp() + (b - top).exp()).ln() - 0.5 * (ys[t] - p.mu[k]).powi(2);
        }
        gamma = next;
    }
    let top = gamma[0].max(gamma[1]);
    top + ((gamma[0] - top).exp() + (gamma[1] - top).exp()).ln()
}

#[test]
fn rows_of_a_transition_matrix_are_simplexes() {
    let ys: Vec<f64> = (0..20)
        .map(|t| if (t / 5) % 2 == 0 { 3.2 } else { 9.5 } + 0.3 * f64::from(t).sin())
        .collect();
    let mut posterior = Posterior::<HiddenStates, _>::new(forward_algorithm::with(&ys));
    assert_eq!((posterior.dimension(), posterior.stored_dimension()), (4, 6));
    check_gradient(&mut posterior, 8);
    let values = posterior.values(&[0.5, -1.0, 1.0, 2.0]);
    for row in values.transition {
        assert!((row[0] + row[1] - 1.0).abs() < 1e-15 && row[0] > 0.0);
    }
    let run = Nuts::default().chains(2).tune(300).draws(300).seed(2).progress(false);
    let trace = run.sample(&posterior).expect("it runs");
    assert_eq!(trace.variables()[0].shape, [2, 2]);
    let mean = |name: &str| {
        let draws = trace.draws_of(name).expect("it is stored");
        draws.iter().sum::<f64>() / draws.len() as f64
    };
    assert!((mean("mu[0]") - 3.2).abs() < 0.3 && (mean("mu[1]") - 9.5).abs() < 0.3);
}
