//! The draws of one scalar, with what several diagnostics of them share.
//!
//! A row of a summary takes nine diagnostics of the same draws. Sorting is most of their cost, and so it is done once: quantiles,
//! intervals, ranks and the ranks of distances from the median all follow from one [`Order`].

use std::cell::OnceCell;
use std::sync::{Arc, OnceLock};

use super::ess::effective_sample_size;
use super::fourier::Twiddles;
use super::moments::{mean, standard_deviation};
use super::order::Order;
use super::rank::NormalScores;
use super::split::{Chains, are_valid, split};

/// The draws of one scalar by all chains. What several diagnostics need is computed when the first asks for it, and kept.
pub(crate) struct ScalarDraws<'a> {
    pub(super) chains: &'a [&'a [f64]],
    /// Whether there are chains, all of one length of at least four, without NaN; diagnostics are NaN otherwise.
    pub(super) valid: bool,
    pub(super) shared: Arc<OfLength>,
    all: OnceCell<Vec<f64>>,
    order: OnceCell<Order>,
    order_of_halves: OnceCell<Order>,
    halves: OnceCell<Chains>,
    scores: OnceCell<Chains>,
    mean: OnceCell<f64>,
    sd: OnceCell<f64>,
    ess_mean: OnceCell<f64>,
    ess_sd: OnceCell<f64>,
}

/// What depends on the number and the length of chains alone, shared by all rows of a summary.
#[derive(Debug)]
pub(crate) struct OfLength {
    /// Normal scores of the ranks of all draws of the split chains.
    pub(super) scores: OnceLock<NormalScores>,
    /// For the transforms of split chains.
    pub(super) twiddles: OnceLock<Twiddles>,
}

impl OfLength {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self {
            scores: OnceLock::new(),
            twiddles: OnceLock::new(),
        })
    }
}

impl<'a> ScalarDraws<'a> {
    /// The draws of each chain.
    pub(crate) fn new(chains: &'a [&'a [f64]]) -> Self {
        Self::sharing(chains, OfLength::new())
    }

    /// The same, with what has been computed for other chains of the same number and length.
    pub(crate) fn sharing(chains: &'a [&'a [f64]], shared: Arc<OfLength>) -> Self {
        Self {
            chains,
            valid: are_valid(chains, 1),
            shared,
            all: OnceCell::new(),
            order: OnceCell::new(),
            order_of_halves: OnceCell::new(),
            halves: OnceCell::new(),
            scores: OnceCell::new(),
            mean: OnceCell::new(),
            sd: OnceCell::new(),
            ess_mean: OnceCell::new(),
            ess_sd: OnceCell::new(),
        }
    }

    /// The draws of all chains, one after the other.
    pub(crate) fn all(&self) -> &[f64] {
        match self.chains {
            [chain] => chain,
            chains => self.all.get_or_init(|| chains.concat()),
        }
    }

    /// Whether a draw is NaN.
    pub(crate) fn has_nan(&self) -> bool {
        !self.valid && self.chains.iter().copied().flatten().any(|x| x.is_nan())
    }

    /// The draws of all chains in ascending order.
    pub(crate) fn sorted(&self) -> &[f64] {
        &self.order().values
    }

    fn order(&self) -> &Order {
        self.order.get_or_init(|| Order::of(self.all()))
    }

    /// The split chains; only for valid ones.
    pub(super) fn halves(&self) -> &Chains {
        self.halves.get_or_init(|| split(self.chains))
    }

    /// The order of the values of the split chains: that of all draws without those in the middle of an odd number.
    pub(super) fn order_of_halves(&self) -> &Order {
        self.order_of_halves.get_or_init(|| {
            let (chains, draws) = (self.chains.len(), self.chains[0].len());
            let half = draws / 2;
            self.order().at(|place| match (place / draws, place % draws) {
                (chain, draw) if draw < half => Some(chain * half + draw),
                (chain, draw) if draw >= draws - half => Some((chains + chain) * half + draw - (draws - half)),
                _ => None,
            })
        })
    }

    /// The normal scores of the ranks of the draws of the split chains; only for valid ones.
    pub(super) fn scores(&self) -> &Chains {
        self.scores.get_or_init(|| self.scores_in(self.order_of_halves()))
    }

    /// The normal scores of values whose order is given, at their places in the split chains.
    pub(super) fn scores_in(&self, order: &Order) -> Chains {
        let scores = self.shared.scores.get_or_init(|| NormalScores::new(order.values.len()));
        self.halves().with_values(scores.of_ordered(order))
    }

    /// Arithmetic mean of all draws.
    pub(crate) fn mean(&self) -> f64 {
        *self.mean.get_or_init(|| mean(self.all()))
    }

    /// Standard deviation of all draws.
    pub(crate) fn sd(&self) -> f64 {
        *self.sd.get_or_init(|| standard_deviation(self.all()))
    }

    /// Effective sample size of the mean; NaN unless the chains are valid.
    pub(crate) fn ess_mean(&self) -> f64 {
        if !self.valid {
            return f64::NAN;
        }
        *self.ess_mean.get_or_init(|| self.ess_of(self.halves()))
    }

    /// Effective sample size of the squared distances from the mean; NaN unless the chains are valid.
    pub(crate) fn ess_sd(&self) -> f64 {
        if !self.valid {
            return f64::NAN;
        }
        let centre = self.mean();
        *self
            .ess_sd
            .get_or_init(|| self.ess_of(&self.halves().map(|x| (x - centre).powi(2))))
    }

    /// Effective sample size of split chains that follow from the draws.
    pub(super) fn ess_of(&self, halves: &Chains) -> f64 {
        effective_sample_size(halves, &self.shared)
    }
}
