//! Histograms of draws.

use crate::diagnostics::quantile_of_sorted;

/// A histogram of draws whose highest bin has height 1.
#[derive(Debug)]
pub(super) struct Histogram {
    /// Left edge, right edge, height.
    bins: Vec<(f64, f64, f64)>,
}

impl Histogram {
    /// The histogram of 99.8 % of draws, which are finite and in increasing order; `span` is
    /// the width of the panel, of which equal draws take a part.
    pub(super) fn new(sorted: &[f64], span: f64) -> Self {
        let at = |share: f64| quantile_of_sorted(sorted, share);
        // Freedman and Diaconis (1981), within what a panel can show.
        let width = 2.0 * (at(0.75) - at(0.25)) / (sorted.len() as f64).cbrt();
        let (start, end) = (at(0.001), at(0.999));
        let count = if width > 0.0 {
            ((end - start) / width).round().clamp(8.0, 45.0)
        } else {
            8.0
        };
        let (start, width, count) = if end > start {
            (start, (end - start) / count, count)
        } else {
            (start - span / 16.0, span / 8.0, 1.0)
        };
        let mut bins: Vec<_> = (0..count as usize)
            .map(|index| {
                let left = start + index as f64 * width;
                let before = |edge: f64| sorted.partition_point(|&draw| draw < edge);
                let right = if index + 1 < count as usize {
                    before(left + width)
                } else {
                    // The last bin holds its end, too.
                    sorted.partition_point(|&draw| draw <= end)
                };
                (left, left + width, right.saturating_sub(before(left)) as f64)
            })
            .collect();
        let highest = bins.iter().map(|bin| bin.2).fold(1.0, f64::max);
        bins.iter_mut().for_each(|bin| bin.2 /= highest);
        Self { bins }
    }

    /// The steps along the top of the bins, between `low` and `high`.
    pub(super) fn outline(&self, low: f64, high: f64) -> Vec<(f64, f64)> {
        let inside = self
            .bins
            .iter()
            .map(|&(left, right, height)| (left.max(low), right.min(high), height));
        inside
            .filter(|(left, right, _)| left < right)
            .flat_map(|(l, r, height)| [(l, height), (r, height)])
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_at_both_ends_count() {
        let histogram = Histogram::new(&[0.0, 0.0, 3.0, 3.0], 1.0);
        let heights: Vec<f64> = histogram.bins.iter().map(|bin| bin.2).collect();
        assert_eq!(heights, [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0]);
        assert_eq!(Histogram::new(&[2.0; 5], 1.0).bins, [(1.9375, 2.0625, 1.0)]);
    }
}
