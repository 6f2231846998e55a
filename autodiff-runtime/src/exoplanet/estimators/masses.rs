//! From masses to velocities and back.

use super::super::constants::SECONDS_PER_DAY;
use super::super::parameterisation::where_valid;
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use autodiff_macros::differentiable;
use core::f64::consts::{FRAC_PI_2, TAU};

/// 2πG for one solar mass and one day, in (m/s)³: the cube of the speed at which two bodies of the Sun's mass together, one of
/// them light, move about each other once a day.
const SPEED_CUBED: f64 = TAU * 1.327_124_4e20 / SECONDS_PER_DAY;

/// The semi-amplitude in m/s of a star's radial velocity, from its companion's mass.
///
/// K = (2πG/P)^(1/3) m sin i/((M + m)^(2/3) √(1 − e²))
///
/// * `mass`, `stellar_mass`: m and M in solar masses ([`EARTH_MASS`](super::super::constants::EARTH_MASS),
///   [`JUPITER_MASS`](super::super::constants::JUPITER_MASS))
/// * `period`: P in days
/// * `ecc`, `inclination`: e and i (radians)
///
/// NaN for periods or stellar masses that are not positive, negative masses and eccentricities outside of [0, 1).
///
/// Source: Lovis and Fischer 2010, in *Exoplanets*, equation 14.
///
/// ```
/// use autodiff_runtime::exoplanet::{constants::JUPITER_MASS, minimum_mass, semi_amplitude};
/// let k = semi_amplitude(JUPITER_MASS, 4332.59, 1.0, 0.0489, std::f64::consts::FRAC_PI_2);
/// assert!((k - 12.47).abs() < 0.01);
/// assert!((minimum_mass(k, 4332.59, 1.0, 0.0489) / JUPITER_MASS - 1.0).abs() < 1e-14);
/// ```
#[differentiable]
pub fn semi_amplitude(mass: f64, period: f64, stellar_mass: f64, ecc: f64, inclination: f64) -> f64 {
    let is_valid = mass >= 0.0 && is_binary(period, stellar_mass, ecc);
    let (mass, shape) = (where_valid(is_valid, mass), (1.0 - ecc) * (1.0 + ecc));
    let total = (stellar_mass + mass).cbrt();
    (SPEED_CUBED / period).cbrt() * mass * inclination.sin() / (total * total * shape.sqrt())
}

/// The mass of a companion in solar masses, from the semi-amplitude in m/s of the star's radial velocity.
///
/// The exact root of the cubic equation m³ sin³ i = f (M + m)² with the mass function f = K³ (1 − e²)^(3/2) P/(2πG), also for
/// companions that are not light. Arguments and NaN as for [`semi_amplitude`](fn@semi_amplitude), of which it is the inverse;
/// NaN unless sin i is positive, too.
#[differentiable]
pub fn companion_mass(semi_amplitude: f64, period: f64, stellar_mass: f64, ecc: f64, inclination: f64) -> f64 {
    let sine = inclination.sin();
    let is_valid = semi_amplitude >= 0.0 && sine > 0.0 && is_binary(period, stellar_mass, ecc);
    let shape = (1.0 - ecc) * (1.0 + ecc);
    let speed = (SPEED_CUBED * stellar_mass / period).cbrt();
    stellar_mass * mass_ratio(where_valid(is_valid, semi_amplitude) * shape.sqrt() / (speed * sine))
}

/// The least mass that a companion can have, in solar masses: that for an orbit seen edge-on.
///
/// For light companions it is m sin i. [`companion_mass`](fn@companion_mass) with i = 90°.
#[differentiable]
pub fn minimum_mass(semi_amplitude: f64, period: f64, stellar_mass: f64, ecc: f64) -> f64 {
    companion_mass(semi_amplitude, period, stellar_mass, ecc, FRAC_PI_2)
}

/// Whether there are an orbit and a star.
fn is_binary(period: f64, stellar_mass: f64, ecc: f64) -> bool {
    period > 0.0 && stellar_mass > 0.0 && (0.0..1.0).contains(&ecc)
}

/// The μ = m/M with μ = t (1 + μ)^(2/3), for t ≥ 0; NaN otherwise.
///
/// dμ/dt = 3 (1 + μ)^(5/3)/(3 + μ)
#[differentiable(jvp = mass_ratio_jvp, second_order)]
fn mass_ratio(t: f64) -> f64 {
    if t.is_nan() || t < 0.0 {
        return f64::NAN;
    }
    let cube = t * t * t;
    // Above the root: (1 + μ)² is at most 4, or at most 4μ². Newton's steps for μ³ − t³ (1 + μ)² go down from there.
    let mut ratio = (1.588 * t).max(4.0 * cube);
    for _ in 0..100 {
        let sum = 1.0 + ratio;
        let value = ratio * ratio * ratio - cube * sum * sum;
        let next = ratio - value / (3.0 * ratio * ratio - 2.0 * cube * sum);
        if next.is_nan() || next >= ratio {
            break;
        }
        ratio = next;
    }
    // One step of the equation as it stands, which is accurate also where cubes underflow.
    t * {
        let root = (1.0 + ratio).cbrt();
        root * root
    }
}

#[differentiable]
fn mass_ratio_jvp(t: f64, tangent: f64) -> (f64, f64) {
    let ratio = mass_ratio(t);
    let root = (1.0 + ratio).cbrt();
    let slope = 3.0 * (1.0 + ratio) * root * root / (3.0 + ratio);
    (ratio, slope * tangent)
}
