//! What can go wrong before or while a sampler runs.

use crate::communicator::CommunicatorError;
use crate::log_density::{LogDensity, LogDensityError};
use crate::samplers::optimise::{Maximum, OptimiseError, Standstill};
use crate::samplers::run::{CheckpointError, ContinueError};
use crate::trace::{EndReason, Trace};

/// Why a sampler returned no trace, or not a whole one. Chains are numbered from zero.
///
/// When a chain fails in the middle, the others are stopped, and what all of them drew until then is in the error:
/// [`SampleError::partial_trace`].
#[derive(Clone, PartialEq, thiserror::Error)]
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
    /// There is not enough memory for the draws.
    #[error(
        "{values} values in {chains} chains of {draws} draws do not fit into memory: draw less, or store fewer values"
    )]
    TooLarge {
        /// Values stored with each draw.
        values: usize,
        /// Number of chains.
        chains: usize,
        /// Draws per chain.
        draws: usize,
    },
    /// No usable starting point was found: at each of the positions tried, density or gradient was zero or not finite.
    #[error(
        "chain {chain} found no usable start in {}: {problem}{}; \
         the last position tried was {position:?} (unconstrained)",
        count_tries(*tries),
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
    #[error("chain {chain} stopped: {source}{}", kept(partial.as_deref()))]
    Density {
        /// The chain.
        chain: usize,
        /// What the density said.
        source: LogDensityError,
        /// The draws made before.
        partial: Option<Box<Trace>>,
    },
    /// The density panicked.
    #[error("chain {chain} stopped because the log density panicked: {message}{}", kept(partial.as_deref()))]
    Panicked {
        /// The chain.
        chain: usize,
        /// The panic's message.
        message: String,
        /// The draws made before.
        partial: Option<Box<Trace>>,
    },
    /// The callback panicked.
    #[error("chain {chain} stopped because the callback panicked: {message}{}", kept(partial.as_deref()))]
    CallbackPanicked {
        /// The chain.
        chain: usize,
        /// The panic's message.
        message: String,
        /// The draws made before.
        partial: Option<Box<Trace>>,
    },
    /// A checkpoint could not be written, or a run not be resumed.
    #[error("{source}{}", kept(partial.as_deref()))]
    Checkpoint {
        /// What is wrong.
        source: CheckpointError,
        /// The draws made before.
        partial: Option<Box<Trace>>,
    },
    /// A run cannot be continued.
    #[error("the run cannot be continued: {source}")]
    Continue {
        /// Why not.
        source: ContinueError,
    },
    /// The run was stopped before any draw was made.
    #[error("{} before the first draw, after {done} of {tune} steps of tuning", reason.in_words())]
    NoDraws {
        /// What stopped it.
        reason: EndReason,
        /// Steps that the chain furthest behind has made.
        done: usize,
        /// Tuning steps.
        tune: usize,
    },

    /// The ranks of a run have lost each other.
    #[error("the ranks of the run cannot go on together: {source}")]
    Ranks {
        /// What happened.
        source: CommunicatorError,
    },
    /// Another rank cannot run this.
    #[error("{}: {problem}", rank.map_or("another rank".to_owned(), |rank| format!("rank {rank}")))]
    OtherRank {
        /// The rank, if it is known.
        rank: Option<usize>,
        /// What is wrong there.
        problem: String,
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
    /// The search was ended before anything was found that is worth returning.
    #[error("{} before {unfinished}{}", reason.in_words(), highest.as_ref().map_or(String::new(), |point| format!(
        "; the log density of the highest point so far, which the error holds, is {}", point.log_density
    )))]
    Interrupted {
        /// What ended it.
        reason: EndReason,
        /// What would have been next.
        unfinished: &'static str,
        /// The highest point of all climbs, if any has begun.
        highest: Option<Box<HighestPoint>>,
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

crate::messages::debug_is_the_message!(SampleError);

/// The highest point that an interrupted search has come to: no maximum, unless the error says so.
#[derive(Clone, Debug, PartialEq)]
pub struct HighestPoint {
    /// Where it is, in unconstrained space: another search can start there ([`Map::start`](crate::Map::start)).
    pub position: Vec<f64>,
    /// The stored values (the constrained parameters) there, in the order of the density's names.
    pub values: Vec<f64>,
    /// The logarithm there of the density that was maximised.
    pub log_density: f64,
    /// The largest component of its gradient there, by its absolute value, and that component's number.
    pub steepest: (usize, f64),
}

impl HighestPoint {
    /// Where a climb stands still.
    pub(crate) fn of<P: LogDensity>(density: &P, end: &Standstill) -> Self {
        let mut values = vec![0.0; density.stored_dimension()];
        density.expand(&end.position, &mut values);
        Self {
            position: end.position.clone(),
            values,
            log_density: end.value,
            steepest: end.steepest,
        }
    }

    /// A maximum, when that was not all that was looked for.
    pub(crate) fn of_maximum<P: LogDensity>(density: &P, maximum: &Maximum) -> Self {
        let steepest = maximum.grad.iter().copied().enumerate();
        let steepest = steepest.max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()));
        let end = Standstill {
            iterations: maximum.iterations,
            position: maximum.position.clone(),
            value: maximum.value,
            steepest: steepest.unwrap_or_default(),
        };
        Self::of(density, &end)
    }
}

impl SampleError {
    /// The highest point that an interrupted search has come to.
    #[must_use]
    pub fn highest_point(&self) -> Option<&HighestPoint> {
        match self {
            Self::Interrupted { highest, .. } => highest.as_deref(),
            _ => None,
        }
    }

    /// A fatal error of the density before anything was drawn.
    pub(crate) fn density(chain: usize, source: LogDensityError) -> Self {
        Self::Density {
            chain,
            source,
            partial: None,
        }
    }

    /// The draws that were made before the run failed, of all chains, if there are any. The chain that failed is among
    /// them, up to its last good draw.
    #[must_use]
    pub fn partial_trace(&self) -> Option<&Trace> {
        match self {
            Self::Density { partial, .. }
            | Self::Panicked { partial, .. }
            | Self::CallbackPanicked { partial, .. }
            | Self::Checkpoint { partial, .. } => partial.as_deref(),
            _ => None,
        }
    }

    /// The same, taken out of the error.
    #[must_use]
    pub fn into_partial_trace(self) -> Option<Trace> {
        match self {
            Self::Density { partial, .. }
            | Self::Panicked { partial, .. }
            | Self::CallbackPanicked { partial, .. }
            | Self::Checkpoint { partial, .. } => partial.map(|trace| *trace),
            _ => None,
        }
    }
}

impl From<ContinueError> for SampleError {
    fn from(source: ContinueError) -> Self {
        Self::Continue { source }
    }
}

impl From<CommunicatorError> for SampleError {
    fn from(source: CommunicatorError) -> Self {
        Self::Ranks { source }
    }
}

impl From<CheckpointError> for SampleError {
    fn from(source: CheckpointError) -> Self {
        Self::Checkpoint { source, partial: None }
    }
}

fn count_tries(tries: usize) -> String {
    if tries == 1 {
        "1 try".to_owned()
    } else {
        format!("{tries} tries")
    }
}

/// What is left, for the end of a message.
fn kept(partial: Option<&Trace>) -> String {
    partial.map_or(String::new(), |trace| {
        format!(
            " (the error holds {} draws of each of {} chains)",
            trace.draws(),
            trace.chains()
        )
    })
}
