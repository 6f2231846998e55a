//! Values that the reverse sweep wants twice: as a factor, and to put back what was overwritten.

#![allow(
    clippy::assign_op_pattern,
    reason = "what is read and what is overwritten stand apart"
)]

use crate::check;
use pullback::prelude::*;

#[differentiable]
fn scaled_in_place(x: &mut [f64], a: &[f64]) {
    for i in 0..x.len() {
        x[i] = a[i] * x[i] * x[i];
    }
}

/// The halves of a slice share no memory; what is read of one is still there when the other was written.
#[differentiable]
fn halves(x: &mut [f64], a: f64) {
    let n = x.len() / 2;
    let (left, right) = x.split_at_mut(n);
    for i in 0..n {
        let (l, r) = (left[i], right[i]);
        right[i] = l * r * a;
        left[i] = (l + right[i]).sin() * l;
    }
}

/// Here the elements may be one and the same, and what is read first is not what is overwritten last.
#[differentiable]
fn perhaps_the_same(x: &mut [f64], #[constant] order: &[usize]) {
    for (i, j) in order.iter().enumerate() {
        let before = x[i];
        x[*j] *= 1.5 * before.cos();
        x[i] = before * x[i];
    }
}

/// What is read before an inner loop may be written by it.
#[differentiable]
fn written_inside(x: &mut [f64]) {
    for i in 1..x.len() {
        let before = x[i];
        for k in 0..=i {
            x[k] += 0.1 * before * x[i - 1];
        }
        x[i] = before * before * x[i];
    }
}

#[differentiable]
fn of(f: usize, x: &[f64], a: &[f64]) -> f64 {
    let mut y = x.to_vec();
    match f {
        0 => scaled_in_place(&mut y, a),
        1 => halves(&mut y, a[0]),
        2 => perhaps_the_same(&mut y, &[0, 0, 3, 1]),
        _ => written_inside(&mut y),
    }
    y.iter().enumerate().map(|(i, y)| y * y * (1.0 + i as f64)).sum()
}

#[test]
fn a_value_that_is_recorded_once_serves_both() {
    let (x, a) = (vec![0.3, 0.8, -0.4, 0.6], vec![0.9, -0.5, 0.7, 1.2]);
    check!(of; const 0, &x = x.clone(), &a = a.clone());
    check!(of; const 1, &x = x.clone(), &a = a.clone());
    check!(of; const 2, &x = x.clone(), &a = a.clone());
    check!(of; const 3, &x = x, &a = a);
}
