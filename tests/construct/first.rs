use crate::{check_numbers, check_slice};
use pullback::prelude::*;

#[differentiable]
fn rosenbrock(x: &[f64], #[constant] scale: f64) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() - 1 {
        sum += scale * (x[i + 1] - x[i] * x[i]).powi(2) + (1.0 - x[i]).powi(2);
    }
    sum
}

#[test]
fn rosenbrock_in_four_dimensions() {
    check_slice!(rosenbrock, [0.3, -0.4, 0.5, 1.1], 100.0);
}

#[differentiable]
fn wave(a: f64, b: f64) -> f64 {
    let u = a * b;
    let v = u.sin() + (-0.3 * u).exp() / a;
    v * v - b.sqrt() * v
}

#[test]
fn straight_line() {
    check_numbers!(wave(a = 0.7, b = 1.3));
}
