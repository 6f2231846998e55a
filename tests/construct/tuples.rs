//! Tuples, fixed arrays and nests of them.

use crate::{check, check_map};
use pullback::prelude::*;

#[differentiable]
fn tuple_parts(p: (f64, (f64, f64))) -> f64 {
    let mut q = p;
    q.0 *= q.1.0;
    q.1.1 = q.0 + q.1.1 * q.1.1;
    let (a, (b, c)) = q;
    let inner = q.1;
    a * b * c + inner.0 * inner.1 * p.0
}

#[differentiable]
fn tuples_in_arrays(p: &[(f64, f64)], mut work: [(f64, usize); 2]) -> f64 {
    let mut sum = 0.0;
    for &(a, b) in p {
        sum += a * b.sin();
    }
    for (i, (a, b)) in p.iter().enumerate() {
        work[i % 2].0 += a * a * b;
        work[i % 2].1 += 1;
    }
    sum + work[0].0 * work[1].0 * work[1].1 as f64
}

#[test]
fn tuples_have_tuples_of_derivatives() {
    check!(tuple_parts; p = (0.7, (1.2, -0.4)));
}

#[test]
fn integers_in_tuples_carry_nothing() {
    let p = [(0.3, 0.8), (1.2, 0.4), (-0.6, 2.0)];
    let flat = [0.3, 0.8, 1.2, 0.4, -0.6, 2.0, 0.5, 0.25];
    let (_, (p_bar, work_bar)) = tuples_in_arrays::value_and_grad(&p, [(0.5, 1), (0.25, 2)]);
    let mut got: Vec<f64> = p_bar.iter().flat_map(|(a, b)| [*a, *b]).collect();
    got.extend(work_bar.iter().map(|(a, ())| a));
    let value = |x: &[f64]| tuples_in_arrays(&[(x[0], x[1]), (x[2], x[3]), (x[4], x[5])], [(x[6], 1), (x[7], 2)]);
    crate::check::gradient(value, &flat, &got);
}

#[differentiable]
fn matrix_product(a: &[[f64; 2]; 3], b: [[f64; 3]; 2]) -> [[f64; 3]; 3] {
    let mut c = [[0.0; 3]; 3];
    for i in 0..3 {
        for j in 0..3 {
            for k in 0..2 {
                c[i][j] += a[i][k] * b[k][j];
            }
        }
    }
    c
}

#[test]
fn matrices_are_arrays_of_arrays() {
    check_map!(matrix_product; &a = [[0.3, 1.2], [-0.5, 0.8], [2.0, 0.1]], b = [[1.0, 0.4, -0.2], [0.6, -0.9, 1.3]]);
}

#[differentiable]
fn copied_rows(a: [[f64; 2]; 2]) -> f64 {
    let mut b = a;
    let row = b[0];
    b[0][1] = b[1][0] * row[1];
    b[1] = [b[0][1] * row[0], row[1]];
    let again = b;
    b[0] = again[1];
    b[0][0] * b[0][1] + b[1][0] * again[0][1] + a[0][0] * a[1][1]
}

#[test]
fn whole_arrays_are_copied() {
    check!(copied_rows; a = [[0.3, 1.2], [-0.5, 0.8]]);
}

#[differentiable]
fn repeated(x: f64, y: f64) -> f64 {
    let a = [x * y; 3];
    let b = [[x, y]; 2];
    let mut c = [0.0; 4];
    c[1] = a[0] * b[1][1];
    c[2] = c[1] * a[2] + c[0];
    let empty: [f64; 0] = [];
    c[2] * a[1] + b[0][0] + c[3] + empty.len() as f64
}

const SIZE: usize = 3;

#[differentiable]
fn sized_by_constants(x: [f64; SIZE]) -> [f64; SIZE + 1] {
    const ONE: usize = 1;
    let mut y = [1.0; SIZE + ONE];
    for i in 0..SIZE {
        y[i + ONE] = y[i] * x[i];
    }
    y
}

#[test]
fn repeat_expressions_collect_from_all_copies() {
    check!(repeated; x = 0.7, y = 1.2);
    check_map!(sized_by_constants; x = [0.3, 1.2, -0.5]);
}

#[differentiable]
fn many_dimensions(x: &[[[f64; 2]; 2]]) -> f64 {
    let mut sum = 0.0;
    for block in x {
        for row in block {
            for value in row {
                sum += value * value * sum.sin() + value;
            }
        }
    }
    for i in 0..x.len() {
        let plane = &x[i];
        let row = &plane[1];
        sum *= row[0] * plane[0][1];
    }
    sum
}

#[test]
fn slices_of_arrays_of_arrays() {
    check!(many_dimensions; &x = vec![[[0.3, 1.2], [-0.5, 0.8]], [[0.9, 0.2], [1.5, -0.3]]]);
}

#[differentiable]
fn array_of_results(x: f64) -> f64 {
    let [a, b] = [x.sin(), x.exp()];
    let both = [(a, b), (b, a)];
    let [(c, _), (_, d)] = both;
    let pair = if x > 0.5 { [c, d * d] } else { [d, c] };
    pair[0] * pair[1]
}

#[test]
fn arrays_are_values() {
    check!(array_of_results; x = 0.7);
    check!(array_of_results; x = 0.4);
}
