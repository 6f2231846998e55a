//! Which types carry a derivative, and what it looks like.

use crate::adjoint::{Active, Adjoint, Mode, NoAdjoint, Scalar};
use crate::cells::Cells;
use crate::leaves::{Leaves, PutBack, next};
use crate::shadow::AssignedShadow;
use crate::support::Clear;
use alloc::vec::Vec;
use core::fmt::Debug;

/// A type that derivatives flow through.
///
/// | primal | tangent | shadow |
/// |---|---|---|
/// | `f64` | `f64` | `Adjoint<f64, M>` |
/// | `[T; N]` | `[T̄; N]` | `[T̃; N]` |
/// | `[T]`, `Vec<T>` | `Vec<T̄>` | `Vec<T̃>` |
/// | `(A, B)` | `(Ā, B̄)` | `(Ã, B̃)` |
/// | struct `S` | `STangent` | `SShadow<M>` |
/// | `usize`, `bool`, … | `()` | `NoAdjoint<M>` |
///
/// The *tangent* is plain data, what `grad` returns. The *shadow* has the same fields and indices as the primal, with a cell
/// in the place of each number, so that `planets[i].mass` and its derivative `planets_bar[i].mass` are reached by the same
/// path. Implement it with `#[derive(Differentiable)]`.
#[diagnostic::on_unimplemented(
    message = "cannot differentiate through `{Self}`: it does not say what its derivative is",
    label = "no derivative is known for this type",
    note = "help: write `#[derive(Differentiable)]` on the type, or mark the parameter or field `#[constant]`"
)]
pub trait Differentiable {
    /// The derivative of a value (or with respect to a value) of this type, as plain owned data.
    type Tangent: Clone + Debug;
    /// The same shape with a cell for each number.
    type Shadow<M: Mode>: AssignedShadow<Self::Shadow<Active>>
        + Cells<Self::Tangent>
        + Clear
        + Leaves
        + PutBack
        + Clone
        + Send;
    /// What its numbers are: `f64`, unless they are `f32`s. Literals that go with values of this type are of it.
    type Number;

    /// A shadow of the same shape as `self`, all zero.
    fn zero_shadow<M: Mode>(&self) -> Self::Shadow<M>;
    /// The shadow that starts at a tangent.
    fn shadow_from_tangent(tangent: Self::Tangent) -> Self::Shadow<Active>;
    /// What a shadow collected.
    fn tangent_from_shadow(shadow: Self::Shadow<Active>) -> Self::Tangent;

    /// The shadow that starts at a tangent whose memory it takes over, so that nothing is allocated. An empty sequence stands
    /// for zeros; what is left behind has no meaning until [`Self::tangent_from_shadow`] gives the memory back.
    ///
    /// # Panics
    ///
    /// If a sequence in the tangent has another length than the one that it belongs to.
    #[inline]
    fn lend_tangent(&self, tangent: &mut Self::Tangent) -> Self::Shadow<Active> {
        Self::shadow_from_tangent(tangent.clone())
    }
    /// Appends the numbers that derivatives are taken by, in the order of fields and indices.
    fn read_numbers(&self, numbers: &mut Vec<f64>);
    /// Replaces the numbers that [`Self::read_numbers`] reads, in the same order.
    fn write_numbers(&mut self, numbers: &mut dyn Iterator<Item = f64>);
}

macro_rules! floats {
    ($($float:ty),*) => {$(
        impl Differentiable for $float {
            type Tangent = $float;
            type Shadow<M: Mode> = Adjoint<$float, M>;
            type Number = $float;
            #[inline(always)]
            fn zero_shadow<M: Mode>(&self) -> Adjoint<$float, M> {
                Adjoint::default()
            }
            #[inline(always)]
            fn shadow_from_tangent(tangent: $float) -> Adjoint<$float> {
                Adjoint::new(tangent)
            }
            #[inline(always)]
            fn tangent_from_shadow(shadow: Adjoint<$float>) -> $float {
                shadow.get()
            }
            #[inline]
            fn read_numbers(&self, numbers: &mut Vec<f64>) {
                numbers.push(self.as_number());
            }
            #[inline]
            fn write_numbers(&mut self, numbers: &mut dyn Iterator<Item = f64>) {
                *self = <$float>::of_number(next(numbers));
            }
        }
    )*};
}
floats!(f32, f64);

