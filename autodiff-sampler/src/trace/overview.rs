//! How a run went, in a few lines.

use std::fmt;

use super::{SummaryRow, Trace};

/// What a trace is of, without its draws: errors that hold a trace are printed in this form.
impl fmt::Debug for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trace")
            .field("names", &self.names.len())
            .field("chains", &self.chains)
            .field("tune", &self.tune)
            .field("draws", &self.draws)
            .field("seed", &self.seed)
            .field("ending", &self.ending)
            .finish_non_exhaustive()
    }
}

impl Trace {
    /// How the run went: time, gradients, the worst convergence, divergences and warnings, in a few lines to print.
    #[must_use]
    pub fn overview(&self) -> String {
        let summary = self.summary();
        let rows = summary.rows();
        // What cannot be computed (r-hat of one chain) is no extreme, unless nothing can be computed.
        let extreme =
            |value: fn(&SummaryRow) -> f64, better: fn(f64, f64) -> f64| rows.iter().map(value).fold(f64::NAN, better);
        let worst_r_hat = extreme(|row| row.r_hat, f64::max);
        let bulk = extreme(|row| row.ess_bulk, f64::min);
        let tail = extreme(|row| row.ess_tail, f64::min);
        let mut lines = vec![
            format!(
                "sampled in {:.2} s ({:.2} s of processor): {} chains of {} + {} draws, {} gradients",
                self.wall_time.as_secs_f64(),
                self.cpu_time.as_secs_f64(),
                self.chains,
                self.tune,
                self.draws,
                self.gradient_evaluations
            ),
            format!(
                "{:.3} ms per effective sample by ess_bulk, {:.3} ms by the lesser of ess_bulk and ess_tail",
                self.ms_per_effective_sample(),
                self.ms_per_worst_effective_sample()
            ),
            format!(
                "largest r_hat {worst_r_hat:.3}, least effective samples {bulk:.0} in the bulk and {tail:.0} in the tails"
            ),
            format!(
                "divergences: {} after tuning, {} while tuning",
                self.divergences.len(),
                self.tuning_divergences
            ),
        ];
        lines.extend(self.warnings().iter().map(|warning| format!("warning: {warning}")));
        lines.join("\n")
    }
}
