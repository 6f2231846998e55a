//! Small programs of the kinds that people differentiate: time steps, statistics, filters.

use crate::{check, check_map, numbers};
use pullback::prelude::*;

#[differentiable]
fn derivative(y: &[f64; 2], mu: f64) -> [f64; 2] {
    [y[1], mu * (1.0 - y[0] * y[0]) * y[1] - y[0]]
}

#[differentiable]
fn along(y: &[f64; 2], k: &[f64; 2], h: f64) -> [f64; 2] {
    let mut z = *y;
    for i in 0..2 {
        z[i] += h * k[i];
    }
    z
}

#[differentiable]
fn runge_kutta(start: [f64; 2], mu: f64, h: f64, n: usize) -> [f64; 2] {
    let mut y = start;
    for _ in 0..n {
        let k1 = derivative(&y, mu);
        let k2 = derivative(&along(&y, &k1, 0.5 * h), mu);
        let k3 = derivative(&along(&y, &k2, 0.5 * h), mu);
        let k4 = derivative(&along(&y, &k3, h), mu);
        for i in 0..2 {
            y[i] += h / 6.0 * (k1[i] + 2.0 * k2[i] + 2.0 * k3[i] + k4[i]);
        }
    }
    y
}

#[test]
fn van_der_pol_by_runge_kutta() {
    check_map!(runge_kutta; start = [0.5, 1.2], mu = 0.8, h = 0.1, const 12);
}

#[differentiable]
fn accelerations(q: &[[f64; 2]], m: &[f64], a: &mut [[f64; 2]]) {
    for i in 0..q.len() {
        a[i] = [0.0, 0.0];
    }
    for i in 0..q.len() {
        for j in 0..i {
            let mut d = [0.0; 2];
            let mut r2 = 0.01;
            for k in 0..2 {
                d[k] = q[j][k] - q[i][k];
                r2 += d[k] * d[k];
            }
            let inverse = 1.0 / (r2 * r2.sqrt());
            for k in 0..2 {
                a[i][k] += m[j] * d[k] * inverse;
                a[j][k] -= m[i] * d[k] * inverse;
            }
        }
    }
}

#[differentiable]
fn bodies(q0: &[[f64; 2]], v0: &[[f64; 2]], m: &[f64], h: f64, n: usize) -> Vec<[f64; 2]> {
    let (mut q, mut v) = (q0.to_vec(), v0.to_vec());
    let mut a = vec![[0.0; 2]; q.len()];
    accelerations(&q, m, &mut a);
    for _ in 0..n {
        for i in 0..q.len() {
            for k in 0..2 {
                v[i][k] += 0.5 * h * a[i][k];
                q[i][k] += h * v[i][k];
            }
        }
        accelerations(&q, m, &mut a);
        for (v, a) in v.iter_mut().zip(&a) {
            v[0] += 0.5 * h * a[0];
            v[1] += 0.5 * h * a[1];
        }
    }
    q
}

#[test]
fn bodies_by_leapfrog() {
    let q = vec![[0.0, 0.1], [1.0, 0.3], [-0.4, 1.2]];
    let v = vec![[0.1, 0.0], [0.0, 0.9], [0.7, -0.2]];
    check_map!(bodies; &q = q, &v = v, &m = vec![1.0, 0.5, 0.3], h = 0.05, const 6);
}

#[differentiable]
fn hidden_markov(start: &[f64], transition: &[Vec<f64>], emission: &[Vec<f64>], #[constant] seen: &[usize]) -> f64 {
    let n = start.len();
    let mut alpha = vec![0.0; n];
    for i in 0..n {
        alpha[i] = start[i] * emission[i][seen[0]];
    }
    let mut log_likelihood = 0.0;
    for &symbol in &seen[1..] {
        let mut next = vec![0.0; n];
        let mut total = 0.0;
        for j in 0..n {
            for i in 0..n {
                next[j] += alpha[i] * transition[i][j];
            }
            next[j] *= emission[j][symbol];
            total += next[j];
        }
        for j in 0..n {
            alpha[j] = next[j] / total;
        }
        log_likelihood += total.ln();
    }
    log_likelihood
}

#[test]
fn hidden_markov_forward_pass() {
    check!(hidden_markov; &start = vec![0.6, 0.4], &a = vec![vec![0.7, 0.3], vec![0.2, 0.8]],
        &b = vec![vec![0.5, 0.3, 0.2], vec![0.1, 0.3, 0.6]], const &[0, 2, 1, 1, 0]);
}

#[differentiable]
fn soft_min(a: f64, b: f64, c: f64, gamma: f64) -> f64 {
    let low = a.min(b).min(c);
    let sum = (-(a - low) / gamma).exp() + (-(b - low) / gamma).exp() + (-(c - low) / gamma).exp();
    low - gamma * sum.ln()
}

