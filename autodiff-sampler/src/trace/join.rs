//! Traces of the same model put together: more chains, or longer ones.

use super::{Continuation, Divergence, SampleStats, Trace, TraceError};

impl Trace {
    /// The chains of all traces in one: of runs with different seeds, or on several machines.
    ///
    /// Times, gradients and divergences while tuning add up; seed and tuning steps are those of the first trace.
    ///
    /// # Errors
    ///
    /// If there is no trace, or if they differ in names or in the number of draws.
    pub fn join_chains(traces: &[Self]) -> Result<Self, TraceError> {
        let first = fitting(traces, "draws in each chain", Self::draws)?;
        let column = |index: usize| traces.iter().flat_map(move |trace| trace.column(index).iter().copied());
        let values = (0..first.names.len()).flat_map(column).collect();
        let mut joined = first.joined(traces, values);
        joined.chains = traces.iter().map(Self::chains).sum();
        joined.inv_metrics = traces.iter().flat_map(|trace| trace.inv_metrics.clone()).collect();
        let parts = traces
            .iter()
            .map(|trace| (&trace.sample_stats, trace.chains * trace.draws));
        joined.sample_stats = SampleStats::joined(parts);
        let mut before = 0;
        for trace in traces {
            let numbered = trace.divergences.iter().cloned().map(|divergence| Divergence {
                chain: before + divergence.chain,
                ..divergence
            });
            joined.divergences.extend(numbered);
            before += trace.chains;
        }
        Ok(joined)
    }

    /// Each chain of the first trace continued by the same chain of the others.
    ///
    /// Times, gradients and divergences while tuning add up; seed, tuning steps and metrics are those of the first trace.
    ///
    /// # Errors
    ///
    /// If there is no trace, or if they differ in names or in the number of chains.
    pub fn join_draws(traces: &[Self]) -> Result<Self, TraceError> {
        let first = fitting(traces, "chains", Self::chains)?;
        // Chain 0 of all traces, then chain 1 of all traces, and so on.
        let pieces = || (0..first.chains).flat_map(|chain| traces.iter().map(move |trace| (trace, chain)));
        let rows = |(trace, chain): (&Self, usize)| chain * trace.draws..(chain + 1) * trace.draws;
        let column = |index: usize| pieces().flat_map(move |piece| piece.0.column(index)[rows(piece)].iter().copied());
        let values = (0..first.names.len()).flat_map(column).collect();
        let mut joined = first.joined(traces, values);
        joined.draws = traces.iter().map(Self::draws).sum();
        joined.inv_metrics.clone_from(&first.inv_metrics);
        let stats: Vec<SampleStats> = pieces()
            .map(|piece| piece.0.sample_stats.rows(&rows(piece).collect::<Vec<_>>()))
            .collect();
        joined.sample_stats = SampleStats::joined(stats.iter().zip(pieces().map(|piece| piece.0.draws)));
        let mut before = 0;
        for trace in traces {
            let numbered = trace.divergences.iter().cloned().map(|divergence| Divergence {
                draw: before + divergence.draw,
                ..divergence
            });
            joined.divergences.extend(numbered);
            before += trace.draws;
        }
        joined
            .divergences
            .sort_by_key(|divergence| (divergence.chain, divergence.draw));
        Ok(joined)
    }

    /// This trace with other numbers, and what all traces cost together; without statistics, divergences and metrics.
    fn joined(&self, traces: &[Self], values: Vec<f64>) -> Self {
        Self {
            values,
            names: self.names.clone(),
            variables: self.variables.clone(),
            coordinates: self.coordinates.clone(),
            sample_stats: SampleStats::default(),
            divergences: Vec::new(),
            inv_metrics: Vec::new(),
            tuning_divergences: traces.iter().map(|trace| trace.tuning_divergences).sum(),
            gradient_evaluations: traces.iter().map(|trace| trace.gradient_evaluations).sum(),
            wall_time: traces.iter().map(|trace| trace.wall_time).sum(),
            cpu_time: traces.iter().map(|trace| trace.cpu_time).sum(),
            ending: self.ending.clone(),
            continuation: Continuation::default(),
            ..*self
        }
    }
}

/// The first of traces with the same names and the same `count`.
fn fitting<'a>(traces: &'a [Trace], what: &str, count: fn(&Trace) -> usize) -> Result<&'a Trace, TraceError> {
    let first = traces.first().ok_or(TraceError::Empty { missing: "chains" })?;
    for (index, trace) in traces.iter().enumerate() {
        let problem = if trace.names != first.names {
            let other = trace.names.iter().find(|name| !first.names.contains(name));
            match other {
                Some(name) => format!("its value `{name}` is not in trace 0"),
                None => "its values are fewer than those of trace 0, or in another order".to_owned(),
            }
        } else if count(trace) != count(first) {
            format!("it has {} {what}, trace 0 has {}", count(trace), count(first))
        } else {
            continue;
        };
        return Err(TraceError::Different { index, problem });
    }
    Ok(first)
}
