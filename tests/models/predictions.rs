//! Derived quantities, draws of the prior, and predicted observations.

use pullback::prelude::*;
use pullback::sampler::Predictions;
use pullback::sampler::distributions::{Distribution, Normal};

/// A line with noise.
#[derive(Parameters, Clone, Debug, PartialEq)]
struct Line {
    #[prior(Normal(1.0, 0.5))]
    slope: f64,
    #[prior(HalfNormal(0.5))]
    noise: f64,
    #[prior(Normal(slope, 0.1))]
    #[dims(group)]
    offsets: Vec<f64>,
}

struct Data {
    times: Vec<f64>,
    values: Vec<f64>,
}

#[differentiable]
fn log_likelihood(p: &Line, #[constant] data: &Data) -> f64 {
    let mut sum = 0.0;
    for (time, value) in data.times.iter().zip(&data.values) {
        let z = (value - p.slope * time) / p.noise;
        sum -= 0.5 * z * z + p.noise.ln();
    }
    sum
}

fn data() -> Data {
    let times: Vec<f64> = (0..12).map(|i| 0.5 * f64::from(i)).collect();
    Data {
        values: times.iter().map(|t| 1.3 * t + 0.2 * (9.0 * t).sin()).collect(),
        times,
    }
}

fn mean(draws: &[f64]) -> f64 {
    draws.iter().sum::<f64>() / draws.len() as f64
}

#[test]
fn derived_quantities_are_stored_with_the_draws() {
    let data = data();
    let dims = Dims::new().length("group", 2);
    let latest = data.times.iter().copied().fold(0.0, f64::max);
    // What is derived may borrow what the likelihood borrows.
    let times = &data.times;
    let posterior = Posterior::<Line, _>::with_dims(log_likelihood::with(&data), &dims)
        .expect("lengths fit")
        .derive("last", move |p: &Line| p.slope * latest)
        .derive_vector("fitted", "time", times.len(), move |p: &Line, fitted| {
            for (fitted, time) in fitted.iter_mut().zip(times) {
                *fitted = p.slope * time;
            }
        })
        .derive("signal_to_noise", |p: &Line| p.slope / p.noise);
    assert_eq!(posterior.stored_dimension(), 4 + 1 + 12 + 1);
    assert_eq!(posterior.names()[4..7], ["last", "fitted[0]", "fitted[1]"]);

    let run = Nuts::default().chains(2).tune(200).draws(50).seed(1).progress(false);
    let trace = run.sample(&posterior).expect("it runs");
    let draw = trace.draw(1, 7);
    assert_eq!(draw[4], draw[0] * latest);
    assert_eq!(draw[5 + 11], draw[0] * data.times[11]);
    assert_eq!(draw[17], draw[0] / draw[1]);
    let fitted = trace
        .variables()
        .iter()
        .find(|variable| variable.name == "fitted")
        .expect("a variable");
    assert_eq!(
        (&fitted.shape[..], &fitted.dims[..]),
        (&[12][..], &["time".to_owned()][..])
    );
    assert_eq!(fitted.indices, (5..17).collect::<Vec<_>>());
    assert!(trace.summary().to_string().contains("signal_to_noise"));

    // Draws are given back as parameters, vectors as long as they were.
    let values: Vec<Line> = trace.values().expect("the trace is of lines");
    assert_eq!(values.len(), 100);
    assert_eq!((values[57].slope, values[57].offsets[1]), (draw[0], draw[3]));
}

#[test]
fn the_posterior_predicts_observations_like_the_data() {
    let data = data();
    let dims = Dims::new().length("group", 1);
    let posterior = Posterior::<Line, _>::with_dims(log_likelihood::with(&data), &dims).expect("lengths fit");
    let run = Nuts::default().chains(2).tune(300).draws(400).seed(5).progress(false);
    let trace = run.sample(&posterior).expect("it runs");
    let predict = |seed: u64| -> Predictions {
        let predicted = trace.posterior_predictive(seed, |p: &Line, rng| {
            data.times
                .iter()
                .map(|t| Normal(p.slope * t, p.noise).sample(rng))
                .collect()
        });
        predicted.expect("as many for each draw")
    };
    let predicted = predict(3);
    assert_eq!((predicted.chains, predicted.draws, predicted.names.len()), (2, 400, 12));
    assert_eq!(predicted.variables[0].shape, [12]);
    for (i, value) in data.values.iter().enumerate() {
        let draws = predicted.draws_of(&format!("y[{i}]")).expect("it is there");
        assert!((mean(draws) - value).abs() < 0.4, "{i}: {} {value}", mean(draws));
    }
    assert_eq!(predict(3), predicted);
    assert_ne!(predict(4).values, predicted.values);
    let named = predicted.named("flux", "time");
    assert_eq!((&*named.names[1], &*named.variables[0].dims[0]), ("flux[1]", "time"));
    assert_eq!(named.draw(1, 399).expect("the last").len(), 12);
    assert_eq!(named.draw(2, 0), None);

    let mut count = 0;
    let error = trace
        .posterior_predictive(3, |_: &Line, _| {
            count += 1;
            vec![0.0; count]
        })
        .expect_err("another number each time");
    assert_eq!(
        error.to_string(),
        "draw 1 predicts 2 observations, but the first predicts 1"
    );
}

#[test]
fn the_prior_is_drawn_from_and_predicts_too() {
    let data = data();
    let dims = Dims::new().labels("group", ["left", "right"]);
    let posterior = Posterior::<Line, _>::with_dims(log_likelihood::with(&data), &dims)
        .expect("lengths fit")
        .derive("twice", |p: &Line| 2.0 * p.slope);
    let prior = posterior.sample_prior(2000, 8).expect("every prior is proper");
    assert_eq!((prior.chains, prior.draws), (1, 2000));
    assert_eq!(prior.names, posterior.names());
    assert_eq!(
        (&prior.variables, &prior.coordinates),
        (&posterior.variables(), &posterior.coordinates())
    );
    let (slope, twice) = (
        prior.draws_of("slope").expect("drawn"),
        prior.draws_of("twice").expect("derived"),
    );
    assert!((mean(slope) - 1.0).abs() < 0.05 && twice[3] == 2.0 * slope[3]);
    // Hierarchies are drawn from the top.
    let offsets = prior.draws_of("offsets[1]").expect("drawn");
    assert!(
        offsets
            .iter()
            .zip(slope)
            .all(|(offset, slope)| (offset - slope).abs() < 0.6)
    );
    assert_eq!(posterior.sample_prior(2000, 8).expect("again"), prior);

    let predicted = posterior
        .prior_predictive(2000, 8, |p, rng| vec![Normal(10.0 * p.slope, p.noise).sample(rng)])
        .expect("every prior is proper");
    assert!((mean(predicted.draws_of("y[0]").expect("predicted")) - 10.0).abs() < 0.5);
}