macro_rules! inactive {
    ($($type:ty),*) => {$(
        impl Differentiable for $type {
            type Tangent = ();
            type Shadow<M: Mode> = NoAdjoint<M>;
            type Number = f64;
            #[inline(always)]
            fn zero_shadow<M: Mode>(&self) -> NoAdjoint<M> {
                NoAdjoint::default()
            }
            #[inline(always)]
            fn shadow_from_tangent((): ()) -> NoAdjoint {
                NoAdjoint::default()
            }
            #[inline(always)]
            fn tangent_from_shadow(_shadow: NoAdjoint) {}
            #[inline(always)]
            fn read_numbers(&self, _numbers: &mut Vec<f64>) {}
            #[inline(always)]
            fn write_numbers(&mut self, _numbers: &mut dyn Iterator<Item = f64>) {}
        }
    )*};
}
inactive!(
    bool, char, u8, u16, u32, u64, u128, usize, i8, i16, i32, i64, i128, isize
);

impl<T: Differentiable> Differentiable for [T] {
    type Tangent = Vec<T::Tangent>;
    type Shadow<M: Mode> = Vec<T::Shadow<M>>;
    type Number = T::Number;
    #[inline]
    fn zero_shadow<M: Mode>(&self) -> Vec<T::Shadow<M>> {
        self.iter().map(T::zero_shadow).collect()
    }
    #[inline]
    fn shadow_from_tangent(tangent: Vec<T::Tangent>) -> Vec<T::Shadow<Active>> {
        tangent.into_iter().map(T::shadow_from_tangent).collect()
    }
    #[inline]
    fn tangent_from_shadow(shadow: Vec<T::Shadow<Active>>) -> Vec<T::Tangent> {
        shadow.into_iter().map(T::tangent_from_shadow).collect()
    }
    #[inline]
    fn lend_tangent(&self, tangent: &mut Vec<T::Tangent>) -> Vec<T::Shadow<Active>> {
        if tangent.is_empty() {
            return self.zero_shadow();
        }
        assert!(
            tangent.len() == self.len(),
            "cannot add the derivative of a sequence of {} to one of {}: make it as long, or empty",
            self.len(),
            tangent.len()
        );
        // A cell is as large as its number: collecting reuses the memory.
        core::mem::take(tangent)
            .into_iter()
            .zip(self)
            .map(|(mut tangent, part)| part.lend_tangent(&mut tangent))
            .collect()
    }
    fn read_numbers(&self, numbers: &mut Vec<f64>) {
        self.iter().for_each(|part| part.read_numbers(numbers));
    }
    fn write_numbers(&mut self, numbers: &mut dyn Iterator<Item = f64>) {
        self.iter_mut().for_each(|part| part.write_numbers(numbers));
    }
}

impl<T: Differentiable> Differentiable for Vec<T> {
    type Tangent = Vec<T::Tangent>;
    type Shadow<M: Mode> = Vec<T::Shadow<M>>;
    type Number = T::Number;
    #[inline]
    fn zero_shadow<M: Mode>(&self) -> Vec<T::Shadow<M>> {
        self.as_slice().zero_shadow()
    }
    #[inline]
    fn shadow_from_tangent(tangent: Vec<T::Tangent>) -> Vec<T::Shadow<Active>> {
        <[T]>::shadow_from_tangent(tangent)
    }
    #[inline]
    fn tangent_from_shadow(shadow: Vec<T::Shadow<Active>>) -> Vec<T::Tangent> {
        <[T]>::tangent_from_shadow(shadow)
    }
    #[inline]
    fn lend_tangent(&self, tangent: &mut Vec<T::Tangent>) -> Vec<T::Shadow<Active>> {
        self.as_slice().lend_tangent(tangent)
    }
    fn read_numbers(&self, numbers: &mut Vec<f64>) {
        self.iter().for_each(|part| part.read_numbers(numbers));
    }
    fn write_numbers(&mut self, numbers: &mut dyn Iterator<Item = f64>) {
        self.iter_mut().for_each(|part| part.write_numbers(numbers));
    }
}

