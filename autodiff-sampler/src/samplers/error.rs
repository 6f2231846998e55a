//! What can go wrong before or while a sampler runs.

use crate::log_density::LogDensityError;
use crate::samplers::optimise::OptimiseError;

/// Why a sampler returned no trace. Chains are numbered from zero.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SampleError {
    /// A setting of the sampler makes no sense.
    #[error("{setting} = {value}: {requirement}")]
    Setting {
        /// The setting's name, as the builder method is called.
        setting: &'static str,
        /// Its value.
        value: String,
        /// What is allowed.
        requirement: &'static str,
    },
    /// The density has no coordinates, so there is nothing to sample.
    #[error("the log density has dimension 0: there is nothing to sample")]
    ZeroDimension,
    /// The density says that it stores one number of values and names another.
    #[error("the log density names {names} stored values but says that it stores {stored}")]
    Names {
        /// Length of `LogDensity::names`.
        names: usize,
        /// `LogDensity::stored_dimension`.
        stored: usize,
    },
    /// No usable starting point was found: at each of the positions tried, density or gradient was zero or not finite.
    #[error(
        "chain {chain} found no usable start in {tries} tries: {problem}{}; \
         the last position tried was {position:?} (unconstrained)",
        explanation.as_ref().map_or(String::new(), |text| format!(" ({text})"))
    )]
    Start {
        /// The chain.
        chain: usize,
        /// How many positions were tried.
        tries: usize,
        /// What was wrong at the last one.
        problem: String,
        /// What `LogDensity::explain` says about it.
        explanation: Option<String>,
        /// The last position tried, in unconstrained space.
        position: Vec<f64>,
    },
    /// The density reported an error that is not worth going on after.
    #[error("chain {chain} stopped: {source}")]
    Density {
        /// The chain.
        chain: usize,
        /// What the density said.
        source: LogDensityError,
    },
    /// The density panicked.
    #[error("chain {chain} stopped because the log density panicked: {message}")]
    Panicked {
        /// The chain.
        chain: usize,
        /// The panic's message.
        message: String,
    },

    /// No start led to a maximum of the density.
    #[error("no maximum was found from {starts} starts; from start {start}, {source}")]
    NoMaximum {
        /// How many starts were tried.
        starts: usize,
        /// The start whose failure is told.
        start: usize,
        /// What went wrong there.
        source: OptimiseError,
    },
    /// A density cannot be approximated.
    #[error("{approximation}: {problem}")]
    Approximation {
        /// Which approximation was to be made.
        approximation: &'static str,
        /// Why it cannot be.
        problem: String,
    },
}
