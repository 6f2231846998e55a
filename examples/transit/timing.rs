//! Transit times: those observed earlier, and each of this light curve's own.

use crate::model::Transit;
use pullback::exoplanet::{LightCurve, LinearEphemeris, TransitingPlanet, light_curve_log_likelihood};
use pullback::prelude::*;
use pullback::sampler::data::{Column, Table};
use pullback::sampler::diagnostics::mean;
use std::error::Error;

/// BJD of BTJD zero.
pub const BTJD: f64 = 2_457_000.0;
/// Seconds in a day.
pub const SECONDS: f64 = 86_400.0;

/// Transits observed before, and the line through their times.
pub struct Earlier {
    pub epoch: Vec<f64>,
    /// BJD_TDB.
    pub time: Vec<f64>,
    pub error: Vec<f64>,
    pub line: LinearEphemeris,
}

impl Earlier {
    /// Reads the published times.
    pub fn read(path: &str) -> Result<Self, Box<dyn Error>> {
        let [time, error, epoch] = ["time_bjd_tdb", "error_d", "epoch"];
        let table = Table::read(
            path,
            &[Column::finite(time), Column::positive(error), Column::finite(epoch)],
        )?;
        let line = LinearEphemeris::fit(table.column(epoch), table.column(time), table.column(error))?;
        Ok(Self {
            epoch: table.column(epoch).to_vec(),
            time: table.column(time).to_vec(),
            error: table.column(error).to_vec(),
            line,
        })
    }
}

/// The log-likelihood of one transit at a time of its own, with everything else as it was fitted.
#[differentiable]
fn of_one_transit(time: f64, #[constant] transit: &Transit, #[constant] data: &LightCurve) -> f64 {
    let fitted = transit.planet();
    let planet = TransitingPlanet::new(fitted.orbit.with_transit_at(time), fitted.radius_ratio);
    let mut model = vec![transit.mean; data.time.len()];
    for (flux, t) in model.iter_mut().zip(&data.time) {
        *flux *= planet.flux(*t, transit.u);
    }
    light_curve_log_likelihood(&model, transit.jitter, data)
}

/// The time of each transit in the light curve (BJD) and its standard error, by Newton's method with exact second
/// derivatives; the transit's shape is that of the posterior mean.
pub fn transit_times(draws: &[Transit], data: &LightCurve) -> Vec<(f64, f64)> {
    let of = |value: fn(&Transit) -> f64| mean(&draws.iter().map(value).collect::<Vec<_>>());
    let shape = Transit {
        t0: of(|draw| draw.t0),
        period: of(|draw| draw.period),
        sheared_duration: of(|draw| draw.sheared_duration),
        signed_impact: of(Transit::impact_parameter),
        depth: of(|draw| draw.depth),
        u: [of(|draw| draw.u[0]), of(|draw| draw.u[1])],
        mean: of(|draw| draw.mean),
        jitter: of(|draw| draw.jitter),
    };
    let epoch = |time: f64| ((time - shape.t0) / shape.period).round();
    let mut times = Vec::new();
    let mut from = 0;
    while from < data.time.len() {
        let own = epoch(data.time[from]);
        let count = data.time[from..].iter().take_while(|&&time| epoch(time) == own).count();
        let part = from..from + count;
        from += count;
        let one = LightCurve {
            time: data.time[part.clone()].to_vec(),
            flux: data.flux[part.clone()].to_vec(),
            error: data.error[part].to_vec(),
        };
        let mut time = shape.t0 + own * shape.period;
        let mut information = 0.0;
        for _ in 0..5 {
            let slope = of_one_transit::grad(time, &shape, &one);
            information = -of_one_transit::hessian(time, &shape, &one)[0][0];
            time += slope / information;
        }
        times.push((BTJD + time, information.sqrt().recip()));
    }
    times
}
