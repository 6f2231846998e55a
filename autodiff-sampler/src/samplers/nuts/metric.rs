//! The diagonal metric, estimated from draws *and* gradients.
//!
//! Among all diagonal scalings, σ² = sd(draws) / sd(gradients) minimises the Fisher divergence between the scaled
//! density and a standard normal. It needs far fewer draws than the variance alone: on a Gaussian the two together are
//! exact up to sampling noise that cancels (Seyboldt, Carlson & Carpenter 2025, "Preconditioning Hamiltonian Monte Carlo
//! by minimizing Fisher divergence"; the estimator of nutpie).

/// Bounds of σ², so that a flat or frozen direction cannot produce zeros or infinities.
const MIN_VARIANCE: f64 = 1e-20;
const MAX_VARIANCE: f64 = 1e20;

/// Running means and sums of squared deviations of positions and gradients (Welford 1962).
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
struct Moments {
    count: u64,
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
}

impl Moments {
    fn new(dimension: usize) -> Self {
        Self {
            count: 0,
            position: vec![Moment::default(); dimension],
            grad: vec![Moment::default(); dimension],
        }
    }

    fn clear(&mut self) {
        self.count = 0;
        self.position.fill(Moment::default());
        self.grad.fill(Moment::default());
    }

    fn add(&mut self, position: &[f64], grad: &[f64]) {
        self.count += 1;
        let inverse_count = 1.0 / self.count as f64;
        for (moment, x) in self.position.iter_mut().zip(position) {
            moment.add(*x, inverse_count);
        }
        for (moment, g) in self.grad.iter_mut().zip(grad) {
            moment.add(*g, inverse_count);
        }
    }
}

/// Estimates the metric in overlapping windows: the *foreground* window is in use, the *background* one began later and
/// takes its place at a switch, so that early draws are forgotten without ever starting from nothing.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub(super) struct DiagonalMetric {
    /// σ, the square roots of the diagonal inverse metric.
    sigma: Vec<f64>,
    foreground: Moments,
    background: Moments,
}

impl DiagonalMetric {
    /// Draws that the foreground needs before it says anything.
    const MIN_COUNT: u64 = 3;

    /// The first estimate comes from the gradient at the start: σ² = 1/|g|.
    pub fn from_gradient(position: &[f64], grad: &[f64]) -> Self {
        let sigma = grad
            .iter()
            .map(|g| {
                let variance = 1.0 / g.abs();
                if variance.is_finite() {
                    variance.clamp(MIN_VARIANCE, MAX_VARIANCE).sqrt()
                } else {
                    1.0
                }
            })
            .collect();
        let mut moments = Moments::new(position.len());
        moments.add(position, grad);
        Self {
            sigma,
            foreground: moments.clone(),
            background: moments,
        }
    }

    /// The first estimate is somebody else's.
    pub fn from_variances(position: &[f64], grad: &[f64], variances: &[f64]) -> Self {
        let mut metric = Self::from_gradient(position, grad);
        for (sigma, variance) in metric.sigma.iter_mut().zip(variances) {
            *sigma = variance.clamp(MIN_VARIANCE, MAX_VARIANCE).sqrt();
        }
        metric
    }

    pub fn sigma(&self) -> &[f64] {
        &self.sigma
    }

    pub fn add(&mut self, position: &[f64], grad: &[f64]) {
        self.foreground.add(position, grad);
        self.background.add(position, grad);
    }

    /// Draws since the last switch.
    pub fn background_count(&self) -> u64 {
        self.background.count
    }

    pub fn switch(&mut self) {
        std::mem::swap(&mut self.foreground, &mut self.background);
        self.background.clear();
    }

    /// Recomputes σ from the foreground window; returns whether there were draws enough to do so.
    pub fn update(&mut self) -> bool {
        if self.foreground.count < Self::MIN_COUNT {
            return false;
        }
        let moments = self.foreground.position.iter().zip(&self.foreground.grad);
        for (sigma, (position, grad)) in self.sigma.iter_mut().zip(moments) {
            let variance = (position.squares / grad.squares).sqrt();
            // Constant draws or gradients say nothing: keep what there was.
            if variance.is_finite() && variance > 0.0 {
                *sigma = variance.clamp(MIN_VARIANCE, MAX_VARIANCE).sqrt();
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gaussian_needs_three_draws() {
        let variances = [0.01, 1.0, 400.0];
        let draws = [[0.1, -0.5, 10.0], [-0.05, 1.5, -30.0], [0.02, 0.3, 7.0]];
        let grad_of = |x: &[f64; 3]| [0, 1, 2].map(|i| -x[i] / variances[i]);
        let mut metric = DiagonalMetric::from_gradient(&draws[0], &grad_of(&draws[0]));
        assert!(!metric.update());
        for draw in &draws[1..] {
            metric.add(draw, &grad_of(draw));
        }
        assert!(metric.update());
        for (sigma, variance) in metric.sigma().iter().zip(variances) {
            assert!((sigma * sigma / variance - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn flat_directions_keep_a_usable_scale() {
        let mut metric = DiagonalMetric::from_gradient(&[1.0, 2.0], &[0.0, 1e300]);
        assert_eq!(metric.sigma(), [1.0, 1e-10]);
        metric.add(&[2.0, 2.0], &[0.0, 1e300]);
        metric.add(&[3.0, 2.0], &[0.0, 1e300]);
        assert!(metric.update());
        assert_eq!(metric.sigma(), [1.0, 1e-10]);
    }
}
