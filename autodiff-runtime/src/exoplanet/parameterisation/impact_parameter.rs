//! The impact parameter from the unit interval.

use super::where_valid;
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use autodiff_macros::differentiable;

/// The impact parameter b = (1 + k) x of a transit, for a fraction x between 0 (through the centre) and 1 (no transit any more).
///
/// `radius_ratio` is k, the planet's radius in stellar radii. If x is uniform, b is uniform where there are transits, whatever k
/// is, and the density of b given k is 1/(1 + k). NaN for x outside of the unit interval and for negative k.
#[differentiable]
pub fn impact_parameter_from_fraction(fraction: f64, radius_ratio: f64) -> f64 {
    let is_valid = (0.0..=1.0).contains(&fraction) && radius_ratio >= 0.0;
    (1.0 + radius_ratio) * where_valid(is_valid, fraction)
}

/// The fraction x = b/(1 + k): the inverse of [`impact_parameter_from_fraction`](fn@impact_parameter_from_fraction).
///
/// NaN where there is no transit (b > 1 + k), and for negative arguments.
#[differentiable]
pub fn fraction_from_impact_parameter(impact_parameter: f64, radius_ratio: f64) -> f64 {
    let is_valid = 0.0 <= impact_parameter && impact_parameter <= 1.0 + radius_ratio && radius_ratio >= 0.0;
    where_valid(is_valid, impact_parameter) / (1.0 + radius_ratio)
}

/// ln │∂b/∂x│ = ln(1 + k), for a density of b where x is sampled: add it to the logarithm of the density.
#[differentiable]
pub fn ln_slope_of_impact_parameter(radius_ratio: f64) -> f64 {
    where_valid(radius_ratio >= 0.0, radius_ratio).ln_1p()
}
