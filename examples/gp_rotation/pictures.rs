//! The two pictures: the light curve with what is the star's and what is the planet's, and the folded transits without the star.

use crate::model::{Data, System, dip};
use pullback::exoplanet::celerite::predict;
use pullback::sampler::diagnostics::{mean, quantiles_of_curves};
use pullback::sampler::plots::{PlotError, Series};
use std::path::Path;

/// Draws that a band is made of.
const SHOWN: usize = 100;

/// The star's brightness at some times, given the light curve and one draw of everything: its expectation.
fn star_at(data: &Data, system: &System, times: &[f64]) -> Vec<f64> {
    let observed = &data.observed;
    let dip = dip(system, &observed.time, &data.exposure);
    let residual: Vec<f64> = observed
        .flux
        .iter()
        .zip(&dip)
        .map(|(flux, dip)| flux - system.star.mean - dip)
        .collect();
    let noise = |error: &f64| error * error + system.star.jitter * system.star.jitter;
    let variance: Vec<f64> = observed.error.iter().map(noise).collect();
    let prediction = predict(&system.kernel(), &observed.time, &residual, &variance, times);
    prediction.mean.iter().map(|star| star + system.star.mean).collect()
}

/// Fluxes over star and planet together, with residuals.
pub fn draw_light_curve(data: &Data, draws: &[System], path: &Path) -> Result<(), PlotError> {
    let observed = &data.observed;
    let grid: Vec<f64> = (0..=27 * 72).map(|i| f64::from(i) / 72.0).collect();
    let total = |system: &System, times: &[f64]| -> Vec<f64> {
        let dip = dip(system, times, &data.exposure);
        star_at(data, system, times)
            .iter()
            .zip(&dip)
            .map(|(star, dip)| star + dip)
            .collect()
    };
    let curves: Vec<Vec<f64>> = thinned(draws).map(|system| total(system, &grid)).collect();
    let [lower, middle, upper] = quantiles_of_curves(&curves, [0.025, 0.5, 0.975]);
    let models: Vec<Vec<f64>> = thinned(draws).map(|system| total(system, &observed.time)).collect();
    let [model] = quantiles_of_curves(&models, [0.5]);
    Series::new()
        .title("A star with spots, and a planet")
        .labels("time [d]", "flux [ppt]")
        .group("20-minute fluxes", &observed.time, &observed.flux, &observed.error)
        .dots()
        .model(&model)
        .band("star and planet, 95 % of the posterior", &grid, &lower, &middle, &upper)
        .save(path)
}

/// All transits on top of each other, the star's variation taken out.
pub fn draw_transit(data: &Data, draws: &[System], path: &Path) -> Result<(), PlotError> {
    let of = |value: fn(&System) -> f64| mean(&draws.iter().map(value).collect::<Vec<_>>());
    let (t0, period) = (of(|system| system.t0), of(|system| system.period));
    let observed = &data.observed;
    let stars: Vec<Vec<f64>> = thinned(draws)
        .map(|system| star_at(data, system, &observed.time))
        .collect();
    let [star] = quantiles_of_curves(&stars, [0.5]);
    let dips: Vec<Vec<f64>> = thinned(draws)
        .map(|system| dip(system, &observed.time, &data.exposure))
        .collect();
    let [model] = quantiles_of_curves(&dips, [0.5]);
    let since = |time: &f64| {
        let since = time - t0;
        24.0 * (since - (since / period).round() * period)
    };
    let hours: Vec<f64> = observed.time.iter().map(since).collect();
    let left: Vec<f64> = observed
        .flux
        .iter()
        .zip(&star)
        .map(|(flux, star)| flux - star)
        .collect();

    let grid: Vec<f64> = (-300..=300).map(|step| f64::from(step) * 0.02).collect();
    let curves: Vec<Vec<f64>> = thinned(draws)
        .map(|system| {
            let times: Vec<f64> = grid.iter().map(|hours| system.t0 + hours / 24.0).collect();
            dip(system, &times, &data.exposure)
        })
        .collect();
    let [lower, middle, upper] = quantiles_of_curves(&curves, [0.025, 0.5, 0.975]);
    Series::new()
        .title("The planet without its star")
        .labels("time from mid-transit [h]", "flux less the star's [ppt]")
        .group("fluxes", &hours, &left, &observed.error)
        .binned(0.5)
        .model(&model)
        .band("model, 95 % of the posterior", &grid, &lower, &middle, &upper)
        .between(-5.0, 5.0)
        .save(path)
}

fn thinned(draws: &[System]) -> impl Iterator<Item = &System> {
    draws.iter().step_by((draws.len() / SHOWN).max(1))
}
