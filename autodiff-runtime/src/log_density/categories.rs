//! One of several categories, numbered from 0 on.

#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use crate::special::{log_diff_exp, log_sum_exp, softplus};
use autodiff_macros::differentiable;

/// The category `k` of the probabilities `p`, which add up to 1: `ln p[k]`. −∞ for k beyond the last; NaN for a negative one.
///
/// Stan's `categorical_lpmf`, where the first category is 1. That they add up to 1 is not checked.
#[differentiable]
#[inline]
pub fn categorical(k: usize, p: &[f64]) -> f64 {
    if k >= p.len() {
        return f64::NEG_INFINITY;
    }
    p[k].ln()
}

/// The category `k` of the softmax of `log_odds`: `log_odds[k] − ln Σ exp(log_odds[i])`. −∞ for k beyond the last.
///
/// Stan's `categorical_logit_lpmf`, where the first category is 1. A number added to all of them changes nothing.
#[differentiable]
#[inline]
pub fn categorical_logit(k: usize, log_odds: &[f64]) -> f64 {
    if k >= log_odds.len() {
        return f64::NEG_INFINITY;
    }
    log_odds[k] - log_sum_exp(log_odds)
}

/// The category `k` of an ordered logistic variable: that of the intervals between the `cutpoints`, which ascend, in which `eta`
/// and logistic noise of scale 1 fall. There is one more of them than cutpoints; −∞ for k beyond the last.
///
/// Stan's `ordered_logistic_lpmf`, where the first category is 1. NaN where the cutpoints next to k do not ascend.
#[differentiable]
#[inline]
pub fn ordered_logistic(k: usize, eta: f64, cutpoints: &[f64]) -> f64 {
    if k > cutpoints.len() {
        return f64::NEG_INFINITY;
    }
    if cutpoints.is_empty() {
        return 0.0;
    }
    if k == 0 {
        return -softplus(eta - cutpoints[0]);
    }
    if k == cutpoints.len() {
        return -softplus(cutpoints[k - 1] - eta);
    }
    let (above, below) = (cutpoints[k] - eta, cutpoints[k - 1] - eta);
    // expit(a) − expit(b) = (eᵃ − eᵇ)/((1 + eᵃ)(1 + eᵇ)).
    log_diff_exp(above, below) - softplus(above) - softplus(below)
}
