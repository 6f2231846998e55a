//! Priors of whole vectors and matrices, and truncated ones, whose arguments are other parameters.

use crate::difference::check_gradient;
use pullback::prelude::*;
use pullback::sampler::distributions::{Dirichlet, VectorDistribution};

/// Shares of shares, correlated effects, and bounds that move.
#[derive(Parameters, Clone, Debug)]
struct Model {
    #[prior(Gamma(3.0, 1.0))]
    alpha: [f64; 3],
    #[prior(Dirichlet(alpha))]
    shares: [f64; 3],
    #[prior(Dirichlet([2.0, 1.0, 4.0]))]
    rows: [[f64; 3]; 2],
    #[prior(HalfNormal(1.0))]
    eta: f64,
    #[prior(LkjCorrCholesky(1.0 + eta))]
    factor: [[f64; 2]; 2],
    #[prior(Normal(0.0, 1.0))]
    centre: [f64; 2],
    #[prior(MultiNormalCholesky(centre, factor))]
    effect: [f64; 2],
    #[prior(MultiNormal([0.0, 1.0], [[2.0, 0.3], [0.3, 1.0]]))]
    #[dims(two)]
    vector: Vec<f64>,
    #[prior(TruncatedNormal(0.0, eta, 0.0, alpha[0]))]
    between: f64,
    #[prior(Truncated(Laplace(centre[0], 1.0), -1.0, 2.0 + alpha[1]))]
    laplace: [f64; 2],
    #[prior(Truncated(StudentT(3.0 + eta, centre[0], 1.0), -1.0 - eta, f64::INFINITY))]
    student: f64,
    #[prior(Truncated(Gamma(alpha[2], 1.5), 0.25, 2.0 + alpha[1]))]
    wait: f64,
    #[prior(Truncated(Beta(alpha[1], 1.0 + eta), 0.125, 0.875))]
    share: f64,
}

#[differentiable]
fn log_likelihood(p: &Model) -> f64 {
    let mut sum = -p.between * p.laplace[0] - p.vector[0] * p.effect[1];
    for i in 0..3 {
        sum += (1.0 + i as f64) * (p.shares[i] * p.rows[1][i]).ln();
    }
    sum + p.factor[1][0] * p.effect[0] - p.student * p.wait + p.share * p.share
}

#[test]
fn arguments_of_vectors_carry_gradients() {
    let dims = Dims::new().length("two", 2);
    let mut posterior = Posterior::<Model, _>::with_dims(log_likelihood::with(), &dims).expect("lengths fit");
    check_gradient(&mut posterior, 8);
    let values = posterior.values(&vec![0.1; posterior.dimension()]);
    values.check("").expect("values are inside their supports");
    let terms = values.prior_terms();
    let expected = Dirichlet(&values.alpha).log_density(&values.shares);
    assert_eq!(terms[1], ("shares".to_owned(), expected));
    assert!((terms.iter().map(|(_, term)| term).sum::<f64>() - values.log_prior()).abs() < 1e-9);
}

#[test]
fn vectors_are_drawn_from_their_priors() {
    let dims = Dims::new().length("two", 2);
    let posterior = Posterior::<Model, _>::with_dims(log_likelihood::with(), &dims).expect("lengths fit");
    let draws = posterior.sample_prior(4000, 3).expect("every prior is proper");
    let mean = |name: &str| {
        let draws = draws.draws_of(name).expect("drawn");
        draws.iter().sum::<f64>() / draws.len() as f64
    };
    // Dirichlet(2, 1, 4) has the means 2/7, 1/7, 4/7.
    assert!((mean("rows[1][0]") - 2.0 / 7.0).abs() < 0.02 && (mean("rows[1][2]") - 4.0 / 7.0).abs() < 0.02);
    assert!((mean("vector[1]") - 1.0).abs() < 0.06 && mean("vector[0]").abs() < 0.08);
    assert!(mean("factor[1][0]").abs() < 0.05 && mean("factor[0][0]") == 1.0);
}

#[test]
fn an_argument_of_another_length_is_named() {
    /// Three concentrations for two shares.
    #[derive(Parameters, Clone, Debug)]
    struct Shares {
        #[prior(Dirichlet([1.0, 2.0, 3.0]))]
        shares: [f64; 2],
    }
    let shares = Shares { shares: [0.5, 0.5] };
    let error = shares.check("").expect_err("three concentrations").to_string();
    assert!(
        error.starts_with("the prior of parameter `shares` does not exist: Dirichlet: alpha"),
        "{error}"
    );
}
