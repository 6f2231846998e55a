//! Means and variances.

/// Arithmetic mean; NaN for no values.
///
/// The second pass takes out the rounding of the first, which matters where the spread is tiny beside the mean.
#[must_use]
pub fn mean(values: &[f64]) -> f64 {
    let count = values.len() as f64;
    let rough = values.iter().sum::<f64>() / count;
    let correction = values.iter().map(|x| x - rough).sum::<f64>() / count;
    // Infinite values have no finite residuals to correct with.
    if correction.is_finite() {
        rough + correction
    } else {
        rough
    }
}

/// Sample standard deviation, with n - 1 in the denominator; NaN for fewer than two values.
#[must_use]
pub fn standard_deviation(values: &[f64]) -> f64 {
    variance(values).sqrt()
}

/// Sample variance, with n - 1 in the denominator.
pub(super) fn variance(values: &[f64]) -> f64 {
    let mean = mean(values);
    values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (values.len() as f64 - 1.0)
}
