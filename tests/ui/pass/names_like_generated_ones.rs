//! Variables named like those of generated code, parameters named like their function, raw identifiers.

#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, clippy::all, clippy::pedantic)]

use pullback::prelude::*;

/// A parameter named like the function.
#[differentiable]
pub fn energy(energy: f64, x_bar: f64) -> f64 {
    energy * energy * x_bar
}

/// Every name that generated code likes.
#[differentiable]
pub fn names(value: f64, pullback: f64, seed: &[f64], result: f64) -> f64 {
    let value_bar = value * pullback;
    let result_bar = value_bar * result;
    let mut sum = 0.0;
    for index in 0..seed.len() {
        let iterations = seed[index] * result_bar;
        let contribution = iterations + value;
        sum += contribution * contribution;
    }
    let branch = if sum > 0.0 { sum } else { -sum };
    let trips = branch;
    let forward = trips * 2.0;
    let tangent = forward;
    let value_dot = tangent;
    let seed_shadow = value_dot;
    let pullback_2 = seed_shadow;
    pullback_2 * value
}

/// Raw identifiers.
#[differentiable]
pub fn r#match(r#type: f64) -> f64 {
    let r#fn = r#type * 2.0;
    r#fn * r#type
}

/// Modes and lifetimes have names, too.
#[differentiable]
pub fn generic<'arguments, const MODE0: usize>(
    x: &'arguments [f64; MODE0],
    #[constant] data: &'arguments [f64],
) -> f64 {
    let mut total = 0.0;
    for i in 0..MODE0 {
        total += x[i] * data[i];
    }
    total * total
}

#[allow(missing_docs)]
fn main() {
    let (slope, other) = energy::grad(3.0, 2.0);
    assert!((slope - 12.0).abs() < 1e-12 && (other - 9.0).abs() < 1e-12);
    assert!((r#match::grad(3.0) - 12.0).abs() < 1e-12);
    let gradient = generic::grad(&[1.0, 2.0], &[3.0, 4.0]);
    assert!((gradient[0] - 66.0).abs() < 1e-12);
    let (value, (by_value, ..)) = names::value_and_grad(1.0, 2.0, &[0.5], 3.0);
    let (_, tangent) = names::jvp(1.0, 2.0, &[0.5], 3.0, 1.0, 0.0, &[0.0], 0.0);
    assert!((value - names(1.0, 2.0, &[0.5], 3.0)).abs() < 1e-12 && (by_value - tangent).abs() < 1e-9);
}
