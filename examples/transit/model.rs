//! The model: parameters with their priors, and the likelihood.

use pullback::exoplanet::constants::GRAM_PER_CUBIC_CENTIMETRE;
use pullback::exoplanet::{
    Exposure, LightCurve, OrbitBuilder, TransitingPlanet, a_over_r_from_duration, density_from_a_over_r,
    light_curve_log_likelihood, ln_slope_of_density_by_duration, transit_flux,
};
use pullback::prelude::*;

/// What is sampled; the coordinates are chosen for the sampler, see the head of `main.rs`.
#[derive(Parameters, Clone, Copy, Debug)]
pub struct Transit {
    /// The middle of a transit near the middle of the observations, BTJD (BJD − 2457000).
    #[prior(Normal(1367.2286, 0.01))]
    pub t0: f64,
    /// Days.
    #[prior(Normal(1.33823, 0.001))]
    pub period: f64,
    /// From when the planet's centre crosses the limb until it does so again, days, less `SHEAR` (u₂ − 0.2). This prior and the Jacobian in `log_density` make one for the stellar density.
    #[prior(Uniform(0.02, 0.3))]
    pub sheared_duration: f64,
    /// The impact parameter with a sign: on which half of the star the planet passes, nobody sees.
    #[prior(Uniform(-1.0, 1.0))]
    pub signed_impact: f64,
    /// How much light is missing in the middle of the transit.
    #[prior(LogNormal(-4.6, 2.0))]
    pub depth: f64,
    /// The coefficients of limb darkening, uniform where they are physical (Kipping 2013).
    #[prior(Kipping)]
    pub u: [f64; 2],
    /// Flux out of transit.
    #[prior(Normal(1.0, 0.01))]
    pub mean: f64,
    /// Scatter beyond the published errors, added to them in quadrature.
    #[prior(HalfNormal(0.001))]
    pub jitter: f64,
}

/// How much longer the transit is, days, where u₂ is larger by 1: along this line the light curve hardly changes.
const SHEAR: f64 = 0.0029;

#[differentiable]
impl Transit {
    /// From when the planet's centre crosses the limb until it does so again, days.
    pub fn duration(&self) -> f64 {
        self.sheared_duration + SHEAR * (self.u[1] - 0.2)
    }
    /// Impact parameter b ≥ 0.
    pub fn impact_parameter(&self) -> f64 {
        self.signed_impact.abs()
    }
    /// k
    pub fn radius_ratio(&self) -> f64 {
        let b = self.signed_impact;
        let shade = 1.0 - (1.0 - b * b).sqrt();
        let [u1, u2] = self.u;
        (self.depth * (1.0 - u1 / 3.0 - u2 / 6.0) / (1.0 - u1 * shade - u2 * shade * shade)).sqrt()
    }
    /// a/R.
    pub fn scaled_axis(&self) -> f64 {
        a_over_r_from_duration(self.duration(), self.period, self.impact_parameter(), 0.0)
    }
    /// The star's mean density, g/cm³.
    pub fn density(&self) -> f64 {
        density_from_a_over_r(self.scaled_axis(), self.period) / GRAM_PER_CUBIC_CENTIMETRE
    }
    /// The planet on its circular orbit.
    pub fn planet(&self) -> TransitingPlanet {
        let orbit = OrbitBuilder::with_period(self.period)
            .transit_at(self.t0)
            .scaled_axis(self.scaled_axis())
            .impact_parameter(self.impact_parameter())
            .build();
        TransitingPlanet::new(orbit, self.radius_ratio())
    }
}

/// The flux at the times of the observations. Exposures of two minutes are short beside the twenty of ingress.
#[differentiable]
pub fn flux(transit: &Transit, #[constant] time: &[f64]) -> Vec<f64> {
    let mut flux = transit_flux(time, &[transit.planet()], transit.u, &Exposure::instant());
    for value in flux.iter_mut() {
        *value *= transit.mean;
    }
    flux
}

/// The log-likelihood, and what the priors of the attributes leave out: ln ρ is normal about that of the Sun, 1 wide, and ρ is a
/// function of the sampled duration, so that │dρ/dT│ belongs to the density.
#[differentiable]
pub fn log_density(transit: &Transit, #[constant] data: &LightCurve) -> f64 {
    let ln_density = (transit.density() / SOLAR_DENSITY).ln();
    let slope = ln_slope_of_density_by_duration(transit.duration(), transit.period, transit.impact_parameter(), 0.0);
    let prior = -0.5 * ln_density * ln_density - ln_density + slope;
    prior + light_curve_log_likelihood(&flux(transit, &data.time), transit.jitter, data)
}

/// g/cm³.
const SOLAR_DENSITY: f64 = 1.41;
