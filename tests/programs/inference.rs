//! Likelihoods, filters and regressions.

use crate::{check, check_map, numbers};
use pullback::prelude::*;
use std::f64::consts::PI;

#[differentiable]
fn log_sum_exp(values: &[f64]) -> f64 {
    let max = values.iter().cloned().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = values.iter().map(|v| (v - max).exp()).sum();
    max + sum.ln()
}

/// Hidden Markov model, forward pass in log space.
#[differentiable]
fn hmm(log_start: &[f64], log_transition: &[Vec<f64>], log_emission: &[Vec<f64>], observations: &[usize]) -> f64 {
    let states = log_start.len();
    let mut alpha: Vec<f64> = (0..states)
        .map(|s| log_start[s] + log_emission[s][observations[0]])
        .collect();
    for t in 1..observations.len() {
        let o = observations[t];
        let mut next = Vec::with_capacity(states);
        for j in 0..states {
            let terms: Vec<f64> = alpha
                .iter()
                .enumerate()
                .map(|(i, a)| a + log_transition[i][j])
                .collect();
            next.push(log_sum_exp(&terms) + log_emission[j][o]);
        }
        alpha = next;
    }
    log_sum_exp(&alpha)
}

/// The best path's score, softened: the maximum over predecessors is a soft maximum.
#[differentiable]
fn soft_viterbi(log_start: &[f64], log_transition: &[Vec<f64>], scores: &[[f64; 2]], temperature: f64) -> f64 {
    let mut delta = [log_start[0] + scores[0][0], log_start[1] + scores[0][1]];
    for score in scores.iter().skip(1) {
        let mut next = [0.0; 2];
        for (j, slot) in next.iter_mut().enumerate() {
            let a = (delta[0] + log_transition[0][j]) / temperature;
            let b = (delta[1] + log_transition[1][j]) / temperature;
            let m = if a > b { a } else { b };
            *slot = temperature * (m + ((a - m).exp() + (b - m).exp()).ln()) + score[j];
        }
        delta = next;
    }
    delta[0].max(delta[1])
}

#[test]
fn hidden_markov_models() {
    let transition = vec![vec![-0.3, -1.4], vec![-0.9, -0.5]];
    let emission = vec![vec![-0.7, -0.9, -2.0], vec![-1.5, -0.4, -1.6]];
    check!(hmm; &s = vec![-0.4, -1.1], &t = transition, &e = emission, const &[0, 2, 1, 1]);
    check!(soft_viterbi; &s = vec![-0.4, -1.1], &t = vec![vec![-0.3, -1.4], vec![-0.9, -0.5]],
        &x = vec![[0.1, 0.5], [0.7, -0.2], [0.3, 0.9]], t2 = 0.6);
}

/// Kalman filter with a constant-velocity model; returns the log-likelihood.
#[differentiable]
fn kalman(measurements: &[f64], dt: f64, q: f64, r: f64) -> f64 {
    let mut x = [measurements[0], 0.0];
    let mut p = [[1.0, 0.0], [0.0, 1.0]];
    let mut log_likelihood = 0.0;
    for z in &measurements[1..] {
        // predict
        x = [x[0] + dt * x[1], x[1]];
        let p00 = p[0][0] + dt * (p[1][0] + p[0][1]) + dt * dt * p[1][1] + q * dt.powi(3) / 3.0;
        let p01 = p[0][1] + dt * p[1][1] + q * dt.powi(2) / 2.0;
        let p10 = p[1][0] + dt * p[1][1] + q * dt.powi(2) / 2.0;
        let p11 = p[1][1] + q * dt;
        p = [[p00, p01], [p10, p11]];
        // update
        let innovation = z - x[0];
        let s = p[0][0] + r * r;
        let k = [p[0][0] / s, p[1][0] / s];
        x[0] += k[0] * innovation;
        x[1] += k[1] * innovation;
        p = [
            [(1.0 - k[0]) * p[0][0], (1.0 - k[0]) * p[0][1]],
            [p[1][0] - k[1] * p[0][0], p[1][1] - k[1] * p[0][1]],
        ];
        log_likelihood -= 0.5 * (innovation * innovation / s + (2.0 * PI * s).ln());
    }
    log_likelihood
}

#[test]
fn kalman_filter() {
    check!(kalman; &z = vec![0.1, 0.4, 0.6, 1.1, 1.3], dt = 0.5, q = 0.2, r = 0.3);
}

