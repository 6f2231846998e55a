//! A gradient that has run once on a thread allocates nothing when it runs again, into buffers that are kept.

use pullback::prelude::*;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// How often the second call of `gradient` allocates.
fn allocations<T>(mut gradient: impl FnMut() -> T) -> usize {
    // Two before, as memory grows to what is needed.
    let _ = (gradient(), gradient());
    let region = Region::new(ALLOCATOR);
    let result = gradient();
    let change = region.change();
    drop(result);
    change.allocations + change.reallocations
}

struct Data {
    times: Vec<f64>,
    values: Vec<f64>,
}

#[differentiable]
fn wave(time: f64, rates: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (k, rate) in rates.iter().enumerate() {
        sum += (rate * time).sin() / (k as f64 + 1.0);
    }
    sum
}

/// Calls with loops of their own, in a loop, with parts of a structure.
#[differentiable]
fn misfit(rates: &[f64], #[constant] data: &Data) -> f64 {
    let mut sum = 0.0;
    for (time, value) in data.times.iter().zip(&data.values) {
        let residual = value - wave(*time, rates);
        sum += residual * residual;
    }
    sum
}

#[differentiable]
fn smoothed(values: &[f64], into: &mut [f64]) {
    for i in 1..values.len() - 1 {
        into[i] = 0.25 * (values[i - 1] + 2.0 * values[i] + values[i + 1]);
    }
}

/// Vectors that the function makes for itself, and helpers that write into parts of them.
#[differentiable]
fn roughness(values: &[f64], #[constant] data: &Data) -> f64 {
    let n = values.len();
    let mut scratch = vec![0.0; n];
    let mut weights = vec![1.0; n];
    let mut shifted = data.values.clone();
    let mut squares = values.to_vec();
    for i in 0..n {
        shifted[i] += 0.1 * values[i];
        squares[i] *= squares[i];
        weights[i] = (-shifted[i] * values[i]).exp() + squares[i];
    }
    let mut sum = 0.0;
    for _ in 0..3 {
        smoothed(&values[..n], &mut scratch[..n]);
        for i in 0..n {
            let change = values[i] - scratch[i];
            sum += weights[i] * change * change;
        }
    }
    sum
}

/// A rule by hand, whose pullbacks are kept, for coefficients of any number.
#[differentiable]
fn transits(radius: f64, coefficients: &[f64], #[constant] distances: &[f64]) -> f64 {
    let mut sum = 0.0;
    for b in distances {
        sum += pullback::exoplanet::limb_dark_flux_poly(*b, radius, coefficients);
    }
    sum
}

#[test]
fn nothing_is_allocated_anew() {
    let data = Data {
        times: (0..50).map(|i| 0.1 * f64::from(i)).collect(),
        values: (0..50).map(|i| (0.3 * f64::from(i)).cos()).collect(),
    };
    let rates = [0.5, 1.5, 2.5];
    let mut grad = vec![0.0; 3];
    assert_eq!(allocations(|| misfit::value_and_grad_into(&rates, &data, &mut grad)), 0);

    let mut grad = vec![0.0; 50];
    assert_eq!(
        allocations(|| roughness::value_and_grad_into(&data.times, &data, &mut grad)),
        0
    );

    let coefficients: Vec<f64> = (0..16).map(|i| 0.1 * f64::from(i).cos()).collect();
    for order in [2, 8, 16] {
        let coefficients = &coefficients[..order];
        let (mut by_radius, mut by_coefficients) = (0.0, vec![0.0; order]);
        let gradient =
            || transits::value_and_grad_into(0.1, coefficients, &data.times, &mut by_radius, &mut by_coefficients);
        assert_eq!(allocations(gradient), 0);
    }
    check_grad!(misfit, &rates, &data);
    check_grad!(roughness, &data.times, &data);
}
