//! Quantiles and medians.

/// All draws of all chains in ascending order.
pub(super) fn sorted<'a>(values: impl IntoIterator<Item = &'a f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.into_iter().copied().collect();
    values.sort_unstable_by(f64::total_cmp);
    values
}

/// Quantile of sorted values by linear interpolation, R's type 7.
///
/// The order of operations is that of scipy's `mquantiles`: indicator functions of the quantile flip on the last bit.
pub(super) fn quantile(sorted: &[f64], probability: f64) -> f64 {
    let n = sorted.len();
    if n < 2 {
        return sorted.first().copied().unwrap_or(f64::NAN);
    }
    let position = n as f64 * probability + (1.0 - probability);
    let below = position.clamp(1.0, (n - 1) as f64).floor();
    let fraction = (position - below).clamp(0.0, 1.0);
    let below = below as usize;
    (1.0 - fraction) * sorted[below - 1] + fraction * sorted[below]
}

/// Median of sorted values.
pub(super) fn median(sorted: &[f64]) -> f64 {
    let half = sorted.len() / 2;
    if sorted.len() % 2 == 1 {
        sorted[half]
    } else {
        (sorted[half - 1] + sorted[half]) / 2.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_interpolate() {
        let sorted = [1.0, 2.0, 4.0, 8.0];
        assert_eq!(quantile(&sorted, 0.0), 1.0);
        assert_eq!(quantile(&sorted, 0.5), 3.0);
        assert_eq!(quantile(&sorted, 1.0), 8.0);
        assert_eq!(median(&sorted), 3.0);
        assert_eq!(median(&sorted[..3]), 2.0);
    }
}
