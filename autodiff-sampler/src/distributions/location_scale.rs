//! Distributions that are a shifted and stretched standard form.

use super::Distribution;
use crate::transforms::Identity;

/// A distribution of `location + scale z`, or of `exp(location + scale z)`, with `z` from a standard form of it.
///
/// This is what `#[prior(Normal(mu, tau), non_centred)]` needs: the sampler moves `z`, whose density does not depend on
/// location and scale, where hierarchies make funnels (Papaspiliopoulos, Roberts and Sköld 2007, Stat. Sci. 22, 59).
pub trait LocationScale: Distribution<Value = f64> {
    /// The distribution of `z`, on ℝ. Where it has arguments besides location and scale (degrees of freedom), they have the
    /// same places as here.
    type Standard: Distribution<Value = f64, Transform = Identity>;
    /// Which argument is the location.
    const LOCATION: usize;
    /// Which argument is the scale.
    const SCALE: usize;
    /// Whether the value is the exponential of `location + scale z`.
    const EXPONENTIAL: bool = false;

    /// The distribution of `z`: location 0, scale 1, everything else as here.
    fn standard(&self) -> Self::Standard;
    /// The location's value.
    fn location(&self) -> f64;
    /// The scale's value.
    fn scale(&self) -> f64;
}
