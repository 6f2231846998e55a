//! The functions of the crate `libm`, under its names: what calls such as `libm::sin(x)` in differentiated code become.
//!
//! Values are those of `libm` to the last bit.

#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use autodiff_macros::differentiable;

#[doc(no_inline)]
pub use super::{erf, erfc, j0, j1, jn, lgamma, tgamma, y0, y1, yn};

unary! {
    /// Sine of an angle in radians.
    sin, sin_jvp: x, y => ::libm::sin(x), cos(x);
    /// Cosine of an angle in radians.
    cos, cos_jvp: x, y => ::libm::cos(x), -sin(x);
    /// Tangent of an angle in radians.
    tan, tan_jvp: x, y => ::libm::tan(x), 1.0 + y * y;
    /// Arcsine.
    asin, asin_jvp: x, y => ::libm::asin(x), 1.0 / sqrt((1.0 - x) * (1.0 + x));
    /// Arccosine.
    acos, acos_jvp: x, y => ::libm::acos(x), -1.0 / sqrt((1.0 - x) * (1.0 + x));
    /// Arctangent.
    atan, atan_jvp: x, y => ::libm::atan(x), 1.0 / (1.0 + x * x);
    /// Hyperbolic sine.
    sinh, sinh_jvp: x, y => ::libm::sinh(x), cosh(x);
    /// Hyperbolic cosine.
    cosh, cosh_jvp: x, y => ::libm::cosh(x), sinh(x);
    /// Hyperbolic tangent.
    tanh, tanh_jvp: x, y => ::libm::tanh(x), 1.0 - y * y;
    /// Inverse hyperbolic sine.
    asinh, asinh_jvp: x, y => ::libm::asinh(x), 1.0 / sqrt(x * x + 1.0);
    /// Inverse hyperbolic cosine.
    acosh, acosh_jvp: x, y => ::libm::acosh(x), 1.0 / (sqrt(x - 1.0) * sqrt(x + 1.0));
    /// Inverse hyperbolic tangent.
    atanh, atanh_jvp: x, y => ::libm::atanh(x), 1.0 / ((1.0 - x) * (1.0 + x));
    /// eˣ.
    exp, exp_jvp: x, y => ::libm::exp(x), y;
    /// 2ˣ.
    exp2, exp2_jvp: x, y => ::libm::exp2(x), y * core::f64::consts::LN_2;
    /// 10ˣ.
    exp10, exp10_jvp: x, y => ::libm::exp10(x), y * core::f64::consts::LN_10;
    /// eˣ − 1, accurate near zero.
    expm1, expm1_jvp: x, y => ::libm::expm1(x), exp(x);
    /// Natural logarithm.
    log, log_jvp: x, y => ::libm::log(x), 1.0 / x;
    /// Logarithm to base 2.
    log2, log2_jvp: x, y => ::libm::log2(x), core::f64::consts::LOG2_E / x;
    /// Logarithm to base 10.
    log10, log10_jvp: x, y => ::libm::log10(x), core::f64::consts::LOG10_E / x;
    /// ln(1 + x), accurate near zero.
    log1p, log1p_jvp: x, y => ::libm::log1p(x), 1.0 / (1.0 + x);
    /// Square root.
    sqrt, sqrt_jvp: x, y => ::libm::sqrt(x), 0.5 / fabs(y);
    /// Cube root.
    cbrt, cbrt_jvp: x, y => ::libm::cbrt(x), 1.0 / (3.0 * y * y);
}

/// xᵖ. Conventions at x = 0 and for negative x as for `powf`, in `docs/language.md`.
#[differentiable(jvp = pow_jvp, second_order)]
#[inline]
pub fn pow(x: f64, p: f64) -> f64 {
    ::libm::pow(x, p)
}
#[differentiable]
fn pow_jvp(x: f64, p: f64, x_dot: f64, p_dot: f64) -> (f64, f64) {
    let y = pow(x, p);
    let by_x = if p == 0.0 { 0.0 } else { p * pow(x, p - 1.0) };
    // A constant exponent of a negative number: its derivative, which does not exist, is not asked for.
    if x < 0.0 && p_dot == 0.0 {
        return (y, by_x * x_dot);
    }
    let by_p = if y == 0.0 { 0.0 } else { y * log(x) };
    (y, by_x * x_dot + by_p * p_dot)
}

/// The angle of the point (x, y), in [−π, π] radians; its derivatives at the origin are 0.
#[differentiable(jvp = atan2_jvp, second_order)]
#[inline]
pub fn atan2(y: f64, x: f64) -> f64 {
    ::libm::atan2(y, x)
}
#[differentiable]
fn atan2_jvp(y: f64, x: f64, y_dot: f64, x_dot: f64) -> (f64, f64) {
    let length = hypot(x, y);
    let angle = atan2(y, x);
    if length == 0.0 {
        return (angle, 0.0);
    }
    (angle, (y_dot * (x / length) - x_dot * (y / length)) / length)
}

/// √(x² + y²), without overflow on the way; its derivatives at the origin are 0.
#[differentiable(jvp = hypot_jvp, second_order)]
#[inline]
pub fn hypot(x: f64, y: f64) -> f64 {
    ::libm::hypot(x, y)
}
#[differentiable]
fn hypot_jvp(x: f64, y: f64, x_dot: f64, y_dot: f64) -> (f64, f64) {
    let length = hypot(x, y);
    if length == 0.0 {
        return (length, 0.0);
    }
    (length, x_dot * (x / length) + y_dot * (y / length))
}

/// Sine and cosine of an angle in radians.
#[differentiable]
pub fn sincos(x: f64) -> (f64, f64) {
    (sin(x), cos(x))
}

/// Functions whose values are exact, so that the methods of `f64` give the same.
macro_rules! exact {
    ($($(#[$attribute:meta])* $name:ident($($x:ident),+) = $value:expr;)*) => {$(
        $(#[$attribute])*
        #[differentiable]
        #[inline]
        pub fn $name($($x: f64),+) -> f64 {
            $value
        }
    )*};
}

exact! {
    /// The absolute value.
    fabs(x) = x.abs();
    /// The greatest whole number not above x.
    floor(x) = x.floor();
    /// The least whole number not below x.
    ceil(x) = x.ceil();
    /// The nearest whole number, halves away from zero.
    round(x) = x.round();
    /// The nearest whole number, halves to the even one.
    rint(x) = x.round_ties_even();
    /// The whole part.
    trunc(x) = x.trunc();
    /// The lesser of two.
    fmin(x, y) = x.min(y);
    /// The greater of two.
    fmax(x, y) = x.max(y);
    /// The magnitude of x with the sign of y.
    copysign(x, y) = x.copysign(y);
    /// The remainder of x/y, of the sign of x.
    fmod(x, y) = x % y;
    /// x y + z, rounded once.
    fma(x, y, z) = x.mul_add(y, z);
}