/// GARCH(1, 1) with returns as data.
#[differentiable]
fn garch(theta: [f64; 4], #[constant] returns: &[f64]) -> f64 {
    let [mu, omega, alpha, beta] = theta;
    if omega <= 0.0 || alpha < 0.0 || beta < 0.0 || alpha + beta >= 1.0 {
        return f64::NEG_INFINITY;
    }
    let mut sigma2 = omega / (1.0 - alpha - beta);
    let mut ll = 0.0;
    for (t, r) in returns.iter().enumerate() {
        let e = r - mu;
        if t > 0 {
            let previous = returns[t - 1] - mu;
            sigma2 = omega + alpha * previous * previous + beta * sigma2;
        }
        ll += -0.5 * ((2.0 * PI).ln() + sigma2.ln() + e * e / sigma2);
    }
    ll
}

#[test]
fn garch_likelihood() {
    check!(garch; theta = [0.01, 0.1, 0.2, 0.6], const &[0.1, -0.4, 0.7, 0.2, -0.3]);
}

/// AR(p) by windows, newest value last.
#[differentiable]
fn autoregression(coefficients: &[f64], sigma: f64, series: &[f64]) -> f64 {
    let p = coefficients.len();
    let n = series.len() - p;
    let sse: f64 = series
        .windows(p + 1)
        .map(|window| {
            let prediction: f64 = coefficients
                .iter()
                .zip(window.iter().rev().skip(1))
                .map(|(c, x)| c * x)
                .sum();
            (window[p] - prediction).powi(2)
        })
        .sum();
    -(n as f64) * sigma.ln() - sse / (2.0 * sigma * sigma)
}

#[test]
fn autoregressive_series() {
    check!(autoregression; &c = vec![0.6, -0.2], s = 0.5, &x = vec![0.1, 0.4, -0.3, 0.8, 0.2, -0.1]);
}

