//! Arrays that are overwritten while the derivative still needs what they held.
#![allow(clippy::manual_swap, clippy::manual_memcpy, clippy::assign_op_pattern)]

use crate::{check, check_in_place, check_map};
use pullback::prelude::*;

#[differentiable]
fn diffusion(start: &[f64], rate: f64, steps: usize) -> Vec<f64> {
    let n = start.len();
    let mut now = start.to_vec();
    let mut next = vec![0.0; n];
    for _ in 0..steps {
        for i in 0..n {
            let left = now[(i + n - 1) % n];
            let right = now[(i + 1) % n];
            next[i] = now[i] + rate * (left * right - now[i] * now[i]);
        }
        (now, next) = (next, now);
    }
    now
}

#[differentiable]
fn diffusion_copied(start: &[f64], rate: f64, steps: usize) -> f64 {
    let n = start.len();
    let mut grids = vec![vec![0.0; n]; 2];
    grids[0].copy_from_slice(start);
    for step in 0..steps {
        let (from, to) = (step % 2, 1 - step % 2);
        for i in 1..n - 1 {
            grids[to][i] = grids[from][i] + rate * (grids[from][i - 1] * grids[from][i + 1]).sin();
        }
        grids[to][0] = grids[from][n - 1];
        grids[to][n - 1] = grids[from][0];
    }
    let mut sum = 0.0;
    for v in &grids[steps % 2] {
        sum += v * v;
    }
    sum
}

#[test]
fn arrays_are_swapped_in_time_loops() {
    for steps in [0, 1, 4] {
        check_map!(diffusion; &start = vec![0.3, 1.2, -0.5, 0.8], rate = 0.2, const steps);
        check!(diffusion_copied; &start = vec![0.3, 1.2, -0.5, 0.8], rate = 0.2, const steps);
    }
}

#[differentiable]
fn swapped_with_mem(x: &[f64], n: usize) -> f64 {
    let mut a = x.to_vec();
    let mut b = vec![1.0; x.len()];
    for k in 0..n {
        for i in 0..a.len() {
            b[i] *= a[i] + k as f64;
        }
        std::mem::swap(&mut a, &mut b);
    }
    a[0] * b[1] + a[1] * b[0]
}

#[test]
fn mem_swap_exchanges_vectors() {
    check!(swapped_with_mem; &x = vec![0.3, 1.2], const 3);
}

#[differentiable]
fn cholesky(a: &mut [f64], n: usize) {
    for j in 0..n {
        for k in 0..j {
            a[j * n + j] -= a[j * n + k] * a[j * n + k];
        }
        a[j * n + j] = a[j * n + j].sqrt();
        for i in j + 1..n {
            for k in 0..j {
                a[i * n + j] -= a[i * n + k] * a[j * n + k];
            }
            a[i * n + j] /= a[j * n + j];
        }
    }
}

#[differentiable]
fn log_likelihood(lower: &[f64], y: &[f64]) -> f64 {
    let n = y.len();
    let mut a = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..=i {
            for k in 0..=j {
                a[i * n + j] += lower[i * n + k] * lower[j * n + k];
            }
        }
        a[i * n + i] += 0.5;
    }
    cholesky(&mut a, n);
    let mut z = y.to_vec();
    let mut sum = 0.0;
    for i in 0..n {
        for j in 0..i {
            z[i] -= a[i * n + j] * z[j];
        }
        z[i] /= a[i * n + i];
        sum -= 0.5 * z[i] * z[i] + a[i * n + i].ln();
    }
    sum
}

#[test]
fn cholesky_in_place() {
    let lower = vec![1.1, 0.0, 0.0, 0.4, 0.9, 0.0, -0.3, 0.2, 1.3];
    check_in_place!(cholesky; a = vec![2.0, 0.3, -0.1, 0.4, 1.9, 0.2, -0.3, 0.5, 1.3]; ; 3);
    check!(log_likelihood; &lower = lower, &y = vec![0.4, -0.7, 0.2]);
}

#[differentiable]
fn horner_in_place(c: &mut [f64; 4], x: f64) {
    for i in (0..3).rev() {
        c[i] += x * c[i + 1];
        c[i + 1] = c[i] * c[i + 1];
    }
}

#[differentiable]
fn same_element(x: f64) -> f64 {
    let mut a = [x, 1.0];
    for i in 0..6 {
        a[i % 2] = a[0] * a[1] + a[i % 2].sin();
        let old = a[0];
        a[0] = a[1];
        a[1] = old * x;
    }
    a[0] - a[1]
}

#[differentiable]
fn overwritten_by_constants(x: &[f64]) -> f64 {
    let mut a = x.to_vec();
    let p = a[0] * a[1];
    a[0] = 2.0;
    let q = a[0] * a[1];
    a[1] = 0.0;
    a[2] *= a[1] + a[0];
    a = vec![a[2], p];
    a[1] *= a[0];
    p * q + a[0] * a[1]
}

