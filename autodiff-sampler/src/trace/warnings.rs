//! What a user should worry about, with advice.

use super::{Summary, SummaryRow, Trace};
use crate::diagnostics::{bfmi, r_hat};

/// Above this the chains have not converged to the same distribution (Vehtari et al. 2021).
const MAX_R_HAT: f64 = 1.01;
/// Effective samples per chain below which the diagnostics themselves are unreliable (Vehtari et al. 2021).
const MIN_ESS_PER_CHAIN: f64 = 100.0;
/// Above this it is asked whether one chain alone is to blame.
const OUTLIER_R_HAT: f64 = 1.1;
const MIN_BFMI: f64 = 0.3;

impl Trace {
    /// What speaks against trusting the draws, a sentence each, with advice; empty if nothing does.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        let summary = self.summary();
        [
            self.ending_warning(),
            self.not_finite_warning(),
            self.stuck_warning(),
            self.divergence_warning(),
            self.r_hat_warning(&summary),
            self.ess_warning(&summary),
            self.treedepth_warning(),
            self.bfmi_warning(),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn not_finite_warning(&self) -> Option<String> {
        let has_bad = |index: &usize| self.column(*index).iter().any(|x| !x.is_finite());
        let bad = (0..self.names.len()).filter(has_bad);
        let bad = listed(bad.map(|index| self.names[index].clone()).collect())?;
        Some(format!(
            "some draws of {bad} are infinite or not a number: no diagnostic sees them. Look at how the stored values are \
             computed from the position."
        ))
    }

    /// Chains that never move in a value in which others do (what is constant everywhere, such as the diagonal of
    /// a correlation matrix, is meant so), or in none at all.
    fn stuck_warning(&self) -> Option<String> {
        let constant: Vec<Vec<bool>> = (0..self.names.len())
            .map(|index| {
                self.column_chains(index)
                    .iter()
                    .map(|chain| is_constant(chain))
                    .collect()
            })
            .collect();
        let moves_somewhere = |of_chains: &&Vec<bool>| of_chains.iter().any(|constant| !constant);
        let moving: Vec<_> = constant.iter().filter(moves_somewhere).collect();
        let is_stuck = |chain: &usize| moving.is_empty() || moving.iter().any(|of_chains| of_chains[*chain]);
        let stuck = (0..self.chains).filter(is_stuck).map(|chain| format!("chain {chain}"));
        let stuck = listed(stuck.collect()).filter(|_| self.draws > 1 && !self.names.is_empty())?;
        Some(format!(
            "{stuck} did not move: each draw repeats the one before. Look at the start, at scales that differ by many orders of \
             magnitude, and at whether the gradient belongs to the density; tune longer."
        ))
    }

    fn divergence_warning(&self) -> Option<String> {
        let count = self.divergences.len();
        (count > 0).then(|| {
            let total = self.chains * self.draws;
            format!(
                "{count} of {total} transitions diverged: the draws may miss a part of the posterior. Raise \
                 target_accept (0.9, 0.95, 0.99), or look where the divergences are and reparameterise (a non-centred \
                 hierarchy, say)."
            )
        })
    }

    fn r_hat_warning(&self, summary: &Summary) -> Option<String> {
        if self.chains == 1 {
            return Some("there is only one chain, so convergence cannot be judged: run at least four.".to_owned());
        }
        let too_high = worst_first(summary, |row| row.r_hat, |r_hat| r_hat > MAX_R_HAT, |r_hat| -r_hat);
        let (worst, r_hat) = *too_high.first()?;
        let outlier = Some(&worst.parameter).filter(|_| r_hat > OUTLIER_R_HAT);
        let outlier = outlier
            .and_then(|name| self.outlier(name))
            .map_or(String::new(), |chain| {
                format!(
                    " Without chain {chain}, the others agree on {}: see where it got stuck.",
                    worst.parameter
                )
            });
        let named = listed(too_high.iter().map(with_number).collect())?;
        Some(format!(
            "r_hat exceeds {MAX_R_HAT} for {named}: the chains have not mixed. Tune and draw longer, or look for several \
             modes or a badly identified parameter.{outlier}"
        ))
    }

    /// The chain without which the others agree about a value, if it is one alone among four or more.
    fn outlier(&self, name: &str) -> Option<usize> {
        let chains = self.chains_of(name)?;
        if chains.len() < 4 {
            return None;
        }
        let without = |chain: usize| {
            let mut others = chains.clone();
            others.remove(chain);
            r_hat(&others)
        };
        let mut alone = (0..chains.len()).filter(|chain| without(*chain) <= MAX_R_HAT);
        let found = alone.next()?;
        alone.next().is_none().then_some(found)
    }

    fn ess_warning(&self, summary: &Summary) -> Option<String> {
        let wanted = MIN_ESS_PER_CHAIN * self.chains as f64;
        let ess = |row: &SummaryRow| row.ess_bulk.min(row.ess_tail);
        let too_few = worst_first(summary, ess, |ess| ess < wanted, |ess| ess);
        let named = listed(too_few.iter().map(with_number).collect())?;
        Some(format!(
            "there are fewer than {wanted} effective samples ({MIN_ESS_PER_CHAIN} per chain) of {named}: means and \
             intervals are unreliable. Draw longer."
        ))
    }

    fn treedepth_warning(&self) -> Option<String> {
        let saturated = self
            .sample_stats
            .reached_max_treedepth
            .iter()
            .filter(|reached| **reached)
            .count();
        (saturated > 0).then(|| {
            let total = self.chains * self.draws;
            format!(
                "{saturated} of {total} trajectories were cut at the largest tree depth: sampling is slow, not biased. \
                 Raise max_treedepth, or rescale or decorrelate the parameters."
            )
        })
    }

    fn bfmi_warning(&self) -> Option<String> {
        let energies = self.sample_stats.energy.chunks_exact(self.draws);
        let low: Vec<String> = energies
            .enumerate()
            .filter_map(|(chain, energy)| {
                let bfmi = bfmi(energy);
                (bfmi < MIN_BFMI).then(|| format!("{bfmi:.2} in chain {chain}"))
            })
            .collect();
        (!low.is_empty()).then(|| {
            format!(
                "E-BFMI is low ({}; below {MIN_BFMI}): the tails are explored slowly. Tune longer, or reparameterise \
                 heavy tails and funnels.",
                low.join(", ")
            )
        })
    }
}

fn is_constant(draws: &[f64]) -> bool {
    // By bits: draws that are not a number are not equal to themselves.
    draws.windows(2).all(|pair| pair[0].to_bits() == pair[1].to_bits())
}

/// The rows whose `number` is `bad`, with it; those that come first in the order of `rank` come first.
fn worst_first(
    summary: &Summary,
    number: impl Fn(&SummaryRow) -> f64,
    bad: impl Fn(f64) -> bool,
    rank: impl Fn(f64) -> f64,
) -> Vec<(&SummaryRow, f64)> {
    let mut found: Vec<_> = summary.rows().iter().map(|row| (row, number(row))).collect();
    found.retain(|(_, number)| bad(*number));
    found.sort_by(|a, b| rank(a.1).total_cmp(&rank(b.1)));
    found
}

fn with_number((row, number): &(&SummaryRow, f64)) -> String {
    format!("{} ({number:.4})", row.parameter)
}

/// Up to three of the texts, and how many more there are; `None` if there are none.
fn listed(found: Vec<String>) -> Option<String> {
    const SHOWN: usize = 3;
    let shown = found.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    match found.len() {
        0 => None,
        1..=SHOWN => Some(shown),
        more => Some(format!("{shown} and {} more", more - SHOWN)),
    }
}
