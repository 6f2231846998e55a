//! Special functions that densities and their derivatives need.

use std::f64::consts::PI;

/// `½ ln 2π`.
pub(crate) const HALF_LN_TAU: f64 = 0.918_938_533_204_672_8;

/// The digamma function `ψ(x) = d ln Γ(x) / dx` for `x > 0`; NaN for other arguments.
///
/// The recurrence `ψ(x) = ψ(x + 1) − 1/x` (DLMF 5.5.2) raises the argument to where the asymptotic series
/// `ln x − 1/(2x) − Σ B₂ₖ / (2k x²ᵏ)` (DLMF 5.11.2) has converged: eight terms leave an error below 1e-17 from x = 10.
pub(crate) fn digamma(x: f64) -> f64 {
    if x.is_nan() || x <= 0.0 {
        return f64::NAN;
    }
    let (mut x, mut sum) = (x, 0.0);
    while x < 10.0 {
        sum -= 1.0 / x;
        x += 1.0;
    }
    /// `B₂ₖ / (2k)` for k = 1, 2, …
    const COEFFICIENTS: [f64; 8] = [
        1.0 / 12.0,
        -1.0 / 120.0,
        1.0 / 252.0,
        -1.0 / 240.0,
        1.0 / 132.0,
        -691.0 / 32760.0,
        1.0 / 12.0,
        -3617.0 / 8160.0,
    ];
    let inverse_square = 1.0 / (x * x);
    let series = COEFFICIENTS
        .iter()
        .rev()
        .fold(0.0, |series, coefficient| (series + coefficient) * inverse_square);
    sum + x.ln() - 0.5 / x - series
}

/// `−ln π − ln(1 + z²)` and its derivative, finite where `z²` overflows.
#[inline]
pub(crate) fn log_lorentzian(z: f64) -> (f64, f64) {
    let large = z.abs() > 1e100;
    let log = if large { 2.0 * z.abs().ln() } else { (z * z).ln_1p() };
    let slope = if large { -2.0 / z } else { -2.0 * z / (1.0 + z * z) };
    (-PI.ln() - log, slope)
}

#[cfg(test)]
mod tests {
    use super::digamma;

    #[test]
    fn digamma_agrees_with_fifty_digits() {
        // mpmath.digamma at 50 digits.
        let cases = [
            (1e-8, -100_000_000.577_215_65),
            (0.1, -10.423_754_940_411_076),
            (0.5, -1.963_510_026_021_423_5),
            (1.0, -0.577_215_664_901_532_9),
            (1.461_632_144_968_362_3, 0.0),
            (2.0, 0.422_784_335_098_467_1),
            (7.25, 1.910_453_526_883_736),
            (10.0, 2.251_752_589_066_721),
            (1e3, 6.907_255_195_648_812),
            (1e300, 690.775_527_898_213_7),
        ];
        for (x, expected) in cases {
            let got = digamma(x);
            assert!(
                (got - expected).abs() <= 4e-15 * f64::max(1.0, expected.abs()),
                "digamma({x}) = {got}, not {expected}"
            );
        }
        assert!(digamma(0.0).is_nan() && digamma(-1.5).is_nan() && digamma(f64::NAN).is_nan());
    }
}
