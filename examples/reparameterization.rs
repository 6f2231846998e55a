//! What divergences mean, and how to be rid of them: the eight schools, written in two ways.
//!
//! ```text
//! cargo run --release --example reparameterization
//! ```
//!
//! Eight schools coached their pupils for a test, and each measured an effect with an error about as large (Rubin 1981, "Estimation in
//! parallel randomized experiments", Journal of Educational Statistics 6, 377; the data as in Gelman et al., *Bayesian Data Analysis*).
//! The model has an effect for each school, and these scatter with a spread `tau` about a common mean `mu`.
//!
//! Where `tau` is small, all eight effects are squeezed into a narrow neck around `mu`; where it is large, they are free: the posterior
//! is a funnel. One step size cannot suit both ends of it. In the neck the sampler's steps overshoot, the energy that should stay
//! constant does not, and the step is reported as a *divergence*: not a rounding error to be ignored, but the sign that a part of
//! the posterior was hardly reached. A few are enough to distrust the rest: few effective samples of `tau`, and a least `tau` that
//! stays far above zero. Further draws do not repair that, and smaller steps (`target_accept` nearer to 1) cost much and get only
//! somewhat farther into the neck.
//!
//! The cure is to sample other coordinates. With effect = mu + tau · z, the z are standard normal whatever `tau` is, and the funnel is
//! gone. It is one word, `non_centred`, and the likelihood does not change: it sees effects in either case.

use pullback::prelude::*;
use pullback::sampler::plots::{Corner, PlotError};
use std::error::Error;

const OUTPUT: &str = "output/reparameterization";

struct Schools {
    measured: [f64; 8],
    error: [f64; 8],
}

const SCHOOLS: Schools = Schools {
    measured: [28.0, 8.0, -3.0, 7.0, -1.0, 1.0, 18.0, 12.0],
    error: [15.0, 10.0, 16.0, 11.0, 9.0, 11.0, 10.0, 18.0],
};

#[derive(Parameters, Clone, Debug)]
struct Centred {
    #[prior(Normal(0.0, 5.0))]
    mu: f64,
    #[prior(HalfCauchy(5.0))]
    tau: f64,
    #[prior(Normal(mu, tau))]
    effect: [f64; 8],
}

#[derive(Parameters, Clone, Debug)]
struct NonCentred {
    #[prior(Normal(0.0, 5.0))]
    mu: f64,
    #[prior(HalfCauchy(5.0))]
    tau: f64,
    #[prior(Normal(mu, tau), non_centred)]
    effect: [f64; 8],
}

/// What the measurements say of the effects, whichever way those are sampled.
#[differentiable]
fn agreement(effect: &[f64], #[constant] schools: &Schools) -> f64 {
    let mut sum = 0.0;
    for ((effect, measured), error) in effect.iter().zip(&schools.measured).zip(&schools.error) {
        let z = (measured - effect) / error;
        sum -= 0.5 * z * z;
    }
    sum
}

#[differentiable]
fn centred(p: &Centred, #[constant] schools: &Schools) -> f64 {
    agreement(&p.effect, schools)
}

#[differentiable]
fn non_centred(p: &NonCentred, #[constant] schools: &Schools) -> f64 {
    agreement(&p.effect, schools)
}

fn main() -> Result<(), Box<dyn Error>> {
    let nuts = Nuts::default().chains(4).tune(1000).draws(1000).seed(1);
    let funnel = Posterior::new(centred::with(&SCHOOLS));
    let straight = Posterior::new(non_centred::with(&SCHOOLS));

    let first = nuts.clone().sample(&funnel)?;
    let smaller_steps = nuts.clone().target_accept(0.99).sample(&funnel)?;
    let cured = nuts.target_accept(0.9).sample(&straight)?;

    println!("{}\n", cured.summary());
    println!("                              centred              centred   non-centred");
    let all = [&first, &smaller_steps, &cured];
    line("target_accept", [0.8, 0.99, 0.9], 2);
    line("divergences", all.map(|trace| trace.divergences().len() as f64), 0);
    line("gradients per draw", all.map(gradients_per_draw), 1);
    line("ess_bulk of tau", all.map(|trace| of_tau(trace).0), 0);
    line("r_hat of tau", all.map(|trace| of_tau(trace).1), 3);
    line("least tau", all.map(least_tau), 3);
    line("ms per effective sample", all.map(Trace::ms_per_effective_sample), 4);

    draw(&first, "centred")?;
    draw(&cured, "non_centred")?;
    println!("\npictures: centred.png and non_centred.png in {OUTPUT}; yellow dots are divergences");
    Ok(())
}

fn line(what: &str, [first, second, third]: [f64; 3], digits: usize) {
    println!("{what:<24} {first:>12.digits$} {second:>20.digits$} {third:>13.digits$}");
}

fn gradients_per_draw(trace: &Trace) -> f64 {
    let draws = trace.chains() * (trace.tune() + trace.draws());
    trace.gradient_evaluations() as f64 / draws as f64
}

fn of_tau(trace: &Trace) -> (f64, f64) {
    let summary = trace.summary();
    summary
        .get("tau")
        .map_or((f64::NAN, f64::NAN), |row| (row.ess_bulk, row.r_hat))
}

fn least_tau(trace: &Trace) -> f64 {
    let draws = trace.draws_of("tau").unwrap_or_default();
    draws.iter().copied().fold(f64::INFINITY, f64::min)
}

/// The logarithm of tau against the effect of the first school: the funnel.
fn draw(trace: &Trace, name: &str) -> Result<(), PlotError> {
    let tau = trace.draws_of("tau").unwrap_or_default();
    let log_tau: Vec<f64> = tau.iter().map(|tau| tau.ln()).collect();
    Corner::new()
        .title(&format!("Eight schools, {}", name.replace('_', "-")))
        .parameter("ln τ", &log_tau)
        .parameter("effect of school 1", trace.draws_of("effect[0]").unwrap_or_default())
        .divergences(&trace.sample_stats().diverging)
        .save(format!("{OUTPUT}/{name}.png"))
}
