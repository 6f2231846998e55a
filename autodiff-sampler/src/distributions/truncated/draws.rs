//! Draws between bounds: by rejection where that is quick, by the distribution function where it is not.

use super::{Cumulative, Truncated, between};
use crate::distributions::Distribution;
use rand::{Rng, RngExt};
use std::f64::consts::LN_2;

/// Draws of the whole distribution, before the distribution function is inverted.
const TRIES: usize = 20;

/// A draw; the arguments are valid.
pub(super) fn draw<D: Cumulative, R: Rng + ?Sized>(truncated: &Truncated<D>, rng: &mut R) -> f64 {
    let support = truncated.support();
    for _ in 0..TRIES {
        let x = truncated.0.sample(rng);
        if support.contains(&[x]) {
            return x;
        }
    }
    let unit = 1.0 - rng.random::<f64>();
    by_bisection(truncated, unit)
}

/// The number below (or, in the upper tail, above) which there is the share `unit` of the probability between the bounds.
fn by_bisection<D: Cumulative>(truncated: &Truncated<D>, unit: f64) -> f64 {
    let whole = &truncated.0;
    let (least, greatest) = between::limits(truncated.support());
    let below = |x: f64| whole.log_cdf_and_partials(x).0;
    let above = |x: f64| whole.log_survival_and_partials(x).0;
    let from_above = least > f64::NEG_INFINITY && below(least) > -LN_2;
    // What grows with x: ln of the probability below, or minus that above.
    let grows = |x: f64| if from_above { -above(x) } else { below(x) };
    let ends = truncated.ends();
    // ln(lesser + unit (greater − lesser)), on either side.
    let (greater, lesser) = (ends.greater.0, ends.lesser.0);
    let share = lesser.max(f64::MIN) - greater;
    let target = greater + (share.exp() * (1.0 - unit) + unit).ln();
    let target = if from_above { -target } else { target };
    let (mut low, mut high) = (bracket(least, -1.0, greatest), bracket(greatest, 1.0, least));
    while truncated.1 == f64::NEG_INFINITY && least == f64::NEG_INFINITY && grows(low) > target && low > f64::MIN / 4.0
    {
        low *= 2.0;
    }
    while greatest == f64::INFINITY && grows(high) < target && high < f64::MAX / 4.0 {
        high = if high > 0.0 {
            high * 2.0
        } else {
            high + high.abs().max(1.0) * 2.0
        };
    }
    for _ in 0..200 {
        let middle = 0.5 * low + 0.5 * high;
        if grows(middle) < target {
            low = middle
        } else {
            high = middle
        }
    }
    (0.5 * low + 0.5 * high).max(least.next_up()).min(greatest.next_down())
}

/// A finite bound as it is; a first guess at one that is not, on the side of the other.
fn bracket(bound: f64, side: f64, other: f64) -> f64 {
    if bound.is_finite() {
        return bound;
    }
    let other = if other.is_finite() { other } else { 0.0 };
    other + side * other.abs().max(1.0)
}
