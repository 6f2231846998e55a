//! `for` over ranges, slices and pairs of them.
#![allow(clippy::mut_range_bound, clippy::useless_vec)]

use crate::{check, check_map};
use pullback::prelude::*;

#[differentiable]
fn ranges(x: &[f64]) -> f64 {
    let n = x.len();
    let mut s = 1.0;
    for i in 0..n {
        s = s * x[i] + 1.0;
    }
    for i in (1..n).rev() {
        s = s.sin() + x[i] * s * i as f64;
    }
    for i in 0..=n - 1 {
        s = s * x[i].cos() + x[0];
    }
    for i in (0..=n - 1).rev() {
        s = (s * x[i]).exp() - s;
    }
    s
}

#[differentiable]
fn steps(x: &[f64], step: usize) -> f64 {
    let n = x.len();
    let mut s = 1.0;
    for i in (0..n).step_by(step) {
        s = s * x[i] + 0.3 * i as f64;
    }
    for i in (0..n).rev().step_by(step) {
        s = s.sin() + x[i] * s * i as f64;
    }
    for i in (0..n).step_by(step).rev() {
        s = s.cos() * x[i] + s / (i + 1) as f64;
    }
    for i in (1..=n - 1).step_by(step) {
        s = s * x[i].cos() + x[0] * i as f64;
    }
    for i in (1..=n - 1).rev().step_by(step) {
        s = s * x[i] * i as f64 + x[0];
    }
    s
}

#[test]
fn ranges_forwards_backwards_inclusive_and_in_steps() {
    check!(ranges; &x = vec![0.3, 0.8, -0.5, 0.6]);
    for step in 1..5 {
        check!(steps; &x = vec![0.3, 0.8, -0.5, 0.6, 0.9, -0.2], const step);
    }
}

#[differentiable]
fn signed_range(x: f64) -> f64 {
    let mut s = 0.0;
    for k in -3..=3_i32 {
        s += x.powi(k) * s.cos() * f64::from(k);
    }
    for k in (-2_i64..2).rev() {
        s = s * 0.5 + x * k as f64 * s;
    }
    s
}

#[differentiable]
fn zero_trips(x: f64, n: usize) -> f64 {
    let mut s = x;
    for i in 0..n {
        s = s * x + i as f64;
    }
    for i in 5..n {
        s *= i as f64;
    }
    for i in (n + 1..n).rev() {
        s *= x * i as f64;
    }
    let v = vec![x; n];
    for a in &v {
        s *= a;
    }
    for (a, b) in v.iter().zip(2..n) {
        s *= a * b as f64;
    }
    s * s
}

#[test]
fn loops_may_run_no_times() {
    check!(signed_range; x = 1.1);
    for n in [0, 1, 3, 6] {
        check!(zero_trips; x = 0.7, const n);
    }
}

#[differentiable]
fn over_slices(x: &[f64], y: &[f64]) -> f64 {
    let mut s = 1.0;
    for a in x {
        s = s * a + 1.0;
    }
    for &a in x.iter() {
        s += a * s.sin();
    }
    for a in x.iter().rev() {
        s = s * *a + 0.5;
    }
    for a in x.iter().copied() {
        s += a * a;
    }
    for (i, a) in x.iter().enumerate() {
        s += s.cos() * a * i as f64;
    }
    for (i, a) in x.iter().enumerate().rev() {
        s += s.sin() * a * i as f64;
    }
    for (i, a) in x.iter().rev().enumerate() {
        s = s * 0.5 + a * i as f64 * s;
    }
    for (a, b) in x.iter().zip(y) {
        s += a * b * s;
    }
    for (a, &b) in x.iter().zip(y.iter()).rev() {
        s = s * a + b;
    }
    for (i, (a, b)) in x.iter().zip(y.iter().rev()).enumerate() {
        s = s.sin() * a + b * i as f64;
    }
    for (a, (i, b)) in y.iter().zip(x[1..].iter().enumerate()) {
        s += a * b * s * i as f64;
    }
    s
}

