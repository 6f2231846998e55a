//! Loops that keep their state now and then instead of records, in both sweeps.

use super::{Emitter, support};
use crate::ir::{Block, LoopHead, Var};
use proc_macro2::TokenStream;
use quote::quote;

impl Emitter<'_> {
    /// A loop that keeps its state at the start of each segment.
    pub(super) fn checkpoint_loop(
        &self,
        (head, body, exit): (&LoopHead<Block>, &Block, Option<Var>),
        checkpoints: Var,
        keep: &Block,
        kept: &[Var],
    ) -> TokenStream {
        let (checkpoints, support) = (self.name(checkpoints), support());
        let (keep, kept) = (self.block(keep), self.record(kept));
        let start = quote!(if #checkpoints.is_due() { #keep #checkpoints.keep(#kept); });
        let repeated = self.repeat(head, body, exit, None, Some(start));
        quote!(let mut #checkpoints = #support::Checkpoints::new(); #repeated)
    }

    /// The segments of such a loop from the last to the first.
    pub(super) fn replay_segments(
        &self,
        (checkpoints, kept): (Var, &[Var]),
        [done, trips]: [Var; 2],
        stacks: &[Var],
        blocks: [&Block; 3],
    ) -> TokenStream {
        let (checkpoints, kept) = (self.name(checkpoints), self.record_pattern(kept));
        let (done, trips) = (self.name(done), self.name(trips));
        let stacks: Vec<_> = stacks.iter().map(|stack| self.name(*stack)).collect();
        let [restore, again, back] = blocks.map(|block| self.block(block));
        quote! {
            for (#kept, #done, #trips) in #checkpoints.backwards() {
                #restore
                #(let mut #stacks = ::pullback::runtime::alloc::vec::Vec::new();)*
                #again
                #(let mut #stacks = #stacks.into_iter().rev();)*
                #back
            }
        }
    }
}
