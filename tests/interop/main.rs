//! Writes a store of a hierarchical model with data, predictions and labels, for ArviZ to open (`tests/interop/run`).
//!
//! The folder is that of the variable `PULLBACK_INTEROP`; without it, a temporary one, and the test only says that all of it
//! can be written and read here.

use pullback::prelude::*;
use pullback::sampler::distributions::{Distribution, Normal};
use pullback::sampler::rand::Rng;
use pullback::sampler::trace::{Data, InferenceData, Statistic};
use std::path::PathBuf;

#[derive(Parameters, Clone, Debug)]
struct EightSchools {
    #[prior(Normal(0.0, 5.0))]
    mu: f64,
    #[prior(HalfCauchy(5.0))]
    tau: f64,
    #[prior(Normal(0.0, 1.0))]
    effect: [f64; 8],
    #[prior(Normal(0.0, 1.0))]
    unused: [[f64; 3]; 2],
}

struct Schools {
    measured: [f64; 8],
    error: [f64; 8],
}

const DATA: Schools = Schools {
    measured: [28.0, 8.0, -3.0, 7.0, -1.0, 1.0, 18.0, 12.0],
    error: [15.0, 10.0, 16.0, 11.0, 9.0, 11.0, 10.0, 18.0],
};

const SCHOOLS: [&str; 8] = [
    "Choate",
    "Deerfield",
    "Phillips Andover",
    "Phillips Exeter",
    "Hotchkiss",
    "Lawrenceville",
    "St. Paul's",
    "Mt. Hermon",
];

#[differentiable]
fn log_likelihood(p: &EightSchools, #[constant] data: &Schools) -> f64 {
    let mut sum = 0.0;
    for i in 0..8 {
        let z = (data.measured[i] - p.mu - p.tau * p.effect[i]) / data.error[i];
        sum -= 0.5 * z * z;
    }
    sum
}

/// Effects that other pupils of the same schools would have had.
fn predicted(p: &EightSchools, rng: &mut dyn Rng) -> Vec<f64> {
    let effect = |school: usize| Normal(p.mu + p.tau * p.effect[school], DATA.error[school]);
    (0..8).map(|school| effect(school).sample(rng)).collect()
}

#[test]
fn a_store_for_arviz() {
    let folder = match std::env::var_os("PULLBACK_INTEROP") {
        Some(folder) => PathBuf::from(folder),
        None => PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("interop"),
    };
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    let posterior = Posterior::new(log_likelihood::with(&DATA));
    // Too long steps, so that some transitions diverge and their positions are stored, too.
    let nuts = Nuts::default()
        .chains(4)
        .tune(300)
        .draws(250)
        .seed(2025)
        .target_accept(0.5)
        .progress(false);
    let trace = nuts.sample(&posterior).expect("it can be sampled");
    trace.to_csv(folder.join("draws.csv")).expect("it can be written");
    for (name, statistics) in [
        ("summary_0", Statistic::arviz_0()),
        ("summary_median_0", Statistic::arviz_0_median()),
        ("summary_1", Statistic::arviz_1()),
        ("summary_median_1", Statistic::arviz_1_median()),
    ] {
        let table = trace.summary_table(&statistics);
        table
            .to_csv(folder.join(format!("{name}.csv")))
            .expect("it can be written");
    }
    let predictions = trace
        .posterior_predictive(8, predicted)
        .expect("each draw predicts eight effects");
    let prior = posterior.sample_prior(500, 9).expect("the priors are proper");
    let before = posterior
        .prior_predictive(500, 10, predicted)
        .expect("each draw predicts eight effects");
    let stored = InferenceData::new(trace)
        .posterior_predictive(predictions.named("measured", "school"))
        .prior(prior)
        .prior_predictive(before.named("measured", "school"))
        .observed_data(Data::new("measured", &DATA.measured).dims(["school"]))
        .constant_data(Data::new("error", &DATA.error).dims(["school"]))
        .constant_data(Data::new("year", &[1981.0]).shape([]))
        .dims("effect", ["school"])
        .coordinates("school", SCHOOLS)
        .attribute("model", "eight schools, non-centred");
    let path = folder.join("schools.zarr");
    stored.to_zarr(&path).expect("it can be stored");
    #[cfg(feature = "netcdf")]
    {
        let path = folder.join("schools.nc");
        stored.to_netcdf(&path).expect("it can be stored");
        assert_equal(&InferenceData::from_netcdf(&path).expect("it was stored"), &stored);
    }
    let read = InferenceData::from_zarr(&path).expect("it was stored");
    assert_equal(&read, &stored);
}

fn assert_equal(read: &InferenceData, stored: &InferenceData) {
    let predicted = |data: &InferenceData| data.posterior_predictive.as_ref().map(|one| one.values.clone());
    assert_eq!(read.posterior.names(), stored.posterior.names());
    assert_eq!(read.posterior.divergences(), stored.posterior.divergences());
    assert_eq!(read.observed_data, stored.observed_data);
    assert_eq!(predicted(read), predicted(stored));
}
