//! The skew normal distribution.

use super::from_density::{from_density, location_scale};
use crate::transforms::Identity;
use rand_distr::{Distribution as _, StandardNormal};

/// The skew normal distribution on ℝ, the normal one for alpha = 0.
///
/// * `xi`: location, finite
/// * `omega`: scale, positive
/// * `alpha`: shape: the sign is that of the skewness, finite
///
/// Log density: `ln 2 − ½ z² + ln Φ(alpha z) − ln omega − ½ ln 2π` with `z = (x − xi) / omega`
///
/// Source: Stan Functions Reference, "Skew normal distribution".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SkewNormal(pub f64, pub f64, pub f64);

from_density! {
    SkewNormal(0 xi: finite, 1 omega: positive, 2 alpha: finite),
    Identity => Identity, skew_normal, |rng| {
        // A normal variable, and another that is correlated with it: Azzalini 1985, Scandinavian Journal of Statistics 12, 171.
        let (a, b): (f64, f64) = (StandardNormal.sample(rng), StandardNormal.sample(rng));
        xi + omega * (alpha * a.abs() + b) / alpha.hypot(1.0)
    }
}

location_scale!(SkewNormal(xi, omega, alpha), xi 0, omega 1);
