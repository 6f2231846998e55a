//! Signs and selections: piecewise linear functions.

use crate::Real;

rules! {
    abs(x)    => _, sign(x);
    signum(x) => _, T::zero();
}

binary_rules! {
    copysign(x, s) => _, sign(x) * s.signum(), T::zero();
    min(x, y)      => _, flag(x <= y || y.is_nan()), flag(!(x <= y || y.is_nan()));
    max(x, y)      => _, flag(x >= y || y.is_nan()), flag(!(x >= y || y.is_nan()));
}

/// `x.clamp(low, high)` and its derivatives by `x`, `low` and `high`: one of them is 1.
///
/// # Panics
///
/// As `f64::clamp`, if `low > high` or either is NaN.
#[inline(always)]
pub fn clamp<T: Real>(x: T, low: T, high: T) -> (T, T, T, T) {
    (
        x.clamp(low, high),
        flag(!(x < low || x > high)),
        flag(x < low),
        flag(x > high),
    )
}

/// −1, 0 or 1; NaN for NaN.
#[inline(always)]
fn sign<T: Real>(x: T) -> T {
    if x == T::zero() { T::zero() } else { x.signum() }
}

/// 1 or 0.
#[inline(always)]
fn flag<T: Real>(condition: bool) -> T {
    if condition { T::one() } else { T::zero() }
}