#[differentiable]
fn soft_time_warping(x: &[f64], y: &[f64], gamma: f64) -> f64 {
    let (n, m) = (x.len(), y.len());
    let mut r = vec![vec![1e3; m + 1]; n + 1];
    r[0][0] = 0.0;
    for i in 1..=n {
        for j in 1..=m {
            let d = x[i - 1] - y[j - 1];
            r[i][j] = d * d + soft_min(r[i - 1][j], r[i][j - 1], r[i - 1][j - 1], gamma);
        }
    }
    r[n][m]
}

#[test]
fn soft_dynamic_time_warping() {
    check!(soft_time_warping; &x = vec![0.3, 1.2, -0.5], &y = vec![0.1, 0.9, 1.1, -0.7], gamma = 0.5);
}

#[derive(Differentiable, Clone, Debug)]
struct Layer {
    weights: Vec<Vec<f64>>,
    bias: Vec<f64>,
    #[constant]
    relu: bool,
}
numbers!(Layer, LayerTangent; { weights, bias });

#[differentiable]
fn apply(layer: &Layer, x: &[f64]) -> Vec<f64> {
    let mut y = layer.bias.clone();
    for (row, out) in layer.weights.iter().zip(y.iter_mut()) {
        for (w, v) in row.iter().zip(x) {
            *out += w * v;
        }
        *out = if layer.relu { out.max(0.1 * *out) } else { out.tanh() };
    }
    y
}

#[differentiable]
fn loss(layers: &[Layer], x: &[f64], #[constant] target: &[f64]) -> f64 {
    let mut y = x.to_vec();
    for layer in layers {
        y = apply(layer, &y);
    }
    let mut sum = 0.0;
    for (a, b) in y.iter().zip(target) {
        sum += (a - b).powi(2);
    }
    sum / target.len() as f64
}

#[test]
fn neural_network() {
    let layers = vec![
        Layer {
            weights: vec![vec![0.3, -0.4], vec![0.8, 0.1], vec![-0.2, 0.6]],
            bias: vec![0.1, -0.2, 0.3],
            relu: false,
        },
        Layer {
            weights: vec![vec![0.5, -0.7, 0.2], vec![0.1, 0.4, -0.9]],
            bias: vec![0.2, -0.6],
            relu: true,
        },
    ];
    check!(loss; &layers = layers, &x = vec![0.7, -1.1], const &[0.3, -0.2]);
}

#[differentiable]
fn spline(knots: &[f64], values: &[f64], at: f64) -> f64 {
    let n = knots.len();
    let mut second = vec![0.0; n];
    let mut work = vec![0.0; n];
    for i in 1..n - 1 {
        let sigma = (knots[i] - knots[i - 1]) / (knots[i + 1] - knots[i - 1]);
        let p = sigma * second[i - 1] + 2.0;
        second[i] = (sigma - 1.0) / p;
        work[i] = (values[i + 1] - values[i]) / (knots[i + 1] - knots[i])
            - (values[i] - values[i - 1]) / (knots[i] - knots[i - 1]);
        work[i] = (6.0 * work[i] / (knots[i + 1] - knots[i - 1]) - sigma * work[i - 1]) / p;
    }
    for k in (0..n - 1).rev() {
        second[k] = second[k] * second[k + 1] + work[k];
    }
    let (mut low, mut high) = (0, n - 1);
    while high - low > 1 {
        let middle = (high + low) / 2;
        if knots[middle] > at {
            high = middle;
        } else {
            low = middle;
        }
    }
    let h = knots[high] - knots[low];
    let (a, b) = ((knots[high] - at) / h, (at - knots[low]) / h);
    a * values[low] + b * values[high] + ((a.powi(3) - a) * second[low] + (b.powi(3) - b) * second[high]) * h * h / 6.0
}

#[test]
fn cubic_spline() {
    check!(spline; &knots = vec![0.0, 0.7, 1.5, 2.6, 3.0], &values = vec![0.3, 1.2, -0.5, 0.8, 0.1], at = 1.9);
}

#[differentiable]
fn fourier(coefficients: &[(f64, f64)], period: f64, #[constant] times: &[f64]) -> f64 {
    let mut power = 0.0;
    for &t in times {
        let phase = 2.0 * std::f64::consts::PI * t / period;
        let mut sum = 0.0;
        for (k, (a, b)) in coefficients.iter().enumerate() {
            let (s, c) = ((k + 1) as f64 * phase).sin_cos();
            sum += a * c + b * s;
        }
        power += sum * sum;
    }
    power
}

#[test]
fn fourier_sum() {
    check!(fourier; &c = vec![(0.3, 1.2), (-0.5, 0.8)], period = 2.3, const &[0.1, 0.7, 1.9]);
}
