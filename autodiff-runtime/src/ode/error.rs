//! Why a system of differential equations could not be solved.

use core::error::Error;
use core::fmt;

/// Why a system of differential equations could not be solved.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum OdeError {
    /// A setting makes no sense.
    Setting {
        /// The setting's name.
        setting: &'static str,
        /// Its value.
        value: f64,
    },
    /// A time of the output is not finite, or before the one before it (or before the start).
    Time {
        /// The position among the times of the output.
        index: usize,
        /// The time.
        time: f64,
    },
    /// The initial state, or its rates of change, are not finite.
    Start {
        /// The first component that is not.
        component: usize,
    },
    /// The steps became so small that the time no longer changes: the solution has a singularity or a jump here, the rates are
    /// not finite, or the system is stiff and the method is not for that.
    StepTooSmall {
        /// The time at which no step was possible.
        time: f64,
        /// The size of the last step that was tried.
        step: f64,
    },
    /// More steps than [`OdeSettings::max_steps`](super::OdeSettings::max_steps) would be needed.
    TooManySteps {
        /// The time that was reached.
        time: f64,
        /// How many steps were tried.
        steps: usize,
    },
}

impl fmt::Display for OdeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Setting { setting, value } => {
                write!(f, "`{setting}` is {value}, but must be finite and greater than 0")
            }
            Self::Time { index, time } => write!(
                f,
                "the time {time} at position {index} of the output is not finite, or before its predecessor"
            ),
            Self::Start { component } => {
                write!(
                    f,
                    "component {component} of the initial state, or its rate of change, is not finite"
                )
            }
            Self::StepTooSmall { time, step } => write!(
                f,
                "no step is small enough at time {time} ({step:e} was tried): a singularity, rates that are not finite, \
                 or a stiff system"
            ),
            Self::TooManySteps { time, steps } => write!(
                f,
                "{steps} steps lead only to time {time}: raise `max_steps` or the tolerances, or use the method for stiff systems"
            ),
        }
    }
}

impl Error for OdeError {}
