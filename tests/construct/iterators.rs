//! Iterator chains become loops: every adapter and every end.

use crate::{check, check_slice};
use pullback::prelude::*;

#[differentiable]
fn sum_of_squares(x: &[f64]) -> f64 {
    x.iter().map(|v| v * v).sum()
}

#[differentiable]
fn weighted(x: &[f64], #[constant] w: &[f64]) -> f64 {
    x.iter().zip(w).map(|(a, b)| (a * b).sin()).sum::<f64>()
}

#[differentiable]
fn product_of_positive(x: &[f64]) -> f64 {
    x.iter().filter(|v| **v > 0.0).product::<f64>()
        + x.iter().copied().filter(|&v| v < 0.0).map(|v| v.powi(3)).sum::<f64>()
}

#[differentiable]
fn folded(x: &[f64]) -> f64 {
    x.iter().fold(1.0, |acc, v| acc * 0.5 + v * acc.sin())
}

#[differentiable]
fn largest(x: &[f64]) -> f64 {
    let max = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    max + x.iter().map(|v| (v - max).exp()).sum::<f64>().ln()
}

#[differentiable]
fn windows(x: &[f64]) -> f64 {
    x.windows(3).map(|w| (w[2] - 2.0 * w[1] + w[0]).powi(2)).sum()
}

#[differentiable]
fn chunks(x: &[f64]) -> f64 {
    let mut total = 0.0;
    for (k, chunk) in x.chunks(2).enumerate() {
        let s: f64 = chunk.iter().sum();
        total += s * s * (k + 1) as f64;
    }
    total
}

#[differentiable]
fn collected(x: &[f64]) -> f64 {
    let squares: Vec<f64> = x.iter().map(|v| v * v).collect();
    let tail: Vec<f64> = squares.iter().skip(1).step_by(2).cloned().collect();
    squares.iter().rev().take(2).product::<f64>() + tail[0] * squares[1]
}

#[differentiable]
fn pushed(x: &[f64]) -> f64 {
    let mut kept = Vec::new();
    let mut which = Vec::new();
    for i in 0..x.len() {
        if x[i] > 0.0 {
            kept.push(x[i] * x[i].exp());
            which.push(i);
        }
        if i % 2 == 0 {
            kept.push(x[i]);
            which.push(0);
        }
    }
    let mut sum = 0.0;
    for k in 0..kept.len() {
        sum += kept[k] * kept[kept.len() - 1 - k] * x[which[k]];
    }
    sum
}

#[differentiable]
fn closures(x: &[f64]) -> f64 {
    let scale = x[0] * 2.0;
    let square = |v: f64| v * v * scale;
    let both = |a: f64, b: f64| square(a) - square(b).sin();
    let early = |v: f64| {
        if v < 0.0 {
            return -v;
        }
        v * v
    };
    both(x[1], x[2]) + early(x[3]) * early(x[1])
}

#[differentiable]
fn moved(x: &[f64]) -> f64 {
    let mut a = x[0];
    let then = move |v: f64| v * a;
    a *= x[1];
    then(x[2]) + a
}

#[differentiable]
fn ranges(x: &[f64]) -> f64 {
    let n = x.len();
    (1..n).map(|i| x[i] * x[i - 1]).sum::<f64>()
        + (0..=n - 1)
            .rev()
            .filter(|i| i % 2 == 0)
            .map(|i| x[i].cos())
            .sum::<f64>()
}

#[differentiable]
fn mutated(x: &[f64]) -> f64 {
    let mut y = x.to_vec();
    y.iter_mut().for_each(|v| *v = v.sin());
    for (a, b) in y.iter_mut().zip(x.iter()) {
        *a *= *b;
    }
    y.iter().enumerate().map(|(i, v)| v * i as f64).sum()
}

const X: [f64; 5] = [0.3, -0.4, 0.5, 1.1, 0.2];

#[test]
fn adapters_and_ends() {
    check_slice!(sum_of_squares, X);
    check_slice!(weighted, X, &[1.0, 2.0, 0.5, -1.0, 0.1]);
    check_slice!(product_of_positive, X);
    check_slice!(folded, X);
    check_slice!(largest, X);
    check_slice!(windows, X);
    check_slice!(chunks, X);
    check_slice!(ranges, X);
    check_slice!(mutated, X);
}

#[test]
fn vectors_that_grow() {
    check_slice!(collected, X);
    check_slice!(pushed, X);
}

#[test]
fn local_closures() {
    check_slice!(closures, X);
    check_slice!(closures, [0.3, 0.4, 0.5, -1.1, 0.2]);
    check_slice!(moved, X);
}

#[differentiable]
fn sum_of_a_part(x: &[f64], start: usize) -> f64 {
    let sum: f64 = x[start..].iter().sum();
    sum
}

#[differentiable]
fn sum_of_squares_of<T: Real>(x: &[T], start: usize) -> T {
    x[start..].iter().map(|v| *v * *v).sum()
}

/// It is minus zero, in the standard library.
#[test]
fn the_sum_of_nothing() {
    for start in [0, 2] {
        check!(sum_of_a_part; &x = vec![0.3, 0.4], const start);
        check!(sum_of_squares_of; &x = vec![0.3, 0.4], const start);
    }
}
