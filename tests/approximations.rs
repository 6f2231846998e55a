//! `Map`, `Pathfinder`, `Advi` and `Ensemble` on a posterior of annotated code whose distribution is known.

#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, clippy::all)]

use pullback::prelude::*;
use pullback::sampler::samplers::variational::Family;

/// A rate, a probability and an angle, which know nothing of one another.
#[derive(Parameters, Clone, Debug)]
pub struct Independent {
    /// Events per day.
    #[prior(Gamma(2.0, 0.5))]
    pub rate: f64,
    /// Of success.
    #[prior(Beta(1.0, 3.0))]
    pub chance: f64,
    /// Radians.
    #[prior(Angle)]
    pub phase: f64,
}

/// What was counted.
#[derive(Clone, Debug)]
pub struct Counts {
    /// Events of each day.
    pub events: Vec<f64>,
    /// Successes, and trials.
    pub successes: (f64, f64),
}

/// Poisson, binomial, and von Mises with concentration 50 around 1.
#[differentiable]
fn log_likelihood(p: &Independent, #[constant] counts: &Counts) -> f64 {
    let mut sum = 0.0;
    for y in &counts.events {
        sum += y * p.rate.ln() - p.rate;
    }
    let (successes, trials) = counts.successes;
    sum += successes * p.chance.ln() + (trials - successes) * (1.0 - p.chance).ln();
    sum + 50.0 * (p.phase - 1.0).cos()
}

fn counts() -> Counts {
    Counts {
        events: vec![3.0, 5.0, 2.0, 6.0, 4.0, 3.0, 4.0, 5.0],
        successes: (13.0, 40.0),
    }
}

/// The posteriors are Gamma(2 + 32, 0.5 + 8) and Beta(1 + 13, 3 + 27).
const GAMMA: (f64, f64) = (34.0, 8.5);
const BETA: (f64, f64) = (14.0, 30.0);

#[test]
fn the_mode_is_that_of_the_parameters_as_they_are_written_down() {
    let counts = counts();
    let posterior = Posterior::<Independent, _>::new(log_likelihood::with(&counts));
    let mode = Map::default().seed(1).maximise(&posterior).expect("it has a mode");
    let expected = [(GAMMA.0 - 1.0) / GAMMA.1, (BETA.0 - 1.0) / (BETA.0 + BETA.1 - 2.0), 1.0];
    for (value, expected) in mode.values().iter().zip(expected) {
        assert!((value - expected).abs() < 1e-7, "{mode}");
    }
    let values = posterior.values(mode.position());
    assert!((posterior.log_density_of(&values) - mode.log_density()).abs() < 1e-9);
    // With the Jacobian, the logarithm and the log-odds are most probable elsewhere.
    let mode = Map::default()
        .seed(1)
        .jacobian(true)
        .maximise(&posterior)
        .expect("it has a mode");
    assert!((mode.get("rate").expect("it is stored") - GAMMA.0 / GAMMA.1).abs() < 1e-7);
    assert!((mode.get("chance").expect("it is stored") - BETA.0 / (BETA.0 + BETA.1)).abs() < 1e-7);
}

#[test]
fn what_the_posterior_says_of_itself_fits_together() {
    let counts = counts();
    let mut posterior = Posterior::<Independent, _>::new(log_likelihood::with(&counts));
    let position = [0.7, -0.4, 0.9, 1.3];
    let mut grad = [0.0; 4];
    let value = posterior
        .log_density_and_grad(&position, &mut grad)
        .expect("it is finite");
    assert!((posterior.log_density(&position).expect("it is finite") - value).abs() < 1e-12);
    let mut of_jacobian = [f64::NAN; 4];
    let log_jacobian = posterior.log_jacobian_and_grad(&position, &mut of_jacobian);
    let values = posterior.values(&position);
    assert!((posterior.log_density_of(&values) + log_jacobian - value).abs() < 1e-12);
    for i in 0..4 {
        let moved = |h: f64| {
            let mut moved = position;
            moved[i] += h;
            posterior.log_jacobian_and_grad(&moved, &mut [0.0; 4])
        };
        let difference = (8.0 * (moved(1e-3) - moved(-1e-3)) - moved(2e-3) + moved(-2e-3)) / 12e-3;
        assert!(
            (of_jacobian[i] - difference).abs() < 1e-9,
            "{i}: {} {difference}",
            of_jacobian[i]
        );
    }
}

/// Means and standard deviations of rate and chance, to a fraction of the standard deviations.
fn assert_moments(trace: &Trace, tolerance: f64) {
    let beta_sum = BETA.0 + BETA.1;
    let truth = [
        ("rate", GAMMA.0 / GAMMA.1, GAMMA.0.sqrt() / GAMMA.1),
        (
            "chance",
            BETA.0 / beta_sum,
            (BETA.0 * BETA.1 / (beta_sum + 1.0)).sqrt() / beta_sum,
        ),
        // A von Mises distribution with concentration 50 is close to a normal one.
        ("phase", 1.0, 0.1421),
    ];
    let summary = trace.summary();
    for (name, mean, sd) in truth {
        let row = summary.get(name).expect("it is stored");
        assert!((row.mean - mean).abs() < tolerance * sd, "{row:?}");
        assert!((row.sd / sd - 1.0).abs() < tolerance, "{row:?}");
    }
}

#[test]
fn approximations_of_it_are_good() {
    let counts = counts();
    let posterior = Posterior::<Independent, _>::new(log_likelihood::with(&counts));
    let laplace = Map::default()
        .seed(2)
        .draws(4000)
        .sample(&posterior)
        .expect("it has a mode");
    assert_moments(&laplace.draws().resampled(4000, 3).expect("weights"), 0.15);
    let paths = Pathfinder::default()
        .seed(2)
        .draws(4000)
        .sample(&posterior)
        .expect("paths");
    assert_moments(&paths.draws().resampled(4000, 3).expect("weights"), 0.15);
    let full_rank = Advi::default().family(Family::FullRank).seed(2).draws(4000);
    let fit = full_rank.sample(&posterior).expect("a bound");
    assert_moments(&fit.draws().resampled(4000, 3).expect("weights"), 0.15);
    println!("{laplace}\n{paths}\n{fit}");
}

#[test]
fn walkers_draw_from_it() {
    let counts = counts();
    let posterior = Posterior::<Independent, _>::new(log_likelihood::with(&counts));
    let trace = Ensemble::default()
        .tune(400)
        .draws(800)
        .seed(2)
        .sample(&posterior)
        .expect("it can be sampled");
    assert_moments(&trace, 0.15);
}
