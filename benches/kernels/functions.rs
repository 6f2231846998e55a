//! The functions, and where they are evaluated.

use super::model::{Planet, System};
use pullback::prelude::*;

/// Rosenbrock's banana in n dimensions.
#[differentiable]
pub fn rosenbrock(x: &[f64], #[constant] scale: f64) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() - 1 {
        sum += scale * (x[i + 1] - x[i] * x[i]).powi(2) + (1.0 - x[i]).powi(2);
    }
    sum
}

/// The log-likelihood of a mixture: weights by their logarithms, means, standard deviations.
#[differentiable]
pub fn mixture(parameters: &[[f64; 3]], #[constant] data: &[f64]) -> f64 {
    let mut terms = vec![0.0; parameters.len()];
    let mut sum = 0.0;
    for x in data {
        let mut largest = f64::NEG_INFINITY;
        for (term, [weight, mean, deviation]) in terms.iter_mut().zip(parameters) {
            let z = (x - mean) / deviation;
            *term = weight - 0.5 * z * z - deviation.ln();
            largest = largest.max(*term);
        }
        sum += largest + terms.iter().map(|term| (term - largest).exp()).sum::<f64>().ln();
    }
    sum
}

/// Where predators and prey arrive, added up.
#[differentiable]
pub fn lotka_volterra(rates: &[f64; 4], #[constant] steps: usize) -> f64 {
    let (mut prey, mut predators) = (1.0, 0.5);
    for _ in 0..steps {
        let growth = rates[0] * prey - rates[1] * prey * predators;
        let change = rates[2] * prey * predators - rates[3] * predators;
        prey += 0.01 * growth;
        predators += 0.01 * change;
    }
    prey + predators
}

/// Where the logistic map arrives.
#[differentiable]
pub fn logistic_map(start: f64, rate: f64, #[constant] steps: usize) -> f64 {
    let mut x = start;
    for _ in 0..steps {
        x = rate * x * (1.0 - x);
    }
    x
}

/// Where Rosenbrock's function is evaluated: between the valley and its surroundings, with no derivative near zero.
pub fn rosenbrock_point() -> Vec<f64> {
    (0..1000).map(|i| 0.4 + 0.3 * f64::from(i % 7)).collect()
}

/// The numbers that the mixture is of.
pub fn mixture_data() -> Vec<f64> {
    (0..1000).map(|i| (f64::from(i) * 0.37).sin() * 3.0).collect()
}

/// Five normal distributions, as their parameters lie in memory.
pub fn mixture_parameters() -> Vec<f64> {
    (0..15).map(|i| 0.4 + 0.21 * f64::from(i % 5)).collect()
}

/// Growth, predation, its yield, and death.
pub const RATES: [f64; 4] = [1.1, 0.4, 0.1, 0.4];

/// Near the posterior mean of the example.
pub const ELEMENTS: [f64; 14] = [
    20.8852, 2072.795, 5.1, 0.36, -0.26, 42.3637, 2082.6253, 4.4, -0.11, -0.05, -4.0, -0.05, 0.0022, 2.3,
];

/// The planets and the trend with these parameters.
pub fn system(x: &[f64]) -> System {
    let planet = |x: &[f64]| Planet {
        semi_amplitude: x[0],
        eccentricity_vector: [x[1], x[2]],
    };
    System {
        period_b: x[0],
        t0_b: x[1],
        b: planet(&x[2..5]),
        period_c: x[5],
        t0_c: x[6],
        c: planet(&x[7..10]),
        offset: x[10],
        slope: x[11],
        curvature: x[12],
        jitter: x[13],
    }
}
