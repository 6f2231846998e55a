//! NUTS on models of posteriordb (Magnusson et al., posteriordb), against its reference draws.
//!
//! `cargo test --release -p autodiff-sampler -- --ignored posteriordb --nocapture --test-threads=1` samples every model, prints a
//! table, and compares mean and standard deviation of every reference parameter: they must be within four Monte Carlo errors of
//! both together. Data and references are read from the folder that `PULLBACK_POSTERIORDB` names; without them everything here
//! says that it was skipped. `README.md` beside this file says more.

mod suite;

use pullback::prelude::*;
use suite::comparison::{Moment, moments, worst};
use suite::{Model, Source, Visit, models};

/// The run of every model: as a user gets it, but for the seed.
fn nuts() -> Nuts {
    Nuts::default().seed(20_260_711).progress(false)
}

/// What a model must fulfil.
struct Check<'a> {
    source: &'a Source,
    /// Divergences that are expected are required to be there, and moments are only printed.
    funnel: bool,
}

impl Visit for Check<'_> {
    fn visit<D: LogDensity + Clone + Sync>(&mut self, model: Model<D>) {
        let name = model.name;
        let trace = model
            .settings(nuts())
            .sample(&model.density)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let moments = model
            .posterior
            .map_or_else(Vec::new, |of| moments(&trace, &self.source.reference(of)));
        println!("{}", row(name, &trace, worst(&moments).map(|moment| moment.z)));
        if self.funnel {
            let reported = trace.warnings().iter().any(|warning| warning.contains("diverged"));
            assert!(
                !trace.divergences().is_empty() && reported,
                "{name}: a funnel without a warning"
            );
            return;
        }
        for Moment {
            name: moment,
            found,
            expected,
            z,
        } in &moments
        {
            assert!(
                z.abs() < 4.0,
                "{name}: {moment} is {found}, {z:.1} Monte Carlo errors from {expected}"
            );
        }
        for row in trace.summary().rows() {
            assert!(row.r_hat < 1.02, "{name}: {row:?}");
        }
    }
}

/// A row of the table: what the draws are worth and what they cost.
fn row(name: &str, trace: &Trace, worst_z: Option<f64>) -> String {
    let summary = trace.summary();
    let least = |value: fn(&pullback::sampler::trace::SummaryRow) -> f64| {
        summary.rows().iter().map(value).fold(f64::INFINITY, f64::min)
    };
    let r_hat = summary.rows().iter().map(|row| row.r_hat).fold(0.0, f64::max);
    let in_draws: f64 = trace.sample_stats().n_steps.iter().map(|n| f64::from(*n)).sum();
    let draws = (trace.chains() * trace.draws()) as f64;
    let bulk = least(|row| row.ess_bulk);
    format!(
        "{name:<26} min_ess_bulk {bulk:>6.0}  min_ess_tail {:>6.0}  gradients_per_draw {:>6.1}  ess_per_gradient {:.4}  \
         ess_per_cpu_second {:>8.0}  divergences {:>3}  r_hat {r_hat:.3}  worst_z {}",
        least(|row| row.ess_tail),
        in_draws / draws,
        bulk / in_draws,
        bulk / trace.cpu_time().as_secs_f64(),
        trace.divergences().len(),
        worst_z.map_or_else(|| "(no reference)".to_owned(), |z| format!("{z:.2}")),
    )
}

/// Every gradient agrees with differences of the density.
struct Gradients;

impl Visit for Gradients {
    fn visit<D: LogDensity + Clone + Sync>(&mut self, model: Model<D>) {
        let mut density = model.density;
        let n = density.dimension();
        let position: Vec<f64> = (0..n).map(|i| 0.4 * (1.0 + 2.7 * i as f64).sin()).collect();
        let mut grad = vec![0.0; n];
        let value = density
            .log_density_and_grad(&position, &mut grad)
            .unwrap_or_else(|error| panic!("{}: {error}", model.name));
        let mut ignored = vec![0.0; n];
        let mut at = |i: usize, step: f64| {
            let mut moved = position.clone();
            moved[i] += step;
            density
                .log_density_and_grad(&moved, &mut ignored)
                .expect("it is close by")
        };
        for (i, slope) in grad.iter().enumerate() {
            // Fourth order; the value's own rounding is what limits it.
            let step = 1e-3;
            let difference =
                (8.0 * (at(i, step) - at(i, -step)) - (at(i, 2.0 * step) - at(i, -2.0 * step))) / (12.0 * step);
            let error = (difference - slope).abs();
            assert!(
                error < model.smooth_to * slope.abs() + 1e-12 * value.abs() / step + 1e-7,
                "{}, coordinate {i}: {} where differences say {difference}",
                model.name,
                slope
            );
        }
    }
}

#[test]
fn gradients_agree_with_differences() {
    let Some(source) = Source::find() else { return };
    models::each(&source, &mut Gradients);
}

mod posteriordb {
    //! The models, one test each, so that a failure names its model.

    use super::*;

    macro_rules! models {
        ($($test:ident: $visit:path),* $(,)?) => {$(
            #[test]
            #[ignore = "takes seconds, with the optimiser"]
            fn $test() {
                if let Some(source) = Source::find() {
                    $visit(&source, &mut Check { source: &source, funnel: false });
                }
            }
        )*};
    }

    models! {
        eight_schools_noncentered: models::eight_schools::non_centred,
        ark: models::ark::visit,
        garch11: models::garch::visit,
        kidscore_interaction: models::kidscore::visit,
        earn_height: models::earn_height::visit,
        nes1972: models::nes::visit,
        sblrc_blr: models::sblrc::visit,
        low_dim_gauss_mix: models::gaussian_mixture::visit,
        gp_regr: models::gp_regr::visit,
        hmm_example: models::hmm::visit,
        lotka_volterra: models::lotka_volterra::visit,
        irt_2pl: models::irt_2pl::visit,
        radon_nc: models::radon::visit,
    }

    #[test]
    #[ignore = "takes seconds, with the optimiser"]
    fn eight_schools_centered() {
        if let Some(source) = Source::find() {
            let funnel = true;
            models::eight_schools::centred(
                &source,
                &mut Check {
                    source: &source,
                    funnel,
                },
            );
        }
    }
}
