//! Vectors whose memory the tape keeps, where only the compiler knows that they are vectors of numbers: an inherent method for
//! these, a method of a trait for whatever else it turns out to be.

use super::tape::Tape;
use crate::adjoint::{Active, Adjoint};
use crate::differentiable::Differentiable;
use alloc::vec::Vec;

/// What a copy, or a shadow, is made of.
#[derive(Clone, Copy, Debug)]
pub struct Source<'s, T: ?Sized>(pub &'s T);

/// What is needed no more.
#[derive(Debug)]
pub struct Finished<T>(pub T);

macro_rules! vectors {
    ($($float:ty),*) => {$(
        impl Source<'_, Vec<$float>> {
            /// A copy in memory that the tape kept.
            #[inline]
            #[must_use]
            pub fn copied(self, tape: &mut Tape) -> Vec<$float> {
                tape.copy(self.0)
            }
            /// A zero shadow in memory that the tape kept.
            #[inline]
            #[must_use]
            pub fn zero_shadow_in(self, tape: &mut Tape) -> Vec<Adjoint<$float>> {
                tape.zero_shadow(self.0)
            }
        }
        impl Finished<Vec<$float>> {
            /// Gives the memory back.
            #[inline]
            pub fn keep(self, tape: &mut Tape) {
                tape.keep_stack(self.0);
            }
        }
        impl Finished<Vec<Adjoint<$float>>> {
            /// Gives the memory back.
            #[inline]
            pub fn keep(self, tape: &mut Tape) {
                tape.keep_stack(self.0);
            }
        }
    )*};
}
vectors!(f32, f64);

/// What is no vector of numbers.
pub trait Other<T> {
    /// `value.clone()`.
    fn copied(self, tape: &mut Tape) -> T
    where
        T: Clone;
    /// A zero shadow.
    fn zero_shadow_in(self, tape: &mut Tape) -> T::Shadow<Active>
    where
        T: Differentiable;
}

impl<T> Other<T> for Source<'_, T> {
    #[inline(always)]
    fn copied(self, _tape: &mut Tape) -> T
    where
        T: Clone,
    {
        self.0.clone()
    }
    #[inline(always)]
    fn zero_shadow_in(self, _tape: &mut Tape) -> T::Shadow<Active>
    where
        T: Differentiable,
    {
        self.0.zero_shadow()
    }
}

/// Nothing is kept of it.
pub trait Dropped {
    /// Drops it.
    fn keep(self, tape: &mut Tape);
}

impl<T> Dropped for Finished<T> {
    #[inline(always)]
    fn keep(self, _tape: &mut Tape) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    #[test]
    fn vectors_of_numbers_find_their_memory_again() {
        let mut tape = Tape::new();
        let original = vec![1.0_f64, 2.0];
        let copy = Source(&original).copied(&mut tape);
        assert_eq!(copy, original);
        let memory = copy.as_ptr();
        Finished(copy).keep(&mut tape);
        let again = Source(&original).copied(&mut tape);
        assert_eq!(again.as_ptr(), memory);
    }

    #[test]
    fn anything_else_is_copied() {
        let mut tape = Tape::new();
        let copy = Source(&[1.0_f64, 2.0]).copied(&mut tape);
        assert_eq!(copy, [1.0, 2.0]);
        Finished(copy).keep(&mut tape);
    }
}
