//! The Gaussian that was found.

use std::fmt;

use super::Family;
use super::fit::Member;
use super::linear_response;
use super::standard_draws::StandardDraws;
use crate::log_density::LogDensity;
use crate::samplers::SampleError;
use crate::samplers::approximate::ApproximateDraws;

/// The Gaussian of a family with the highest evidence lower bound, and draws from it. See [`Advi::sample`](super::Advi::sample).
#[derive(Clone, Debug)]
pub struct VariationalFit {
    member: Member,
    standard: StandardDraws,
    mean: Vec<f64>,
    covariance: Vec<f64>,
    elbo: (f64, f64),
    bound: f64,
    converged: bool,
    evaluations: usize,
    draws: ApproximateDraws,
}

impl VariationalFit {
    pub(super) fn new(
        member: Member,
        standard: StandardDraws,
        elbo: (f64, f64),
        bound: f64,
        converged: bool,
        evaluations: usize,
        draws: ApproximateDraws,
    ) -> Self {
        let n = member.shape.dimension;
        Self {
            mean: member.frame.position(&member.parameters[..n]),
            covariance: member.frame.covariance(&member.shape.covariance(&member.parameters)),
            member,
            standard,
            elbo,
            bound,
            converged,
            evaluations,
            draws,
        }
    }

    /// The family that was looked in.
    #[must_use]
    pub fn family(&self) -> Family {
        self.member.shape.family
    }

    /// Mean of the Gaussian, in unconstrained space.
    #[must_use]
    pub fn mean(&self) -> &[f64] {
        &self.mean
    }

    /// Its covariance, row by row.
    #[must_use]
    pub fn covariance(&self) -> &[f64] {
        &self.covariance
    }

    /// Evidence lower bound in nats, with its Monte Carlo standard error, from draws that were not fixed.
    #[must_use]
    pub fn elbo(&self) -> (f64, f64) {
        self.elbo
    }

    /// How many draws were fixed in the end, and the bound over them, which is higher than that over others because it is what was
    /// maximised.
    #[must_use]
    pub fn fixed_draws(&self) -> (usize, f64) {
        (self.standard.count(), self.bound)
    }

    /// Whether the last maximisation came to its end within the steps allowed, and was not stopped by a jump of the density.
    #[must_use]
    pub fn converged(&self) -> bool {
        self.converged
    }

    /// How often the density and its gradient were evaluated in the maximisations.
    #[must_use]
    pub fn evaluations(&self) -> usize {
        self.evaluations
    }

    /// Draws from the Gaussian, and how good they are.
    #[must_use]
    pub fn draws(&self) -> &ApproximateDraws {
        &self.draws
    }

    /// Covariance of the positions by linear response, row by row: of a [`Family::MeanField`], whose own variances are too small where
    /// coordinates are correlated. It is exact for a Gaussian density. `density` is the one that was approximated. It costs eight
    /// gradients of the bound for each dimension, each as many gradients as draws were fixed.
    ///
    /// # Errors
    ///
    /// For other families, and if the bound has no maximum where the fit is, or the density panics or reports an error.
    pub fn linear_response_covariance<P: LogDensity + Clone + Sync>(
        &self,
        density: &P,
    ) -> Result<Vec<f64>, SampleError> {
        if self.family() != Family::MeanField {
            return Err(SampleError::Setting {
                setting: "family",
                value: format!("{:?}", self.family()),
                requirement: "linear response corrects Family::MeanField; other families have covariances of their own",
            });
        }
        linear_response::covariance(density, &self.member, &self.standard)
    }

    /// What speaks against trusting the fit, with advice.
    #[must_use]
    pub fn advice(&self) -> Vec<String> {
        let mut advice: Vec<String> = self.draws.advice().into_iter().collect();
        if !self.draws.is_reliable() && self.family() == Family::MeanField && self.mean.len() > 1 {
            advice.push("coordinates may be correlated: try Family::FullRank or Family::LowRank.".to_owned());
        }
        if !self.converged {
            advice.push(
                "the bound was still rising when its maximisation ended: raise max_iterations, or, if the density has a jump or a wall, \
                 transform the parameters so that it has none."
                    .to_owned(),
            );
        }
        advice
    }
}

impl fmt::Display for VariationalFit {
    /// The summary of the draws, how good they are, how they came about, and advice.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (elbo, error) = self.elbo;
        writeln!(f, "{}", self.draws.summary())?;
        write!(
            f,
            "{:?}: ELBO {elbo:.3} ± {error:.3} ({:.3} over {} fixed draws), {} gradients, Pareto k-hat {:.2}",
            self.family(),
            self.bound,
            self.standard.count(),
            self.evaluations,
            self.draws.pareto_k()
        )?;
        for advice in self.advice() {
            write!(f, "\nwarning: {advice}")?;
        }
        Ok(())
    }
}
