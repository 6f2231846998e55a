//! Angles as directions of a vector in the plane, so that no boundary is where none belongs.
//!
//! An angle that is sampled on an interval has two ends that are the same place, and a posterior around it falls into two
//! parts. The direction of a pair (x, y) has no ends. The length of the pair means nothing; a density of its own keeps it away from
//! zero, where the direction changes at once.
//!
//! ```
//! use autodiff_runtime::angles::{angle_from_pair, direction_from_pair, pair_from_angle};
//!
//! let pair = pair_from_angle(3.0);
//! assert!((angle_from_pair(pair) - 3.0).abs() < 1e-15);
//! let [cos, sin] = direction_from_pair(pair);
//! assert!((cos * cos + sin * sin - 1.0).abs() < 1e-15);
//! ```

#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use autodiff_macros::differentiable;
use core::f64::consts::LN_2;

/// The power m of x² + y² in [`ln_density_of_angle_pair`](fn@ln_density_of_angle_pair).
///
/// The value is the one that the Python package exoplanet uses.
pub const ANGLE_REGULARISER: f64 = 10.0;
/// ln 10!
const LN_FACTORIAL: f64 = 15.104_412_573_075_516;

/// The angle of a pair, in (−π, π]: atan2(y, x) of `[x, y]`.
#[differentiable]
pub fn angle_from_pair(pair: [f64; 2]) -> f64 {
    pair[1].atan2(pair[0])
}

/// `[cos θ, sin θ]` of the angle θ of a pair, without going through the angle; NaN for the pair zero.
#[differentiable]
pub fn direction_from_pair(pair: [f64; 2]) -> [f64; 2] {
    let length = pair[0].hypot(pair[1]);
    [pair[0] / length, pair[1] / length]
}

/// The likeliest pair of an angle under [`ln_density_of_angle_pair`](fn@ln_density_of_angle_pair): of length √(2m).
#[differentiable]
pub fn pair_from_angle(angle: f64) -> [f64; 2] {
    let length = (2.0 * ANGLE_REGULARISER).sqrt();
    [length * angle.cos(), length * angle.sin()]
}

/// The logarithm of a density of pairs under which their angle is uniform on (−π, π], and their length is close to √(2m).
///
/// Two standard normal variables, and (x² + y²)ᵐ on top, with m = 10:
///
/// ln p = m ln s − s/2 − ln(2ᵐ m!) − ln 2π, s = x² + y²
///
/// The integral of p over the plane is 1; over a sector, its angle in turns. −∞ for the pair zero.
#[differentiable]
pub fn ln_density_of_angle_pair(pair: [f64; 2]) -> f64 {
    let length = pair[0].hypot(pair[1]);
    // The logarithm of the length itself is finite where its square overflows.
    let of_length = ANGLE_REGULARISER * (2.0 * length.ln() - LN_2) - 0.5 * length * length - LN_FACTORIAL;
    of_length - core::f64::consts::TAU.ln()
}
