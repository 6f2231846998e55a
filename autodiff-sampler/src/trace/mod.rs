//! What a run leaves behind: draws, sampler statistics, divergences, and what it cost.
//!
//! Draws are columnar: all values of one parameter lie together, chain after chain. A chain writes straight into its part
//! of every column, so nothing is copied when the run ends.

mod build;
mod continuation;
mod csv;
mod divergence;
mod ending;
mod error;
mod join;
mod overview;
mod predictions;
mod sample_stats;
mod select;
mod storage;
mod store;
mod summary;
mod typed;
mod warnings;

use std::time::Duration;

use crate::metric::InvMetric;
use crate::variable::{Coordinates, Variable};

pub use divergence::Divergence;
pub use ending::{EndReason, Ending};
pub use error::TraceError;
pub use predictions::{PredictionError, Predictions};
pub use sample_stats::{DrawStats, SampleStats};
pub use store::{Data, InferenceData};
pub use summary::{Statistic, Summary, SummaryRow, SummaryTable};
pub use typed::OtherParametersError;

pub(crate) use continuation::Continuation;
pub(crate) use storage::{ChainColumns, ChainRecord, TraceBuilder, TraceTooLarge};

/// The draws of all chains, without those of tuning, and everything recorded beside them.
#[derive(Clone, PartialEq)]
pub struct Trace {
    names: Vec<String>,
    variables: Vec<Variable>,
    coordinates: Vec<Coordinates>,
    chains: usize,
    tune: usize,
    draws: usize,
    seed: u64,
    /// `[parameter][chain][draw]`.
    values: Vec<f64>,
    sample_stats: SampleStats,
    divergences: Vec<Divergence>,
    tuning_divergences: u64,
    inv_metrics: Vec<Option<InvMetric>>,
    gradient_evaluations: u64,
    wall_time: Duration,
    cpu_time: Duration,
    ending: Ending,
    continuation: Continuation,
}

impl Trace {
    /// Names of the stored values, such as `theta[3]`.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The variables that the stored values make up, with their shapes and the names of their axes.
    #[must_use]
    pub fn variables(&self) -> &[Variable] {
        &self.variables
    }

    /// Labels along the axes of [`Trace::variables`], for those axes that have some.
    #[must_use]
    pub fn coordinates(&self) -> &[Coordinates] {
        &self.coordinates
    }

    /// Number of chains.
    #[must_use]
    pub fn chains(&self) -> usize {
        self.chains
    }

    /// Number of draws in each chain.
    #[must_use]
    pub fn draws(&self) -> usize {
        self.draws
    }

    /// Number of tuning steps in each chain, whose draws are not stored.
    #[must_use]
    pub fn tune(&self) -> usize {
        self.tune
    }

    /// The seed that repeats this run.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// All draws of the value called `name`, chain after chain (`chains × draws` numbers); `None` if there is no such.
    #[must_use]
    pub fn draws_of(&self, name: &str) -> Option<&[f64]> {
        self.index_of(name).map(|index| self.column(index))
    }

    /// The draws of the value called `name` as one slice per chain; `None` if there is no such.
    #[must_use]
    pub fn chains_of(&self, name: &str) -> Option<Vec<&[f64]>> {
        self.index_of(name).map(|index| self.column_chains(index))
    }

    /// Quantiles of the draws of all chains of the value called `name`, by linear interpolation (R's type 7); `None` if there is
    /// no such.
    ///
    /// ```
    /// # use autodiff_sampler::Trace;
    /// let trace = Trace::from_chains([("mu", vec![vec![1.0, 2.0], vec![4.0, 8.0]])])?;
    /// assert_eq!(trace.quantiles("mu", [0.0, 0.5]), Some([1.0, 3.0]));
    /// # Ok::<(), autodiff_sampler::trace::TraceError>(())
    /// ```
    #[must_use]
    pub fn quantiles<const N: usize>(&self, name: &str, probabilities: [f64; N]) -> Option<[f64; N]> {
        let draws = self.draws_of(name)?;
        Some(crate::diagnostics::quantiles(draws, probabilities))
    }

