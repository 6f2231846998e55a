//! Programs over sequences, of the kind people bring along.
#![allow(
    clippy::all,
    reason = "each form is tested as people write it, the long-winded ones too"
)]

use crate::check_slice;
use pullback::prelude::*;

#[differentiable]
fn prefix_sums(x: &[f64]) -> f64 {
    let mut prefix = Vec::with_capacity(x.len() + 1);
    prefix.push(0.0);
    for v in x {
        prefix.push(prefix.last().unwrap() + v * v);
    }
    (0..x.len())
        .flat_map(|i| (i + 1..=x.len()).map(move |j| (i, j)))
        .map(|(i, j)| (prefix[j] - prefix[i]).sin())
        .sum()
}

#[differentiable]
fn convolution(x: &[f64], #[constant] n: usize) -> f64 {
    let (signal, kernel) = x.split_at(n);
    signal
        .windows(kernel.len())
        .map(|w| w.iter().zip(kernel.iter().rev()).map(|(a, b)| a * b).sum::<f64>())
        .map(|y| y.tanh())
        .sum()
}

#[differentiable]
fn moving_averages(x: &[f64]) -> f64 {
    let means: Vec<f64> = x.chunks(2).map(|c| c.iter().sum::<f64>() / c.len() as f64).collect();
    let variance = means.iter().map(|m| (m - means[0]).powi(2)).sum::<f64>() / means.len() as f64;
    variance.sqrt()
}

#[differentiable]
fn warping(x: &[f64], #[constant] reference: &[f64]) -> f64 {
    let (n, m) = (x.len(), reference.len());
    let mut table = vec![vec![f64::INFINITY; m + 1]; n + 1];
    table[0][0] = 0.0;
    for i in 1..=n {
        for j in 1..=m {
            let cost = (x[i - 1] - reference[j - 1]).powi(2);
            let best = [table[i - 1][j], table[i][j - 1], table[i - 1][j - 1]]
                .into_iter()
                .fold(f64::INFINITY, f64::min);
            table[i][j] = cost + best;
        }
    }
    table[n][m]
}

#[differentiable]
fn softmax(x: &[f64], #[constant] target: usize) -> f64 {
    let max = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let exps: Vec<f64> = x.iter().map(|v| (v - max).exp()).collect();
    let sum: f64 = exps.iter().sum();
    let probabilities: Vec<_> = exps.iter().map(|e| e / sum).collect();
    -probabilities[target].ln()
}

#[differentiable]
fn horner(x: &[f64]) -> f64 {
    let (at, coefficients) = x.split_first().unwrap();
    coefficients.iter().rev().fold(0.0, |acc, &c| acc * at + c)
}

#[differentiable]
fn heat(x: &[f64], #[constant] steps: usize) -> f64 {
    let n = x.len();
    let mut now = x.to_vec();
    let mut next = now.clone();
    for _ in 0..steps {
        for (i, w) in now.windows(3).enumerate() {
            next[i + 1] = w[1] + 0.1 * (w[0] - 2.0 * w[1] + w[2]) + 0.01 * w[1] * w[1];
        }
        std::mem::swap(&mut now, &mut next);
    }
    now[n / 2] * now.iter().sum::<f64>()
}

#[differentiable]
fn reverse_polish(x: &[f64], #[constant] program: &str) -> f64 {
    let mut stack: Vec<f64> = Vec::new();
    let mut inputs = x.iter();
    for op in program.chars() {
        if op == 'x' {
            stack.push(*inputs.next().unwrap());
        } else {
            let b = stack.pop().unwrap();
            let a = stack.pop().unwrap();
            stack.push(match op {
                '+' => a + b,
                '-' => a - b,
                '*' => a * b,
                _ => a / b,
            });
        }
    }
    stack.pop().unwrap()
}

#[differentiable]
fn nearest_neighbours(x: &[f64], #[constant] points: &[[f64; 2]]) -> f64 {
    let distance = |p: &[f64; 2]| ((p[0] - x[0]).powi(2) + (p[1] - x[1]).powi(2)).sqrt();
    let mut distances: Vec<f64> = points.iter().map(distance).collect();
    distances.sort_by(|a, b| a.partial_cmp(b).unwrap());
    distances.iter().take(3).map(|d| 1.0 / d).sum::<f64>().ln()
}

