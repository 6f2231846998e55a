//! The derivative of the density along a change of everything: plain loops, which are differentiated again for second derivatives.

use super::density::{density, run};
use super::density_rule::density;
use super::propagation_along::propagator_along;
use super::reverse::{Record, reverse};
use alloc::vec;
use alloc::vec::Vec;
use autodiff_macros::differentiable;

/// A S Bᵀ for two block-diagonal matrices.
#[differentiable]
#[inline]
fn between<const J: usize, const W: usize>(a: &[[f64; W]; J], s: &[[f64; J]; J], b: &[[f64; W]; J]) -> [[f64; J]; J] {
    let mut half = [[0.0; J]; J];
    for i in 0..J {
        for k in 0..J {
            let mut sum = 0.0;
            for l in 0..W {
                sum += a[i][l] * s[i - i % W + l][k];
            }
            half[i][k] = sum;
        }
    }
    let mut product = [[0.0; J]; J];
    for i in 0..J {
        for k in 0..J {
            let mut sum = 0.0;
            for l in 0..W {
                sum += half[i][k - k % W + l] * b[k][l];
            }
            product[i][k] = sum;
        }
    }
    product
}

/// A f for a block-diagonal matrix.
#[differentiable]
#[inline]
fn applied<const J: usize, const W: usize>(a: &[[f64; W]; J], f: &[f64; J]) -> [f64; J] {
    let mut product = [0.0; J];
    for i in 0..J {
        let mut sum = 0.0;
        for l in 0..W {
            sum += a[i][l] * f[i - i % W + l];
        }
        product[i] = sum;
    }
    product
}

/// The density, with the derivatives of forward mode and of second order.
#[differentiable(vjp = along_vjp::<J, W>, jvp = along_jvp::<J, W>, owned_pullback, second_order)]
pub(super) fn along<const J: usize, const W: usize>(
    value: &[f64; J],
    spectrum: &[f64; J],
    #[constant] time: &[f64],
    residual: &[f64],
    variance: &[f64],
) -> f64 {
    density::<J, W>(value, spectrum, time, residual, variance)
}

type Derivatives<const J: usize> = ([f64; J], [f64; J], Vec<f64>, Vec<f64>);

fn along_vjp<const J: usize, const W: usize>(
    value: &[f64; J],
    spectrum: &[f64; J],
    time: &[f64],
    residual: &[f64],
    variance: &[f64],
) -> (f64, impl FnOnce(f64) -> Derivatives<J> + use<J, W>) {
    let mut records = Vec::with_capacity(time.len());
    let density = run::<J, W>(value, spectrum, time, residual, variance, |rows, state, innovation| {
        records.push(Record::new(rows, state, innovation));
    });
    let (value, spectrum, time) = (*value, *spectrum, time.to_vec());
    let pullback = move |seed: f64| {
        let mut residual_bar = vec![0.0; records.len()];
        let mut variance_bar = vec![0.0; records.len()];
        let show = |n: usize, by_residual: f64, by_variance: f64| {
            residual_bar[n] = by_residual;
            variance_bar[n] = by_variance;
        };
        let (by_value, by_spectrum) = reverse(&value, &spectrum, &time, &records, seed, show);
        (by_value, by_spectrum, residual_bar, variance_bar)
    };
    (density, pullback)
}

/// The density, and its derivative along the tangents.
#[allow(
    clippy::too_many_arguments,
    reason = "the arguments of the function, and their tangents"
)]
#[differentiable]
fn along_jvp<const J: usize, const W: usize>(
    value: &[f64; J],
    spectrum: &[f64; J],
    #[constant] time: &[f64],
    residual: &[f64],
    variance: &[f64],
    value_dot: &[f64; J],
    spectrum_dot: &[f64; J],
    residual_dot: &[f64],
    variance_dot: &[f64],
) -> (f64, f64) {
    let mut s = [[0.0; J]; J];
    let mut s_dot = [[0.0; J]; J];
    let mut f = [0.0; J];
    let mut f_dot = [0.0; J];
    let mut sum_dot = 0.0;
    for n in 0..time.len() {
        if n > 0 {
            let step = time[n] - time[n - 1];
            let (rows, rows_dot) = propagator_along::<J, W>(spectrum, spectrum_dot, step);
            let moved = between::<J, W>(&rows_dot, &s, &rows);
            let kept = between::<J, W>(&rows, &s_dot, &rows);
            let next = between::<J, W>(&rows, &s, &rows);
            let (mean_moved, mean_kept) = (applied::<J, W>(&rows_dot, &f), applied::<J, W>(&rows, &f_dot));
            f = applied::<J, W>(&rows, &f);
            s = next;
            for i in 0..J {
                for k in 0..J {
                    s_dot[i][k] = kept[i][k] + moved[i][k] + moved[k][i];
                }
                f_dot[i] = mean_kept[i] + mean_moved[i];
            }
        }
        let mut gain = [0.0; J];
        let mut gain_dot = [0.0; J];
        for k in 0..J {
            let mut known = 0.0;
            let mut known_dot = 0.0;
            for block in 0..J / W {
                known += s[block * W][k];
                known_dot += s_dot[block * W][k];
            }
            gain[k] = value[k] - known;
            gain_dot[k] = value_dot[k] - known_dot;
        }
        let (mut d, mut d_dot) = (variance[n], variance_dot[n]);
        let (mut z, mut z_dot) = (residual[n], residual_dot[n]);
        for block in 0..J / W {
            d += gain[block * W];
            d_dot += gain_dot[block * W];
            z -= f[block * W];
            z_dot -= f_dot[block * W];
        }
        let inverse = if d > 0.0 { 1.0 / d } else { f64::NAN * d };
        let inverse_dot = -inverse * inverse * d_dot;
        sum_dot += 2.0 * z * z_dot * inverse + z * z * inverse_dot + d_dot * inverse;
        for i in 0..J {
            let share = gain[i] * inverse;
            let share_dot = gain_dot[i] * inverse + gain[i] * inverse_dot;
            for k in 0..J {
                s[i][k] += share * gain[k];
                s_dot[i][k] += share_dot * gain[k] + share * gain_dot[k];
            }
            f[i] += share * z;
            f_dot[i] += share_dot * z + share * z_dot;
        }
    }
    let logarithm = density::<J, W>(value, spectrum, time, residual, variance);
    (logarithm, -0.5 * sum_dot)
}
