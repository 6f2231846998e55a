//! Ranges with a name, arrays made by functions, repeated elements.
#![allow(
    clippy::all,
    reason = "each form is tested as people write it, the long-winded ones too"
)]

use crate::{check, check_map};
use pullback::prelude::*;

#[differentiable]
fn named(x: &[f64]) -> f64 {
    let span = 1..x.len() - 1;
    let all = 0..=2;
    let mut total = 0.0;
    for i in span.clone() {
        total += x[i - 1] * x[i + 1];
    }
    total += x[span.clone()].iter().sum::<f64>() * span.len() as f64;
    for i in span.clone().rev() {
        total = total * 0.9 + x[i];
    }
    if span.contains(&2) && !span.contains(&span.end) {
        total += x[span.start];
    }
    let backwards = (0..x.len()).rev();
    for i in backwards {
        total = total * 0.5 + x[i];
    }
    for i in (0..x.len()).step_by(3).rev() {
        total += x[i] * x[i] * total;
    }
    total + span.map(|i| x[i] * x[i]).sum::<f64>() + all.map(|i| x[i]).product::<f64>()
}

#[test]
fn ranges() {
    check!(named; &x = vec![0.7, 1.3, 0.4, 0.9]);
}

#[differentiable]
fn of_functions(x: &[f64]) -> f64 {
    let m: [[f64; 3]; 2] = std::array::from_fn(|i| std::array::from_fn(|j| x[i] * x[j] + i as f64));
    let v = std::array::from_fn::<f64, 4, _>(|k| x[k] * x[k]);
    m[0][1] * m[1][2] + v.iter().sum::<f64>()
}

#[differentiable]
fn powers(x: f64) -> [f64; 3] {
    std::array::from_fn(|i| x.powi(i as i32 + 1))
}

#[differentiable]
fn of_calls(x: f64) -> f64 {
    let [a, b, c] = powers(x).map(|v| v * 2.0);
    let squares = powers(x).map(|v| v * v);
    let sines = powers(x).map(f64::sin);
    a * b + c + sines[0] * sines[2] + squares[0] * squares[1]
}

#[test]
fn arrays() {
    check!(of_functions; &x = vec![0.7, 1.3, 0.4, 0.9]);
    check!(of_calls; x = 0.7);
}

#[differentiable]
fn repeated(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    v.push(x[3]);
    v.push(x[3]);
    v.dedup();
    let n = v.len();
    let mut w = v.clone();
    w.dedup_by(|a, b| (*a - *b).abs() < 1e-9);
    w.dedup_by_key(|v| (*v * 2.0) as i64);
    v.iter().map(|a| a * a).sum::<f64>() * n as f64 + w.iter().sum::<f64>()
}

#[test]
fn repeated_elements() {
    check!(repeated; &x = vec![0.7, 1.3, 0.4, 0.9]);
}

#[differentiable]
fn arr_of(x: &[f64]) -> f64 {
    let a: [f64; 3] = x[..3].try_into().unwrap();
    let b: &[f64; 2] = x[1..3].try_into().unwrap();
    let &[u, v]: &[f64; 2] = x[..2].try_into().expect("two");
    let [p, q, r] = a;
    p * q + r * b[0] * b[1] + u * u * v
}

#[test]
fn references_to_arrays_made_of_slices() {
    check!(arr_of; &x = vec![0.5, 0.9, -0.3, 1.3, 0.7]);
}

#[differentiable]
fn nested(a: f64, b: f64) -> f64 {
    let m: [[f64; 2]; 3] = std::array::from_fn(|i| std::array::from_fn(|j| a * i as f64 + b * (j as f64 + 1.0).sqrt()));
    let t: [[f64; 3]; 2] = core::array::from_fn(|i| m.map(|r| r[i] * a));
    m[2][1] * t[0][1] + t[1][2]
}

type Square = [[f64; 2]; 2];

/// The length is known by the result's type alone.
#[differentiable]
fn product(a: &Square, b: &Square) -> Square {
    std::array::from_fn(|i| std::array::from_fn(|j| (0..2).map(|k| a[i][k] * b[k][j]).sum()))
}

#[test]
fn arrays_of_arrays_that_are_made() {
    check!(nested; a = 0.4, b = 0.7);
    check_map!(product; &a = [[0.3, 0.4], [0.5, -0.6]], &b = [[0.7, 0.1], [-0.2, 0.9]]);
}
