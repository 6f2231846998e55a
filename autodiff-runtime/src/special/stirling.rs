//! What Stirling's formula leaves over, for logarithms of probabilities in which large gamma functions cancel.
//!
//! The logarithm of a binomial, Poisson or gamma density is a small difference of large ln Γ. Written with what Stirling's formula
//! leaves over, and with [`deviance`](fn@deviance), all that is large cancels on paper (Loader 2000, *Fast and Accurate
//! Computation of Binomial Probabilities*).

use super::gamma_function::{digamma_of_positive, digamma_positive, trigamma};
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use autodiff_macros::differentiable;

/// ½ ln 2π.
pub(crate) const HALF_LN_TAU: f64 = 0.918_938_533_204_672_8;

/// From here on the series have converged: ten terms leave an error below 10⁻¹⁷.
const FAR: f64 = 10.0;

unary! {
    /// δ(x) = ln Γ(x) − (x − ½) ln x + x − ½ ln 2π for x > 0, which is about 1/(12x); NaN for other arguments.
    ///
    /// From x = 10 on by its asymptotic series (DLMF 5.11.1), whose relative error stays that of a rounding.
    stirling_remainder, stirling_remainder_jvp: x, y => stirling_value(x), digamma_remainder(x);
    /// ψ(x) − ln x + 1/(2x) for x > 0, the derivative of [`stirling_remainder`](fn@stirling_remainder); NaN for other
    /// arguments.
    digamma_remainder, digamma_remainder_jvp: x, y => digamma_remainder_value(x), trigamma_remainder(x);
    /// ψ′(x) − 1/x − 1/(2x²) for x > 0, the derivative of [`digamma_remainder`](fn@digamma_remainder).
    trigamma_remainder, trigamma_remainder_jvp: x, y =>
        trigamma_remainder_value(x), super::polygamma(2, x) + 1.0 / (x * x) + 1.0 / (x * x * x);
}

unary! {
    /// ln Γ((nu + 1)/2) − ln Γ(nu/2) − ½ ln(π nu) for nu > 0; nothing large cancels.
    ln_student_constant, ln_student_constant_jvp: nu, y => ln_student_constant_value(nu), ln_student_constant_slope(nu);
}

/// By Stirling's formula at nu + 20, from where the recurrence of the gamma function leads back: without a branch, a loop or a call of
/// a library, so that the compiler takes it out of a loop over observations in which nu does not change.
#[inline(always)]
fn ln_student_constant_value(nu: f64) -> f64 {
    // Γ(h + ½)/Γ(h) at h = nu/2, over the same at h + 10.
    let h = 0.5 * nu;
    let mut back = 1.0;
    for k in [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0] {
        back *= 1.0 + 0.5 / (h + k);
    }
    let far = nu + 20.0;
    // ½ far ln(1 + 1/far), by the series of artanh 1/(2 far + 1).
    let v = 1.0 / (2.0 * far + 1.0);
    let growth = far * v * polynomial(v * v, [1.0, 1.0 / 3.0, 1.0 / 5.0, 1.0 / 7.0, 1.0 / 9.0, 1.0 / 11.0]);
    let remainder = |x: f64| {
        let inverse = 1.0 / x;
        inverse * polynomial(inverse * inverse, OF_LOGARITHM)
    };
    let rest = remainder(0.5 * (far + 1.0)) - remainder(0.5 * far);
    growth - 0.5 + rest - HALF_LN_TAU - 0.5 * (back * back * (nu / far)).ln()
}

#[differentiable]
#[inline]
pub(crate) fn ln_student_constant_slope(nu: f64) -> f64 {
    0.5 * (digamma_of_positive(0.5 * (nu + 1.0)) - digamma_of_positive(0.5 * nu) - 1.0 / nu)
}

/// A polynomial in `x`, from the constant term on.
///
/// No loop: a call of a function without loops can be left out where its result is not needed.
#[inline(always)]
pub(crate) fn polynomial<const N: usize>(x: f64, coefficients: [f64; N]) -> f64 {
    coefficients
        .iter()
        .rev()
        .fold(0.0, |sum, coefficient| sum * x + coefficient)
}

/// B₂ₖ/(2k(2k − 1)) for k = 1, 2, …
const OF_LOGARITHM: [f64; 10] = [
    1.0 / 12.0,
    -1.0 / 360.0,
    1.0 / 1260.0,
    -1.0 / 1680.0,
    1.0 / 1188.0,
    -691.0 / 360_360.0,
    1.0 / 156.0,
    -3617.0 / 122_400.0,
    43867.0 / 244_188.0,
    -174_611.0 / 125_400.0,
];

/// −B₂ₖ/(2k) for k = 1, 2, …
const OF_DIGAMMA: [f64; 10] = [
    -1.0 / 12.0,
    1.0 / 120.0,
    -1.0 / 252.0,
    1.0 / 240.0,
    -1.0 / 132.0,
    691.0 / 32760.0,
    -1.0 / 12.0,
    3617.0 / 8160.0,
    -43867.0 / 14364.0,
    174_611.0 / 6600.0,
];

/// B₂ₖ for k = 1, 2, …
const OF_TRIGAMMA: [f64; 10] = [
    1.0 / 6.0,
    -1.0 / 30.0,
    1.0 / 42.0,
    -1.0 / 30.0,
    5.0 / 66.0,
    -691.0 / 2730.0,
    7.0 / 6.0,
    -3617.0 / 510.0,
    43867.0 / 798.0,
    -174_611.0 / 330.0,
];

#[inline]
fn stirling_value(x: f64) -> f64 {
    if x.is_nan() || x <= 0.0 {
        return f64::NAN;
    }
    if x < FAR {
        return ::libm::lgamma(x) - (x - 0.5) * x.ln() + (x - HALF_LN_TAU);
    }
    let inverse = 1.0 / x;
    inverse * polynomial(inverse * inverse, OF_LOGARITHM)
}

#[inline]
fn digamma_remainder_value(x: f64) -> f64 {
    if x.is_nan() || x <= 0.0 {
        return f64::NAN;
    }
    if x < FAR {
        return digamma_positive(x) - x.ln() + 0.5 / x;
    }
    let square = 1.0 / (x * x);
    square * polynomial(square, OF_DIGAMMA)
}

fn trigamma_remainder_value(x: f64) -> f64 {
    if x.is_nan() || x <= 0.0 {
        return f64::NAN;
    }
    if x < FAR {
        return trigamma(x) - (1.0 + 0.5 / x) / x;
    }
    let square = 1.0 / (x * x);
    square / x * polynomial(square, OF_TRIGAMMA)
}
