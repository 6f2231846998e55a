//! Why nothing can be estimated from some data.

use core::error::Error;
use core::fmt;

/// Data, or a search, from which nothing can be estimated.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum EstimateError {
    /// There are fewer observations than what is estimated needs.
    TooFew {
        /// How many there are.
        found: usize,
        /// How many are needed.
        needed: usize,
    },
    /// Times, values and errors are not as many as each other.
    Lengths {
        /// Number of times.
        times: usize,
        /// Number of values.
        values: usize,
        /// Number of errors.
        errors: usize,
    },
    /// A number is NaN or infinite.
    NotFinite {
        /// `times`, `values` or `errors`.
        what: &'static str,
        /// Its index.
        index: usize,
        /// What it is.
        value: f64,
    },
    /// A standard error is not above zero.
    NotPositive {
        /// Its index.
        index: usize,
        /// What it is.
        value: f64,
    },
    /// All times are the same.
    NoTimeSpan,
    /// All values are the same: they have no period, and every period.
    NoVariation,
    /// The periods that are asked for cannot be told apart with these times, or one of them from a constant.
    Degenerate,
    /// What is searched for makes no sense.
    Search {
        /// What must hold: `frequencies must be finite and above zero`.
        requirement: &'static str,
        /// The number for which it does not.
        value: f64,
    },
}

impl fmt::Display for EstimateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooFew { found, needed } => write!(f, "{found} observations, but at least {needed} are needed"),
            Self::Lengths { times, values, errors } => {
                write!(
                    f,
                    "{times} times, {values} values and {errors} errors, but there must be as many of each"
                )
            }
            Self::NotFinite { what, index, value } => write!(f, "{what}[{index}] is {value}, but must be finite"),
            Self::NotPositive { index, value } => write!(f, "errors[{index}] is {value}, but must be above zero"),
            Self::NoTimeSpan => f.write_str("all times are the same"),
            Self::NoVariation => f.write_str("all values are the same"),
            Self::Degenerate => f.write_str("the periods cannot be told apart with these times"),
            Self::Search { requirement, value } => write!(f, "{requirement}, which {value} is not"),
        }
    }
}

impl Error for EstimateError {}

/// A number that must be finite and above zero.
pub(super) fn positive(requirement: &'static str, value: f64) -> Result<(), EstimateError> {
    if value > 0.0 && value < f64::INFINITY {
        return Ok(());
    }
    Err(EstimateError::Search { requirement, value })
}