#[test]
fn slices_are_iterated_with_all_adapters() {
    check!(over_slices; &x = vec![0.3, 0.8, -0.5], &y = vec![0.6, 0.2, -0.4, 0.9]);
    check!(over_slices; &x = vec![0.3, 0.8, -0.5], &y = vec![0.6]);
}

#[differentiable]
fn in_place(x: &[f64]) -> Vec<f64> {
    let mut y = x.to_vec();
    for v in y.iter_mut() {
        *v *= *v;
    }
    for v in &mut y {
        *v += v.sin();
    }
    for (i, v) in y.iter_mut().enumerate() {
        *v = *v * x[0] + i as f64;
    }
    for (v, a) in y.iter_mut().zip(x) {
        *v /= 2.0 + a * a;
    }
    for (v, a) in y[1..].iter_mut().zip(x.iter().rev()) {
        *v -= a * *v;
    }
    for v in y.iter_mut().rev() {
        *v *= 2.0;
    }
    y
}

#[test]
fn elements_are_changed_through_mutable_iteration() {
    check_map!(in_place; &x = vec![0.3, 0.8, -0.5]);
}

#[differentiable]
fn over_values(x: f64, y: f64) -> f64 {
    let mut s = 1.0;
    for w in [0.5, 1.5, -2.0] {
        s = s * x + w;
    }
    for w in [x, y, x * y] {
        s = s * w + y;
    }
    for (i, w) in [x, y].iter().enumerate() {
        s += w * s * i as f64;
    }
    for w in vec![x * x, y] {
        s += w * s;
    }
    for (a, k) in [(x, 1), (y, 3)] {
        s += a.powi(k) * s;
    }
    s
}

#[test]
fn arrays_and_vectors_are_iterated_by_value() {
    check!(over_values; x = 0.7, y = 0.4);
}

#[differentiable]
fn bounds_from_integers(x: &[f64], k: usize) -> f64 {
    let mut s = 0.0;
    let mut n = x.len();
    for i in 0..n {
        n = n.saturating_sub(1);
        for j in i.saturating_sub(k)..(i + k + 1).min(x.len()) {
            s += x[i] * x[j] * (i + 2 * j) as f64;
        }
    }
    for i in 0..n {
        s += x[i];
    }
    s
}

#[differentiable]
fn triangular(x: &[f64]) -> f64 {
    let mut s = 0.0;
    for i in 0..x.len() {
        for j in i + 1..x.len() {
            for k in (j..x.len()).rev() {
                s += x[i] * x[j] * (x[k] * s).sin() + x[k];
            }
        }
    }
    s
}

#[test]
fn bounds_depend_on_outer_loops() {
    check!(bounds_from_integers; &x = vec![0.3, 0.8, -0.5, 0.6, 0.9], const 1);
    check!(triangular; &x = vec![0.3, 0.8, -0.5, 0.6]);
}

#[differentiable]
fn work_inside_loops(x: &[f64]) -> f64 {
    let mut total = 0.0;
    for i in 0..x.len() {
        let mut work = [0.0; 3];
        let mut list = vec![x[i]; i + 1];
        for j in 0..3 {
            work[j] = x[i] * j as f64;
            if j > 0 {
                work[j] += work[j - 1] * work[j];
            }
        }
        for j in 1..list.len() {
            list[j] = list[j - 1] * list[j] + work[2];
        }
        let last = list[i];
        total += last * work[1];
    }
    total
}

#[differentiable]
fn carried_pair(x: &[f64]) -> f64 {
    let (mut a, mut b) = (0.0, 1.0);
    for v in x {
        let next = a * v + b;
        a = b;
        b = next.sin();
    }
    a * b
}

#[test]
fn work_arrays_live_in_one_iteration() {
    check!(work_inside_loops; &x = vec![0.3, 0.8, -0.5]);
    check!(carried_pair; &x = vec![0.3, 0.8, -0.5, 1.2]);
}
