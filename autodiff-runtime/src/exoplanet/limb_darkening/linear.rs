//! The integral of z = √(1 − ρ²) over what a disk hides, and its derivatives, by complete elliptic integrals.
//!
//! The formulae are those of Agol, Luger & Foreman-Mackey (2020, AJ 159, 123, §3.3), with (b − r)² and (b + r)² as factors of
//! sums without cancellation, and with the integral of the third kind in the form that has a limit at b = r.

use super::elliptic::{self, Second};
use super::geometry::Sides;
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real;
use core::f64::consts::PI;

/// The integral of z over a disk on the star, and the elliptic integrals that its derivatives take.
#[inline(always)]
pub(super) fn inside(b: f64, r: f64, sides: &Sides<f64>) -> (f64, Second<f64>) {
    let (highest, lowest) = (sides.highest(), -sides.lowest());
    let kc = (lowest / highest).sqrt();
    let [past, side] = side_of_centre(b, r);
    let w = ((b - r).abs() / (b + r)).max(NOT_ZERO);
    let over = side * 3.0 / highest;
    let p = w * kc;
    let (second, third) = elliptic::third(kc, p, 1.0 + w * over, p + over / kc);
    let lambda = 2.0 / 3.0 * highest.sqrt() * (lowest * third - (4.0 - 7.0 * r * r - b * b) * second.e);
    ((past + lambda) / 3.0, second)
}

#[inline(always)]
pub(super) fn slopes_inside<T: Real>(r: T, sides: &Sides<T>, second: Second<T>) -> [T; 2] {
    let scale = T::from_f64(4.0) * r * sides.highest().sqrt();
    let by_b = (second.e - T::from_f64(2.0) * second.b) / T::from_f64(3.0);
    [scale * by_b, scale * second.e]
}

/// The integral of z over a disk that touches the limb from inside: b + r = 1.
#[inline(always)]
pub(super) fn touching(b: f64, r: f64) -> f64 {
    let lambda = 2.0 * (1.0 - 2.0 * r).acos() - 4.0 / 3.0 * (3.0 + 2.0 * r - 8.0 * r * r) * (r * b).sqrt();
    lambda / 3.0
}

/// The same where the edge of the disk crosses the limb.
#[inline(always)]
pub(super) fn crossing(b: f64, r: f64, sides: &Sides<f64>) -> (f64, Second<f64>) {
    let product = b * r;
    let kc = (sides.lowest() / (4.0 * product)).sqrt();
    let [past, side] = side_of_centre(b, r);
    let p = ((b - r).abs() * kc).max(NOT_ZERO);
    let (second, third) = elliptic::third(kc, p, 0.0, side * 3.0 * kc * (b + r));
    let sum = third + (6.0 * r * r + 2.0 * product - 3.0) * second.b - 4.0 * product * second.e;
    let lambda = sides.highest() * sum / (3.0 * product.sqrt());
    ((past + lambda) / 3.0, second)
}

#[inline(always)]
pub(super) fn slopes_crossing<T: Real>(b: T, r: T, sides: &Sides<T>, second: Second<T>) -> [T; 2] {
    let number = T::from_f64;
    let scale = number(2.0) * r * sides.highest() / (b * r).sqrt();
    let by_b = (second.b - number(2.0) * second.e) / number(3.0);
    [scale * by_b, scale * second.b]
}

/// Stands for a parameter p = 0 of the integral of the third kind: the term has a limit there from either side.
const NOT_ZERO: f64 = 1e-100;

/// What the centre of the star adds to 3 ∫ z if it is hidden, and the sign of b − r. The term of the third kind jumps by the
/// same where b = r, so that it does not matter which side is taken there.
#[inline(always)]
fn side_of_centre(b: f64, r: f64) -> [f64; 2] {
    if r > b { [2.0 * PI, -1.0] } else { [0.0, 1.0] }
}
