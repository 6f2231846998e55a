//! Patterns: slices, text, tuples of values, ranges, guards.

use crate::check;
use pullback::prelude::*;

#[differentiable]
fn slices(v: &[f64], cmd: &str) -> f64 {
    let a = match v {
        [] => 0.0,
        [x] => x * x,
        [x, y] => x * y,
        [first, .., last] if first > last => first.sin() * last,
        [first, rest @ ..] => {
            let mut s = *first;
            for r in rest {
                s *= r;
            }
            s
        }
    };
    let b = match cmd {
        "double" => 2.0 * a,
        "square" | "sq" => a * a,
        _ => a,
    };
    match (a > 0.0, v.len()) {
        (true, 0..=2) => b * 3.0,
        (false, n) if n > 1 => b * n as f64,
        _ => b + a,
    }
}

#[test]
fn slice_patterns() {
    for n in 0..5 {
        for c in ["double", "sq", "x"] {
            check!(slices; &x = [1.2, 0.3, -0.4, 0.8, 0.9][..n].to_vec(), const c);
            check!(slices; &x = [0.2, 0.3, 0.4, 0.8, 0.9][..n].to_vec(), const c);
        }
    }
}

#[differentiable]
fn ordering(x: f64, y: f64) -> f64 {
    use std::cmp::Ordering;
    let a = match x.partial_cmp(&y) {
        Some(Ordering::Less) => x * y,
        Some(Ordering::Equal) => 0.0,
        Some(Ordering::Greater) => x - y,
        None => 1.0,
    };
    let b = match x.total_cmp(&y) {
        Ordering::Less => a,
        _ => a * a,
    };
    let c = match (x, y) {
        (p, q) if p > q => p * q,
        (p, _) if p > 0.5 => p,
        _ => 1.0,
    };
    let n = match (x * 10.0) as i64 {
        n @ 0..=4 => n as f64 * x,
        5 | 6 => x * x,
        n if n > 20 => 1.0,
        _ => b,
    };
    let ((p, q), [r, .., s]) = ((a, b), [c, x, y, n]);
    let bits = x.to_bits() & 1;
    let cell = (y.floor() as usize).min(3);
    p * q
        + r * s
        + if matches!(cell, 0 | 2) {
            x * cell as f64
        } else {
            bits as f64 * 0.0
        }
}
#[test]
fn orderings() {
    for (x, y) in [(0.73, 0.4), (0.34, 0.4), (0.552, 2.5), (3.02, 1.2)] {
        check!(ordering; x = x, y = y);
    }
}
