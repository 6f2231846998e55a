//! The uniform distribution.

use super::unknown;
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use autodiff_macros::differentiable;

/// Uniform on [`lower`, `upper`], which are finite and in this order: −ln(upper − lower).
///
/// Stan's `uniform_lpdf`. The derivatives by the bounds are those of this formula: that the density ends at them has none.
#[differentiable]
#[inline]
pub fn uniform(x: f64, lower: f64, upper: f64) -> f64 {
    if !is_interval(lower, upper) || unknown(x) {
        return f64::NAN;
    }
    if x < lower || x > upper {
        return f64::NEG_INFINITY;
    }
    -(upper - lower).ln()
}

pub(crate) fn is_interval(lower: f64, upper: f64) -> bool {
    lower < upper && lower.is_finite() && upper.is_finite()
}
