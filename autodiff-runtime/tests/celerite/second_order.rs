//! Second derivatives against differences of gradients.

use crate::dense::{residuals, times, variances};
use autodiff_macros::differentiable;
use autodiff_runtime::exoplanet::celerite::{Matern52, RealTerm, RotationTerm, ShoTerm, log_likelihood, product, sum};

const N: usize = 12;

/// Compares the Hessian of a function of an array with differences of its gradient.
macro_rules! compare {
    ($f:ident, $at:expr) => {{
        let (time, residual, variance) = (times(N), residuals(N), variances(N));
        let at = $at;
        let hessian = $f::hessian(&at, &time, &residual, &variance);
        for i in 0..at.len() {
            let step = 1e-4 * at[i];
            let gradient = |by: f64| {
                let mut there = at;
                there[i] += by * step;
                $f::grad(&there, &time, &residual, &variance)
            };
            let (a, b, c, d) = (gradient(1.0), gradient(-1.0), gradient(2.0), gradient(-2.0));
            for k in 0..at.len() {
                let slope = (8.0 * (a[k] - b[k]) - (c[k] - d[k])) / (12.0 * step);
                let scale = 1.0 + slope.abs();
                assert!(
                    (hessian[i][k] - slope).abs() < 1e-7 * scale,
                    "row {i}, column {k} at {at:?}: {} is not {slope}",
                    hessian[i][k]
                );
            }
        }
    }};
}

#[differentiable]
fn oscillator(
    p: &[f64; 3],
    #[constant] time: &[f64],
    #[constant] residual: &[f64],
    #[constant] variance: &[f64],
) -> f64 {
    let term = ShoTerm {
        s0: p[0],
        w0: p[1],
        q: p[2],
    };
    log_likelihood(&term.kernel(), time, residual, variance)
}

#[differentiable]
fn rotation(p: &[f64; 5], #[constant] time: &[f64], #[constant] residual: &[f64], #[constant] variance: &[f64]) -> f64 {
    let term = RotationTerm {
        sigma: p[0],
        period: p[1],
        q0: p[2],
        dq: p[3],
        f: p[4],
    };
    log_likelihood(&term.kernel(), time, residual, variance)
}

#[differentiable]
fn mixed(p: &[f64; 7], #[constant] time: &[f64], #[constant] residual: &[f64], #[constant] variance: &[f64]) -> f64 {
    let wave = ShoTerm {
        s0: p[0],
        w0: p[1],
        q: p[2],
    }
    .kernel();
    let smooth = Matern52 { sigma: p[3], rho: p[4] }.kernel();
    let decay = RealTerm { a: p[5], c: p[6] }.kernel();
    let first = sum::<6, 3, _, _, _, _>(&wave, &smooth);
    let second = product::<6, 3, _, _, _, _>(&decay, &first);
    log_likelihood(&second, time, residual, variance)
}

#[differentiable]
fn product_of_waves(
    p: &[f64; 6],
    #[constant] time: &[f64],
    #[constant] residual: &[f64],
    #[constant] variance: &[f64],
) -> f64 {
    let one = ShoTerm {
        s0: p[0],
        w0: p[1],
        q: p[2],
    }
    .kernel();
    let other = ShoTerm {
        s0: p[3],
        w0: p[4],
        q: p[5],
    }
    .kernel();
    let kernel = product::<4, 4, _, _, _, _>(&one, &other);
    log_likelihood(&kernel, time, residual, variance)
}

#[differentiable]
fn product_with_matern(
    p: &[f64; 5],
    #[constant] time: &[f64],
    #[constant] residual: &[f64],
    #[constant] variance: &[f64],
) -> f64 {
    let one = ShoTerm {
        s0: p[0],
        w0: p[1],
        q: p[2],
    }
    .kernel();
    let other = Matern52 { sigma: p[3], rho: p[4] }.kernel();
    let kernel = product::<6, 6, _, _, _, _>(&one, &other);
    log_likelihood(&kernel, time, residual, variance)
}

/// By noise and a constant mean: what data bring in.
#[differentiable]
fn noise(p: &[f64; 2], #[constant] time: &[f64], #[constant] data: &[f64], #[constant] errors: &[f64]) -> f64 {
    let term = ShoTerm {
        s0: 0.4,
        w0: 2.0,
        q: 1.2,
    };
    let residual: Vec<f64> = data.iter().map(|x| x - p[0]).collect();
    let variance: Vec<f64> = errors.iter().map(|x| x + p[1] * p[1]).collect();
    log_likelihood(&term.kernel(), time, &residual, &variance)
}

#[test]
fn through_critical_damping() {
    for q in [0.1, 0.49, 0.5, 0.51, 2.0] {
        for w0 in [0.5, 3.0] {
            compare!(oscillator, [0.5 / q, w0, q]);
        }
    }
}

#[test]
fn other_kernels() {
    compare!(rotation, [1.1, 3.4, 0.6, 0.3, 0.7]);
    compare!(mixed, [0.4, 2.0, 1.2, 0.8, 1.7, 0.9, 0.3]);
    compare!(product_of_waves, [0.4, 2.0, 1.2, 0.9, 1.5, 0.3]);
    compare!(product_with_matern, [0.4, 2.0, 1.2, 0.8, 1.7]);
    compare!(noise, [0.3, 0.2]);
}
