//! The likelihood of a light curve with independent normal errors.

use super::LightCurve;
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use autodiff_macros::differentiable;

/// ln 2π.
const LN_TAU: f64 = 1.837_877_066_409_345_6;

/// The log-likelihood of a light curve, given the model's flux at its times: Σ ln N(flux | model, error² + jitter²).
///
/// `jitter` ≥ 0 is scatter beyond the standard errors, in the unit of the flux. NaN if it is negative, or if there are not as
/// many fluxes in the model as in the data.
///
/// ```
/// use autodiff_runtime::exoplanet::{LightCurve, light_curve_log_likelihood};
///
/// let data = LightCurve::new(vec![0.0, 1.0], vec![1.0, 1.1], vec![0.3, 0.3])?;
/// let log_likelihood = light_curve_log_likelihood(&[1.0, 1.0], 0.4, &data);
/// let variance: f64 = 0.25;
/// assert!((log_likelihood + 0.5 * 0.01 / variance + (std::f64::consts::TAU * variance).ln()).abs() < 1e-14);
/// # Ok::<(), autodiff_runtime::exoplanet::ObservationError>(())
/// ```
#[differentiable]
#[must_use]
pub fn light_curve_log_likelihood(model: &[f64], jitter: f64, #[constant] data: &LightCurve) -> f64 {
    if jitter < 0.0 || model.len() != data.flux.len() {
        return f64::NAN;
    }
    let jitter_squared = jitter * jitter;
    let mut chi_squared = 0.0;
    for ((model, flux), error) in model.iter().zip(&data.flux).zip(&data.error) {
        let residual = flux - model;
        chi_squared += residual * residual / (error * error + jitter_squared);
    }
    -0.5 * (chi_squared + sum_of_logarithms(jitter_squared, &data.error) + LN_TAU * data.flux.len() as f64)
}

/// Σ ln(σᵢ² + s).
///
/// A rule of its own, as its value needs no logarithm of each: mantissas are multiplied, exponents added.
#[differentiable(vjp = sum_of_logarithms_vjp, jvp = sum_of_logarithms_jvp, second_order)]
fn sum_of_logarithms(added: f64, #[constant] sigmas: &[f64]) -> f64 {
    const MANTISSA: u64 = (1 << 52) - 1;
    const ONE: u64 = 1023 << 52;
    let mut sum = 0.0;
    for part in sigmas.chunks(512) {
        let (mut product, mut exponents, mut other) = (1.0, 0, 0.0);
        for sigma in part {
            let variance = sigma * sigma + added;
            if (f64::MIN_POSITIVE..f64::INFINITY).contains(&variance) {
                let bits = variance.to_bits();
                product *= f64::from_bits(bits & MANTISSA | ONE);
                exponents += (bits >> 52) as i32 - 1023;
            } else {
                other += variance.ln();
            }
        }
        sum += product.ln() + f64::from(exponents) * core::f64::consts::LN_2 + other;
    }
    sum
}

fn sum_of_logarithms_vjp(added: f64, sigmas: &[f64]) -> (f64, impl FnOnce(f64) -> f64) {
    let value = sum_of_logarithms(added, sigmas);
    (value, move |seed| seed * sum_of_reciprocals(added, sigmas))
}

#[differentiable]
fn sum_of_logarithms_jvp(added: f64, #[constant] sigmas: &[f64], direction: f64) -> (f64, f64) {
    (
        sum_of_logarithms(added, sigmas),
        direction * sum_of_reciprocals(added, sigmas),
    )
}

/// Σ 1/(σᵢ² + s).
#[differentiable]
fn sum_of_reciprocals(added: f64, #[constant] sigmas: &[f64]) -> f64 {
    // Four sums, as the compiler may not regroup one.
    let mut sums = [0.0; 4];
    for i in 0..sigmas.len() / 4 {
        for lane in 0..4 {
            sums[lane] += 1.0 / (sigmas[4 * i + lane] * sigmas[4 * i + lane] + added);
        }
    }
    let mut sum = (sums[0] + sums[1]) + (sums[2] + sums[3]);
    for sigma in &sigmas[sigmas.len() / 4 * 4..] {
        sum += 1.0 / (sigma * sigma + added);
    }
    sum
}
