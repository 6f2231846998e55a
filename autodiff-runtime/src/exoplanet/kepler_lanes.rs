//! The solver behind [`kepler`](super::kepler) for several orbits, or points of one, at once: the steps of
//! [`kepler_solver`](super::kepler_solver), where each choice is one for each lane.

use super::kepler_equation::partials_at;
use super::kepler_solver::{LARGE, PI_LOW, TWO_PI};
use crate::simd::{Vector, Wide};
use core::f64::consts::PI;
use pulp::Simd;

/// sin f, cos f, ∂f/∂M and ∂f/∂e.
#[inline(always)]
pub fn partials<S: Simd>(mean_anomaly: Wide<S>, ecc: Wide<S>) -> [Wide<S>; 4] {
    let (zero, one, two) = (ecc.constant(0.0), ecc.constant(1.0), ecc.constant(2.0));
    let is_large = mean_anomaly.abs().is_at_most(ecc.constant(LARGE)).not();
    if is_large.any() {
        return one_by_one(mean_anomaly, ecc);
    }
    let is_valid = zero.is_at_most(ecc).and(ecc.is_less(one));
    let ecc = is_valid.select(ecc.abs(), ecc.constant(f64::NAN));
    let (reduced, low) = reduce(mean_anomaly);
    let sign = unit_of_sign(reduced);
    let size = reduced.abs();

    // M at E = π/2 is π/2 − e.
    let is_beyond = (ecc.constant(PI / 2.0) - ecc).is_less(size);
    let signed_ecc = is_beyond.select(-ecc, ecc);
    let folded = (ecc.constant(PI) - size) + (ecc.constant(PI_LOW) - sign * low);
    let m = is_beyond.select(folded, size);
    let mut start = smooth_starter(m, signed_ecc);
    let is_eccentric = ecc.constant(0.5).is_less(signed_ecc);
    if is_eccentric.any() {
        start = is_eccentric.select(cubic_starter(m, ecc), start);
    }
    let (sin_half, cos_half) = refine(m, signed_ecc, start);

    let square = sin_half * sin_half;
    let over_distance = one / ((one - signed_ecc) + two * signed_ecc * square);
    let semiminor_squared = (one - ecc) * (one + ecc);
    let semiminor = semiminor_squared.sqrt();
    let sin_f = sign * two * semiminor * (sin_half * cos_half) * over_distance;
    let cos_f = ((one - signed_ecc) - two * square) * over_distance * unit_of_sign(signed_ecc);
    let by_mean_anomaly = semiminor * over_distance * over_distance;
    let by_ecc = sin_f * (over_distance + one / semiminor_squared);
    [sin_f, cos_f, by_mean_anomaly, by_ecc]
}

#[cold]
#[inline(never)]
fn one_by_one<S: Simd>(mean_anomaly: Wide<S>, ecc: Wide<S>) -> [Wide<S>; 4] {
    [
        mean_anomaly.map_two(ecc, |m, e| partials_at(m, e)[0]),
        mean_anomaly.map_two(ecc, |m, e| partials_at(m, e)[1]),
        mean_anomaly.map_two(ecc, |m, e| partials_at(m, e)[2]),
        mean_anomaly.map_two(ecc, |m, e| partials_at(m, e)[3]),
    ]
}

/// 1 with the sign of a number.
#[inline(always)]
fn unit_of_sign<S: Simd>(x: Wide<S>) -> Wide<S> {
    x.bits().and(1 << 63).or(1.0_f64.to_bits()).numbers()
}

/// M − 2πn in [−π, π], as a rounded number and what rounding took off.
#[inline(always)]
fn reduce<S: Simd>(mean_anomaly: Wide<S>) -> (Wide<S>, Wide<S>) {
    let round = mean_anomaly.constant(6_755_399_441_055_744.0);
    let turns = (mean_anomaly * round.constant(0.5 / PI) + round) - round;
    let first = mean_anomaly - turns * round.constant(TWO_PI[0]);
    let second = turns * round.constant(TWO_PI[1]);
    let high = first - second;
    let low = ((first - high) - second) - turns * round.constant(TWO_PI[2]);
    let reduced = high + low;
    (reduced, (high - reduced) + low)
}

/// A polynomial of the fourth power of what a smooth starter is made of.
#[inline(always)]
fn cubic<S: Simd>(kappa: Wide<S>, c: [f64; 4]) -> Wide<S> {
    kappa.polynomial([c[3], c[2], c[1], c[0]])
}

/// E within 0.0017 for −1 < e ≤ ½: see `kepler_solver`.
#[inline(always)]
fn smooth_starter<S: Simd>(m: Wide<S>, ecc: Wide<S>) -> Wide<S> {
    let (one, quarter) = (m.constant(1.0), m.constant(PI / 2.0));
    let over = one / ((quarter - ecc) * (one - ecc));
    let kappa = ecc * ((quarter - ecc) * over);
    let v = m * ((one - ecc) * over);
    let y = v * v;
    let low = y.fused(
        cubic(kappa, [-0.007_801_62, -0.069_11, -0.710_487, -0.118_144]),
        cubic(kappa, [0.001_113_22, 0.569_556, -0.001_865_54, -0.000_390_314]),
    );
    let high = y.fused(
        cubic(kappa, [0.005_918_31, 0.167_155, -0.287_496, -0.547_211]),
        cubic(kappa, [0.007_462_97, -0.070_170_1, 0.372_448, 0.892_332]),
    );
    let series = (y * y).fused(high, low);
    v * quarter + (v - v * y) * series
}

