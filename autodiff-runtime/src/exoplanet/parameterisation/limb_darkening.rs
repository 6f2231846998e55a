//! Quadratic limb darkening from the unit square.

use super::where_valid;
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use autodiff_macros::differentiable;

/// The coefficients `[u1, u2]` of the quadratic law that belong to Kipping's `[q1, q2]` in the unit square.
///
/// u1 = 2 √q1 q2, u2 = √q1 (1 − 2 q2)
///
/// The map takes the square to the triangle of physical coefficients, where the intensity is positive and falls towards the limb
/// (u1 + u2 < 1, u1 > 0, u1 + 2 u2 > 0). Its Jacobian is 1, so that what is uniform in the square is uniform in the triangle.
/// NaN outside of the square. At q1 = 0 the derivative by q1 is infinite.
///
/// Source: Kipping 2013, MNRAS 435, 2152 (arXiv 1308.0010), equations 15 to 18.
///
/// ```
/// use autodiff_runtime::exoplanet::{kipping_from_quadratic, quadratic_from_kipping};
/// assert_eq!(quadratic_from_kipping([0.25, 0.5]), [0.5, 0.0]);
/// assert_eq!(kipping_from_quadratic([0.5, 0.0]), [0.25, 0.5]);
/// ```
#[differentiable]
pub fn quadratic_from_kipping(q: [f64; 2]) -> [f64; 2] {
    let is_valid = (0.0..=1.0).contains(&q[0]) && (0.0..=1.0).contains(&q[1]);
    let sum = where_valid(is_valid, q[0]).sqrt();
    let second = where_valid(is_valid, q[1]);
    [2.0 * sum * second, sum * (1.0 - 2.0 * second)]
}

/// Kipping's `[q1, q2]` of the coefficients `[u1, u2]`: the inverse of [`quadratic_from_kipping`](fn@quadratic_from_kipping).
///
/// q1 = (u1 + u2)², q2 = u1 / (2 (u1 + u2))
///
/// NaN outside of the triangle, and at u1 + u2 = 0, where q2 may be anything.
///
/// Source: as there.
#[differentiable]
pub fn kipping_from_quadratic(u: [f64; 2]) -> [f64; 2] {
    let plain_sum = u[0] + u[1];
    let is_valid = plain_sum > 0.0 && plain_sum <= 1.0 && u[0] >= 0.0 && plain_sum + u[1] >= 0.0;
    let sum = where_valid(is_valid, plain_sum);
    [sum * sum, 0.5 * u[0] / sum]
}
