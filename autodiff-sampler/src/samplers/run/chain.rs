//! One chain of a run: the sampler's chain, its part of the storage, and how far it has got.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use cpu_time::ThreadTime;

use super::callback::DrawEvent;
use super::checkpoint::{CheckpointError, Journal, Progressed, other_density};
use super::climbs::Climbs;
use super::continuation::{ContinueError, EndedState};
use super::driver::Context;
use super::kernel::{Begin, Chain, Sampler, Step};
use super::progress::{ChainProgress, End};
use crate::log_density::{LogDensity, LogDensityError};
use crate::samplers::guard::{panic_message, stream};
use crate::samplers::start::{Found, NotFound};
use crate::trace::{ChainColumns, ChainRecord, EndReason, Trace};

/// How long a chain runs before it looks at the clock, reports, and lets another chain of its thread go on.
const SLICE: Duration = Duration::from_millis(20);

/// Why a chain could not go on.
pub(super) enum ChainFailure {
    Start {
        tries: usize,
        problem: String,
        explanation: Option<String>,
        position: Vec<f64>,
    },
    Density(LogDensityError),
    Panicked(String),
    CallbackPanicked(String),
    Checkpoint(CheckpointError),
    Continue(ContinueError),
}

impl From<CheckpointError> for ChainFailure {
    fn from(error: CheckpointError) -> Self {
        Self::Checkpoint(error)
    }
}

impl From<ContinueError> for ChainFailure {
    fn from(error: ContinueError) -> Self {
        Self::Continue(error)
    }
}

impl From<LogDensityError> for ChainFailure {
    fn from(error: LogDensityError) -> Self {
        Self::Density(error)
    }
}

/// A chain and its draws.
pub(super) struct ActiveChain<'a, P: LogDensity, S: Sampler<P>> {
    number: usize,
    /// `None` before it has begun.
    chain: Option<S::Chain>,
    /// Draws made, tuning included.
    done: usize,
    /// Columns of the stored values of the first walker, then those of the next one, and so on.
    columns: ChainColumns<'a>,
    /// What is recorded of all walkers; their statistics take turns.
    record: ChainRecord,
    /// The stored values of the current draw, of one walker after the other.
    stored: Vec<f64>,
    /// Gradients that the search for a start took.
    start_evaluations: u64,
    /// Draws that take about as long as a slice.
    slice: usize,
    progress: ChainProgress,
    journal: Option<Journal>,
    /// Wall time before the run was resumed.
    earlier: Duration,
    failure: Option<ChainFailure>,
}

impl<'a, P: LogDensity + Clone, S: Sampler<P>> ActiveChain<'a, P, S> {
    pub fn new(number: usize, context: &Context<'_, P, S>, columns: ChainColumns<'a>, progress: ChainProgress) -> Self {
        Self {
            number,
            chain: None,
            done: 0,
            columns,
            record: ChainRecord::with_capacity(number, context.walkers * context.settings.draws),
            stored: vec![0.0; context.walkers * context.stored],
            start_evaluations: 0,
            slice: 1,
            progress,
            journal: context
                .folder
                .as_ref()
                .map(|(folder, interval)| Journal::new(folder, number, context.walkers, *interval)),
            earlier: Duration::ZERO,
            failure: None,
        }
    }

    /// Draws made, tuning included.
    pub fn done(&self) -> usize {
        self.done
    }

    pub fn has_failed(&self) -> bool {
        self.failure.is_some()
    }

