//! How chains that run at the same time fill one trace.

use std::time::Duration;

use super::{Continuation, Divergence, DrawStats, EndReason, Ending, SampleStats, Trace};
use crate::metric::InvMetric;
use crate::variable::{Coordinates, Variable};

/// The memory for the draws cannot be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TraceTooLarge;

/// A trace in the making.
#[derive(Debug)]
pub(crate) struct TraceBuilder {
    trace: Trace,
}

impl TraceBuilder {
    /// Memory for all draws.
    ///
    /// # Errors
    ///
    /// If there is not enough of it.
    pub fn new(names: Vec<String>, chains: usize, tune: usize, draws: usize, seed: u64) -> Result<Self, TraceTooLarge> {
        let values = storage(names.len(), chains, draws).ok_or(TraceTooLarge)?;
        let trace = Trace {
            variables: Variable::from_names(&names),
            coordinates: Vec::new(),
            names,
            chains,
            tune,
            draws,
            seed,
            values,
            sample_stats: SampleStats::default(),
            divergences: Vec::new(),
            tuning_divergences: 0,
            inv_metrics: Vec::with_capacity(chains),
            gradient_evaluations: 0,
            wall_time: Duration::ZERO,
            cpu_time: Duration::ZERO,
            ending: Ending::complete(draws),
            continuation: Continuation::default(),
        };
        Ok(Self { trace })
    }

    /// Says how the stored values belong together.
    pub fn described(self, variables: Vec<Variable>, coordinates: Vec<Coordinates>) -> Self {
        Self {
            trace: self.trace.described(variables, coordinates),
        }
    }

    /// The parts of the storage that belong to each chain.
    pub fn columns(&mut self) -> Vec<ChainColumns<'_>> {
        let Trace {
            names,
            chains,
            draws,
            values,
            ..
        } = &mut self.trace;
        let mut parts: Vec<_> = (0..*chains)
            .map(|_| ChainColumns {
                draws: *draws,
                columns: Vec::with_capacity(names.len()),
            })
            .collect();
        for (i, column) in values.chunks_exact_mut(*draws).enumerate() {
            parts[i % *chains].columns.push(column);
        }
        parts
    }

    /// The parts that belong to groups of so many chains: the columns of a group's first chain, then those of its next one, and so on.
    pub fn columns_of(&mut self, chains_per_group: usize) -> Vec<ChainColumns<'_>> {
        let mut groups: Vec<ChainColumns<'_>> = Vec::new();
        for (chain, part) in self.columns().into_iter().enumerate() {
            match groups.last_mut() {
                Some(group) if !chain.is_multiple_of(chains_per_group) => group.columns.extend(part.columns),
                _ => groups.push(part),
            }
        }
        groups
    }

    /// The trace of the first `draws` draws of the chains `kept`, with what all `records` (one per chain, in order) say.
    pub fn finish(
        self,
        records: Vec<ChainRecord>,
        kept: &[usize],
        draws: usize,
        reason: EndReason,
        wall_time: Duration,
    ) -> Trace {
        let mut trace = self.trace;
        trace.keep(kept, draws);
        trace.sample_stats = SampleStats::with_capacity(kept.len() * draws);
        trace.wall_time = wall_time;
        trace.ending.reason = reason;
        for (chain, mut record) in records.into_iter().enumerate() {
            trace.tuning_divergences += record.tuning_divergences;
            trace.gradient_evaluations += record.gradient_evaluations;
            trace.cpu_time += record.cpu_time;
            let Some(place) = kept.iter().position(|number| *number == chain) else {
                trace.ending.chains_left_out.push(chain);
                continue;
            };
            record.stats.truncate(draws);
            trace.sample_stats.append(record.stats);
            trace.inv_metrics.push(record.inv_metric);
            let divergences = record.divergences.into_iter().filter(|d| d.draw < draws);
            trace
                .divergences
                .extend(divergences.map(|d| Divergence { chain: place, ..d }));
        }
        trace
    }
}

impl Trace {
    /// Adds what the run needs to go on.
    pub(crate) fn with_continuation(mut self, continuation: Continuation) -> Self {
        self.continuation = continuation;
        self
    }

    /// What the run needs to go on: nothing, unless this is all that it has left.
    pub(crate) fn continuation(&self) -> &Continuation {
        &self.continuation
    }

