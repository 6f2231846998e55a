//! The LKJ distribution of correlation matrices.

use super::{cells, no_density};
use crate::distributions::{DistributionError, VectorDistribution, positive};
use crate::transforms::CholeskyCorrelation;
use autodiff_runtime::Adjoint;
use autodiff_runtime::log_density::lkj_corr_cholesky;
use autodiff_runtime::special::digamma;
use rand::Rng;
use rand_distr::{Beta, Distribution as _};

/// The LKJ distribution of correlation matrices R = L Lᵀ, of the Cholesky factor L: a lower triangle, row after row, whose rows
/// have the length 1.
///
/// * `eta`: shape, positive; 1 for the uniform distribution of correlation matrices, more for weaker correlations
///
/// Log density: `Σ (n − i + 2 eta − 2) ln L[i, i]` over i = 2 … n, and a constant; R then has the density `c det(R)^(eta − 1)`
///
/// Source: Lewandowski, Kurowicka and Joe 2009, Journal of Multivariate Analysis 100, 1989; Stan Functions Reference, "Cholesky LKJ
/// correlation distribution".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LkjCorrCholesky(pub f64);

impl VectorDistribution for LkjCorrCholesky {
    type Transform = CholeskyCorrelation;
    const NAME: &'static str = "LkjCorrCholesky";

    fn transform(&self) -> CholeskyCorrelation {
        CholeskyCorrelation
    }
    fn validate(&self, _: usize) -> Result<(), DistributionError> {
        positive(Self::NAME, "eta", self.0)
    }
    fn log_density(&self, x: &[f64]) -> f64 {
        lkj_corr_cholesky(x, x.len().isqrt(), self.0)
    }
    fn log_density_and_accumulate(&self, x: &[f64], x_bar: &[Adjoint<f64>], arguments_bar: &[&[Adjoint<f64>]]) -> f64 {
        let (n, eta, eta_bar) = (x.len().isqrt(), self.0, cells(arguments_bar, 0));
        let value = lkj_corr_cholesky(x, n, eta);
        if value.is_nan() {
            return no_density(&[x_bar, eta_bar]);
        }
        for i in 1..n {
            let power = (n - 1 - i) as f64 + 2.0 * eta - 2.0;
            x_bar[i * n + i].add(power / x[i * n + i]);
        }
        if let [eta_bar] = eta_bar {
            let logs: f64 = (1..n).map(|i| x[i * n + i].ln()).sum();
            eta_bar.add(2.0 * logs + constant_slope(n, eta));
        }
        value
    }
    super::partials_tangent!(lkj_corr_cholesky, |x| x.len().isqrt(); (eta 0));
    /// By canonical partial correlations, which are beta variables: the C-vine of Lewandowski, Kurowicka and Joe 2009.
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R, x: &mut [f64]) {
        let n = x.len().isqrt();
        if self.validate(n).is_err() {
            x.fill(f64::NAN);
            return;
        }
        x.fill(0.0);
        for i in 0..n {
            // What is left of the row's length.
            let mut rest: f64 = 1.0;
            for j in 0..i {
                let shape = self.0 + 0.5 * (n - 2 - j) as f64;
                let unit = Beta::new(shape, shape).map_or(f64::NAN, |beta| beta.sample(rng));
                let partial = 2.0 * unit - 1.0;
                x[i * n + j] = partial * rest;
                // √(1 − partial²).
                rest *= 2.0 * (unit * (1.0 - unit)).sqrt();
            }
            x[i * n + i] = rest;
        }
    }
}

/// The derivative by eta of the density's constant, (n − 1) ln Γ(eta + (n − 1)/2) − Σ ln Γ(eta + (n − 1 − k)/2) over k = 1 … n − 1.
fn constant_slope(n: usize, eta: f64) -> f64 {
    if n < 2 {
        return 0.0;
    }
    let last = (n - 1) as f64;
    let others: f64 = (1..n).map(|k| digamma(eta + 0.5 * (n - 1 - k) as f64)).sum();
    last * digamma(eta + 0.5 * last) - others
}
