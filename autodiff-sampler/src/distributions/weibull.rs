//! The Weibull distribution.

use super::from_density::from_density;
use crate::transforms::Positive;
use rand_distr::{Distribution as _, Exp1};

/// The Weibull distribution on (0, ∞), exponential for alpha = 1.
///
/// * `alpha`: shape, positive
/// * `sigma`: scale, positive
///
/// Log density: `t − exp(t) + ln alpha − ln x` with `t = alpha ln(x / sigma)`
///
/// Source: Stan Functions Reference, "Weibull distribution".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weibull(pub f64, pub f64);

from_density! {
    Weibull(0 alpha: positive, 1 sigma: positive),
    Positive => Positive, weibull, |rng| {
        let unit: f64 = Exp1.sample(rng);
        sigma * (unit.ln() / alpha).exp()
    }
}
