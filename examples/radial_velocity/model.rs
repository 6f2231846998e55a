//! The model: parameters with their priors, and the likelihood.

use pullback::exoplanet::kepler;
use pullback::prelude::*;
use pullback::sampler::data::{Column, DataError, Table};
use std::f64::consts::TAU;

/// What the transits do not tell about a planet's orbit.
#[derive(Parameters, Clone, Debug)]
pub struct Planet {
    /// K, in m/s: about 5, within a factor of 7 at one standard deviation.
    #[prior(LogNormal(1.6, 2.0))]
    pub semi_amplitude: f64,
    /// √e cos ω and √e sin ω.
    #[prior(UnitDisk)]
    pub eccentricity_vector: [f64; 2],
}

/// Everything that is fitted. Times in days, `t0` as BJD − 2454833; velocities in m/s.
#[derive(Parameters, Clone, Debug)]
pub struct System {
    #[prior(Normal(20.8851, 0.0003))]
    pub period_b: f64,
    #[prior(Normal(2072.7948, 0.0007))]
    pub t0_b: f64,
    pub b: Planet,
    #[prior(Normal(42.3633, 0.0006))]
    pub period_c: f64,
    #[prior(Normal(2082.6251, 0.0004))]
    pub t0_c: f64,
    pub c: Planet,
    /// m/s, at the middle of the observations.
    #[prior(Normal(0.0, 10.0))]
    pub offset: f64,
    /// m/s/d.
    #[prior(Normal(0.0, 1.0))]
    pub slope: f64,
    /// m/s/d².
    #[prior(Normal(0.0, 0.1))]
    pub curvature: f64,
    /// m/s, added in quadrature to the published errors, whose median is 1.7.
    #[prior(LogNormal(0.5, 5.0))]
    pub jitter: f64,
}

/// The observations.
#[derive(Debug)]
pub struct Velocities {
    pub time: Vec<f64>,
    pub velocity: Vec<f64>,
    pub error: Vec<f64>,
    /// Where the trend is centred: the middle of the observations.
    pub reference_time: f64,
}

/// The star's velocity due to one planet; positive when it recedes.
///
/// K [cos(ω + f) + e cos ω], with the mean anomaly counted from the transit, where f = π/2 − ω.
#[differentiable]
fn planet_velocity(#[constant] time: f64, period: f64, t0: f64, planet: &Planet) -> f64 {
    let [h, k] = planet.eccentricity_vector;
    let ecc = h * h + k * k;
    let root = ecc.sqrt();
    let (cos_omega, sin_omega) = (h / root, k / root);
    let transit = 2.0 * ((1.0 - ecc).sqrt() * cos_omega).atan2((1.0 + ecc).sqrt() * (1.0 + sin_omega));
    let mean_anomaly = TAU * (time - t0) / period + transit - ecc * transit.sin();
    let (sin_f, cos_f) = kepler(mean_anomaly, ecc);
    planet.semi_amplitude * (cos_omega * cos_f - sin_omega * sin_f + ecc * cos_omega)
}

/// The star's velocity: both planets and the trend.
#[differentiable]
pub fn velocity(#[constant] time: f64, #[constant] reference_time: f64, system: &System) -> f64 {
    let planets = planet_velocity(time, system.period_b, system.t0_b, &system.b)
        + planet_velocity(time, system.period_c, system.t0_c, &system.c);
    let since = time - reference_time;
    planets + system.offset + since * (system.slope + since * system.curvature)
}

/// Independent normal errors, the jitter included.
#[differentiable]
pub fn log_likelihood(system: &System, #[constant] data: &Velocities) -> f64 {
    let mut sum = 0.0;
    for i in 0..data.time.len() {
        let residual = data.velocity[i] - velocity(data.time[i], data.reference_time, system);
        let variance = data.error[i] * data.error[i] + system.jitter * system.jitter;
        sum -= 0.5 * (residual * residual / variance + (TAU * variance).ln());
    }
    sum
}

impl Velocities {
    /// The published ones.
    pub const PUBLISHED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/k2-24_rv.csv");

    /// Reads a file with columns like those of the published one.
    pub fn read(path: &str) -> Result<Self, DataError> {
        let [time, velocity, error] = ["time_bjd_minus_2454833", "rv_mps", "rv_err_mps"];
        let columns = [Column::finite(time), Column::finite(velocity), Column::positive(error)];
        let table = Table::read(path, &columns)?;
        let time = table.column(time).to_vec();
        let first = time.iter().copied().fold(f64::INFINITY, f64::min);
        let last = time.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        Ok(Self {
            time,
            velocity: table.column(velocity).to_vec(),
            error: table.column(error).to_vec(),
            reference_time: 0.5 * (first + last),
        })
    }
}
