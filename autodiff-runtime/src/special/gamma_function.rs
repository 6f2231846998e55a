//! The gamma function, its logarithm, and the derivatives of that.

use super::stirling::polynomial;
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use alloc::vec;
use autodiff_macros::differentiable;
use core::f64::consts::PI;

unary! {
    /// ln│Γ(x)│. The derivative is the digamma function, for negative x too.
    ///
    /// Poles at 0, −1, −2, …: +∞, with a derivative that is NaN.
    ln_gamma, ln_gamma_jvp: x, y => ::libm::lgamma(x), digamma(x);
    /// [`ln_gamma`](fn@ln_gamma), by the name that it has in `libm`.
    lgamma, lgamma_jvp: x, y => ::libm::lgamma(x), digamma(x);
    /// The gamma function Γ(x). The derivative is Γ(x) ψ(x).
    ///
    /// Overflows above x = 171.6. Poles at −1, −2, … : NaN, and ±∞ at ±0; the derivative there is NaN.
    gamma, gamma_jvp: x, y => ::libm::tgamma(x), y * digamma(x);
    /// [`gamma`](fn@gamma), by the name that it has in `libm`.
    tgamma, tgamma_jvp: x, y => ::libm::tgamma(x), y * digamma(x);
    /// The digamma function ψ(x) = d ln Γ(x)/dx.
    ///
    /// The recurrence ψ(x) = ψ(x + 1) − 1/x (DLMF 5.5.2) raises the argument to where the asymptotic series (DLMF 5.11.2) has
    /// converged; negative arguments are reflected, ψ(x) = ψ(1 − x) − π cot πx (DLMF 5.5.4). NaN at the poles 0, −1, −2, ….
    digamma, digamma_jvp: x, y => digamma_value(x), polygamma(1, x);
    /// The trigamma function ψ′(x), the derivative of [`digamma`](fn@digamma): [`polygamma`](fn@polygamma) of order 1.
    trigamma, trigamma_jvp: x, y => polygamma_value(1, x), polygamma(2, x);
}

unary! {
    /// [`digamma`](fn@digamma) of a positive number, without the reflection, so that there is no loop to keep the compiler from leaving
    /// it out.
    digamma_of_positive, digamma_of_positive_jvp: x, y => digamma_positive(x), polygamma(1, x);
}

/// The polygamma function ψ⁽ⁿ⁾(x), the n-th derivative of [`digamma`](fn@digamma). Its derivative is that of order n + 1.
///
/// For x > 0 it is (−1)ⁿ⁺¹ n! ζ(n + 1, x), the Hurwitz zeta function by the Euler–Maclaurin formula (DLMF 25.11.5); negative
/// arguments are reflected (DLMF 5.15.6). NaN at the poles 0, −1, −2, ….
#[differentiable(jvp = polygamma_jvp, second_order)]
#[inline]
pub fn polygamma(n: u32, x: f64) -> f64 {
    if n == 0 {
        digamma_value(x)
    } else {
        polygamma_value(n, x)
    }
}
#[differentiable]
fn polygamma_jvp(n: u32, x: f64, tangent: f64) -> (f64, f64) {
    (polygamma(n, x), polygamma(n + 1, x) * tangent)
}

/// B₂ₖ for k = 1, 2, …
const BERNOULLI: [f64; 12] = [
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
    854_513.0 / 138.0,
    -236_364_091.0 / 2730.0,
];

fn is_pole(x: f64) -> bool {
    x.is_nan() || x == f64::NEG_INFINITY || (x <= 0.0 && x == ::libm::floor(x))
}

/// cot πx, and exactly 0 half-way between the poles.
fn cot_pi(x: f64) -> f64 {
    let rest = x - ::libm::round(x);
    let distance = ::libm::fabs(rest);
    let cotangent = if distance < 0.25 {
        1.0 / ::libm::tan(PI * distance)
    } else {
        ::libm::tan(PI * (0.5 - distance))
    };
    ::libm::copysign(cotangent, rest)
}

