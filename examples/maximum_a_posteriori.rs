//! The most probable parameters, and how much to doubt them, without sampling: a straight line through points of which some are wrong.
//!
//! ```text
//! cargo run --release --example maximum_a_posteriori
//! ```
//!
//! `Map` climbs to the mode of the posterior by L-BFGS from several starts, on the gradient that the compiler made. `Map::sample` goes on
//! to the second derivatives there and draws from the Gaussian that touches the posterior (the Laplace approximation). A run of NUTS on
//! the same posterior shows what that is worth: much where the posterior is nearly a Gaussian, as for the line itself; less for the
//! share of wrong points and how far they scatter, whose posteriors are skewed. k-hat, printed below the table, judges it without such a run.
//!
//! The data are table 1 of Hogg, Bovy & Lang (2010, "Data analysis recipes: fitting a model to data", arXiv:1008.4686), and so is the
//! model (§3): a point is good, and scatters about the line as its error says, or it is wrong, with a probability that is to be found,
//! and scatters far more widely. Which points are which is summed over, by `log_mix`, so that all parameters are continuous.

use pullback::log_density;
use pullback::prelude::*;
use pullback::special::log_mix;
use std::error::Error;

#[derive(Parameters, Clone, Debug)]
struct Line {
    #[prior(Normal(0.0, 10.0))]
    slope: f64,
    #[prior(Normal(0.0, 300.0))]
    intercept: f64,
    /// The share of wrong points.
    #[prior(Beta(1.0, 3.0))]
    wrong: f64,
    /// How far those scatter about the line beyond their errors.
    #[prior(LogNormal(5.0, 1.0))]
    scatter: f64,
}

/// x, y, and the standard error of y.
const POINTS: [[f64; 3]; 20] = [
    [201.0, 592.0, 61.0],
    [244.0, 401.0, 25.0],
    [47.0, 583.0, 38.0],
    [287.0, 402.0, 15.0],
    [203.0, 495.0, 21.0],
    [58.0, 173.0, 15.0],
    [210.0, 479.0, 27.0],
    [202.0, 504.0, 14.0],
    [198.0, 510.0, 30.0],
    [158.0, 416.0, 16.0],
    [165.0, 393.0, 14.0],
    [201.0, 442.0, 25.0],
    [157.0, 317.0, 52.0],
    [131.0, 311.0, 16.0],
    [166.0, 400.0, 34.0],
    [160.0, 337.0, 31.0],
    [186.0, 423.0, 42.0],
    [125.0, 334.0, 26.0],
    [218.0, 533.0, 16.0],
    [146.0, 344.0, 22.0],
];

#[differentiable]
fn log_likelihood(line: &Line, #[constant] points: &[[f64; 3]]) -> f64 {
    let mut sum = 0.0;
    for [x, y, error] in points {
        let expected = line.slope * x + line.intercept;
        let good = log_density::normal(*y, expected, *error);
        let wrong = log_density::normal(*y, expected, error.hypot(line.scatter));
        sum += log_mix(line.wrong, wrong, good);
    }
    sum
}

fn main() -> Result<(), Box<dyn Error>> {
    let posterior = Posterior::new(log_likelihood::with(&POINTS));

    let laplace = Map::default().starts(8).draws(4000).seed(2010).sample(&posterior)?;
    println!("{laplace}\n");

    let trace = Nuts::default().seed(2010).sample(&posterior)?;
    println!("{}\n", trace.summary());

    let (approximate, sampled) = (laplace.draws().summary(), trace.summary());
    println!("                 mode      Laplace            NUTS");
    for row in sampled.rows() {
        let name = &row.parameter;
        let mode = laplace.mode().get(name).unwrap_or(f64::NAN);
        let (mean, sd) = approximate
            .get(name)
            .map_or((f64::NAN, f64::NAN), |row| (row.mean, row.sd));
        println!(
            "{name:<10} {mode:>10.3} {mean:>9.3} ± {sd:<7.3} {:>8.3} ± {:<7.3}",
            row.mean, row.sd
        );
    }
    println!(
        "gradients  {:>10} {:>36}",
        laplace.mode().evaluations(),
        trace.gradient_evaluations()
    );

    println!("\nprobability of being wrong, point by point (mean over the draws of NUTS):");
    let lines: Vec<Line> = trace.values()?;
    for point in &POINTS {
        let share: f64 = lines.iter().map(|line| probability_of_wrong(line, point)).sum::<f64>() / lines.len() as f64;
        if share > 0.5 {
            println!("  ({}, {}): {share:.2}", point[0], point[1]);
        }
    }
    Ok(())
}

/// That a point is a wrong one, given the line.
fn probability_of_wrong(line: &Line, [x, y, error]: &[f64; 3]) -> f64 {
    let expected = line.slope * x + line.intercept;
    let good = (1.0 - line.wrong).ln() + log_density::normal(*y, expected, *error);
    let wrong = line.wrong.ln() + log_density::normal(*y, expected, error.hypot(line.scatter));
    1.0 / (1.0 + (good - wrong).exp())
}
