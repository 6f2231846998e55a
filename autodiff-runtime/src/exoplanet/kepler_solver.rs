//! The solver behind [`kepler`](super::kepler): M = E − e sin E, to the last digit, without loops.
//!
//! Its central idea is the *fold*. With E′ = π − E the equation reads M′ = π − M = E′ + e sin E′: Kepler's equation again, with
//! −e for e. So E′ in [0, π/2] and a signed eccentricity cover the whole orbit, and no step subtracts nearly equal numbers:
//! neither at periastron for e → 1, where E − sin E is a series, nor at apastron, where π − M is taken in two words.
//!
//! reduce M → fold → start → refine (one step of fifth order) → sin and cos of E′/2.

#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use core::f64::consts::PI;

/// 2π in three words, the first two of 30 bits: exact products with whole numbers below 2²³.
pub(super) const TWO_PI: [f64; 3] = [
    6.283_185_303_211_212,
    3.968_374_316_654_088_6e-9,
    2.068_073_192_717_642e-18,
];
/// π − `PI`.
pub(super) const PI_LOW: f64 = 1.224_646_799_147_353_2e-16;
/// Up to here the three words of 2π suffice.
pub(super) const LARGE: f64 = 5e7;

/// A point of an orbit, by the half of its folded eccentric anomaly E′ (E or π − E, whichever is at most π/2).
#[derive(Clone, Copy, Debug)]
pub(super) struct Anomaly {
    /// sin(E′/2).
    pub sin_half: f64,
    /// cos(E′/2).
    pub cos_half: f64,
    /// e, or −e where E was folded.
    pub signed_ecc: f64,
    /// The sign of the mean anomaly, once reduced to [−π, π].
    pub sign: f64,
}

/// Solves Kepler's equation for finite `mean_anomaly` (radians) and 0 ≤ `ecc` < 1.
#[inline(always)]
pub(super) fn solve(mean_anomaly: f64, ecc: f64) -> Anomaly {
    let ecc = ecc.abs(); // −0 counts as 0
    let (reduced, low) = reduce(mean_anomaly);
    let sign = 1.0_f64.copysign(reduced);
    let m = reduced.abs();

    // M at E = π/2 is π/2 − e.
    let beyond = m > PI / 2.0 - ecc;
    let signed_ecc = if beyond { -ecc } else { ecc };
    let m = if beyond { (PI - m) + (PI_LOW - sign * low) } else { m };

    let start = if signed_ecc <= 0.5 {
        smooth_starter(m, signed_ecc)
    } else {
        cubic_starter(m, ecc)
    };
    let (sin_half, cos_half) = refine(m, signed_ecc, start);
    Anomaly {
        sin_half,
        cos_half,
        signed_ecc,
        sign,
    }
}

/// M − 2πn in [−π, π], as a rounded number and what rounding took off.
#[inline(always)]
fn reduce(mean_anomaly: f64) -> (f64, f64) {
    if mean_anomaly.abs() > LARGE {
        return (reduce_large(mean_anomaly), 0.0);
    }
    // Adding and subtracting 1.5·2⁵² rounds to a whole number without a call.
    const ROUND: f64 = 6_755_399_441_055_744.0;
    let turns = (mean_anomaly * (0.5 / PI) + ROUND) - ROUND;
    let first = mean_anomaly - turns * TWO_PI[0];
    let second = turns * TWO_PI[1];
    let high = first - second;
    let low = ((first - high) - second) - turns * TWO_PI[2];
    let reduced = high + low;
    (reduced, (high - reduced) + low)
}

/// The same for any finite M: the standard library reduces the arguments of sine and cosine exactly.
#[cold]
#[inline(never)]
fn reduce_large(mean_anomaly: f64) -> f64 {
    let (sin, cos) = mean_anomaly.sin_cos();
    sin.atan2(cos)
}

/// E within 0.0017 (and 0.0012 E) for −1 < e ≤ ½: a polynomial in v = M/M(π/2) and κ = e/(1 − e), fitted for this
/// file by least squares, the largest errors given more weight until none stood out. Exact at v = 0 and v = 1.
#[inline(always)]
fn smooth_starter(m: f64, ecc: f64) -> f64 {
    const W: [[f64; 4]; 4] = [
        [0.00111322, 0.569556, -0.00186554, -0.000390314],
        [-0.00780162, -0.06911, -0.710487, -0.118144],
        [0.00746297, -0.0701701, 0.372448, 0.892332],
        [0.00591831, 0.167155, -0.287496, -0.547211],
    ];
    let over = 1.0 / ((PI / 2.0 - ecc) * (1.0 - ecc));
    let kappa = ecc * ((PI / 2.0 - ecc) * over);
    let kappa_squared = kappa * kappa;
    let w = W.map(|c| (c[0] + kappa * c[1]) + kappa_squared * (c[2] + kappa * c[3]));
    let v = m * ((1.0 - ecc) * over);
    let y = v * v;
    let series = (w[0] + y * w[1]) + (y * y) * (w[2] + y * w[3]);
    v * (PI / 2.0) + (v - v * y) * series
}

