//! A run that may be stopped at any time, and loses nothing.
//!
//! ```text
//! cargo run --release --example long_run
//! ```
//!
//! The model is small (eight schools: the effects of coaching on test scores, Rubin 1981, Journal of Educational Statistics 6,
//! 377), but the run is what one of days would be:
//!
//! * [`checkpoint`](Nuts::checkpoint) writes it to a folder as it goes on. End the process however you like (press Ctrl-C twice,
//!   `kill -9` it, pull the plug), start the program again, and it goes on where it was, with the draws that it would have had.
//! * [`stop_on_ctrl_c`](Nuts::stop_on_ctrl_c): one Ctrl-C ends it after the draws in progress, and what there is is summarised.
//! * [`on_draw`](Nuts::on_draw) sees every draw: here it counts those with a large effect, and would end the run if a file
//!   called `stop` came to be.
//! * [`time_limit`](Nuts::time_limit) and [`ess_target`](Nuts::ess_target) end it when there is no time left, or nothing left
//!   to gain.
//!
//! So that there is something to see, the program first plays the process that is interrupted, a third of the way, and then the
//! one that is started again. At the end it goes on a little from the trace itself ([`continue_from`](Nuts::continue_from)), and
//! compares everything with a run that was never interrupted: not a bit differs.

use std::error::Error;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use pullback::prelude::*;
use pullback::sampler::samplers::run::{Checkpoint, EssTarget};
use pullback::sampler::trace::EndReason;

const OUTPUT: &str = "output/long_run";
const SEED: u64 = 8;

#[derive(Parameters, Clone, Debug)]
struct Effects {
    /// Mean over all schools there might be.
    #[prior(Normal(0.0, 5.0))]
    mu: f64,
    /// How much schools differ.
    #[prior(HalfCauchy(5.0))]
    tau: f64,
    /// The effect in each school, in points.
    #[prior(Normal(mu, tau), non_centred)]
    theta: [f64; 8],
}

struct Schools {
    effect: [f64; 8],
    error: [f64; 8],
}

#[differentiable]
fn log_likelihood(p: &Effects, #[constant] schools: &Schools) -> f64 {
    let mut sum = 0.0;
    for i in 0..8 {
        let z = (schools.effect[i] - p.theta[i]) / schools.error[i];
        sum -= 0.5 * z * z;
    }
    sum
}

/// The settings of every run here.
fn nuts() -> Nuts {
    Nuts::default()
        .chains(4)
        .tune(1000)
        .draws(50_000)
        .seed(SEED)
        .target_accept(0.9)
}

/// Enough effective samples of what the question is about.
fn enough() -> EssTarget {
    EssTarget::new(20_000.0).of(["mu", "tau"])
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let schools = Schools {
        effect: [28.0, 8.0, -3.0, 7.0, -1.0, 1.0, 18.0, 12.0],
        error: [15.0, 10.0, 16.0, 11.0, 9.0, 11.0, 10.0, 18.0],
    };
    let posterior = Posterior::new(log_likelihood::with(&schools));
    std::fs::create_dir_all(OUTPUT)?;
    let folder = Path::new(OUTPUT).join("run");
    if !folder.exists() {
        be_interrupted(&folder, &posterior)?;
    }

    // What a program of one's own would consist of: begin, or go on with what is there.
    let large = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&large);
    let stop_file = Path::new(OUTPUT).join("stop");
    let trace = nuts()
        .checkpoint(Checkpoint::resume_or_new(&folder).every(Duration::from_secs(2)))
        .stop_on_ctrl_c(true)
        .time_limit(Duration::from_secs(600))
        .ess_target(enough())
        .on_draw(move |event| {
            // After mu and tau come the schools, in the order of the trace's names.
            if !event.tuning && event.values[2] > 20.0 {
                counter.fetch_add(1, Ordering::Relaxed);
            }
            // Once in a thousand draws: a look at the disk takes longer than a draw.
            let is_time_to_look = event.draw.is_multiple_of(1000);
            if is_time_to_look && stop_file.exists() {
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        })
        .sample(&posterior)?;
    println!("{}\n", trace.summary());
    for warning in trace.warnings() {
        println!("warning: {warning}");
    }
    let reason = trace.ending().reason;
    println!(
        "resumed: {} draws of each chain, ended because of {reason:?}",
        trace.draws()
    );
    println!(
        "since then, {} draws had an effect above 20 points in school A",
        large.load(Ordering::Relaxed)
    );
    if !matches!(reason, EndReason::EssTarget | EndReason::Complete) {
        println!("start the program again to go on");
        return Ok(());
    }
    compare(&trace, &posterior)?;
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

/// The process that does not live to see its end: it has a third of the draws when somebody presses Ctrl-C, so to speak.
fn be_interrupted<P: LogDensity + Clone + Sync>(folder: &Path, posterior: &P) -> Result<(), SampleError> {
    let interrupted = nuts().checkpoint(folder).progress(false).on_draw(|event| {
        if event.tuning || event.draw < 5000 {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    });
    let trace = interrupted.sample(posterior)?;
    println!(
        "interrupted: {} of {} draws of each chain\n",
        trace.draws(),
        trace.ending().planned_draws
    );
    Ok(())
}

/// Compares the run that was interrupted with one that was not, and with that one continued.
fn compare<P: LogDensity + Clone + Sync>(trace: &Trace, posterior: &P) -> Result<(), Box<dyn Error>> {
    let quiet = nuts().progress(false);
    let uninterrupted = quiet.clone().ess_target(enough()).sample(posterior)?;
    let short = quiet.clone().draws(1000).sample(posterior)?;
    let continued = quiet.draws(trace.draws()).continue_from(&short, posterior)?;
    for name in trace.names() {
        let draws = trace.draws_of(name);
        if draws != uninterrupted.draws_of(name) || draws != continued.draws_of(name) {
            return Err(format!("the draws of {name} differ").into());
        }
    }
    println!(
        "a run that was never interrupted, and one continued from its first 1000 draws, have the same draws to the bit"
    );
    Ok(())
}
