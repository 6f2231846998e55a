//! Functions of an angle that vanish with a power of it, by their series: as differences of the functions that they are made
//! of, they would lose the digits of small angles.

use crate::Real;

/// x − sin x for 0 ≤ x ≤ π.
#[inline(always)]
pub(super) fn minus_sine<T: Real>(x: T) -> T {
    const SERIES: [f64; TERMS] = series(1, 1.0, 0.0);
    x * x * x * even(x, &SERIES)
}

/// sin x − x cos x for 0 ≤ x ≤ π.
#[inline(always)]
pub(super) fn sine_minus_turned_cosine<T: Real>(x: T) -> T {
    const SERIES: [f64; TERMS] = series(1, 0.0, 2.0);
    x * x * x * even(x, &SERIES)
}

/// (2x + x cos x − 3 sin x)/4 for 0 ≤ x ≤ π: the integral of (cos s − cos(x/2))² over s from 0 to x/2.
#[inline(always)]
pub(super) fn squared_rise<T: Real>(x: T) -> T {
    const SERIES: [f64; TERMS] = series(2, -0.5, 0.5);
    let x2 = x * x;
    x2 * x2 * x * even(x, &SERIES)
}

/// Enough for π²⁹/29!, which is below 10⁻¹⁶.
const TERMS: usize = 14;

/// The coefficients (−1)ʲ (`constant` + `factor` · k)/(2k + 1)!, k = `first` + j.
const fn series(first: usize, constant: f64, factor: f64) -> [f64; TERMS] {
    let mut coefficients = [0.0; TERMS];
    let mut factorial = 1.0;
    let mut sign = 1.0;
    let mut k = 1;
    while k < first + TERMS {
        factorial *= (2 * k * (2 * k + 1)) as f64;
        if k >= first {
            coefficients[k - first] = sign * (constant + factor * k as f64) / factorial;
            sign = -sign;
        }
        k += 1;
    }
    coefficients
}

/// A polynomial in x².
#[inline(always)]
fn even<T: Real>(x: T, coefficients: &[f64; TERMS]) -> T {
    let x2 = x * x;
    let mut sum = T::zero();
    for &coefficient in coefficients.iter().rev() {
        sum = sum * x2 + T::from_f64(coefficient);
    }
    sum
}
