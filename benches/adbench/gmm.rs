//! A mixture of Gaussians with full covariances: the log-likelihood of n points in d dimensions, with a Wishart prior.

use super::tokens::Tokens;
use pullback::prelude::*;

/// π as ADBench cuts it, which its reference values depend on in the twelfth digit.
#[allow(clippy::approx_constant, reason = "the benchmark's own")]
const PI: f64 = 3.14159265359;

/// Points, and the prior on the covariances.
#[derive(Clone, Debug)]
pub struct Points {
    /// n × d, row by row.
    pub x: Vec<f64>,
    pub dimension: usize,
    /// γ of the Wishart prior.
    pub gamma: f64,
    /// m of the Wishart prior.
    pub extra_freedom: usize,
}

/// The parameters of the mixture.
#[derive(Clone, Debug)]
pub struct Mixture {
    pub alphas: Vec<f64>,
    /// K × d.
    pub means: Vec<f64>,
    /// K × d(d + 1)/2: logarithms of the diagonal of the inverse covariance's factor, then its columns below the diagonal.
    pub factors: Vec<f64>,
}

/// Reads ADBench's text format.
pub fn read(text: &str) -> (Mixture, Points) {
    let mut tokens = Tokens::of(text);
    let (d, k, n) = (tokens.count(), tokens.count(), tokens.count());
    let mixture = Mixture {
        alphas: tokens.numbers(k),
        means: tokens.numbers(k * d),
        factors: tokens.numbers(k * d * (d + 1) / 2),
    };
    let points = Points {
        x: tokens.numbers(n * d),
        dimension: d,
        gamma: tokens.number(),
        extra_freedom: tokens.count(),
    };
    (mixture, points)
}

/// log Σ exp vᵢ, without overflow.
#[differentiable]
fn log_sum_exp(values: &[f64]) -> f64 {
    let largest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = values.iter().map(|value| (value - largest).exp()).sum();
    largest + sum.ln()
}

/// The squared length of Q (x − μ) for the lower triangular Q of a diagonal and columns below it.
#[differentiable]
fn squared_distance(
    x: &[f64],
    mean: &[f64],
    diagonal: &[f64],
    below: &[f64],
    centred: &mut [f64],
    scaled: &mut [f64],
) -> f64 {
    let d = x.len();
    for i in 0..d {
        centred[i] = x[i] - mean[i];
        scaled[i] = diagonal[i] * centred[i];
    }
    let mut start = 0;
    for i in 0..d {
        let column = &below[start..start + d - i - 1];
        for (j, l) in column.iter().enumerate() {
            scaled[i + 1 + j] += l * centred[i];
        }
        start += d - i - 1;
    }
    scaled.iter().map(|r| r * r).sum()
}

/// The log-density of the data and the prior.
#[differentiable]
pub fn objective(alphas: &[f64], means: &[f64], factors: &[f64], #[constant] points: &Points) -> f64 {
    let d = points.dimension;
    let k = alphas.len();
    let n = points.x.len() / d;
    let size = d * (d + 1) / 2;

    let mut diagonals = vec![0.0; k * d];
    let mut log_determinants = vec![0.0; k];
    for c in 0..k {
        for j in 0..d {
            let q = factors[c * size + j];
            diagonals[c * d + j] = q.exp();
            log_determinants[c] += q;
        }
    }

    let mut terms = vec![0.0; k];
    let mut centred = vec![0.0; d];
    let mut scaled = vec![0.0; d];
    let mut sum = 0.0;
    for i in 0..n {
        let x = &points.x[i * d..(i + 1) * d];
        for c in 0..k {
            let distance = squared_distance(
                x,
                &means[c * d..(c + 1) * d],
                &diagonals[c * d..(c + 1) * d],
                &factors[c * size + d..(c + 1) * size],
                &mut centred,
                &mut scaled,
            );
            terms[c] = alphas[c] + log_determinants[c] - 0.5 * distance;
        }
        sum += log_sum_exp(&terms);
    }

    let mut prior = 0.0;
    for c in 0..k {
        let diagonal = &diagonals[c * d..(c + 1) * d];
        let below = &factors[c * size + d..(c + 1) * size];
        let squares = diagonal.iter().map(|q| q * q).sum::<f64>() + below.iter().map(|l| l * l).sum::<f64>();
        prior += 0.5 * points.gamma * points.gamma * squares - points.extra_freedom as f64 * log_determinants[c];
    }
    -0.5 * (n * d) as f64 * (2.0 * PI).ln() + sum - n as f64 * log_sum_exp(alphas) + prior
        - k as f64 * normalisation(points)
}

/// The constant of the Wishart prior.
#[differentiable]
fn normalisation(#[constant] points: &Points) -> f64 {
    let d = points.dimension as f64;
    let freedom = d + points.extra_freedom as f64 + 1.0;
    let mut log_gamma = 0.25 * d * (d - 1.0) * PI.ln();
    for j in 1..=points.dimension {
        log_gamma += libm::lgamma(0.5 * freedom + 0.5 * (1.0 - j as f64));
    }
    freedom * d * (points.gamma.ln() - 0.5 * 2f64.ln()) - log_gamma
}
