//! The models, each a sum over data, with `#[simd]` on its loop and without.

/// Declares the models in a module; `$attribute` stands on their loops.
macro_rules! models {
    ($module:ident $(#[$attribute:ident])?) => {
        pub mod $module {
            use pullback::prelude::*;
            use std::f64::consts::TAU;

            /// Numbers that decay: height, rate and background, normal errors.
            #[differentiable]
            pub fn decay(p: &[f64; 3], #[constant] times: &[f64], #[constant] seen: &[f64]) -> f64 {
                let mut sum = 0.0;
                $(#[$attribute])?
                for (t, y) in times.iter().zip(seen) {
                    let residual = y - p[2] - p[0] * (-p[1] * t).exp();
                    sum -= 0.5 * residual * residual;
                }
                sum
            }

            /// Counts, the rate of which depends on the time: Poisson's distribution.
            #[differentiable]
            pub fn counts(p: &[f64; 3], #[constant] times: &[f64], #[constant] seen: &[f64]) -> f64 {
                let mut sum = 0.0;
                $(#[$attribute])?
                for (t, y) in times.iter().zip(seen) {
                    let rate = p[0] + t * (p[1] + t * p[2]);
                    sum += y * rate.ln() - rate;
                }
                sum
            }

            /// A sine wave, its amplitude, rate and phase, normal errors.
            #[differentiable]
            pub fn wave(p: &[f64; 3], #[constant] times: &[f64], #[constant] seen: &[f64]) -> f64 {
                let mut sum = 0.0;
                $(#[$attribute])?
                for (t, y) in times.iter().zip(seen) {
                    let residual = y - p[0] * (p[1] * t + p[2]).sin();
                    sum -= 0.5 * residual * residual;
                }
                sum
            }

            /// Two planets on circles, a trend and a jitter: K2-24 without eccentricities.
            #[differentiable]
            pub fn circles(
                p: &[f64; 10],
                #[constant] times: &[f64],
                #[constant] velocities: &[f64],
                #[constant] errors: &[f64],
            ) -> f64 {
                let mut sum = 0.0;
                $(#[$attribute])?
                for i in 0..times.len() {
                    let t = times[i];
                    let b = -p[2] * (TAU * (t - p[1]) / p[0]).sin();
                    let c = -p[5] * (TAU * (t - p[4]) / p[3]).sin();
                    let residual = velocities[i] - b - c - p[6] - t * (p[7] + t * p[8]);
                    let variance = errors[i] * errors[i] + p[9] * p[9];
                    sum -= 0.5 * (residual * residual / variance + (TAU * variance).ln());
                }
                sum
            }

            /// Twenty coefficients and the logarithm of an error.
            #[differentiable]
            pub fn normal(p: &[f64; 21], #[constant] columns: &[Vec<f64>], #[constant] seen: &[f64]) -> f64 {
                let (weight, log_error) = ((-2.0 * p[20]).exp(), p[20]);
                let mut sum = 0.0;
                $(#[$attribute])?
                for i in 0..seen.len() {
                    let mut predictor = 0.0;
                    for j in 0..20 {
                        predictor += p[j] * columns[j][i];
                    }
                    let residual = seen[i] - predictor;
                    sum -= 0.5 * residual * residual * weight + log_error;
                }
                sum
            }

            /// Twenty coefficients, answers of yes or no.
            #[differentiable]
            pub fn logistic(p: &[f64; 20], #[constant] columns: &[Vec<f64>], #[constant] seen: &[f64]) -> f64 {
                let mut sum = 0.0;
                $(#[$attribute])?
                for i in 0..seen.len() {
                    let mut predictor = 0.0;
                    for j in 0..20 {
                        predictor += p[j] * columns[j][i];
                    }
                    sum += seen[i] * predictor - predictor.exp().ln_1p();
                }
                sum
            }

            /// The same of a predictor that was computed before: all of its numbers are active.
            #[differentiable]
            pub fn of_predictor(predictor: &[f64], #[constant] seen: &[f64]) -> f64 {
                let mut sum = 0.0;
                $(#[$attribute])?
                for (eta, y) in predictor.iter().zip(seen) {
                    sum += y * eta - eta.exp().ln_1p();
                }
                sum
            }
        }
    };
}

models!(scalar);
models!(simd #[simd]);
