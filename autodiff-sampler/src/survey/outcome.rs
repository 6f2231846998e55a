//! What comes of one target: its result, or why there is none.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// One target of a survey, fitted.
#[derive(Clone, Debug, PartialEq)]
pub struct TargetResult<R> {
    /// The target's name.
    pub target: String,
    /// The result, or why there is none.
    pub outcome: Outcome<R>,
    /// How long the fit took.
    pub wall_time: Duration,
    /// How often the target has been fitted: more than once, if a failure was tried again.
    pub attempts: u32,
}

/// The result of a target, or why there is none.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome<R> {
    /// What the fit returned.
    Done(R),
    /// The fit returned an error, or panicked.
    Failed(Failure),
}

impl<R> Outcome<R> {
    /// The result, if there is one.
    pub fn result(&self) -> Option<&R> {
        match self {
            Self::Done(result) => Some(result),
            Self::Failed(_) => None,
        }
    }

    /// Why there is none, if so.
    pub fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Done(_) => None,
            Self::Failed(failure) => Some(failure),
        }
    }
}

/// Why a target has no result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What happened.
    pub kind: FailureKind,
    /// The error in words, or what `panic!` was called with.
    pub message: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            FailureKind::Error => f.write_str(&self.message),
            FailureKind::Panic => write!(f, "panicked: {}", self.message),
        }
    }
}

/// How a fit can fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FailureKind {
    /// It returned an error.
    Error,
    /// It panicked.
    Panic,
}

/// An outcome with the result in bytes: how it travels between processes, and into the store.
///
/// Results are written in MessagePack with the names of their fields, so that a store that was written by another version of a program
/// is understood or refused, and never taken for something else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Encoded {
    Done(Vec<u8>),
    Failed(Failure),
}

/// Results of more bytes are refused: these are draws, which belong into files of their own.
const LARGEST: usize = 1 << 28;

impl Encoded {
    /// From what a fit returned. A result that cannot be stored is a failure.
    pub fn of<R: Serialize>(returned: Result<R, Failure>) -> Self {
        let failed = |message| {
            Self::Failed(Failure {
                kind: FailureKind::Error,
                message,
            })
        };
        match returned.map(|result| encode(&result)) {
            Ok(Ok(bytes)) if bytes.len() > LARGEST => failed(format!(
                "the result has {} bytes, more than the {LARGEST} that can be stored: write draws into files in `context.folder()`",
                bytes.len()
            )),
            Ok(Ok(bytes)) => Self::Done(bytes),
            Ok(Err(error)) => failed(format!("the result cannot be stored: {error}")),
            Err(failure) => Self::Failed(failure),
        }
    }

    /// The outcome.
    ///
    /// # Errors
    ///
    /// If the bytes are no result of this type.
    pub fn decode<R: serde::de::DeserializeOwned>(self) -> Result<Outcome<R>, rmp_serde::decode::Error> {
        match self {
            Self::Done(bytes) => rmp_serde::from_slice(&bytes).map(Outcome::Done),
            Self::Failed(failure) => Ok(Outcome::Failed(failure)),
        }
    }
}

/// A result in bytes.
pub(super) fn encode(result: &impl Serialize) -> Result<Vec<u8>, rmp_serde::encode::Error> {
    rmp_serde::to_vec_named(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Fit {
        depth: f64,
        u: [f64; 2],
        planets: Vec<String>,
        eccentricity: Option<f64>,
    }

    fn fit() -> Fit {
        Fit {
            depth: 0.1 + 0.2,
            u: [f64::MIN_POSITIVE, -0.0],
            planets: vec!["b".into()],
            eccentricity: None,
        }
    }

    #[test]
    fn results_come_back_to_the_bit() {
        let decoded: Outcome<Fit> = Encoded::of(Ok(fit())).decode().expect("it is a fit");
        assert_eq!(decoded, Outcome::Done(fit()));
        let numbers = [f64::NAN, f64::INFINITY, -0.0, f64::MIN_POSITIVE / 2.0];
        let decoded: Outcome<[f64; 4]> = Encoded::of(Ok(numbers)).decode().expect("these are numbers");
        let decoded = decoded.result().expect("it is no failure");
        assert_eq!(decoded.map(f64::to_bits), numbers.map(f64::to_bits));
    }

    #[test]
    fn a_result_of_another_type_is_refused() {
        #[derive(Debug, Deserialize)]
        struct Newer {
            #[allow(dead_code, reason = "never made")]
            radius_ratio: f64,
        }
        let error = Encoded::of(Ok(fit()))
            .decode::<Newer>()
            .expect_err("it has no such field");
        assert_eq!(error.to_string(), "missing field `radius_ratio`");
    }

    #[test]
    fn a_result_that_cannot_be_stored_is_a_failure_that_says_so() {
        struct Stubborn;
        impl Serialize for Stubborn {
            fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
                Err(serde::ser::Error::custom("I am not data"))
            }
        }
        let Encoded::Failed(failure) = Encoded::of(Ok(Stubborn)) else {
            panic!("it was stored");
        };
        assert_eq!(failure.to_string(), "the result cannot be stored: I am not data");
    }
}
