//! Exponentials of all lanes at once: eˣ = 2ⁿ eʳ with |r| ≤ ln 2 / 2, and eʳ by a polynomial.

use super::Vector;
use super::wide::Wide;
use pulp::Simd;

/// ln 2, and what is left of it.
const LN_2: [f64; 2] = [core::f64::consts::LN_2, 2.319_046_813_846_299_6e-17];

/// (eʳ − 1 − r) / r², the highest power first: Chebyshev's interpolation for |r| ≤ ln 2 / 2, off by less than 1.5e-18.
const REST: [f64; 11] = [
    2.091_475_532_589_32e-9,
    2.510_531_272_962_210_3e-8,
    2.755_727_347_871_858e-7,
    2.755_725_517_000_089e-6,
    2.480_158_732_567_746e-5,
    1.984_126_987_500_228e-4,
    1.388_888_888_888_371_1e-3,
    8.333_333_333_326_084e-3,
    4.166_666_666_666_667e-2,
    1.666_666_666_666_667e-1,
    0.5,
];

/// What a number between ±2⁵¹ is added to, to be rounded: the last bit is worth 1.
const WHOLE: f64 = 6_755_399_441_055_744.0;
/// What a whole number is added to, so that it stands in the upper half of the bits: the last bit is worth 2⁻³².
const UPPER: f64 = 1_572_864.0;

/// The parts n and r of a number, which is x = n ln 2 + r.
#[inline(always)]
fn parts<S: Simd>(x: Wide<S>) -> (Wide<S>, Wide<S>) {
    let whole = x.constant(WHOLE);
    let n = x.fused(x.constant(core::f64::consts::LOG2_E), whole) - whole;
    let r = n.fused(x.constant(-LN_2[0]), x);
    (n, n.fused(x.constant(-LN_2[1]), r))
}

/// 2ⁿ, for whole numbers from −1022 to 1023.
#[inline(always)]
fn power_of_two<S: Simd>(n: Wide<S>) -> Wide<S> {
    (n + n.constant(UPPER + 1023.0)).bits().halves_left_by_20().numbers()
}

/// p 2ⁿ, also where 2ⁿ is no number, or is subnormal.
#[inline(always)]
fn scaled<S: Simd>(p: Wide<S>, n: Wide<S>) -> Wide<S> {
    let whole = n.constant(WHOLE);
    let half = n.fused(n.constant(0.5), whole) - whole;
    p * power_of_two(half) * power_of_two(n - half)
}

/// A number within bounds beyond which nothing changes, or NaN.
#[inline(always)]
fn within<S: Simd>(x: Wide<S>, low: f64, high: f64) -> Wide<S> {
    let (low, high) = (x.constant(low), x.constant(high));
    let x = x.is_less(low).select(low, x);
    high.is_less(x).select(high, x)
}

/// eˣ.
#[inline(always)]
pub fn exp<S: Simd>(x: Wide<S>) -> Wide<S> {
    let (n, r) = parts(within(x, -746.0, 710.0));
    let p = (r * r).fused(r.polynomial(REST), r) + x.constant(1.0);
    scaled(p, n)
}

/// eˣ − 1.
#[inline(always)]
pub fn exp_m1<S: Simd>(x: Wide<S>) -> Wide<S> {
    let one = x.constant(1.0);
    let (n, r) = parts(within(x, -746.0, 710.0));
    let rest = (r * r).fused(r.polynomial(REST), r);
    // What is one less than 2ⁿ is no number for large n; there, 1 is nothing beside eˣ.
    let power = power_of_two(within(n, -1000.0, 1000.0));
    let near = power.fused(rest, power - one);
    let value = x.constant(40.0).is_less(x).select(scaled(rest + one, n), near);
    // The sign of zero.
    x.is_equal(x.constant(0.0)).select(x, value)
}

/// The hyperbolic tangent, by e²ˣ − 1.
#[inline(always)]
pub fn tanh<S: Simd>(x: Wide<S>) -> Wide<S> {
    let (one, two) = (x.constant(1.0), x.constant(2.0));
    let size = within(x.abs(), 0.0, 22.0);
    let grown = exp_m1(size + size);
    let is_large = one.is_less(size);
    let quotient = is_large.select(two, grown) / (grown + two);
    let value = is_large.select(one - quotient, quotient);
    // A NaN remains one; the sign is that of the argument, also of zero.
    let sign = x.bits().and(1 << 63);
    value.bits().exclusive_or(sign).numbers()
}
