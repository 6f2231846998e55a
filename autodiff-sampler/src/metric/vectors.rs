//! Sums of products, and multiples of vectors.

use std::array::from_fn;

use super::blocks::{Block, LANES, total};
use super::registers::{Eight, Pass, Registers};

/// Vectors of no more numbers than this are not worth a look at what the processor can do.
#[cfg(feature = "wide-steps")]
const SHORT: usize = LANES;

/// Does some `work` on vectors of `length` with the widest registers that the processor has. The work is the same to the
/// bit: partial sums are laid out in the code, and nothing is contracted.
#[inline(always)]
pub(crate) fn widest<R>(length: usize, work: impl FnOnce() -> R) -> R {
    #[cfg(feature = "wide-steps")]
    if length > SHORT {
        return pulp::Arch::new().dispatch(work);
    }
    let _ = length;
    work()
}

/// Dot product of two vectors of equal length.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    widest(
        a.len(),
        #[inline(always)]
        || sum_of_products(a, b),
    )
}

#[inline(always)]
fn sum_of_products(a: &[f64], b: &[f64]) -> f64 {
    let mut lanes = [0.0; LANES];
    let (a_blocks, a_rest) = a.as_chunks::<LANES>();
    let (b_blocks, b_rest) = b.as_chunks::<LANES>();
    for (a, b) in a_blocks.iter().zip(b_blocks) {
        lanes = from_fn(|lane| lanes[lane] + a[lane] * b[lane]);
    }
    total(lanes) + a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum::<f64>()
}

/// Dot product of two vectors of equal length, block by block.
pub(crate) struct DotOfBlocks<'a>(pub &'a [Block], pub &'a [Block]);

impl Pass for DotOfBlocks<'_> {
    type Output = f64;

    #[inline(always)]
    fn run<R: Registers>(self, registers: R) -> f64 {
        let mut sums = registers.splat(0.0);
        for (a, b) in self.0.iter().zip(self.1) {
            sums = sums + registers.load(a) * registers.load(b);
        }
        total(sums.block())
    }
}

/// `sum` ← `sum` + `factor` `vector`.
pub(crate) fn add_multiple(sum: &mut [f64], factor: f64, vector: &[f64]) {
    widest(
        sum.len(),
        #[inline(always)]
        || {
            for (sum, v) in sum.iter_mut().zip(vector) {
                *sum += factor * v;
            }
        },
    );
}
