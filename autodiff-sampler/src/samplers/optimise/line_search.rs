//! How far to go along a direction: the line search of Hager & Zhang (2005, "A new conjugate gradient method with guaranteed descent
//! and an efficient line search", section 4; parameters from there).
//!
//! It accepts a step that satisfies Wolfe's conditions, or, close to a minimum, where differences of values are rounding, their
//! approximation in terms of slopes alone. A value that is not finite counts as infinitely high, so that the search turns back.

use crate::log_density::LogDensityError;

/// Sufficient decrease (δ) and curvature (σ) of Wolfe's conditions.
const DECREASE: f64 = 0.1;
const CURVATURE: f64 = 0.9;
/// The values' relative error that is allowed for (ε).
const NOISE: f64 = 1e-6;
/// An interval that does not shrink by this factor (γ) is bisected.
const SHRINKAGE: f64 = 0.66;
/// By how much a step grows that is too short (ρ).
const EXPANSION: f64 = 5.0;
/// Where an interval is cut whose far end has no finite value: such ends may be many powers of ten away.
const RETREAT: f64 = 0.1;
/// Evaluations after which there is no hope.
const MAX_EVALUATIONS: u32 = 80;

/// The function at one point of the line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Probe {
    pub step: f64,
    pub value: f64,
    /// Derivative by the step.
    pub slope: f64,
}

/// Why a search ended without a step.
#[derive(Debug)]
pub(super) enum Failure {
    /// No acceptable step was found.
    Exhausted,
    /// The function goes down for as far as numbers reach.
    Unbounded,
    /// The function cannot be evaluated any more.
    Fatal(LogDensityError),
}

/// How one evaluation ends the search.
enum Stop {
    Accepted(Probe),
    Failed(Failure),
}

/// A search in progress.
struct Search<F> {
    evaluate: F,
    start: Probe,
    /// The highest value that counts as no higher than the start's.
    limit: f64,
    evaluations: u32,
}

/// Finds an acceptable step. `evaluate` returns value and slope at a step, and was called last with the step that is returned.
pub(super) fn search<F>(value: f64, slope: f64, first_step: f64, evaluate: F) -> Result<Probe, Failure>
where
    F: FnMut(f64) -> Result<(f64, f64), LogDensityError>,
{
    let start = Probe {
        step: 0.0,
        value,
        slope,
    };
    let mut search = Search {
        evaluate,
        start,
        limit: value + NOISE * value.abs(),
        evaluations: 0,
    };
    match search.run(first_step) {
        Stop::Accepted(probe) => Ok(probe),
        Stop::Failed(failure) => Err(failure),
    }
}

impl<F: FnMut(f64) -> Result<(f64, f64), LogDensityError>> Search<F> {
    fn run(&mut self, first_step: f64) -> Stop {
        match self.narrow(first_step) {
            Ok(never) => match never {},
            Err(stop) => stop,
        }
    }

    /// Brackets, and narrows the bracket until an evaluation is accepted.
    fn narrow(&mut self, first_step: f64) -> Result<std::convert::Infallible, Stop> {
        let (mut low, mut high) = self.bracket(first_step)?;
        loop {
            let width = high.step - low.step;
            (low, high) = self.double_secant(low, high)?;
            if high.step - low.step > SHRINKAGE * width {
                let middle = self.at(0.5 * (low.step + high.step))?;
                (low, high) = self.update(low, high, middle)?;
            }
        }
    }

    /// Evaluates at a step; "fails" with the step if it is acceptable.
    fn at(&mut self, step: f64) -> Result<Probe, Stop> {
        if self.evaluations == MAX_EVALUATIONS {
            return Err(Stop::Failed(Failure::Exhausted));
        }
        self.evaluations += 1;
        let (value, slope) = (self.evaluate)(step).map_err(|error| Stop::Failed(Failure::Fatal(error)))?;
        if value == f64::NEG_INFINITY {
            return Err(Stop::Failed(Failure::Unbounded));
        }
        let probe = if value.is_finite() && slope.is_finite() {
            Probe { step, value, slope }
        } else {
            Probe {
                step,
                value: f64::INFINITY,
                slope: f64::NAN,
            }
        };
        if self.accepts(&probe) {
            Err(Stop::Accepted(probe))
        } else {
            Ok(probe)
        }
    }

    fn accepts(&self, probe: &Probe) -> bool {
        let start = &self.start;
        let flat_enough = probe.slope >= CURVATURE * start.slope;
        let wolfe = probe.value - start.value <= DECREASE * probe.step * start.slope;
        let approximate = probe.value <= self.limit && probe.slope <= (2.0 * DECREASE - 1.0) * start.slope;
        flat_enough && (wolfe || approximate)
    }

    /// An interval whose lower end falls and is no higher than the start, and whose upper end rises.
    fn bracket(&mut self, first_step: f64) -> Result<(Probe, Probe), Stop> {
        let mut low = self.start;
        let mut step = first_step;
        loop {
            let probe = self.at(step)?;
            if probe.slope >= 0.0 {
                return Ok((low, probe));
            }
            if probe.value > self.limit {
                return self.bisect(low, probe);
            }
            low = probe;
            step *= EXPANSION;
            if step > 1e30 * first_step {
                return Err(Stop::Failed(Failure::Unbounded));
            }
        }
    }

