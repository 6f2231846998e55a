//! A likelihood whose data lie in shards: it takes the place of one that has all of them.

use std::fmt;
use std::sync::Arc;

use autodiff_runtime::{Active, Differentiable, Leaves, Objective, PutBack};
use rayon::prelude::*;

use super::meeting::{Fault, Meeting, Partial, Purpose, fingerprint};
use super::{Shard, ShardError};
use crate::communicator::Communicator;

/// The sum of the log-likelihoods of shards that lie on several ranks, each of which knows its own only.
///
/// ```
/// use autodiff_macros::{Parameters, differentiable};
/// use autodiff_sampler::communicator::ThreadRanks;
/// use autodiff_sampler::sharded::ShardedLikelihood;
/// use autodiff_sampler::{Nuts, Posterior};
/// # extern crate autodiff_runtime as pullback_runtime;
/// # use pullback::{self};
///
/// #[derive(Parameters, Clone, Debug)]
/// struct Line {
///     #[prior(Normal(0.0, 10.0))]
///     slope: f64,
///     #[prior(Normal(0.0, 10.0))]
///     intercept: f64,
/// }
///
/// #[differentiable]
/// fn log_likelihood(line: &Line, #[constant] x: &[f64], #[constant] y: &[f64]) -> f64 {
///     let mut sum = 0.0;
///     for i in 0..x.len() {
///         sum -= 0.5 * (y[i] - line.slope * x[i] - line.intercept).powi(2);
///     }
///     sum
/// }
///
/// let x: Vec<f64> = (0..100).map(|i| 0.1 * f64::from(i)).collect();
/// let y: Vec<f64> = x.iter().map(|x| 2.0 * x + 1.0 + (7.0 * x).sin()).collect();
/// let traces = ThreadRanks::run(2, |ranks| {
///     // Eight shards, of which each of two ranks has four. A real program would read its rows only.
///     let likelihood = ShardedLikelihood::new(&ranks, 8, |shard| {
///         let rows = shard.rows(x.len());
///         log_likelihood::with(&x[rows.clone()], &y[rows])
///     })?;
///     let posterior = Posterior::new(likelihood);
///     let nuts = Nuts::default().chains(2).tune(100).draws(50).seed(1).progress(false);
///     Ok::<_, Box<dyn std::error::Error + Send + Sync>>(nuts.sample(&posterior)?)
/// });
/// for trace in traces {
///     assert!((trace?.values::<Line>().unwrap()[0].slope - 2.0).abs() < 0.3);
/// }
/// # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
/// ```
///
/// A rank evaluates its shards on rayon's threads; several evaluations at the same time would not be in the same order at all ranks, and
/// so samplers and optimisers make them one after the other.
///
/// A likelihood that cannot be differentiated twice is given as `log_likelihood::with(…).first_order()`, as it is to a
/// [`Posterior`](crate::Posterior).
///
/// Panics in a shard come back as panics with the same message at all ranks, which samplers turn into
/// [`SampleError::Panicked`](crate::SampleError::Panicked).
pub struct ShardedLikelihood<O> {
    meeting: Arc<Meeting>,
    /// Of the shards of this rank.
    parts: Arc<[O]>,
}

