//! References that are chosen, that change what they point to, or are kept in tuples and arrays.
#![allow(
    clippy::all,
    reason = "each form is tested as people write it, the long-winded ones too"
)]

use crate::check_slice;
use pullback::prelude::*;

#[differentiable]
fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(p, q)| p * q).sum()
}

#[differentiable]
fn chosen(x: &[f64]) -> f64 {
    let (a, b) = x.split_at(2);
    let doubled: Vec<f64> = x.iter().map(|v| 2.0 * v).collect();
    let mut total = 0.0;
    for i in 0..4 {
        let row = if i % 2 == 0 { &doubled } else { &x.to_vec() };
        let part = if i < 2 { a } else { b };
        total += dot(row, x) * part[i % 2] + row[i].sin();
    }
    total
}

#[differentiable]
fn reassigned(x: &[f64]) -> f64 {
    let a = [x[0] * x[1], x[2]];
    let b = [x[3].sin(), x[0]];
    let mut best = &a;
    if b[0] > a[0] {
        best = &b;
    }
    let mut largest = &x[0];
    for v in x {
        if v > largest {
            largest = v;
        }
    }
    best[0] * best[1] + largest * largest
}

#[differentiable]
fn shrinking(x: &[f64]) -> f64 {
    let mut rest = x;
    let mut total = 0.0;
    while rest.len() > 1 {
        total += rest[0] * rest[rest.len() - 1] + dot(rest, &rest[..1]).sin();
        rest = &rest[1..];
    }
    let mut tail = &x[..];
    let before = tail;
    tail = &tail[2..];
    total + before[0] * tail[0] + dot(&before[1..3], tail)
}

#[differentiable]
fn elements_in_place(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    let r = &mut v[1];
    *r *= x[0];
    *r += 1.0;
    let slice = &mut v[2..];
    slice[0] = slice[1] * x[1];
    for t in &mut v {
        *t = t.sin();
    }
    dot(&v[..2], &v[2..])
}

#[differentiable]
fn several(x: &[f64]) -> f64 {
    let y: Vec<f64> = x.iter().map(|v| v.exp()).collect();
    let mut total = 0.0;
    for v in [&y[..2], &x[1..]] {
        total += v[0] * v[1];
    }
    for (weight, v) in [(1.0, x[0]), (2.0, x[1])] {
        total += weight * v * v;
    }
    for [p, q] in [[x[0], x[1]], [x[2], x[3]]] {
        total += p * q.sin();
    }
    for &(p, q) in &[(x[0], y[1]), (x[2], y[3])] {
        total += p * q;
    }
    total
}

#[test]
fn every_reference() {
    let x = [0.7, -0.4, 1.3, 0.9];
    check_slice!(chosen, x);
    check_slice!(reassigned, x);
    check_slice!(shrinking, x);
    check_slice!(elements_in_place, x);
    check_slice!(several, x);
}
