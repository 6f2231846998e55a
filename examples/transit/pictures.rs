//! The three pictures: the folded light curve, the posterior, and how late the transits are.

use crate::model::{Transit, flux};
use crate::report::INDEPENDENT_FIT;
use crate::timing::{BTJD, Earlier, SECONDS};
use pullback::exoplanet::LightCurve;
use pullback::prelude::*;
use pullback::sampler::diagnostics::{mean, quantiles_of_curves, standard_deviation};
use pullback::sampler::plots::{Corner, PlotError, Series};
use std::path::Path;

/// Hours in a day.
const HOURS: f64 = 24.0;

/// All transits on top of each other, with the posterior's band and residuals.
pub fn draw_light_curve(data: &LightCurve, draws: &[Transit], path: &Path) -> Result<(), PlotError> {
    let of = |value: fn(&Transit) -> f64| mean(&draws.iter().map(value).collect::<Vec<_>>());
    let (t0, period, level) = (of(|draw| draw.t0), of(|draw| draw.period), of(|draw| draw.mean));
    let since = |time: f64| {
        let since = time - t0;
        HOURS * (since - (since / period).round() * period)
    };
    let folded: Vec<f64> = data.time.iter().map(|&time| since(time)).collect();
    let observed: Vec<f64> = data.flux.iter().map(|flux| flux / level).collect();

    let grid: Vec<f64> = (-400..=400).map(|step| f64::from(step) * 0.01).collect();
    let times: Vec<f64> = grid.iter().map(|hours| t0 + hours / HOURS).collect();
    let shown = draws.iter().step_by((draws.len() / 400).max(1));
    let relative = |draw: &Transit| flux(draw, &times).iter().map(|flux| flux / level).collect();
    let curves: Vec<Vec<f64>> = shown.clone().map(relative).collect();
    let [lower, middle, upper] = quantiles_of_curves(&curves, [0.025, 0.5, 0.975]);
    let mut model = vec![0.0; data.time.len()];
    let count = shown.len() as f64;
    for draw in shown {
        for (sum, value) in model.iter_mut().zip(flux(draw, &data.time)) {
            *sum += value / level / count;
        }
    }
    Series::new()
        .title("WASP-4 b: 18 transits seen by TESS")
        .labels("time from mid-transit [h]", "relative flux")
        .group("2-minute fluxes", &folded, &observed, &data.error)
        .binned(0.1)
        .model(&model)
        .band("model, 95 % of the posterior", &grid, &lower, &middle, &upper)
        .between(-3.0, 3.0)
        .save(path)
}

/// What the light curve says about the planet and its star, beside an independent fit.
pub fn draw_corner(trace: &Trace, path: &Path) -> Result<(), PlotError> {
    let mut figure = Corner::new()
        .title("Posterior of WASP-4 b")
        .comparison("independent fit");
    for (name, label) in [
        ("impact_parameter", "b"),
        ("density", "ρ [g/cm³]"),
        ("radius_ratio", "k"),
        ("depth", "depth"),
        ("duration", "duration [d]"),
        ("u[0]", "u₁"),
        ("u[1]", "u₂"),
    ] {
        let Some(draws) = trace.draws_of(name) else { continue };
        figure = figure.parameter(label, draws);
        if let Some((_, mean, sd)) = INDEPENDENT_FIT.iter().find(|(other, ..)| *other == name) {
            figure = figure.compared_with(*mean, *sd);
        }
    }
    figure.save(path)
}

/// Observed less calculated times, against the line through the earlier ones: each of TESS's transits alone, and the fit of all.
pub fn draw_timing(trace: &Trace, earlier: &Earlier, own: &[(f64, f64)], path: &Path) -> Result<(), PlotError> {
    let minutes = |time: f64, epoch: f64| (time - earlier.line.predict(epoch).0) * SECONDS / 60.0;
    let scaled = |errors: &[f64]| -> Vec<f64> { errors.iter().map(|error| error * SECONDS / 60.0).collect() };
    let late: Vec<f64> = earlier
        .time
        .iter()
        .zip(&earlier.epoch)
        .map(|(&time, &epoch)| minutes(time, epoch))
        .collect();
    let late_error = scaled(&earlier.error);

    let (times, errors): (Vec<f64>, Vec<f64>) = own.iter().copied().unzip();
    let epochs: Vec<f64> = times.iter().map(|&time| earlier.line.epoch_of(time)).collect();
    let own_late: Vec<f64> = times
        .iter()
        .zip(&epochs)
        .map(|(&time, &epoch)| minutes(time, epoch))
        .collect();
    let own_error = scaled(&errors);

    let all = trace.draws_of("t0").unwrap_or_default();
    let (time, error) = (BTJD + mean(all), standard_deviation(all));
    let epoch = earlier.line.epoch_of(time);
    let (fit_epoch, fit_late, fit_error) = ([epoch], [minutes(time, epoch)], [error * SECONDS / 60.0]);

    let grid: Vec<f64> = (-60..=105).map(|step| f64::from(step) * 20.0).collect();
    let band = |sign: f64| -> Vec<f64> {
        grid.iter()
            .map(|&epoch| sign * earlier.line.predict(epoch).1 * SECONDS / 60.0)
            .collect()
    };
    let (lower, middle, upper) = (band(-1.0), band(0.0), band(1.0));
    Series::new()
        .title("WASP-4 b comes early")
        .labels("epoch", "observed − calculated [min]")
        .band("line through the earlier times, ±1 sd", &grid, &lower, &middle, &upper)
        .group("41 earlier transits", &earlier.epoch, &late, &late_error)
        .group("TESS, one by one", &epochs, &own_late, &own_error)
        .group("TESS, fit of all 18", &fit_epoch, &fit_late, &fit_error)
        .save(path)
}
