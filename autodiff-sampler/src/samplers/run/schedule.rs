//! Sharing chains among threads.
//!
//! Every thread has its own chains, and moves the one that is furthest behind by a slice at a time: when a run is stopped,
//! all chains have about as many draws, also when there are more chains than threads.

use rayon::prelude::*;

use super::chain::ActiveChain;
use super::driver::Context;
use super::kernel::Sampler;
use crate::log_density::LogDensity;
use crate::trace::EndReason;

/// Moves all chains to `until` draws (tuning included), unless the run is ended before.
pub(super) fn advance_all<P: LogDensity + Clone + Sync, S: Sampler<P>>(
    context: &Context<'_, P, S>,
    chains: &mut [ActiveChain<'_, P, S>],
    until: usize,
) {
    let threads = rayon::current_num_threads().clamp(1, chains.len());
    let mut groups: Vec<Vec<_>> = (0..threads).map(|_| Vec::new()).collect();
    for (i, chain) in chains.iter_mut().enumerate() {
        groups[i % threads].push(chain);
    }
    groups
        .into_par_iter()
        .with_max_len(1)
        .for_each(|group| advance_group(context, group, until));
}

/// Moves the chains of one thread.
fn advance_group<P: LogDensity + Clone + Sync, S: Sampler<P>>(
    context: &Context<'_, P, S>,
    group: Vec<&mut ActiveChain<'_, P, S>>,
    until: usize,
) {
    let mut members = Vec::with_capacity(group.len());
    for chain in group {
        // If one chain finds no start, others look for theirs nevertheless: which one is reported must not depend on time.
        let is_wanted = context.watch.reason().is_none_or(|reason| reason == EndReason::Failure);
        if is_wanted && let Some(density) = chain.begin(context) {
            members.push((chain, density));
        }
    }
    while !context.watch.is_off() {
        let next = members
            .iter_mut()
            .filter(|(chain, _)| chain.done() < until && !chain.has_failed())
            .min_by_key(|(chain, _)| chain.done());
        let Some((chain, density)) = next else { break };
        chain.run_slice(context, density, until);
    }
}
