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
pub(super) fn advance_all<'c, 'a: 'c, P: LogDensity + Clone + Sync + 'c, S: Sampler<P> + 'c>(
    context: &Context<'_, P, S>,
    chains: impl Iterator<Item = &'c mut ActiveChain<'a, P, S>>,
    until: usize,
) {
    let chains: Vec<_> = chains.collect();
    let threads = rayon::current_num_threads().min(chains.len());
    let mut groups: Vec<Vec<_>> = (0..threads).map(|_| Vec::new()).collect();
    for (i, chain) in chains.into_iter().enumerate() {
        groups[i % threads].push(chain);
    }
    groups
        .into_par_iter()
        .with_max_len(1)
        .for_each(|group| advance_group(context, group, until));
}

/// Moves all chains to `until` draws on this thread alone, in an order that depends on nothing but their number: ranks that evaluate the
/// density together do so in the same order then. After each draw they agree on whether the run has ended.
pub(super) fn advance_in_step<P: LogDensity + Clone + Sync, S: Sampler<P>>(
    context: &Context<'_, P, S>,
    chains: &mut [ActiveChain<'_, P, S>],
    until: usize,
) {
    let agree = || context.watch.agree(|offer| context.density.agree(offer));
    let mut densities = Vec::with_capacity(chains.len());
    for chain in &mut *chains {
        densities.push(chain.begin(context));
        agree();
    }
    while !context.watch.is_off() {
        let members = chains.iter_mut().zip(&mut densities);
        let behind = members.filter(|(chain, _)| chain.done() < until && !chain.has_failed());
        let Some((chain, Some(density))) = behind.min_by_key(|(chain, _)| chain.done()) else {
            break;
        };
        chain.run_slice(context, density, until);
        agree();
    }
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