#[differentiable]
fn ragged(x: &[f64]) -> f64 {
    let mut rows = vec![];
    let mut start = 0;
    for length in [1, 3, 2] {
        rows.push(x[start..start + length].to_vec());
        start += length;
    }
    rows.swap(0, 2);
    let longest = rows.iter().max_by_key(|row| row.len()).unwrap();
    let widths: Vec<usize> = rows.iter().map(|row| row.len()).collect();
    let last_column: Vec<f64> = rows.iter().map(|row| row[row.len() - 1]).collect();
    longest.iter().product::<f64>() * last_column.iter().sum::<f64>() * widths[0] as f64
}

#[differentiable]
fn cumulative(x: &[f64]) -> f64 {
    let total: f64 = x.iter().map(|v| v.exp()).sum();
    let mut running = 0.0;
    let cdf: Vec<f64> = x
        .iter()
        .map(|v| {
            running += v.exp() / total;
            running
        })
        .collect();
    let k = cdf.partition_point(|&c| c < 0.5);
    cdf[k] * cdf.iter().zip(&cdf[1..]).map(|(a, b)| (b - a) * b).sum::<f64>()
}

#[differentiable]
fn spline(x: &[f64], #[constant] knots: &[f64], #[constant] at: &[f64]) -> f64 {
    at.iter()
        .map(|&t| {
            let i = knots.iter().position(|&k| k > t).unwrap_or(knots.len() - 1).max(1) - 1;
            let s = (t - knots[i]) / (knots[i + 1] - knots[i]);
            x[i] * (1.0 - s) + x[i + 1] * s
        })
        .map(|v| v * v)
        .sum()
}

#[differentiable]
fn layers(x: &[f64], #[constant] sizes: &[usize]) -> f64 {
    let mut activations = vec![0.5, -0.3];
    let mut offset = 0;
    for pair in sizes.windows(2) {
        let (inputs, outputs) = (pair[0], pair[1]);
        let weights = &x[offset..offset + inputs * outputs];
        activations = weights
            .chunks(inputs)
            .map(|row| row.iter().zip(&activations).map(|(w, a)| w * a).sum::<f64>().tanh())
            .collect();
        offset += inputs * outputs;
    }
    activations.iter().map(|a| a * a).sum()
}

#[differentiable]
fn hidden_markov(x: &[f64], #[constant] observed: &[usize]) -> f64 {
    let transition: Vec<Vec<f64>> = x[..4]
        .chunks(2)
        .map(|row| {
            let z: f64 = row.iter().map(|v| v.exp()).sum();
            row.iter().map(|v| v.exp() / z).collect()
        })
        .collect();
    let emission = [[0.8, 0.2], [0.3, 0.7]];
    let mut alpha: Vec<f64> = (0..2).map(|s| 0.5 * emission[s][observed[0]]).collect();
    let mut log_likelihood = 0.0;
    for &o in &observed[1..] {
        let next: Vec<f64> = (0..2)
            .map(|s| alpha.iter().enumerate().map(|(r, a)| a * transition[r][s]).sum::<f64>() * emission[s][o])
            .collect();
        let scale: f64 = next.iter().sum();
        log_likelihood += scale.ln();
        alpha = next.iter().map(|a| a / scale).collect();
    }
    log_likelihood
}

#[test]
fn every_program() {
    let x = [0.7, -0.4, 1.3, 0.9, 0.2, 0.5];
    check_slice!(prefix_sums, x);
    check_slice!(convolution, x, 4);
    check_slice!(moving_averages, x);
    check_slice!(warping, x, &[0.5, 1.0, 0.3]);
    check_slice!(softmax, x, 2);
    check_slice!(horner, x);
    check_slice!(heat, x, 5);
    check_slice!(reverse_polish, x, "xx*xx+-x/x*");
    check_slice!(
        nearest_neighbours,
        x,
        &[[0.0, 0.1], [1.0, 1.0], [2.0, -1.5], [0.5, 0.0]]
    );
    check_slice!(ragged, x);
    check_slice!(cumulative, x);
    check_slice!(spline, x, &[0.0, 1.0, 2.0, 3.0, 4.0, 5.0], &[0.3, 1.7, 2.2, 4.9]);
    check_slice!(layers, x, &[2, 2, 1]);
    check_slice!(hidden_markov, x, &[0, 1, 1, 0, 1]);
}
