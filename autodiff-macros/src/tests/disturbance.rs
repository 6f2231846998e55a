//! Random changes to tokens, reproducible: what the tests on garbled code share.

use proc_macro2::TokenTree;

/// Marsaglia's xorshift64 (2003): reproducible, and no dependency for a test.
pub struct Xorshift(pub u64);

impl Xorshift {
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound.max(1) as u64) as usize
    }

    /// Drops, doubles, swaps or replaces one of the trees, of which there must be one.
    pub fn disturb(&mut self, trees: &mut Vec<TokenTree>) {
        let (i, j) = (self.below(trees.len()), self.below(trees.len()));
        match self.below(4) {
            0 => drop(trees.remove(i)),
            1 => trees.insert(i, trees[j].clone()),
            2 => trees.swap(i, j),
            _ => trees[i] = trees[j].clone(),
        }
    }
}
