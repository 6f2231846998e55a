//! How chains that run at the same time fill one trace.

use std::time::Duration;

use crate::metric::InvMetric;

use super::{Divergence, SampleStats, Trace};

/// A trace in the making.
#[derive(Debug)]
pub(crate) struct TraceBuilder {
    trace: Trace,
}

impl TraceBuilder {
    pub fn new(names: Vec<String>, chains: usize, tune: usize, draws: usize, seed: u64) -> Self {
        let values = vec![0.0; names.len() * chains * draws];
        let trace = Trace {
            names,
            chains,
            tune,
            draws,
            seed,
            values,
            sample_stats: SampleStats::with_capacity(chains * draws),
            divergences: Vec::new(),
            tuning_divergences: 0,
            inv_metrics: Vec::with_capacity(chains),
            gradient_evaluations: 0,
            wall_time: Duration::ZERO,
            cpu_time: Duration::ZERO,
        };
        Self { trace }
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
                columns: Vec::with_capacity(names.len()),
            })
            .collect();
        for (i, column) in values.chunks_exact_mut(*draws).enumerate() {
            parts[i % *chains].columns.push(column);
        }
        parts
    }

    /// Adds what the chains recorded, in order.
    pub fn finish(self, records: Vec<ChainRecord>, wall_time: Duration) -> Trace {
        let mut trace = self.trace;
        trace.wall_time = wall_time;
        for record in records {
            trace.sample_stats.append(record.stats);
            trace.divergences.extend(record.divergences);
            trace.tuning_divergences += record.tuning_divergences;
            trace.inv_metrics.push(record.inv_metric);
            trace.gradient_evaluations += record.gradient_evaluations;
            trace.cpu_time += record.cpu_time;
        }
        trace
    }
}

/// One chain's part of every column.
#[derive(Debug)]
pub(crate) struct ChainColumns<'a> {
    columns: Vec<&'a mut [f64]>,
}

impl ChainColumns<'_> {
    /// Stores draw number `draw`.
    pub fn set(&mut self, draw: usize, stored: &[f64]) {
        for (column, value) in self.columns.iter_mut().zip(stored) {
            column[draw] = *value;
        }
    }
}

/// What one chain records besides its draws.
#[derive(Debug)]
pub(crate) struct ChainRecord {
    chain: usize,
    pub stats: SampleStats,
    divergences: Vec<Divergence>,
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

    pub fn push_divergence(&mut self, draw: usize, stored: &[f64], start: Vec<f64>, end: Vec<f64>, energy_error: f64) {
        let chain = self.chain;
        self.divergences.push(Divergence {
            chain,
            draw,
            stored: stored.to_vec(),
            start,
            end,
            energy_error,
        });
    }
}
