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