fn digamma_value(x: f64) -> f64 {
    if is_pole(x) {
        return f64::NAN;
    }
    if x < 0.0 {
        return digamma_positive(1.0 - x) - PI * cot_pi(x);
    }
    digamma_positive(x)
}

/// ψ(x) for x > 0.
///
/// No loop, and inlined: such a call can be left out where its result is not needed, as the derivative by a constant
/// shape parameter. The ten terms 1/x + … + 1/(x + 9) of the recurrence are paired: the factors of the product x(x + 9) · (x + 1)(x + 8)
/// · … differ by constants, and the sum is the product's derivative over the product.
#[inline]
pub(super) fn digamma_positive(x: f64) -> f64 {
    if x >= 10.0 {
        return digamma_far(x);
    }
    let pair = x * (x + 9.0);
    let (a, b, c, d, e) = (pair, pair + 8.0, pair + 14.0, pair + 18.0, pair + 20.0);
    let (ab, cd) = (a * b, c * d);
    let product = ab * cd * e;
    let by_pair = (a + b) * cd * e + (c + d) * ab * e + ab * cd;
    digamma_far(x + 10.0) - (2.0 * x + 9.0) * by_pair / product
}

/// The asymptotic series, for x ≥ 10.
#[inline]
fn digamma_far(x: f64) -> f64 {
    /// B₂ₖ/(2k) for k = 1, 2, …
    const COEFFICIENTS: [f64; 8] = [
        1.0 / 12.0,
        -1.0 / 120.0,
        1.0 / 252.0,
        -1.0 / 240.0,
        1.0 / 132.0,
        -691.0 / 32760.0,
        1.0 / 12.0,
        -3617.0 / 8160.0,
    ];
    let inverse_square = 1.0 / (x * x);
    x.ln() - 0.5 / x - inverse_square * polynomial(inverse_square, COEFFICIENTS)
}

fn polygamma_value(n: u32, x: f64) -> f64 {
    if is_pole(x) {
        return f64::NAN;
    }
    let sign = if n.is_multiple_of(2) { 1.0 } else { -1.0 };
    if x < 0.0 {
        return sign * polygamma_value(n, 1.0 - x) - PI * cot_derivative(n, x);
    }
    let factorial = (1..=n).fold(1.0, |product, k| product * f64::from(k));
    -sign * factorial * hurwitz_zeta(f64::from(n) + 1.0, x)
}

/// ζ(s, x) for x > 0.
fn hurwitz_zeta(s: f64, x: f64) -> f64 {
    let (mut x, mut sum) = (x, 0.0);
    while x < 10.0 + s {
        sum += ::libm::pow(x, -s);
        x += 1.0;
    }
    let power = ::libm::pow(x, -s);
    let mut term = power * s / x;
    let mut tail = x * power / (s - 1.0) + 0.5 * power;
    let mut factorial = 2.0;
    for (bernoulli, k) in BERNOULLI.iter().zip(1_u32..) {
        let twice = 2.0 * f64::from(k);
        tail += bernoulli / factorial * term;
        term *= (s + twice - 1.0) * (s + twice) / (x * x);
        factorial *= (twice + 1.0) * (twice + 2.0);
    }
    sum + tail
}

/// The n-th derivative of cot πx by x: a polynomial in the cotangent, as c′ = −π(1 + c²).
fn cot_derivative(n: u32, x: f64) -> f64 {
    let c = cot_pi(x);
    let mut coefficients = vec![0.0, 1.0];
    for _ in 0..n {
        let mut next = vec![0.0; coefficients.len() + 1];
        for (degree, coefficient) in coefficients.iter().enumerate().skip(1) {
            let slope = -PI * coefficient * degree as f64;
            next[degree - 1] += slope;
            next[degree + 1] += slope;
        }
        coefficients = next;
    }
    coefficients
        .iter()
        .rev()
        .fold(0.0, |value, coefficient| value * c + coefficient)
}
