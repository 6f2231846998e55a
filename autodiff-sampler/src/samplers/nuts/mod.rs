//! The no-U-turn sampler (Hoffman & Gelman 2014), in the multinomial form of Betancourt (2017).
//!
//! [`Nuts`] is the settings; [`Nuts::sample`] runs the chains. Below it, one idea per file: `hamiltonian` (phase points,
//! the leapfrog step), `pool` (their memory), `u_turn` (when to stop), `trajectory` (one transition), `step_size` and
//! `metric` (what is tuned), `warmup` (when), `chain` (one chain from start to end).

mod chain;
mod hamiltonian;
mod metric;
mod pool;
mod step_size;
mod trajectory;
mod u_turn;
mod warmup;

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use rand_xoshiro::Xoshiro256PlusPlus;
use rayon::prelude::*;

use crate::log_density::LogDensity;
use crate::samplers::SampleError;
use crate::samplers::progress::Progress;
use crate::trace::{ChainColumns, ChainRecord, Trace, TraceBuilder};

/// The generator of every chain: fast, small, and with a jump that separates the chains' streams.
type ChainRng = Xoshiro256PlusPlus;

pub use metric::Metric;

/// Settings of the no-U-turn sampler.
///
/// ```
/// # use autodiff_sampler::{FnDensity, Nuts};
/// let normal = FnDensity::new(1, |x, grad| {
///     grad[0] = -x[0];
///     -0.5 * x[0] * x[0]
/// });
/// let trace = Nuts::default().chains(4).tune(500).draws(500).seed(42).progress(false).sample(&normal)?;
/// println!("{}", trace.summary());
/// # Ok::<(), autodiff_sampler::SampleError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "settings do nothing until `sample` is called"]
pub struct Nuts {
    chains: usize,
    tune: usize,
    draws: usize,
    seed: Option<u64>,
    target_accept: f64,
    max_treedepth: u32,
    metric: Metric,
    progress: bool,
}

impl Default for Nuts {
    /// Four chains of 1000 tuning steps and 1000 draws, a target acceptance of 0.8, trees of depth at most 10, a seed
    /// from the operating system, the metric that pays, and progress bars.
    fn default() -> Self {
        Self {
            chains: 4,
            tune: 1000,
            draws: 1000,
            seed: None,
            target_accept: 0.8,
            max_treedepth: 10,
            metric: Metric::Auto,
            progress: true,
        }
    }
}

impl Nuts {
    /// Number of independent chains; they run in parallel on rayon's current thread pool.
    pub fn chains(mut self, chains: usize) -> Self {
        self.chains = chains;
        self
    }

    /// Steps per chain in which step size and metric are tuned; they are not stored.
    pub fn tune(mut self, tune: usize) -> Self {
        self.tune = tune;
        self
    }

    /// Stored draws per chain.
    pub fn draws(mut self, draws: usize) -> Self {
        self.draws = draws;
        self
    }

    /// Makes the run reproducible to the bit, whatever the number of threads.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Mean acceptance that the step size is tuned to, between 0 and 1. Raise it (0.9, 0.95) against divergences.
    pub fn target_accept(mut self, target_accept: f64) -> Self {
        self.target_accept = target_accept;
        self
    }

    /// Largest number of doublings of a trajectory: it has at most 2 to this power leapfrog steps.
    pub fn max_treedepth(mut self, max_treedepth: u32) -> Self {
        self.max_treedepth = max_treedepth;
        self
    }

    /// Which metric to adapt. The choice of [`Metric::Auto`] is made from draws and gradients, not by the clock, so that it
    /// does not depend on the machine; where the gradient is very cheap or very expensive, another one may be faster.
    pub fn metric(mut self, metric: Metric) -> Self {
        self.metric = metric;
        self
    }

    /// Whether to report on standard error: a live bar per chain on a terminal, else a line per chain at its end.
    pub fn progress(mut self, progress: bool) -> Self {
        self.progress = progress;
        self
    }

    /// Draws from `density`.
    ///
    /// Positions where density or gradient are not finite end a trajectory as a divergence and are recorded as such.
    ///
    /// # Errors
    ///
    /// When a setting makes no sense, when a chain finds no usable start, or when the density panics or reports a fatal
    /// error; the error names the chain. The other chains are stopped then.
    pub fn sample<P: LogDensity + Clone + Sync>(&self, density: &P) -> Result<Trace, SampleError> {
        self.validate()?;
        if density.dimension() == 0 {
            return Err(SampleError::ZeroDimension);
        }
        let (names, stored) = (density.names(), density.stored_dimension());
        if names.len() != stored {
            return Err(SampleError::Names {
                names: names.len(),
                stored,
            });
        }

        let clock = Instant::now();
        let seed = self.seed.unwrap_or_else(rand::random);
        let mut builder = TraceBuilder::new(names, self.chains, self.tune, self.draws, seed);
        let progress = Progress::new(self.progress, self.chains, self.tune, self.draws);
        let abort = AtomicBool::new(false);
        let jobs: Vec<_> = builder.columns().into_iter().enumerate().collect();
        let records: Vec<_> = jobs
            .into_par_iter()
            .with_max_len(1)
            .map(|(chain, columns)| {
                let record = self.run_chain(density, seed, chain, columns, &progress, &abort);
                if record.is_err() {
                    abort.store(true, Ordering::Relaxed);
                }
                record
            })
            .collect();
        let mut finished = Vec::with_capacity(self.chains);
        for record in records {
            finished.extend(record?);
        }
        Ok(builder.finish(finished, clock.elapsed()))
    }

    /// Runs one chain and turns a panic of the user's code into an error.
    fn run_chain<P: LogDensity + Clone + Sync>(
        &self,
        density: &P,
        seed: u64,
        chain: usize,
        columns: ChainColumns<'_>,
        progress: &Progress,
        abort: &AtomicBool,
    ) -> Result<Option<ChainRecord>, SampleError> {
        let mut progress = progress.chain(chain);
        // Nothing that the closure touched is looked at after a panic.
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            chain::run(self, seed, chain, density.clone(), columns, &mut progress, abort)
        }))
        .unwrap_or_else(|payload| {
            Err(SampleError::Panicked {
                chain,
                message: panic_message(&*payload),
            })
        });
        progress.finish(outcome.is_ok());
        outcome
    }

    fn validate(&self) -> Result<(), SampleError> {
        let check = |ok: bool, setting, value: String, requirement| {
            if ok {
                Ok(())
            } else {
                Err(SampleError::Setting {
                    setting,
                    value,
                    requirement,
                })
            }
        };
        check(
            self.chains > 0,
            "chains",
            self.chains.to_string(),
            "at least one chain is needed",
        )?;
        check(
            self.draws > 0,
            "draws",
            self.draws.to_string(),
            "at least one draw is needed",
        )?;
        check(
            self.target_accept > 0.0 && self.target_accept < 1.0,
            "target_accept",
            self.target_accept.to_string(),
            "must lie strictly between 0 and 1",
        )?;
        check(
            (1..=20).contains(&self.max_treedepth),
            "max_treedepth",
            self.max_treedepth.to_string(),
            "must lie between 1 and 20",
        )
    }
}

/// The text that `panic!` was called with.
fn panic_message(payload: &(dyn Any + Send)) -> String {
    if let Some(text) = payload.downcast_ref::<&str>() {
        (*text).to_owned()
    } else if let Some(text) = payload.downcast_ref::<String>() {
        text.clone()
    } else {
        "a panic without a message".to_owned()
    }
}
