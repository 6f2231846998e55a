//! Functions that call themselves.

use crate::{check_numbers, check_slice};
use pullback::prelude::*;

#[differentiable]
fn power(x: f64, n: usize) -> f64 {
    if n == 0 { 1.0 } else { x * power(x.sin(), n - 1) }
}

#[differentiable]
fn powered(x: f64, y: f64) -> f64 {
    power(x * y, 4) + power(y, 1)
}

/// Adaptive-like quadrature of a fixed function, by halving.
#[differentiable]
fn halves(a: f64, b: f64, #[constant] depth: usize) -> f64 {
    let m = 0.5 * (a + b);
    if depth == 0 {
        return (b - a) * (m * m).cos();
    }
    halves(a, m, depth - 1) + halves(m, b, depth - 1)
}

#[differentiable]
fn integral(a: f64, b: f64) -> f64 {
    halves(a, b, 3)
}

/// Sums a slice by halves, smoothing it in place.
#[differentiable]
fn smooth(v: &mut [f64], #[constant] depth: usize) -> f64 {
    if depth == 0 || v.len() < 2 {
        return v[0];
    }
    let n = v.len();
    let first = smooth(&mut v[..n - 1], depth - 1);
    v[n - 1] = v[n - 1] * v[0] + first.sin();
    v[n - 1] + smooth(v, depth - 1)
}

#[differentiable]
fn smoothed(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    let s = smooth(&mut v, 3);
    let mut sum = s;
    for q in &v {
        sum += q * q;
    }
    sum
}

#[test]
fn calls_of_itself() {
    check_numbers!(powered(x = 0.7, y = 1.2));
    check_numbers!(integral(a = -0.3, b = 1.4));
}

#[test]
fn calls_of_itself_that_write() {
    check_slice!(smoothed, [0.3, -0.4, 0.5, 1.1]);
}
