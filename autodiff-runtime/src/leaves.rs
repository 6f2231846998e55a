//! The numbers of a shadow, one after another: what Jacobians are made of, and what a reverse sweep puts back.

use crate::adjoint::{Adjoint, Constant, Mode, NoAdjoint, Scalar};
use alloc::vec::Vec;

/// The leaves of a shadow in the order of fields and indices.
pub trait Leaves {
    /// Appends the numbers that the leaves hold.
    fn read(&self, numbers: &mut Vec<f64>);
    /// Sets the leaves to numbers in the same order.
    fn write(&self, numbers: &mut dyn Iterator<Item = f64>);
}

/// A shadow that can be set to what an earlier copy of it held, or be added what a copy collected.
pub trait PutBack {
    /// Sets the leaves to those of the copy, which is of the same shape.
    fn put_back(&self, kept: &Self);
    /// Adds the leaves of the copy, which is of the same shape.
    fn add_all(&self, part: &Self);
}

/// The next of the numbers that leaves are set to.
pub(crate) fn next(numbers: &mut dyn Iterator<Item = f64>) -> f64 {
    match numbers.next() {
        Some(number) => number,
        None => unreachable!("as many numbers as leaves"),
    }
}

impl<F: Scalar, M: Mode> Leaves for Adjoint<F, M> {
    #[inline]
    fn read(&self, numbers: &mut Vec<f64>) {
        numbers.push(self.get().as_number());
    }
    #[inline]
    fn write(&self, numbers: &mut dyn Iterator<Item = f64>) {
        self.set(F::of_number(next(numbers)));
    }
}
impl<F: Scalar, M: Mode> PutBack for Adjoint<F, M> {
    #[inline(always)]
    fn put_back(&self, kept: &Self) {
        self.set(kept.get());
    }
    #[inline(always)]
    fn add_all(&self, part: &Self) {
        self.add(part.get());
    }
}

/// Shadows without leaves.
macro_rules! leafless {
    ([$($generics:tt)*] $shadow:ty) => {
        impl<$($generics)*> Leaves for $shadow {
            #[inline(always)]
            fn read(&self, _numbers: &mut Vec<f64>) {}
            #[inline(always)]
            fn write(&self, _numbers: &mut dyn Iterator<Item = f64>) {}
        }
        impl<$($generics)*> PutBack for $shadow {
            #[inline(always)]
            fn put_back(&self, _kept: &Self) {}
            #[inline(always)]
            fn add_all(&self, _part: &Self) {}
        }
    };
}
leafless!([M: Mode] NoAdjoint<M>);
leafless!([] Constant);
leafless!([]());

impl<S: Leaves> Leaves for [S] {
    #[inline]
    fn read(&self, numbers: &mut Vec<f64>) {
        self.iter().for_each(|part| part.read(numbers));
    }
    #[inline]
    fn write(&self, numbers: &mut dyn Iterator<Item = f64>) {
        self.iter().for_each(|part| part.write(numbers));
    }
}
impl<S: PutBack> PutBack for [S] {
    #[inline]
    fn put_back(&self, kept: &Self) {
        self.iter().zip(kept).for_each(|(part, kept)| part.put_back(kept));
    }
    #[inline]
    fn add_all(&self, part: &Self) {
        self.iter().zip(part).for_each(|(own, part)| own.add_all(part));
    }
}

/// Sequences of their own are read and set as slices.
macro_rules! as_slice {
    ([$($generics:tt)*] $sequence:ty) => {
        impl<S: Leaves, $($generics)*> Leaves for $sequence {
            #[inline]
            fn read(&self, numbers: &mut Vec<f64>) {
                self.as_slice().read(numbers);
            }
            #[inline]
            fn write(&self, numbers: &mut dyn Iterator<Item = f64>) {
                self.as_slice().write(numbers);
            }
        }
        impl<S: PutBack, $($generics)*> PutBack for $sequence {
            #[inline]
            fn put_back(&self, kept: &Self) {
                self.as_slice().put_back(kept.as_slice());
            }
            #[inline]
            fn add_all(&self, part: &Self) {
                self.as_slice().add_all(part.as_slice());
            }
        }
    };
}
as_slice!([] Vec<S>);
as_slice!([const N: usize] [S; N]);

macro_rules! tuples {
    ($($part:ident $index:tt),*) => {
        impl<$($part: Leaves),*> Leaves for ($($part,)*) {
            #[inline]
            fn read(&self, numbers: &mut Vec<f64>) {
                $(self.$index.read(numbers);)*
            }
            #[inline]
            fn write(&self, numbers: &mut dyn Iterator<Item = f64>) {
                $(self.$index.write(numbers);)*
            }
        }
        impl<$($part: PutBack),*> PutBack for ($($part,)*) {
            #[inline]
            fn put_back(&self, kept: &Self) {
                $(self.$index.put_back(&kept.$index);)*
            }
            #[inline]
            fn add_all(&self, part: &Self) {
                $(self.$index.add_all(&part.$index);)*
            }
        }
    };
}
tuples!(A 0);
tuples!(A 0, B 1);
tuples!(A 0, B 1, C 2);
tuples!(A 0, B 1, C 2, D 3);
tuples!(A 0, B 1, C 2, D 3, E 4);
tuples!(A 0, B 1, C 2, D 3, E 4, G 5);
tuples!(A 0, B 1, C 2, D 3, E 4, G 5, H 6);
tuples!(A 0, B 1, C 2, D 3, E 4, G 5, H 6, I 7);
