//! The models of posteriordb.

use crate::measure::{Cost, is_timed, is_wanted, nanoseconds};
use crate::nuts_rs_chains::{self, Length};
use crate::suite::comparison::{moments, worst};
use crate::suite::{Model, Source, Visit, models};
use nuts_rs::{DiagNutsSettings, LowRankNutsSettings, Settings};
use pullback::prelude::*;
use std::hint::black_box;

/// Measures every model that the arguments ask for. `--alone` leaves nuts-rs out.
pub fn measure() {
    if let Some(source) = Source::find() {
        models::each(&source, &mut Measure { source: &source });
    }
}

struct Measure<'a> {
    source: &'a Source,
}

impl Visit for Measure<'_> {
    fn visit<D: LogDensity + Clone + Sync>(&mut self, model: Model<D>) {
        if !is_wanted(&format!("sampler/{}", model.name)) {
            return;
        }
        let (runs, steps) = if is_timed() { (5, 1000) } else { (1, 100) };
        let length = Length {
            chains: 4,
            tune: steps,
            draws: steps,
        };
        let reference = model.posterior.map(|posterior| self.source.reference(posterior));
        let mut cost = Cost::default();
        for seed in 0..runs {
            let nuts = Nuts::default()
                .chains(length.chains)
                .tune(steps)
                .draws(steps)
                .seed(seed)
                .progress(false);
            let trace = nuts
                .sample(&model.density)
                .unwrap_or_else(|error| panic!("{}: {error}", model.name));
            cost.add(&trace);
            let z = reference
                .as_ref()
                .and_then(|reference| Some(worst(&moments(&trace, reference))?.z.abs()));
            cost.worst_z = cost.worst_z.into_iter().chain(z).reduce(f64::max);
        }
        cost.print(model.name, &format!(" gradient_ns={:.0}", gradient_ns(&model.density)));
        if std::env::args().any(|argument| argument == "--alone") {
            return;
        }
        let rivals = Rivals {
            length,
            runs: runs.min(2),
        };
        rivals.measure(&model);
    }
}

/// nuts-rs on the same density.
struct Rivals {
    length: Length,
    runs: u64,
}

impl Rivals {
    fn measure<D: LogDensity + Clone>(&self, model: &Model<D>) {
        let (num_tune, num_draws) = (self.length.tune as u64, self.length.draws as u64);
        let diagonal = DiagNutsSettings {
            num_tune,
            num_draws,
            ..Default::default()
        };
        self.with(model, "nuts_rs_diagonal", &diagonal);
        let low_rank = LowRankNutsSettings {
            num_tune,
            num_draws,
            ..Default::default()
        };
        self.with(model, "nuts_rs_low_rank", &low_rank);
    }

    fn with<D: LogDensity + Clone>(&self, model: &Model<D>, sampler: &str, settings: &impl Settings) {
        let name = format!("{}/{sampler}", model.name);
        let mut cost = Cost::default();
        let mut seeds = 0..self.runs;
        if seeds.all(|seed| nuts_rs_chains::add(&mut cost, &model.density, settings, self.length, seed)) {
            cost.print(&name, "");
        } else {
            println!("sampler/{name}: a chain failed");
        }
    }
}

/// Nanoseconds of the density with its gradient, at a position that is possible.
fn gradient_ns<D: LogDensity + Clone>(density: &D) -> f64 {
    let mut density = density.clone();
    let position: Vec<f64> = (0..density.dimension()).map(|i| 0.3 * (1.0 + i as f64).sin()).collect();
    let mut grad = vec![0.0; position.len()];
    nanoseconds(|| {
        black_box(density.log_density_and_grad(black_box(&position), &mut grad).is_ok());
    })
}
