//! The models of posteriordb.

use crate::measure::{Cost, nanoseconds};
use crate::nuts_rs_chains::{self, Length};
use crate::settings::{has, is_timed, is_wanted, value_of, with_metric, with_start};
use crate::suite::comparison::{moments, worst};
use crate::suite::{Model, Source, Visit, models};
use nuts_rs::{DiagNutsSettings, LowRankNutsSettings, Settings};
use pullback::prelude::*;
use std::hint::black_box;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

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
        let runs = value_of("runs").unwrap_or(runs);
        let length = Length {
            chains: 4,
            tune: value_of("tune").unwrap_or(steps),
            draws: steps,
        };
        let reference = model.posterior.map(|posterior| self.source.reference(posterior));
        let mut cost = Cost::default();
        for seed in 0..runs {
            let nuts = Nuts::default()
                .chains(length.chains)
                .tune(length.tune)
                .draws(length.draws)
                .seed(seed)
                .progress(false);
            let nuts = with_start(with_metric(model.settings(nuts)));
            let tuning = TuningSteps::new(length);
            let nuts = if has("by-chain") { tuning.count(nuts) } else { nuts };
            let trace = nuts
                .sample(&model.density)
                .unwrap_or_else(|error| panic!("{}: {error}", model.name));
            cost.add(&trace);
            if has("by-chain") {
                print_chains(model.name, seed, &trace, &tuning);
            }
            let z = reference
                .as_ref()
                .and_then(|reference| Some(worst(&moments(&trace, reference))?.z.abs()));
            cost.worst_z = cost.worst_z.into_iter().chain(z).reduce(f64::max);
        }
        cost.print(model.name, &format!(" gradient_ns={:.0}", gradient_ns(&model.density)));
        if has("alone") {
            return;
        }
        let rivals = Rivals {
            length,
            runs: runs.min(2),
        };
        rivals.measure(&model);
    }
}

/// Leapfrog steps of each chain in each tenth of tuning.
struct TuningSteps {
    tune: usize,
    tenths: Arc<Vec<[AtomicU64; 10]>>,
}

impl TuningSteps {
    fn new(length: Length) -> Self {
        let zeros = || std::array::from_fn(|_| AtomicU64::new(0));
        Self {
            tune: length.tune,
            tenths: Arc::new((0..length.chains).map(|_| zeros()).collect()),
        }
    }

    fn count(&self, nuts: Nuts) -> Nuts {
        let (tune, tenths) = (self.tune, Arc::clone(&self.tenths));
        nuts.on_draw(move |event| {
            if event.tuning {
                let tenth = 10 * event.draw / tune;
                tenths[event.chain][tenth].fetch_add(u64::from(event.stats.n_steps), Ordering::Relaxed);
            }
            ControlFlow::Continue(())
        })
    }
}

/// A line for each chain, to see which of them is odd.
fn print_chains(name: &str, seed: u64, trace: &Trace, tuning: &TuningSteps) {
    let stats = trace.sample_stats();
    for chain in 0..trace.chains() {
        let draws = chain * trace.draws()..(chain + 1) * trace.draws();
        let count = trace.draws() as f64;
        let mean = |numbers: &[f64]| numbers.iter().sum::<f64>() / count;
        let steps: u32 = stats.n_steps[draws.clone()].iter().sum();
        println!(
            "sampler/{name} seed {seed} chain {chain}: mean log density {:.1}, {:.1} gradients per draw of steps of {:.4}, \
             acceptance {:.2}, {} divergences, metric {:?}, steps in tenths of tuning {:?}",
            mean(&stats.lp[draws.clone()]),
            f64::from(steps) / count,
            stats.step_size[draws.end - 1],
            mean(&stats.acceptance_rate[draws.clone()]),
            stats.diverging[draws].iter().filter(|diverging| **diverging).count(),
            trace.inv_metric(chain).map(|metric| metric.form()),
            tuning.tenths[chain]
                .each_ref()
                .map(|steps| steps.load(Ordering::Relaxed)),
        );
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