#[differentiable]
fn sigmoid(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

#[differentiable]
fn logistic_regression(
    w: &[f64],
    b: f64,
    #[constant] xs: &[Vec<f64>],
    #[constant] labels: &[bool],
    lambda: f64,
) -> f64 {
    let mut loss = 0.0;
    for (x, &label) in xs.iter().zip(labels) {
        let z = w.iter().zip(x).map(|(w, x)| w * x).sum::<f64>() + b;
        let p = sigmoid(z);
        loss -= if label { p.ln() } else { (1.0 - p).ln() };
    }
    loss / xs.len() as f64 + 0.5 * lambda * w.iter().map(|w| w.powi(2)).sum::<f64>()
}

#[differentiable]
fn poisson_regression(beta: &[f64], design: &[[f64; 2]], #[constant] counts: &[u32]) -> f64 {
    let log_factorial = |n: u32| {
        let mut sum = 0.0;
        for k in 2..=n {
            sum += f64::from(k).ln();
        }
        sum
    };
    let mut total = 0.0;
    for i in 0..counts.len() {
        let eta = beta[0] + beta[1] * design[i][0] + beta[2] * design[i][1];
        total += counts[i] as f64 * eta - eta.exp() - log_factorial(counts[i]);
    }
    total
}

#[test]
fn generalised_linear_models() {
    let xs = vec![vec![0.5, 1.0], vec![-0.3, 0.8], vec![0.9, -1.2]];
    check!(logistic_regression; &w = vec![0.3, -0.7], b = 0.1, const &xs, const &[true, false, true], l = 0.05);
    check!(poisson_regression; &b = vec![0.3, -0.2, 0.4], &x = vec![[0.5, 1.0], [-0.3, 0.8], [0.9, -1.2]], const &[2, 0, 3]);
}

#[derive(Differentiable, Debug, Clone)]
struct Mixture {
    logits: Vec<f64>,
    means: Vec<f64>,
    log_sigmas: Vec<f64>,
}
numbers!(Mixture, MixtureTangent; { logits, means, log_sigmas });

#[differentiable]
fn mixture_log_density(mixture: &Mixture, x: f64) -> f64 {
    let normaliser = log_sum_exp(&mixture.logits);
    let components: Vec<f64> = (0..mixture.means.len())
        .map(|k| {
            let sigma = mixture.log_sigmas[k].exp();
            let z = (x - mixture.means[k]) / sigma;
            mixture.logits[k] - normaliser - 0.5 * z * z - sigma.ln() - 0.5 * (2.0 * PI).ln()
        })
        .collect();
    log_sum_exp(&components)
}

#[differentiable]
fn mixture_likelihood(mixture: &Mixture, #[constant] data: &[f64]) -> f64 {
    data.iter().map(|&x| mixture_log_density(mixture, x)).sum()
}

#[test]
fn gaussian_mixture() {
    let mixture = Mixture {
        logits: vec![0.1, -0.4],
        means: vec![-1.0, 1.5],
        log_sigmas: vec![-0.2, 0.3],
    };
    check!(mixture_likelihood; &m = mixture, const &[-1.2, 0.3, 1.8]);
}

mod schools {
    use pullback::prelude::*;

    #[derive(Clone, Debug, Differentiable)]
    pub struct Parameters {
        pub mu: f64,
        pub log_tau: f64,
        pub eta: [f64; 4],
    }

    pub static EFFECTS: [f64; 4] = [28.0, 8.0, -3.0, 7.0];
    pub const ERRORS: [f64; 4] = [15.0, 10.0, 16.0, 11.0];

    #[differentiable]
    pub fn normal(x: f64, mean: f64, sd: f64) -> f64 {
        let z = (x - mean) / sd;
        -0.5 * z * z - sd.ln()
    }

    #[differentiable]
    pub(super) fn log_posterior(p: &Parameters) -> f64 {
        let Parameters { mu, log_tau, eta } = p;
        let tau = log_tau.exp();
        let mut lp = normal(*mu, 0.0, 5.0) + log_tau - (1.0 + (tau / 5.0).powi(2)).ln();
        for (j, e) in eta.iter().enumerate() {
            lp += normal(*e, 0.0, 1.0);
            lp += normal(EFFECTS[j], mu + tau * e, ERRORS[j]);
        }
        lp
    }
}
use schools::{ParametersTangent, log_posterior};
numbers!(schools::Parameters, ParametersTangent; { mu, log_tau, eta });

#[test]
fn hierarchical_posterior_in_a_module() {
    check!(log_posterior; &p = schools::Parameters { mu: 4.0, log_tau: 1.2, eta: [0.3, -0.1, 0.5, 0.2] });
}

/// Holt–Winters with additive seasons: the error of one-step forecasts.
#[differentiable]
fn holt_winters(series: &[f64], alpha: f64, beta: f64, gamma: f64, season: usize) -> f64 {
    let mut level = series[..season].iter().sum::<f64>() / season as f64;
    let mut trend = (series[season] - series[0]) / season as f64;
    let mut seasonals: Vec<f64> = series[..season].iter().map(|x| x - level).collect();
    let mut error = 0.0;
    for (t, &x) in series.iter().enumerate().skip(season) {
        let s = seasonals[t % season];
        let forecast = level + trend + s;
        error += (x - forecast) * (x - forecast);
        let old_level = level;
        level = alpha * (x - s) + (1.0 - alpha) * (level + trend);
        trend = beta * (level - old_level) + (1.0 - beta) * trend;
        seasonals[t % season] = gamma * (x - level) + (1.0 - gamma) * s;
    }
    error
}

#[differentiable]
fn exponential_smoothing(series: &[f64], alpha: f64) -> Vec<f64> {
    let mut smoothed = vec![series[0]];
    for i in 1..series.len() {
        let last = smoothed[smoothed.len() - 1];
        smoothed.push(alpha * series[i] + (1.0 - alpha) * last);
    }
    smoothed
}

#[test]
fn smoothing() {
    check!(holt_winters; &x = vec![1.0, 2.0, 0.5, 1.3, 2.2, 0.9, 1.6], a = 0.4, b = 0.3, c = 0.2, const 3);
    check_map!(exponential_smoothing; &x = vec![1.0, 2.0, 0.5, 1.3], a = 0.4);
}

#[differentiable]
fn moments(x: &[f64]) -> (f64, f64, f64, f64) {
    let n = x.len() as f64;
    let mean = x.iter().sum::<f64>() / n;
    let m2 = x.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n;
    let m3 = x.iter().map(|v| (v - mean).powi(3)).sum::<f64>() / n;
    let m4 = x.iter().map(|v| (v - mean).powi(4)).sum::<f64>() / n;
    (mean, m2.sqrt(), m3 / m2.powf(1.5), m4 / m2.powi(2) - 3.0)
}

/// Welford's running variance.
#[differentiable]
fn running_variance(x: &[f64]) -> f64 {
    let (mut count, mut mean, mut m2) = (0usize, 0.0, 0.0);
    for &value in x {
        count += 1;
        let delta = value - mean;
        mean += delta / count as f64;
        m2 += delta * (value - mean);
    }
    if count < 2 { 0.0 } else { m2 / (count - 1) as f64 }
}

#[differentiable]
fn correlation(x: &[f64], y: &[f64]) -> f64 {
    let n = x.len() as f64;
    let (mx, my) = (x.iter().sum::<f64>() / n, y.iter().sum::<f64>() / n);
    let (mut sxy, mut sxx, mut syy) = (0.0, 0.0, 0.0);
    for (a, b) in x.iter().zip(y) {
        let (da, db) = (a - mx, b - my);
        sxy += da * db;
        sxx += da * da;
        syy += db * db;
    }
    sxy / (sxx * syy).sqrt()
}

#[test]
fn summary_statistics() {
    let x = vec![0.3, -0.4, 1.2, 0.8, 2.1];
    check_map!(moments; &x = x.clone());
    check!(running_variance; &x = x.clone());
    check!(correlation; &x = x, &y = vec![0.1, 0.2, 0.9, 1.1, 1.4]);
}

/// Radial velocities of several planets on eccentric orbits.
#[differentiable]
fn radial_velocity(t: f64, planets: &[[f64; 5]], offset: f64) -> f64 {
    let mut rv = offset;
    for &[period, k, e, omega, t_peri] in planets {
        let m = 2.0 * PI * (t - t_peri) / period;
        let mut ea = m + e * m.sin();
        for _ in 0..20 {
            let delta = (ea - e * ea.sin() - m) / (1.0 - e * ea.cos());
            ea -= delta;
            if delta.abs() < 1e-14 {
                break;
            }
        }
        let f = 2.0 * (((1.0 + e) / (1.0 - e)).sqrt() * (ea / 2.0).tan()).atan();
        rv += k * ((f + omega).cos() + e * omega.cos());
    }
    rv
}

#[differentiable]
fn velocity_likelihood(planets: &[[f64; 5]], offset: f64, jitter: f64, #[constant] data: &[(f64, f64, f64)]) -> f64 {
    let mut ll = 0.0;
    for &(time, velocity, error) in data {
        let variance = error.powi(2) + jitter.powi(2);
        let residual = velocity - radial_velocity(time, planets, offset);
        ll -= 0.5 * (residual.powi(2) / variance + (2.0 * PI * variance).ln());
    }
    ll
}

#[test]
fn radial_velocities() {
    check!(velocity_likelihood; &p = vec![[4.2, 1.5, 0.1, 0.4, 0.3], [11.0, 0.7, 0.3, 2.0, 1.0]], o = 0.2, j = 0.5,
        const &[(0.5, 1.0, 0.3), (1.7, -0.8, 0.4), (6.1, 0.4, 0.3)]);
}

/// A box-shaped transit with smooth edges, out of transit counted only.
#[differentiable]
fn transit(
    depth: f64,
    t0: f64,
    duration: f64,
    period: f64,
    #[constant] times: &[f64],
    #[constant] flux: &[f64],
) -> f64 {
    let mut chi2 = 0.0;
    let mut outside = 0;
    for (i, t) in times.iter().enumerate() {
        let phase = (t - t0 + 0.5 * period).rem_euclid(period) - 0.5 * period;
        let model = if phase.abs() > duration {
            outside += 1;
            1.0
        } else {
            1.0 - depth / (1.0 + ((phase.abs() - 0.5 * duration) / 0.05).exp())
        };
        chi2 += ((flux[i] - model) / 0.01).powi(2);
    }
    -0.5 * chi2 - outside as f64
}

#[test]
fn transits() {
    check!(transit; d = 0.05, t0 = 1.0, w = 0.4, p = 3.1, const &[0.2, 0.9, 1.1, 1.25, 4.2, 5.5],
        const &[1.0, 0.97, 0.95, 0.98, 0.96, 1.01]);
}

/// Kernel density with bandwidth by Silverman's rule.
#[differentiable]
fn kernel_density(points: &[f64], at: f64) -> f64 {
    let n = points.len();
    let mean: f64 = points.iter().sum::<f64>() / n as f64;
    let sd = (points.iter().map(|&x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1) as f64).sqrt();
    let h = 1.06 * sd * (n as f64).powf(-0.2);
    points
        .iter()
        .map(|p| (at - p) / h)
        .map(|u| (-0.5 * u * u).exp())
        .sum::<f64>()
        / (n as f64 * h * (2.0 * PI).sqrt())
}

#[test]
fn density_by_kernels() {
    check!(kernel_density; &x = vec![0.3, -0.4, 1.2, 0.8, 2.1], at = 0.6);
}

/// Ordered logit: thresholds and a category per observation.
#[differentiable]
fn ordinal(cutpoints: &[f64], slope: f64, #[constant] xs: &[f64], #[constant] ys: &[usize]) -> f64 {
    let last = cutpoints.len();
    let mut ll = 0.0;
    for (&x, &y) in xs.iter().zip(ys.iter()) {
        let eta = slope * x;
        let p = match y {
            0 => sigmoid(cutpoints[0] - eta),
            k if k == last => 1.0 - sigmoid(cutpoints[last - 1] - eta),
            k => sigmoid(cutpoints[k] - eta) - sigmoid(cutpoints[k - 1] - eta),
        };
        ll += p.max(1e-300).ln();
    }
    ll
}

#[test]
fn ordered_categories() {
    check!(ordinal; &c = vec![-0.5, 0.7], s = 0.8, const &[0.1, 0.9, -1.0, 0.4], const &[1, 2, 0, 1]);
}
