//! Grids of periods on which no transit signal falls between two points.

use super::super::super::constants::GRAVITATIONAL_CONSTANT;
use super::super::EstimateError;
use super::super::error::positive;
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use alloc::vec::Vec;
use core::f64::consts::{PI, TAU};

/// More periods than this are refused: they would take hours.
const MOST: f64 = 1e8;

/// Periods with equal steps in frequency, from the shortest to the longest.
///
/// The step is `factor` · duration/span²: over the time span of the data, a transit of that duration moves by a fraction `factor` of
/// itself per step and time span. 1 is what the search in astropy takes.
///
/// # Errors
///
/// Unless all numbers are finite and above zero, `shortest` is below `longest`, and there are at most 10⁸ periods.
pub fn periods_even_in_frequency(
    shortest: f64,
    longest: f64,
    duration: f64,
    span: f64,
    factor: f64,
) -> Result<Vec<f64>, EstimateError> {
    check_range(shortest, longest)?;
    positive("the duration must be finite and above zero", duration)?;
    positive("the time span must be finite and above zero", span)?;
    positive("the factor must be finite and above zero", factor)?;
    let step = factor * duration / (span * span);
    let (lowest, highest) = (1.0 / longest, 1.0 / shortest);
    let count = count(1.0 + ((highest - lowest) / step).round())?;
    Ok((0..count)
        .map(|index| 1.0 / (highest - step * index as f64))
        .filter(|period| *period > 0.0)
        .collect())
}

/// Periods in days with equal steps in the cube root of frequency, from the shortest to the longest: the least number that
/// misses no transit of a planet on a circular orbit around a star.
///
/// Transits of long periods last longer, and need no steps as small as those of short ones.
///
/// * `stellar_mass`, `stellar_radius`: of the Sun
/// * `span`: of the data, in days
/// * `oversampling`: 2 to 5
///
/// # Errors
///
/// As [`periods_even_in_frequency`].
///
/// Source: Ofir 2014, A&A 561, A138.
pub fn periods_for_star(
    stellar_mass: f64,
    stellar_radius: f64,
    span: f64,
    shortest: f64,
    longest: f64,
    oversampling: f64,
) -> Result<Vec<f64>, EstimateError> {
    check_range(shortest, longest)?;
    positive("the stellar mass must be finite and above zero", stellar_mass)?;
    positive("the stellar radius must be finite and above zero", stellar_radius)?;
    positive("the time span must be finite and above zero", span)?;
    positive("the oversampling must be finite and above zero", oversampling)?;
    let parameter = (GRAVITATIONAL_CONSTANT * stellar_mass).cbrt();
    let step = TAU.cbrt() * TAU.cbrt() / PI * stellar_radius / parameter / (span * oversampling) / 3.0;
    let (lowest, highest) = ((1.0 / longest).cbrt(), (1.0 / shortest).cbrt());
    let count = count(1.0 + ((highest - lowest) / step).ceil())?;
    let period = |index: usize| {
        let root = (highest - step * index as f64).max(lowest);
        1.0 / (root * root * root)
    };
    Ok((0..count).map(period).collect())
}

fn check_range(shortest: f64, longest: f64) -> Result<(), EstimateError> {
    positive("the shortest period must be finite and above zero", shortest)?;
    positive(
        "the longest period must be finite and above the shortest",
        longest - shortest,
    )
}

/// A number of periods that a search can go through.
fn count(wanted: f64) -> Result<usize, EstimateError> {
    if wanted <= MOST {
        return Ok(wanted as usize);
    }
    let requirement = "the number of periods must be at most 10⁸";
    Err(EstimateError::Search {
        requirement,
        value: wanted,
    })
}
