//! The log density at many positions at once, by as many threads as pay.

use std::time::{Duration, Instant};

use cpu_time::ThreadTime;
use rayon::prelude::*;

use crate::log_density::{LogDensity, LogDensityError};
use crate::samplers::run::SharedWork;

/// Work that handing it to another thread pays for.
const WORTH_A_THREAD: Duration = Duration::from_micros(20);

/// Evaluates, and learns meanwhile how long that takes.
#[derive(Clone, Debug)]
pub(super) struct Evaluator {
    /// Seconds that one evaluation took of late.
    seconds_each: f64,
    shared: SharedWork,
}

impl Default for Evaluator {
    /// As if evaluations took long, until one has been seen.
    fn default() -> Self {
        Self {
            seconds_each: f64::INFINITY,
            shared: SharedWork::default(),
        }
    }
}

impl Evaluator {
    /// The log density at each position: −∞ where it is not finite or cannot be computed. A panic of the density goes on.
    ///
    /// # Errors
    ///
    /// A fatal error of the density: that of the first position that has one.
    pub fn log_densities<P: LogDensity + Clone + Sync>(
        &mut self,
        density: &mut P,
        positions: &[f64],
    ) -> Result<Vec<f64>, LogDensityError> {
        let dimension = density.dimension();
        let count = positions.len() / dimension;
        let portion = ((WORTH_A_THREAD.as_secs_f64() / self.seconds_each) as usize).clamp(1, count);
        let begin = Instant::now();
        if portion == count || rayon::current_num_threads() == 1 || density.is_collective() {
            let values = evaluate_all(density, positions);
            self.seconds_each = begin.elapsed().as_secs_f64() / count as f64;
            return values;
        }
        let own = ThreadTime::now();
        let density = &*density;
        let parts: Vec<_> = positions
            .par_chunks(portion * dimension)
            .map_init(
                || density.clone(),
                |density, part| {
                    let clock = ThreadTime::now();
                    (evaluate_all(density, part), clock.elapsed())
                },
            )
            .collect();
        let all_threads: Duration = parts.iter().map(|(_, time)| *time).sum();
        self.shared.all_threads += all_threads;
        self.shared.own_thread += own.elapsed();
        self.seconds_each = all_threads.as_secs_f64() / count as f64;
        let mut values = Vec::with_capacity(count);
        for (part, _) in parts {
            values.extend(part?);
        }
        Ok(values)
    }

    /// Work that was shared among threads since this was asked last.
    pub fn shared_work(&mut self) -> SharedWork {
        std::mem::take(&mut self.shared)
    }
}

fn evaluate_all<P: LogDensity>(density: &mut P, positions: &[f64]) -> Result<Vec<f64>, LogDensityError> {
    let dimension = density.dimension();
    let evaluate = |position: &[f64]| match density.log_density(position) {
        Ok(value) if value < f64::INFINITY => Ok(value),
        Ok(_) | Err(LogDensityError::Recoverable(_)) => Ok(f64::NEG_INFINITY),
        Err(fatal) => Err(fatal),
    };
    positions.chunks_exact(dimension).map(evaluate).collect()
}
