//! Logistic functions, without overflow.

use super::libm::{exp, log, log1p};
use alloc::vec::Vec;
use autodiff_macros::differentiable;

unary! {
    /// The logistic function 1/(1 + e⁻ˣ), also called the sigmoid.
    expit, expit_jvp: x, y => expit_value(x), expit(x) * expit(-x);
    /// ln(1 + eˣ), which is x for large x. Its derivative is [`expit`](fn@expit).
    softplus, softplus_jvp: x, y => softplus_value(x), expit(x);
}

fn expit_value(x: f64) -> f64 {
    if x >= 0.0 {
        1.0 / (1.0 + ::libm::exp(-x))
    } else {
        let e = ::libm::exp(x);
        e / (1.0 + e)
    }
}

fn softplus_value(x: f64) -> f64 {
    let rest = ::libm::log1p(::libm::exp(-::libm::fabs(x)));
    if x > 0.0 { x + rest } else { rest }
}

/// ln(p/(1 − p)), the inverse of [`expit`](fn@expit); ±∞ at 1 and 0.
#[differentiable]
pub fn logit(p: f64) -> f64 {
    log(p) - log1p(-p)
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
    greatest + ::libm::log(x.iter().map(|x| ::libm::exp(x - greatest)).sum())
}

fn softmax(x: &[f64], log_sum: f64) -> Vec<f64> {
    if log_sum.is_infinite() {
        let share = 1.0 / x.iter().filter(|x| **x == log_sum).count() as f64;
        return x.iter().map(|x| if *x == log_sum { share } else { 0.0 }).collect();
    }
    x.iter().map(|x| ::libm::exp(x - log_sum)).collect()
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
            along += exp(x - value) * tangent;
        }
    }
    (value, along)
}