    /// Narrows an interval whose ends both fall, the upper one being too high: somewhere between them the function rises.
    fn bisect(&mut self, mut low: Probe, mut high: Probe) -> Result<(Probe, Probe), Stop> {
        loop {
            let fraction = if high.value.is_finite() { 0.5 } else { RETREAT };
            let step = low.step + fraction * (high.step - low.step);
            if step <= low.step || step >= high.step {
                return Err(Stop::Failed(Failure::Exhausted));
            }
            let probe = self.at(step)?;
            if probe.slope >= 0.0 {
                return Ok((low, probe));
            }
            if probe.value <= self.limit {
                low = probe;
            } else {
                high = probe;
            }
        }
    }

    /// The interval with `probe` as one of its ends, if it is inside.
    fn update(&mut self, low: Probe, high: Probe, probe: Probe) -> Result<(Probe, Probe), Stop> {
        if !(probe.step > low.step && probe.step < high.step) {
            return Ok((low, high));
        }
        if probe.slope >= 0.0 {
            return Ok((low, probe));
        }
        if probe.value <= self.limit {
            return Ok((probe, high));
        }
        self.bisect(low, probe)
    }

    /// Two secant steps, the second one from the end that the first one moved.
    fn double_secant(&mut self, low: Probe, high: Probe) -> Result<(Probe, Probe), Stop> {
        let Some(first) = inside(secant(low, high), low, high) else {
            return Ok((low, high));
        };
        let first = self.at(first)?;
        let (new_low, new_high) = self.update(low, high, first)?;
        let second = if first.step == new_high.step {
            secant(high, new_high)
        } else if first.step == new_low.step {
            secant(low, new_low)
        } else {
            return Ok((new_low, new_high));
        };
        match inside(second, new_low, new_high) {
            Some(second) => {
                let second = self.at(second)?;
                self.update(new_low, new_high, second)
            }
            None => Ok((new_low, new_high)),
        }
    }
}

/// Where a line through two slopes is zero.
fn secant(a: Probe, b: Probe) -> f64 {
    (a.step * b.slope - b.step * a.slope) / (b.slope - a.slope)
}

fn inside(step: f64, low: Probe, high: Probe) -> Option<f64> {
    (step > low.step && step < high.step).then_some(step)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Searches along a function of the step, from 0, and checks Wolfe's conditions, the exact or the approximate ones.
    fn check(function: impl Fn(f64) -> (f64, f64), first_step: f64) -> Probe {
        let (value, slope) = function(0.0);
        let found = search(value, slope, first_step, |step| Ok(function(step))).expect("there is a step");
        assert!(found.step > 0.0 && found.value <= value + NOISE * value.abs());
        assert!(found.slope >= CURVATURE * slope, "{found:?}");
        found
    }

    #[test]
    fn steps_of_any_first_guess_are_acceptable() {
        for first_step in [1e-12, 1e-3, 0.1, 1.0, 10.0, 1e6, 1e18] {
            check(|t| ((t - 1.0).powi(2), 2.0 * (t - 1.0)), first_step);
            check(
                |t| (-t / (t * t + 2.0), (t * t - 2.0) / (t * t + 2.0).powi(2)),
                first_step,
            );
            check(|t| (t.exp() - 2.0 * t, t.exp() - 2.0), first_step);
        }
    }

    #[test]
    fn a_wall_of_not_finite_values_turns_the_search_back() {
        for wall in [f64::NAN, f64::INFINITY] {
            let log_barrier = |t: f64| {
                if t < 1e-3 {
                    (-t - 1e-5 * (1e-3 - t).ln(), -1.0 + 1e-5 / (1e-3 - t))
                } else {
                    (wall, wall)
                }
            };
            let found = check(log_barrier, 1e4);
            assert!(found.step < 1e-3);
        }
    }

    #[test]
    fn close_to_the_minimum_slopes_decide() {
        // The values are all equal, so that differences of them say nothing.
        let found = check(|t| (1e6 + 0.0 * t, 1e-7 * (t - 1.0)), 0.3);
        assert!((0.1..=1.9).contains(&found.step), "{found:?}");
    }

    #[test]
    fn failures_say_what_they_are() {
        let unbounded = search(0.0, -1.0, 1.0, |t| Ok((-t, -1.0)));
        assert!(matches!(unbounded, Err(Failure::Unbounded)), "{unbounded:?}");
        // A slope that lies: the function rises from the start.
        let lying = search(0.0, -1.0, 1.0, |t| Ok((t, -1.0)));
        assert!(matches!(lying, Err(Failure::Exhausted)), "{lying:?}");
        let fatal = search(0.0, -1.0, 1.0, |_| Err(LogDensityError::Fatal("gone".into())));
        assert!(matches!(fatal, Err(Failure::Fatal(_))), "{fatal:?}");
    }
}
