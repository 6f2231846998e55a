//! Eccentricity and argument of periastron as a point of the unit disk.

use super::where_valid;
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use autodiff_macros::differentiable;

/// e and ω (radians, in (−π, π]) of the pair `[√e cos ω, √e sin ω]`.
///
/// A pair that is uniform on the unit disk makes e uniform on (0, 1) and ω uniform (Eastman, Gaudi and Agol 2013, PASP 125, 83).
/// NaN for e ≥ 1. At e = 0 there is no ω: it is 0 then, and its derivatives mean nothing.
///
/// ```
/// use autodiff_runtime::exoplanet::{ecc_omega_from_sqrt_pair, sqrt_pair_from_ecc_omega};
/// let (ecc, omega) = ecc_omega_from_sqrt_pair(sqrt_pair_from_ecc_omega(0.3, 2.0));
/// assert!((ecc - 0.3).abs() < 1e-15 && (omega - 2.0).abs() < 1e-15);
/// ```
#[differentiable]
pub fn ecc_omega_from_sqrt_pair(pair: [f64; 2]) -> (f64, f64) {
    let square = pair[0] * pair[0] + pair[1] * pair[1];
    let is_valid = square < 1.0;
    let omega = pair[1].atan2(pair[0]);
    (where_valid(is_valid, square), where_valid(is_valid, omega))
}

/// `[√e cos ω, √e sin ω]`: the inverse of [`ecc_omega_from_sqrt_pair`](fn@ecc_omega_from_sqrt_pair).
///
/// NaN for e < 0 and e ≥ 1. At e = 0 the derivative by e is infinite.
#[differentiable]
pub fn sqrt_pair_from_ecc_omega(ecc: f64, omega: f64) -> [f64; 2] {
    let root = where_valid((0.0..1.0).contains(&ecc), ecc).sqrt();
    [root * omega.cos(), root * omega.sin()]
}

/// e and ω (radians, in (−π, π]) of the pair `[e cos ω, e sin ω]`.
///
/// A pair that is uniform on the unit disk prefers large eccentricities: the density of e is 2e. NaN for e ≥ 1. At e = 0 there
/// is no ω: it is 0 then, and the derivatives mean nothing.
#[differentiable]
pub fn ecc_omega_from_pair(pair: [f64; 2]) -> (f64, f64) {
    let ecc = pair[0].hypot(pair[1]);
    let is_valid = ecc < 1.0;
    let omega = pair[1].atan2(pair[0]);
    (where_valid(is_valid, ecc), where_valid(is_valid, omega))
}

/// `[e cos ω, e sin ω]`: the inverse of [`ecc_omega_from_pair`](fn@ecc_omega_from_pair). NaN for e < 0 and e ≥ 1.
#[differentiable]
pub fn pair_from_ecc_omega(ecc: f64, omega: f64) -> [f64; 2] {
    let ecc = where_valid((0.0..1.0).contains(&ecc), ecc);
    [ecc * omega.cos(), ecc * omega.sin()]
}
