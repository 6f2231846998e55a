//! What a transit is like: how likely, how long, how hot.
//!
//! Notation: a/R is the semi-major axis in stellar radii, k the planet's radius in stellar radii, b the impact parameter, ω the
//! argument of periastron of the star's orbit, so that transits are at true anomaly π/2 − ω.

use super::super::parameterisation::where_valid;
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use autodiff_macros::differentiable;
use core::f64::consts::PI;

/// The probability that a planet on a randomly oriented orbit transits: (R/a) (1 + k)(1 + e sin ω)/(1 − e²), at most 1.
///
/// Grazing transits count; for full ones, give −k. NaN for a/R ≤ 0 and eccentricities outside of [0, 1).
///
/// Source: Winn 2010 (arXiv 1001.2010), equation 9.
#[differentiable]
pub fn transit_probability(a_over_r: f64, radius_ratio: f64, ecc: f64, omega: f64) -> f64 {
    let is_valid = a_over_r > 0.0 && (0.0..1.0).contains(&ecc) && radius_ratio.abs() < f64::INFINITY;
    let distance = where_valid(is_valid, a_over_r) * nearness(ecc, omega);
    let probability = (1.0 + radius_ratio) / distance;
    if probability > 1.0 { 1.0 } else { probability }
}

/// The star's distance at transit in units of a: (1 − e²)/(1 + e sin ω).
#[differentiable]
fn nearness(ecc: f64, omega: f64) -> f64 {
    (1.0 - ecc) * (1.0 + ecc) / (1.0 + ecc * omega.sin())
}

/// The time from first to fourth contact, in the unit of the period.
///
/// T14 = (P/π) asin(√((1 + k)² − b²)/((a/R) sin i)) √(1 − e²)/(1 + e sin ω), b = (a/R) cos i (1 − e²)/(1 + e sin ω)
///
/// Exact for circles; for eccentric orbits good where the planet moves evenly during the transit. NaN where there is no transit,
/// and for eccentricities outside of [0, 1).
///
/// Source: Winn 2010 (arXiv 1001.2010), equations 7, 14 and 16.
#[differentiable]
pub fn transit_duration(
    period: f64,
    a_over_r: f64,
    radius_ratio: f64,
    impact_parameter: f64,
    ecc: f64,
    omega: f64,
) -> f64 {
    duration_within(
        period,
        a_over_r,
        1.0 + where_valid(radius_ratio >= 0.0, radius_ratio),
        impact_parameter,
        ecc,
        omega,
    )
}

/// The time from second to third contact, in the unit of the period: while all of the planet is in front of the star.
///
/// As [`transit_duration`](fn@transit_duration) with 1 − k in place of 1 + k; NaN for grazing transits (b ≥ 1 − k).
#[differentiable]
pub fn full_transit_duration(
    period: f64,
    a_over_r: f64,
    radius_ratio: f64,
    impact_parameter: f64,
    ecc: f64,
    omega: f64,
) -> f64 {
    duration_within(
        period,
        a_over_r,
        1.0 - where_valid(radius_ratio >= 0.0, radius_ratio),
        impact_parameter,
        ecc,
        omega,
    )
}

/// The time for which the centres are closer than `reach` stellar radii.
#[differentiable]
fn duration_within(period: f64, a_over_r: f64, reach: f64, impact_parameter: f64, ecc: f64, omega: f64) -> f64 {
    let is_valid = period > 0.0
        && a_over_r > 1.0
        && (0.0..1.0).contains(&ecc)
        && impact_parameter >= 0.0
        && impact_parameter < reach;
    let (a, nearness) = (where_valid(is_valid, a_over_r), nearness(ecc, omega));
    let cosine = impact_parameter / (a * nearness);
    let chord = (reach - impact_parameter) * (reach + impact_parameter);
    let sine = (chord / ((1.0 - cosine) * (1.0 + cosine))).sqrt() / a;
    // √(1 − e²)/(1 + e sin ω): how much faster than on a circle the planet moves.
    let slowness = nearness / ((1.0 - ecc) * (1.0 + ecc)).sqrt();
    period / PI * sine.asin() * slowness
}

/// The temperature in kelvin of a planet that radiates what it absorbs, evenly from all of its surface.
///
/// T = T_star √(R/(2a)) (1 − A)^(1/4), with the Bond albedo A. For a planet that does not turn heat around, multiply with
/// (8/3)^(1/4). NaN unless T_star and a/R are positive and A is in [0, 1].
///
/// Source: Seager 2010, *Exoplanet Atmospheres*, chapter 3.
#[differentiable]
pub fn equilibrium_temperature(stellar_temperature: f64, a_over_r: f64, albedo: f64) -> f64 {
    let is_valid = stellar_temperature > 0.0 && a_over_r > 0.0 && (0.0..=1.0).contains(&albedo);
    let absorbed = (1.0 - where_valid(is_valid, albedo)).sqrt().sqrt();
    stellar_temperature * (0.5 / a_over_r).sqrt() * absorbed
}
