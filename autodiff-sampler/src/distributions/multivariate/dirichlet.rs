//! The Dirichlet distribution.

use super::{add_each, cells, no_density, vector};
use crate::distributions::{DistributionError, VectorDistribution, positive};
use crate::transforms::Simplex;
use autodiff_runtime::Adjoint;
use autodiff_runtime::log_density::dirichlet;
use autodiff_runtime::special::digamma;
use rand::Rng;
use rand_distr::{Distribution as _, Gamma};

/// The Dirichlet distribution of proportions: positive numbers that add up to 1.
///
/// * `alpha`: concentrations, positive, one for each proportion; all 1 for the uniform distribution
///
/// Log density: `ln Γ(Σ alpha) − Σ ln Γ(alpha[i]) + Σ (alpha[i] − 1) ln x[i]`
///
/// Source: Stan Functions Reference, "Dirichlet distribution".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dirichlet<'a>(pub &'a [f64]);

impl VectorDistribution for Dirichlet<'_> {
    type Transform = Simplex;
    const NAME: &'static str = "Dirichlet";

    fn transform(&self) -> Simplex {
        Simplex
    }
    fn validate(&self, length: usize) -> Result<(), DistributionError> {
        vector(Self::NAME, "alpha", self.0, length)?;
        self.0
            .iter()
            .try_for_each(|alpha| positive(Self::NAME, "alpha", *alpha))
    }
    fn log_density(&self, x: &[f64]) -> f64 {
        dirichlet(x, self.0)
    }
    fn log_density_and_accumulate(&self, x: &[f64], x_bar: &[Adjoint<f64>], arguments_bar: &[&[Adjoint<f64>]]) -> f64 {
        let value = dirichlet(x, self.0);
        let alpha_bar = cells(arguments_bar, 0);
        if value.is_nan() {
            return no_density(&[x_bar, alpha_bar]);
        }
        if value == f64::NEG_INFINITY {
            return value;
        }
        add_each(x_bar, x.iter().zip(self.0).map(|(x, alpha)| (alpha - 1.0) / x));
        if !alpha_bar.is_empty() {
            let of_sum = digamma(self.0.iter().sum());
            add_each(alpha_bar, x.iter().zip(self.0).map(|(x, alpha)| x.ln() - digamma(*alpha) + of_sum));
        }
        value
    }
    super::partials_tangent!(dirichlet; [alpha 0]);
    /// Gamma variables over their sum; in logarithms, as those of small concentrations underflow.
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R, x: &mut [f64]) {
        if self.validate(x.len()).is_err() {
            x.fill(f64::NAN);
            return;
        }
        for (x, alpha) in x.iter_mut().zip(self.0) {
            // A gamma variable of shape alpha is one of shape alpha + 1 times u^(1/alpha).
            let gamma = Gamma::new(alpha + 1.0, 1.0).map_or(f64::NAN, |gamma| gamma.sample(rng));
            let unit: f64 = rand_distr::Exp1.sample(rng);
            *x = gamma.ln() - unit / alpha;
        }
        let greatest = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        x.iter_mut()
            .for_each(|x| *x = (*x - greatest).exp().max(f64::MIN_POSITIVE));
        let sum: f64 = x.iter().sum();
        x.iter_mut().for_each(|x| *x /= sum);
    }
}
