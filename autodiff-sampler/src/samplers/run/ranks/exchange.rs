//! How chains come to ranks that have not made them.

use std::borrow::Cow;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::super::chain::{ActiveChain, ChainFailure, EndedChain};
use super::super::checkpoint::Progressed;
use super::super::continuation::ContinueError;
use super::super::kernel::Sampler;
use super::{Team, maker};
use crate::communicator::{CommunicatorError, Ranks};
use crate::log_density::{LogDensity, LogDensityError};
use crate::trace::{ChainRecord, TraceBuilder};

/// What is left of a chain, as a message.
#[derive(Serialize, Deserialize)]
struct EndMessage {
    done: usize,
    progressed: Progressed,
    state: Option<Vec<u8>>,
    records: Vec<ChainRecord>,
    failure: Option<FailureMessage>,
    /// The draws of each column that the others do not have yet.
    values: Vec<Vec<f64>>,
}

/// [`ChainFailure`] as a message.
#[derive(Serialize, Deserialize)]
enum FailureMessage {
    Start {
        tries: usize,
        problem: String,
        explanation: Option<String>,
        position: Vec<f64>,
    },
    Density(LogDensityError),
    Panicked(String),
    CallbackPanicked(String),
    Continue(ContinueError),
}

/// Sends draws `from..until` of every chain from the rank that has made them to all others, which put them into their columns.
pub(in super::super) fn share_draws<P: LogDensity + Clone, S: Sampler<P>>(
    team: &Team,
    chains: &mut [ActiveChain<'_, P, S>],
    from: usize,
    until: usize,
) -> Result<(), CommunicatorError> {
    let Team::Chains(ranks) = team else { return Ok(()) };
    for (number, chain) in chains.iter_mut().enumerate() {
        let root = maker(number, ranks.size());
        let columns = chain.columns_mut();
        let own = || columns.iter().map(|column| column[from..until].to_vec()).collect();
        let values: Vec<Vec<f64>> = broadcast(ranks, root, own)?;
        put(root, columns.iter_mut(), from, &values)?;
    }
    Ok(())
}

/// The same of what is left of every chain, whose first `shared` draws all ranks have.
pub(in super::super) fn share_ends(
    team: &Team,
    builder: &mut TraceBuilder,
    walkers: usize,
    ended: &mut [EndedChain],
    shared: usize,
) -> Result<(), CommunicatorError> {
    let Team::Chains(ranks) = team else { return Ok(()) };
    for (number, (chain, mut columns)) in ended.iter_mut().zip(builder.columns_of(walkers)).enumerate() {
        let root = maker(number, ranks.size());
        let from = |drawn: usize| shared.min(drawn);
        let own = || EndMessage {
            done: chain.done,
            progressed: chain.progressed.clone(),
            state: chain.state.clone(),
            records: chain.records.clone(),
            failure: chain.failure.as_ref().map(FailureMessage::of),
            values: {
                let drawn = chain.progressed.drawn;
                columns
                    .iter()
                    .map(|column| column[from(drawn)..drawn].to_vec())
                    .collect()
            },
        };
        let message: EndMessage = broadcast(ranks, root, own)?;
        if root == ranks.rank() {
            continue;
        }
        put(
            root,
            columns.iter_mut(),
            from(message.progressed.drawn),
            &message.values,
        )?;
        *chain = EndedChain {
            done: message.done,
            progressed: message.progressed,
            state: message.state,
            records: message.records,
            failure: message.failure.map(ChainFailure::from),
        };
    }
    Ok(())
}

/// Puts values into columns, from draw number `from` on.
fn put<'a>(
    root: usize,
    columns: impl ExactSizeIterator<Item = &'a mut [f64]>,
    from: usize,
    values: &[Vec<f64>],
) -> Result<(), CommunicatorError> {
    let unexpected = CommunicatorError::Unexpected { rank: root };
    if columns.len() != values.len() {
        return Err(unexpected);
    }
    for (column, values) in columns.zip(values) {
        let room = column.get_mut(from..from + values.len()).ok_or(unexpected.clone())?;
        room.copy_from_slice(values);
    }
    Ok(())
}

/// What rank `root` makes with `own`, at every rank.
fn broadcast<T: Serialize + DeserializeOwned>(
    ranks: &Ranks,
    root: usize,
    own: impl FnOnce() -> T,
) -> Result<T, CommunicatorError> {
    let mut bytes = Vec::new();
    if ranks.rank() == root {
        bytes = encode(root, &own())?;
    }
    ranks.broadcast(root, &mut bytes)?;
    decode(root, &bytes)
}

/// What every rank gives.
pub(super) fn all_gather<T: Serialize, U: DeserializeOwned>(
    ranks: &Ranks,
    own: &T,
) -> Result<Vec<U>, CommunicatorError> {
    let all = ranks.all_gather(&encode(ranks.rank(), own)?)?;
    all.iter()
        .enumerate()
        .map(|(rank, bytes)| decode(rank, bytes))
        .collect()
}

/// A number that is the same for the same contents, and hardly ever for others.
pub(super) fn checksum(contents: &impl Serialize) -> u64 {
    crc32fast::hash(&postcard::to_stdvec(contents).unwrap_or_default()).into()
}

fn encode(rank: usize, contents: &impl Serialize) -> Result<Vec<u8>, CommunicatorError> {
    postcard::to_stdvec(contents).map_err(|_| CommunicatorError::Unexpected { rank })
}

fn decode<T: DeserializeOwned>(rank: usize, bytes: &[u8]) -> Result<T, CommunicatorError> {
    postcard::from_bytes(bytes).map_err(|_| CommunicatorError::Unexpected { rank })
}

impl FailureMessage {
    fn of(failure: &ChainFailure) -> Self {
        match failure {
            ChainFailure::Start {
                tries,
                problem,
                explanation,
                position,
            } => Self::Start {
                tries: *tries,
                problem: problem.clone(),
                explanation: explanation.clone(),
                position: position.clone(),
            },
            ChainFailure::Density(error) => Self::Density(error.clone()),
            ChainFailure::Panicked(message) => Self::Panicked(message.clone()),
            ChainFailure::CallbackPanicked(message) => Self::CallbackPanicked(message.clone()),
            ChainFailure::Continue(error) => Self::Continue(error.clone()),
            // A run of several ranks writes none.
            ChainFailure::Checkpoint(error) => Self::Density(LogDensityError::Fatal(Cow::Owned(error.to_string()))),
        }
    }
}

impl From<FailureMessage> for ChainFailure {
    fn from(message: FailureMessage) -> Self {
        match message {
            FailureMessage::Start {
                tries,
                problem,
                explanation,
                position,
            } => Self::Start {
                tries,
                problem,
                explanation,
                position,
            },
            FailureMessage::Density(error) => Self::Density(error),
            FailureMessage::Panicked(message) => Self::Panicked(message),
            FailureMessage::CallbackPanicked(message) => Self::CallbackPanicked(message),
            FailureMessage::Continue(error) => Self::Continue(error),
        }
    }
}
