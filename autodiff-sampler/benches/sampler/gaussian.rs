//! The standard normal in 50 dimensions: what the sampler itself costs.

use crate::measure::Cost;
use crate::nuts_rs_chains::{self, Length};
use crate::settings::{is_timed, is_wanted, with_metric};
use nuts_rs::DiagNutsSettings;
use pullback::prelude::*;
use pullback::sampler::{Ensemble, FnDensity, Mams};

const DIMENSION: usize = 50;

/// Up to a constant.
#[differentiable]
fn log_density(x: &[f64]) -> f64 {
    let mut squares = 0.0;
    for x in x {
        squares += x * x;
    }
    -0.5 * squares
}

/// Measures ours and that of nuts-rs, seeds in turn, the microcanonical and the ensemble sampler.
pub fn measure() {
    if !is_wanted("sampler/gaussian_50d") {
        return;
    }
    // Each chain's copy of the density keeps its own, ours and that of nuts-rs.
    let mut by_x = vec![0.0; DIMENSION];
    let density = FnDensity::new(DIMENSION, move |x: &[f64], grad: &mut [f64]| {
        by_x.fill(0.0);
        let value = log_density::value_and_grad_into(x, &mut by_x);
        grad.copy_from_slice(&by_x);
        value
    });
    let runs = if is_timed() { 100 } else { 1 };
    let (mut ours, mut theirs, mut mams) = (Cost::default(), Cost::default(), Cost::default());
    let length = Length {
        chains: 2,
        tune: 1000,
        draws: 1000,
    };
    let settings = DiagNutsSettings {
        num_tune: length.tune as u64,
        num_draws: length.draws as u64,
        ..Default::default()
    };
    for seed in 0..runs {
        let nuts = Nuts::default()
            .chains(length.chains)
            .tune(length.tune)
            .draws(length.draws)
            .seed(seed);
        ours.add(
            &with_metric(nuts)
                .progress(false)
                .sample(&density)
                .expect("a normal can be sampled"),
        );
        let microcanonical = Mams::default()
            .chains(length.chains)
            .tune(length.tune)
            .draws(length.draws)
            .seed(seed)
            .progress(false);
        mams.add(&microcanonical.sample(&density).expect("a normal can be sampled"));
        assert!(
            nuts_rs_chains::add(&mut theirs, &density, &settings, length, seed),
            "nuts-rs failed"
        );
    }
    let walkers = Ensemble::default()
        .tune(2000)
        .draws(if is_timed() { 2000 } else { 20 })
        .seed(0);
    let mut ensemble = Cost::default();
    ensemble.add(&walkers.sample(&density).expect("a normal can be sampled"));
    // It evaluates values, one for each draw.
    ensemble.gradients = ensemble.draws;
    print("gaussian_50d", &ours);
    print("gaussian_50d/nuts_rs_diagonal", &theirs);
    print("gaussian_50d/mams", &mams);
    print("gaussian_50d/ensemble", &ensemble);
}

fn print(name: &str, cost: &Cost) {
    println!(
        "bench sampler/{name} cpu_ms_per_ess={:.5} cpu_ms_per_worst_ess={:.5} mean_ess_bulk={:.0} mean_ess_worst={:.0} \
         gradients_per_draw={:.2} ess_per_gradient={:.3} divergences={}",
        1e3 * cost.cpu_seconds / cost.mean_ess_bulk,
        1e3 * cost.cpu_seconds / cost.mean_ess_worst,
        cost.mean_ess_bulk / cost.runs,
        cost.mean_ess_worst / cost.runs,
        cost.gradients / cost.draws,
        cost.mean_ess_bulk / cost.gradients,
        cost.divergences,
    );
}