impl<O> ShardedLikelihood<O> {
    /// Makes the log-likelihood of each of the `shards` that fall to this rank, by `part`: `log_likelihood::with(…)` of the rows that
    /// [`Shard::rows`] says, for instance. Collective: all ranks do this at the same time.
    ///
    /// Results depend on the number of shards, in the last bits, but not on that of ranks. A multiple of the number of ranks
    /// shares the work evenly; powers of two need the shortest messages.
    ///
    /// # Errors
    ///
    /// If there are no shards, or not the same number of them at all ranks.
    pub fn new(
        ranks: &(impl Communicator + Clone + 'static),
        shards: usize,
        part: impl FnMut(Shard) -> O,
    ) -> Result<Self, ShardError> {
        let meeting = Meeting::new(ranks, shards)?;
        let held = meeting.held().map(|number| Shard { number, shards });
        Ok(Self {
            parts: held.map(part).collect(),
            meeting,
        })
    }

    /// The sums over all shards; a fault is a panic, the only way in which a likelihood can fail.
    fn sums<P, T>(
        &self,
        parameters: &P,
        purpose: Purpose,
        fill: impl Fn(&O, &mut Vec<f64>) + Sync,
        take: impl FnOnce(&[f64]) -> T,
    ) -> Option<T>
    where
        P: Differentiable,
        O: Sync,
    {
        let mut numbers = Vec::new();
        parameters.read_numbers(&mut numbers);
        let width = 1 + numbers.len();
        let one = |(partial, part): (&mut Partial, &O)| {
            partial.fill(|numbers| {
                fill(part, numbers);
                // Sums have the same width in every meeting, also where values are all that is wanted.
                numbers.resize(width, 0.0);
                Ok(())
            });
        };
        let fill_all = |partials: &mut [Partial]| {
            if partials.len() > 1 && rayon::current_num_threads() > 1 {
                partials
                    .par_iter_mut()
                    .zip(&self.parts[..])
                    .with_max_len(1)
                    .for_each(one);
            } else {
                partials.iter_mut().zip(&self.parts[..]).for_each(one);
            }
        };
        match self
            .meeting
            .evaluate(purpose, width, fingerprint(&numbers), fill_all, take)
        {
            Ok(taken) => Some(taken),
            Err(Fault::Recoverable) => None,
            Err(Fault::Fatal(problem)) => panic!("{problem}"),
        }
    }
}

impl<P: Differentiable + Sync, O: Objective<P> + Sync> Objective<P> for ShardedLikelihood<O> {
    fn value(&self, parameters: &P) -> f64 {
        let fill = |part: &O, numbers: &mut Vec<f64>| numbers.push(part.value(parameters));
        let value = self.sums(parameters, Purpose::Value, fill, |sums| sums[0]);
        value.unwrap_or(f64::NAN)
    }

    fn value_and_accumulate(&self, parameters: &P, gradient: &P::Shadow<Active>) -> f64 {
        let fill = |part: &O, numbers: &mut Vec<f64>| {
            let shadow = parameters.zero_shadow();
            numbers.push(part.value_and_accumulate(parameters, &shadow));
            shadow.read(numbers);
        };
        let take = |sums: &[f64]| {
            let sum = parameters.zero_shadow();
            sum.write(&mut sums[1..].iter().copied());
            gradient.add_all(&sum);
            sums[0]
        };
        self.sums(parameters, Purpose::Gradient, fill, take).unwrap_or(f64::NAN)
    }

    /// Two meetings: one brings the products, and whether all shards have them, the other the gradients.
    fn hessian_product_and_accumulate(
        &self,
        parameters: &P,
        direction: &P::Shadow<Active>,
        gradient: &P::Shadow<Active>,
        product: &P::Shadow<Active>,
    ) -> bool {
        let mut along = Vec::new();
        direction.read(&mut along);
        let fill = |part: &O, numbers: &mut Vec<f64>| {
            let [dot, bar, bar_dot] = std::array::from_fn(|_| parameters.zero_shadow());
            dot.write(&mut along.iter().copied());
            let has_any = part.hessian_product_and_accumulate(parameters, &dot, &bar, &bar_dot);
            numbers.push(f64::from(has_any));
            bar_dot.read(numbers);
        };
        let shards = self.meeting.shards() as f64;
        let take = |sums: &[f64]| {
            let all_have = sums[0] == shards;
            if all_have {
                let sum = parameters.zero_shadow();
                sum.write(&mut sums[1..].iter().copied());
                product.add_all(&sum);
            }
            all_have
        };
        let all_have = self.sums(parameters, Purpose::Product, fill, take).unwrap_or(false);
        if all_have {
            self.value_and_accumulate(parameters, gradient);
        }
        all_have
    }

    fn is_collective(&self) -> bool {
        true
    }

    fn agree(&self, offer: u64) -> u64 {
        self.meeting.agree(offer)
    }
}

impl<O> Clone for ShardedLikelihood<O> {
    fn clone(&self) -> Self {
        Self {
            meeting: Arc::clone(&self.meeting),
            parts: Arc::clone(&self.parts),
        }
    }
}

impl<O> fmt::Debug for ShardedLikelihood<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ShardedLikelihood")
            .field("ranks", self.meeting.ranks())
            .field("shards", &self.meeting.shards())
            .field("held", &self.meeting.held())
            .finish_non_exhaustive()
    }
}
