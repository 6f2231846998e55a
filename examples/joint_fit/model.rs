//! The model: one orbit behind two light curves and the velocities of three instruments.

use pullback::exoplanet::constants::GRAM_PER_CUBIC_CENTIMETRE;
use pullback::exoplanet::{
    Companion, Exposure, Instrument, KeplerianOrbit, LightCurve, OrbitBuilder, TransitingPlanet, Velocities,
    VelocityTrend, a_over_r_from_duration, light_curve_log_likelihood, ln_slope_of_density_by_duration,
    radius_ratio_from_depth, transit_flux, velocity_log_likelihood,
};
use pullback::prelude::*;

/// What belongs to one light curve.
#[derive(Parameters, Clone, Copy, Debug)]
pub struct Photometry {
    /// Flux out of transit.
    #[prior(Normal(1.0, 0.01))]
    pub mean: f64,
    /// Scatter beyond the published errors, added to them in quadrature.
    #[prior(HalfNormal(0.003))]
    pub jitter: f64,
    /// The star's limb darkening in this band, uniform where it is physical.
    #[prior(Kipping)]
    pub u: [f64; 2],
}

/// What belongs to one spectrograph.
#[derive(Parameters, Clone, Copy, Debug)]
pub struct Spectrograph {
    /// The velocity that it measures of the star at rest, m/s beyond 1200.
    #[prior(Normal(0.0, 200.0))]
    pub offset: f64,
    /// m/s, added to the published errors in quadrature.
    #[prior(HalfNormal(30.0))]
    pub jitter: f64,
}

/// Everything that is fitted.
#[derive(Parameters, Clone, Copy, Debug)]
pub struct Planet {
    /// The middle of a transit between the light curves and the velocities, days after BJD 2457706.
    #[prior(Normal(0.55, 0.05))]
    pub t0: f64,
    /// Days.
    #[prior(Normal(6.5693, 0.001))]
    pub period: f64,
    /// From when the planet's centre crosses the limb until it does so again, days.
    #[prior(Uniform(0.02, 0.3))]
    pub duration: f64,
    /// The impact parameter with a sign.
    #[prior(Uniform(-1.0, 1.0))]
    pub signed_impact: f64,
    /// How much of K2's light is missing in the middle of the transit.
    #[prior(LogNormal(-4.6, 2.0))]
    pub depth: f64,
    /// √e cos ω and √e sin ω.
    #[prior(UnitDisk)]
    pub eccentricity_vector: [f64; 2],
    /// K, m/s.
    #[prior(LogNormal(4.6, 2.0))]
    pub semi_amplitude: f64,
    pub k2: Photometry,
    pub lcogt: Photometry,
    pub coralie: Spectrograph,
    pub harps: Spectrograph,
    pub fies: Spectrograph,
}

/// The observations.
#[derive(Debug)]
pub struct Data {
    pub k2: LightCurve,
    /// K2's exposures of half an hour, in which the flux changes.
    pub k2_exposure: Exposure,
    pub lcogt: LightCurve,
    pub lcogt_exposure: Exposure,
    /// m/s beyond 1200; times as those of the light curves.
    pub velocities: Velocities,
}

#[differentiable]
impl Planet {
    /// e.
    pub fn ecc(&self) -> f64 {
        let [x, y] = self.eccentricity_vector;
        x * x + y * y
    }
    /// What the planet's speed in transit is, of that on a circular orbit of the same size: (1 + e sin ω)/√(1 − e²).
    pub fn speed_ratio(&self) -> f64 {
        let ecc = self.ecc();
        // e sin ω = √e · √e sin ω
        (1.0 + ecc.sqrt() * self.eccentricity_vector[1]) / (1.0 - ecc * ecc).sqrt()
    }
    /// k.
    pub fn radius_ratio(&self) -> f64 {
        radius_ratio_from_depth(self.depth, self.signed_impact.abs(), self.k2.u)
    }
    /// a/R: on a circular orbit the duration says it at once; the planet passes faster or slower by the ratio of speeds.
    pub fn scaled_axis(&self) -> f64 {
        a_over_r_from_duration(self.duration, self.period, self.signed_impact.abs(), 0.0) / self.speed_ratio()
    }
    /// The orbit.
    pub fn orbit(&self) -> KeplerianOrbit {
        OrbitBuilder::with_period(self.period)
            .transit_at(self.t0)
            .scaled_axis(self.scaled_axis())
            .impact_parameter(self.signed_impact.abs())
            .eccentricity_vector(self.eccentricity_vector[0], self.eccentricity_vector[1])
            .build()
    }
    /// The star's mean density, g/cm³.
    pub fn density(&self) -> f64 {
        pullback::exoplanet::density_from_a_over_r(self.scaled_axis(), self.period) / GRAM_PER_CUBIC_CENTIMETRE
    }
}

/// The model's flux at given times.
#[differentiable]
pub fn flux(
    planet: &Planet,
    photometry: &Photometry,
    #[constant] time: &[f64],
    #[constant] exposure: &Exposure,
) -> Vec<f64> {
    let body = TransitingPlanet::new(planet.orbit(), planet.radius_ratio());
    let mut flux = transit_flux(time, &[body], photometry.u, exposure);
    for value in flux.iter_mut() {
        *value *= photometry.mean;
    }
    flux
}

/// All data have the same orbit; and what the priors of the attributes leave out: the star's density, 1.2 ± 0.3 g/cm³ by its
/// spectrum, is a function of the sampled duration, so that │dρ/dT│ belongs to the density.
#[differentiable]
pub fn log_density(planet: &Planet, #[constant] data: &Data) -> f64 {
    let ratio = planet.speed_ratio();
    let slope = ln_slope_of_density_by_duration(planet.duration, planet.period, planet.signed_impact.abs(), 0.0)
        - 3.0 * ratio.ln();
    let deviation = (planet.density() - 1.2) / 0.3;

    let companions = [Companion {
        orbit: planet.orbit(),
        semi_amplitude: planet.semi_amplitude,
    }];
    let trend = VelocityTrend {
        slope: 0.0,
        curvature: 0.0,
        reference_time: 0.0,
    };
    let instruments = [
        instrument(&planet.coralie),
        instrument(&planet.harps),
        instrument(&planet.fies),
    ];
    let k2 = flux(planet, &planet.k2, &data.k2.time, &data.k2_exposure);
    let lcogt = flux(planet, &planet.lcogt, &data.lcogt.time, &data.lcogt_exposure);
    slope - 0.5 * deviation * deviation
        + light_curve_log_likelihood(&k2, planet.k2.jitter, &data.k2)
        + light_curve_log_likelihood(&lcogt, planet.lcogt.jitter, &data.lcogt)
        + velocity_log_likelihood(&companions, &trend, &instruments, &data.velocities)
}

#[differentiable]
fn instrument(spectrograph: &Spectrograph) -> Instrument {
    Instrument {
        offset: spectrograph.offset,
        jitter: spectrograph.jitter,
    }
}
