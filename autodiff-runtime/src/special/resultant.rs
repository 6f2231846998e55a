//! Modified Bessel functions as circular statistics needs them: ln I₀ without its growth, and I₁/I₀.

#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use autodiff_macros::differentiable;

unary! {
    /// ln(e⁻ˣ I₀(x)) for x ≥ 0, where I₀ is the modified Bessel function of order 0; NaN for negative x.
    ///
    /// By the power series (DLMF 10.25.2) up to x = 30, and from there by the asymptotic one (DLMF 10.40.1). Its derivative is
    /// I₁(x)/I₀(x) − 1.
    ln_bessel_i0_scaled, ln_bessel_i0_scaled_jvp: x, y => ln_bessel_i0_scaled_value(x), -bessel_ratio_complement(x);
    /// 1 − I₁(x)/I₀(x) for x ≥ 0, which is about 1/(2x) for large x; NaN for negative x.
    bessel_ratio_complement, bessel_ratio_complement_jvp: x, y => complement_value(x), -bessel_ratio_slope(x, y);
}

/// I₁(x)/I₀(x) for x ≥ 0: the mean length of the resultant of a von Mises variable of concentration x.
#[differentiable]
pub fn bessel_ratio(x: f64) -> f64 {
    1.0 - bessel_ratio_complement(x)
}

/// The derivative of A = I₁/I₀, 1 − A/x − A², from 1 − A.
#[differentiable]
fn bessel_ratio_slope(x: f64, complement: f64) -> f64 {
    // A/x is ½ − x²/16 + …
    let ratio_by_x = if x < 1e-4 { 0.5 } else { (1.0 - complement) / x };
    complement * (2.0 - complement) - ratio_by_x
}

/// Beyond, the asymptotic series have converged: their terms fall below 10⁻¹⁷.
const FAR: f64 = 30.0;

fn ln_bessel_i0_scaled_value(x: f64) -> f64 {
    if !(x >= 0.0) {
        return f64::NAN;
    }
    if x < FAR {
        return power_series(x).0.ln() - x;
    }
    asymptotic_series(x).0.ln() - 0.5 * (core::f64::consts::TAU * x).ln()
}

fn complement_value(x: f64) -> f64 {
    if !(x >= 0.0) {
        return f64::NAN;
    }
    if x < FAR {
        let (i0, i1) = power_series(x);
        return 1.0 - i1 / i0;
    }
    let (i0, difference) = asymptotic_series(x);
    difference / i0
}

/// I₀ and I₁.
fn power_series(x: f64) -> (f64, f64) {
    let quarter = 0.25 * x * x;
    let (mut term, mut i0, mut i1, mut k) = (1.0, 1.0, 0.5 * x, 1.0);
    loop {
        term *= quarter / (k * k);
        i0 += term;
        i1 += 0.5 * x * term / (k + 1.0);
        if term <= i0 * 1e-18 {
            return (i0, i1);
        }
        k += 1.0;
    }
}

/// √(2πx) e⁻ˣ times I₀, and times I₀ − I₁.
fn asymptotic_series(x: f64) -> (f64, f64) {
    let (mut of_i0, mut of_i1, mut i0, mut difference) = (1.0, 1.0, 1.0, 0.0);
    for k in 1_u8..=25 {
        let k = f64::from(k);
        let odd = (2.0 * k - 1.0) * (2.0 * k - 1.0);
        of_i0 *= odd / (8.0 * k * x);
        of_i1 *= (odd - 4.0) / (8.0 * k * x);
        i0 += of_i0;
        difference += of_i0 - of_i1;
    }
    (i0, difference)
}
