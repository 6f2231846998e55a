//! Loops whose reverse is rearranged: sums in registers, neighbours carried along, parts cut out, slices kept as a whole.
//!
//! What is rearranged must stay within the bounds that the function itself keeps to, in loops without iterations, too.

use crate::{check, numbers};
use pullback::prelude::*;

#[derive(Differentiable, Clone, Debug)]
#[allow(non_snake_case, reason = "semi-amplitudes are written with capital letters")]
struct Orbit {
    K: f64,
    phases: Vec<f64>,
}
numbers!(Orbit, OrbitTangent; { K, phases });

/// Three neighbours, two of them twice.
#[differentiable]
fn diffusion(u: &[f64], rate: f64) -> f64 {
    let mut sum = 0.0;
    for i in 1..u.len() - 1 {
        let flow = rate * (u[i - 1] - 2.0 * u[i] + u[i + 1]);
        sum += flow * flow.sin() + u[i + 1] * u[i];
    }
    sum
}

/// Neighbours with a gap; the loop has no iterations where there are fewer than four.
#[differentiable]
fn apart(u: &[f64]) -> f64 {
    let mut sum = 1.0;
    let n = u.len();
    for i in 0..n.saturating_sub(3) {
        sum += u[i] * u[i + 3];
    }
    sum
}

#[test]
fn neighbours() {
    for n in 3..8 {
        let u: Vec<f64> = (0..n).map(|i| 0.3 + 0.4 * f64::from(i % 3)).collect();
        check!(diffusion; &u = u, rate = 0.7);
    }
    for n in 0..7 {
        let u: Vec<f64> = (0..n).map(|i| 0.3 + 0.4 * f64::from(i % 3)).collect();
        check!(apart; &u = u);
    }
}

/// The place that the inner loop adds to does not vary, and is not there where the inner loop has no iterations, or where
/// the branch is never taken.
#[differentiable]
fn out_of_bounds_otherwise(x: &[f64], y: &[f64], count: usize) -> f64 {
    let mut sum = 0.0;
    for (i, a) in x.iter().enumerate() {
        for j in 0..count {
            sum += a * y[i] * x[j];
        }
        for b in y {
            if i < y.len() {
                sum += y[i].sin() * a * b;
            }
        }
    }
    sum
}

#[test]
fn sums_of_one_place() {
    check!(out_of_bounds_otherwise; &x = vec![0.3, 0.5, -0.2], &y = vec![0.7], const 0);
    check!(out_of_bounds_otherwise; &x = vec![0.3, 0.5], &y = vec![0.7, 0.2], const 2);
    check!(out_of_bounds_otherwise; &x = vec![0.3], &y = vec![], const 0);
}

/// Rows of a triangle, packed; the part of `b` starts behind its end in the last row.
#[differentiable]
fn triangle(packed: &[f64], b: &[f64]) -> f64 {
    let n = b.len();
    let mut solved = b.to_vec();
    let mut start = 0;
    for i in 0..n {
        solved[i] /= 1.5;
        let column = &packed[start..start + n - i - 1];
        for (j, l) in column.iter().enumerate() {
            solved[i + 1 + j] -= l * solved[i];
        }
        start += n - i - 1;
    }
    let mut sum = 0.0;
    for i in 0..n {
        for j in i + 1..n {
            sum += solved[j] * b[i] + packed[j - i - 1] * solved[i];
        }
    }
    sum + solved.iter().map(|s| s * s).sum::<f64>()
}

#[test]
fn triangles() {
    check!(triangle; &packed = vec![0.3, -0.2, 0.5, 0.4, 0.1, -0.7], &b = vec![0.5, 0.8, -0.3, 0.6]);
    check!(triangle; &packed = vec![], &b = vec![0.5]);
}

/// The output is added to in two nested loops, and the function goes through it as a whole: it is kept as a whole.
#[differentiable]
fn multiply(a: &[f64], x: &[f64], y: &mut [f64]) {
    for i in 0..y.len() {
        y[i] *= 0.5;
    }
    for (j, x) in x.iter().enumerate() {
        for i in 0..y.len() {
            y[i] += a[i * 3 + j] * x;
        }
    }
}

#[differentiable]
fn twice(a: &[f64], x: &[f64]) -> f64 {
    let mut y = [0.3, 0.4];
    let mut sum = 0.0;
    for _ in 0..3 {
        multiply(a, x, &mut y);
        sum += y[0] * y[1].sin();
        y[1] *= y[0];
    }
    sum
}

#[test]
fn slices_that_are_kept() {
    let a = vec![0.3, -0.2, 0.5, 0.4, 0.1, -0.7];
    check!(twice; &a = a, &x = vec![0.9, 0.2, 0.4]);
}

/// The same in a field, with a variable that has a capital letter.
#[differentiable]
fn velocities(orbit: &Orbit, times: &[f64]) -> f64 {
    let Orbit { K, phases } = orbit;
    let mut sum = 0.0;
    for t in times {
        for phase in phases {
            sum += K * (t + phase).sin();
        }
    }
    sum
}

/// Numbers of any type.
#[differentiable]
fn convolved<T: Real>(x: &[T], kernel: &[T; 2]) -> T {
    let mut sum = T::from_f64(0.0);
    for i in 0..x.len() - 1 {
        sum += (kernel[0] * x[i] + kernel[1] * x[i + 1]).powi(2);
    }
    sum
}

#[differentiable]
fn of_f64(x: &[f64], kernel: [f64; 2]) -> f64 {
    convolved(x, &kernel)
}

#[test]
fn fields_and_numbers_of_any_type() {
    let orbit = Orbit {
        K: 2.5,
        phases: vec![0.1, 0.4],
    };
    check!(velocities; &orbit = orbit, &times = vec![0.3, 0.9, 1.4]);
    check!(of_f64; &x = vec![0.3, 0.9, -0.4, 0.2], kernel = [0.6, -0.3]);
    let (value, (by_x, by_kernel)) = convolved::value_and_grad(&[1.0_f32, 2.0, -1.0], &[0.5, 0.25]);
    assert_eq!(value, 1.0 + 0.5625);
    assert_eq!((by_x, by_kernel), (vec![1.0, 1.25, 0.375], [5.0, 2.5]));
}
