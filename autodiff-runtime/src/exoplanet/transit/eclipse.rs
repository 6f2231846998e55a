//! Secondary eclipses: the planet shines, too, and disappears behind its star.

use super::TransitingPlanet;
use super::planet::window;
use crate::constant;
use crate::exoplanet::{KeplerianOrbit, Window, limb_dark_flux};
use autodiff_macros::{Differentiable, differentiable};

/// A planet (or the smaller star of a binary) with light of its own.
///
/// With s the ratio of the surface brightnesses, of planet over star, the total flux is (F₁ + s k² F₂)/(1 + s k²), where F₁ and
/// F₂ are the fluxes of star and planet, each 1 while not hidden; so that the eclipse is s k²/(1 + s k²) deep. The planet's
/// brightness does not vary with its phase.
///
/// ```
/// use autodiff_runtime::exoplanet::{EclipsingPlanet, OrbitBuilder, TransitingPlanet};
///
/// let orbit = OrbitBuilder::with_period(2.0).scaled_axis(6.0).build();
/// let planet = EclipsingPlanet::new(TransitingPlanet::new(orbit, 0.1), 0.05);
/// let flux = planet.flux(1.0, [0.4, 0.2], [0.0, 0.0]);
/// assert!((flux - 1.0 / (1.0 + 0.05 * 0.01)).abs() < 1e-15);
/// ```
#[derive(Differentiable, Clone, Copy, Debug, PartialEq)]
pub struct EclipsingPlanet {
    /// The planet in transit.
    pub planet: TransitingPlanet,
    /// The surface brightness of the planet over that of the star, s.
    pub surface_brightness_ratio: f64,
    /// The middle of an eclipse, days.
    #[constant]
    eclipse: KeplerianOrbit,
    #[constant]
    window: Window,
}

#[differentiable]
impl EclipsingPlanet {
    /// A planet with a surface brightness of `surface_brightness_ratio` times that of its star.
    #[must_use]
    pub fn new(planet: TransitingPlanet, surface_brightness_ratio: f64) -> Self {
        let eclipse = swapped(&constant(planet));
        Self {
            planet,
            surface_brightness_ratio,
            eclipse,
            window: window(&eclipse, constant(planet.radius_ratio)),
        }
    }

    /// The flux of star and planet with quadratic limb darkening `u` and `planet_u`, 1 out of transit and eclipse, at a time in
    /// days.
    #[must_use]
    pub fn flux(&self, time: f64, u: [f64; 2], planet_u: [f64; 2]) -> f64 {
        let since_transit = self.planet.orbit.since_transit(time);
        let since_eclipse = self.eclipse.since_transit(constant(time));
        if !self.planet.window.may_contain(constant(since_transit), 0.0) && !self.window.may_contain(since_eclipse, 0.0)
        {
            return 1.0;
        }
        let separation = self.planet.orbit.separation_since_transit(since_transit);
        let k = self.planet.radius_ratio;
        let share = self.surface_brightness_ratio * k * k;
        let (star, planet) = if separation < 0.0 {
            (1.0, limb_dark_flux(-separation / k, 1.0 / k, planet_u))
        } else {
            (limb_dark_flux(separation, k, u), 1.0)
        };
        (star + share * planet) / (1.0 + share)
    }
}

fn swapped(planet: &TransitingPlanet) -> KeplerianOrbit {
    planet.orbit.swapped()
}
