//! The blocks in which an array's elements lie in files.

use std::ops::Range;

/// How many blocks there are along each axis, and how long they are.
#[derive(Debug)]
pub(super) struct Chunks<'a> {
    shape: &'a [usize],
    length: &'a [usize],
}

/// Neighbours along the last axis of a block: their places in the array, and how many more the block has room for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub elements: Range<usize>,
    pub unused: usize,
}

impl<'a> Chunks<'a> {
    /// `length` has no zero, and as many axes as `shape`.
    pub fn new(shape: &'a [usize], length: &'a [usize]) -> Self {
        Self { shape, length }
    }

    /// The places of all blocks, the last axis running fastest; none if the array has no elements.
    pub fn places(&self) -> impl Iterator<Item = Vec<usize>> {
        let axes = self.shape.iter().zip(self.length);
        let counts: Vec<usize> = axes.map(|(shape, length)| shape.div_ceil(*length)).collect();
        let all: usize = counts.iter().product();
        (0..all).map(move |index| unravel(index, &counts))
    }

    /// Number of elements that a block has room for.
    pub fn room(&self) -> usize {
        self.length.iter().product()
    }

    /// The elements of a block in the order of its file.
    pub fn runs(&self, place: &[usize]) -> impl Iterator<Item = Run> {
        let start: Vec<usize> = place
            .iter()
            .zip(self.length)
            .map(|(place, length)| place * length)
            .collect();
        let last = self.length.last().copied().unwrap_or(1);
        let rows = self.room() / last;
        let (shape, lengths) = (self.shape, self.length);
        (0..rows).map(move |row| {
            let Some((&end, axes)) = shape.split_last() else {
                return Run {
                    elements: 0..1,
                    unused: 0,
                };
            };
            let inside = unravel(row, &lengths[..axes.len()]);
            let mut at = 0;
            for ((start, inside), shape) in start.iter().zip(&inside).zip(axes) {
                if start + inside >= *shape {
                    return Run {
                        elements: 0..0,
                        unused: last,
                    };
                }
                at = at * shape + start + inside;
            }
            let first = start[axes.len()];
            let count = last.min(end - first);
            let from = at * end + first;
            Run {
                elements: from..from + count,
                unused: last - count,
            }
        })
    }

    /// The name of a block's file: `1.0`.
    pub fn file_name(place: &[usize], separator: &str) -> String {
        if place.is_empty() {
            return "0".to_owned();
        }
        place
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(separator)
    }
}

/// The indices of an element, the last axis running fastest.
fn unravel(index: usize, shape: &[usize]) -> Vec<usize> {
    let mut left = index;
    let index_of = |length: &usize| {
        let index = left % length;
        left /= length;
        index
    };
    let mut indices: Vec<usize> = shape.iter().rev().map(index_of).collect();
    indices.reverse();
    indices
}

#[cfg(test)]
mod tests {
    use super::{Chunks, Run};

    fn run(elements: std::ops::Range<usize>, unused: usize) -> Run {
        Run { elements, unused }
    }

    #[test]
    fn blocks_at_the_end_are_partly_empty() {
        let chunks = Chunks::new(&[3, 3], &[2, 2]);
        let places: Vec<_> = chunks.places().collect();
        assert_eq!(places, [[0, 0], [0, 1], [1, 0], [1, 1]]);
        assert_eq!(
            chunks.runs(&places[0]).collect::<Vec<_>>(),
            [run(0..2, 0), run(3..5, 0)]
        );
        assert_eq!(
            chunks.runs(&places[1]).collect::<Vec<_>>(),
            [run(2..3, 1), run(5..6, 1)]
        );
        assert_eq!(
            chunks.runs(&places[2]).collect::<Vec<_>>(),
            [run(6..8, 0), run(0..0, 2)]
        );
        assert_eq!(Chunks::file_name(&places[2], "."), "1.0");
    }

    #[test]
    fn a_number_is_one_block_and_nothing_is_none() {
        let single = Chunks::new(&[], &[]);
        assert_eq!(single.places().collect::<Vec<_>>(), [[0_usize; 0]]);
        assert_eq!(single.runs(&[]).collect::<Vec<_>>(), [run(0..1, 0)]);
        assert_eq!(Chunks::file_name(&[], "."), "0");
        assert_eq!(Chunks::new(&[0, 3], &[1, 3]).places().count(), 0);
    }
}
