//! Laws of limb darkening as values, for light curves under any of them.

use super::{Exposure, TransitingPlanet};
use crate::constant;
use crate::exoplanet::{
    limb_dark_flux, limb_dark_flux_logarithmic, limb_dark_flux_nonlinear, limb_dark_flux_poly, limb_dark_flux_power2,
    limb_dark_flux_square_root,
};
use alloc::vec;
use alloc::vec::Vec;
use autodiff_macros::{Differentiable, differentiable};

/// How a star darkens towards its limb; μ is the cosine of the angle to the surface's normal.
///
/// ```
/// use autodiff_runtime::exoplanet::{LimbDarkening, limb_dark_flux};
///
/// let law = LimbDarkening::Quadratic { u: [0.4, 0.2] };
/// assert_eq!(law.flux(0.3, 0.1), limb_dark_flux(0.3, 0.1, [0.4, 0.2]));
/// ```
#[derive(Differentiable, Clone, Debug, PartialEq)]
pub enum LimbDarkening {
    /// I = 1.
    Uniform,
    /// I = 1 − u (1 − μ).
    Linear {
        /// u.
        u: f64,
    },
    /// I = 1 − u₁ (1 − μ) − u₂ (1 − μ)².
    Quadratic {
        /// u₁ and u₂.
        u: [f64; 2],
    },
    /// I = 1 − Σ uᵢ (1 − μ)ⁱ.
    Polynomial {
        /// u₁, u₂, …
        u: Vec<f64>,
    },
    /// I = 1 − c (1 − μ^α).
    Power2 {
        /// c.
        c: f64,
        /// α.
        alpha: f64,
    },
    /// I = 1 − u₁ (1 − μ) − u₂ (1 − √μ).
    SquareRoot {
        /// u₁ and u₂.
        u: [f64; 2],
    },
    /// I = 1 − u₁ (1 − μ) − u₂ μ ln μ.
    Logarithmic {
        /// u₁ and u₂.
        u: [f64; 2],
    },
    /// I = 1 − Σ cᵢ (1 − μ^(i/2)), Claret's law of four parameters.
    Nonlinear {
        /// c₁ to c₄.
        c: [f64; 4],
    },
}

#[differentiable]
impl LimbDarkening {
    /// The flux of the star with a planet of `radius_ratio` at the distance `separation` from its centre, both in stellar radii.
    #[must_use]
    pub fn flux(&self, separation: f64, radius_ratio: f64) -> f64 {
        match self {
            LimbDarkening::Uniform => limb_dark_flux(separation, radius_ratio, [0.0, 0.0]),
            LimbDarkening::Linear { u } => limb_dark_flux(separation, radius_ratio, [*u, 0.0]),
            LimbDarkening::Quadratic { u } => limb_dark_flux(separation, radius_ratio, *u),
            LimbDarkening::Polynomial { u } => limb_dark_flux_poly(separation, radius_ratio, u),
            LimbDarkening::Power2 { c, alpha } => limb_dark_flux_power2(separation, radius_ratio, *c, *alpha),
            LimbDarkening::SquareRoot { u } => limb_dark_flux_square_root(separation, radius_ratio, *u),
            LimbDarkening::Logarithmic { u } => limb_dark_flux_logarithmic(separation, radius_ratio, *u),
            LimbDarkening::Nonlinear { c } => limb_dark_flux_nonlinear(separation, radius_ratio, *c),
        }
    }
}

/// [`transit_flux`](fn@super::transit_flux) under any law of limb darkening. For the quadratic law the former is faster.
#[differentiable]
#[must_use]
pub fn transit_flux_with_law(
    #[constant] times: &[f64],
    planets: &[TransitingPlanet],
    law: &LimbDarkening,
    #[constant] exposure: &Exposure,
) -> Vec<f64> {
    let mut flux = vec![1.0; times.len()];
    for planet in planets {
        let inside = super::light_curve::times_inside(&constant(*planet), times, exposure);
        for at in &inside {
            let since_transit = planet.orbit.since_transit(times[*at]);
            for i in 0..exposure.offsets.len() {
                let separation = planet
                    .orbit
                    .separation_since_transit(since_transit + exposure.offsets[i]);
                if !(separation < 0.0 && planet.radius_ratio >= 0.0) {
                    flux[*at] += exposure.weights[i] * (law.flux(separation, planet.radius_ratio) - 1.0);
                }
            }
        }
    }
    flux
}
