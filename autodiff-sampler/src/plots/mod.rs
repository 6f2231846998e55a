//! Pictures of data, models and posteriors as PNG files.
//!
//! * [`TimeSeries`]: observations with error bars under curves drawn from the posterior, and residuals below.
//! * [`Series`]: the same for thousands of points, as dots with means over them, and for several groups of points; the model
//!   as a band.
//! * [`Marginals`]: one panel for each parameter.
//! * [`Corner`]: one panel for each pair of parameters.
//! * [`Traces`], [`Ranks`], [`Autocorrelation`], [`EssEvolution`] and [`Energy`]: how well a sampler did; [`Forest`]: intervals of
//!   many values with effective sample sizes and r-hat beside them.
//! * [`Predictive`]: observations among those that the posterior predicts.
//!
//! Everything is drawn at twice the final size and averaged down, and the typeface is embedded, so pictures look alike on
//! every machine and need nothing installed. The typeface has Latin and Greek letters, digits raised and lowered, and signs like
//! `− ± √ ≈ ≤ ⊕ ⊙`; other letters are blank.

mod autocorrelation;
mod axis;
mod builder;
mod canvas;
mod chains;
mod corner;
mod energy;
mod ess_evolution;
mod forest;
mod frame;
mod histogram;
mod line;
mod marginals;
mod palette;
mod panel;
mod predictive;
mod ranks;
mod series;
mod sheet;
mod smooth;
mod time_series;
mod traces;

pub use autocorrelation::Autocorrelation;
pub use corner::Corner;
pub use energy::Energy;
pub use ess_evolution::EssEvolution;
pub use forest::Forest;
pub use marginals::Marginals;
pub use predictive::Predictive;
pub use ranks::Ranks;
pub use series::Series;
pub use time_series::TimeSeries;
pub use traces::Traces;

/// Why a picture could not be made; `path` is the file that was to be written.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum PlotError {
    /// The file or its folder cannot be written.
    #[error("{path}: cannot be written: {source}")]
    Unwritable {
        /// Which file.
        path: String,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// There is nothing to draw, or it is not finite, or lengths differ.
    #[error("{path}: {problem}")]
    Unplottable {
        /// Which file.
        path: String,
        /// What is wrong.
        problem: String,
    },
    /// The drawing library gave up.
    #[error("{path}: cannot be drawn: {reason}")]
    Drawing {
        /// Which file.
        path: String,
        /// What it said.
        reason: String,
    },
}

crate::messages::debug_is_the_message!(PlotError);

impl PlotError {
    /// There is nothing to draw, or it cannot be drawn.
    fn unplottable(path: &std::path::Path, problem: impl Into<String>) -> Self {
        Self::Unplottable {
            path: path.display().to_string(),
            problem: problem.into(),
        }
    }
}
