//! The deviance of a Poisson variable, without cancellation.

use super::stirling::polynomial;
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use autodiff_macros::differentiable;

/// D(x, m) = x ln(x/m) + m − x for x ≥ 0 and m ≥ 0, half the deviance of a Poisson variable x of mean m; 0 where they are
/// equal, and positive elsewhere. NaN for negative arguments.
///
/// Where the two are close, by the series of Loader 2000, *Fast and Accurate Computation of Binomial Probabilities*, in
/// v = (x − m)/(x + m).
///
/// The derivatives are ln(x/m) and (m − x)/m.
#[differentiable(vjp = deviance_vjp, jvp = deviance_jvp, second_order)]
#[inline]
pub fn deviance(x: f64, m: f64) -> f64 {
    deviance_and_log_ratio(x, m).0
}

/// D(x, m) and ln(x/m).
#[inline]
fn deviance_and_log_ratio(x: f64, m: f64) -> (f64, f64) {
    if x.is_nan() || m.is_nan() || x < 0.0 || m < 0.0 {
        return (f64::NAN, f64::NAN);
    }
    let difference = x - m;
    let v = difference / (x + m);
    if v.abs() < 0.1 {
        let square = v * v;
        let rest = square * polynomial(square, OF_DEVIANCE);
        return (difference * v + 2.0 * x * v * rest, 2.0 * v * (1.0 + rest));
    }
    let log_ratio = if m > 1e-290 * x { (x / m).ln() } else { x.ln() - m.ln() };
    if x == 0.0 {
        return (m, log_ratio);
    }
    (x * log_ratio - difference, log_ratio)
}

/// 1/(2k + 3) for k = 0, 1, …: the coefficients of artanh v beyond the first.
const OF_DEVIANCE: [f64; 8] = [
    1.0 / 3.0,
    1.0 / 5.0,
    1.0 / 7.0,
    1.0 / 9.0,
    1.0 / 11.0,
    1.0 / 13.0,
    1.0 / 15.0,
    1.0 / 17.0,
];

#[inline]
fn deviance_vjp(x: f64, m: f64) -> (f64, impl FnOnce(f64) -> (f64, f64)) {
    let (value, by_x) = deviance_and_log_ratio(x, m);
    let by_m = (m - x) / m;
    (value, move |seed| (seed * by_x, seed * by_m))
}

#[differentiable]
fn deviance_jvp(x: f64, m: f64, x_dot: f64, m_dot: f64) -> (f64, f64) {
    (deviance(x, m), ln_ratio(x, m) * x_dot + (m - x) / m * m_dot)
}

/// ln(x/m).
#[differentiable(jvp = ln_ratio_jvp, second_order)]
#[inline]
fn ln_ratio(x: f64, m: f64) -> f64 {
    deviance_and_log_ratio(x, m).1
}
#[differentiable]
fn ln_ratio_jvp(x: f64, m: f64, x_dot: f64, m_dot: f64) -> (f64, f64) {
    (ln_ratio(x, m), x_dot / x - m_dot / m)
}