#[test]
fn elements_are_restored_on_the_way_back() {
    check!(same_element; x = 0.7);
    check!(overwritten_by_constants; &x = vec![0.3, 1.2, -0.5]);
    let f = |c: &[f64; 4], x: f64| {
        let mut c = *c;
        horner_in_place(&mut c, x);
        c.to_vec()
    };
    let start = [0.3, 1.2, -0.5, 0.8];
    let mut c = start;
    let ((), pullback) = horner_in_place::vjp(&mut c, 0.7);
    let (_, slope) = pullback([1.0, -2.0, 0.5, 3.0]);
    let weighted = |c: Vec<f64>| c[0] - 2.0 * c[1] + 0.5 * c[2] + 3.0 * c[3];
    crate::check::close("x", slope, crate::check::difference(|h| weighted(f(&start, 0.7 + h))));
    assert_eq!(c.to_vec(), f(&start, 0.7), "the caller sees the result");
}

#[derive(Differentiable, Clone, Debug)]
struct Table {
    rows: Vec<Vec<f64>>,
}

#[differentiable]
fn reshaped(x: &[f64], n: usize) -> f64 {
    let mut v = x.to_vec();
    let whole = v.clone();
    v = vec![whole[0] * whole[2]];
    let mut table = Table {
        rows: vec![whole, v.clone()],
    };
    for k in 1..n {
        let before = v.clone();
        v = vec![before[0]; k];
        v[k - 1] *= before[before.len() - 1] + x[1];
        table.rows[k % 2] = v[..1].to_vec();
        table.rows[1 - k % 2] = before;
        let row = &table.rows[1 - k % 2];
        v[0] += row[row.len() - 1] * table.rows[k % 2][0];
    }
    let last = table.clone();
    table = Table {
        rows: vec![last.rows[1].clone()],
    };
    if n > 2 {
        v = x[1..].to_vec();
    }
    table.rows[0] = vec![x[0]; n + 1];
    table.rows[0][n] *= v[0];
    v[0] * table.rows[0][n] + last.rows[0][0] + last.rows[1][last.rows[1].len() - 1]
}

#[test]
fn vectors_of_other_lengths_are_assigned() {
    for n in 0..5 {
        check!(reshaped; &x = vec![0.3, 1.2, -0.5], const n);
    }
}

#[differentiable]
fn prefix_sums(x: &mut [f64]) -> f64 {
    let mut biggest = x[0];
    for i in 1..x.len() {
        x[i] += x[i - 1] * x[i - 1];
        if x[i] > biggest {
            biggest = x[i];
        }
    }
    biggest * x[0]
}

#[differentiable]
fn sums_twice(x: &[f64]) -> f64 {
    let mut work = x.to_vec();
    let first = prefix_sums(&mut work);
    let second = prefix_sums(&mut work[1..]);
    first * second + work[2]
}

#[test]
fn functions_change_arguments_and_return_values() {
    check!(sums_twice; &x = vec![0.3, 0.6, -0.5, 0.8]);
    let x = [0.3, 0.6, -0.5];
    let mut work = x.to_vec();
    let (value, pullback) = prefix_sums::vjp(&mut work);
    let gradient = pullback((2.0, vec![0.0, 0.5, -1.0]));
    let f = |x: &[f64]| {
        let mut work = x.to_vec();
        2.0 * prefix_sums(&mut work) + 0.5 * work[1] - work[2]
    };
    assert_eq!(value, prefix_sums(&mut x.to_vec()));
    crate::check::gradient(f, &x, &gradient);
}

#[differentiable]
fn grow(y: &mut Vec<f64>, x: f64) {
    *y = vec![x, x * x, x.sin()];
}

#[differentiable]
fn grown_behind_a_reference(x: f64) -> f64 {
    let mut y = vec![x];
    grow(&mut y, x);
    y[0] * y[2]
}

#[test]
fn a_vector_behind_a_reference_may_grow_in_reverse_mode() {
    let x: f64 = 0.7;
    let expected = x.sin() + x * x.cos();
    assert!((grown_behind_a_reference::grad(x) - expected).abs() < 1e-12);
}

#[test]
fn a_vector_behind_a_reference_may_grow_in_forward_mode() {
    let x: f64 = 0.7;
    let expected = x.sin() + x * x.cos();
    assert!((grown_behind_a_reference::jvp(x, 1.0).1 - expected).abs() < 1e-12);
}

#[differentiable]
fn rotate(v: &mut [f64; 2], angle: f64) {
    *v = [
        v[0] * angle.cos() - v[1] * angle.sin(),
        v[0] * angle.sin() + v[1] * angle.cos(),
    ];
}

#[differentiable]
fn rotated(x: f64, angle: f64) -> f64 {
    let mut v = [x, 1.0];
    for _ in 0..3 {
        let turn = angle * v[1];
        rotate(&mut v, turn);
    }
    v[0] * v[1]
}

#[test]
fn a_whole_array_behind_a_reference() {
    crate::check_numbers!(rotated(x = 0.4, angle = 0.7));
}
