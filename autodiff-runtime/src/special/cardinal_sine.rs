//! The cardinal sine.

use super::libm::{cos, fabs, sin};
use autodiff_macros::differentiable;
use core::f64::consts::PI;

/// sin(πx)/(πx), and 1 at 0: the normalised cardinal sine of signal processing (NumPy, Julia and the GSL mean it too).
#[differentiable(jvp = sinc_jvp, second_order)]
pub fn sinc(x: f64) -> f64 {
    if x == 0.0 { 1.0 } else { ::libm::sin(PI * x) / (PI * x) }
}
#[differentiable]
fn sinc_jvp(x: f64, tangent: f64) -> (f64, f64) {
    (sinc(x), PI * slope(PI * x) * tangent)
}

/// The derivative of sin(y)/y: near 0, where digits cancel, by its series.
#[differentiable]
fn slope(y: f64) -> f64 {
    if fabs(y) > 0.5 {
        return (y * cos(y) - sin(y)) / (y * y);
    }
    let square = y * y;
    let mut sum = 0.0;
    for coefficient in COEFFICIENTS {
        sum = sum * square + coefficient;
    }
    sum * y
}

/// (−1)ᵏ 2k/(2k + 1)!, from k = 7 to 1.
const COEFFICIENTS: [f64; 7] = [
    -14.0 / 1_307_674_368_000.0,
    12.0 / 6_227_020_800.0,
    -10.0 / 39_916_800.0,
    8.0 / 362_880.0,
    -6.0 / 5_040.0,
    4.0 / 120.0,
    -2.0 / 6.0,
];
