//! In which order shards are added up: along a binary tree over their numbers that is the same whoever holds which of them.
//!
//! The tree over shards a, …, b − 1 is one leaf, or the tree over the first 2ᵏ of them, the largest such power less than their number,
//! and the tree over the rest. Each rank holds a row of neighbouring shards, which are the leaves of a few whole subtrees, at most
//! two for each level; it adds up those, sends their sums, and every rank adds up the rest of the tree.

use std::ops::Range;

/// Part number `part` of `parts` almost equal parts of 0, …, `length` − 1.
pub(super) fn part(length: usize, part: usize, parts: usize) -> Range<usize> {
    let begin = |part: usize| (length as u128 * part as u128 / parts.max(1) as u128) as usize;
    begin(part)..begin(part + 1)
}

/// The largest subtrees, from left to right, of the tree over all `shards` that have no leaf outside of `held`.
pub(super) fn subtrees(shards: usize, held: &Range<usize>) -> Vec<Range<usize>> {
    fn collect(tree: Range<usize>, held: &Range<usize>, found: &mut Vec<Range<usize>>) {
        if tree.start >= held.start && tree.end <= held.end {
            found.push(tree);
        } else if tree.start < held.end && held.start < tree.end {
            let middle = middle(&tree);
            collect(tree.start..middle, held, found);
            collect(middle..tree.end, held, found);
        }
    }
    let mut found = Vec::new();
    if !held.is_empty() {
        collect(0..shards, held, &mut found);
    }
    found
}

/// Where a tree of two leaves or more divides.
fn middle(tree: &Range<usize>) -> usize {
    tree.start + tree.len().next_power_of_two() / 2
}

/// Adds up the `tree`, whose subtrees in `known` have been added up already: their sums are `width` numbers each in `sums`, one after the
/// other. What comes out is in the place of the first one.
pub(super) fn add_up(tree: Range<usize>, known: &[Range<usize>], width: usize, sums: &mut [f64]) {
    if known.len() <= 1 {
        return;
    }
    let middle = middle(&tree);
    let left = known.partition_point(|subtree| subtree.end <= middle);
    let (of_left, of_right) = sums.split_at_mut(left * width);
    add_up(tree.start..middle, &known[..left], width, of_left);
    add_up(middle..tree.end, &known[left..], width, of_right);
    for (sum, term) in of_left[..width].iter_mut().zip(&of_right[..width]) {
        *sum += term;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sum over the shards as so many ranks make it.
    fn sum(values: &[f64], ranks: usize) -> f64 {
        let shards = values.len();
        let (mut all, mut sums) = (Vec::new(), Vec::new());
        for rank in 0..ranks {
            let held = part(shards, rank, ranks);
            for tree in subtrees(shards, &held) {
                let leaves: Vec<_> = tree.clone().map(|shard| shard..shard + 1).collect();
                let mut own = values[tree.clone()].to_vec();
                add_up(tree.clone(), &leaves, 1, &mut own);
                all.push(tree);
                sums.push(own[0]);
            }
        }
        add_up(0..shards, &all, 1, &mut sums);
        sums[0]
    }

    #[test]
    fn the_number_of_ranks_changes_no_bit() {
        for shards in 1..40 {
            // Terms whose sum depends on the order.
            let values: Vec<f64> = (0..shards)
                .map(|i| (1.7 * i as f64).sin() * 10_f64.powi(i % 17))
                .collect();
            let expected = sum(&values, 1);
            for ranks in 2..50 {
                assert_eq!(
                    sum(&values, ranks).to_bits(),
                    expected.to_bits(),
                    "{shards} shards, {ranks} ranks"
                );
            }
            let exact: f64 = values.iter().sum();
            assert!((expected - exact).abs() <= 1e-9 * exact.abs().max(1.0));
        }
    }

    #[test]
    fn ranks_send_few_sums() {
        // Powers of two: one each.
        for rank in 0..4 {
            let whole = 4 * rank..4 * rank + 4;
            assert_eq!(subtrees(16, &part(16, rank, 4)), std::slice::from_ref(&whole));
        }
        assert_eq!(subtrees(8, &(1..7)), [1..2, 2..4, 4..6, 6..7]);
        assert_eq!(subtrees(6, &(0..6)), std::slice::from_ref(&(0..6)));
        assert_eq!(subtrees(6, &(3..3)), []);
    }
}
