//! Vectors of whole blocks of eight numbers: what the state of a chain is kept in.
//!
//! The passes of a leapfrog step go over blocks and have no remainders to see to. A block is one register of a processor with
//! AVX-512, two with AVX2, four with SSE2 or Neon. Who is not interested sees a slice of as many numbers as there are.

use std::ops::{Deref, DerefMut};

/// Numbers handled at once.
pub(crate) const LANES: usize = 8;
/// Eight neighbouring numbers, or partial sums.
pub(crate) type Block = [f64; LANES];

/// A vector whose last block is filled up with numbers that nobody sees.
///
/// They are zero wherever a sum is taken over blocks: every pass makes zeros of zeros, and those that do not call
/// [`BlockVector::clear_padding`].
#[derive(Debug, serde::Serialize, serde::Deserialize)]
#[serde(from = "Vec<f64>", into = "Vec<f64>")]
pub(crate) struct BlockVector {
    /// The blocks, with some room to begin them where a cache line begins.
    memory: Vec<f64>,
    begin: usize,
    length: usize,
}

/// Bytes of a cache line, and of a block.
const LINE: usize = 64;

impl BlockVector {
    pub fn zeros(length: usize) -> Self {
        let memory = vec![0.0; length.next_multiple_of(LANES) + LANES];
        // Where the line begins is a matter of speed only: any offset that there is room for will do.
        let begin = memory.as_ptr().align_offset(LINE).min(LANES);
        Self { memory, begin, length }
    }

    #[inline(always)]
    pub fn blocks(&self) -> &[Block] {
        let end = self.begin + self.length.next_multiple_of(LANES);
        self.memory[self.begin..end].as_chunks().0
    }

    #[inline(always)]
    pub fn blocks_mut(&mut self) -> &mut [Block] {
        let end = self.begin + self.length.next_multiple_of(LANES);
        self.memory[self.begin..end].as_chunks_mut().0
    }

    /// Makes the numbers behind the last one zero.
    #[inline(always)]
    pub fn clear_padding(&mut self) {
        let used = self.length % LANES;
        if used > 0
            && let Some(last) = self.blocks_mut().last_mut()
        {
            last[used..].fill(0.0);
        }
    }
}

impl Deref for BlockVector {
    type Target = [f64];

    #[inline(always)]
    fn deref(&self) -> &[f64] {
        &self.memory[self.begin..self.begin + self.length]
    }
}

impl DerefMut for BlockVector {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut [f64] {
        &mut self.memory[self.begin..self.begin + self.length]
    }
}

/// Copied number by number, as the copy's cache lines begin elsewhere.
impl Clone for BlockVector {
    fn clone(&self) -> Self {
        let mut copy = Self::zeros(self.length);
        copy.blocks_mut().copy_from_slice(self.blocks());
        copy
    }
}

impl PartialEq for BlockVector {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl From<Vec<f64>> for BlockVector {
    fn from(numbers: Vec<f64>) -> Self {
        let mut vector = Self::zeros(numbers.len());
        vector.copy_from_slice(&numbers);
        vector
    }
}

impl From<BlockVector> for Vec<f64> {
    fn from(vector: BlockVector) -> Self {
        vector.to_vec()
    }
}

/// The sum of all lanes, in an order that halves registers.
#[inline(always)]
pub(crate) fn total(lanes: Block) -> f64 {
    let [a, b, c, d, e, f, g, h] = lanes;
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_is_hidden_and_zero() {
        let mut vector = BlockVector::from(vec![1.0; 11]);
        assert_eq!((vector.len(), vector.blocks().len()), (11, 2));
        assert_eq!(vector.blocks()[1], [1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
        vector.blocks_mut()[1] = [2.0; LANES];
        vector.clear_padding();
        assert_eq!(vector.blocks()[1], [2.0, 2.0, 2.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
        assert_eq!(Vec::from(vector).len(), 11);
        assert_eq!(total([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]), 36.0);
    }
}
