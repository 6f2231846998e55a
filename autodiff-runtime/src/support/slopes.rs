//! Derivatives that decide at kinks and poles; the conventions are tabulated in [`crate::rules`] and `docs/language.md`.

use crate::Real;

fn indicator<F: Real>(condition: bool) -> F {
    if condition { F::one() } else { F::zero() }
}

/// The derivative of `abs`: −1, 0 or 1.
#[inline(always)]
pub fn sign<F: Real>(x: F) -> F {
    if x > F::zero() {
        F::one()
    } else if x < F::zero() {
        -F::one()
    } else {
        F::zero()
    }
}

/// `numerator / denominator`, and 0 where both vanish: the derivative of `hypot`.
#[inline(always)]
pub fn guarded<F: Real>(numerator: F, denominator: F) -> F {
    if denominator == F::zero() {
        F::zero()
    } else {
        numerator / denominator
    }
}

/// `numerator / (x² + y²)` without overflow, and 0 at the origin: the derivative of `atan2`.
#[inline(always)]
pub fn over_square<F: Real>(numerator: F, x: F, y: F) -> F {
    let square = x * x + y * y;
    // Far from where the square of an `f32` loses digits.
    if square > F::from_f64(1e-30) && square < F::from_f64(1e30) {
        return numerator / square;
    }
    let length = x.hypot(y);
    guarded(guarded(numerator, length), length)
}

/// d xⁿ / dx = n xⁿ⁻¹, 0 for n = 0 even at x = 0.
#[inline(always)]
pub fn powi_slope<F: Real>(x: F, exponent: i32) -> F {
    if exponent == 0 {
        F::zero()
    } else {
        F::from_f64(f64::from(exponent)) * x.powi(exponent.wrapping_sub(1))
    }
}

/// d xᵖ / dx = p y / x with y = xᵖ; at x = 0 as p xᵖ⁻¹, and 0 for p = 0.
#[inline(always)]
pub fn powf_slope<F: Real>(x: F, exponent: F, y: F) -> F {
    if exponent == F::zero() {
        F::zero()
    } else if x != F::zero() && y != F::zero() && y.is_finite() {
        exponent * y / x
    } else {
        exponent * x.powf(exponent - F::one())
    }
}

/// d xᵖ / dp = y ln x with y = xᵖ, and 0 where y = 0.
#[inline(always)]
pub fn powf_log<F: Real>(x: F, y: F) -> F {
    if y == F::zero() { F::zero() } else { y * x.ln() }
}

/// 1 where `x.max(a)` takes `x`, equal arguments included.
#[inline(always)]
pub fn takes_max<F: Real>(x: F, a: F) -> F {
    indicator(x >= a || a.is_nan())
}

/// 1 where `x.min(a)` takes `x`, equal arguments included.
#[inline(always)]
pub fn takes_min<F: Real>(x: F, a: F) -> F {
    indicator(x <= a || a.is_nan())
}

/// 1 where `x.clamp(low, high)` is `x`, bounds included.
#[inline(always)]
pub fn within<F: Real>(x: F, low: F, high: F) -> F {
    indicator(x >= low && x <= high)
}

/// 1 where `x < a`.
#[inline(always)]
pub fn below<F: Real>(x: F, a: F) -> F {
    indicator(x < a)
}
