//! The order of a sorted sequence, which has no derivative.

use alloc::vec::Vec;
use core::cmp::Ordering;

/// The old positions of the elements in the order of a stable sort: `sorted[k] == values[order[k]]`.
pub fn order<T>(values: &[T], mut compare: impl FnMut(&T, &T) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| compare(&values[*a], &values[*b]));
    order
}

/// As [`order`], by a key of each element.
pub fn order_by_key<T, K: Ord>(values: &[T], mut key: impl FnMut(&T) -> K) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by_key(|position| key(&values[*position]));
    order
}

/// No elements, of the type of those of a sequence.
#[inline(always)]
pub fn emptied<T>(_of: &[T]) -> Vec<T> {
    Vec::new()
}
