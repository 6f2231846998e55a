//! The two pictures: velocities with posterior draws of the model, and marginal posteriors.

use crate::model::{System, Velocities, velocity};
use crate::report::{ECCENTRIC_FIT, unwrapped};
use pullback::sampler::diagnostics::mean;
use pullback::sampler::plots::{Marginals, PlotError, TimeSeries};
use std::path::Path;

/// Observations, a hundred draws of the model, and residuals from its mean.
pub fn draw_velocities(data: &Velocities, systems: &[System], path: &Path) -> Result<(), PlotError> {
    let at = |time: f64, system: &System| velocity(time, data.reference_time, system);
    // A little further than the observations at both ends.
    let last = data.time.iter().copied().fold(data.reference_time, f64::max);
    let reach = last - data.reference_time + 4.0;
    let grid: Vec<f64> = (-750..=750)
        .map(|step| data.reference_time + reach * f64::from(step) / 750.0)
        .collect();
    let shown = systems.iter().step_by((systems.len() / 100).max(1));
    let curves = shown
        .map(|system| grid.iter().map(|&time| at(time, system)).collect())
        .collect();
    let model: Vec<f64> = data
        .time
        .iter()
        .map(|&time| mean(&systems.iter().map(|system| at(time, system)).collect::<Vec<_>>()))
        .collect();
    TimeSeries::new(&data.time, &data.velocity, &data.error)
        .title("K2-24: two planets and a quadratic trend")
        .labels("time [BJD − 2454833]", "radial velocity [m/s]")
        .jitter(mean(&systems.iter().map(|system| system.jitter).collect::<Vec<_>>()))
        .curves(&grid, curves)
        .model(&model)
        .save(path)
}

/// One panel for each parameter, with the independent fit where there is one.
pub fn draw_marginals(systems: &[System], path: &Path) -> Result<(), PlotError> {
    let draws = |value: fn(&System) -> f64| systems.iter().map(value).collect::<Vec<f64>>();
    let panels = [
        ("P b [d]", draws(|s| s.period_b), None),
        ("K b [m/s]", draws(|s| s.b.semi_amplitude), Some("K_b [m/s]")),
        ("e b", draws(|s| s.b.ecc()), Some("e_b")),
        ("ω b [°]", unwrapped(systems.iter().map(|s| s.b.omega())), None),
        ("P c [d]", draws(|s| s.period_c), None),
        ("K c [m/s]", draws(|s| s.c.semi_amplitude), Some("K_c [m/s]")),
        ("e c", draws(|s| s.c.ecc()), Some("e_c")),
        ("ω c [°]", unwrapped(systems.iter().map(|s| s.c.omega())), None),
        ("offset [m/s]", draws(|s| s.offset), None),
        ("slope [m/s/d]", draws(|s| s.slope), None),
        ("curvature [m/s/d²]", draws(|s| s.curvature), None),
        ("jitter [m/s]", draws(|s| s.jitter), None),
    ];
    let mut figure = Marginals::new()
        .title("Posterior of the K2-24 system")
        .comparison("independent fit, ±1 sd")
        .columns(4);
    for (name, draws, reference) in panels {
        figure = figure.parameter(name, &draws);
        for &(_, mean, sd) in ECCENTRIC_FIT
            .iter()
            .filter(|(quantity, ..)| reference == Some(*quantity))
        {
            figure = figure.compared_with(mean, sd);
        }
    }
    figure.save(path)
}
