//! The density of draws as a smooth curve.

use crate::diagnostics::quantile_of_sorted;

/// Points of a curve.
const POINTS: usize = 256;

/// A curve through the density of some draws; empty if they are all equal, or fewer than two.
///
/// A normal kernel of Silverman's (1986) width, 0.9 · min(sd, interquartile range / 1.349) · n^(−1/5). Where draws end abruptly, at
/// zero for example, what the kernel spreads beyond is reflected, so that the density stays high up to its end; elsewhere it
/// fades away. Of draws with heavy tails, 99.6 % decide what is shown.
pub(super) fn density(draws: &[f64]) -> Vec<(f64, f64)> {
    let mut sorted = draws.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (Some(&least), Some(&most)) = (sorted.first(), sorted.last()) else {
        return Vec::new();
    };
    let width = width(&sorted);
    if !(most > least && width > 0.0) {
        return Vec::new();
    }
    let ends = Ends::new(&sorted, width);
    let fading = 3.0 * width;
    let low = if ends.abrupt[0] {
        least
    } else {
        (quantile_of_sorted(&sorted, 0.002) - fading).max(least - fading)
    };
    let high = if ends.abrupt[1] {
        most
    } else {
        (quantile_of_sorted(&sorted, 0.998) + fading).min(most + fading)
    };
    let cell = (high - low) / (POINTS - 1) as f64;
    // A kernel narrower than the points' distance would miss them.
    let width = width.max(0.5 * cell);
    let reach = (4.0 * width / cell).ceil() as usize;
    // Counts at the points and as far beyond as the kernel reaches.
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
        if ends.abrupt[0] && x > least && x - least < 4.0 * width {
            count(2.0 * least - x);
        }
        if ends.abrupt[1] && x < most && most - x < 4.0 * width {
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

/// Whether draws end abruptly: whether there are nearly as many next to the outermost one as anywhere.
struct Ends {
    abrupt: [bool; 2],
}

impl Ends {
    /// The share of the densest place that an abrupt end has at least, by what is certain of its few draws.
    const SHARE: f64 = 0.4;

    fn new(sorted: &[f64], width: f64) -> Self {
        let (first, last) = (sorted[0], sorted[sorted.len() - 1]);
        let within = |from: f64| {
            let end = sorted.partition_point(|x| *x <= from + width);
            (end - sorted.partition_point(|x| *x < from)) as f64
        };
        let densest = sorted
            .iter()
            .step_by(sorted.len().div_ceil(200))
            .map(|x| within(*x))
            .fold(0.0, f64::max);
        Self {
            abrupt: [within(first), within(last - width)]
                .map(|count| count - 2.0 * count.sqrt() >= Self::SHARE * densest),
        }
    }
}

fn width(sorted: &[f64]) -> f64 {
    let count = sorted.len() as f64;
    let mean = sorted.iter().sum::<f64>() / count;
    let sd = (sorted.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (count - 1.0)).sqrt();
    let quartiles = (quantile_of_sorted(sorted, 0.75) - quantile_of_sorted(sorted, 0.25)) / 1.349;
    let spread = if quartiles > 0.0 { quartiles.min(sd) } else { sd };
    0.9 * spread * count.powf(-0.2)
}

#[cfg(test)]
mod tests {
    use super::density;

    fn area(curve: &[(f64, f64)]) -> f64 {
        curve
            .windows(2)
            .map(|pair| (pair[1].0 - pair[0].0) * 0.5 * (pair[0].1 + pair[1].1))
            .sum()
    }

    #[test]
    fn densities_that_end_abruptly_are_high_up_to_their_ends() {
        let uniform: Vec<f64> = (0..2000).map(|i| f64::from(i) / 2000.0).collect();
        let curve = density(&uniform);
        assert!((area(&curve) - 1.0).abs() < 0.01, "{}", area(&curve));
        assert!(curve.iter().all(|(_, height)| (height - 1.0).abs() < 0.05), "{curve:?}");
    }

    #[test]
    fn other_densities_fade_away() {
        // Quantiles of a logistic distribution, whose density is 1/4 at the middle.
        let draws: Vec<f64> = (1..2000)
            .map(|i| f64::from(i) / 2000.0)
            .map(|p| (p / (1.0 - p)).ln())
            .collect();
        let curve = density(&draws);
        assert!((area(&curve) - 1.0).abs() < 0.01, "{}", area(&curve));
        let highest = curve.iter().map(|point| point.1).fold(0.0, f64::max);
        assert!((highest - 0.25).abs() < 0.01, "{highest}");
        assert!(curve[0].1 < 0.02 * highest && curve[curve.len() - 1].1 < 0.02 * highest);
    }

    #[test]
    fn equal_draws_have_no_curve() {
        assert!(density(&[2.0; 10]).is_empty() && density(&[]).is_empty() && density(&[1.0]).is_empty());
    }
}
