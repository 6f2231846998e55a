//! Equidistant frequencies.

use super::super::EstimateError;
use super::super::error::positive;

/// Equidistant frequencies above zero: `first`, `first + step`, and so on, `count` of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FrequencyGrid {
    pub(super) first: f64,
    pub(super) step: f64,
    pub(super) count: usize,
}

impl FrequencyGrid {
    /// The grid.
    ///
    /// # Errors
    ///
    /// Unless all frequencies are finite and above zero, and there is at least one.
    pub fn new(first: f64, step: f64, count: usize) -> Result<Self, EstimateError> {
        positive("the first frequency must be finite and above zero", first)?;
        positive("the step between frequencies must be finite and above zero", step)?;
        if count == 0 {
            let requirement = "the number of frequencies must be above zero";
            return Err(EstimateError::Search {
                requirement,
                value: 0.0,
            });
        }
        let grid = Self { first, step, count };
        positive("the last frequency must be finite", grid.last())?;
        Ok(grid)
    }

    /// The frequency at an index.
    #[must_use]
    pub fn frequency(&self, index: usize) -> f64 {
        self.first + self.step * index as f64
    }

    /// All of them.
    pub fn frequencies(&self) -> impl Iterator<Item = f64> + use<> {
        let grid = *self;
        (0..grid.count).map(move |index| grid.frequency(index))
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }

    /// The distance of neighbours.
    #[must_use]
    pub fn step(&self) -> f64 {
        self.step
    }

    /// The highest frequency.
    #[must_use]
    pub fn last(&self) -> f64 {
        self.frequency(self.count - 1)
    }
}
