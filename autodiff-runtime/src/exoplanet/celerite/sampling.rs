//! Draws of a process, before and after observations.

use super::filter::{Propagation, State};
use super::{Kernel, predict};
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use alloc::vec;
use alloc::vec::Vec;

/// A draw of the process plus independent noise of the given variances, at times that do not decrease: L ε for the
/// standard normals ε, where L Lᵀ is the covariance matrix. It takes O(N J²) operations.
///
/// Without noise, covariance matrices of smooth processes at times close to each other are singular up to rounding;
/// what is smaller than rounding counts as zero.
///
/// # Bad input
///
/// All is NaN if lengths differ, if times decrease, or if the covariance matrix has a negative eigenvalue beyond rounding.
///
/// ```
/// use autodiff_runtime::exoplanet::celerite::{RealTerm, sample};
/// let kernel = RealTerm { a: 4.0, c: 1.0 }.kernel();
/// let draw = sample(&kernel, &[0.0, 100.0], &[0.0, 0.0], &[0.5, -1.0]);
/// assert!((draw[0] - 1.0).abs() < 1e-15 && (draw[1] + 2.0).abs() < 1e-15);
/// ```
#[must_use]
pub fn sample<const J: usize, const W: usize>(
    kernel: &Kernel<J, W>,
    time: &[f64],
    variance: &[f64],
    normals: &[f64],
) -> Vec<f64> {
    if variance.len() != time.len() || normals.len() != time.len() {
        return vec![f64::NAN; time.len()];
    }
    let mut propagation = Propagation::<f64, J, W>::new(&kernel.spectrum);
    let rounding = 64.0 * J as f64 * f64::EPSILON * kernel.variance();
    let mut state = State::empty();
    let mut draw = Vec::with_capacity(time.len());
    for n in 0..time.len() {
        if n > 0 {
            propagation.set(time[n] - time[n - 1]);
            state = state.propagated(&propagation.rows);
        }
        let mut innovation = state.innovation::<W>(&kernel.value, 0.0, variance[n]);
        let expected = -innovation.residual;
        let left: f64 = (0..J).step_by(W).map(|first| innovation.gain[first]).sum::<f64>() + variance[n];
        if left.abs() <= rounding && variance[n] >= 0.0 {
            // It is known already.
            draw.push(expected);
            continue;
        }
        innovation.residual = innovation.variance.sqrt() * normals[n];
        draw.push(expected + innovation.residual);
        state = state.with(&innovation);
    }
    if draw.iter().any(|x| x.is_nan()) {
        draw.fill(f64::NAN);
    }
    draw
}

/// A draw of the process at the times `at`, in any order, given observations: of its joint distribution at all of them.
///
/// It takes one standard normal for each observation and for each time, `time.len() + at.len()` of them, and O((N + M)
/// J²) operations: a draw of everything together is corrected by what the observations expect of the difference
/// (Matheron's rule).
///
/// # Bad input
///
/// As of [`predict`] and [`sample`]; all is NaN if any of `at` is.
#[must_use]
pub fn sample_conditional<const J: usize, const W: usize>(
    kernel: &Kernel<J, W>,
    time: &[f64],
    residual: &[f64],
    variance: &[f64],
    at: &[f64],
    normals: &[f64],
) -> Vec<f64> {
    let lengths_fit = residual.len() == time.len() && variance.len() == time.len();
    if !lengths_fit || normals.len() != time.len() + at.len() {
        return vec![f64::NAN; at.len()];
    }
    // Everything in the order of time; in front of `time.len()` are the observations.
    let when = |i: usize| if i < time.len() { time[i] } else { at[i - time.len()] };
    let mut order: Vec<usize> = (0..normals.len()).collect();
    order.sort_by(|a, b| when(*a).total_cmp(&when(*b)));
    let times: Vec<f64> = order.iter().map(|i| when(*i)).collect();
    let noise: Vec<f64> = order.iter().map(|i| variance.get(*i).copied().unwrap_or(0.0)).collect();
    let sorted_normals: Vec<f64> = order.iter().map(|i| normals[*i]).collect();
    let draw = sample(kernel, &times, &noise, &sorted_normals);

    let mut misfit = residual.to_vec();
    let mut conditional = vec![0.0; at.len()];
    for (i, drawn) in order.iter().zip(draw) {
        match i.checked_sub(time.len()) {
            None => misfit[*i] -= drawn,
            Some(i) => conditional[i] = drawn,
        }
    }
    let correction = predict(kernel, time, &misfit, variance, at);
    for (x, correction) in conditional.iter_mut().zip(correction.mean) {
        *x += correction;
    }
    conditional
}
