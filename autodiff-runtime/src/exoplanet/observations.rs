//! Observations, checked before anything is computed with them.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// Why numbers are no observations.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ObservationError {
    /// There are none.
    Empty,
    /// One column is longer than another.
    Length {
        /// The column.
        field: &'static str,
        /// Its length.
        found: usize,
        /// The number of times.
        expected: usize,
    },
    /// A number cannot be what its column says.
    Value {
        /// The column.
        field: &'static str,
        /// Which of its numbers, from 0.
        index: usize,
        /// The number.
        value: f64,
        /// What it must be.
        requirement: &'static str,
    },
    /// A velocity belongs to an instrument that is not in the list of names.
    Instrument {
        /// Which velocity, from 0.
        index: usize,
        /// Its instrument.
        instrument: usize,
        /// How many names there are.
        instruments: usize,
    },
}

impl fmt::Display for ObservationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("observations: there are none"),
            Self::Length { field, found, expected } => {
                write!(f, "observations: `{field}` has {found} values for {expected} times")
            }
            Self::Value {
                field,
                index,
                value,
                requirement,
            } => write!(
                f,
                "observations: `{field}`[{index}] is {value}, but must be {requirement}"
            ),
            Self::Instrument {
                index,
                instrument,
                instruments,
            } => write!(
                f,
                "observations: `instrument`[{index}] is {instrument}, but there are {instruments} instruments"
            ),
        }
    }
}

impl core::error::Error for ObservationError {}

/// The measured fluxes of a star, the star's own light counted as about 1.
#[derive(Clone, Debug, PartialEq)]
pub struct LightCurve {
    /// Middles of the exposures in increasing order, days.
    pub time: Vec<f64>,
    /// Relative flux.
    pub flux: Vec<f64>,
    /// Standard errors of the flux.
    pub error: Vec<f64>,
}

impl LightCurve {
    /// Observations of one length.
    ///
    /// # Errors
    ///
    /// If there are none, lengths differ, a number is not finite, times do not increase, or an error is not above zero. An
    /// error of zero would make one point outweigh all others; where errors are unknown, give a guess and fit a jitter.
    pub fn new(time: Vec<f64>, flux: Vec<f64>, error: Vec<f64>) -> Result<Self, ObservationError> {
        let count = time.len();
        for (field, column) in [("flux", &flux), ("error", &error)] {
            same_length(field, column.len(), count)?;
        }
        if count == 0 {
            return Err(ObservationError::Empty);
        }
        all("time", &time, "finite", f64::is_finite)?;
        if let Some(at) = time.windows(2).position(|pair| pair[0] >= pair[1]) {
            return Err(ObservationError::Value {
                field: "time",
                index: at + 1,
                value: time[at + 1],
                requirement: "later than the time before it",
            });
        }
        all("flux", &flux, "finite", f64::is_finite)?;
        positive("error", &error)?;
        Ok(Self { time, flux, error })
    }
}

/// The measured radial velocities of a star, from one or several instruments.
#[derive(Clone, Debug, PartialEq)]
pub struct Velocities {
    /// Days, in any order.
    pub time: Vec<f64>,
    /// m/s.
    pub velocity: Vec<f64>,
    /// Standard errors, m/s.
    pub error: Vec<f64>,
    /// Which instrument measured it: an index into [`names`](Self::names).
    pub instrument: Vec<usize>,
    /// The instruments' names.
    pub names: Vec<String>,
}

impl Velocities {
    /// Velocities of one instrument.
    ///
    /// # Errors
    ///
    /// If there are none, lengths differ, a number is not finite, or an error is not above zero.
    pub fn new(time: Vec<f64>, velocity: Vec<f64>, error: Vec<f64>) -> Result<Self, ObservationError> {
        let instrument = alloc::vec![0; time.len()];
        Self::with_instruments(
            time,
            velocity,
            error,
            instrument,
            alloc::vec![String::from("instrument")],
        )
    }

    /// Velocities of several instruments, `instrument[i]` being that of the i-th in the list of `names`.
    ///
    /// # Errors
    ///
    /// As for [`new`](Self::new), and if an instrument is not in the list.
    pub fn with_instruments(
        time: Vec<f64>,
        velocity: Vec<f64>,
        error: Vec<f64>,
        instrument: Vec<usize>,
        names: Vec<String>,
    ) -> Result<Self, ObservationError> {
        let count = time.len();
        same_length("velocity", velocity.len(), count)?;
        same_length("error", error.len(), count)?;
        same_length("instrument", instrument.len(), count)?;
        if count == 0 {
            return Err(ObservationError::Empty);
        }
        all("time", &time, "finite", f64::is_finite)?;
        all("velocity", &velocity, "finite", f64::is_finite)?;
        positive("error", &error)?;
        if let Some(index) = instrument.iter().position(|&at| at >= names.len()) {
            return Err(ObservationError::Instrument {
                index,
                instrument: instrument[index],
                instruments: names.len(),
            });
        }
        Ok(Self {
            time,
            velocity,
            error,
            instrument,
            names,
        })
    }
}

fn same_length(field: &'static str, found: usize, expected: usize) -> Result<(), ObservationError> {
    if found == expected {
        Ok(())
    } else {
        Err(ObservationError::Length { field, found, expected })
    }
}

fn positive(field: &'static str, values: &[f64]) -> Result<(), ObservationError> {
    all(field, values, "finite and greater than 0", |value| {
        value > 0.0 && value.is_finite()
    })
}

fn all(
    field: &'static str,
    values: &[f64],
    requirement: &'static str,
    holds: impl Fn(f64) -> bool,
) -> Result<(), ObservationError> {
    match values.iter().position(|&value| !holds(value)) {
        None => Ok(()),
        Some(index) => Err(ObservationError::Value {
            field,
            index,
            value: values[index],
            requirement,
        }),
    }
}
