//! The mode that was found, and what became of each climb.

use std::fmt;

use crate::log_density::LogDensity;
use crate::samplers::optimise::{Maximum, OptimiseError};
use crate::samplers::{HighestPoint, SampleError};
use crate::trace::EndReason;

/// The most probable parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Mode {
    names: Vec<String>,
    values: Vec<f64>,
    jacobian: bool,
    maximum: Maximum,
    agreeing: usize,
    lower: Vec<f64>,
    failures: Vec<(usize, OptimiseError)>,
    evaluations: usize,
}

impl Mode {
    /// The highest of the maxima that were reached.
    pub(super) fn highest<P: LogDensity>(
        density: &P,
        jacobian: bool,
        reached: Vec<Maximum>,
        failures: Vec<(usize, OptimiseError)>,
    ) -> Result<Self, SampleError> {
        /// Log densities that differ by less are of the same maximum.
        const SAME: f64 = 1e-6;
        let (starts, evaluations) = (
            reached.len() + failures.len(),
            reached.iter().map(|maximum| maximum.evaluations).sum(),
        );
        let mut reached = reached.into_iter();
        let Some(mut highest) = reached.next() else {
            let (start, source) = failures.into_iter().next().expect("there is at least one start");
            return Err(SampleError::NoMaximum { starts, start, source });
        };
        let mut heights = vec![highest.value];
        for maximum in reached {
            heights.push(maximum.value);
            if maximum.value > highest.value {
                highest = maximum;
            }
        }
        let (same, mut lower): (Vec<f64>, Vec<f64>) = heights
            .into_iter()
            .partition(|height| highest.value - height <= SAME * highest.value.abs().max(1.0));
        lower.sort_by(|a, b| b.total_cmp(a));
        let mut values = vec![0.0; density.stored_dimension()];
        density.expand(&highest.position, &mut values);
        Ok(Self {
            names: density.names(),
            values,
            jacobian,
            maximum: highest,
            agreeing: same.len(),
            lower,
            failures,
            evaluations,
        })
    }

    /// Names of the stored values.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The stored values (the constrained parameters) at the mode, in the order of the names.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The value called `name`; `None` if there is no such.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<f64> {
        let index = self.names.iter().position(|known| known == name)?;
        Some(self.values[index])
    }

    /// Where the mode is in unconstrained space. [`Posterior::values`](crate::Posterior::values) makes parameters of it.
    #[must_use]
    pub fn position(&self) -> &[f64] {
        &self.maximum.position
    }

    /// The logarithm of the density that was maximised, at its maximum.
    #[must_use]
    pub fn log_density(&self) -> f64 {
        self.maximum.value
    }

    /// Whether the density that was maximised includes the Jacobian: see [`Map::jacobian`](super::Map::jacobian).
    #[must_use]
    pub fn has_jacobian(&self) -> bool {
        self.jacobian
    }

    /// How the winning climb ended.
    #[must_use]
    pub fn maximum(&self) -> &Maximum {
        &self.maximum
    }

    /// How many starts led to this mode, and the log densities of the lower maxima where the others ended, the highest first.
    #[must_use]
    pub fn starts(&self) -> (usize, &[f64]) {
        (self.agreeing, &self.lower)
    }

    /// The starts whose climbs failed or were interrupted, and why. If the density grows without bound from one of them, the mode that the others found is a
    /// local maximum only.
    #[must_use]
    pub fn failures(&self) -> &[(usize, OptimiseError)] {
        &self.failures
    }

    /// How often the density and its gradient were evaluated, by all climbs that reached a maximum.
    #[must_use]
    pub fn evaluations(&self) -> usize {
        self.evaluations
    }
}

impl fmt::Display for Mode {
    /// A table of the values, and how the climbs went.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self
            .names
            .iter()
            .map(|name| name.chars().count())
            .max()
            .unwrap_or(0)
            .max(9);
        writeln!(f, "{:<width$}  {:>14}", "parameter", "mode")?;
        for (name, value) in self.names.iter().zip(&self.values) {
            writeln!(f, "{name:<width$}  {value:>14.7}")?;
        }
        let space = if self.jacobian { "unconstrained" } else { "constrained" };
        write!(
            f,
            "mode of the {space} parameters: log density {:.4}, reached from {} of {} starts in {} gradients",
            self.maximum.value,
            self.agreeing,
            self.agreeing + self.lower.len() + self.failures.len(),
            self.evaluations
        )?;
        if let [highest, ..] = self.lower[..] {
            write!(f, "\nthere are other maxima, the highest of which has {highest:.4}")?;
        }
        for (start, failure) in &self.failures {
            write!(f, "\nwarning: start {start}: {failure}")?;
        }
        Ok(())
    }
}

/// The error of a search that was ended before any climb has reached a maximum.
pub(super) fn interrupted<P: LogDensity>(
    density: &P,
    reason: EndReason,
    failures: &[(usize, OptimiseError)],
) -> SampleError {
    let ends = failures.iter().filter_map(|(_, failure)| match failure {
        OptimiseError::Interrupted(end) => Some(&**end),
        _ => None,
    });
    let highest = ends.max_by(|a, b| a.value.total_cmp(&b.value));
    SampleError::Interrupted {
        reason,
        unfinished: "a maximum was reached",
        highest: highest.map(|end| Box::new(HighestPoint::of(density, end))),
    }
}
