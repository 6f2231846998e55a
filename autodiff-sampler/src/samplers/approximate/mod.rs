//! Draws from an approximation to a density, with what they are worth.
//!
//! [`Map`](crate::Map), [`Pathfinder`](crate::Pathfinder) and [`Advi`](crate::Advi) all end here: an approximation that can be drawn
//! from, whose own density is known, and k-hat, which says how far off it is.

mod factored;
mod gaussian;

use std::fmt;
use std::time::{Duration, Instant};

use cpu_time::ProcessTime;
use rand::{Rng, RngExt};
use rayon::prelude::*;

pub(crate) use factored::FactoredGaussian;
pub(crate) use gaussian::{Gaussian, cholesky};

use super::guard::{caught, parts_per_job, stream};
use super::record::{Record, trace};
use super::run::Watch;
use crate::diagnostics::{Psis, mean, pareto_k_threshold, psis, standard_deviation};
use crate::log_density::{LogDensity, LogDensityError};
use crate::samplers::SampleError;
use crate::trace::{EndReason, Summary, Trace};

/// Draws that are evaluated even when the run has been ended.
const LEAST_DRAWS: usize = 100;

/// A normalised density on unconstrained space that can be drawn from.
pub(crate) trait Approximation {
    /// Draws a position, and returns the log density of the approximation there.
    fn draw(&self, rng: &mut dyn Rng, position: &mut [f64]) -> f64;
}

/// Independent draws from an approximation.
#[derive(Clone, Debug)]
pub struct ApproximateDraws {
    trace: Trace,
    /// Unconstrained positions, draw after draw.
    positions: Vec<f64>,
    log_density: Vec<f64>,
    log_approximation: Vec<f64>,
    psis: Psis,
    approximation: &'static str,
}

impl ApproximateDraws {
    /// The draws, all equally probable under the approximation, in one chain. Its `lp` is the log density itself.
    #[must_use]
    pub fn trace(&self) -> &Trace {
        &self.trace
    }

    /// The draws, for who wants to keep nothing else.
    #[must_use]
    pub fn into_trace(self) -> Trace {
        self.trace
    }

    /// Means and spreads under the approximation.
    #[must_use]
    pub fn summary(&self) -> Summary {
        self.trace.summary()
    }

    /// The unconstrained position of each draw.
    pub fn positions(&self) -> impl ExactSizeIterator<Item = &[f64]> {
        self.positions
            .chunks_exact(self.positions.len() / self.log_density.len())
    }

    /// The log density at each draw, −∞ where it is zero or cannot be computed.
    #[must_use]
    pub fn log_density(&self) -> &[f64] {
        &self.log_density
    }

    /// The log density of the approximation, which is normalised, at each draw.
    #[must_use]
    pub fn log_approximation(&self) -> &[f64] {
        &self.log_approximation
    }

    /// Weights that make draws of the density out of those of the approximation.
    #[must_use]
    pub fn psis(&self) -> &Psis {
        &self.psis
    }

    /// k-hat of the weights: below [`pareto_k_threshold`] the approximation is close enough for the weights to repair it, and far
    /// above it is not to be trusted. −∞ if all weights are equal, as they are if it is exact.
    #[must_use]
    pub fn pareto_k(&self) -> f64 {
        if self.is_exact() {
            f64::NEG_INFINITY
        } else {
            self.psis.pareto_k()
        }
    }

    /// Whether k-hat allows to trust the draws, once they are weighted.
    #[must_use]
    pub fn is_reliable(&self) -> bool {
        self.is_exact() || self.psis.is_reliable()
    }

    /// Evidence lower bound: the mean of log density − log approximation, in nats, and its Monte Carlo standard error. It is at most the
    /// logarithm of the density's integral.
    #[must_use]
    pub fn elbo(&self) -> (f64, f64) {
        let ratios = self.log_ratios();
        (
            mean(&ratios),
            standard_deviation(&ratios) / (ratios.len() as f64).sqrt(),
        )
    }

    /// Draws with replacement among the draws by their weights: as if from the density, as far as k-hat allows.
    ///
    /// # Errors
    ///
    /// If `draws` is 0, or there are no weights because the density was zero or not a number where it was needed.
    pub fn resampled(&self, draws: usize, seed: u64) -> Result<Trace, SampleError> {
        super::guard::require(draws > 0, "draws", draws, "at least one draw is needed")?;
        if self.psis.pareto_k().is_nan() {
            return Err(SampleError::Approximation {
                approximation: self.approximation,
                problem: "its draws have no weights, because the density is zero at all of them".to_owned(),
            });
        }
        let mut rng = stream(seed, 0);
        let mut cumulative = Vec::with_capacity(self.log_density.len());
        let mut sum = 0.0;
        for log in self.psis.log_weights() {
            sum += log.exp();
            cumulative.push(sum);
        }
        let mut record = Record::default();
        for _ in 0..draws {
            let target = rng.random::<f64>() * sum;
            let chosen = cumulative.partition_point(|c| *c <= target).min(cumulative.len() - 1);
            record.stored.extend(self.trace.draw(0, chosen));
            record.lp.push(self.log_density[chosen]);
            record.acceptance.push(1.0);
        }
        let names = self.trace.names().to_vec();
        let resampled = trace(
            names,
            seed,
            (0, draws, EndReason::Complete),
            vec![record],
            Duration::ZERO,
        )?;
        Ok(resampled.described(self.trace.variables().to_vec(), self.trace.coordinates().to_vec()))
    }

