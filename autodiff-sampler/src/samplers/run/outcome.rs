//! What a run returns: a trace of what the chains have, or an error that holds it.

use std::time::Duration;

use super::chain::{ChainFailure, EndedChain};
use super::checkpoint::Header;
use super::continuation::EndedRun;
use super::driver::Context;
use crate::samplers::SampleError;
use crate::trace::{EndReason, Trace, TraceBuilder};

/// The trace, if all is well or the run was stopped with some draws made; otherwise the error of the first chain (by
/// number) that has one. No chain has more than `longest` draws in the trace.
pub(super) fn conclude<P, S>(
    context: &Context<'_, P, S>,
    header: Header,
    mut builder: TraceBuilder,
    mut ended: Vec<EndedChain>,
    longest: usize,
    wall_time: Duration,
) -> Result<Trace, SampleError> {
    let reason = context.watch.reason().unwrap_or(EndReason::Complete);
    let tune = context.settings.tune;
    let done = ended.iter().map(|chain| chain.done).min().unwrap_or(0);
    let (kept, draws) = equal_lengths(ended.iter().map(|chain| chain.done.saturating_sub(tune).min(longest)));
    let has_failed = ended.iter().any(|chain| chain.failure.is_some());
    let continuation = (draws > 0 && !has_failed)
        .then(|| EndedRun::new(header, context.walkers, &mut builder, &mut ended, &kept, draws).continuation());
    let mut failure = None;
    let mut records = Vec::with_capacity(ended.len());
    for (number, chain) in ended.into_iter().enumerate() {
        if let Some(cause) = chain.failure
            && failure.is_none()
        {
            failure = Some((number, cause));
        }
        records.extend(chain.records);
    }
    let walkers_of = |chain: &usize| chain * context.walkers..(chain + 1) * context.walkers;
    let kept: Vec<usize> = kept.iter().flat_map(walkers_of).collect();
    let trace = (draws > 0).then(|| {
        let trace = builder.finish(records, &kept, draws, reason, wall_time);
        trace.with_continuation(continuation.unwrap_or_default())
    });
    match (failure, trace) {
        (Some((chain, cause)), trace) => Err(error(chain, cause, trace.map(Box::new))),
        // What failed on one of several ranks that work in step, and not on this one.
        (None, _) if reason == EndReason::Failure => Err(SampleError::OtherRank {
            rank: None,
            problem: "a chain has failed there, and the error of that rank says how".to_owned(),
        }),
        (None, Some(trace)) => Ok(trace),
        (None, None) => Err(SampleError::NoDraws { reason, done, tune }),
    }
}

/// Which chains are kept, and how many draws of each: those with at least half as many as the longest, cut to the
/// shortest of them.
fn equal_lengths(drawn: impl Iterator<Item = usize> + Clone) -> (Vec<usize>, usize) {
    let longest = drawn.clone().max().unwrap_or(0);
    let is_kept = |draws: usize| draws > 0 && 2 * draws >= longest;
    let draws = drawn.clone().filter(|draws| is_kept(*draws)).min().unwrap_or(0);
    let kept = drawn
        .enumerate()
        .filter(|(_, draws)| is_kept(*draws))
        .map(|(chain, _)| chain);
    (kept.collect(), draws)
}

fn error(chain: usize, cause: ChainFailure, partial: Option<Box<Trace>>) -> SampleError {
    match cause {
        ChainFailure::Start {
            tries,
            problem,
            explanation,
            position,
        } => SampleError::Start {
            chain,
            tries,
            problem,
            explanation,
            position,
        },
        ChainFailure::Density(source) => SampleError::Density { chain, source, partial },
        ChainFailure::Panicked(message) => SampleError::Panicked {
            chain,
            message,
            partial,
        },
        ChainFailure::Checkpoint(source) => SampleError::Checkpoint { source, partial },
        ChainFailure::Continue(source) => SampleError::Continue { source },
        ChainFailure::CallbackPanicked(message) => SampleError::CallbackPanicked {
            chain,
            message,
            partial,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::equal_lengths;

    #[test]
    fn chains_are_cut_to_the_shortest_unless_it_has_hardly_begun() {
        let keep = |drawn: &[usize]| equal_lengths(drawn.iter().copied());
        assert_eq!(keep(&[500, 500]), (vec![0, 1], 500));
        assert_eq!(keep(&[500, 250, 480]), (vec![0, 1, 2], 250));
        assert_eq!(keep(&[500, 249, 480]), (vec![0, 2], 480));
        assert_eq!(keep(&[0, 1]), (vec![1], 1));
        assert_eq!(keep(&[0, 0]), (vec![], 0));
    }
}
