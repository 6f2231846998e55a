//! What a user should worry about, with advice.

use super::{Summary, Trace};
use crate::diagnostics::bfmi;

/// Above this the chains have not converged to the same distribution (Vehtari et al. 2021).
const MAX_R_HAT: f64 = 1.01;
/// Effective samples per chain below which the diagnostics themselves are unreliable (Vehtari et al. 2021).
const MIN_ESS_PER_CHAIN: f64 = 100.0;
const MIN_BFMI: f64 = 0.3;

impl Trace {
    /// What speaks against trusting the draws, a sentence each, with advice; empty if nothing does.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        let summary = self.summary();
        [
            self.ending_warning(),
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

    fn divergence_warning(&self) -> Option<String> {
        let count = self.diverged();
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
        let worst = named(summary, |row| row.r_hat, |r_hat| r_hat > MAX_R_HAT)?;
        Some(format!(
            "r_hat exceeds {MAX_R_HAT} for {worst}: the chains have not mixed. Tune and draw longer, or look for several \
             modes or a badly identified parameter."
        ))
    }

    fn ess_warning(&self, summary: &Summary) -> Option<String> {
        let wanted = MIN_ESS_PER_CHAIN * self.chains as f64;
        let worst = named(summary, |row| row.ess_bulk.min(row.ess_tail), |ess| ess < wanted)?;
        Some(format!(
            "there are fewer than {wanted} effective samples ({MIN_ESS_PER_CHAIN} per chain) of {worst}: means and \
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

/// The values for which `number` is `bad`, worst-case readable: up to three names with their numbers, and how many more.
fn named(summary: &Summary, number: impl Fn(&super::SummaryRow) -> f64, bad: impl Fn(f64) -> bool) -> Option<String> {
    const SHOWN: usize = 3;
    let found: Vec<_> = summary.rows().iter().filter(|row| bad(number(row))).collect();
    let shown: Vec<_> = found
        .iter()
        .take(SHOWN)
        .map(|row| format!("{} ({:.4})", row.parameter, number(row)))
        .collect();
    let more = found.len().saturating_sub(SHOWN);
    let suffix = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    (!found.is_empty()).then(|| shown.join(", ") + &suffix)
}
