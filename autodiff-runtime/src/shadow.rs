//! Moving derivatives between shadows of the same shape.

use crate::adjoint::{Active, Adjoint, Constant, Mode, NoAdjoint, Scalar};
use alloc::vec::Vec;

/// A shadow of any mode, seen from the active shadow `Local` of a local variable of the same type.
///
/// Generated code uses these where it copies a whole value whose type it cannot see, out of a place.
pub trait ShadowOf<Local: ?Sized> {
    /// Reverse mode of `local = place`: adds `local` into `self`, and zeroes `local`.
    fn absorb(&self, local: &Local);
    /// Forward mode of `local = place`.
    fn copy_to(&self, local: &Local);
}

/// A shadow that keeps what is written into it: any but that of a field marked `#[constant]`.
#[diagnostic::on_unimplemented(
    message = "cannot differentiate an active value written into a field marked `#[constant]`: its derivative would be lost",
    label = "this function writes a value that depends on its parameters into a constant field",
    note = "help: remove `#[constant]` from the field, or write `constant(value)` where the derivative shall end"
)]
pub trait AssignedShadow<Local: ?Sized>: ShadowOf<Local> {
    /// Reverse mode of `place = local`: adds `self` into `local`, and zeroes `self`.
    fn release_to(&self, local: &Local);
    /// Forward mode of `place = local`.
    fn assign(&self, local: &Local);
}

impl<F: Scalar, M: Mode> ShadowOf<Adjoint<F, Active>> for Adjoint<F, M> {
    #[inline(always)]
    fn absorb(&self, local: &Adjoint<F, Active>) {
        self.add(local.take());
    }
    #[inline(always)]
    fn copy_to(&self, local: &Adjoint<F, Active>) {
        local.set(self.get());
    }
}
impl<F: Scalar, M: Mode> AssignedShadow<Adjoint<F, Active>> for Adjoint<F, M> {
    #[inline(always)]
    fn release_to(&self, local: &Adjoint<F, Active>) {
        local.add(self.take());
    }
    #[inline(always)]
    fn assign(&self, local: &Adjoint<F, Active>) {
        self.set(local.get());
    }
}

impl<M: Mode> ShadowOf<NoAdjoint<Active>> for NoAdjoint<M> {
    #[inline(always)]
    fn absorb(&self, _local: &NoAdjoint<Active>) {}
    #[inline(always)]
    fn copy_to(&self, _local: &NoAdjoint<Active>) {}
}
impl<M: Mode> AssignedShadow<NoAdjoint<Active>> for NoAdjoint<M> {
    #[inline(always)]
    fn release_to(&self, _local: &NoAdjoint<Active>) {}
    #[inline(always)]
    fn assign(&self, _local: &NoAdjoint<Active>) {}
}

impl<Local> ShadowOf<Local> for Constant {
    #[inline(always)]
    fn absorb(&self, _local: &Local) {}
    #[inline(always)]
    fn copy_to(&self, _local: &Local) {}
}
// Two implementations, lest the compiler take the one there is for the one that is meant, and complain of something else.
impl AssignedShadow<()> for Constant {
    #[inline(always)]
    fn release_to(&self, _local: &()) {}
    #[inline(always)]
    fn assign(&self, _local: &()) {}
}
impl AssignedShadow<NoAdjoint> for Constant {
    #[inline(always)]
    fn release_to(&self, _local: &NoAdjoint) {}
    #[inline(always)]
    fn assign(&self, _local: &NoAdjoint) {}
}
impl AssignedShadow<Constant> for Constant {
    #[inline(always)]
    fn release_to(&self, _local: &Constant) {}
    #[inline(always)]
    fn assign(&self, _local: &Constant) {}
}

/// The leaves of two sequences of equal length.
///
/// # Panics
///
/// If the lengths differ: a derivative would be lost. Generated code only comes here when a `Vec` behind a reference, or in
/// a field of something behind one, was replaced by one of another length.
fn pairs<'s, S, L>(place: &'s [S], local: &'s [L]) -> impl Iterator<Item = (&'s S, &'s L)> {
    assert!(
        place.len() == local.len(),
        "cannot differentiate: a sequence of {} behind a reference was replaced by one of {}; keep its length, or return a new one",
        place.len(),
        local.len()
    );
    place.iter().zip(local)
}

/// Implements both for a sequence, element by element.
macro_rules! elementwise {
    ([$($generics:tt)*] $place:ty, $local:ty) => {
        impl<L, S: ShadowOf<L>, $($generics)*> ShadowOf<$local> for $place {
            #[inline]
            fn absorb(&self, local: &$local) {
                pairs(self, local).for_each(|(place, local)| place.absorb(local));
            }
            #[inline]
            fn copy_to(&self, local: &$local) {
                pairs(self, local).for_each(|(place, local)| place.copy_to(local));
            }
        }
        impl<L, S: AssignedShadow<L>, $($generics)*> AssignedShadow<$local> for $place {
            #[inline]
            fn release_to(&self, local: &$local) {
                pairs(self, local).for_each(|(place, local)| place.release_to(local));
            }
            #[inline]
            fn assign(&self, local: &$local) {
                pairs(self, local).for_each(|(place, local)| place.assign(local));
            }
        }
    };
}
elementwise!([][S], Vec<L>);
elementwise!([][S], [L]);
elementwise!([] Vec<S>, Vec<L>);
elementwise!([] Vec<S>, [L]);
elementwise!([const N: usize] [S; N], [L; N]);
elementwise!([const N: usize] [S; N], Vec<L>);
elementwise!([const N: usize] [S], [L; N]);

macro_rules! tuples {
    ($($place:ident $local:ident $index:tt),*) => {
        impl<$($local, $place: ShadowOf<$local>),*> ShadowOf<($($local,)*)> for ($($place,)*) {
            #[inline(always)]
            fn absorb(&self, local: &($($local,)*)) {
                $(self.$index.absorb(&local.$index);)*
            }
            #[inline(always)]
            fn copy_to(&self, local: &($($local,)*)) {
                $(self.$index.copy_to(&local.$index);)*
            }
        }
        impl<$($local, $place: AssignedShadow<$local>),*> AssignedShadow<($($local,)*)> for ($($place,)*) {
            #[inline(always)]
            fn release_to(&self, local: &($($local,)*)) {
                $(self.$index.release_to(&local.$index);)*
            }
            #[inline(always)]
            fn assign(&self, local: &($($local,)*)) {
                $(self.$index.assign(&local.$index);)*
            }
        }
    };
}
tuples!(S0 L0 0);
tuples!(S0 L0 0, S1 L1 1);
tuples!(S0 L0 0, S1 L1 1, S2 L2 2);
tuples!(S0 L0 0, S1 L1 1, S2 L2 2, S3 L3 3);
tuples!(S0 L0 0, S1 L1 1, S2 L2 2, S3 L3 3, S4 L4 4);
tuples!(S0 L0 0, S1 L1 1, S2 L2 2, S3 L3 3, S4 L4 4, S5 L5 5);
tuples!(S0 L0 0, S1 L1 1, S2 L2 2, S3 L3 3, S4 L4 4, S5 L5 5, S6 L6 6);
tuples!(S0 L0 0, S1 L1 1, S2 L2 2, S3 L3 3, S4 L4 4, S5 L5 5, S6 L6 6, S7 L7 7);

impl ShadowOf<()> for () {
    fn absorb(&self, _local: &()) {}
    fn copy_to(&self, _local: &()) {}
}
impl AssignedShadow<()> for () {
    fn release_to(&self, _local: &()) {}
    fn assign(&self, _local: &()) {}
}
