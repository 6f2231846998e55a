//! Sorting moves values and derivatives alike.
#![allow(
    clippy::all,
    reason = "each form is tested as people write it, the long-winded ones too"
)]

use crate::{check, check_slice};
use pullback::prelude::*;

#[differentiable]
fn trimmed_mean(x: &[f64]) -> f64 {
    let mut sorted = x.to_vec();
    sorted.sort_by(|a, b| a.partial_cmp(b).unwrap());
    let kept = &sorted[1..sorted.len() - 1];
    kept.iter().map(|v| v * v).sum::<f64>() / kept.len() as f64
}

#[differentiable]
fn median(x: &[f64]) -> f64 {
    let mut v: Vec<f64> = x.iter().map(|t| t.sin()).collect();
    v.sort_by(f64::total_cmp);
    let n = v.len();
    if n % 2 == 0 {
        0.5 * (v[n / 2 - 1] + v[n / 2])
    } else {
        v[n / 2]
    }
}

#[differentiable]
fn nearest(x: &[f64], #[constant] labels: &[f64]) -> f64 {
    let query = x[0];
    let mut pairs: Vec<(f64, f64)> = x
        .iter()
        .zip(labels)
        .map(|(v, l)| ((v - query).abs() + v * 0.1, *l))
        .collect();
    pairs.sort_unstable_by(|a, b| a.0.partial_cmp(&b.0).unwrap_or(std::cmp::Ordering::Equal));
    let k = 3;
    pairs[..k].iter().map(|(d, l)| l / (1.0 + d)).sum::<f64>()
}

#[differentiable]
fn by_index(x: &[f64]) -> f64 {
    let mut order: Vec<usize> = (0..x.len()).collect();
    order.sort_by(|&i, &j| x[j].partial_cmp(&x[i]).unwrap());
    order
        .iter()
        .enumerate()
        .map(|(rank, &i)| x[i] * (rank + 1) as f64 * x[i])
        .sum()
}

#[differentiable]
fn by_key(x: &[f64]) -> f64 {
    let shift = x[1];
    let cost = |v: f64| (v - shift).abs();
    let mut v = x.to_vec();
    v.sort_by(|a, b| cost(*a).total_cmp(&cost(*b)).reverse());
    let mut ranks = [2, 0, 1, 3, 4];
    ranks.sort_by_key(|r| (r * 3) % 5);
    v[0] * v[1].sin() + v[ranks[1]] * v[ranks[0]]
}

#[differentiable]
fn running_median(x: &[f64]) -> f64 {
    let mut total = 0.0;
    for window in x.windows(3) {
        let mut w = window.to_vec();
        w.sort_by(|a, b| a.partial_cmp(b).unwrap());
        total += w[1] * w[1] + w[0] * w[2];
    }
    total
}

#[differentiable]
fn sorted_rows(x: &[f64]) -> f64 {
    let mut rows: Vec<Vec<f64>> = x.chunks(2).map(|c| vec![c[0] * c[1], c[1]]).collect();
    rows.sort_by(|a, b| a[1].partial_cmp(&b[1]).unwrap());
    rows[0][0] * rows[1][1] + rows[2][0].sin()
}

#[differentiable]
fn merged(x: &[f64]) -> f64 {
    let (mut a, mut b) = (x[..3].to_vec(), x[3..].to_vec());
    a.sort_by(|p, q| p.total_cmp(q));
    b.sort_by(|p, q| p.total_cmp(q));
    let (mut i, mut j) = (0, 0);
    let mut merged = Vec::new();
    while i < a.len() || j < b.len() {
        if j >= b.len() || (i < a.len() && a[i] <= b[j]) {
            merged.push(a[i]);
            i += 1;
        } else {
            merged.push(b[j]);
            j += 1;
        }
    }
    merged.iter().enumerate().map(|(k, v)| v * v * (k as f64 + 1.0)).sum()
}

#[differentiable]
fn indices_that_change(x: &[f64]) -> f64 {
    let mut order = vec![0_usize, 1];
    let a = x[order[0]];
    order.reverse();
    a * x[order[0]].sin() + x[order[1]]
}

#[test]
fn every_order() {
    let x = [0.7, -0.4, 1.3, 0.9, 0.2];
    check_slice!(trimmed_mean, x);
    check_slice!(median, x);
    check_slice!(median, [0.3, 0.1, 0.8, -0.2]);
    check_slice!(nearest, x, &[1.0, 2.0, 3.0, 4.0, 5.0]);
    check_slice!(by_index, x);
    check_slice!(by_key, x);
    check_slice!(running_median, x);
    check_slice!(indices_that_change, x);
    check_slice!(sorted_rows, [0.7, -0.4, 1.3, 0.9, 0.2, 0.5]);
    check_slice!(merged, [0.7, -0.4, 1.3, 0.9, 0.2, 0.5]);
}

#[differentiable]
fn rows_turned(x: &[f64], mut rows: [Vec<f64>; 3]) -> f64 {
    rows[0][0] += x[0].sin();
    rows.reverse();
    rows[0][0] * rows[1][0] + rows[2][0].sin()
}
#[differentiable]
fn rows_rotated(mut rows: Vec<Vec<f64>>) -> f64 {
    rows.rotate_right(1);
    rows.sort_by(|a, b| a.len().cmp(&b.len()));
    rows[0][0] * rows[1][1] + rows[2][0].sin()
}

#[test]
fn rows_change_places() {
    let rows = [vec![0.27, 0.64], vec![0.78, 0.47], vec![1.09, 0.49, 1.31]];
    check!(rows_turned; &x = vec![0.3, 0.4], rows = rows.clone());
    check!(rows_rotated; rows = rows.to_vec());
}