impl<T: Differentiable, const N: usize> Differentiable for [T; N] {
    type Tangent = [T::Tangent; N];
    type Shadow<M: Mode> = [T::Shadow<M>; N];
    type Number = T::Number;
    #[inline]
    fn zero_shadow<M: Mode>(&self) -> [T::Shadow<M>; N] {
        self.each_ref().map(T::zero_shadow)
    }
    #[inline]
    fn shadow_from_tangent(tangent: [T::Tangent; N]) -> [T::Shadow<Active>; N] {
        tangent.map(T::shadow_from_tangent)
    }
    #[inline]
    fn tangent_from_shadow(shadow: [T::Shadow<Active>; N]) -> [T::Tangent; N] {
        shadow.map(T::tangent_from_shadow)
    }
    #[inline]
    fn lend_tangent(&self, tangent: &mut [T::Tangent; N]) -> [T::Shadow<Active>; N] {
        let mut parts = self.iter().zip(tangent);
        core::array::from_fn(|_| match parts.next() {
            Some((part, tangent)) => part.lend_tangent(tangent),
            None => unreachable!("an array and its tangent are of one length"),
        })
    }
    fn read_numbers(&self, numbers: &mut Vec<f64>) {
        self.iter().for_each(|part| part.read_numbers(numbers));
    }
    fn write_numbers(&mut self, numbers: &mut dyn Iterator<Item = f64>) {
        self.iter_mut().for_each(|part| part.write_numbers(numbers));
    }
}

macro_rules! tuples {
    ($($type:ident $index:tt),*) => {
        impl<$($type: Differentiable),*> Differentiable for ($($type,)*) {
            type Tangent = ($($type::Tangent,)*);
            type Shadow<Mo: Mode> = ($($type::Shadow<Mo>,)*);
            type Number = A::Number;
            #[inline(always)]
            fn zero_shadow<Mo: Mode>(&self) -> Self::Shadow<Mo> {
                ($(self.$index.zero_shadow(),)*)
            }
            #[inline(always)]
            fn shadow_from_tangent(tangent: Self::Tangent) -> Self::Shadow<Active> {
                ($($type::shadow_from_tangent(tangent.$index),)*)
            }
            #[inline(always)]
            fn tangent_from_shadow(shadow: Self::Shadow<Active>) -> Self::Tangent {
                ($($type::tangent_from_shadow(shadow.$index),)*)
            }
            #[inline(always)]
            fn lend_tangent(&self, tangent: &mut Self::Tangent) -> Self::Shadow<Active> {
                ($(self.$index.lend_tangent(&mut tangent.$index),)*)
            }
            fn read_numbers(&self, numbers: &mut Vec<f64>) {
                $(self.$index.read_numbers(numbers);)*
            }
            fn write_numbers(&mut self, numbers: &mut dyn Iterator<Item = f64>) {
                $(self.$index.write_numbers(numbers);)*
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

impl Differentiable for () {
    type Tangent = ();
    type Shadow<M: Mode> = ();
    type Number = f64;
    fn zero_shadow<M: Mode>(&self) {}
    fn shadow_from_tangent((): ()) {}
    fn tangent_from_shadow((): ()) {}
    fn read_numbers(&self, _numbers: &mut Vec<f64>) {}
    fn write_numbers(&mut self, _numbers: &mut dyn Iterator<Item = f64>) {}
}
