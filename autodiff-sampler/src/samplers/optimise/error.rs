//! Why no maximum was found.

use std::fmt;

use crate::log_density::LogDensityError;

/// Why an optimiser returned no maximum.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum OptimiseError {
    /// A setting makes no sense.
    #[error("{setting} = {value}: {requirement}")]
    Setting {
        /// The setting's name, as the builder method is called.
        setting: &'static str,
        /// Its value.
        value: String,
        /// What is allowed.
        requirement: &'static str,
    },
    /// The function cannot be used at the start.
    #[error("the function cannot be maximised from {position:?}: {problem}")]
    Start {
        /// The start.
        position: Vec<f64>,
        /// What is wrong there.
        problem: String,
    },
    /// No step along a direction of ascent improves the function, although its gradient is not small: it has a kink or a jump there,
    /// a gradient that is not its own, or grows without bound towards where it cannot be evaluated.
    #[error(
        "the optimiser stands still where the gradient is not small ({0}): is the gradient right, is the function smooth, is it bounded?"
    )]
    StandsStill(Box<Standstill>),
    /// The maximum was not reached in time.
    #[error("the optimiser has not converged in its {0}; raise max_iterations, or rescale the parameters")]
    TooManyIterations(Box<Standstill>),
    /// Whoever watched the climb has broken it off.
    #[error("the optimiser was interrupted after {0}")]
    Interrupted(Box<Standstill>),
    /// The function grows without bound, so that there is no maximum.
    #[error("the function grows without bound, so there is no maximum ({0})")]
    Unbounded(Box<Standstill>),
    /// The function cannot be evaluated any more.
    #[error(transparent)]
    Function(#[from] LogDensityError),
}

crate::messages::debug_is_the_message!(OptimiseError);

/// Where an optimiser was when it gave up.
#[derive(Clone, Debug, PartialEq)]
pub struct Standstill {
    /// Steps that were taken.
    pub iterations: usize,
    /// The last position.
    pub position: Vec<f64>,
    /// The function's value there.
    pub value: f64,
    /// The largest component of the gradient there, by its absolute value, and its number.
    pub steepest: (usize, f64),
}

impl fmt::Display for Standstill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (coordinate, slope) = self.steepest;
        write!(
            f,
            "{} iterations, the value being {} and the gradient {slope:e} in coordinate {coordinate}, which is at {}",
            self.iterations, self.value, self.position[coordinate]
        )
    }
}
