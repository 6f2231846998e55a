//! The regularised incomplete gamma functions.

use super::libm::{exp, log};
use super::ln_gamma;
use autodiff_macros::differentiable;

/// P(a, x) = γ(a, x)/Γ(a), the distribution function of a gamma variable of shape a > 0 at x ≥ 0; NaN elsewhere.
///
/// Differentiable by x, where the derivative is x^(a − 1) e⁻ˣ/Γ(a). The shape is constant: its derivative has no closed form.
#[differentiable(jvp = gamma_p_jvp, second_order)]
pub fn gamma_p(#[constant] a: f64, x: f64) -> f64 {
    lower_and_upper(a, x).0
}
#[differentiable]
fn gamma_p_jvp(#[constant] a: f64, x: f64, tangent: f64) -> (f64, f64) {
    (gamma_p(a, x), density(a, x) * tangent)
}

/// Q(a, x) = 1 − P(a, x), to full precision where that is small; see [`gamma_p`](fn@gamma_p).
#[differentiable(jvp = gamma_q_jvp, second_order)]
pub fn gamma_q(#[constant] a: f64, x: f64) -> f64 {
    lower_and_upper(a, x).1
}
#[differentiable]
fn gamma_q_jvp(#[constant] a: f64, x: f64, tangent: f64) -> (f64, f64) {
    (gamma_q(a, x), -density(a, x) * tangent)
}

/// The density of a gamma variable of unit rate.
#[differentiable]
fn density(#[constant] a: f64, x: f64) -> f64 {
    exp((a - 1.0) * log(x) - x - ln_gamma(a))
}

/// The series for small x, the continued fraction for large x (Press et al. 2007, *Numerical Recipes*, §6.2).
fn lower_and_upper(a: f64, x: f64) -> (f64, f64) {
    if a.is_nan() || x.is_nan() || a <= 0.0 || x < 0.0 || a.is_infinite() {
        return (f64::NAN, f64::NAN);
    }
    if x == 0.0 {
        return (0.0, 1.0);
    }
    if x.is_infinite() {
        return (1.0, 0.0);
    }
    let front = ::libm::exp(a * ::libm::log(x) - x - ::libm::lgamma(a));
    if x < a + 1.0 {
        let (mut term, mut sum, mut n) = (1.0 / a, 1.0 / a, a);
        while term > sum * 1e-17 {
            n += 1.0;
            term *= x / n;
            sum += term;
        }
        let lower = front * sum;
        return (lower, 1.0 - lower);
    }
    // Lentz's method.
    const TINY: f64 = 1e-300;
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / b;
    let mut fraction = d;
    let mut i = 0.0;
    loop {
        i += 1.0;
        let an = -i * (i - a);
        b += 2.0;
        d = 1.0 / nonzero(an * d + b);
        c = nonzero(b + an / c);
        let factor = d * c;
        fraction *= factor;
        if ::libm::fabs(factor - 1.0) < 1e-16 || i > 1e6 {
            break;
        }
    }
    let upper = front * fraction;
    (1.0 - upper, upper)
}

fn nonzero(x: f64) -> f64 {
    if ::libm::fabs(x) < 1e-300 { 1e-300 } else { x }
}
