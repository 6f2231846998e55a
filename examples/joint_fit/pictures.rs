//! The two pictures: both light curves and the velocities, folded with the planet's period.

use crate::model::{Data, Photometry, Planet, flux};
use pullback::exoplanet::{Exposure, LightCurve};
use pullback::sampler::diagnostics::{mean, quantiles_of_curves};
use pullback::sampler::plots::{PlotError, Series};
use std::path::Path;

/// Draws that a band is made of.
const SHOWN: usize = 300;

/// Folded light curves: the time from the nearest transit in hours, and fluxes divided by the level out of transit.
struct Folded {
    hours: Vec<f64>,
    flux: Vec<f64>,
    model: Vec<f64>,
}

/// Both light curves over the model for short exposures and for K2's.
pub fn draw_light_curve(data: &Data, draws: &[Planet], path: &Path) -> Result<(), PlotError> {
    let grid: Vec<f64> = (-240..=240).map(|step| f64::from(step) * 0.02).collect();
    let band = |photometry: fn(&Planet) -> Photometry, exposure: &Exposure| {
        let curve = |planet: &Planet| {
            let times: Vec<f64> = grid.iter().map(|hours| planet.t0 + hours / 24.0).collect();
            let photometry = photometry(planet);
            flux(planet, &photometry, &times, exposure)
                .iter()
                .map(|flux| flux / photometry.mean)
                .collect()
        };
        let curves: Vec<Vec<f64>> = thinned(draws).map(curve).collect();
        quantiles_of_curves(&curves, [0.025, 0.5, 0.975])
    };
    let [lower, middle, upper] = band(|planet| planet.k2, &data.k2_exposure);
    let [ground_lower, ground_middle, ground_upper] = band(|planet| planet.lcogt, &data.lcogt_exposure);
    let k2 = folded(&data.k2, draws, |planet| planet.k2, &data.k2_exposure);
    let lcogt = folded(&data.lcogt, draws, |planet| planet.lcogt, &data.lcogt_exposure);
    Series::new()
        .title("K2-140 b: ten transits by K2, one by LCOGT")
        .labels("time from mid-transit [h]", "relative flux")
        .group("LCOGT", &lcogt.hours, &lcogt.flux, &data.lcogt.error)
        .dots()
        .model(&lcogt.model)
        .group("K2", &k2.hours, &k2.flux, &data.k2.error)
        .model(&k2.model)
        .band("K2's exposures of 29 minutes", &grid, &lower, &middle, &upper)
        .band("short exposures", &grid, &ground_lower, &ground_middle, &ground_upper)
        .between(-4.5, 4.5)
        .save(path)
}

fn folded(data: &LightCurve, draws: &[Planet], photometry: fn(&Planet) -> Photometry, exposure: &Exposure) -> Folded {
    let of = |value: &dyn Fn(&Planet) -> f64| mean(&draws.iter().map(value).collect::<Vec<_>>());
    let (t0, period) = (of(&|planet| planet.t0), of(&|planet| planet.period));
    let level = of(&|planet| photometry(planet).mean);
    let mut model = vec![0.0; data.time.len()];
    let count = thinned(draws).count() as f64;
    for planet in thinned(draws) {
        for (sum, value) in model
            .iter_mut()
            .zip(flux(planet, &photometry(planet), &data.time, exposure))
        {
            *sum += value / level / count;
        }
    }
    let since = |time: &f64| {
        let since = time - t0;
        24.0 * (since - (since / period).round() * period)
    };
    Folded {
        hours: data.time.iter().map(since).collect(),
        flux: data.flux.iter().map(|flux| flux / level).collect(),
        model,
    }
}

/// The velocities less each instrument's zero point, over one orbit.
pub fn draw_velocities(data: &Data, draws: &[Planet], path: &Path) -> Result<(), PlotError> {
    let of = |value: &dyn Fn(&Planet) -> f64| mean(&draws.iter().map(value).collect::<Vec<_>>());
    let (t0, period) = (of(&|planet| planet.t0), of(&|planet| planet.period));
    let grid: Vec<f64> = (-250..=250).map(|step| f64::from(step) * 0.002).collect();
    let velocity = |planet: &Planet, phase: f64| {
        planet
            .orbit()
            .radial_velocity(planet.t0 + phase * planet.period, planet.semi_amplitude)
    };
    let curves: Vec<Vec<f64>> = thinned(draws)
        .map(|planet| grid.iter().map(|&phase| velocity(planet, phase)).collect())
        .collect();
    let [lower, middle, upper] = quantiles_of_curves(&curves, [0.025, 0.5, 0.975]);

    let offsets = [
        of(&|planet| planet.coralie.offset),
        of(&|planet| planet.harps.offset),
        of(&|planet| planet.fies.offset),
    ];
    let observed = &data.velocities;
    let groups: Vec<[Vec<f64>; 4]> = (0..offsets.len())
        .map(|instrument| {
            let own = (0..observed.time.len()).filter(|&i| observed.instrument[i] == instrument);
            let phases: Vec<f64> = own
                .clone()
                .map(|i| {
                    let phase = (observed.time[i] - t0) / period;
                    phase - phase.round()
                })
                .collect();
            let model = phases
                .iter()
                .map(|&phase| of(&|planet| velocity(planet, phase)))
                .collect();
            let velocities = own
                .clone()
                .map(|i| observed.velocity[i] - offsets[instrument])
                .collect();
            [phases, velocities, own.map(|i| observed.error[i]).collect(), model]
        })
        .collect();
    let jitters = [
        of(&|planet| planet.coralie.jitter),
        of(&|planet| planet.harps.jitter),
        of(&|planet| planet.fies.jitter),
    ];
    let mut figure = Series::new()
        .title("K2-140 b: velocities of its star")
        .labels("orbits from mid-transit", "radial velocity [m/s]")
        .band("model, 95 % of the posterior", &grid, &lower, &middle, &upper);
    for ((name, [phase, velocity, error, model]), jitter) in observed.names.iter().zip(&groups).zip(jitters) {
        figure = figure.group(name, phase, velocity, error).jitter(jitter).model(model);
    }
    figure.save(path)
}

fn thinned(draws: &[Planet]) -> impl Iterator<Item = &Planet> {
    draws.iter().step_by((draws.len() / SHOWN).max(1))
}
