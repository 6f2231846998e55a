//! Loops that keep their state now and then instead of records, in both sweeps.

use super::{Emitter, support};
use crate::ir::{Block, LoopHead, Projection, Touched, Var, Watched};
use proc_macro2::TokenStream;
use quote::quote;

impl Emitter<'_> {
    /// A loop that keeps its state at the start of each segment.
    pub(super) fn checkpoint_loop(
        &self,
        (head, body, exit): (&LoopHead<Block>, &Block, Option<Var>),
        checkpoints: Var,
        (keep, kept): (&Block, &[Var]),
        watched: &[Watched],
    ) -> TokenStream {
        let (checkpoints, support) = (self.name(checkpoints), support());
        let (keep, kept) = (self.block(keep), self.record(kept));
        let logs: Vec<_> = watched.iter().map(|watched| self.name(watched.log)).collect();
        let places: Vec<_> = watched.iter().map(|watched| self.borrow(&watched.place)).collect();
        let start = quote! {
            if #checkpoints.is_due() {
                #keep
                #(#logs.begin(#places);)*
                #checkpoints.keep(#kept);
            }
        };
        let repeated = self.repeat(head, body, exit, None, Some(start));
        quote! {
            let mut #checkpoints = #support::Checkpoints::new();
            #(let mut #logs = (&#support::Watch(#places)).watch();)*
            #repeated
            #(#logs.end(#places);)*
        }
    }

    /// Which elements are about to be overwritten.
    pub(super) fn touch(&self, log: Var, touched: &Touched) -> TokenStream {
        let log = self.name(log);
        match touched {
            Touched::Part(Projection::Index(index)) => {
                let index = self.operand(index);
                quote!(#log.touch(&(#index));)
            }
            Touched::Part(Projection::Range { low, high, inclusive }) => {
                let (low, high) = (low.as_ref(), high.as_ref());
                let (low, high) = (low.map(|low| self.operand(low)), high.map(|high| self.operand(high)));
                let (low, high) = (low.map(|low| quote!((#low))), high.map(|high| quote!((#high))));
                let dots = if *inclusive { quote!(..=) } else { quote!(..) };
                quote!(#log.touch_range(#low #dots #high);)
            }
            Touched::Part(_) => TokenStream::new(),
            Touched::Last(place) => {
                let place = self.borrow(place);
                quote!(#log.touch_last(#place);)
            }
        }
    }

    /// The segments of such a loop from the last to the first.
    pub(super) fn replay_segments(
        &self,
        (checkpoints, kept, watched): (Var, &[Var], &[Watched]),
        [done, trips]: [Var; 2],
        stacks: &[Var],
        blocks: [&Block; 3],
    ) -> TokenStream {
        let (checkpoints, kept) = (self.name(checkpoints), self.record_pattern(kept));
        let (done, trips) = (self.name(done), self.name(trips));
        let (made, (turned, memory)) = (self.stacks(stacks), self.turned_stacks(stacks));
        let [restore, again, back] = blocks.map(|block| self.block(block));
        let (mut logs, mut start, mut end) = (TokenStream::new(), TokenStream::new(), TokenStream::new());
        for Watched { place, log, segment } in watched {
            let (log, segment, place) = (self.name(*log), self.name(*segment), self.borrow_mut(place));
            logs.extend(quote!(let mut #log = #log;));
            start.extend(quote!(let #segment = #log.last(); #segment.undo(#place);));
            end.extend(quote!(#segment.undo(#place);));
        }
        quote! {
            #logs
            for (#kept, #done, #trips) in #checkpoints.backwards() {
                #restore
                #start
                #made
                #again
                #turned
                #back
                #memory
                #end
            }
        }
    }
}
