//! The flux under a polynomial law of any order.

use super::polynomial_rule::flux;
use autodiff_macros::differentiable;

/// The flux of a star with polynomial limb darkening, of which a disk hides a part; 1 if it hides nothing.
///
/// The intensity is I(μ) = 1 − u₁(1 − μ) − u₂(1 − μ)² − … − uₙ(1 − μ)ⁿ. Without coefficients the star is uniform, with one it
/// has the linear law, and with two the function is [`limb_dark_flux`](fn@crate::exoplanet::limb_dark_flux). `b` and `r` are as there.
///
/// # Accuracy and cost
///
/// The errors of flux and derivatives are below 10⁻¹⁴ for r ≤ 3 and up to six coefficients, and below 10⁻¹² for more. The cost grows
/// with the order, by 20 nanoseconds or so for each coefficient beyond two. Up to order 16 nothing is allocated but the gradient.
///
/// # Bad input
///
/// As [`limb_dark_flux`](fn@crate::exoplanet::limb_dark_flux).
///
/// ```
/// use autodiff_runtime::exoplanet::{limb_dark_flux, limb_dark_flux_poly};
/// let flux = limb_dark_flux_poly(0.3, 0.1, &[0.4, 0.26, 0.0]);
/// assert!((flux - limb_dark_flux(0.3, 0.1, [0.4, 0.26])).abs() < 1e-15);
/// assert!((limb_dark_flux_poly(0.3, 0.1, &[]) - 0.99).abs() < 1e-15);
///
/// let (by_b, by_r, by_u) = limb_dark_flux_poly::grad(0.3, 0.1, &[0.4, 0.26, 0.01]);
/// assert!(by_b > 0.0 && by_r < 0.0 && by_u.len() == 3);
/// ```
#[differentiable]
#[inline]
pub fn limb_dark_flux_poly(b: f64, r: f64, u: &[f64]) -> f64 {
    flux(b, r, u)
}
