//! Shadows that get the shape of a new value.

use crate::adjoint::{Adjoint, Constant, Mode, NoAdjoint, Scalar};
use alloc::vec::Vec;

/// A shadow that a zero one takes the place of. The field of a struct that is marked `#[constant]` has no other than its own.
pub trait Renew<Zero> {
    /// Replaces the shadow.
    fn renew(&mut self, zero: Zero);
}
impl<S> Renew<S> for S {
    #[inline(always)]
    fn renew(&mut self, zero: S) {
        *self = zero;
    }
}
macro_rules! of_constants {
    ($([$($generics:tt)*] $zero:ty;)*) => {$(
        impl<$($generics)*> Renew<$zero> for Constant {
            #[inline(always)]
            fn renew(&mut self, _: $zero) {}
        }
    )*};
}
of_constants! {
    [M: Mode] NoAdjoint<M>;
    [F: Scalar, M: Mode] Adjoint<F, M>;
    [S] Vec<S>;
    [S] Option<S>;
    [S, const N: usize] [S; N];
}