/// E within 3·10⁻⁴ E for 0 ≤ e < 1: the root of a cubic, from sin E ≈ E(6α − (α − 3)E²)/(6α + 3E²) (Markley 1995, Celest. Mech.
/// Dyn. Astron. 63, 101, equations 5, 9, 10, 14, 15, 20).
#[inline(always)]
fn cubic_starter(m: f64, ecc: f64) -> f64 {
    // α = (3π² + 1.6π(π − M)/(1 + e))/(π² − 6), with a parabola for 1/(1 + e): the starter gets no worse.
    const SCALE: f64 = 1.0 / (PI * PI - 6.0);
    let slope = 1.6 * PI * SCALE * (1.0 - ecc * (0.8284 - 0.3284 * ecc));
    let alpha = (3.0 * PI * PI * SCALE + PI * slope) - slope * m;
    let one_minus_e = 1.0 - ecc;
    let d = 3.0 * one_minus_e + alpha * ecc;
    let alpha_d = alpha * d;
    let m_squared = m * m;
    let q = (2.0 * one_minus_e) * alpha_d - m_squared;
    let r = m * (3.0 * alpha_d * (d - one_minus_e) + m_squared);
    let q_squared = q * q;
    let w = two_thirds_power(r + (q_squared * q + r * r).sqrt());
    let t = w * (w + q) + q_squared;
    (2.0 * r * w + m * t) / (d * t)
}

/// x^(2/3) of a positive normal number, within 2·10⁻⁵ relatively: what a starter needs.
#[inline(always)]
fn two_thirds_power(x: f64) -> f64 {
    // A third of the negated exponent is x^(-1/3) within 4 %; the binomial series of (1 − r)^(-1/3) does the rest.
    let y = f64::from_bits(0x553e_ec00_0000_0000 - x.to_bits() / 3);
    let r = 1.0 - x * y * (y * y);
    let y = x * y;
    y + (y * r) * ((1.0 / 3.0 + r * (2.0 / 9.0)) + (r * r) * (14.0 / 81.0))
}

/// (sin E/2, cos E/2) of the root of (1 − e)E + e(E − sin E) = m near `start`, where 0 ≤ E ≤ π/2 and −1 < e < 1.
#[inline(always)]
fn refine(m: f64, ecc: f64, start: f64) -> (f64, f64) {
    let x = 0.5 * start;
    let z = x * x;
    let (sin_deficit, cos_deficit) = (x * z * sine_series(z), z * cosine_series(z));
    let (sin, cos) = (x - sin_deficit, 1.0 - cos_deficit);

    // f and its derivatives by E, over n!: a₀ = f, a₁ = f′ = 1 − e cos E, a₂ = f″/2, …
    let one_minus_e = 1.0 - ecc;
    let start_minus_sine = 2.0 * (sin_deficit + sin * cos_deficit);
    let a0 = (one_minus_e * start - m) + ecc * start_minus_sine;
    let sin_squared = sin * sin;
    let over_a1 = 1.0 / (one_minus_e + 2.0 * ecc * sin_squared);
    let a2 = ecc * sin * cos * over_a1;
    let a3 = ecc * (1.0 - 2.0 * sin_squared) * (1.0 / 6.0) * over_a1;
    let (a4, a5) = (a2 * (-1.0 / 12.0), a3 * (-1.0 / 20.0));

    // The series reverted: f(E + δ) = 0 for δ = u − a₂u² + (2a₂² − a₃)u³ + …, u = −a₀/a₁.
    let u = -a0 * over_a1;
    let a2_squared = a2 * a2;
    let third = 2.0 * a2_squared - a3;
    let fourth = 5.0 * a2 * (a3 - a2_squared) - a4;
    let fifth = 6.0 * a2 * a4 + 3.0 * a3 * a3 + a2_squared * (14.0 * a2_squared - 21.0 * a3) - a5;
    let u_squared = u * u;
    let half_delta = 0.5 * (u - u_squared * ((a2 - u * third) - u_squared * (fourth + u * fifth)));

    // Turn (sin, cos) by δ/2, which is below 10⁻³.
    let square = half_delta * half_delta;
    let sin_delta = half_delta - half_delta * square * (1.0 / 6.0 - square * (1.0 / 120.0));
    let one_minus_cos_delta = square * (0.5 - square * (1.0 / 24.0));
    (
        sin + (cos * sin_delta - sin * one_minus_cos_delta),
        cos - (sin * sin_delta + cos * one_minus_cos_delta),
    )
}

/// (x − sin x)/x³ in z = x², for |x| ≤ π/4 and a little more; coefficients of fdlibm's `__kernel_sin`.
#[inline(always)]
fn sine_series(z: f64) -> f64 {
    const S: [f64; 6] = [
        1.666_666_666_666_663_2e-1,
        -8.333_333_333_322_49e-3,
        1.984_126_982_985_795e-4,
        -2.755_731_370_707_006_8e-6,
        2.505_076_025_340_686_3e-8,
        -1.589_690_995_211_55e-10,
    ];
    let z2 = z * z;
    (S[0] + z * S[1]) + z2 * ((S[2] + z * S[3]) + z2 * (S[4] + z * S[5]))
}

/// (1 − cos x)/x² in z = x², for |x| ≤ π/4 and a little more; coefficients of fdlibm's `__kernel_cos`.
#[inline(always)]
fn cosine_series(z: f64) -> f64 {
    const C: [f64; 6] = [
        -4.166_666_666_666_66e-2,
        1.388_888_888_887_411e-3,
        -2.480_158_728_947_673e-5,
        2.755_731_435_139_066_3e-7,
        -2.087_572_321_298_175e-9,
        1.135_964_755_778_819_5e-11,
    ];
    // Grouped otherwise than the sine's series, or LLVM pairs the two in one vector and the shuffles cost 2 ns.
    let z2 = z * z;
    (0.5 + z * C[0]) + z2 * ((C[1] + z * (C[2] + z * C[3])) + (z2 * z) * (C[4] + z * C[5]))
}