    /// What speaks against trusting the draws, with advice.
    #[must_use]
    pub fn advice(&self) -> Option<String> {
        if self.is_reliable() {
            return None;
        }
        let k = self.pareto_k();
        let threshold = pareto_k_threshold(self.log_density.len());
        let what = self.approximation;
        Some(if k.is_nan() {
            format!("the density is zero at all draws: {what} is nowhere near it.")
        } else if k.is_infinite() {
            format!("there are too few draws to judge {what} by: draw at least a hundred.")
        } else {
            format!(
                "Pareto k-hat is {k:.2}, above {threshold:.2}: {what} is far from the density, so its means and spreads, \
                 weighted or not, may be wrong. Sample with Nuts, or reparameterise what is skewed or funnel-shaped."
            )
        })
    }

    fn log_ratios(&self) -> Vec<f64> {
        log_ratios(&self.log_density, &self.log_approximation)
    }

    /// Whether density and approximation differ by a constant, as far as can be told.
    fn is_exact(&self) -> bool {
        /// Differences of weights that make no difference.
        const NEGLIGIBLE: f64 = 1e-6;
        let ratios = self.log_ratios();
        let (low, high) = ratios
            .iter()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), x| (l.min(*x), h.max(*x)));
        high - low < NEGLIGIBLE
    }
}

fn log_ratios(log_density: &[f64], log_approximation: &[f64]) -> Vec<f64> {
    log_density.iter().zip(log_approximation).map(|(p, q)| p - q).collect()
}

impl fmt::Display for ApproximateDraws {
    /// The summary, the evidence lower bound, k-hat, and advice if there is any.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (elbo, error) = self.elbo();
        writeln!(f, "{}", self.summary())?;
        write!(
            f,
            "{}: {} draws, ELBO {elbo:.3} ± {error:.3}, Pareto k-hat {:.2}",
            self.approximation,
            self.log_density.len(),
            self.pareto_k()
        )?;
        for warning in self.trace.ending_warning().into_iter().chain(self.advice()) {
            write!(f, "\nwarning: {warning}")?;
        }
        Ok(())
    }
}

/// Positions with the density of their approximation, before the density itself is known.
#[derive(Clone, Debug, Default)]
pub(crate) struct Proposals {
    pub positions: Vec<f64>,
    pub log_approximation: Vec<f64>,
}

impl Proposals {
    /// Draws from an approximation.
    pub fn from(approximation: &impl Approximation, dimension: usize, draws: usize, rng: &mut dyn Rng) -> Self {
        let mut positions = vec![0.0; draws * dimension];
        let log_approximation = positions
            .chunks_exact_mut(dimension)
            .map(|position| approximation.draw(rng, position))
            .collect();
        Self {
            positions,
            log_approximation,
        }
    }

    /// Evaluates the density at each position, in parallel; when the watch is over, only at the first hundred, from which it can be told
    /// how good the approximation is.
    pub fn evaluate<P: LogDensity + Clone + Sync>(
        self,
        density: &P,
        approximation: &'static str,
        seed: u64,
        watch: &Watch,
    ) -> Result<ApproximateDraws, SampleError> {
        let (clock, processor) = (Instant::now(), ProcessTime::now());
        let planned = self.log_approximation.len();
        let evaluated = self.log_densities(density, watch)?;
        let (kept, log_density) = self.evaluated(evaluated);
        let mut record = Record {
            stored: Vec::new(),
            lp: log_density.clone(),
            acceptance: vec![1.0; log_density.len()],
            evaluations: log_density.len() as u64,
            cpu_time: processor.elapsed(),
        };
        let mut stored = vec![0.0; density.stored_dimension()];
        for position in kept.positions.chunks_exact(density.dimension()) {
            density.expand(position, &mut stored);
            record.stored.extend_from_slice(&stored);
        }
        let psis = psis(&log_ratios(&log_density, &kept.log_approximation), 1.0);
        let reason = watch.reason().unwrap_or(EndReason::Complete);
        let trace = trace(
            density.names(),
            seed,
            (0, planned, reason),
            vec![record],
            clock.elapsed(),
        )?;
        Ok(ApproximateDraws {
            trace: trace.described(density.variables(), density.coordinates()),
            positions: kept.positions,
            log_density,
            log_approximation: kept.log_approximation,
            psis,
            approximation,
        })
    }

    /// The log density at each position: −∞ where it cannot be computed, `None` where nobody waits for it any more.
    fn log_densities<P: LogDensity + Clone + Sync>(
        &self,
        density: &P,
        watch: &Watch,
    ) -> Result<Vec<Option<f64>>, SampleError> {
        self.positions
            .par_chunks_exact(density.dimension())
            .enumerate()
            .with_min_len(parts_per_job(density))
            .map_init(
                || density.clone(),
                |density, (draw, position)| {
                    if draw >= LEAST_DRAWS && watch.is_over() {
                        return Ok(None);
                    }
                    caught(0, || match density.log_density(position) {
                        Ok(value) if value < f64::INFINITY => Ok(Some(value)),
                        Ok(_) | Err(LogDensityError::Recoverable(_)) => Ok(Some(f64::NEG_INFINITY)),
                        Err(source) => Err(SampleError::density(0, source)),
                    })
                },
            )
            .collect()
    }

    /// The proposals at which the density is known, and its logarithm there.
    fn evaluated(self, log_density: Vec<Option<f64>>) -> (Self, Vec<f64>) {
        let dimension = self.positions.len() / self.log_approximation.len();
        let mut kept = Self::default();
        let mut known = Vec::with_capacity(log_density.len());
        for (draw, value) in log_density.into_iter().enumerate() {
            let Some(value) = value else { continue };
            kept.positions
                .extend_from_slice(&self.positions[draw * dimension..(draw + 1) * dimension]);
            kept.log_approximation.push(self.log_approximation[draw]);
            known.push(value);
        }
        (kept, known)
    }
}
