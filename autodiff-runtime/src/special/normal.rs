//! The standard normal distribution.

use super::libm::exp;
use autodiff_macros::differentiable;
use core::f64::consts::FRAC_1_SQRT_2;

/// ½ ln 2π.
const HALF_LN_TAU: f64 = 0.918_938_533_204_672_8;
/// 1/√(2π).
const INVERSE_SQRT_TAU: f64 = 0.398_942_280_401_432_7;
/// Below this, the asymptotic series has converged.
const FAR: f64 = -10.0;

/// The density of the standard normal distribution.
#[differentiable]
pub fn normal_pdf(x: f64) -> f64 {
    INVERSE_SQRT_TAU * exp(-0.5 * x * x)
}

unary! {
    /// The probability Φ(x) that a standard normal variable is at most x.
    normal_cdf, normal_cdf_jvp: x, y => 0.5 * ::libm::erfc(-x * FRAC_1_SQRT_2), normal_pdf(x);
    /// ln Φ(x), accurate in both tails. Its derivative is [`inverse_mills`](fn@inverse_mills).
    normal_ln_cdf, normal_ln_cdf_jvp: x, y => normal_ln_cdf_value(x), inverse_mills(x);
    /// φ(x)/Φ(x), the derivative of ln Φ(x). Its own derivative is −m(x + m), where m is the value.
    inverse_mills, inverse_mills_jvp: x, y => inverse_mills_value(x), -y * excess(x);
    /// x + φ(x)/Φ(x), which far below zero is a difference of almost equal numbers.
    excess, excess_jvp: x, y => excess_value(x), 1.0 - inverse_mills(x) * y;
}

fn normal_ln_cdf_value(x: f64) -> f64 {
    if x > 0.0 {
        ::libm::log1p(-0.5 * ::libm::erfc(x * FRAC_1_SQRT_2))
    } else if x > FAR {
        ::libm::log(0.5 * ::libm::erfc(-x * FRAC_1_SQRT_2))
    } else {
        -0.5 * x * x - HALF_LN_TAU - ::libm::log(-x) + ::libm::log1p(tail(x))
    }
}

fn inverse_mills_value(x: f64) -> f64 {
    if x > FAR {
        INVERSE_SQRT_TAU * ::libm::exp(-0.5 * x * x) / (0.5 * ::libm::erfc(-x * FRAC_1_SQRT_2))
    } else {
        -x / (1.0 + tail(x))
    }
}

fn excess_value(x: f64) -> f64 {
    if x > FAR {
        x + inverse_mills_value(x)
    } else {
        x * tail(x) / (1.0 + tail(x))
    }
}

/// −x Φ(x)/φ(x) − 1 far below zero: −1/x² + 3/x⁴ − 15/x⁶ + … (DLMF 7.12.1).
fn tail(x: f64) -> f64 {
    let (mut term, mut sum, inverse_square) = (1.0, 0.0, 1.0 / (x * x));
    for k in 1_u8..=20 {
        term *= -(2.0 * f64::from(k) - 1.0) * inverse_square;
        sum += term;
    }
    sum
}
