//! Vectors of proportions.

#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use crate::special::ln_gamma;
use autodiff_macros::differentiable;

/// Dirichlet of the concentrations `alpha`, all positive, for proportions `x` that add up to 1:
/// `ln Γ(Σ alpha) − Σ ln Γ(alpha[i]) + Σ (alpha[i] − 1) ln x[i]`.
///
/// Stan's `dirichlet_lpdf`: a density by all of `x` but the last. That they add up to 1 is not checked, and the derivative by
/// each is that of the formula. −∞ where a proportion is not positive; NaN if there are not as many as concentrations.
#[differentiable]
pub fn dirichlet(x: &[f64], alpha: &[f64]) -> f64 {
    if x.len() != alpha.len() || alpha.iter().any(|a| a.is_nan() || *a <= 0.0) || x.iter().any(|x| x.is_nan()) {
        return f64::NAN;
    }
    if x.iter().any(|x| *x <= 0.0) {
        return f64::NEG_INFINITY;
    }
    let mut total = 0.0;
    let mut sum = 0.0;
    for i in 0..x.len() {
        total += alpha[i];
        sum += (alpha[i] - 1.0) * x[i].ln() - ln_gamma(alpha[i]);
    }
    sum + ln_gamma(total)
}
