//! Highest-density intervals.

use super::quantile::sorted;
use super::scalar::ScalarDraws;

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
    shortest_interval(&sorted, probability)
}

/// The same of draws in ascending order, of which there are some, and none is NaN.
fn shortest_interval(sorted: &[f64], probability: f64) -> (f64, f64) {
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

impl ScalarDraws<'_> {
    /// [`hdi`], but NaN twice if a draw is NaN: a summary hides no such draws.
    pub(crate) fn hdi(&self, probability: f64) -> (f64, f64) {
        if self.has_nan() || self.all().is_empty() || !(probability > 0.0 && probability < 1.0) {
            return (f64::NAN, f64::NAN);
        }
        shortest_interval(self.sorted(), probability)
    }
}
