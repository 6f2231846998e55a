//! Variational inference, and what it leaves out: the dose at which half of the animals die.
//!
//! ```text
//! cargo run --release --example variational
//! ```
//!
//! `Advi` looks for the Gaussian that is nearest to the posterior (in unconstrained space), by maximising a bound with L-BFGS. A mean
//! field has no correlations; the posterior here has strong ones, and its spreads come out far too small, which the linear response of
//! the optimum repairs. A Gaussian of full rank has them from the start. What no Gaussian has is the skewness of this posterior: k-hat is
//! what warns of that, and NUTS shows it.
//!
//! The data are those of Racine et al. (1986, "Bayesian methods in practice", Applied Statistics 35, 93), known from Gelman et al.,
//! *Bayesian Data Analysis*, §3.7: at each of four doses, in log g/ml, five animals were treated, and some died.

use pullback::log_density;
use pullback::prelude::*;
use pullback::sampler::samplers::variational::{Family, VariationalFit};
use std::error::Error;

#[derive(Parameters, Clone, Debug)]
struct Bioassay {
    /// Log-odds of death at a dose of 1 g/ml.
    #[prior(Normal(0.0, 2.0))]
    alpha: f64,
    /// How they rise with the logarithm of the dose.
    #[prior(Normal(10.0, 10.0))]
    beta: f64,
}

/// Logarithm of the dose in g/ml, animals, deaths.
const GROUPS: [(f64, u64, u64); 4] = [(-0.86, 5, 0), (-0.30, 5, 1), (-0.05, 5, 3), (0.73, 5, 5)];

#[differentiable]
fn log_likelihood(p: &Bioassay, #[constant] groups: &[(f64, u64, u64)]) -> f64 {
    let mut sum = 0.0;
    for (dose, animals, deaths) in groups {
        sum += log_density::binomial_logit(*deaths, *animals, p.alpha + p.beta * dose);
    }
    sum
}

fn main() -> Result<(), Box<dyn Error>> {
    let posterior = Posterior::new(log_likelihood::with(&GROUPS));
    let advi = Advi::default().draws(4000).seed(1986);
    let mean_field = advi.clone().family(Family::MeanField).sample(&posterior)?;
    let full_rank = advi.family(Family::FullRank).sample(&posterior)?;
    let trace = Nuts::default().seed(1986).sample(&posterior)?;

    println!("{full_rank}\n");
    println!("{}\n", trace.summary());

    println!("                               alpha            beta     correlation   k-hat   gradients");
    print_fit(
        "mean field",
        mean_field.mean(),
        mean_field.covariance(),
        Some(&mean_field),
    );
    let response = mean_field.linear_response_covariance(&posterior)?;
    print_fit("mean field, linear response", mean_field.mean(), &response, None);
    print_fit("full rank", full_rank.mean(), full_rank.covariance(), Some(&full_rank));
    let (mean, covariance) = moments(&trace);
    print_fit("NUTS", &mean, &covariance, None);
    println!("{:>91}", trace.gradient_evaluations());

    // Of the draws, what the question was: the dose at which half of the animals die.
    let median_dose = |trace: &Trace| -> Result<[f64; 3], Box<dyn Error>> {
        let doses: Vec<f64> = trace.values()?.iter().map(|p: &Bioassay| -p.alpha / p.beta).collect();
        Ok(pullback::sampler::diagnostics::quantiles(&doses, [0.16, 0.5, 0.84]))
    };
    let [low, middle, high] = median_dose(&trace)?;
    println!("\nlog dose that kills half (16, 50, 84 %): {low:.3} {middle:.3} {high:.3} by NUTS");
    let [low, middle, high] = median_dose(full_rank.draws().trace())?;
    println!("                                         {low:.3} {middle:.3} {high:.3} by the Gaussian of full rank");
    Ok(())
}

/// Means, standard deviations and correlation; alpha and beta are not transformed, so unconstrained space is their own.
fn print_fit(name: &str, mean: &[f64], covariance: &[f64], fit: Option<&VariationalFit>) {
    let [a, ab, _, b] = [covariance[0], covariance[1], covariance[2], covariance[3]];
    print!(
        "{name:<28} {:>5.2} ± {:<5.2} {:>7.2} ± {:<5.2} {:>8.2}",
        mean[0],
        a.sqrt(),
        mean[1],
        b.sqrt(),
        ab / (a * b).sqrt()
    );
    match fit {
        Some(fit) => println!(" {:>10.2} {:>11}", fit.draws().pareto_k(), fit.evaluations()),
        None => println!(),
    }
}

fn moments(trace: &Trace) -> ([f64; 2], [f64; 4]) {
    let [a, b] = ["alpha", "beta"].map(|name| trace.draws_of(name).unwrap_or_default());
    let count = a.len() as f64;
    let mean = [a, b].map(|draws| draws.iter().sum::<f64>() / count);
    let product = |x: (&[f64], f64), y: (&[f64], f64)| {
        x.0.iter().zip(y.0).map(|(p, q)| (p - x.1) * (q - y.1)).sum::<f64>() / (count - 1.0)
    };
    let (a, b) = ((a, mean[0]), (b, mean[1]));
    (mean, [product(a, a), product(a, b), product(b, a), product(b, b)])
}
