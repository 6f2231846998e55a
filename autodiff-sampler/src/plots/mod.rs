//! Pictures of data, models and posteriors as PNG files.
//!
//! * [`TimeSeries`]: observations with error bars under curves drawn from the posterior, and residuals below.
//! * [`Series`]: the same for thousands of points, as dots with means over them, and for several groups of points; the model
//!   as a band.
//! * [`Marginals`]: one panel for each parameter.
//! * [`Corner`]: one panel for each pair of parameters.
//!
//! Everything is drawn at twice the final size and averaged down, and the typeface is embedded, so pictures look alike on
//! every machine and need nothing installed. The typeface has Latin and Greek letters, digits raised and lowered, and signs like
//! `− ± √ ≈ ≤ ⊕ ⊙`; other letters are blank.

mod axis;
mod canvas;
mod corner;
mod histogram;
mod marginals;
mod palette;
mod panel;
mod series;
mod time_series;

pub use corner::Corner;
pub use marginals::Marginals;
pub use series::Series;
pub use time_series::TimeSeries;

/// Why a picture could not be made; `path` is the file that was to be written.
#[derive(Debug, thiserror::Error)]
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
