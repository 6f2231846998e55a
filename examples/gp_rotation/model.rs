//! The model: a planet's transits in front of a star whose brightness is a Gaussian process.

use pullback::exoplanet::celerite::{Kernel, RotationTerm, log_likelihood};
use pullback::exoplanet::constants::GRAM_PER_CUBIC_CENTIMETRE;
use pullback::exoplanet::{
    Exposure, LightCurve, OrbitBuilder, TransitingPlanet, a_over_r_from_duration, density_from_a_over_r,
    ln_slope_of_density_by_duration, radius_ratio_from_depth, transit_flux,
};
use pullback::prelude::*;

/// The star's brightness; fluxes in parts per thousand.
#[derive(Parameters, Clone, Copy, Debug)]
pub struct Star {
    /// Mean flux, from a level near it.
    #[prior(Normal(0.0, 10.0))]
    pub mean: f64,
    /// Scatter beyond the errors.
    #[prior(HalfNormal(0.5))]
    pub jitter: f64,
    /// Standard deviation of the variation.
    #[prior(LogNormal(1.5, 1.0))]
    pub sigma: f64,
    /// Rotation period, days.
    #[prior(LogNormal(1.5, 0.7))]
    pub period: f64,
    /// How long spots live, in rotations or so: the second oscillator's quality factor less ½.
    #[prior(LogNormal(0.0, 1.0))]
    pub quality: f64,
    /// How much higher the first oscillator's quality factor is.
    #[prior(LogNormal(0.0, 1.0))]
    pub quality_difference: f64,
    /// The share of the variation at half the period.
    #[prior(Uniform(0.0, 1.0))]
    pub harmonic: f64,
}

/// Star and planet; the planet's coordinates are those of the example `transit`.
#[derive(Parameters, Clone, Copy, Debug)]
pub struct System {
    pub star: Star,
    /// Middle of a transit, days.
    #[prior(Normal(0.0, 20.0))]
    pub t0: f64,
    /// Days.
    #[prior(LogNormal(1.5, 1.0))]
    pub period: f64,
    /// From limb to limb of the planet's centre, days.
    #[prior(Uniform(0.02, 0.5))]
    pub duration: f64,
    /// Impact parameter with a sign.
    #[prior(Uniform(-1.0, 1.0))]
    pub signed_impact: f64,
    /// Depth in mid-transit.
    #[prior(LogNormal(-7.0, 2.0))]
    pub depth: f64,
    #[prior(Kipping)]
    pub u: [f64; 2],
}

/// The observations, fluxes and errors in parts per thousand.
#[derive(Debug)]
pub struct Data {
    pub observed: LightCurve,
    pub exposure: Exposure,
}

#[differentiable]
impl System {
    pub fn impact_parameter(&self) -> f64 {
        self.signed_impact.abs()
    }
    pub fn radius_ratio(&self) -> f64 {
        radius_ratio_from_depth(self.depth, self.impact_parameter(), self.u)
    }
    pub fn scaled_axis(&self) -> f64 {
        a_over_r_from_duration(self.duration, self.period, self.impact_parameter(), 0.0)
    }
    /// The star's mean density, g/cm³.
    pub fn density(&self) -> f64 {
        density_from_a_over_r(self.scaled_axis(), self.period) / GRAM_PER_CUBIC_CENTIMETRE
    }
    pub fn planet(&self) -> TransitingPlanet {
        let orbit = OrbitBuilder::with_period(self.period)
            .transit_at(self.t0)
            .scaled_axis(self.scaled_axis())
            .impact_parameter(self.impact_parameter())
            .build();
        TransitingPlanet::new(orbit, self.radius_ratio())
    }
    pub fn kernel(&self) -> Kernel<4> {
        let term = RotationTerm {
            sigma: self.star.sigma,
            period: self.star.period,
            q0: self.star.quality,
            dq: self.star.quality_difference,
            f: self.star.harmonic,
        };
        term.kernel()
    }
}

/// What the planet adds to the flux, parts per thousand: nothing out of transit, negative in it.
#[differentiable]
pub fn dip(system: &System, #[constant] time: &[f64], #[constant] exposure: &Exposure) -> Vec<f64> {
    let mut dip = transit_flux(time, &[system.planet()], system.u, exposure);
    for value in dip.iter_mut() {
        *value = 1000.0 * (*value - 1.0);
    }
    dip
}

/// The likelihood, and a prior on the star's density, 1.4 g/cm³ within a factor of two or so.
#[differentiable]
pub fn log_density(system: &System, #[constant] data: &Data) -> f64 {
    let ln_density = (system.density() / 1.4).ln();
    let slope = ln_slope_of_density_by_duration(system.duration, system.period, system.impact_parameter(), 0.0);
    let prior = -0.5 * (ln_density / 0.7).powi(2) - ln_density + slope;

    let mut residual = dip(system, &data.observed.time, &data.exposure);
    let mut variance = vec![0.0; residual.len()];
    let jitter = system.star.jitter * system.star.jitter;
    for i in 0..residual.len() {
        residual[i] = data.observed.flux[i] - system.star.mean - residual[i];
        variance[i] = data.observed.error[i] * data.observed.error[i] + jitter;
    }
    prior + log_likelihood(&system.kernel(), &data.observed.time, &residual, &variance)
}
