//! Circular orbits by the duration of their transits: what a light curve shows, in place of a/R or the stellar density.
//!
//! Notation: a/R is the semi-major axis in stellar radii, k the planet's radius in stellar radii, b the impact parameter, T
//! the time between first and fourth contact, P the period, and φ = πT/P.
//!
//! Source: Winn 2010 (arXiv 1001.2010), equation 14, solved for a/R.

use super::where_valid;
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use crate::exoplanet::constants::GRAVITATIONAL_CONSTANT;
use autodiff_macros::differentiable;
use core::f64::consts::PI;

/// (1 + k)² − b², the square of half the chord that the planet takes through the stellar disk, grown by its own radius.
#[differentiable]
fn chord_squared(impact_parameter: f64, radius_ratio: f64) -> f64 {
    (1.0 + radius_ratio - impact_parameter) * (1.0 + radius_ratio + impact_parameter)
}

/// a/R of a circular orbit with transits of the duration T: √((1 + k)² − b² cos² φ)/sin φ.
///
/// Duration and period in the same unit. NaN where there is no such orbit: T ≤ 0, T ≥ P/2, b < 0, b ≥ 1 + k, k < 0.
///
/// ```
/// use autodiff_runtime::exoplanet::{a_over_r_from_duration, duration_from_a_over_r};
/// let a_over_r = a_over_r_from_duration(0.09, 1.338, 0.1, 0.15);
/// assert!((a_over_r - 5.4629).abs() < 1e-4);
/// assert!((duration_from_a_over_r(a_over_r, 1.338, 0.1, 0.15) - 0.09).abs() < 1e-15);
/// ```
#[differentiable]
pub fn a_over_r_from_duration(duration: f64, period: f64, impact_parameter: f64, radius_ratio: f64) -> f64 {
    let is_valid = 0.0 < duration && duration < 0.5 * period && is_transit(impact_parameter, radius_ratio);
    let angle = PI * where_valid(is_valid, duration) / period;
    let (sine, chord) = (angle.sin(), chord_squared(impact_parameter, radius_ratio));
    let height = impact_parameter * sine;
    (chord + height * height).sqrt() / sine
}

/// The duration between first and fourth contact, in the unit of the period: the inverse of
/// [`a_over_r_from_duration`](fn@a_over_r_from_duration).
///
/// NaN where there is no transit (b ≥ 1 + k), for b < 0, k < 0, P ≤ 0, and for a/R ≤ 1 + k, where the planet would touch the star.
#[differentiable]
pub fn duration_from_a_over_r(a_over_r: f64, period: f64, impact_parameter: f64, radius_ratio: f64) -> f64 {
    let is_valid = period > 0.0 && a_over_r > 1.0 + radius_ratio && is_transit(impact_parameter, radius_ratio);
    let a = where_valid(is_valid, a_over_r);
    let across = (a - impact_parameter) * (a + impact_parameter);
    period / PI * (chord_squared(impact_parameter, radius_ratio) / across).sqrt().asin()
}

/// ln │∂(a/R)/∂T│ at constant P, b and k, from 1/(unit of time).
///
/// A density of a/R becomes a density of T when this is added to its logarithm. With C = (1 + k)² − b²:
///
/// │∂(a/R)/∂T│ = (π/P) C cos φ/((a/R) sin³ φ)
///
/// NaN as in [`a_over_r_from_duration`](fn@a_over_r_from_duration).
#[differentiable]
pub fn ln_slope_of_a_over_r_by_duration(duration: f64, period: f64, impact_parameter: f64, radius_ratio: f64) -> f64 {
    let a_over_r = a_over_r_from_duration(duration, period, impact_parameter, radius_ratio);
    let angle = PI * duration / period;
    let chord = chord_squared(impact_parameter, radius_ratio);
    (PI / period * chord * angle.cos() / a_over_r).ln() - 3.0 * angle.sin().ln()
}

/// ln │∂ρ/∂T│ at constant P, b and k, where ρ is the stellar density in M_⊙/R_⊙³.
///
/// │∂ρ/∂T│ = (3ρ/(a/R)) │∂(a/R)/∂T│
#[differentiable]
pub fn ln_slope_of_density_by_duration(duration: f64, period: f64, impact_parameter: f64, radius_ratio: f64) -> f64 {
    let a_over_r = a_over_r_from_duration(duration, period, impact_parameter, radius_ratio);
    let slope = 3.0 * density_from_a_over_r(a_over_r, period) / a_over_r;
    slope.ln() + ln_slope_of_a_over_r_by_duration(duration, period, impact_parameter, radius_ratio)
}

/// The mean density of the star in M_⊙/R_⊙³ (one g/cm³ is [`GRAM_PER_CUBIC_CENTIMETRE`]), from a/R and the period in days: ρ = 3π (a/R)³/(G P²).
///
/// [`GRAM_PER_CUBIC_CENTIMETRE`]: crate::exoplanet::constants::GRAM_PER_CUBIC_CENTIMETRE
///
/// The planet's mass is neglected. This is Kepler's third law (Seager and Mallén-Ornelas 2003, ApJ 585, 1038). NaN unless both are
/// positive.
#[differentiable]
pub fn density_from_a_over_r(a_over_r: f64, period: f64) -> f64 {
    let a = where_valid(a_over_r > 0.0 && period > 0.0, a_over_r);
    3.0 * PI / GRAVITATIONAL_CONSTANT * a * a * a / (period * period)
}

/// a/R from the mean density of the star in M_⊙/R_⊙³ and the period in days: the inverse of
/// [`density_from_a_over_r`](fn@density_from_a_over_r).
#[differentiable]
pub fn a_over_r_from_density(density: f64, period: f64) -> f64 {
    let density = where_valid(density > 0.0 && period > 0.0, density);
    (density * period * period * (GRAVITATIONAL_CONSTANT / (3.0 * PI))).cbrt()
}

/// The mean density of the star in g/cm³ of a circular orbit with transits of the duration T, in days as the period is.
///
/// [`density_from_a_over_r`](fn@density_from_a_over_r) of [`a_over_r_from_duration`](fn@a_over_r_from_duration).
#[differentiable]
pub fn density_from_duration(duration: f64, period: f64, impact_parameter: f64, radius_ratio: f64) -> f64 {
    density_from_a_over_r(
        a_over_r_from_duration(duration, period, impact_parameter, radius_ratio),
        period,
    )
}

/// The duration between first and fourth contact in days, from the mean density of the star in g/cm³ and the period in days: the
/// inverse of [`density_from_duration`](fn@density_from_duration).
#[differentiable]
pub fn duration_from_density(density: f64, period: f64, impact_parameter: f64, radius_ratio: f64) -> f64 {
    duration_from_a_over_r(
        a_over_r_from_density(density, period),
        period,
        impact_parameter,
        radius_ratio,
    )
}

/// Whether the planet passes in front of the star.
fn is_transit(impact_parameter: f64, radius_ratio: f64) -> bool {
    radius_ratio >= 0.0 && 0.0 <= impact_parameter && impact_parameter < 1.0 + radius_ratio
}
