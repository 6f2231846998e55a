//! Powers and roots.

use super::real;
use crate::Real;

rules! {
    recip(x) => y, -y * y;
    sqrt(x)  => y, real::<T>(0.5) / y.abs(); // √−0 is −0, but the slope is still upward
    cbrt(x)  => y, (real::<T>(3.0) * y * y).recip();
}

binary_rules! {
    powf(x, p)  => y, power_by_base(x, p), power_by_exponent(x, p, y);
    hypot(x, y) => h, over_length(x, h), over_length(y, h);
}

/// `x.powi(n)` and its derivative by `x`, `n x^(n − 1)`.
#[inline(always)]
pub fn powi<T: Real>(x: T, n: i32) -> (T, T) {
    let by_x = if n == 0 {
        T::zero()
    } else {
        real::<T>(f64::from(n)) * x.powi(n.saturating_sub(1))
    };
    (x.powi(n), by_x)
}

/// p x^(p − 1), which at x = 0 and p = 0 is 0 · ∞.
#[inline(always)]
fn power_by_base<T: Real>(x: T, p: T) -> T {
    if x == T::zero() && p == T::zero() {
        T::zero()
    } else {
        p * x.powf(p - T::one())
    }
}

/// x^p ln x, which at x = 0 is 0 · ∞.
#[inline(always)]
fn power_by_exponent<T: Real>(x: T, p: T, y: T) -> T {
    if x == T::zero() && p > T::zero() {
        T::zero()
    } else {
        y * x.ln()
    }
}

/// x/h, and 0 at the origin.
#[inline(always)]
fn over_length<T: Real>(x: T, h: T) -> T {
    if h == T::zero() { T::zero() } else { x / h }
}
