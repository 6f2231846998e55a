//! Logistic functions, without overflow.

#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use alloc::vec::Vec;
use autodiff_macros::differentiable;

unary! {
    /// The logistic function 1/(1 + e⁻ˣ), also called the sigmoid.
    expit, expit_jvp: x, y => expit_value(x), y * expit(-x);
}

fn expit_value(x: f64) -> f64 {
    if x >= 0.0 {
        1.0 / (1.0 + (-x).exp())
    } else {
        let e = x.exp();
        e / (1.0 + e)
    }
}

/// ln(1 + eˣ), which is x for large x. Its derivative is [`expit`](fn@expit).
#[differentiable(vjp = softplus_vjp, jvp = softplus_jvp, second_order)]
#[inline]
pub fn softplus(x: f64) -> f64 {
    softplus_and_expit(x).0
}

/// Value and slope have their exponential in common.
#[inline]
fn softplus_and_expit(x: f64) -> (f64, f64) {
    let e = (-x.abs()).exp();
    let (rest, share) = (e.ln_1p(), 1.0 / (1.0 + e));
    if x > 0.0 { (x + rest, share) } else { (rest, e * share) }
}

#[inline]
fn softplus_vjp(x: f64) -> (f64, impl FnOnce(f64) -> f64) {
    let (value, slope) = softplus_and_expit(x);
    (value, move |seed| seed * slope)
}

#[differentiable]
fn softplus_jvp(x: f64, tangent: f64) -> (f64, f64) {
    (softplus(x), expit(x) * tangent)
}

/// ln(p/(1 − p)), the inverse of [`expit`](fn@expit); ±∞ at 1 and 0.
#[differentiable]
pub fn logit(p: f64) -> f64 {
    p.ln() - (-p).ln_1p()
}

/// ln Σ e^xᵢ, without overflow; −∞ for no numbers.
///
/// The derivative is the softmax, e^xᵢ divided by their sum. Where a number is +∞, or all are −∞, the greatest share it.
#[differentiable(vjp = log_sum_exp_vjp, jvp = log_sum_exp_jvp, second_order)]
pub fn log_sum_exp(x: &[f64]) -> f64 {
    let greatest = x
        .iter()
        .copied()
        .fold(f64::NEG_INFINITY, |a, b| if a >= b || a.is_nan() { a } else { b });
    if greatest.is_infinite() {
        return greatest;
    }
    greatest + x.iter().map(|x| (x - greatest).exp()).sum::<f64>().ln()
}

fn softmax(x: &[f64], log_sum: f64) -> Vec<f64> {
    if log_sum.is_infinite() {
        let share = 1.0 / x.iter().filter(|x| **x == log_sum).count() as f64;
        return x.iter().map(|x| if *x == log_sum { share } else { 0.0 }).collect();
    }
    x.iter().map(|x| (x - log_sum).exp()).collect()
}

fn log_sum_exp_vjp(x: &[f64]) -> (f64, impl FnOnce(f64) -> Vec<f64>) {
    let value = log_sum_exp(x);
    (value, move |seed| {
        softmax(x, value).iter().map(|share| seed * share).collect()
    })
}

#[differentiable]
fn log_sum_exp_jvp(x: &[f64], tangent: &[f64]) -> (f64, f64) {
    let value = log_sum_exp(x);
    let mut along = 0.0;
    if value.is_infinite() {
        let share = 1.0 / x.iter().filter(|x| **x == value).count() as f64;
        for (x, tangent) in x.iter().zip(tangent) {
            if *x == value {
                along += share * tangent;
            }
        }
    } else {
        for (x, tangent) in x.iter().zip(tangent) {
            along += (*x - value).exp() * tangent;
        }
    }
    (value, along)
}
