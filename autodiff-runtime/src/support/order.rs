//! The order of a sorted sequence, which has no derivative; and arrays as long as others.

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

/// An array as long as another.
#[inline(always)]
pub fn array_like<T, U, const N: usize>(_other: &[T; N], mut value: impl FnMut() -> U) -> [U; N] {
    core::array::from_fn(|_| value())
}

/// Zeros of the type of an array's numbers, as many as it has elements.
#[inline(always)]
pub fn numbers_like<T: crate::Differentiable<Number: Default>, const N: usize>(_other: &[T; N]) -> [T::Number; N] {
    core::array::from_fn(|_| T::Number::default())
}

/// No elements, of the type of those of a sequence.
#[inline(always)]
pub fn emptied<T>(_of: &[T]) -> Vec<T> {
    Vec::new()
}
