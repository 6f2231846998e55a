//! The table that says what was learnt and how far to trust it.
//!
//! [`Summary`] has the columns of ArviZ 0.x, with a named field for each. [`SummaryTable`] has those that are asked for,
//! each a [`Statistic`]: ArviZ 1.x's, medians, intervals of any probability, functions of one's own.

mod statistic;
mod table;
mod text;

use std::fmt;

use rayon::prelude::*;

use super::Trace;
use crate::diagnostics::{Interpolation, OfLength, ScalarDraws};
use text::Form;

pub use statistic::Statistic;
pub use table::SummaryTable;

/// Fraction of the draws inside the interval of the table.
const HDI_PROBABILITY: f64 = 0.94;

/// Probabilities of the quantiles of which `ess_tail` is.
const TAILS: (f64, f64) = (0.05, 0.95);

/// The columns of the table, and how their numbers are written.
const COLUMNS: [(&str, Form); 9] = [
    ("mean", Form::Value),
    ("sd", Form::Spread),
    ("hdi_3%", Form::Value),
    ("hdi_97%", Form::Value),
    ("mcse_mean", Form::Error),
    ("mcse_sd", Form::Error),
    ("ess_bulk", Form::Count),
    ("ess_tail", Form::Count),
    ("r_hat", Form::Ratio),
];

/// What the draws say about one stored value. Numbers that cannot be computed (r-hat of a single chain) are NaN.
#[derive(Clone, Debug, PartialEq)]
pub struct SummaryRow {
    /// Name of the value.
    pub parameter: String,
    /// Posterior mean.
    pub mean: f64,
    /// Posterior standard deviation.
    pub sd: f64,
    /// Lower end of the 94 % highest-density interval.
    pub hdi_low: f64,
    /// Upper end of the 94 % highest-density interval.
    pub hdi_high: f64,
    /// Monte Carlo standard error of the mean.
    pub mcse_mean: f64,
    /// Monte Carlo standard error of the standard deviation.
    pub mcse_sd: f64,
    /// Effective sample size of the bulk.
    pub ess_bulk: f64,
    /// Effective sample size of the tails.
    pub ess_tail: f64,
    /// Rank-normalised split r-hat.
    pub r_hat: f64,
}

/// One row per stored value; prints as an aligned table.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    rows: Vec<SummaryRow>,
}

impl Summary {
    pub(super) fn new(trace: &Trace) -> Self {
        let shared = OfLength::new();
        let row = |index: usize| {
            let chains = trace.column_chains(index);
            let draws = ScalarDraws::sharing(&chains, shared.clone());
            SummaryRow::new(&trace.names[index], &draws)
        };
        Self {
            rows: (0..trace.names.len()).into_par_iter().map(row).collect(),
        }
    }

    /// All rows, in the order of the trace's names.
    #[must_use]
    pub fn rows(&self) -> &[SummaryRow] {
        &self.rows
    }

    /// The row of the value called `name`; `None` if there is no such.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&SummaryRow> {
        self.rows.iter().find(|row| row.parameter == name)
    }

    /// Mean of `ess_bulk` over all rows.
    #[must_use]
    pub fn mean_ess_bulk(&self) -> f64 {
        self.mean_of(|row| row.ess_bulk)
    }

    /// Mean of min(`ess_bulk`, `ess_tail`) over all rows.
    #[must_use]
    pub fn mean_ess_worst(&self) -> f64 {
        self.mean_of(|row| row.ess_bulk.min(row.ess_tail))
    }

    fn mean_of(&self, value: impl Fn(&SummaryRow) -> f64) -> f64 {
        self.rows.iter().map(value).sum::<f64>() / self.rows.len() as f64
    }
}

impl SummaryRow {
    fn new(parameter: &str, draws: &ScalarDraws<'_>) -> Self {
        let (hdi_low, hdi_high) = draws.hdi(HDI_PROBABILITY);
        Self {
            parameter: parameter.to_owned(),
            mean: draws.mean(),
            sd: draws.sd(),
            hdi_low,
            hdi_high,
            mcse_mean: draws.mcse_mean(),
            mcse_sd: draws.mcse_sd(),
            ess_bulk: draws.ess_bulk(),
            ess_tail: draws.ess_tail_at(TAILS, Interpolation::WeightedMean),
            r_hat: draws.r_hat(),
        }
    }

    /// The row's numbers in the order of the table's columns.
    fn numbers(&self) -> [f64; 9] {
        [
            self.mean,
            self.sd,
            self.hdi_low,
            self.hdi_high,
            self.mcse_mean,
            self.mcse_sd,
            self.ess_bulk,
            self.ess_tail,
            self.r_hat,
        ]
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = self.rows.iter().map(|row| (row.parameter.as_str(), row.numbers()));
        f.write_str(&text::aligned(&COLUMNS, rows))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(parameter: &str, mean: f64, sd: f64) -> SummaryRow {
        SummaryRow {
            parameter: parameter.to_owned(),
            mean,
            sd,
            hdi_low: mean - 2.0 * sd,
            hdi_high: mean + 2.0 * sd,
            mcse_mean: sd / 30.0,
            mcse_sd: sd / 50.0,
            ess_bulk: 912.4,
            ess_tail: 1021.7,
            r_hat: 1.0012,
        }
    }

    #[test]
    fn the_table_is_aligned() {
        let summary = Summary {
            rows: vec![row("mu", 4.25, 1.5), row("period[0]", 20.88526, 0.00031)],
        };
        let expected = "\
parameter        mean         sd      hdi_3%     hdi_97%   mcse_mean     mcse_sd  ess_bulk  ess_tail  r_hat
mu              4.250      1.500       1.250       7.250      0.0500      0.0300       912      1022  1.001
period[0]  20.8852600  0.0003100  20.8846400  20.8858800  0.00001033  0.00000620       912      1022  1.001";
        assert_eq!(summary.to_string(), expected);
    }
}
