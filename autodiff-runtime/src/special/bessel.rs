//! Bessel functions of the first and second kind, of whole order.

use autodiff_macros::differentiable;

unary! {
    /// The Bessel function J₀. Its derivative is −J₁.
    j0, j0_jvp: x, y => ::libm::j0(x), -j1(x);
    /// The Bessel function J₁. Its derivative is (J₀ − J₂)/2.
    j1, j1_jvp: x, y => ::libm::j1(x), 0.5 * (j0(x) - jn(2, x));
    /// The Bessel function Y₀, NaN for negative x. Its derivative is −Y₁.
    y0, y0_jvp: x, y => ::libm::y0(x), -y1(x);
    /// The Bessel function Y₁, NaN for negative x. Its derivative is (Y₀ − Y₂)/2.
    y1, y1_jvp: x, y => ::libm::y1(x), 0.5 * (y0(x) - yn(2, x));
}

/// The Bessel function Jₙ. Its derivative is (Jₙ₋₁ − Jₙ₊₁)/2 (DLMF 10.6.1).
#[differentiable(jvp = jn_jvp, second_order)]
#[inline]
pub fn jn(n: i32, x: f64) -> f64 {
    ::libm::jn(n, x)
}
#[differentiable]
fn jn_jvp(n: i32, x: f64, tangent: f64) -> (f64, f64) {
    (jn(n, x), 0.5 * (jn(n - 1, x) - jn(n + 1, x)) * tangent)
}

/// The Bessel function Yₙ, NaN for negative x. Its derivative is (Yₙ₋₁ − Yₙ₊₁)/2 (DLMF 10.6.1).
#[differentiable(jvp = yn_jvp, second_order)]
#[inline]
pub fn yn(n: i32, x: f64) -> f64 {
    ::libm::yn(n, x)
}
#[differentiable]
fn yn_jvp(n: i32, x: f64, tangent: f64) -> (f64, f64) {
    (yn(n, x), 0.5 * (yn(n - 1, x) - yn(n + 1, x)) * tangent)
}
