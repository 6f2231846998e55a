//! A density, written by hand, whose data lie in shards.

use std::borrow::Cow;
use std::sync::Arc;

use rand::Rng;
use rayon::prelude::*;

use super::meeting::{Fault, Meeting, Partial, Purpose, fingerprint};
use super::{Shard, ShardError};
use crate::communicator::Communicator;
use crate::log_density::{LogDensity, LogDensityError};
use crate::variable::{Coordinates, Variable};

/// A log density that is a prior plus the sum over shards that lie on several ranks, each of which knows its own only.
///
/// The prior, which is evaluated at every rank and counts once, also says what the coordinates are called, what is stored, and where
/// chains start. [`ShardedLikelihood`](super::ShardedLikelihood) is the same for likelihoods of parameter structs.
///
/// ```
/// use autodiff_sampler::communicator::SingleProcess;
/// use autodiff_sampler::sharded::ShardedDensity;
/// use autodiff_sampler::{FnDensity, LogDensity};
///
/// let data: Vec<f64> = (0..100).map(f64::from).collect();
/// let prior = FnDensity::new(1, |x, grad| {
///     grad[0] = -x[0];
///     -0.5 * x[0] * x[0]
/// });
/// let mut density = ShardedDensity::new(&SingleProcess::new(), 4, prior, |shard| {
///     let rows = data[shard.rows(data.len())].to_vec();
///     FnDensity::new(1, move |x: &[f64], grad: &mut [f64]| {
///         grad[0] = rows.iter().map(|y| y - x[0]).sum();
///         rows.iter().map(|y| -0.5 * (y - x[0]).powi(2)).sum()
///     })
/// })?;
/// let mut grad = [0.0];
/// density.log_density_and_grad(&[0.0], &mut grad)?;
/// assert_eq!(grad, [4950.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct ShardedDensity<B, S> {
    meeting: Arc<Meeting>,
    prior: B,
    parts: Vec<S>,
}

impl<B: LogDensity, S: LogDensity> ShardedDensity<B, S> {
    /// Makes the density of each of the `shards` that fall to this rank, by `part`. Collective: all ranks do this at the same time.
    ///
    /// # Errors
    ///
    /// If there are no shards, not the same number of them at all ranks, or one has another dimension than the prior.
    pub fn new(
        ranks: &(impl Communicator + Clone + 'static),
        shards: usize,
        prior: B,
        part: impl FnMut(Shard) -> S,
    ) -> Result<Self, ShardError> {
        let meeting = Meeting::new(ranks, shards)?;
        let parts: Vec<S> = meeting
            .held()
            .map(|number| Shard { number, shards })
            .map(part)
            .collect();
        let dimensions = meeting.held().zip(parts.iter().map(LogDensity::dimension));
        let expected = prior.dimension();
        if let Some((shard, dimension)) = dimensions.into_iter().find(|(_, dimension)| *dimension != expected) {
            return Err(ShardError::Dimension {
                shard,
                dimension,
                prior: expected,
            });
        }
        Ok(Self { meeting, prior, parts })
    }
}

impl<B: LogDensity, S: LogDensity + Send> ShardedDensity<B, S> {
    /// The sums over all shards, of which `evaluate` appends one's value and gradient.
    fn sums<T>(
        &mut self,
        purpose: Purpose,
        position: &[f64],
        evaluate: impl Fn(&mut S, &mut Vec<f64>) -> Result<(), LogDensityError> + Sync,
        take: impl FnOnce(&[f64]) -> T,
    ) -> Result<T, LogDensityError> {
        let one = |(partial, part): (&mut Partial, &mut S)| {
            partial.fill(|numbers| {
                evaluate(part, numbers).map_err(|error| match error {
                    LogDensityError::Recoverable(_) => Fault::Recoverable,
                    LogDensityError::Fatal(problem) => Fault::Fatal(format!("failed: {problem}")),
                })
            });
        };
        let parts = &mut self.parts;
        let fill = |partials: &mut [Partial]| {
            if partials.len() > 1 && rayon::current_num_threads() > 1 {
                partials.par_iter_mut().zip(parts).with_max_len(1).for_each(one);
            } else {
                partials.iter_mut().zip(parts).for_each(one);
            }
        };
        let width = 1 + position.len();
        let summed = self.meeting.evaluate(purpose, width, fingerprint(position), fill, take);
        summed.map_err(|fault| match fault {
            Fault::Recoverable => {
                LogDensityError::Recoverable(Cow::Borrowed("the density of a shard cannot be evaluated here"))
            }
            Fault::Fatal(problem) => LogDensityError::Fatal(Cow::Owned(problem)),
        })
    }
}

impl<B: LogDensity, S: LogDensity + Send> LogDensity for ShardedDensity<B, S> {
    fn dimension(&self) -> usize {
        self.prior.dimension()
    }

    fn log_density_and_grad(&mut self, position: &[f64], grad: &mut [f64]) -> Result<f64, LogDensityError> {
        let log_prior = self.prior.log_density_and_grad(position, grad)?;
        let evaluate = |part: &mut S, numbers: &mut Vec<f64>| {
            numbers.resize(1 + position.len(), 0.0);
            let (value, grad) = numbers.split_at_mut(1);
            value[0] = part.log_density_and_grad(position, grad)?;
            Ok(())
        };
        self.sums(Purpose::Gradient, position, evaluate, |sums| {
            for (g, sum) in grad.iter_mut().zip(&sums[1..]) {
                *g += sum;
            }
            log_prior + sums[0]
        })
    }

    fn log_density(&mut self, position: &[f64]) -> Result<f64, LogDensityError> {
        let log_prior = self.prior.log_density(position)?;
        let evaluate = |part: &mut S, numbers: &mut Vec<f64>| {
            numbers.resize(1 + position.len(), 0.0);
            numbers[0] = part.log_density(position)?;
            Ok(())
        };
        self.sums(Purpose::Value, position, evaluate, |sums| log_prior + sums[0])
    }

    fn log_jacobian_and_grad(&self, position: &[f64], grad: &mut [f64]) -> f64 {
        self.prior.log_jacobian_and_grad(position, grad)
    }

    fn stored_dimension(&self) -> usize {
        self.prior.stored_dimension()
    }

    fn names(&self) -> Vec<String> {
        self.prior.names()
    }

    fn variables(&self) -> Vec<Variable> {
        self.prior.variables()
    }

    fn coordinates(&self) -> Vec<Coordinates> {
        self.prior.coordinates()
    }

    fn expand(&self, position: &[f64], stored: &mut [f64]) {
        self.prior.expand(position, stored);
    }

    fn initial_position(&self, rng: &mut dyn Rng, position: &mut [f64]) {
        self.prior.initial_position(rng, position);
    }

    fn explain(&mut self, position: &[f64]) -> Option<String> {
        self.prior.explain(position)
    }

    fn is_collective(&self) -> bool {
        true
    }

    fn agree(&self, offer: u64) -> u64 {
        self.meeting.agree(offer)
    }
}
