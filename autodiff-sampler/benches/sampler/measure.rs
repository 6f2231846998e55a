//! What was measured of one sampler on one density, summed over runs, and the line that says so.

use crate::settings::is_timed;
use pullback::prelude::*;
use pullback::sampler::diagnostics;
use std::time::{Duration, Instant};

/// Sums over runs.
#[derive(Clone, Debug, Default)]
pub struct Cost {
    pub runs: f64,
    /// The least of all values.
    pub min_ess_bulk: f64,
    /// The least of all values.
    pub min_ess_tail: f64,
    /// Mean of all values.
    pub mean_ess_bulk: f64,
    /// Mean of the lesser of both, of all values.
    pub mean_ess_worst: f64,
    pub draws: f64,
    /// Gradients in the draws, without those of tuning.
    pub gradients: f64,
    /// Gradients of tuning and of the search for a start.
    pub tuning_gradients: f64,
    /// The largest r-hat of any value, of any run.
    pub worst_r_hat: f64,
    pub cpu_seconds: f64,
    pub divergences: usize,
    /// The moment furthest from the reference, of any run.
    pub worst_z: Option<f64>,
}

impl Cost {
    /// Adds a run of ours.
    pub fn add(&mut self, trace: &Trace) {
        let steps: f64 = trace.sample_stats().n_steps.iter().map(|n| f64::from(*n)).sum();
        self.tuning_gradients += trace.gradient_evaluations() as f64 - steps;
        let columns = trace
            .names()
            .iter()
            .map(|name| trace.chains_of(name).expect("a name of the trace"));
        self.add_columns(columns, steps);
        self.draws += (trace.chains() * trace.draws()) as f64;
        self.cpu_seconds += trace.cpu_time().as_secs_f64();
        self.divergences += trace.divergences().len();
    }

    /// Adds the effective sample sizes of a run's values, given as one slice per chain.
    pub fn add_columns<'a>(&mut self, columns: impl Iterator<Item = Vec<&'a [f64]>>, gradients: f64) {
        let (mut bulks, mut tails) = (Vec::new(), Vec::new());
        for chains in columns {
            bulks.push(diagnostics::ess_bulk(&chains));
            tails.push(diagnostics::ess_tail(&chains));
            self.worst_r_hat = self.worst_r_hat.max(diagnostics::r_hat(&chains));
        }
        let least = |values: &[f64]| values.iter().copied().fold(f64::INFINITY, f64::min);
        let count = bulks.len() as f64;
        self.runs += 1.0;
        self.min_ess_bulk += least(&bulks);
        self.min_ess_tail += least(&tails);
        self.mean_ess_bulk += bulks.iter().sum::<f64>() / count;
        self.mean_ess_worst += bulks
            .iter()
            .zip(&tails)
            .map(|(bulk, tail)| bulk.min(*tail))
            .sum::<f64>()
            / count;
        self.gradients += gradients;
    }

    /// The line of a model; `more` goes behind its name.
    pub fn print(&self, name: &str, more: &str) {
        let worst_z = self.worst_z.map_or_else(String::new, |z| format!(" worst_z={z:.2}"));
        println!(
            "bench sampler/{name}{more} min_ess_bulk={:.0} min_ess_tail={:.0} gradients_per_draw={:.2} \
             ess_per_gradient={:.4} ess_per_cpu_second={:.0} tuning_gradients={:.0} divergences={} r_hat={:.3}{worst_z}",
            self.min_ess_bulk / self.runs,
            self.min_ess_tail / self.runs,
            self.gradients / self.draws,
            self.min_ess_bulk / self.gradients,
            self.min_ess_bulk / self.cpu_seconds,
            self.tuning_gradients / self.runs,
            self.divergences,
            self.worst_r_hat,
        );
    }
}

/// Nanoseconds of one call, the shortest of many batches.
pub fn nanoseconds(mut call: impl FnMut()) -> f64 {
    let mut batch = |calls: u32| {
        let start = Instant::now();
        (0..calls).for_each(|_| call());
        start.elapsed()
    };
    batch(3);
    let calls = 1 + (Duration::from_micros(200).as_nanos() / (batch(3) / 3).as_nanos().max(1)) as u32;
    let end = Instant::now() + Duration::from_millis(if is_timed() { 200 } else { 1 });
    let mut best = Duration::MAX;
    while best == Duration::MAX || Instant::now() < end {
        best = best.min(batch(calls));
    }
    best.as_secs_f64() * 1e9 / f64::from(calls)
}
