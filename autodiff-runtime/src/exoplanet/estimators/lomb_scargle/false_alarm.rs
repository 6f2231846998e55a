//! How likely noise has a peak.

#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use crate::special::ln_gamma;
use core::f64::consts::PI;

/// The probability that the highest power up to a frequency is at least this, for `n` observations with this weighted variance of
/// their times: 1 − (1 − P₁) e^−τ.
pub(super) fn baluev(power: f64, highest: f64, n: usize, variance_of_times: f64) -> f64 {
    let n = n as f64;
    // Rounding may take a power beyond 1.
    let rest = if power > 1.0 { 0.0 } else { 1.0 - power };
    let (of_constant, of_wave) = (n - 1.0, n - 3.0);
    let single = rest.powf(0.5 * of_wave);
    // √(2/N) Γ(N/2)/Γ((N − 1)/2)
    let gamma = (2.0 / of_constant).sqrt() * (ln_gamma(0.5 * of_constant) - ln_gamma(0.5 * (of_constant - 1.0))).exp();
    let bandwidth = highest * (4.0 * PI * variance_of_times).sqrt();
    let crossings = gamma * bandwidth * rest.powf(0.5 * (of_wave - 1.0)) * (0.5 * of_constant * power).sqrt();
    single * (-crossings).exp() - (-crossings).exp_m1()
}
