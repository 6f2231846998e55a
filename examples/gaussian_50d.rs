//! What a gradient is worth: 50 standard normal numbers, drawn with it and without it.
//!
//! ```text
//! cargo run --release --example gaussian_50d
//! ```
//!
//! The no-U-turn sampler follows the gradient; the ensemble sampler, the one that emcee made the habit of a field, proposes along
//! lines between its walkers and needs values alone. Both draw from the easiest density there is, in as many dimensions as a model
//! of a few planets has. What counts is how long a program takes for one effective sample: as many independent draws as would tell
//! as much.
//!
//! The gradient of this density could be written down at once. It is left to the compiler all the same, as that of a model would be.

use pullback::prelude::*;
use pullback::sampler::Summary;

const DIMENSIONS: usize = 50;

#[derive(Parameters, Clone, Debug)]
struct Numbers {
    #[prior(Flat)]
    x: [f64; DIMENSIONS],
}

#[differentiable]
fn log_likelihood(numbers: &Numbers) -> f64 {
    let mut sum = 0.0;
    for x in &numbers.x {
        sum -= 0.5 * x * x;
    }
    sum
}

fn main() -> Result<(), SampleError> {
    let posterior = Posterior::new(log_likelihood::with());
    let nuts = Nuts::default().chains(2).tune(1000).draws(1000).seed(50);
    let ensemble = Ensemble::default().walkers(124).tune(1000).draws(5000).seed(50);

    let by_gradient = nuts.sample(&posterior)?;
    let by_values = ensemble.sample(&posterior)?;

    // Diagnostics of six hundred thousand draws of fifty numbers take longer than the draws: once is enough.
    let traces = [&by_gradient, &by_values];
    let summaries = traces.map(Trace::summary);
    let run_times = traces.map(|trace| trace.cpu_time().as_secs_f64() * 1e3);
    let bulk = summaries.each_ref().map(Summary::mean_ess_bulk);
    let worst = summaries.each_ref().map(Summary::mean_ess_worst);

    println!("{}\n", summaries[0]);
    println!("{DIMENSIONS} standard normal numbers; times of all cores, tuning included\n");
    println!("                                        NUTS      ensemble");
    println!("                            2 chains × 1000   124 walkers × 5000");
    line("run time [ms]", run_times, 2);
    let evaluations = traces.map(|trace| trace.gradient_evaluations() as f64);
    line("gradients or values", evaluations, 0);
    line("mean ess_bulk", bulk, 0);
    line("least ess_tail", summaries.each_ref().map(least_ess_tail), 0);
    let per_sample = [0, 1].map(|i| run_times[i] / bulk[i]);
    line("ms per effective sample, bulk", per_sample, 5);
    let per_worst_sample = [0, 1].map(|i| run_times[i] / worst[i]);
    line("ms, lesser of bulk and tail", per_worst_sample, 5);
    println!(
        "\nwith the gradient, an effective sample takes {:.0} times less",
        per_sample[1] / per_sample[0]
    );
    Ok(())
}

fn line(what: &str, [gradient, values]: [f64; 2], digits: usize) {
    println!("{what:<30} {gradient:>12.digits$} {values:>20.digits$}");
}

fn least_ess_tail(summary: &Summary) -> f64 {
    summary
        .rows()
        .iter()
        .map(|row| row.ess_tail)
        .fold(f64::INFINITY, f64::min)
}