/// E within 3·10⁻⁴ E for 0 ≤ e < 1: see `kepler_solver`.
#[inline(always)]
fn cubic_starter<S: Simd>(m: Wide<S>, ecc: Wide<S>) -> Wide<S> {
    const SCALE: f64 = 1.0 / (PI * PI - 6.0);
    let (one, two, three) = (m.constant(1.0), m.constant(2.0), m.constant(3.0));
    let slope = m.constant(1.6 * PI * SCALE) * ecc.polynomial([0.3284, -0.8284, 1.0]);
    let alpha = (m.constant(3.0 * PI * PI * SCALE) + m.constant(PI) * slope) - slope * m;
    let one_minus_e = one - ecc;
    let d = three * one_minus_e + alpha * ecc;
    let alpha_d = alpha * d;
    let m_squared = m * m;
    let q = (two * one_minus_e) * alpha_d - m_squared;
    let r = m * (three * alpha_d * (d - one_minus_e) + m_squared);
    let q_squared = q * q;
    let root = r + (q_squared * q + r * r).sqrt();
    let w = (root.ln() * m.constant(2.0 / 3.0)).exp();
    let t = w * (w + q) + q_squared;
    (two * r * w + m * t) / (d * t)
}

/// (sin E/2, cos E/2) of the root near `start`: see `kepler_solver`.
#[inline(always)]
fn refine<S: Simd>(m: Wide<S>, ecc: Wide<S>, start: Wide<S>) -> (Wide<S>, Wide<S>) {
    let (half, one, two, three) = (m.constant(0.5), m.constant(1.0), m.constant(2.0), m.constant(3.0));
    let x = half * start;
    let z = x * x;
    let (sin_deficit, cos_deficit) = (x * z * sine_series(z), z * cosine_series(z));
    let (sin, cos) = (x - sin_deficit, one - cos_deficit);

    let one_minus_e = one - ecc;
    let start_minus_sine = two * (sin_deficit + sin * cos_deficit);
    let a0 = (one_minus_e * start - m) + ecc * start_minus_sine;
    let sin_squared = sin * sin;
    let over_a1 = one / (one_minus_e + two * ecc * sin_squared);
    let a2 = ecc * sin * cos * over_a1;
    let a3 = ecc * (one - two * sin_squared) * m.constant(1.0 / 6.0) * over_a1;
    let (a4, a5) = (a2 * m.constant(-1.0 / 12.0), a3 * m.constant(-1.0 / 20.0));

    let u = -a0 * over_a1;
    let a2_squared = a2 * a2;
    let third = two * a2_squared - a3;
    let fourth = m.constant(5.0) * a2 * (a3 - a2_squared) - a4;
    let rest = a2_squared * (m.constant(14.0) * a2_squared - m.constant(21.0) * a3);
    let fifth = m.constant(6.0) * a2 * a4 + three * a3 * a3 + rest - a5;
    let u_squared = u * u;
    let half_delta = half * (u - u_squared * ((a2 - u * third) - u_squared * (fourth + u * fifth)));

    // Turn (sin, cos) by δ/2, which is below 10⁻³.
    let square = half_delta * half_delta;
    let sin_delta = half_delta - half_delta * square * square.polynomial([-1.0 / 120.0, 1.0 / 6.0]);
    let one_minus_cos_delta = square * square.polynomial([-1.0 / 24.0, 0.5]);
    (
        sin + (cos * sin_delta - sin * one_minus_cos_delta),
        cos - (sin * sin_delta + cos * one_minus_cos_delta),
    )
}

/// (x − sin x)/x³ in z = x².
#[inline(always)]
fn sine_series<S: Simd>(z: Wide<S>) -> Wide<S> {
    z.polynomial([
        -1.589_690_995_211_55e-10,
        2.505_076_025_340_686_3e-8,
        -2.755_731_370_707_006_8e-6,
        1.984_126_982_985_795e-4,
        -8.333_333_333_322_49e-3,
        1.666_666_666_666_663_2e-1,
    ])
}

/// (1 − cos x)/x² in z = x².
#[inline(always)]
fn cosine_series<S: Simd>(z: Wide<S>) -> Wide<S> {
    z.polynomial([
        1.135_964_755_778_819_5e-11,
        -2.087_572_321_298_175e-9,
        2.755_731_435_139_066_3e-7,
        -2.480_158_728_947_673e-5,
        1.388_888_888_887_411e-3,
        -4.166_666_666_666_66e-2,
        0.5,
    ])
}
