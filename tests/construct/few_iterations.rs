//! Loops over a few iterations are written out: whatever is in them, and however their bounds are written.

#![allow(
    clippy::clone_on_copy,
    clippy::reversed_empty_ranges,
    reason = "they are what is tested"
)]

use crate::check;
use pullback::prelude::*;

#[differentiable]
fn matrix_times_vector(a: [[f64; 3]; 3], x: [f64; 3]) -> [f64; 3] {
    let mut y = [0.0; 3];
    for i in 0..3 {
        for j in 0..3 {
            y[i] += a[i][j] * x[j];
        }
    }
    y
}

#[differentiable]
fn cyclic(a: &[f64; 3], b: &[f64; 3]) -> f64 {
    let mut product = [0.0; 3];
    for i in 0..3 {
        let (j, k) = ((i + 1) % 3, (i + 2) % 3);
        product[i] = a[j] * b[k] - a[k] * b[j];
    }
    product.iter().map(|p| p * p).sum::<f64>().sqrt()
}

/// The variable is a number of another type, an index, and what a branch depends on.
#[differentiable]
fn of_all_uses(x: [f64; 4], powers: &[f64]) -> f64 {
    let mut sum = 1.0;
    for i in (0..=3_usize).rev() {
        if i == 2 {
            continue;
        }
        let last = if i > 0 { x[i - 1] } else { x[3] };
        sum = sum * x[i].cos() + last * powers[i] * (i as f64 + 0.5);
    }
    for n in 1..4_i32 {
        sum += x[0].powi(n) / f64::from(n);
    }
    for k in 0..6 {
        if k < 4 {
            sum += x[k] * x[k];
        }
    }
    sum
}

#[differentiable]
fn scaled(x: f64, scale: f64) -> f64 {
    (x * scale).sin()
}

/// Calls, arrays whose length others tell, elements that are overwritten.
#[differentiable]
fn calls_and_copies(x: [f64; 3], scale: f64) -> f64 {
    let mut copied = x;
    for value in &mut copied {
        *value = scaled(*value, scale) * *value;
    }
    let mapped = copied.map(|c| c.exp() / scale);
    let cloned = mapped.clone();
    for i in 0..cloned.len() {
        copied[i] *= cloned[i];
        copied[0] += copied[i] * copied[i];
    }
    let pairs = [(x[0], 1), (x[1], 2)];
    let mut sum = 0.0;
    for (value, weight) in pairs {
        sum += value * f64::from(weight);
    }
    sum + copied.iter().zip(&mapped).map(|(a, b)| a * b).sum::<f64>()
}

/// Vectors grow in them, matching and early exits are in them, and some have no iterations.
#[differentiable]
fn all_sorts(x: &[f64], limit: f64) -> f64 {
    let mut grown = Vec::new();
    for i in 0..3 {
        let next = match i {
            0 => x[0],
            1 => x[1] * x[0],
            _ => x[2].sin(),
        };
        grown.push(next * limit);
    }
    for i in 0..0 {
        grown[i] = 0.0;
    }
    for i in 0..3 {
        if grown[i] > limit {
            break;
        }
        grown[i] *= grown[2];
    }
    for i in 0..3 {
        if grown[i] > 100.0 {
            return limit * limit;
        }
    }
    let mut taken = 0.0;
    for _ in 0..2 {
        taken += grown.pop().unwrap_or(0.0) * limit;
    }
    grown.iter().sum::<f64>() * taken
}

#[differentiable]
fn generic<T: Real>(x: [T; 3], y: T) -> T {
    let mut sum = T::zero();
    for i in 0..3 {
        sum += x[i] * y.powi(i as i32 + 1);
    }
    sum
}

#[differentiable]
fn rows(table: &mut [[f64; 2]], at: f64) -> f64 {
    let mut sum = 0.0;
    for row in table.iter_mut() {
        for k in 0..2 {
            row[k] = (row[k] * at).tanh();
            sum += row[k];
        }
        row.swap(0, 1);
    }
    sum
}

#[test]
fn few_iterations() {
    let matrix = [[0.1, 0.2, 0.3], [0.2, -0.3, 0.7], [0.7, 0.8, 0.5]];
    check_grad!(matrix_times_vector, matrix, [1.0, -2.0, 3.0]);
    check!(cyclic; &a = [1.0, 2.0, 3.0], &b = [0.5, -1.0, 0.25]);
    check!(of_all_uses; x = [0.3, 0.7, -0.2, 1.1], &powers = vec![1.0, 2.0, -3.0, 0.5]);
    check!(calls_and_copies; x = [0.4, 0.8, -0.6], scale = 1.3);
    check!(all_sorts; &x = vec![0.4, 0.8, -0.6], limit = 1.3);
    check!(all_sorts; &x = vec![40.0, 8.0, -0.6], limit = 7.0);
    check_grad!(generic, [0.4, 0.8, -0.6], 1.3);
    check_grad!(rows, &mut [[0.1, 0.2], [0.3, -0.4], [0.5, 0.6]], 0.9);
}
