//! Going on with a run that has ended, in the same process: its trace carries the states of its chains.
//!
//! Across processes, [checkpoints](super::checkpoint) do the same. A run that was stopped has chains of different lengths, of which the
//! trace shows as many draws as all have; the others are kept with the states, so that nothing is lost or made twice.

use serde::{Deserialize, Serialize};

use super::chain::EndedChain;
use super::checkpoint::{Header, Progressed};
use crate::trace::{ChainColumns, ChainRecord, Continuation, Divergence, SampleStats, Trace, TraceBuilder};

/// Why a run cannot be continued.
#[derive(Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ContinueError {
    /// The trace is not all that a run has left.
    #[error(
        "the trace has no states to continue from: only a trace that `sample` has returned has them, not a part of one, nor one that was \
         joined or read (`Checkpoint::resume` continues runs of other processes)"
    )]
    NoStates,
    /// The run was another one.
    #[error("the run has {what} = {saved}, but this one has {what} = {given}")]
    Differs {
        /// The setting that differs, as the builder method is called.
        what: String,
        /// Its value in the run.
        saved: String,
        /// Its value now.
        given: String,
    },
    /// The density is not the one that the run was made with.
    #[error(
        "the log density is not the one that the run was made with: where chain {chain} is, it was {saved}, and now it is {found}"
    )]
    OtherDensity {
        /// The chain.
        chain: usize,
        /// The log density at the chain's position, as it was saved.
        saved: String,
        /// What it is now.
        found: String,
    },
    /// The run is longer than what is asked for.
    #[error("the run has {saved} draws in chain {chain} already, more than draws = {draws}")]
    Longer {
        /// The chain.
        chain: usize,
        /// Its draws.
        saved: usize,
        /// The draws asked for.
        draws: usize,
    },
    /// The folder for checkpoints holds a run, which may be another one.
    #[error(
        "the folder for checkpoints holds a run already: continue that one with `sample`, or choose another folder"
    )]
    Occupied,
}

crate::messages::debug_is_the_message!(ContinueError);

/// What a trace carries.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct EndedRun {
    pub header: Header,
    pub chains: Vec<EndedState>,
}

/// Where one chain has ended, as the driver counts chains.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct EndedState {
    /// The sampler's own state; `None` if the chain has not begun.
    pub state: Option<Vec<u8>>,
    pub progressed: Progressed,
    /// Number in the trace of the chain's first walker, if it is there.
    place: Option<usize>,
    /// Draws in the trace.
    shown: usize,
    /// The draws after those, of each column.
    values: Vec<Vec<f64>>,
    /// Their statistics, of each walker.
    stats: Vec<SampleStats>,
    divergences: Vec<Divergence>,
}

impl EndedRun {
    /// Gathers what is left of all chains, of which those in `kept` have `draws` draws each in the trace.
    pub fn new(
        header: Header,
        walkers: usize,
        builder: &mut TraceBuilder,
        ended: &mut [EndedChain],
        kept: &[usize],
        draws: usize,
    ) -> Self {
        let gather = |(number, (chain, columns)): (usize, (&mut EndedChain, ChainColumns<'_>))| {
            let place = kept
                .iter()
                .position(|kept| *kept == number)
                .map(|place| place * walkers);
            let shown = if place.is_some() { draws } else { 0 };
            let drawn = chain.progressed.drawn;
            let after = |divergence: &&Divergence| divergence.draw >= shown;
            EndedState {
                state: chain.state.take(),
                progressed: chain.progressed.clone(),
                place,
                shown,
                values: columns.iter().map(|column| column[shown..drawn].to_vec()).collect(),
                stats: chain.records.iter().map(|record| record.stats.since(shown)).collect(),
                divergences: chain.records[0].divergences.iter().filter(after).cloned().collect(),
            }
        };
        let columns = builder.columns_of(walkers);
        Self {
            header,
            chains: ended.iter_mut().zip(columns).enumerate().map(gather).collect(),
        }
    }

    /// For the trace; nothing, if the states cannot be written down.
    pub fn continuation(&self) -> Continuation {
        postcard::to_stdvec(self).map(Continuation::new).unwrap_or_default()
    }

    /// What a trace carries.
    ///
    /// # Errors
    ///
    /// If it carries nothing.
    pub fn of(trace: &Trace) -> Result<Self, ContinueError> {
        let bytes = trace.continuation().bytes().ok_or(ContinueError::NoStates)?;
        postcard::from_bytes(bytes).map_err(|_| ContinueError::NoStates)
    }
}

impl EndedState {
    /// Puts the draws of chain number `chain` back where they were: those in the trace, and those after them.
    ///
    /// # Errors
    ///
    /// If there is no room for them, or the trace lacks one of the `names`.
    pub fn put_back(
        &self,
        trace: &Trace,
        names: &[String],
        chain: usize,
        columns: &mut ChainColumns<'_>,
        record: &mut ChainRecord,
    ) -> Result<(), ContinueError> {
        let (drawn, draws, shown) = (self.progressed.drawn, columns.draws(), self.shown);
        if drawn > draws {
            return Err(ContinueError::Longer {
                chain,
                saved: drawn,
                draws,
            });
        }
        for (index, (column, after)) in columns.iter_mut().zip(&self.values).enumerate() {
            let (walker, value) = (index / names.len(), index % names.len());
            if let Some(place) = self.place {
                let chains = trace.chains_of(&names[value]).ok_or(ContinueError::NoStates)?;
                column[..shown].copy_from_slice(chains[place + walker]);
            }
            column[shown..drawn].copy_from_slice(after);
        }
        let walkers = self.stats.len();
        if let Some(place) = self.place {
            let in_turns = (0..shown).flat_map(|draw| (0..walkers).map(move |walker| (place + walker) * shown + draw));
            record
                .stats
                .append(trace.sample_stats().rows(&in_turns.collect::<Vec<_>>()));
            let of_chain = trace
                .divergences()
                .iter()
                .filter(|divergence| divergence.chain == place);
            let renumbered = of_chain.cloned().map(|divergence| Divergence { chain, ..divergence });
            record.divergences.extend(renumbered);
        }
        let mut after = SampleStats::default();
        self.stats.iter().for_each(|stats| after.append(stats.clone()));
        let count = drawn - shown;
        let in_turns = (0..count).flat_map(|draw| (0..walkers).map(move |walker| walker * count + draw));
        record.stats.append(after.rows(&in_turns.collect::<Vec<_>>()));
        record.divergences.extend(self.divergences.iter().cloned());
        Ok(())
    }
}
