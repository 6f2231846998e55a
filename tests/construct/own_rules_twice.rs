//! Second derivatives of functions with rules, whose `jvp` is differentiable; matrix rules among them.

use crate::check;
use pullback::linear_algebra::{
    cholesky, ln_determinant, ln_determinant_of_factor, solve_lower, solve_positive_definite,
};
use pullback::prelude::*;

/// a Σ wᵢ xᵢ³, with references, vectors by value and constants.
#[differentiable(vjp = cubes_vjp, jvp = cubes_jvp, second_order)]
fn cubes(a: f64, x: &[f64], #[constant] n: usize, weights: Vec<f64>) -> f64 {
    a * (0..n).map(|i| weights[i] * x[i].powi(3)).sum::<f64>()
}
type ByCubes = (f64, Vec<f64>, Vec<f64>);
fn cubes_vjp(a: f64, x: &[f64], n: usize, weights: Vec<f64>) -> (f64, impl FnOnce(f64) -> ByCubes) {
    let sum = cubes(1.0, x, n, weights.clone());
    let pullback = move |seed: f64| {
        let by_x = (0..x.len()).map(|i| {
            if i < n {
                3.0 * seed * a * weights[i] * x[i] * x[i]
            } else {
                0.0
            }
        });
        let by_weights = (0..weights.len()).map(|i| if i < n { seed * a * x[i].powi(3) } else { 0.0 });
        (seed * sum, by_x.collect(), by_weights.collect())
    };
    (a * sum, pullback)
}
#[differentiable]
fn cubes_jvp(
    a: f64,
    x: &[f64],
    #[constant] n: usize,
    weights: Vec<f64>,
    a_dot: f64,
    x_dot: &[f64],
    weights_dot: Vec<f64>,
) -> (f64, f64) {
    let (mut sum, mut sum_dot) = (0.0, 0.0);
    for i in 0..n {
        sum += weights[i] * x[i].powi(3);
        sum_dot += weights_dot[i] * x[i].powi(3) + 3.0 * weights[i] * x[i] * x[i] * x_dot[i];
    }
    (a * sum, a_dot * sum + a * sum_dot)
}

/// What the rule read is overwritten before the reverse sweep.
#[differentiable]
fn cubes_in_a_loop(x: &[f64], a: f64) -> f64 {
    let mut y = x.to_vec();
    let mut sum = 0.0;
    for k in 0..2 {
        sum += cubes(a * y[k], &y, y.len(), vec![a; 3]);
        y[k] *= sum.cos();
    }
    sum
}

#[test]
fn of_the_user() {
    check!(cubes; a = 0.7, &x = vec![0.4, -0.3, 0.9], const 2, weights = vec![1.2, 0.8]);
    check!(cubes_in_a_loop; &x = vec![0.4, -0.3, 0.9], a = 0.8);
}

#[differentiable]
fn kernel(amplitude: f64, length: f64, #[constant] t: &[f64]) -> Vec<f64> {
    let n = t.len();
    let mut k = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..n {
            let distance = (t[i] - t[j]) / length;
            k[i * n + j] = amplitude * amplitude * (-0.5 * distance * distance).exp();
        }
        k[i * n + i] += 0.1;
    }
    k
}

#[differentiable]
fn by_the_factor(amplitude: f64, length: f64, #[constant] t: &[f64], #[constant] y: &[f64]) -> f64 {
    let n = t.len();
    let k = kernel(amplitude, length, t);
    let l = cholesky(&k, n);
    let z = solve_lower(&l, y, n);
    let mut sum = 0.0;
    for i in 0..n {
        sum -= 0.5 * z[i] * z[i];
    }
    sum - 0.5 * ln_determinant_of_factor(&l, n)
}

#[differentiable]
fn by_the_matrix(amplitude: f64, length: f64, #[constant] t: &[f64], #[constant] y: &[f64]) -> f64 {
    let n = t.len();
    let k = kernel(amplitude, length, t);
    let weights = solve_positive_definite(&k, y, n);
    let mut sum = 0.0;
    for i in 0..n {
        sum -= 0.5 * y[i] * weights[i];
    }
    sum - 0.5 * ln_determinant(&k, n)
}

#[test]
fn of_matrices() {
    const TIMES: &[f64] = &[0.0, 0.4, 1.1, 1.9];
    const VALUES: &[f64] = &[0.1, 0.5, -0.3, 0.8];
    check!(by_the_factor; amplitude = 0.8, length = 1.3, const TIMES, const VALUES);
    check!(by_the_matrix; amplitude = 0.8, length = 1.3, const TIMES, const VALUES);
}
