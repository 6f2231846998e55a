//! Means and variances.

/// Arithmetic mean; NaN for no values.
///
/// The second pass takes out the rounding of the first, which matters where the spread is tiny beside the mean.
#[must_use]
pub fn mean(values: &[f64]) -> f64 {
    let count = values.len() as f64;
    let rough = sum_of(values, values, |x, _| x) / count;
    let correction = sum_of(values, values, |x, _| x - rough) / count;
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
    sum_of(values, values, |x, _| (x - mean).powi(2)) / (values.len() as f64 - 1.0)
}

/// The sum of a function of the numbers of two rows, as far as the shorter one goes. Eight sums run side by side, so that the
/// processor need not wait for one addition before it begins the next.
pub(super) fn sum_of(first: &[f64], second: &[f64], function: impl Fn(f64, f64) -> f64) -> f64 {
    const LANES: usize = 8;
    let length = first.len().min(second.len());
    let (first, second) = (
        first[..length].chunks_exact(LANES),
        second[..length].chunks_exact(LANES),
    );
    let rest = first.remainder().iter().zip(second.remainder());
    let rest: f64 = rest.map(|(a, b)| function(*a, *b)).sum();
    let mut sums = [0.0; LANES];
    for (first, second) in first.zip(second) {
        for lane in 0..LANES {
            sums[lane] += function(first[lane], second[lane]);
        }
    }
    sums.iter().sum::<f64>() + rest
}
