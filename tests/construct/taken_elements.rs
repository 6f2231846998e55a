//! Elements that may be there or not, taken in conditions and loops.
#![allow(
    clippy::all,
    reason = "each form is tested as people write it, the long-winded ones too"
)]

use crate::check_slice;
use pullback::prelude::*;

#[differentiable]
fn stack(x: &[f64]) -> f64 {
    let mut stack = x.to_vec();
    let mut total = 1.0;
    while let Some(v) = stack.pop() {
        total = total * 0.5 + v * total.sin();
        if v > 1.2 {
            stack.push(v * 0.5);
        }
    }
    let mut v = x.to_vec();
    if let Some(last) = v.pop() {
        total += last * last;
    }
    if let Some(last) = v.last_mut() {
        *last *= 2.0;
    }
    let Some(first) = v.first() else { return 0.0 };
    total * first * v[v.len() - 1]
}

#[differentiable]
fn searches(x: &[f64]) -> f64 {
    let best = x.iter().copied().reduce(f64::max);
    let mut total = best.unwrap_or(0.0);
    if let Some(m) = x.iter().max_by(|a, b| a.total_cmp(b)) {
        total += m * m;
    }
    if let Some((i, v)) = x.iter().enumerate().find(|(_, v)| **v < 0.0) {
        total += v * i as f64;
    }
    match x.iter().position(|v| *v > 1.0) {
        Some(i) => total += x[i].sin(),
        None => total -= 1.0,
    }
    if let Some((head, tail)) = x.split_first() {
        total += head * tail[0];
    }
    if let [a, b, ..] = x {
        total += a * b;
    }
    let mut it = x.iter();
    while let Some(v) = it.next() {
        total += v * v * v;
    }
    total
}

#[differentiable]
fn parts(x: &[f64]) -> f64 {
    let mut rest = x;
    let mut total = 0.0;
    while let Some((first, others)) = rest.split_first() {
        total += first * others.len() as f64 + first.sin();
        rest = others;
    }
    let mut it = x.chunks(2);
    while let Some(c) = it.next() {
        total += c[0];
    }
    total
}

#[test]
fn every_form() {
    let x = [0.7, -0.4, 1.3, 0.9];
    check_slice!(stack, x);
    check_slice!(searches, x);
    check_slice!(parts, x);
}
