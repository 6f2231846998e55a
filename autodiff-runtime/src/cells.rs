//! Whole tangents in a shadow of which nothing but its bounds is known: in generic code, that of `T: Real`.
//!
//! Where the type is known, generated code calls the methods of the same names that [`Adjoint`] has of its own.

use crate::adjoint::{Adjoint, Constant, Mode, NoAdjoint, Scalar};
use crate::support::{Clear, Leaf};
use alloc::vec::Vec;

/// A shadow that holds tangents of the type `T`.
pub trait Cells<T>: Leaf<T> + Clear {
    /// What was collected.
    #[inline(always)]
    fn get(&self) -> T {
        self.tangent()
    }
    /// Replaces what was collected.
    fn set(&self, tangent: T);
    /// Adds a contribution.
    fn add(&self, contribution: T);
    /// Subtracts a contribution.
    fn sub(&self, contribution: T);
    /// What was collected, leaving zero behind.
    #[inline(always)]
    fn take(&self) -> T {
        let tangent = self.tangent();
        self.clear();
        tangent
    }
}

impl<F: Scalar, M: Mode> Cells<F> for Adjoint<F, M> {
    #[inline(always)]
    fn set(&self, tangent: F) {
        Adjoint::set(self, tangent);
    }
    #[inline(always)]
    fn add(&self, contribution: F) {
        Adjoint::add(self, contribution);
    }
    #[inline(always)]
    fn sub(&self, contribution: F) {
        Adjoint::sub(self, contribution);
    }
}

macro_rules! nothing {
    ([$($generics:tt)*] $shadow:ty) => {
        impl<$($generics)*> Leaf<()> for $shadow {
            #[inline(always)]
            fn tangent(&self) {}
        }
        impl<$($generics)*> Cells<()> for $shadow {
            #[inline(always)]
            fn set(&self, (): ()) {}
            #[inline(always)]
            fn add(&self, (): ()) {}
            #[inline(always)]
            fn sub(&self, (): ()) {}
        }
    };
}
nothing!([M: Mode] NoAdjoint<M>);
nothing!([] Constant);
nothing!([]());

/// Implements both for a sequence, element by element.
macro_rules! elementwise {
    ([$($generics:tt)*] $shadow:ty, $tangent:ty, |$self:ident| $tangents:expr) => {
        impl<T, S: Leaf<T>, $($generics)*> Leaf<$tangent> for $shadow {
            #[inline]
            fn tangent(&$self) -> $tangent {
                $tangents
            }
        }
        impl<T, S: Cells<T>, $($generics)*> Cells<$tangent> for $shadow {
            #[inline]
            fn set(&self, tangent: $tangent) {
                self.iter().zip(tangent).for_each(|(cells, part)| cells.set(part));
            }
            #[inline]
            fn add(&self, contribution: $tangent) {
                self.iter().zip(contribution).for_each(|(cells, part)| cells.add(part));
            }
            #[inline]
            fn sub(&self, contribution: $tangent) {
                self.iter().zip(contribution).for_each(|(cells, part)| cells.sub(part));
            }
        }
    };
}
elementwise!([] Vec<S>, Vec<T>, |self| self.iter().map(Leaf::tangent).collect());
elementwise!([const N: usize] [S; N], [T; N], |self| self.each_ref().map(|cells| cells.tangent()));

macro_rules! tuples {
    ($($shadow:ident $tangent:ident $index:tt),*) => {
        impl<$($tangent, $shadow: Leaf<$tangent>),*> Leaf<($($tangent,)*)> for ($($shadow,)*) {
            #[inline(always)]
            fn tangent(&self) -> ($($tangent,)*) {
                ($(self.$index.tangent(),)*)
            }
        }
        impl<$($tangent, $shadow: Cells<$tangent>),*> Cells<($($tangent,)*)> for ($($shadow,)*) {
            #[inline(always)]
            fn set(&self, tangent: ($($tangent,)*)) {
                $(self.$index.set(tangent.$index);)*
            }
            #[inline(always)]
            fn add(&self, contribution: ($($tangent,)*)) {
                $(self.$index.add(contribution.$index);)*
            }
            #[inline(always)]
            fn sub(&self, contribution: ($($tangent,)*)) {
                $(self.$index.sub(contribution.$index);)*
            }
        }
    };
}
tuples!(S0 T0 0);
tuples!(S0 T0 0, S1 T1 1);
tuples!(S0 T0 0, S1 T1 1, S2 T2 2);
tuples!(S0 T0 0, S1 T1 1, S2 T2 2, S3 T3 3);
tuples!(S0 T0 0, S1 T1 1, S2 T2 2, S3 T3 3, S4 T4 4);
tuples!(S0 T0 0, S1 T1 1, S2 T2 2, S3 T3 3, S4 T4 4, S5 T5 5);
tuples!(S0 T0 0, S1 T1 1, S2 T2 2, S3 T3 3, S4 T4 4, S5 T5 5, S6 T6 6);
tuples!(S0 T0 0, S1 T1 1, S2 T2 2, S3 T3 3, S4 T4 4, S5 T5 5, S6 T6 6, S7 T7 7);
