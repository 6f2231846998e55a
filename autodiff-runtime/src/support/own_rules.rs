//! Between shadows and the plain derivatives that a rule of the user's own takes and returns.

use crate::Differentiable;
use crate::adjoint::Active;
use crate::leaves::Leaves;
use crate::shadow::ShadowOf;
use alloc::vec::Vec;

/// The tangent that a shadow of `value` holds.
#[inline]
pub fn tangent_in<T: Differentiable + ?Sized, S: ShadowOf<T::Shadow<Active>> + ?Sized>(
    value: &T,
    shadow: &S,
) -> T::Tangent {
    let local = value.zero_shadow();
    shadow.copy_to(&local);
    T::tangent_from_shadow(local)
}

/// Adds a derivative to a shadow.
///
/// # Panics
///
/// If the derivative has another shape than the argument that it belongs to.
#[inline]
pub fn contribute<T: Differentiable + ?Sized, S: ShadowOf<T::Shadow<Active>> + ?Sized>(
    shadow: &S,
    derivative: T::Tangent,
) {
    shadow.absorb(&T::shadow_from_tangent(derivative));
}

/// The derivative by a value, one number at a time: `along` is the derivative along a unit tangent.
pub fn by_units<T: Differentiable + ?Sized>(value: &T, along: impl Fn(T::Tangent) -> f64) -> T::Tangent {
    let shadow: T::Shadow<Active> = value.zero_shadow();
    let mut numbers = Vec::new();
    shadow.read(&mut numbers);
    let count = numbers.len();
    let unit = |at: usize| {
        let unit: T::Shadow<Active> = value.zero_shadow();
        unit.write(&mut (0..count).map(|other| if other == at { 1.0 } else { 0.0 }));
        T::tangent_from_shadow(unit)
    };
    shadow.write(&mut (0..count).map(|at| along(unit(at))));
    T::tangent_from_shadow(shadow)
}

/// The tangent zero.
pub fn no_direction<T: Differentiable + ?Sized>(value: &T) -> T::Tangent {
    T::tangent_from_shadow(value.zero_shadow())
}

/// The sum of the products of the numbers of two tangents.
pub fn product<T: Differentiable + ?Sized>(one: T::Tangent, other: T::Tangent) -> f64 {
    let numbers = |tangent| {
        let mut numbers = Vec::new();
        T::shadow_from_tangent(tangent).read(&mut numbers);
        numbers
    };
    let (one, other) = (numbers(one), numbers(other));
    assert!(
        one.len() == other.len(),
        "a derivative has {} numbers, and what it belongs to {}",
        one.len(),
        other.len()
    );
    one.iter().zip(&other).map(|(one, other)| one * other).sum()
}
