//! Student's t and Cauchy's distribution.

use super::positive;
use super::with_partials::with_partials;
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use crate::special::stirling::{ln_student_constant, ln_student_constant_slope};
use autodiff_macros::differentiable;
use core::f64::consts::{LN_2, PI};

with_partials! {
    /// Student's t of `nu` > 0 degrees of freedom, location `mu` and scale `sigma` > 0:
    /// ln Γ((nu + 1)/2) − ln Γ(nu/2) − ½ ln(π nu) − ln sigma − ½ (nu + 1) ln(1 + z²/nu), with z = (x − mu)/sigma.
    ///
    /// Stan's `student_t_lpdf`. Large `nu` lose no digits.
    student_t, student_t_vjp, student_t_jvp:
        student_t_partials(x x_dot by_x, nu nu_dot by_nu + ln_student_constant_slope(nu), mu mu_dot by_mu, sigma sigma_dot by_sigma);
    /// Cauchy of median `location` and half width at half maximum `scale` > 0: −ln π − ln scale − ln(1 + z²), with
    /// z = (x − location)/scale.
    ///
    /// Stan's `cauchy_lpdf`.
    cauchy, cauchy_vjp, cauchy_jvp: cauchy_partials(x x_dot by_x, location location_dot by_location, scale scale_dot by_scale);
}

// In line, so that a loop evaluates what does not change in it once.
#[differentiable]
#[inline(always)]
fn student_t_partials(x: f64, nu: f64, mu: f64, sigma: f64) -> (f64, (f64, f64, f64, f64)) {
    // What does not change in a loop comes before the first condition, so that it can be taken out of the loop.
    let constant = ln_student_constant(nu) - sigma.ln();
    let z = (x - mu) / sigma;
    let q = z * z / nu;
    // z²/(nu + z²), where z² may overflow.
    let share = if q < 1e300 { q / (1.0 + q) } else { 1.0 };
    let tail = q.ln_1p();
    if !positive(nu) || !positive(sigma) {
        return (f64::NAN, (f64::NAN, f64::NAN, f64::NAN, f64::NAN));
    }
    let value = constant - 0.5 * (nu + 1.0) * tail;
    let by_x = -(nu + 1.0) * z / (sigma * (nu + z * z));
    let by_nu = 0.5 * ((nu + 1.0) * share / nu - tail);
    (value, (by_x, by_nu, -by_x, ((nu + 1.0) * share - 1.0) / sigma))
}

#[differentiable]
#[inline]
fn cauchy_partials(x: f64, location: f64, scale: f64) -> (f64, (f64, f64, f64)) {
    if !positive(scale) {
        return (f64::NAN, (f64::NAN, f64::NAN, f64::NAN));
    }
    let z = (x - location) / scale;
    // Cauchy variables do get so large that their squares overflow.
    let far = z.abs() > 1e100;
    let log = if far { 2.0 * z.abs().ln() } else { (z * z).ln_1p() };
    let slope = if far { -2.0 / z } else { -2.0 * z / (1.0 + z * z) };
    let by_x = slope / scale;
    (-PI.ln() - log - scale.ln(), (by_x, -by_x, -(1.0 + z * slope) / scale))
}

/// The absolute value of a Student's t of `nu` > 0 degrees of freedom, location 0 and scale `sigma` > 0, on [0, ∞).
///
/// Stan's `student_t_lpdf` of location 0, truncated at 0.
#[differentiable]
#[inline]
pub fn half_student_t(x: f64, nu: f64, sigma: f64) -> f64 {
    if x < 0.0 && positive(nu) && positive(sigma) {
        return f64::NEG_INFINITY;
    }
    LN_2 + student_t(x, nu, 0.0, sigma)
}

/// The absolute value of a Cauchy variable of median 0 and half width `scale` > 0, on [0, ∞).
///
/// Stan's `cauchy_lpdf` of location 0, truncated at 0; Gelman 2006, Bayesian Analysis 1, 515.
#[differentiable]
#[inline]
pub fn half_cauchy(x: f64, scale: f64) -> f64 {
    if x < 0.0 && positive(scale) {
        return f64::NEG_INFINITY;
    }
    LN_2 + cauchy(x, 0.0, scale)
}
