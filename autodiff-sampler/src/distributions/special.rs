//! Special functions that densities and their derivatives need.

use std::f64::consts::PI;

/// `½ ln 2π`.
pub(crate) const HALF_LN_TAU: f64 = 0.918_938_533_204_672_8;

/// `−ln π − ln(1 + z²)` and its derivative, finite where `z²` overflows.
#[inline]
pub(crate) fn log_lorentzian(z: f64) -> (f64, f64) {
    let large = z.abs() > 1e100;
    let log = if large { 2.0 * z.abs().ln() } else { (z * z).ln_1p() };
    let slope = if large { -2.0 / z } else { -2.0 * z / (1.0 + z * z) };
    (-PI.ln() - log, slope)
}
