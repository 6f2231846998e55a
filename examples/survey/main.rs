//! A survey: 200 stars with a transit each, 500 fluxes a star, fitted with NUTS on all processors.
//!
//! ```text
//! cargo run --release --example survey
//! cargo run --release --example survey -- 1000          # of 1000 stars
//! cargo run --release --example survey -- 200 0/4       # the first of four slices, as a job array would
//! ```
//!
//! Results go into `output/survey/store` as they come. Interrupt it, or kill it, and start it again: it goes on where it was. When all
//! stars are done, it prints how many have been recovered, and writes a table. Two stars have broken data, and fail alone; so does one
//! whose chains do not converge.
//!
//! The same program runs on the ranks of an MPI job:
//!
//! ```text
//! cargo build --release --example survey --features mpi
//! mpirun -n 4 target/release/examples/survey
//! ```

mod model;

use std::error::Error;
use std::process::ExitCode;

use model::{Estimate, Fit, Simulated, Star, Transit, fit};
use pullback::sampler::communicator::Communicator;
use pullback::sampler::survey::{Survey, SurveyResults};

const OUTPUT: &str = "output/survey";

#[cfg(feature = "mpi")]
fn main() -> ExitCode {
    pullback::sampler::communicator::MpiRanks::run(survey)
}

#[cfg(not(feature = "mpi"))]
fn main() -> ExitCode {
    match survey(&pullback::sampler::communicator::SingleProcess::new()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn survey(ranks: &impl Communicator) -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let count: usize = arguments.next().map_or(Ok(200), |count| count.parse())?;
    let stars = (0..count).map(|number| Star { number });
    let mut survey = Survey::new(stars, fit).seed(42).label("transits, version 1");
    survey = survey.store(format!("{OUTPUT}/store"));
    if let Some(slice) = arguments.next() {
        let (index, slices) = slice.split_once('/').ok_or("a slice is given as 0/4")?;
        survey = survey.slice(index.parse()?, slices.parse()?);
    }
    // Rank 0 has the results.
    if let Some(results) = survey.run_on(ranks)? {
        report(&results)?;
    }
    Ok(())
}

fn report(results: &SurveyResults<Fit>) -> Result<(), Box<dyn Error>> {
    println!("{results}\n");
    println!("parameter          within 1 sd   within 2 sd");
    row("t0", results, |fit| fit.t0, |truth| truth.t0);
    row("duration", results, |fit| fit.duration, |truth| truth.duration);
    row(
        "impact_parameter",
        results,
        |fit| fit.impact_parameter,
        |truth| truth.impact_parameter,
    );
    row(
        "radius_ratio",
        results,
        |fit| fit.radius_ratio,
        |truth| truth.radius_ratio(),
    );
    row("mean", results, |fit| fit.mean, |truth| truth.mean);
    let gradients: u64 = results.done().map(|(_, fit)| fit.gradients).sum();
    println!("\n{gradients} gradients; checksum {:016x}", results.checksum());
    results.to_csv(format!("{OUTPUT}/results.csv"))?;
    #[cfg(feature = "parquet")]
    results.to_parquet(format!("{OUTPUT}/results.parquet"))?;
    println!("table: {OUTPUT}/results.csv");
    Ok(())
}

/// For how many stars the truth is within one and two standard deviations of the posterior mean: of a normal posterior, 68 % and 95 %.
fn row(name: &str, results: &SurveyResults<Fit>, fitted: fn(&Fit) -> Estimate, truth: fn(&Transit) -> f64) {
    let mut off = Vec::new();
    for (target, fit) in results.done() {
        // Targets are called `star-00012`.
        if let Some(number) = target.strip_prefix("star-").and_then(|number| number.parse().ok()) {
            let truth = truth(&Simulated::of(Star { number }).truth);
            let estimate = fitted(fit);
            off.push((estimate.mean - truth).abs() / estimate.sd);
        }
    }
    let share = |sds: f64| 100.0 * off.iter().filter(|off| **off < sds).count() as f64 / off.len() as f64;
    println!("{name:<18} {:>9.1} % {:>11.1} %", share(1.0), share(2.0));
}
