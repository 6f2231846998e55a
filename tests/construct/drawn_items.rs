//! Iterators made of closures, and iterators from which items are taken one by one.
#![allow(
    clippy::all,
    reason = "each form is tested as people write it, the long-winded ones too"
)]

use crate::check;
use pullback::prelude::*;
use std::iter::successors;

#[differentiable]
fn chained_successors(x: f64) -> f64 {
    let first: f64 = std::iter::successors(Some(x), |v| Some(v * 0.5 + 0.1)).take(5).sum();
    let bounded = successors(Some(x), |&v| if v < 3.0 { Some(v * 1.5) } else { None }).map(|v| v.sin());
    let counted = std::iter::successors(Some(x), |v| Some(v * v * 0.9))
        .enumerate()
        .skip(1);
    first
        + bounded.sum::<f64>()
        + counted
            .take_while(|(_, v)| *v > 1e-3)
            .map(|(i, v)| v * i as f64)
            .sum::<f64>()
}

#[differentiable]
fn generated(x: f64) -> f64 {
    let mut state = x;
    let items = std::iter::from_fn(|| {
        state = state * 0.5 + x;
        if state > 0.3 { Some(state) } else { None }
    });
    items.take(4).sum::<f64>() + state
}

#[differentiable]
fn pulled(x: f64) -> f64 {
    let (mut k, mut term) = (0, 1.0);
    let mut series = std::iter::from_fn(|| {
        k += 1;
        term *= x / k as f64;
        (k < 9).then_some(term)
    });
    let mut sum = series.next().unwrap_or(0.0) * 2.0;
    while let Some(v) = series.next() {
        sum += v;
    }
    let mut sines = successors(Some(x), |v| Some(v.sin()));
    let a = sines.next().unwrap();
    let b = sines.next().unwrap();
    let mut half = x;
    let halves = std::iter::repeat_with(|| {
        half *= 0.5;
        half
    });
    sum + a * b + halves.take(3).sum::<f64>()
}

#[test]
fn made_of_closures() {
    check!(chained_successors; x = 0.7);
    check!(generated; x = 0.7);
    check!(pulled; x = 0.7);
}

#[differentiable]
fn peeked(x: &[f64]) -> f64 {
    let mut it = x.iter().peekable();
    let mut total = 0.0;
    while let Some(v) = it.next() {
        if let Some(next) = it.peek() {
            total += v * **next;
        } else {
            total += v * v;
        }
    }
    let mut pairs = x.iter().zip(x.iter().skip(1)).peekable();
    while pairs.peek().is_some() {
        let (a, b) = pairs.next().unwrap();
        total *= a * b;
    }
    for (a, b) in x.iter().peekable().zip(x) {
        total += a * b;
    }
    total
}

#[differentiable]
fn drawn(x: &[f64]) -> f64 {
    let mut it = x.iter();
    let a = it.find(|v| **v > 1.0).copied().unwrap_or(0.0);
    let b = it.next().copied().unwrap_or(5.0);
    let mut squares = x.iter().map(|v| v * v);
    let head: f64 = squares.by_ref().take(2).sum();
    let rest: f64 = squares.map(|v| v.sin()).sum();
    let mut counted = x.iter().enumerate();
    let p = counted.position(|(_, v)| *v < 0.5).unwrap_or(0);
    let q = counted.next().map_or(1.0, |(i, v)| i as f64 * v);
    let mut windows = x.windows(2);
    let second = windows.nth(1).unwrap();
    let third = windows.next().unwrap();
    let mut chunks = x.chunks(2).map(|c| c.iter().sum::<f64>());
    let first = chunks.next().unwrap_or(0.0);
    a * b + head * rest + p as f64 * q + second[0] * third[1] + chunks.fold(first, |a, b| a * 0.5 + b * b)
}

#[differentiable]
fn header(x: &[f64]) -> f64 {
    let mut it = x.iter();
    let (Some(a), Some(b)) = (it.next(), it.next()) else {
        return 0.0;
    };
    let n = it.len();
    for v in it.by_ref() {
        if *v < 0.5 {
            break;
        }
    }
    let after = it.next().map_or(0.0, |v| v * 3.0);
    a * b * n as f64 + after
}

#[test]
fn one_by_one() {
    let x = vec![0.7, 1.3, 0.4, 0.9];
    check!(peeked; &x = x.clone());
    check!(drawn; &x = x.clone());
    check!(header; &x = x.clone());
}
