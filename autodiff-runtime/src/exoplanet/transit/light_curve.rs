//! The light curve of a star with planets.

use super::{Exposure, TransitingPlanet};
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
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
    match transits_among(planet, times, exposure) {
        Some(inside) => inside,
        None => {
            let half = 0.5 * exposure.time;
            let is_inside = |time: &f64| planet.window.may_contain(planet.orbit.since_transit(*time), half);
            let inside = times.iter().enumerate().filter(|(_, time)| is_inside(time));
            inside.map(|(at, _)| at).collect()
        }
    }
}

/// The same of times in order, without looking at each: the first and the last of every transit are found by bisection. `None` of
/// others, and where that would not pay.
fn transits_among(planet: &TransitingPlanet, times: &[f64], exposure: &Exposure) -> Option<Vec<usize>> {
    let (first, last) = (*times.first()?, *times.last()?);
    let (t0, period, half) = (planet.orbit.t0, planet.orbit.period, 0.5 * exposure.time);
    let (start, end) = (planet.window.start - half, planet.window.end + half);
    // Without leaving early, so that the compiler makes vector instructions of it; false where a time is NaN.
    let is_in_order = times.windows(2).fold(true, |is, pair| is & (pair[0] <= pair[1]));
    let epochs = (
        ((first - t0 - end) / period).floor(),
        ((last - t0 - start) / period).ceil(),
    );
    let count = epochs.1 - epochs.0 + 1.0;
    let pays = count > 0.0 && count < 0.05 * times.len() as f64;
    if !(is_in_order && planet.orbit.mean_motion.is_finite() && pays) {
        return None;
    }
    let (mut inside, mut done) = (Vec::new(), 0);
    for step in 0..count as usize {
        let transit = t0 + (epochs.0 + step as f64) * period;
        let from = done + times[done..].partition_point(|&time| time < transit + start);
        let to = from + times[from..].partition_point(|&time| time <= transit + end);
        inside.extend(from..to);
        done = to;
    }
    Some(inside)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exoplanet::OrbitBuilder;

    /// Bisection finds what looking at every time finds.
    #[test]
    fn times_in_order_and_in_none_have_the_same_transits() {
        let exposures = [Exposure::instant(), Exposure::midpoint(0.3, 3).expect("an exposure")];
        for (t0, ecc) in [(0.3, 0.0), (-700.2, 0.4), (5000.0, 0.1)] {
            let orbit = OrbitBuilder::with_period(2.7)
                .transit_at(t0)
                .scaled_axis(8.0)
                .eccentricity(ecc, 1.0)
                .build();
            let planet = TransitingPlanet::new(orbit, 0.1);
            for exposure in &exposures {
                let times: Vec<f64> = (0..4000).map(|i| 0.0137 * f64::from(i) + 1.0).collect();
                let found = transits_among(&planet, &times, exposure).expect("times in order");
                let reversed: Vec<f64> = times.iter().rev().copied().collect();
                assert_eq!(transits_among(&planet, &reversed, exposure), None);
                let mut expected: Vec<usize> = times_inside(&planet, &reversed, exposure);
                expected.iter_mut().for_each(|at| *at = 3999 - *at);
                expected.reverse();
                assert_eq!(found, expected);
                assert!(found.len() > 100);
            }
            assert_eq!(transits_among(&planet, &[], &exposures[0]), None);
        }
        let nowhere = TransitingPlanet::new(OrbitBuilder::with_period(f64::NAN).build(), 0.1);
        assert_eq!(times_inside(&nowhere, &[0.0, 1.0], &exposures[0]), [0, 1]);
    }
}
