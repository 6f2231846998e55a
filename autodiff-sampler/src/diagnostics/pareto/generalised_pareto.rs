//! The generalised Pareto distribution, and its fit to the largest of many numbers.

/// A generalised Pareto distribution of numbers greater than zero.
#[derive(Clone, Copy, Debug)]
pub(super) struct GeneralisedPareto {
    /// k; moments of order 1/k and above are infinite. Below zero the distribution has an upper end.
    pub shape: f64,
    /// σ.
    pub scale: f64,
}

impl GeneralisedPareto {
    /// Fits ascending numbers by the empirical Bayes estimate of Zhang & Stephens (2009, "A new and efficient estimation method for the
    /// generalized Pareto distribution"), the shape drawn towards ½ as by ten more numbers, as Vehtari et al. (2024) do.
    pub fn fit(ascending: &[f64]) -> Self {
        const PRIOR_SCALE: f64 = 3.0;
        const PRIOR_NUMBERS: f64 = 10.0;
        const NEGLIGIBLE: f64 = 10.0 * f64::EPSILON;
        let count = ascending.len();
        let n = count as f64;
        let candidates = 30 + n.sqrt() as usize;
        let quartile = ascending[(n / 4.0 + 0.5) as usize - 1];
        // The parameter is θ = −k/σ.
        let theta: Vec<f64> = (1..=candidates)
            .map(|j| {
                let spread = 1.0 - (candidates as f64 / (j as f64 - 0.5)).sqrt();
                spread / (PRIOR_SCALE * quartile) + 1.0 / ascending[count - 1]
            })
            .collect();
        let shape_of = |theta: f64| ascending.iter().map(|x| (-theta * x).ln_1p()).sum::<f64>() / n;
        let log_likelihood: Vec<f64> = theta
            .iter()
            .map(|&theta| {
                let shape = shape_of(theta);
                n * ((-theta / shape).ln() - shape - 1.0)
            })
            .collect();
        let weight_of = |l: &f64| 1.0 / log_likelihood.iter().map(|other| (other - l).exp()).sum::<f64>();
        let kept: Vec<(f64, f64)> = theta
            .iter()
            .zip(log_likelihood.iter().map(weight_of))
            .filter(|(_, weight)| *weight >= NEGLIGIBLE)
            .map(|(theta, weight)| (*theta, weight))
            .collect();
        let total: f64 = kept.iter().map(|(_, weight)| weight).sum();
        let theta = kept.iter().map(|(theta, weight)| theta * weight / total).sum::<f64>();
        let shape = shape_of(theta);
        Self {
            shape: (n * shape + PRIOR_NUMBERS * 0.5) / (n + PRIOR_NUMBERS),
            scale: -shape / theta,
        }
    }

    /// The number below which a fraction `probability` lies; NaN for a scale that is not positive.
    pub fn quantile(&self, probability: f64) -> f64 {
        if self.scale <= 0.0 {
            return f64::NAN;
        }
        let log = (-probability).ln_1p();
        let standard = if self.shape.abs() < f64::EPSILON {
            -log
        } else {
            (-self.shape * log).exp_m1() / self.shape
        };
        standard * self.scale
    }
}

#[cfg(test)]
mod tests {
    use super::GeneralisedPareto;

    #[test]
    fn a_fit_to_quantiles_finds_the_distribution() {
        for (shape, scale) in [(0.1, 2.0), (0.7, 0.3), (1.5, 1.0), (-0.3, 5.0)] {
            let truth = GeneralisedPareto { shape, scale };
            let numbers: Vec<f64> = (0..4000)
                .map(|i| truth.quantile((f64::from(i) + 0.5) / 4000.0))
                .collect();
            let fit = GeneralisedPareto::fit(&numbers);
            assert!((fit.shape - shape).abs() < 0.02, "{fit:?} instead of {truth:?}");
            assert!((fit.scale / scale - 1.0).abs() < 0.05, "{fit:?} instead of {truth:?}");
        }
    }
}
