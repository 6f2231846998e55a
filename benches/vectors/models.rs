//! The models, each a sum over data, with `#[simd]` on its loop and without.

/// Declares the models in a module; `$attribute` stands on their loops.
macro_rules! models {
    ($module:ident $(#[$attribute:ident])?) => {
        pub mod $module {
            use pullback::exoplanet::kepler;
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

            /// Two planets on ellipses: K2-24 (`examples/radial_velocity`), with Kepler's equation in each lane by itself.
            #[differentiable]
            pub fn ellipses(
                p: &[f64; 14],
                #[constant] times: &[f64],
                #[constant] velocities: &[f64],
                #[constant] errors: &[f64],
            ) -> f64 {
                let (b, c) = (orbit(p[0], p[1], p[3], p[4]), orbit(p[5], p[6], p[8], p[9]));
                let mut sum = 0.0;
                $(#[$attribute])?
                for i in 0..times.len() {
                    let t = times[i];
                    let (sin_b, cos_b) = kepler(TAU * t / p[0] - b[0], b[1]);
                    let (sin_c, cos_c) = kepler(TAU * t / p[5] - c[0], c[1]);
                    let of_b = p[2] * (b[2] * cos_b - b[3] * sin_b + b[1] * b[2]);
                    let of_c = p[7] * (c[2] * cos_c - c[3] * sin_c + c[1] * c[2]);
                    let residual = velocities[i] - of_b - of_c - p[10] - t * (p[11] + t * p[12]);
                    let variance = errors[i] * errors[i] + p[13] * p[13];
                    sum -= 0.5 * (residual * residual / variance + (TAU * variance).ln());
                }
                sum
            }

            /// The mean anomaly at time zero with its sign changed, the eccentricity, cosine and sine of ω.
            #[differentiable]
            fn orbit(period: f64, t0: f64, h: f64, k: f64) -> [f64; 4] {
                let ecc = h * h + k * k;
                let root = ecc.sqrt();
                let (cosine, sine) = (h / root, k / root);
                let transit = 2.0 * ((1.0 - ecc).sqrt() * cosine).atan2((1.0 + ecc).sqrt() * (1.0 + sine));
                [TAU * t0 / period - transit + ecc * transit.sin(), ecc, cosine, sine]
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
