//! Highest-density intervals.

use super::quantile::sorted;

/// The shortest interval that holds a fraction `probability` of the draws: its lower and upper end. As in ArviZ, it
/// spans ⌊`probability`·n⌋ steps between sorted draws, and NaN among the draws is left out.
///
/// NaN twice if there are no draws or `probability` is not in (0, 1).
#[must_use]
pub fn hdi(draws: &[f64], probability: f64) -> (f64, f64) {
    let sorted = sorted(draws.iter().filter(|x| !x.is_nan()));
    if sorted.is_empty() || !(probability > 0.0 && probability < 1.0) {
        return (f64::NAN, f64::NAN);
    }
    // A probability next to one rounds up to all of them.
    let steps = ((probability * sorted.len() as f64).floor() as usize).min(sorted.len() - 1);
    let mut best = (sorted[0], sorted[steps]);
    for (low, high) in sorted.iter().zip(&sorted[steps..]) {
        if high - low < best.1 - best.0 {
            best = (*low, *high);
        }
    }
    best
}