    /// All stored values of one draw, in the order of [`Trace::names`].
    ///
    /// # Panics
    ///
    /// If there is no such chain or draw.
    #[must_use]
    pub fn draw(&self, chain: usize, draw: usize) -> Vec<f64> {
        assert!(
            chain < self.chains && draw < self.draws,
            "there is no draw {draw} in chain {chain}"
        );
        (0..self.names.len())
            .map(|index| self.column(index)[chain * self.draws + draw])
            .collect()
    }

    /// The sampler's own numbers for each draw: energy, depth, acceptance and so on.
    #[must_use]
    pub fn sample_stats(&self) -> &SampleStats {
        &self.sample_stats
    }

    /// The divergent transitions after tuning, with the positions where they happened, ordered by chain and draw.
    #[must_use]
    pub fn divergences(&self) -> &[Divergence] {
        &self.divergences
    }

    /// How many transitions diverged during tuning. Some always do; they bias nothing.
    #[must_use]
    pub fn tuning_divergences(&self) -> u64 {
        self.tuning_divergences
    }

    /// The inverse metric that `chain` drew with, an estimate of the covariance in unconstrained space; `None` from samplers
    /// that have none, and for chains that never got to drawing.
    #[must_use]
    pub fn inv_metric(&self, chain: usize) -> Option<&InvMetric> {
        self.inv_metrics.get(chain)?.as_ref()
    }

    /// The diagonals of the inverse metrics that the chains drew with, one per chain; empty where [`Trace::inv_metric`] is
    /// `None`.
    #[must_use]
    pub fn inv_metrics(&self) -> Vec<Vec<f64>> {
        let diagonal = |metric: &Option<InvMetric>| metric.as_ref().map_or(Vec::new(), InvMetric::diagonal);
        self.inv_metrics.iter().map(diagonal).collect()
    }

    /// How often the log density and its gradient were evaluated, by all chains together, tuning included.
    #[must_use]
    pub fn gradient_evaluations(&self) -> u64 {
        self.gradient_evaluations
    }

    /// Wall time of the run, tuning included.
    #[must_use]
    pub fn wall_time(&self) -> Duration {
        self.wall_time
    }

    /// Processor time of all chains together, tuning included. Threads that the log density itself starts are not counted.
    #[must_use]
    pub fn cpu_time(&self) -> Duration {
        self.cpu_time
    }

    /// Mean, spread, errors and convergence of every stored value.
    #[must_use]
    pub fn summary(&self) -> Summary {
        Summary::new(self)
    }

    /// The same with other columns: those of ArviZ 1.x, medians, quantiles, functions of one's own.
    ///
    /// ```
    /// # use autodiff_sampler::{Trace, trace::Statistic};
    /// # let draws: Vec<f64> = (0..400).map(|i| f64::from(i * 37 % 401) / 400.0).collect();
    /// # let trace = Trace::from_chains([("x", vec![draws.clone(), draws])])?;
    /// println!("{}", trace.summary_table(&Statistic::arviz_1()));
    /// # Ok::<(), autodiff_sampler::trace::TraceError>(())
    /// ```
    #[must_use]
    pub fn summary_table(&self, statistics: &[Statistic]) -> SummaryTable {
        SummaryTable::new(self, statistics)
    }

    /// Wall time in milliseconds per effective sample, the mean of `ess_bulk` over all values.
    #[must_use]
    pub fn ms_per_effective_sample(&self) -> f64 {
        self.wall_time.as_secs_f64() * 1e3 / self.summary().mean_ess_bulk()
    }

    /// The stricter figure: wall time in milliseconds over the mean of min(`ess_bulk`, `ess_tail`).
    #[must_use]
    pub fn ms_per_worst_effective_sample(&self) -> f64 {
        self.wall_time.as_secs_f64() * 1e3 / self.summary().mean_ess_worst()
    }

    fn index_of(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| known == name)
    }

    fn column(&self, index: usize) -> &[f64] {
        let length = self.chains * self.draws;
        &self.values[index * length..(index + 1) * length]
    }

    fn column_chains(&self, index: usize) -> Vec<&[f64]> {
        self.column(index).chunks_exact(self.draws).collect()
    }
}
