//! Making, reading and clearing shadows.

use crate::adjoint::{Active, Adjoint, Constant, Inert, Mode, NoAdjoint, Scalar};
use crate::shadow::{AssignedShadow, ShadowOf};
use crate::{Differentiable, Real};
use alloc::vec::Vec;

/// A zero shadow of the same shape as a value.
#[inline(always)]
pub fn zero_shadow<T: Differentiable + ?Sized>(value: &T) -> T::Shadow<Active> {
    value.zero_shadow()
}

/// What a shadow has collected.
#[inline(always)]
pub fn tangent<T: Differentiable + ?Sized>(shadow: T::Shadow<Active>) -> T::Tangent {
    T::tangent_from_shadow(shadow)
}

/// The shadow that starts at a tangent.
#[inline(always)]
pub fn shadow<T: Differentiable + ?Sized>(tangent: T::Tangent) -> T::Shadow<Active> {
    T::shadow_from_tangent(tangent)
}

/// The shadow that starts at a tangent whose memory it takes over.
#[inline(always)]
pub fn lend<T: Differentiable + ?Sized>(value: &T, tangent: &mut T::Tangent) -> T::Shadow<Active> {
    value.lend_tangent(tangent)
}

/// What a shadow of a value like `_value` has collected.
#[inline(always)]
pub fn into_tangent<T: Differentiable>(_value: &T, shadow: T::Shadow<Active>) -> T::Tangent {
    T::tangent_from_shadow(shadow)
}

/// The shadow of a value like `_value` that starts at a tangent.
#[inline(always)]
pub fn shadow_from<T: Differentiable>(_value: &T, tangent: T::Tangent) -> T::Shadow<Active> {
    T::shadow_from_tangent(tangent)
}

/// The zero tangent of a value.
#[inline(always)]
pub fn zero_tangent<T: Differentiable>(value: &T) -> T::Tangent {
    T::tangent_from_shadow(value.zero_shadow())
}

/// A cell of its own for the derivative of a number that is passed to a pullback.
#[inline(always)]
pub fn cell<F: Scalar>(start: F) -> Adjoint<F, Active> {
    Adjoint::new(start)
}

/// The same for a number of a generic type.
#[inline(always)]
pub fn number_cell<F: Real>(start: F) -> F::Shadow<Active> {
    F::shadow_from_tangent(start)
}

/// The shadow of a number that is constant for the caller.
#[inline(always)]
pub fn inert_number<F: Real>() -> F::Shadow<Inert> {
    F::default().zero_shadow()
}

/// A constant of the type of `_number`.
#[inline(always)]
pub fn like<F: Real>(_number: &F, constant: f64) -> F {
    F::from_f64(constant)
}

/// The tangent of a leaf, as the primal's number type: zero where the field is constant.
pub trait Leaf<F> {
    /// The tangent.
    fn tangent(&self) -> F;
}
impl<F: Scalar, M: Mode> Leaf<F> for Adjoint<F, M> {
    #[inline(always)]
    fn tangent(&self) -> F {
        self.get()
    }
}
impl<F: Scalar> Leaf<F> for Constant {
    #[inline(always)]
    fn tangent(&self) -> F {
        F::default()
    }
}

/// Reads the tangent that belongs to `_primal`.
#[inline(always)]
pub fn tangent_of<F: Scalar, L: Leaf<F>>(_primal: &F, leaf: &L) -> F {
    leaf.tangent()
}

/// The sum of the adjoints of a sequence of numbers: the adjoint of the number that was repeated.
#[inline]
pub fn sum<F: Scalar, C: Leaf<F>, S: AsRef<[C]> + ?Sized>(shadow: &S) -> F {
    shadow
        .as_ref()
        .iter()
        .fold(F::default(), |sum, adjoint| sum + adjoint.tangent())
}

/// The shadow of something that was cast to a float: a float of either width, or an integer, which has none.
pub trait Convertible<F> {
    /// Adds `value`, converted.
    fn add_converted(&self, value: F);
}
impl<M: Mode> Convertible<f64> for Adjoint<f64, M> {
    #[inline(always)]
    fn add_converted(&self, value: f64) {
        self.add(value);
    }
}
impl<M: Mode> Convertible<f32> for Adjoint<f32, M> {
    #[inline(always)]
    fn add_converted(&self, value: f32) {
        self.add(value);
    }
}
impl<M: Mode> Convertible<f32> for Adjoint<f64, M> {
    #[inline(always)]
    fn add_converted(&self, value: f32) {
        self.add(f64::from(value));
    }
}
impl<M: Mode> Convertible<f64> for Adjoint<f32, M> {
    #[inline(always)]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the primal is an f32, and so is its adjoint"
    )]
    fn add_converted(&self, value: f64) {
        self.add(value as f32);
    }
}
impl<F, M: Mode> Convertible<F> for NoAdjoint<M> {
    #[inline(always)]
    fn add_converted(&self, _value: F) {}
}
impl<F> Convertible<F> for Constant {
    #[inline(always)]
    fn add_converted(&self, _value: F) {}
}

