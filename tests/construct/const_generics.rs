//! Functions generic over constants: arrays of any length.

use crate::{check, check_in_place, check_map};
use pullback::Real;
use pullback::prelude::*;

#[differentiable]
fn norm<const N: usize>(x: &[f64; N]) -> f64 {
    let mut sum = 0.0;
    for i in 0..N {
        sum += x[i] * x[i];
    }
    sum.sqrt() / N as f64
}

#[differentiable]
fn mirrored<const N: usize>(x: [f64; N]) -> [f64; N] {
    let mut y = [0.0; N];
    for i in 0..N {
        y[i] = x[N - 1 - i].sin() * (i + 1) as f64;
    }
    y
}

#[differentiable]
fn product<const N: usize, const M: usize, const K: usize>(a: &[[f64; M]; N], b: &[[f64; K]; M]) -> [[f64; K]; N] {
    let mut c = [[0.0; K]; N];
    for i in 0..N {
        for j in 0..K {
            for k in 0..M {
                c[i][j] += a[i][k] * b[k][j];
            }
        }
    }
    c
}

#[differentiable]
fn trace<T: Real, const N: usize>(a: &[[T; N]; N]) -> T {
    let mut sum = T::zero();
    for i in 0..N {
        sum += a[i][i];
    }
    sum
}

/// In-place Cholesky, then the logarithm of the determinant.
#[differentiable]
fn log_determinant<const N: usize>(matrix: &[[f64; N]; N]) -> f64 {
    let mut l = *matrix;
    for j in 0..N {
        for k in 0..j {
            let factor = l[j][k];
            for i in j..N {
                l[i][j] -= l[i][k] * factor;
            }
        }
        let pivot = l[j][j].sqrt();
        for i in j..N {
            l[i][j] /= pivot;
        }
    }
    (0..N).map(|i| l[i][i].ln()).sum::<f64>() * 2.0
}

#[differentiable]
fn scale<const N: usize>(x: &mut [f64; N], factor: &f64) {
    for v in x.iter_mut() {
        *v *= *factor;
    }
    if N > 2 {
        x[N - 1] += x[0];
    }
}

#[differentiable]
fn power<const EXPONENT: u32>(x: f64) -> f64 {
    let mut result = 1.0;
    for _ in 0..EXPONENT {
        result *= x;
    }
    result + x.powi(EXPONENT as i32)
}

#[differentiable]
fn chosen<const SQUARE: bool>(x: f64) -> f64 {
    if SQUARE { x * x } else { x.exp() }
}

#[differentiable]
fn everything(x: [f64; 3], k: f64) -> f64 {
    let mut y = mirrored::<3>(x);
    scale(&mut y, &k);
    let m = product(&[[x[0], k], [1.0, x[1]]], &[[y[0], 2.0], [x[2], y[2]]]);
    let square = product::<2, 2, 2>(&m, &m);
    norm(&y) * trace::<f64, 2>(&m) + trace(&square) + norm::<2>(&m[0]) + power::<3>(k) + chosen::<true>(k)
        - chosen::<false>(x[0])
}

#[test]
fn lengths_of_arrays() {
    check!(norm; &x = [0.3, -0.8, 1.7]);
    check!(norm; &x = [0.3]);
    check_map!(mirrored; x = [0.3, -0.8, 1.7]);
    check_map!(product; &a = [[0.3, 0.9, -0.2], [1.1, -0.4, 0.6]], &b = [[0.5, 0.8], [-0.7, 0.1], [0.2, 1.3]]);
    check!(trace; &a = [[0.3_f64, 0.9], [1.1, -0.4]]);
    check!(log_determinant; &matrix = [[2.0, 0.3, 0.1], [0.3, 1.5, -0.2], [0.1, -0.2, 1.1]]);
    check_in_place!(scale; x = [0.3, -0.8, 1.7]; &factor = 1.3);
    check!(everything; x = [0.3, -0.8, 1.7], k = 0.9);
}

#[test]
fn companions_take_constants() {
    assert_eq!(norm::<1>::grad(&[-2.0]), [-1.0]);
    assert_eq!(power::<2>::grad(3.0), 12.0);
    assert_eq!(power::<2>::jvp(3.0, 0.5), (18.0, 6.0));
    assert_eq!(chosen::<true>::grad(3.0), 6.0);
    assert_eq!(trace::<f32, 1>::grad(&[[1.0]]), [[1.0]]);
}
