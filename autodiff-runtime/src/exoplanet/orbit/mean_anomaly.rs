//! Between the true, the eccentric and the mean anomaly, where the true one is given.

#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use autodiff_macros::differentiable;

/// The mean anomaly, radians, at which the planet of an orbit transits: f = π/2 − ω.
///
/// E = atan2(√(1 − e²) cos ω, e + sin ω), M = E − e sin E. For 0 ≤ e < 1 the two arguments are never zero together, so that,
/// unlike with the half-angle formula, no orientation is singular; at ω = −π/2 M jumps by 2π, which no position notices.
#[differentiable]
pub(super) fn mean_anomaly_of_transit(ecc: f64, cos_omega: f64, sin_omega: f64) -> f64 {
    let semiminor = ((1.0 - ecc) * (1.0 + ecc)).sqrt();
    let opposite = semiminor * cos_omega;
    opposite.atan2(ecc + sin_omega) - ecc * opposite / (1.0 + ecc * sin_omega)
}

/// The mean anomaly, in [−π, π], at a true anomaly, radians.
pub(super) fn mean_anomaly_at(true_anomaly: f64, ecc: f64) -> f64 {
    let (sin, cos) = true_anomaly.sin_cos();
    mean_anomaly_of_transit(ecc, sin, cos)
}
