//! Arrays whose length the compiler knows.

use crate::Real;
use alloc::vec::Vec;

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

/// An array with the elements of a slice.
#[inline(always)]
#[track_caller]
pub fn array_of<T: Clone, const N: usize>(slice: &[T]) -> [T; N] {
    assert!(
        slice.len() == N,
        "a slice of {} elements is no array of {N}",
        slice.len()
    );
    core::array::from_fn(|position| slice[position].clone())
}

/// Values to be overwritten: arrays of any length have one.
pub trait Blank {
    /// Zeros, or nothing.
    fn blank() -> Self;
}

impl<T: Real> Blank for T {
    #[inline(always)]
    fn blank() -> Self {
        T::zero()
    }
}
impl<T: Blank, const N: usize> Blank for [T; N] {
    #[inline(always)]
    fn blank() -> Self {
        core::array::from_fn(|_| T::blank())
    }
}
impl<T> Blank for Vec<T> {
    #[inline(always)]
    fn blank() -> Self {
        Self::new()
    }
}
macro_rules! blank_defaults {
    ($($ty:ty),*) => {$(
        impl Blank for $ty {
            #[inline(always)]
            fn blank() -> Self {
                Self::default()
            }
        }
    )*};
}
blank_defaults!(u8, u16, u32, u64, usize, i8, i16, i32, i64, isize, bool, char);
macro_rules! blank_tuples {
    ($($part:ident),*) => {
        impl<$($part: Blank),*> Blank for ($($part,)*) {
            #[inline(always)]
            fn blank() -> Self {
                ($($part::blank(),)*)
            }
        }
    };
}
blank_tuples!(A);
blank_tuples!(A, B);
blank_tuples!(A, B, C);
blank_tuples!(A, B, C, D);
blank_tuples!(A, B, C, D, E);
blank_tuples!(A, B, C, D, E, F);
