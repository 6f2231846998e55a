//! Means and variances of draws and gradients, coordinate by coordinate, and the diagonal metric that they make.

/// Bounds of σ², so that a flat or frozen direction cannot produce zeros or infinities.
pub(super) const MIN_VARIANCE: f64 = 1e-20;
pub(super) const MAX_VARIANCE: f64 = 1e20;

/// Running means and sums of squared deviations of positions and gradients (Welford 1962).
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub(super) struct Moments {
    pub count: u64,
    position: Vec<Moment>,
    grad: Vec<Moment>,
}

/// Mean and sum of squared deviations of one coordinate.
#[derive(Clone, Copy, Debug, Default, serde::Serialize, serde::Deserialize)]
struct Moment {
    mean: f64,
    squares: f64,
}

impl Moment {
    fn add(&mut self, value: f64, inverse_count: f64) {
        let deviation = value - self.mean;
        self.mean += deviation * inverse_count;
        self.squares += deviation * (value - self.mean);
    }

    /// Sum of squared deviations of both samples together (Chan, Golub & LeVeque 1979).
    fn joint_squares(&self, other: &Self, weight: f64) -> f64 {
        let deviation = self.mean - other.mean;
        self.squares + other.squares + weight * deviation * deviation
    }
}

impl Moments {
    pub fn new(dimension: usize) -> Self {
        Self {
            count: 0,
            position: vec![Moment::default(); dimension],
            grad: vec![Moment::default(); dimension],
        }
    }

    pub fn clear(&mut self) {
        self.count = 0;
        self.position.fill(Moment::default());
        self.grad.fill(Moment::default());
    }

    pub fn add(&mut self, position: &[f64], grad: &[f64]) {
        self.count += 1;
        let inverse_count = 1.0 / self.count as f64;
        for (moment, x) in self.position.iter_mut().zip(position) {
            moment.add(*x, inverse_count);
        }
        for (moment, g) in self.grad.iter_mut().zip(grad) {
            moment.add(*g, inverse_count);
        }
    }

    /// Sets σ from two samples together; keeps what there was where draws or gradients are constant.
    pub fn set_sigma(&self, other: &Self, sigma: &mut [f64]) {
        let count = (self.count + other.count) as f64;
        let weight = self.count as f64 * other.count as f64 / count;
        let positions = self.position.iter().zip(&other.position);
        let grads = self.grad.iter().zip(&other.grad);
        for ((sigma, (x, other_x)), (g, other_g)) in sigma.iter_mut().zip(positions).zip(grads) {
            let squares = x.joint_squares(other_x, weight) / g.joint_squares(other_g, weight);
            if let Some(scale) = sigma_of(squares) {
                *sigma = scale;
            }
        }
    }
}

/// σ from var(draws) / var(gradients), if that is a usable number.
pub(super) fn sigma_of(ratio: f64) -> Option<f64> {
    let variance = ratio.sqrt();
    (variance.is_finite() && variance > 0.0).then(|| variance.clamp(MIN_VARIANCE, MAX_VARIANCE).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_in_two_parts_has_the_moments_of_the_whole() {
        let values: Vec<[f64; 2]> = (0..9).map(|i| [f64::from(i * i), f64::from(i).sin()]).collect();
        let grads: Vec<[f64; 2]> = values.iter().map(|x| [x[1] - x[0], 3.0 * x[1]]).collect();
        let of = |range: std::ops::Range<usize>| {
            let mut moments = Moments::new(2);
            for i in range {
                moments.add(&values[i], &grads[i]);
            }
            moments
        };
        let (mut whole, mut parts) = ([1.0; 2], [1.0; 2]);
        of(0..9).set_sigma(&of(0..0), &mut whole);
        of(0..4).set_sigma(&of(4..9), &mut parts);
        for (a, b) in whole.iter().zip(parts) {
            assert!((a - b).abs() < 1e-14);
        }
    }
}
