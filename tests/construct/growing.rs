//! Vectors that change their length behind references and in fields.

use crate::{check, check_slice};
use pullback::prelude::*;

#[derive(Differentiable, Clone)]
struct State {
    level: f64,
    history: Vec<f64>,
}

#[differentiable]
fn record(out: &mut Vec<f64>, x: f64) {
    out.push(x * x);
}

#[differentiable]
fn drop_last(out: &mut Vec<f64>) -> f64 {
    let last = out.pop().unwrap();
    last * out[0]
}

#[differentiable]
fn step(state: &mut State, x: f64) {
    state.level += x * state.level;
    let level = state.level;
    state.history.push(level.sin());
    if state.history.len() > 3 {
        state.history.remove(0);
    }
}

#[differentiable]
fn twice(out: &mut Vec<f64>, x: &[f64]) {
    for v in x {
        record(out, *v);
        if out.len() > 4 {
            let last = drop_last(out);
            record(out, last);
        }
    }
}

#[differentiable]
fn into_rows(rows: &mut [Vec<f64>], x: &[f64]) {
    for (i, v) in x.iter().enumerate() {
        rows[i % 2].push(*v);
        record(&mut rows[(i + 1) % 2], *v);
    }
}

#[differentiable]
fn recorded(x: &[f64]) -> f64 {
    let mut out = vec![1.0];
    for &v in x {
        record(&mut out, v);
    }
    let last = drop_last(&mut out);
    twice(&mut out, x);
    out.iter().map(|v| v.sin()).sum::<f64>() * last
}

#[differentiable]
fn simulated(x: &[f64]) -> f64 {
    let mut state = State {
        level: x[0],
        history: Vec::new(),
    };
    state.history.push(x[1]);
    for &v in x {
        step(&mut state, v);
    }
    state.history.iter().product::<f64>() * state.level + state.history.len() as f64 * x[2]
}

#[differentiable]
fn rows(x: &[f64]) -> f64 {
    let mut rows = vec![vec![x[0]], vec![]];
    into_rows(&mut rows, x);
    rows.iter().map(|row| row.iter().product::<f64>()).sum()
}

#[differentiable]
fn replaced(out: &mut Vec<f64>, x: &[f64]) {
    *out = x.iter().map(|v| v * out[0]).collect();
    out.extend_from_slice(&[1.0, 2.0]);
}

#[differentiable]
fn with_replaced(x: &[f64]) -> f64 {
    let mut out = vec![x[1]];
    replaced(&mut out, x);
    replaced(&mut out, &x[..2]);
    out.iter().map(|v| v.cos()).sum()
}

#[differentiable]
fn walk(depth: usize, x: f64, out: &mut Vec<f64>) {
    if depth == 0 {
        out.push(x);
        return;
    }
    walk(depth - 1, x.sin(), out);
    out.push(x * x);
    walk(depth - 1, x.cos(), out);
}

#[differentiable]
fn walked(x: &[f64]) -> f64 {
    let mut out = Vec::new();
    walk(2, x[0] * x[1], &mut out);
    out.iter().enumerate().map(|(i, v)| v * (i + 1) as f64).sum()
}

#[differentiable]
fn by_value(mut v: Vec<f64>, x: f64) -> f64 {
    v.push(x);
    v.swap(0, 1);
    v.iter().fold(0.0, |acc, t| acc * x + t)
}

#[differentiable]
fn owned(x: &[f64]) -> f64 {
    by_value(x.to_vec(), x[0])
}

#[differentiable]
fn shortened(mut x: &[f64]) -> f64 {
    let mut total = 0.0;
    while x.len() >= 2 {
        total += x[0] * x[1];
        x = &x[2..];
    }
    total
}

#[test]
fn every_length() {
    let x = [0.7, -0.4, 1.3, 0.9];
    check_slice!(recorded, x);
    check_slice!(simulated, x);
    check_slice!(rows, x);
    check_slice!(with_replaced, x);
    check_slice!(walked, x);
    check_slice!(owned, x);
    check_slice!(shortened, x);
}

#[test]
fn a_grown_output_has_seeds_and_tangents_for_all_its_elements() {
    let mut out = vec![2.0];
    let ((), pullback) = record::vjp(&mut out, 3.0);
    let (out_bar, x_bar) = pullback(vec![1.0, 10.0]);
    assert_eq!(out, [2.0, 9.0]);
    assert_eq!((out_bar, x_bar), (vec![1.0], 60.0));
    let (mut out, mut out_dot) = (vec![2.0], vec![0.5]);
    record::jvp(&mut out, 3.0, &mut out_dot, 1.0);
    assert_eq!((out, out_dot), (vec![2.0, 9.0], vec![0.5, 6.0]));
}

const START: [f64; 2] = [0.3, 0.4];

#[differentiable]
#[allow(clippy::vec_init_then_push, reason = "what is pushed is the test")]
fn rows_of_constants(x: f64) -> f64 {
    let mut rows = Vec::new();
    rows.push(START);
    rows.push([x, 1.0]);
    rows.push(START);
    let mut numbers = vec![];
    numbers.push(3);
    rows[0][1] * rows[1][0] * rows[2][0] * numbers[0] as f64
}

#[test]
fn constants_pushed() {
    check!(rows_of_constants; x = 0.3);
}

#[derive(Differentiable, Clone)]
struct Series {
    parts: (f64, Vec<f64>),
    scale: f64,
}

/// Part of a field gets another length in a copy.
#[differentiable]
fn other_parts(x: f64, y: &[f64]) -> f64 {
    let first = Series {
        parts: (x, vec![x, x * x, y[0]]),
        scale: 0.5,
    };
    let mut second = Series {
        parts: (x.sin(), vec![y[1]]),
        ..first.clone()
    };
    second.parts = (y[0], vec![x; 4]);
    let third = Series {
        parts: (x.cos(), y.to_vec()),
        ..second.clone()
    };
    first.parts.1[2] * second.parts.1[3] + second.parts.0 * third.parts.1[1] * third.scale + third.parts.0
}

#[test]
fn parts_of_fields_of_other_lengths() {
    check!(other_parts; x = 0.7, &y = vec![0.4, -0.3]);
}
