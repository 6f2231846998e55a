//! A planet that passes in front of its star.

use super::Exposure;
use crate::constant;
use crate::exoplanet::{KeplerianOrbit, Window, limb_dark_flux};
use autodiff_macros::{Differentiable, differentiable};

/// An orbit, the planet's radius, and when the planet may be in front of its star.
///
/// ```
/// use autodiff_runtime::exoplanet::{OrbitBuilder, TransitingPlanet};
///
/// let orbit = OrbitBuilder::with_period(1.338).transit_at(0.2).scaled_axis(5.45).impact_parameter(0.1).build();
/// let planet = TransitingPlanet::new(orbit, 0.152);
/// let u = [0.39, 0.2];
/// assert_eq!(planet.flux(0.9, u), 1.0);
/// assert!((planet.flux(0.2, u) - 0.9723).abs() < 1e-3);
/// ```
#[derive(Differentiable, Clone, Copy, Debug, PartialEq)]
pub struct TransitingPlanet {
    /// The orbit.
    pub orbit: KeplerianOrbit,
    /// The planet's radius over the star's, k.
    pub radius_ratio: f64,
    /// When there may be a transit; outside, the flux is 1.
    #[constant]
    pub window: Window,
}

#[differentiable]
impl TransitingPlanet {
    /// A planet of `radius_ratio` k = R_p/R_* ≥ 0 on an orbit. Where k or the orbit is unphysical, its flux is NaN at all times.
    #[must_use]
    pub fn new(orbit: KeplerianOrbit, radius_ratio: f64) -> Self {
        Self {
            orbit,
            radius_ratio,
            window: window(&constant(orbit), constant(radius_ratio)),
        }
    }

    /// The flux of the star with quadratic limb darkening `u`, 1 out of transit, at a time in days.
    #[inline]
    #[must_use]
    pub fn flux(&self, time: f64, u: [f64; 2]) -> f64 {
        self.flux_since_transit(self.orbit.since_transit(time), u)
    }

    /// The same at a time since transit, days.
    #[inline(always)]
    #[must_use]
    pub fn flux_since_transit(&self, since_transit: f64, u: [f64; 2]) -> f64 {
        if self.window.may_contain(constant(since_transit), 0.0) {
            self.flux_inside(since_transit, u)
        } else {
            1.0
        }
    }

    /// The mean flux over an exposure around a time in days.
    #[inline]
    #[must_use]
    pub fn exposed_flux(&self, time: f64, u: [f64; 2], #[constant] exposure: &Exposure) -> f64 {
        self.exposed_flux_since_transit(self.orbit.since_transit(time), u, exposure)
    }

    /// The same around a time since transit, days.
    #[inline(always)]
    #[must_use]
    pub fn exposed_flux_since_transit(&self, since_transit: f64, u: [f64; 2], #[constant] exposure: &Exposure) -> f64 {
        if !self.window.may_contain(constant(since_transit), 0.5 * exposure.time) {
            return 1.0;
        }
        let mut flux = 0.0;
        for i in 0..exposure.offsets.len() {
            flux += exposure.weights[i] * self.flux_since_transit(since_transit + exposure.offsets[i], u);
        }
        flux
    }

    /// The flux where the window is open.
    #[inline(always)]
    pub(super) fn flux_inside(&self, since_transit: f64, u: [f64; 2]) -> f64 {
        let separation = self.orbit.separation_since_transit(since_transit);
        // Negative behind the star; what is unphysical goes on, and makes the flux NaN.
        if separation < 0.0 && self.radius_ratio >= 0.0 {
            1.0
        } else {
            limb_dark_flux(separation, self.radius_ratio, u)
        }
    }
}

/// When to look; always where the radius has no meaning, so that the flux is NaN everywhere.
pub(super) fn window(orbit: &KeplerianOrbit, radius_ratio: f64) -> Window {
    if radius_ratio > 0.0 && radius_ratio.is_finite() {
        orbit.transit_window(radius_ratio)
    } else {
        Window::ALWAYS
    }
}
