//! The density of draws as a smooth curve.

use super::histogram::quantile;

/// Points of a curve.
const POINTS: usize = 256;

/// A curve through the density of some draws, from the least to the largest of 99.6 % of them; empty if they are all equal, or
/// fewer than two.
///
/// A normal kernel of Silverman's (1986) width, 0.9 · min(sd, interquartile range / 1.349) · n^(−1/5). What it spreads beyond the
/// outermost draws is reflected: densities that end abruptly, at zero for example, stay high up to their end.
pub(super) fn density(draws: &[f64]) -> Vec<(f64, f64)> {
    let mut sorted = draws.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (Some(&least), Some(&most)) = (sorted.first(), sorted.last()) else {
        return Vec::new();
    };
    let (low, high) = (quantile(&sorted, 0.002), quantile(&sorted, 0.998));
    let width = width(&sorted);
    if !(high > low && width > 0.0) {
        return Vec::new();
    }
    let cell = (high - low) / (POINTS - 1) as f64;
    let reach = (4.0 * width / cell).ceil() as usize;
    // Counts at the points and as far beyond as the kernel reaches, the outermost draws reflected.
    let mut counts = vec![0.0; POINTS + 2 * reach];
    let mut count = |x: f64| {
        let place = (x - low) / cell + reach as f64;
        let below = place.floor();
        if below >= 0.0 && below + 1.0 < counts.len() as f64 {
            counts[below as usize] += 1.0 - (place - below);
            counts[below as usize + 1] += place - below;
        }
    };
    for &x in &sorted {
        count(x);
        if x > least && x - least < 4.0 * width {
            count(2.0 * least - x);
        }
        if x < most && most - x < 4.0 * width {
            count(2.0 * most - x);
        }
    }
    let weight = |steps: usize| (-0.5 * (steps as f64 * cell / width).powi(2)).exp();
    let weights: Vec<f64> = (0..=reach).map(weight).collect();
    let scale = 1.0 / (sorted.len() as f64 * width * std::f64::consts::TAU.sqrt());
    let height = |point: usize| {
        let around = &counts[point..=point + 2 * reach];
        let sum: f64 = around
            .iter()
            .enumerate()
            .map(|(at, count)| count * weights[at.abs_diff(reach)])
            .sum();
        sum * scale
    };
    (0..POINTS)
        .map(|point| (low + point as f64 * cell, height(point)))
        .collect()
}

fn width(sorted: &[f64]) -> f64 {
    let count = sorted.len() as f64;
    let mean = sorted.iter().sum::<f64>() / count;
    let sd = (sorted.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (count - 1.0)).sqrt();
    let quartiles = (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / 1.349;
    let spread = if quartiles > 0.0 { quartiles.min(sd) } else { sd };
    0.9 * spread * count.powf(-0.2)
}

#[cfg(test)]
mod tests {
    use super::density;

    #[test]
    fn densities_have_area_one_and_the_right_height() {
        let uniform: Vec<f64> = (0..2000).map(|i| f64::from(i) / 2000.0).collect();
        let curve = density(&uniform);
        let area: f64 = curve
            .windows(2)
            .map(|pair| (pair[1].0 - pair[0].0) * 0.5 * (pair[0].1 + pair[1].1))
            .sum();
        assert!((area - 0.996).abs() < 0.01, "{area}");
        // Even up to its ends.
        assert!(curve.iter().all(|(_, height)| (height - 1.0).abs() < 0.05), "{curve:?}");
    }

    #[test]
    fn equal_draws_have_no_curve() {
        assert!(density(&[2.0; 10]).is_empty() && density(&[]).is_empty() && density(&[1.0]).is_empty());
    }
}
