//! How exactly a system is solved.

use super::OdeError;

/// How exactly a system is solved, and when to give up.
///
/// The estimated error of each step is kept below `absolute + relative × |y|` in every component, in the root mean square over the
/// components. The error of the solution is of the same order, not the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OdeSettings {
    /// Relative tolerance; 1e-6 if nobody says otherwise, sensible from 1e-3 to 1e-10.
    pub relative: f64,
    /// Absolute tolerance, in units of the state; 1e-8 if nobody says otherwise. It matters where components come close to zero.
    pub absolute: f64,
    /// The greatest number of steps to the last time of the output, those that failed included; 100,000 if nobody says otherwise.
    pub max_steps: usize,
}

impl Default for OdeSettings {
    fn default() -> Self {
        Self {
            relative: 1e-6,
            absolute: 1e-8,
            max_steps: 100_000,
        }
    }
}

impl OdeSettings {
    /// The default with these tolerances.
    #[must_use]
    pub fn with_tolerances(relative: f64, absolute: f64) -> Self {
        Self {
            relative,
            absolute,
            ..Self::default()
        }
    }

    pub(super) fn check(&self) -> Result<(), OdeError> {
        for (setting, value) in [("relative", self.relative), ("absolute", self.absolute)] {
            if !(value > 0.0 && value.is_finite()) {
                return Err(OdeError::Setting { setting, value });
            }
        }
        Ok(())
    }
}
