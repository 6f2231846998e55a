//! Logarithms of all lanes at once: x = 2ᵏ (1 + f), √½ < 1 + f < √2, and ln(1 + f) as in the C library of FreeBSD (`e_log.c`).

use super::wide::Wide;
use pulp::Simd;

/// ln 2 with the last bits zero, so that its multiples are exact, and what is left.
const LN_2: [f64; 2] = [6.931_471_803_691_238e-1, 1.908_214_929_270_587_7e-10];

/// The remainder of ln(1 + f) in powers of (f / (2 + f))², the highest first.
const REST: [f64; 7] = [
    1.479_819_860_511_658_6e-1,
    1.531_383_769_920_937_3e-1,
    1.818_357_216_161_805e-1,
    2.222_219_843_214_978_4e-1,
    2.857_142_874_366_239e-1,
    3.999_999_999_940_942e-1,
    6.666_666_666_666_735e-1,
];

/// k and 1 + f of a positive normal number.
#[inline(always)]
fn parts<S: Simd>(x: Wide<S>) -> (Wide<S>, Wide<S>) {
    // 2²⁰ with the exponent in what is worth 1.
    const UPPER: f64 = 1_048_576.0;
    let mantissa = x.bits().and(0x000f_ffff_ffff_ffff).or(0x3ff0_0000_0000_0000).numbers();
    let exponent = x.bits().halves_right_by_20().and(0x7ff_0000_0000).or(UPPER.to_bits());
    let k = exponent.numbers() - x.constant(UPPER + 1023.0);
    let is_upper = x.constant(core::f64::consts::SQRT_2).is_less(mantissa);
    let half = x.constant(0.5);
    let one = x.constant(1.0);
    (is_upper.select(k + one, k), is_upper.select(mantissa * half, mantissa))
}

/// k ln 2 + ln(1 + f) + a correction that is small.
#[inline(always)]
fn assembled<S: Simd>(k: Wide<S>, f: Wide<S>, correction: Wide<S>) -> Wide<S> {
    let half_square = f * f * f.constant(0.5);
    let s = f / (f + f.constant(2.0));
    let z = s * s;
    let rest = z * z.polynomial(REST);
    let low = k.fused(f.constant(LN_2[1]), correction);
    k * f.constant(LN_2[0]) - ((half_square - (s * (half_square + rest) + low)) - f)
}

/// The logarithm outside of the positive numbers: −∞ at 0, NaN below; `value` elsewhere, and ∞ and NaN of themselves.
#[inline(always)]
fn with_edges<S: Simd>(x: Wide<S>, value: Wide<S>) -> Wide<S> {
    let (zero, infinity) = (x.constant(0.0), x.constant(f64::INFINITY));
    let value = x.is_less(infinity).select(value, x);
    let value = x.is_equal(zero).select(-infinity, value);
    x.is_less(zero).select(x.constant(f64::NAN), value)
}

/// ln x.
#[inline(always)]
pub fn ln<S: Simd>(x: Wide<S>) -> Wide<S> {
    let zero = x.constant(0.0);
    let is_subnormal = x.is_less(x.constant(f64::MIN_POSITIVE));
    // 2⁵⁴
    let normal = is_subnormal.select(x * x.constant(18_014_398_509_481_984.0), x);
    let (k, m) = parts(normal);
    let k = is_subnormal.select(k - x.constant(54.0), k);
    with_edges(x, assembled(k, m - x.constant(1.0), zero))
}

/// ln(1 + x).
#[inline(always)]
pub fn ln_1p<S: Simd>(x: Wide<S>) -> Wide<S> {
    let (zero, one) = (x.constant(0.0), x.constant(1.0));
    let u = one + x;
    let (k, m) = parts(u);
    // What 1 + x was rounded by, beside u.
    let lost = one.is_less(x).select(one - (u - x), x - (u - one)) / u;
    let is_near = k.is_equal(zero);
    let value = assembled(k, is_near.select(x, m - one), is_near.select(zero, lost));
    let value = with_edges(u, value);
    x.is_equal(zero).select(x, value)
}