/// The tangent of something that was cast to a float `F`.
pub trait ConvertedTangent<F> {
    /// The tangent, converted.
    fn converted_tangent(&self) -> F;
}
impl<M: Mode> ConvertedTangent<f64> for Adjoint<f64, M> {
    #[inline(always)]
    fn converted_tangent(&self) -> f64 {
        self.get()
    }
}
impl<M: Mode> ConvertedTangent<f64> for Adjoint<f32, M> {
    #[inline(always)]
    fn converted_tangent(&self) -> f64 {
        f64::from(self.get())
    }
}
impl<M: Mode> ConvertedTangent<f32> for Adjoint<f32, M> {
    #[inline(always)]
    fn converted_tangent(&self) -> f32 {
        self.get()
    }
}
impl<M: Mode> ConvertedTangent<f32> for Adjoint<f64, M> {
    #[inline(always)]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the cast of the primal, made to its tangent"
    )]
    fn converted_tangent(&self) -> f32 {
        self.get() as f32
    }
}
impl<F: Scalar, M: Mode> ConvertedTangent<F> for NoAdjoint<M> {
    #[inline(always)]
    fn converted_tangent(&self) -> F {
        F::default()
    }
}
impl<F: Scalar> ConvertedTangent<F> for Constant {
    #[inline(always)]
    fn converted_tangent(&self) -> F {
        F::default()
    }
}

/// The tangent of `x as F`.
#[inline(always)]
pub fn converted_tangent<F, S: ConvertedTangent<F> + ?Sized>(shadow: &S) -> F {
    shadow.converted_tangent()
}

/// Adds the adjoint of `x as f64` to that of `x`.
#[inline(always)]
pub fn add_converted<F, S: Convertible<F> + ?Sized>(shadow: &S, value: F) {
    shadow.add_converted(value);
}

/// Adds the adjoint of `x as f64` to that of `x`, a plain number.
#[inline(always)]
pub fn add_converted_number<F: Real, N: Real>(adjoint: &mut N, value: F) {
    *adjoint += N::from_f64(value.to_f64());
}

/// Zeroes a shadow.
#[inline(always)]
pub fn clear<S: Clear + ?Sized>(shadow: &S) {
    shadow.clear();
}

/// A shadow that can be zeroed: one of any active type.
pub trait Clear {
    /// Zeroes every leaf.
    fn clear(&self);
}
impl<F: Scalar, M: Mode> Clear for Adjoint<F, M> {
    #[inline(always)]
    fn clear(&self) {
        self.set(F::default());
    }
}
impl<M: Mode> Clear for NoAdjoint<M> {
    #[inline(always)]
    fn clear(&self) {}
}
impl Clear for Constant {
    #[inline(always)]
    fn clear(&self) {}
}
impl<S: Clear> Clear for [S] {
    #[inline]
    fn clear(&self) {
        self.iter().for_each(Clear::clear);
    }
}
impl<S: Clear> Clear for Vec<S> {
    #[inline]
    fn clear(&self) {
        self.as_slice().clear();
    }
}
macro_rules! clear_tuples {
    ($($part:ident $index:tt),*) => {
        impl<$($part: Clear),*> Clear for ($($part,)*) {
            #[inline(always)]
            fn clear(&self) {
                $(self.$index.clear();)*
            }
        }
    };
}
impl Clear for () {
    #[inline(always)]
    fn clear(&self) {}
}
clear_tuples!(A 0);
clear_tuples!(A 0, B 1);
clear_tuples!(A 0, B 1, C 2);
clear_tuples!(A 0, B 1, C 2, D 3);
clear_tuples!(A 0, B 1, C 2, D 3, E 4);
clear_tuples!(A 0, B 1, C 2, D 3, E 4, G 5);
clear_tuples!(A 0, B 1, C 2, D 3, E 4, G 5, H 6);
clear_tuples!(A 0, B 1, C 2, D 3, E 4, G 5, H 6, I 7);
impl<S: Clear, const N: usize> Clear for [S; N] {
    #[inline]
    fn clear(&self) {
        self.as_slice().clear();
    }
}

/// What a function call may overwrite, kept before and put back in the reverse sweep.
pub trait Restore {
    /// The kept value.
    type Kept;
    /// A copy of everything behind the reference.
    fn keep(&mut self) -> Self::Kept;
    /// Puts the copy back.
    fn restore(&mut self, kept: Self::Kept);
}
impl<T: Clone> Restore for [T] {
    type Kept = Vec<T>;
    #[inline]
    fn keep(&mut self) -> Vec<T> {
        self.to_vec()
    }
    #[inline]
    fn restore(&mut self, kept: Vec<T>) {
        self.clone_from_slice(&kept);
    }
}
impl<T: Clone> Restore for T {
    type Kept = T;
    #[inline]
    fn keep(&mut self) -> T {
        self.clone()
    }
    #[inline]
    fn restore(&mut self, kept: T) {
        *self = kept;
    }
}

/// A zero shadow in a mode of the caller's.
#[inline(always)]
pub fn zero_shadow_in<T: Differentiable + ?Sized, M: Mode>(value: &T) -> T::Shadow<M> {
    value.zero_shadow()
}

/// Adds the shadow of one more element, `value`, to a sequence of a mode of the caller's.
#[inline(always)]
pub fn push_assigned<T: Differentiable, M: Mode>(
    shadows: &mut Vec<T::Shadow<M>>,
    value: &T,
    local: &T::Shadow<Active>,
) {
    let shadow = value.zero_shadow();
    AssignedShadow::assign(&shadow, local);
    shadows.push(shadow);
}

/// The active shadow of `value` that holds what `shadow` does.
#[inline(always)]
pub fn copied_shadow<T: Differentiable, S: ShadowOf<T::Shadow<Active>>>(value: &T, shadow: &S) -> T::Shadow<Active> {
    let local = value.zero_shadow();
    shadow.copy_to(&local);
    local
}
