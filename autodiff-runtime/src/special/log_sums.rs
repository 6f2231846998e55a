//! Sums, differences and mixtures of numbers of which the logarithms are known.

use super::libm::{exp, expm1, log, log1p};
use autodiff_macros::differentiable;

/// ln(eᵃ + eᵇ), without overflow; exact where one of them is ±∞.
///
/// The derivatives are the shares of the two in the sum. Where both are −∞, or both +∞, they share equally, as in
/// [`log_sum_exp`](fn@super::log_sum_exp).
///
/// ```
/// use autodiff_runtime::special::log_add_exp;
/// assert_eq!(log_add_exp(1000.0, 1000.0), 1000.0 + 2f64.ln());
/// assert_eq!(log_add_exp::value_and_grad(f64::NEG_INFINITY, 3.0), (3.0, (0.0, 1.0)));
/// ```
#[differentiable(vjp = log_add_exp_vjp, jvp = log_add_exp_jvp, second_order)]
#[inline]
pub fn log_add_exp(a: f64, b: f64) -> f64 {
    let (greater, lesser) = if a >= b { (a, b) } else { (b, a) };
    if greater.is_infinite() || a.is_nan() {
        // The greater is +∞, or both are −∞, or what was not a number.
        return if a.is_nan() { a } else { greater };
    }
    greater + ::libm::log1p(::libm::exp(lesser - greater))
}

/// eᵃ/(eᵃ + eᵇ), a half where the two are equal.
#[differentiable]
#[inline]
fn share(a: f64, b: f64) -> f64 {
    if a == b {
        // The same number, and defined for infinite ones; the derivative is that of a finite one.
        return 0.5 + 0.25 * (finite_or_zero(a) - finite_or_zero(b));
    }
    if a > b {
        1.0 / (1.0 + exp(b - a))
    } else {
        let ratio = exp(a - b);
        ratio / (1.0 + ratio)
    }
}

#[differentiable]
#[inline]
fn finite_or_zero(x: f64) -> f64 {
    if x.is_infinite() { 0.0 } else { x }
}

#[inline]
fn log_add_exp_vjp(a: f64, b: f64) -> (f64, impl FnOnce(f64) -> (f64, f64)) {
    let of_a = share(a, b);
    let of_b = share(b, a);
    (log_add_exp(a, b), move |seed| (seed * of_a, seed * of_b))
}

#[differentiable]
fn log_add_exp_jvp(a: f64, b: f64, a_dot: f64, b_dot: f64) -> (f64, f64) {
    (log_add_exp(a, b), share(a, b) * a_dot + share(b, a) * b_dot)
}

/// ln(eᵃ − eᵇ) for a ≥ b, without overflow; −∞ where they are equal, and NaN for a < b.
///
/// Near equality the difference of the two numbers is all that counts, and is taken as exact (Mächler 2012, *Accurately
/// Computing log(1 − exp(−|a|))*).
#[differentiable]
#[inline]
pub fn log_diff_exp(a: f64, b: f64) -> f64 {
    if b == f64::NEG_INFINITY {
        return a;
    }
    if a == f64::INFINITY && b < a {
        return a;
    }
    a + log_one_minus_exp(b - a)
}

/// ln(1 − eˣ) for x ≤ 0; −∞ at 0, and NaN above.
///
/// By one of two formulas, on either side of −ln 2 (Mächler 2012, *Accurately Computing log(1 − exp(−|a|))*).
#[differentiable]
#[inline]
pub fn log_one_minus_exp(x: f64) -> f64 {
    if x > -core::f64::consts::LN_2 {
        log(-expm1(x))
    } else {
        log1p(-exp(x))
    }
}

/// ln(θ eᵃ + (1 − θ) eᵇ): the log density of a mixture of two, of which the first has the share θ. NaN unless 0 ≤ θ ≤ 1.
///
/// Stan's `log_mix`. The derivatives are defined at θ = 0 and 1, and where a component has no density at all:
///
/// ```
/// use autodiff_runtime::special::log_mix;
/// let (value, (by_share, by_a, by_b)) = log_mix::value_and_grad(0.25, f64::NEG_INFINITY, 0.0);
/// assert_eq!(value, 0.75_f64.ln());
/// assert!((by_share + 1.0 / 0.75).abs() < 1e-15);
/// assert_eq!((by_a, by_b), (0.0, 1.0));
/// ```
#[differentiable(vjp = log_mix_vjp, jvp = log_mix_jvp, second_order)]
#[inline]
pub fn log_mix(share: f64, a: f64, b: f64) -> f64 {
    if !(0.0..=1.0).contains(&share) {
        return f64::NAN;
    }
    log_add_exp(::libm::log(share) + a, ::libm::log1p(-share) + b)
}

/// eᵃ⁻ᵛ, and 0 for a = −∞ even where v is.
#[differentiable]
#[inline]
fn relative(a: f64, v: f64) -> f64 {
    if a == f64::NEG_INFINITY { 0.0 } else { exp(a - v) }
}

#[inline]
fn log_mix_vjp(share: f64, a: f64, b: f64) -> (f64, impl FnOnce(f64) -> (f64, f64, f64)) {
    let value = log_mix(share, a, b);
    let (of_a, of_b) = (relative(a, value), relative(b, value));
    let pullback = move |seed: f64| (seed * (of_a - of_b), seed * share * of_a, seed * (1.0 - share) * of_b);
    (value, pullback)
}

#[differentiable]
fn log_mix_jvp(share: f64, a: f64, b: f64, share_dot: f64, a_dot: f64, b_dot: f64) -> (f64, f64) {
    let value = log_mix(share, a, b);
    let (of_a, of_b) = (relative(a, value), relative(b, value));
    let along = (of_a - of_b) * share_dot + share * of_a * a_dot + (1.0 - share) * of_b * b_dot;
    (value, along)
}
