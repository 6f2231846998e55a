//! Loops of the reverse sweep that take four iterations at a time; see `transform::four_sums`.

use super::Emitter;
use crate::ir::{Block, FourSums, Place, Range, Stmt, Var};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

impl Emitter<'_> {
    /// The iterations by fours, and those that are left.
    pub(super) fn four_sums_loop(&self, var: Var, range: &Range, body: &Block, four: &FourSums) -> TokenStream {
        let high = self.operand(&range.high);
        let index = self.name(var);
        let sums: Vec<_> = four.sums.iter().map(|sum| self.name(*sum)).collect();
        let names: Vec<Ident> = (0..sums.len()).map(|k| super::local(&format!("sums_{k}"))).collect();
        let (windows, chunks) = self.chunks(four);
        let mut reads = TokenStream::new();
        let (mut pending, mut writes) = (Vec::new(), TokenStream::new());
        for stmt in &body.stmts {
            let Stmt::Update { place, subtract, value } = stmt else {
                reads.extend(self.stmts(std::slice::from_ref(stmt)));
                continue;
            };
            if let Some(k) = sum_of(four, place) {
                let (name, value) = (&names[k], self.operand(value));
                let sign = if *subtract { quote!(-=) } else { quote!(+=) };
                reads.extend(quote!(#name[#index] #sign #value;));
            } else if four.windows.contains(&place.root) {
                let (name, value) = (super::local(&format!("pending_{}", pending.len())), self.operand(value));
                reads.extend(quote!(#name[#index] = #value;));
                let (place, method) = (
                    self.place_atom(place),
                    if *subtract {
                        format_ident!("sub")
                    } else {
                        format_ident!("add")
                    },
                );
                writes.extend(quote!(for #index in 0..4 { #place.#method(#name[#index]); }));
                pending.push(name);
            } else {
                reads.extend(self.stmts(std::slice::from_ref(stmt)));
            }
        }
        let rest = self.block(body);
        quote! {
            #(let mut #names = [0.0; 4];)*
            for #windows in #chunks {
                #(let mut #pending = [0.0; 4];)*
                for #index in 0..4 { #reads }
                #writes
            }
            for #index in #high - #high % 4..#high { #rest }
            #(#sums += (#names[0] + #names[1]) + (#names[2] + #names[3]);)*
        }
    }

    /// The windows, four elements at a time, under their own names.
    fn chunks(&self, four: &FourSums) -> (TokenStream, TokenStream) {
        let mut names = four.windows.iter().rev().map(|window| self.name(*window));
        let last = names.next();
        let mut pattern = quote!(#last);
        let mut chunks = quote!(#last.chunks_exact(4));
        for name in names {
            pattern = quote!((#name, #pattern));
            chunks = quote!(#name.chunks_exact(4).zip(#chunks));
        }
        (pattern, chunks)
    }
}

fn sum_of(four: &FourSums, place: &Place) -> Option<usize> {
    let is_whole = place.path.is_empty();
    four.sums.iter().position(|sum| is_whole && *sum == place.root)
}
