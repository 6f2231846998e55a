//! Power laws.

use super::{positive, unknown};
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use autodiff_macros::differentiable;

/// Pareto of exponent `alpha` > 0, on [`lower`, ∞) with `lower` > 0: ln alpha + alpha ln(lower/x) − ln x.
///
/// Stan's `pareto_lpdf`, with its order of arguments.
#[differentiable]
#[inline]
pub fn pareto(x: f64, lower: f64, alpha: f64) -> f64 {
    if !positive(lower) || !positive(alpha) || unknown(x) {
        return f64::NAN;
    }
    if x < lower || x == f64::INFINITY {
        return f64::NEG_INFINITY;
    }
    alpha.ln() - alpha * (x / lower).ln() - x.ln()
}
