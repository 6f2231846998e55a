//! Statistical models as people write them: filters, mixtures, regressions, implicit equations.

use crate::{check, numbers};
use pullback::prelude::*;

#[derive(Differentiable, Clone, Debug)]
struct Kalman {
    transition: [[f64; 2]; 2],
    process: f64,
    noise: f64,
    #[constant]
    dimension: usize,
}
numbers!(Kalman, KalmanTangent; { transition, process, noise });

#[differentiable]
fn product(a: &[[f64; 2]; 2], b: &[[f64; 2]; 2]) -> [[f64; 2]; 2] {
    let mut c = [[0.0; 2]; 2];
    for i in 0..2 {
        for j in 0..2 {
            for k in 0..2 {
                c[i][j] += a[i][k] * b[k][j];
            }
        }
    }
    c
}

#[differentiable]
fn transposed(a: [[f64; 2]; 2]) -> [[f64; 2]; 2] {
    [[a[0][0], a[1][0]], [a[0][1], a[1][1]]]
}

#[differentiable]
fn kalman(model: &Kalman, start: &[f64; 2], #[constant] seen: &[Option<f64>]) -> f64 {
    let f = &model.transition;
    let mut state = *start;
    let mut p = [[1.0, 0.0], [0.0, 1.0]];
    let mut log_likelihood = 0.0;
    for i in 0..seen.len() {
        let old = state;
        for i in 0..model.dimension {
            state[i] = f[i][0] * old[0] + f[i][1] * old[1];
        }
        p = product(&product(f, &p), &transposed(*f));
        for k in 0..model.dimension {
            p[k][k] += model.process * model.process;
        }
        if seen[i].is_none() {
            continue;
        }
        let innovation = seen[i].unwrap_or(0.0) - state[0];
        let variance = p[0][0] + model.noise * model.noise;
        log_likelihood -= 0.5 * (innovation * innovation / variance + variance.ln());
        let gain = [p[0][0] / variance, p[1][0] / variance];
        state[0] += gain[0] * innovation;
        state[1] += gain[1] * innovation;
        let row = p[0];
        for i in 0..2 {
            for j in 0..2 {
                p[i][j] -= gain[i] * row[j];
            }
        }
    }
    log_likelihood
}

#[test]
fn kalman_filter_with_gaps() {
    let model = Kalman {
        transition: [[1.0, 0.1], [-0.2, 0.9]],
        process: 0.3,
        noise: 0.5,
        dimension: 2,
    };
    check!(kalman; &model = model, &start = [0.4, -0.3], const &[Some(0.5), None, Some(0.1), Some(-0.4)]);
}

#[differentiable]
fn log_sum_exp(x: &[f64]) -> f64 {
    let mut high = f64::NEG_INFINITY;
    for v in x {
        high = high.max(*v);
    }
    let mut sum = 0.0;
    for v in x {
        sum += (v - high).exp();
    }
    high + sum.ln()
}

#[differentiable]
fn mixture(weights: &[f64], means: &[[f64; 2]], log_widths: &[f64], #[constant] points: &[[f64; 2]]) -> f64 {
    let mut total = -(points.len() as f64) * log_sum_exp(weights);
    let mut terms = vec![0.0; weights.len()];
    for point in points {
        for k in 0..weights.len() {
            let mut square = 0.0;
            for d in 0..2 {
                let z = (point[d] - means[k][d]) * (-log_widths[k]).exp();
                square += z * z;
            }
            terms[k] = weights[k] - 0.5 * square - 2.0 * log_widths[k];
        }
        total += log_sum_exp(&terms);
    }
    total
}

#[test]
fn gaussian_mixture() {
    check!(mixture; &w = vec![0.3, -0.4, 0.1], &m = vec![[0.3, 1.2], [-0.5, 0.8], [1.0, -1.0]], &s = vec![0.1, -0.3, 0.2],
        const &[[0.1, 0.9], [-0.4, 0.3], [1.2, -0.7], [2.0, 2.0]]);
}

#[differentiable]
fn logistic(beta: &[f64], scale: f64, #[constant] rows: &[Vec<f64>], #[constant] labels: &[bool]) -> f64 {
    let mut log_posterior = 0.0;
    for (row, &label) in rows.iter().zip(labels) {
        let mut eta = beta[0];
        for (x, b) in row.iter().zip(&beta[1..]) {
            eta += x * b;
        }
        let signed = if label { -eta } else { eta };
        log_posterior -= if signed > 0.0 {
            signed + (-signed).exp().ln_1p()
        } else {
            signed.exp().ln_1p()
        };
    }
    for b in beta {
        log_posterior -= 0.5 * (b / scale).powi(2) + scale.ln();
    }
    log_posterior
}

#[test]
fn logistic_regression() {
    let rows = [vec![0.3, 1.2], vec![-0.5, 0.8], vec![1.0, -1.0]];
    check!(logistic; &beta = vec![0.2, -0.7, 0.4], scale = 1.5, const &rows, const &[true, false, true]);
}

#[differentiable]
fn kepler_by_newton(mean: f64, e: f64) -> f64 {
    let mut eccentric = if e < 0.8 { mean } else { std::f64::consts::PI };
    for _ in 0..50 {
        let (s, c) = eccentric.sin_cos();
        let step = (eccentric - e * s - mean) / (1.0 - e * c);
        eccentric -= step;
        if step.abs() < 1e-13 {
            break;
        }
    }
    let half = ((1.0 + e) / (1.0 - e)).sqrt() * (0.5 * eccentric).tan();
    2.0 * half.atan()
}

#[differentiable]
fn velocity(orbits: &[[f64; 4]], trend: (f64, f64), #[constant] data: &[(f64, f64, f64)]) -> f64 {
    let mut chi2 = 0.0;
    for &(t, v, error) in data {
        let mut model = trend.0 + trend.1 * t;
        for [amplitude, period, e, omega] in orbits {
            let mean = (2.0 * std::f64::consts::PI * t / period) % (2.0 * std::f64::consts::PI);
            let f = kepler_by_newton(mean, *e);
            model += amplitude * ((omega + f).cos() + e * omega.cos());
        }
        chi2 += ((v - model) / error).powi(2);
    }
    -0.5 * chi2
}

#[test]
fn radial_velocities() {
    check!(kepler_by_newton; mean = 0.7, e = 0.3);
    let data = [(0.3, 1.2, 0.4), (1.7, -0.5, 0.3), (2.9, 0.6, 0.5)];
    check!(velocity; &orbits = vec![[1.3, 2.3, 0.2, 0.7], [0.4, 5.1, 0.1, -0.3]], trend = (0.1, -0.05), const &data);
}

#[differentiable]
fn thin_transit(depth: f64, center: f64, width: f64, #[constant] times: &[f64]) -> f64 {
    let mut flux = 0.0;
    for &t in times {
        let z = ((t - center) / width).abs();
        if z > 1.0 {
            continue;
        }
        let edge = match z {
            z if z < 0.5 => 1.0,
            z => {
                let u = 2.0 * (z - 0.5);
                (1.0 - u * u).powf(1.5)
            }
        };
        flux += (1.0 - depth * edge).ln();
    }
    flux
}

#[test]
fn what_is_out_of_transit_is_skipped() {
    check!(thin_transit; depth = 0.3, center = 0.4, width = 0.5, const &[-0.3, 0.05, 0.3, 0.45, 0.82, 1.5]);
}