    pub fn columns(&self) -> &ChainColumns<'a> {
        &self.columns
    }

    pub fn columns_mut(&mut self) -> &mut ChainColumns<'a> {
        &mut self.columns
    }

    /// Finds a start, unless the chain has begun already; returns the density that the chain keeps to itself. A failure
    /// is kept, and ends the run.
    pub fn begin(&mut self, context: &Context<'_, P, S>) -> Option<P> {
        let mut own = None;
        self.guarded(context, |this| {
            let density = own.insert(context.density.clone());
            if this.chain.is_none() {
                this.try_begin(context, density)?;
            }
            Ok(())
        });
        own
    }

    /// Makes draws until `until` have been made, a slice's time has passed, or the run is ended. A failure is kept, and
    /// ends the run.
    pub fn run_slice(&mut self, context: &Context<'_, P, S>, density: &mut P, until: usize) {
        let begin = Instant::now();
        let first = self.done;
        let next_checkpoint = self.journal.as_ref().and_then(Journal::next).unwrap_or(until);
        // What ranks do in step must not depend on time.
        let slice = if context.team.is_in_step() { 1 } else { self.slice };
        let goal = until.min(first.saturating_add(slice)).min(next_checkpoint);
        self.guarded(context, |this| {
            while this.done < goal && !context.watch.is_off() {
                this.advance(context, density)?;
            }
            Ok(())
        });
        let now = Instant::now();
        let draws = (self.done - first).max(1);
        let time_per_draw = (now - begin).as_secs_f64() / draws as f64;
        let fitting = SLICE.as_secs_f64() / time_per_draw.max(1e-9);
        self.slice = (fitting as usize).clamp(1, 4 * self.slice);
        self.progress.show(now);
        let is_due = |journal: &Journal| journal.is_due(self.done, now) || self.done == context.total();
        if self.journal.as_ref().is_some_and(is_due) {
            self.save(context);
        }
        if self.done < context.total() {
            context.watch.look_at_the_clock(now);
        }
    }

    /// Takes up the chain where its last checkpoint left it, if there is one. A failure is kept, and ends the run.
    pub fn restore(&mut self, context: &Context<'_, P, S>) {
        self.guarded(context, |this| this.try_restore(context, &mut context.density.clone()));
    }

    fn try_restore(&mut self, context: &Context<'_, P, S>, density: &mut P) -> Result<(), ChainFailure> {
        let Some(journal) = &mut self.journal else {
            return Ok(());
        };
        let Some((saved, progressed)) = journal.load(&mut self.columns, &mut self.record)? else {
            return Ok(());
        };
        let chain = context.sampler.restore(saved);
        let found = density.log_density(&chain.position()[..density.dimension()]);
        if let Some(difference) = journal.other_density(chain.log_density(), &found) {
            return Err(difference.into());
        }
        self.take_up(context, chain, &progressed);
        Ok(())
    }

    /// Takes up the chain where a run has ended whose `trace` there is. A failure is kept, and ends the run.
    pub fn go_on(&mut self, context: &Context<'_, P, S>, trace: &Trace, ended: &EndedState, names: &[String]) {
        self.guarded(context, |this| this.try_go_on(context, trace, ended, names));
    }

    fn try_go_on(
        &mut self,
        context: &Context<'_, P, S>,
        trace: &Trace,
        ended: &EndedState,
        names: &[String],
    ) -> Result<(), ChainFailure> {
        let Some(state) = &ended.state else { return Ok(()) };
        let saved = postcard::from_bytes(state).map_err(|_| ContinueError::NoStates)?;
        let chain = context.sampler.restore(saved);
        let mut density = context.density.clone();
        let found = density.log_density(&chain.position()[..density.dimension()]);
        if let Some([saved, found]) = other_density(chain.log_density(), &found) {
            let chain = self.number;
            return Err(ContinueError::OtherDensity { chain, saved, found }.into());
        }
        ended.put_back(trace, names, self.number, &mut self.columns, &mut self.record)?;
        self.take_up(context, chain, &ended.progressed);
        Ok(())
    }

    /// Goes on with a chain that is as it was when it had `progressed` so far.
    fn take_up(&mut self, context: &Context<'_, P, S>, chain: S::Chain, progressed: &Progressed) {
        self.progress.resume_at(progressed.done);
        self.record.tuning_divergences = progressed.tuning_divergences;
        if progressed.done >= context.settings.tune {
            self.record.inv_metric = chain.inv_metric();
        }
        self.record.cpu_time = progressed.cpu_time;
        self.start_evaluations = progressed.start_evaluations;
        self.earlier = progressed.elapsed;
        self.done = progressed.done;
        self.chain = Some(chain);
    }

    /// How far the chain has got.
    fn progressed(&self, context: &Context<'_, P, S>) -> Progressed {
        Progressed {
            done: self.done,
            drawn: self.done.saturating_sub(context.settings.tune),
            start_evaluations: self.start_evaluations,
            tuning_divergences: self.record.tuning_divergences,
            cpu_time: self.record.cpu_time,
            elapsed: self.earlier + context.watch.elapsed(),
        }
    }

    /// Writes a checkpoint. A failure is kept, and ends the run.
    fn save(&mut self, context: &Context<'_, P, S>) {
        self.guarded(context, |this| {
            let progressed = this.progressed(context);
            let (Some(journal), Some(chain)) = (&mut this.journal, &this.chain) else {
                return Ok(());
            };
            Ok(journal.save(chain.save(), progressed, &this.columns, &this.record)?)
        });
    }

    /// Runs the user's code, keeps what goes wrong, and counts processor time.
    fn guarded(&mut self, context: &Context<'_, P, S>, action: impl FnOnce(&mut Self) -> Result<(), ChainFailure>) {
        let clock = ThreadTime::now();
        // After a panic, the sampler's chain is not looked at again, and draws are stored whole or not at all.
        let outcome = catch_unwind(AssertUnwindSafe(|| action(self)))
            .unwrap_or_else(|payload| Err(ChainFailure::Panicked(panic_message(&*payload))));
        self.record.cpu_time += clock.elapsed();
        if let Err(failure) = outcome {
            self.failure = Some(failure);
            context.watch.end(EndReason::Failure);
        } else if let Some(chain) = &mut self.chain {
            let shared = chain.shared_work();
            self.record.cpu_time = (self.record.cpu_time + shared.all_threads).saturating_sub(shared.own_thread);
            self.record.gradient_evaluations = self.start_evaluations + chain.gradient_evaluations();
        }
    }

    fn try_begin(&mut self, context: &Context<'_, P, S>, density: &mut P) -> Result<(), ChainFailure> {
        let mut rng = stream(context.seed, self.number);
        let by_path = match &context.settings.pathfinder {
            Some(pathfinder) => {
                let climbs = Climbs::silent(&context.watch);
                pathfinder.start_of_chain(density, self.number, &mut rng, &climbs)?
            }
            None => None,
        };
        let found = match by_path {
            Some(found) => Ok(found),
            None => context
                .sampler
                .find_start(density, &context.settings.starts, self.number, &mut rng),
        };
        let Found {
            position,
            inv_metric,
            sample,
            evaluations,
        } = found.map_err(|not_found| match not_found {
            NotFound::Fatal(error) => ChainFailure::Density(error),
            NotFound::Unusable {
                tries,
                problem,
                explanation,
                position,
            } => ChainFailure::Start {
                tries,
                problem,
                explanation,
                position,
            },
        })?;
        self.start_evaluations = evaluations;
        let begin = Begin {
            position,
            inv_metric,
            sample,
            rng,
        };
        let mut chain = context.sampler.begin(density, begin, context.settings.tune)?;
        if context.settings.tune == 0 {
            chain.end_tuning();
            self.record.inv_metric = chain.inv_metric();
        }
        self.chain = Some(chain);
        Ok(())
    }

    /// One draw.
    fn advance(&mut self, context: &Context<'_, P, S>, density: &mut P) -> Result<(), ChainFailure> {
        let Some(chain) = &mut self.chain else { return Ok(()) };
        let tune = context.settings.tune;
        let step = if self.done < tune {
            let step = chain.tune(density, self.done)?;
            if self.done + 1 == tune {
                chain.end_tuning();
                self.record.inv_metric = chain.inv_metric();
            }
            if context.settings.on_draw.is_some() {
                expand(density, chain.position(), &mut self.stored);
            }
            self.record.tuning_divergences += u64::from(step.stats.diverging);
            step
        } else {
            let step = chain.draw(density)?;
            expand(density, chain.position(), &mut self.stored);
            self.store(self.done - tune, step, density)
        };
        self.done += 1;
        self.progress.count(&step.stats);
        match &context.settings.on_draw {
            Some(_) => self.call_back(context, &step),
            None => Ok(()),
        }
    }

    /// Stores a draw, the last thing that may panic being the first thing done.
    fn store(&mut self, draw: usize, mut step: Step, density: &P) -> Step {
        if let Some(divergence) = step.divergence.take() {
            let mut stored = vec![0.0; self.stored.len()];
            density.expand(&divergence.start, &mut stored);
            self.record
                .push_divergence(draw, stored, divergence.start, divergence.end, divergence.energy_error);
        }
        self.columns.set(draw, &self.stored);
        self.record.stats.push(step.stats);
        for stats in self.chain.as_ref().map_or(&[][..], Chain::other_walkers) {
            self.record.stats.push(*stats);
        }
        step
    }

    fn call_back(&self, context: &Context<'_, P, S>, step: &Step) -> Result<(), ChainFailure> {
        let Some(callback) = &context.settings.on_draw else {
            return Ok(());
        };
        let tune = context.settings.tune;
        let tuning = self.done <= tune;
        let others = self.chain.as_ref().map_or(&[][..], Chain::other_walkers);
        for (walker, stats) in std::iter::once(&step.stats).chain(others).enumerate() {
            let event = DrawEvent {
                chain: self.number * context.walkers + walker,
                draw: if tuning { self.done - 1 } else { self.done - 1 - tune },
                tuning,
                values: &self.stored[walker * context.stored..(walker + 1) * context.stored],
                stats,
            };
            match callback.call(&event) {
                Ok(flow) if flow.is_break() => context.watch.end(EndReason::Callback),
                Ok(_) => {}
                Err(payload) => return Err(ChainFailure::CallbackPanicked(panic_message(&*payload))),
            }
        }
        Ok(())
    }

    /// Wall time before the run was resumed.
    pub fn earlier(&self) -> Duration {
        self.earlier
    }

    /// Writes the last checkpoint, reports how the chain ended, and hands over what it recorded.
    pub fn finish(mut self, context: &Context<'_, P, S>) -> EndedChain {
        if self.failure.is_none()
            && self
                .journal
                .as_ref()
                .is_some_and(|journal| journal.is_behind(self.done))
        {
            self.save(context);
        }
        self.progress.finish(if self.failure.is_some() {
            End::Failed
        } else if self.done == context.total() {
            End::Complete
        } else {
            End::Stopped
        });
        // States are small and plain: what cannot be written down cannot be continued, which is said when somebody tries.
        let state = self.chain.as_ref().filter(|_| self.failure.is_none());
        let state = state.and_then(|chain| postcard::to_stdvec(&chain.save()).ok());
        EndedChain {
            progressed: self.progressed(context),
            state,
            done: self.done,
            records: self.record.of_walkers(self.number * context.walkers, context.walkers),
            failure: self.failure,
        }
    }
}

/// The stored values of each walker.
fn expand(density: &impl LogDensity, positions: &[f64], stored: &mut [f64]) {
    let (dimension, width) = (density.dimension(), density.stored_dimension());
    if dimension == positions.len() {
        density.expand(positions, stored);
        return;
    }
    let walkers = positions.len() / dimension;
    for walker in 0..walkers {
        let position = &positions[walker * dimension..(walker + 1) * dimension];
        density.expand(position, &mut stored[walker * width..(walker + 1) * width]);
    }
}

/// What is left of a chain: its draws are in the columns.
pub(super) struct EndedChain {
    /// Draws made, tuning included.
    pub done: usize,
    pub progressed: Progressed,
    /// The sampler's chain, if it has begun and not failed.
    pub state: Option<Vec<u8>>,
    /// One for each walker.
    pub records: Vec<ChainRecord>,
    pub failure: Option<ChainFailure>,
}
