//! Distributions of counts, outcomes and categories: probabilities, checks and draws.
//!
//! Samplers move in continuous space, so these are no priors: in likelihoods call the functions of
//! [`autodiff_runtime::log_density`] that have their names, and draw from these for predictions.
//!
//! | distribution | of |
//! |---|---|
//! | [`Bernoulli`]`(p)`, [`BernoulliLogit`]`(log_odds)` | one success or failure, `bool` |
//! | [`Binomial`]`(n, p)`, [`BinomialLogit`]`(n, log_odds)`, [`BetaBinomial`]`(n, alpha, beta)` | successes of n, `u64` |
//! | [`Poisson`]`(rate)`, [`PoissonLog`]`(log_rate)` | events, `u64` |
//! | [`NegBinomial`]`(alpha, beta)`, [`NegBinomial2`]`(mean, phi)`, [`NegBinomial2Log`]`(log_mean, phi)` | overdispersed events, `u64` |
//! | [`Geometric`]`(p)` | failures before the first success, `u64` |
//! | [`Categorical`]`(&p)`, [`CategoricalLogit`]`(&log_odds)`, [`OrderedLogistic`]`(eta, &cutpoints)` | categories from 0 on, `usize` |
//!
//! ```
//! use autodiff_sampler::distributions::discrete::{DiscreteDistribution, Poisson};
//! use rand::SeedableRng;
//!
//! let mut rng = rand_xoshiro::Xoshiro256PlusPlus::seed_from_u64(1);
//! let replicated: Vec<u64> = (0..5).map(|_| Poisson(3.5).sample(&mut rng)).collect::<Option<_>>().expect("a valid rate");
//! assert!(replicated.iter().all(|k| Poisson(3.5).log_density(*k).is_finite()));
//! assert!(Poisson(-1.0).validate().is_err() && Poisson(-1.0).sample(&mut rng).is_none());
//! ```

mod categories;
mod counts;
mod trials;

pub use categories::{Categorical, CategoricalLogit, OrderedLogistic};
pub use counts::{Geometric, NegBinomial, NegBinomial2, NegBinomial2Log, Poisson, PoissonLog};
pub use trials::{Bernoulli, BernoulliLogit, BetaBinomial, Binomial, BinomialLogit};

use super::DistributionError;
use rand::Rng;
use std::fmt::Debug;

/// A distribution of counts, outcomes or categories.
pub trait DiscreteDistribution: Copy + Debug {
    /// `u64` for counts, `bool` for outcomes, `usize` for categories.
    type Value: Copy + Debug;
    /// The name, as in the constructor.
    const NAME: &'static str;

    /// Checks the arguments.
    ///
    /// # Errors
    ///
    /// Names the first argument for which there is no such distribution.
    fn validate(&self) -> Result<(), DistributionError>;

    /// The natural logarithm of the probability of `x`: −∞ where it is 0, NaN where the arguments are invalid.
    fn log_density(&self, x: Self::Value) -> f64;

    /// Draws a value; `None` where the arguments are invalid.
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> Option<Self::Value>;
}

/// Implements the trait, by the checks of the arguments, the density, and the draw of a valid distribution.
macro_rules! discrete {
    (
        $name:ident $(<$lifetime:lifetime>)? ($($index:tt $argument:ident $(: $check:ident)?),+) of $value:ty,
        $density:ident($k:ident $(, $passed:ident)+), |$rng:ident| $draw:expr
    ) => {
        impl $crate::distributions::DiscreteDistribution for $name $(<$lifetime>)? {
            type Value = $value;
            const NAME: &'static str = stringify!($name);

            fn validate(&self) -> Result<(), $crate::distributions::DistributionError> {
                $($($check(Self::NAME, stringify!($argument), self.$index)?;)?)+
                Ok(())
            }
            #[inline]
            fn log_density(&self, $k: $value) -> f64 {
                let &Self($($argument),+) = self;
                autodiff_runtime::log_density::$density($k $(, $passed)+)
            }
            fn sample<R: rand::Rng + ?Sized>(&self, $rng: &mut R) -> Option<$value> {
                $crate::distributions::DiscreteDistribution::validate(self).ok()?;
                let &Self($($argument),+) = self;
                $draw
            }
        }
    };
}
use discrete;

/// Checks that an argument is a probability.
fn probability(distribution: &'static str, argument: &'static str, value: f64) -> Result<(), DistributionError> {
    if (0.0..=1.0).contains(&value) {
        return Ok(());
    }
    Err(DistributionError {
        distribution,
        argument,
        value,
        requirement: "from 0 to 1",
    })
}

#[cfg(test)]
mod tests;
