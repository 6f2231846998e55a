//! Sine and cosine of all lanes at once: x = n π/2 + r with |r| ≤ π/4, and polynomials in r as in the C library of FreeBSD
//! (`k_sin.c`, `k_cos.c`). Angles beyond 2³⁰ are left to the functions of one number.

use super::Vector;
use super::wide::{Bits, Wide};
use crate::Real;
use pulp::Simd;

/// π/2, and what is left of it, twice.
const QUARTER: [f64; 3] = [
    core::f64::consts::FRAC_PI_2,
    6.123_233_995_736_766e-17,
    -1.497_384_904_859_169_8e-33,
];

/// What a number between ±2⁵¹ is added to, to be rounded: the last bit is worth 1.
const WHOLE: f64 = 6_755_399_441_055_744.0;

/// Beyond this the remainder is not exact any more.
const LARGEST: f64 = 1_073_741_824.0;

/// An angle less a multiple of π/2, in two parts, and the multiple, in the last two bits.
struct Reduced<S: Simd> {
    high: Wide<S>,
    low: Wide<S>,
    quadrant: Bits<S>,
}

/// The sum of two numbers, and what it was rounded by.
#[inline(always)]
fn two_sum<S: Simd>(a: Wide<S>, b: Wide<S>) -> (Wide<S>, Wide<S>) {
    let sum = a + b;
    let part = sum - a;
    (sum, (a - (sum - part)) + (b - part))
}

#[inline(always)]
fn reduce<S: Simd>(x: Wide<S>) -> Reduced<S> {
    let whole = x.constant(WHOLE);
    let shifted = x.fused(x.constant(core::f64::consts::FRAC_2_PI), whole);
    let n = shifted - whole;
    let (a, b, c) = (
        x.constant(-QUARTER[0]),
        x.constant(-QUARTER[1]),
        x.constant(-QUARTER[2]),
    );
    // n a and n b, and what they were rounded by.
    let first = n * a;
    let first_rest = n.fused(a, -first);
    let second = n * b;
    let second_rest = n.fused(b, -second);
    // The difference of numbers so close to each other is exact.
    let near = x + first;
    let (correction, correction_rest) = two_sum(second, first_rest);
    let (high, high_rest) = two_sum(near, correction);
    let low = high_rest + (correction_rest + n.fused(c, second_rest));
    Reduced {
        high,
        low,
        quadrant: shifted.bits(),
    }
}

/// The sine between ±π/4.
#[inline(always)]
fn kernel_of_sine<S: Simd>(x: Wide<S>, low: Wide<S>) -> Wide<S> {
    let z = x * x;
    let v = z * x;
    let r = z.polynomial([
        1.589_690_995_211_55e-10,
        -2.505_076_025_340_686_3e-8,
        2.755_731_370_707_007e-6,
        -1.984_126_982_985_795e-4,
        8.333_333_333_322_49e-3,
    ]);
    let inner = z.fused(low * x.constant(0.5) - v * r, -low);
    x - v.fused(x.constant(1.666_666_666_666_663_2e-1), inner)
}

/// The cosine between ±π/4.
#[inline(always)]
fn kernel_of_cosine<S: Simd>(x: Wide<S>, low: Wide<S>) -> Wide<S> {
    let one = x.constant(1.0);
    let z = x * x;
    let r = z * z.polynomial([
        -1.135_964_755_778_819_5e-11,
        2.087_572_321_298_175e-9,
        -2.755_731_435_139_066_3e-7,
        2.480_158_728_947_673e-5,
        -1.388_888_888_887_411e-3,
        4.166_666_666_666_66e-2,
    ]);
    let half = z * x.constant(0.5);
    let w = one - half;
    w + (((one - w) - half) + (z * r - x * low))
}

/// The sine and the cosine of what is left of the angle, exchanged in every other quadrant. (Of zero they are zero itself.)
#[inline(always)]
fn kernels<S: Simd>(reduced: &Reduced<S>) -> (Wide<S>, Wide<S>) {
    let (high, low) = (reduced.high, reduced.low);
    let (sine, cosine) = (kernel_of_sine(high, low), kernel_of_cosine(high, low));
    let is_even = reduced.quadrant.and(1).are(0);
    (is_even.select(sine, cosine), is_even.select(cosine, sine))
}

/// A number, with the other sign in the lanes where a bit is set.
#[inline(always)]
fn negated_where<S: Simd>(bits: Bits<S>, mask: u64, x: Wide<S>) -> Wide<S> {
    bits.and(mask).are(0).select(x, -x)
}

/// An angle of zero, the sign of which its sine shares.
#[inline(always)]
fn at_zero<S: Simd>(x: Wide<S>, value: Wide<S>) -> Wide<S> {
    x.is_equal(x.constant(0.0)).select(x, value)
}

/// sin x.
#[inline(always)]
pub fn sin<S: Simd>(x: Wide<S>) -> Wide<S> {
    let reduced = reduce(x);
    let value = at_zero(x, negated_where(reduced.quadrant, 2, kernels(&reduced).0));
    let fails = x.abs().is_at_most(x.constant(LARGEST)).not();
    x.repair(fails, value, Real::sin)
}

/// cos x.
#[inline(always)]
pub fn cos<S: Simd>(x: Wide<S>) -> Wide<S> {
    let reduced = reduce(x);
    let (_, value) = kernels(&reduced);
    let odd = negated_where(reduced.quadrant, 1, value);
    let value = negated_where(reduced.quadrant, 2, odd);
    let fails = x.abs().is_at_most(x.constant(LARGEST)).not();
    x.repair(fails, value, Real::cos)
}

/// tan x.
#[inline(always)]
pub fn tan<S: Simd>(x: Wide<S>) -> Wide<S> {
    let reduced = reduce(x);
    let (sine, cosine) = kernels(&reduced);
    let value = at_zero(x, negated_where(reduced.quadrant, 1, sine / cosine));
    let fails = x.abs().is_at_most(x.constant(LARGEST)).not();
    x.repair(fails, value, Real::tan)
}
