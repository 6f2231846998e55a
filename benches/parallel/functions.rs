//! The functions, each with and without `#[parallel]`, and their data.

use super::model::{System, Velocities, velocity};
use pullback::prelude::*;
use std::f64::consts::TAU;

/// How many coefficients the regressions have.
pub const COEFFICIENTS: usize = 20;

/// Observations of a regression: a row of predictors and a response for each.
pub struct Observations {
    pub predictors: Vec<f64>,
    pub responses: Vec<f64>,
}

/// A function under two names, the loop of the second one with the attribute.
macro_rules! twice {
    ($plain:ident, $parallel:ident, ($($formals:tt)*), $sum:ident, $i:ident in $range:expr, $body:block) => {
        twice!(@one $plain, ($($formals)*), $sum, $i in $range, $body, []);
        twice!(@one $parallel, ($($formals)*), $sum, $i in $range, $body, [#[parallel]]);
    };
    (@one $name:ident, ($($formals:tt)*), $sum:ident, $i:ident in $range:expr, $body:block, [$($mark:tt)*]) => {
        #[differentiable]
        pub fn $name($($formals)*) -> f64 {
            let mut $sum = 0.0;
            $($mark)*
            for $i in $range $body
            $sum
        }
    };
}

// The log-likelihood of a linear model with normal errors; the last parameter is the logarithm of their width.
twice! {
    normal_alone, normal,
    (x: &[f64], #[constant] predictors: &[f64], #[constant] responses: &[f64]), sum,
    i in 0..responses.len(), {
        let row = &predictors[i * COEFFICIENTS..][..COEFFICIENTS];
        let mut predicted = 0.0;
        for j in 0..COEFFICIENTS {
            predicted += x[j] * row[j];
        }
        let z = (responses[i] - predicted) * (-x[COEFFICIENTS]).exp();
        sum -= 0.5 * z * z + x[COEFFICIENTS];
    }
}

// The log-likelihood of a logistic model.
twice! {
    logistic_alone, logistic,
    (x: &[f64], #[constant] predictors: &[f64], #[constant] responses: &[f64]), sum,
    i in 0..responses.len(), {
        let row = &predictors[i * COEFFICIENTS..][..COEFFICIENTS];
        let mut predicted = 0.0;
        for j in 0..COEFFICIENTS {
            predicted += x[j] * row[j];
        }
        sum += responses[i] * predicted - predicted.exp().ln_1p();
    }
}

// The log-likelihood of `examples/radial_velocity`.
twice! {
    velocities_alone, velocities,
    (system: &System, #[constant] data: &Velocities), sum,
    i in 0..data.time.len(), {
        let residual = data.velocity[i] - velocity(data.time[i], data.reference_time, system);
        let variance = data.error[i] * data.error[i] + system.jitter * system.jitter;
        sum -= 0.5 * (residual * residual / variance + (TAU * variance).ln());
    }
}

/// Numbers between -1 and 1 that have no pattern.
fn scattered(count: usize, rate: f64) -> impl Iterator<Item = f64> {
    (0..count).map(move |i| (i as f64 * rate).sin())
}

/// Observations of `count` cases.
pub fn observations(count: usize) -> Observations {
    Observations {
        predictors: scattered(count * COEFFICIENTS, 12.9898).collect(),
        responses: scattered(count, 78.233).map(|v| f64::from(u8::from(v > 0.0))).collect(),
    }
}

/// As many velocities as wanted, at the times of the published ones and between them.
pub fn many(published: &Velocities, count: usize) -> Velocities {
    let length = published.time.len();
    let each = |values: &[f64]| (0..count).map(|i| values[i % length]).collect();
    let shifts = scattered(count, 0.77);
    Velocities {
        time: shifts
            .enumerate()
            .map(|(i, shift)| published.time[i % length] + 5.0 * shift)
            .collect(),
        velocity: each(&published.velocity),
        error: each(&published.error),
        reference_time: published.reference_time,
    }
}
