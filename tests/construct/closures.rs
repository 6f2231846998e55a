//! Local closures: called, passed, shadowed, with captures that they change.
#![allow(
    clippy::all,
    reason = "each form is tested as people write it, the long-winded ones too"
)]

use crate::{check, check_slice};
use pullback::prelude::*;

#[differentiable]
fn square(x: f64) -> f64 {
    x * x
}

#[differentiable]
fn captures(x: &[f64]) -> f64 {
    let mut total = 0.0;
    let mut add = |v: f64| total += v * v;
    add(x[0]);
    for v in x {
        add(v.sin());
    }
    let scale = total;
    let scaled = move |v: f64| -> f64 { v * scale };
    let scaled = |v: f64| scaled(v) + scaled(v * v);
    scaled(x[1])
}

#[differentiable]
fn own_state(x: &[f64]) -> f64 {
    let mut level = x[0];
    let mut next = move |v: f64| {
        level = level * v + 1.0;
        level
    };
    let a = next(x[1]);
    let b = next(x[2]);
    a * b + level
}

#[differentiable]
fn passed(x: &[f64]) -> f64 {
    let twice = |f: fn(f64) -> f64, v: f64| f(f(v));
    let sine = f64::sin;
    let own = square;
    let by_name: f64 = x.iter().copied().map(own).sum();
    let mapped: f64 = x.iter().copied().map(sine).map(square).sum();
    twice(|v| v * v + 0.1, x[0]) + twice(f64::cos, x[1]) + twice(square, x[2]) + by_name * mapped
}

#[differentiable]
fn early(x: &[f64]) -> f64 {
    let clipped = |v: f64| {
        if v < 0.0 {
            return 0.5 * v;
        }
        let w = v * v;
        w.sin()
    };
    let pair = |(a, b): (f64, f64), [c, d]: [f64; 2]| a * c - b * d;
    x.iter().map(|&v| clipped(v)).sum::<f64>() + pair((x[0], x[1]), [x[2], x[3]])
}

#[differentiable]
fn nested_items(x: &[f64]) -> f64 {
    #[differentiable]
    fn cube(v: f64) -> f64 {
        v * v * v
    }
    let shifted = |v: f64| cube(v + x[0]);
    (0..x.len()).map(|i| shifted(x[i]) * i as f64).sum()
}

#[differentiable]
fn numeric(x: &[f64]) -> f64 {
    let f = |t: f64| (x[0] * t).exp() + x[1];
    let simpson = |a: f64, b: f64, n: usize| {
        let h = (b - a) / n as f64;
        let mut sum = f(a) + f(b);
        for i in 1..n {
            sum += if i % 2 == 1 { 4.0 } else { 2.0 } * f(a + i as f64 * h);
        }
        sum * h / 3.0
    };
    let derivative = |y: &[f64]| vec![y[1], -x[2] * y[0].sin()];
    let mut y = vec![x[3], 0.0];
    for _ in 0..5 {
        let k = derivative(&y);
        y = y.iter().zip(&k).map(|(a, b)| a + 0.1 * b).collect();
    }
    simpson(0.0, 1.0, 8) + y[0] * y[1]
}

#[differentiable]
fn squared(x: f64) -> f64 {
    x * x
}
#[differentiable]
fn halved(x: f64) -> f64 {
    0.5 * x
}

/// Names of functions that stand for themselves, or for others than they did.
#[differentiable]
fn renamed_functions(x: &[f64]) -> f64 {
    let halved = halved;
    let first = squared;
    let squared = halved;
    let all: f64 = x.iter().copied().map(first).map(squared).sum();
    all * first(x[0]) * halved(x[1]) + squared(x[2]).sin()
}

#[test]
fn every_closure() {
    let x = [0.7, -0.4, 1.3, 0.9];
    check_slice!(captures, x);
    check_slice!(own_state, x);
    check_slice!(passed, x);
    check_slice!(early, x);
    check_slice!(nested_items, x);
    check_slice!(numeric, x);
    check_slice!(renamed_functions, x);
}

#[differentiable]
fn called_at_once(x: &[f64]) -> f64 {
    let cosine: fn(f64) -> f64 = f64::cos;
    let shift = const { 1.0 + 2.0 };
    (|y: f64| y * y + shift)(x[0]) * cosine(x[1])
}

#[test]
fn closures_are_called_where_they_are_written() {
    check_slice!(called_at_once, [0.7, 1.3]);
}

/// Instead of a function that takes another one.
#[differentiable]
fn area_under(k: f64, b: f64) -> f64 {
    let f = |x: f64| (k * x).sin() * x;
    let simpson = |a: f64, b: f64, n: usize| {
        let h = (b - a) / n as f64;
        let mut sum = f(a) + f(b);
        for i in 1..n {
            sum += f(a + i as f64 * h) * if i % 2 == 0 { 2.0 } else { 4.0 };
        }
        sum * h / 3.0
    };
    simpson(0.0, b, 10) + simpson(b, 2.0 * b, 4)
}
#[test]
fn closures_in_place_of_functions_of_functions() {
    check!(area_under; k = 1.3, b = 0.9);
}
