//! The light curve of a star with planets.

use super::{Exposure, TransitingPlanet};
use crate::constant;
use crate::exoplanet::TransitTimes;
use alloc::vec;
use alloc::vec::Vec;
use autodiff_macros::differentiable;

/// The flux of a star with quadratic limb darkening `u` and transiting planets, 1 out of transit, at given times (days).
///
/// The dips of several planets are added, as if they never hid each other. Where a planet is unphysical, the flux is NaN.
///
/// ```
/// use autodiff_runtime::exoplanet::{Exposure, OrbitBuilder, TransitingPlanet, transit_flux};
///
/// let orbit = OrbitBuilder::with_period(3.0).scaled_axis(8.0).impact_parameter(0.2).build();
/// let planets = [TransitingPlanet::new(orbit, 0.1)];
/// let flux = transit_flux(&[-0.5, 0.0, 0.5, 3.0], &planets, [0.4, 0.2], &Exposure::instant());
/// assert_eq!((flux[0], flux[2]), (1.0, 1.0));
/// assert!(flux[1] < 0.99 && (flux[1] - flux[3]).abs() < 1e-12);
/// ```
#[differentiable]
#[must_use]
pub fn transit_flux(
    #[constant] times: &[f64],
    planets: &[TransitingPlanet],
    u: [f64; 2],
    #[constant] exposure: &Exposure,
) -> Vec<f64> {
    let mut flux = vec![1.0; times.len()];
    for planet in planets {
        let inside = times_inside(&constant(*planet), times, exposure);
        if exposure.offsets.len() == 1 {
            for at in &inside {
                let since_transit = planet.orbit.since_transit(times[*at]);
                flux[*at] += planet.flux_inside(since_transit, u) - 1.0;
            }
        } else {
            for at in &inside {
                flux[*at] += planet.exposed_flux(times[*at], u, exposure) - 1.0;
            }
        }
    }
    flux
}

/// Which of the times need to be looked at. What is computed for a planet is computed for these alone.
pub(super) fn times_inside(planet: &TransitingPlanet, times: &[f64], exposure: &Exposure) -> Vec<usize> {
    let half = 0.5 * exposure.time;
    let is_inside = |time: &f64| planet.window.may_contain(planet.orbit.since_transit(*time), half);
    let inside = times.iter().enumerate().filter(|(_, time)| is_inside(time));
    inside.map(|(at, _)| at).collect()
}

/// The same, where each planet's transits have times of their own: `transit_times[i]` belongs to `planets[i]`, whose orbit then
/// gives the shape of the transits alone.
///
/// NaN if there are not as many of the one as of the other.
#[differentiable]
#[must_use]
pub fn transit_flux_at_times(
    #[constant] times: &[f64],
    planets: &[TransitingPlanet],
    transit_times: &[TransitTimes],
    u: [f64; 2],
    #[constant] exposure: &Exposure,
) -> Vec<f64> {
    if planets.len() != transit_times.len() {
        return vec![f64::NAN; times.len()];
    }
    let mut flux = vec![1.0; times.len()];
    for k in 0..planets.len() {
        for i in 0..times.len() {
            let since_transit = transit_times[k].since_transit(times[i]);
            flux[i] += planets[k].exposed_flux_since_transit(since_transit, u, exposure) - 1.0;
        }
    }
    flux
}

/// The flux with light of other stars in the aperture, of which they contribute the share `dilution` (0: none) out of transit.
#[differentiable]
#[inline]
#[must_use]
pub fn diluted(flux: f64, dilution: f64) -> f64 {
    flux * (1.0 - dilution) + dilution
}