    /// Says how the stored values belong together.
    pub(crate) fn described(mut self, variables: Vec<Variable>, coordinates: Vec<Coordinates>) -> Self {
        (self.variables, self.coordinates) = (variables, coordinates);
        self
    }

    /// Moves the first `draws` draws of the chains `kept` together, and forgets the others.
    fn keep(&mut self, kept: &[usize], draws: usize) {
        if kept.len() == self.chains && draws == self.draws {
            return;
        }
        let mut end = 0;
        for column in 0..self.names.len() {
            for chain in kept {
                let from = (column * self.chains + chain) * self.draws;
                self.values.copy_within(from..from + draws, end);
                end += draws;
            }
        }
        self.values.truncate(end);
        self.values.shrink_to_fit();
        (self.chains, self.draws) = (kept.len(), draws);
    }
}

/// Zeros for all draws, or `None` if there is no memory for them and for the statistics.
fn storage(names: usize, chains: usize, draws: usize) -> Option<Vec<f64>> {
    let draws = chains.checked_mul(draws)?;
    let values = names.checked_mul(draws)?;
    let statistics = draws.checked_mul(size_of::<DrawStats>())?;
    // `vec!` ends the process if memory is short, and nothing else asks the system for zeros: so ask first, then take.
    let mut probe: Vec<u8> = Vec::new();
    let bytes = values.checked_mul(size_of::<f64>())?.checked_add(statistics)?;
    probe.try_reserve_exact(bytes).ok()?;
    drop(probe);
    Some(vec![0.0; values])
}

/// One chain's part of every column.
#[derive(Debug)]
pub(crate) struct ChainColumns<'a> {
    draws: usize,
    columns: Vec<&'a mut [f64]>,
}

impl ChainColumns<'_> {
    /// Stores draw number `draw`.
    pub fn set(&mut self, draw: usize, stored: &[f64]) {
        for (column, value) in self.columns.iter_mut().zip(stored) {
            column[draw] = *value;
        }
    }

    /// The chain's draws of stored value number `index`, of which the first so many have been made.
    pub fn column(&self, index: usize) -> &[f64] {
        self.columns[index]
    }

    /// How many draws there is room for.
    pub fn draws(&self) -> usize {
        self.draws
    }

    /// The columns of all stored values.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &[f64]> {
        self.columns.iter().map(|column| &**column)
    }

    /// The columns of all stored values, to be filled.
    pub fn iter_mut(&mut self) -> impl ExactSizeIterator<Item = &mut [f64]> {
        self.columns.iter_mut().map(|column| &mut **column)
    }
}

/// What one chain records besides its draws.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct ChainRecord {
    chain: usize,
    pub stats: SampleStats,
    pub divergences: Vec<Divergence>,
    pub tuning_divergences: u64,
    pub inv_metric: Option<InvMetric>,
    pub gradient_evaluations: u64,
    pub cpu_time: Duration,
}

impl ChainRecord {
    pub fn with_capacity(chain: usize, draws: usize) -> Self {
        Self {
            chain,
            stats: SampleStats::with_capacity(draws),
            divergences: Vec::new(),
            tuning_divergences: 0,
            inv_metric: None,
            gradient_evaluations: 0,
            cpu_time: Duration::ZERO,
        }
    }

    /// The records of a chain's walkers, whose statistics have taken turns and whose first chain number is `first`. What they share
    /// (the cost, for instance) is the first one's.
    pub fn of_walkers(mut self, first: usize, walkers: usize) -> Vec<Self> {
        self.chain = first;
        if walkers == 1 {
            return vec![self];
        }
        let draws = self.stats.lp.len();
        let stats_of = |walker: usize| self.stats.rows(&(walker..draws).step_by(walkers).collect::<Vec<_>>());
        let mut records = Vec::with_capacity(walkers);
        for walker in 0..walkers {
            let mut record = Self::with_capacity(first + walker, 0);
            record.stats = stats_of(walker);
            records.push(record);
        }
        self.stats = std::mem::take(&mut records[0].stats);
        records[0] = self;
        records
    }

    pub fn push_divergence(
        &mut self,
        draw: usize,
        stored: Vec<f64>,
        start: Vec<f64>,
        end: Vec<f64>,
        energy_error: f64,
    ) {
        let chain = self.chain;
        self.divergences.push(Divergence {
            chain,
            draw,
            stored,
            start,
            end,
            energy_error,
        });
    }
}
