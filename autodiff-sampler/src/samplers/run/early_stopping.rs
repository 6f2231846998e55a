//! Stopping as soon as there are enough effective samples.
//!
//! All chains stop at a *check*, a number of draws that depends on the draws before it alone, so the run stays
//! reproducible. Checks are cheap because the value that had the fewest effective samples at the last check is looked at
//! first, and while it has too few nothing else is; and because the next check is where the target will be reached if
//! effective samples grow in proportion to draws.

use crate::diagnostics::{ess_bulk, ess_tail};
use crate::samplers::SampleError;
use crate::samplers::guard::require;

/// How many effective samples are enough: the lesser of bulk and tail ESS of all chains together, of every stored value.
///
/// ```
/// # use autodiff_sampler::{FnDensity, Nuts, samplers::run::EssTarget};
/// # let normal = FnDensity::new(2, |x, grad| { grad.copy_from_slice(&[-x[0], -x[1]]); -0.5 * (x[0] * x[0] + x[1] * x[1]) });
/// let nuts = Nuts::default().chains(2).draws(100_000).seed(1).progress(false);
/// let trace = nuts.ess_target(EssTarget::new(1000.0).of(["x[0]"])).sample(&normal)?;
/// let row = trace.summary().get("x[0]").cloned().expect("it is stored");
/// assert!(row.ess_bulk.min(row.ess_tail) >= 1000.0 && trace.draws() < 10_000);
/// # Ok::<(), autodiff_sampler::SampleError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct EssTarget {
    samples: f64,
    names: Option<Vec<String>>,
    check_after: usize,
}

impl EssTarget {
    /// So many effective samples of every stored value, checked after 100 draws per chain first.
    #[must_use]
    pub fn new(samples: f64) -> Self {
        Self {
            samples,
            names: None,
            check_after: 100,
        }
    }

    /// Looks at the values with these names only.
    #[must_use]
    pub fn of<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.names = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// Draws per chain before the first check. With very few, an estimate of the ESS may be far off and end a run too
    /// early.
    #[must_use]
    pub fn check_after(mut self, draws: usize) -> Self {
        self.check_after = draws;
        self
    }

    pub(super) fn validate(&self) -> Result<(), SampleError> {
        require(
            self.samples.is_finite() && self.samples > 0.0,
            "ess_target",
            self.samples,
            "must be a positive number of effective samples",
        )?;
        require(
            self.check_after >= 8,
            "ess_target's check_after",
            self.check_after,
            "an effective sample size needs at least 8 draws",
        )
    }
}

impl From<f64> for EssTarget {
    fn from(samples: f64) -> Self {
        Self::new(samples)
    }
}

/// Decides at each check whether to go on.
#[derive(Debug)]
pub(super) struct EarlyStopping {
    samples: f64,
    /// Values to look at, by index; the one with the fewest effective samples first.
    watched: Vec<usize>,
    next_check: usize,
}

impl EarlyStopping {
    /// Checks are multiples of this many draws apart.
    const GRID: usize = 50;
    /// Bounds of the growth of the draws from one check to the next.
    const GROWTH: std::ops::RangeInclusive<f64> = 1.1..=2.0;

    /// # Errors
    ///
    /// If the target names a value that does not exist.
    pub fn new(target: &EssTarget, names: &[String]) -> Result<Self, SampleError> {
        let watched = match &target.names {
            None => (0..names.len()).collect(),
            Some(wanted) => wanted
                .iter()
                .map(|name| {
                    let index = names.iter().position(|known| known == name);
                    require(
                        index.is_some(),
                        "ess_target",
                        format!("`{name}`"),
                        "there is no stored value of that name",
                    )?;
                    Ok(index.unwrap_or_default())
                })
                .collect::<Result<Vec<_>, SampleError>>()?,
        };
        Ok(Self {
            samples: target.samples,
            watched,
            next_check: target.check_after,
        })
    }

    /// Draws per chain at which all chains wait for the next check.
    pub fn next_check(&self) -> usize {
        self.next_check
    }

    /// Looks at the first [`EarlyStopping::next_check`] draws of value `i`, `chains_of(i)`; true if they are enough.
    pub fn is_satisfied<'a>(&mut self, chains_of: impl Fn(usize) -> Vec<&'a [f64]>) -> bool {
        let draws = self.next_check;
        let mut worst = f64::INFINITY;
        for place in 0..self.watched.len() {
            let chains = chains_of(self.watched[place]);
            let (bulk, tail) = (ess_bulk(&chains), ess_tail(&chains));
            // NaN (draws that are not finite) counts as none at all.
            let ess = if bulk.is_nan() || tail.is_nan() {
                0.0
            } else {
                bulk.min(tail)
            };
            if ess < self.samples {
                self.watched[..=place].rotate_right(1);
                worst = ess;
                break;
            }
        }
        let growth = (self.samples / worst).clamp(*Self::GROWTH.start(), *Self::GROWTH.end());
        let wanted = (draws as f64 * growth) as usize;
        self.next_check = wanted.next_multiple_of(Self::GRID).max(draws + 1);
        worst == f64::INFINITY
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Draws of two values, one mixing at once and one slowly.
    fn draws(value: usize, chain: usize, length: usize) -> Vec<f64> {
        let mut state = (value * 7 + chain * 31 + 1) as u64;
        let mut x = 0.0;
        let memory = if value == 0 { 0.0 } else { 0.9 };
        (0..length)
            .map(|_| {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                x = memory * x + (state >> 11) as f64 / (1_u64 << 53) as f64 - 0.5;
                x
            })
            .collect()
    }

    fn stops_at(target: &EssTarget) -> usize {
        let names = ["fast".to_owned(), "slow".to_owned()];
        let mut stopping = EarlyStopping::new(target, &names).expect("the names exist");
        let all: Vec<_> = (0..2)
            .map(|value| [draws(value, 0, 50_000), draws(value, 1, 50_000)])
            .collect();
        loop {
            let check = stopping.next_check();
            if stopping.is_satisfied(|value| all[value].iter().map(|chain| &chain[..check]).collect()) {
                return check;
            }
        }
    }

    #[test]
    fn the_slowest_value_decides() {
        let (fast, both) = (stops_at(&EssTarget::new(400.0).of(["fast"])), stops_at(&400.0.into()));
        assert!((200..500).contains(&fast), "{fast}");
        // Autocorrelation time (1 + 0.9) / (1 - 0.9) = 19.
        assert!((2000..8000).contains(&both), "{both}");
    }

    #[test]
    fn draws_that_are_not_finite_never_suffice() {
        let mut stopping = EarlyStopping::new(&EssTarget::new(10.0), &["x".to_owned()]).expect("the name exists");
        let nan = [f64::NAN; 100];
        assert!(!stopping.is_satisfied(|_| vec![&nan[..]]));
        assert_eq!(stopping.next_check(), 200);
    }

    #[test]
    fn bad_targets_are_named() {
        for (target, part) in [
            (EssTarget::new(f64::NAN), "ess_target = NaN"),
            (EssTarget::new(0.0), "ess_target = 0"),
            (EssTarget::new(1.0).check_after(2), "check_after = 2"),
        ] {
            assert!(target.validate().expect_err("it is bad").to_string().contains(part));
        }
        let error = EarlyStopping::new(&EssTarget::new(1.0).of(["tau"]), &[]).expect_err("there is no tau");
        assert!(error.to_string().contains("`tau`"), "{error}");
    }
}
