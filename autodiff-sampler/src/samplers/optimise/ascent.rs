//! The climb: direction, line search, and when it is over.
//!
//! Inside, the negative function is minimised, as the literature does.

use std::ops::ControlFlow;

use super::line_search::{Failure, search};
use super::memory::{Memory, Pair, add, dot, norm};
use super::{Iterate, Lbfgs, Maximum, OptimiseError, Standstill};
use crate::log_density::LogDensityError;

/// What is left to gain, in units of the function's value or of its rounding, below which a climb that cannot go on has arrived.
const NEGLIGIBLE_GAIN: f64 = 1e-9;
const NEGLIGIBLE_ROUNDING: f64 = 1e4 * f64::EPSILON;

/// A climb in progress.
pub(super) struct Ascent<'a, F> {
    settings: &'a Lbfgs,
    objective: F,
    memory: Memory,
    here: Point,
    there: Point,
    direction: Vec<f64>,
    iterations: usize,
    evaluations: usize,
}

/// A position with the negative function's value and gradient.
#[derive(Clone, Debug)]
struct Point {
    position: Vec<f64>,
    value: f64,
    grad: Vec<f64>,
}

/// How one step went.
enum Outcome {
    Moved,
    Arrived,
}

impl<'a, F> Ascent<'a, F>
where
    F: FnMut(&[f64], &mut [f64]) -> Result<f64, LogDensityError>,
{
    pub fn begin(settings: &'a Lbfgs, mut objective: F, start: &[f64], memory: Memory) -> Result<Self, OptimiseError> {
        let mut here = Point {
            position: start.to_vec(),
            value: f64::NAN,
            grad: vec![f64::NAN; start.len()],
        };
        let unusable = |problem: String| OptimiseError::Start {
            position: start.to_vec(),
            problem,
        };
        match here.evaluate(&mut objective) {
            Ok(()) => {}
            Err(error @ LogDensityError::Recoverable(_)) => return Err(unusable(error.to_string())),
            Err(error) => return Err(error.into()),
        }
        if !here.value.is_finite() {
            return Err(unusable(format!("its value is {}", -here.value)));
        }
        if let Some(i) = here.grad.iter().position(|g| !g.is_finite()) {
            return Err(unusable(format!("component {i} of its gradient is {}", -here.grad[i])));
        }
        Ok(Self {
            settings,
            objective,
            memory,
            there: here.clone(),
            direction: vec![0.0; start.len()],
            here,
            iterations: 0,
            evaluations: 1,
        })
    }

    pub fn run(mut self, mut observe: impl FnMut(Iterate<'_>) -> ControlFlow<()>) -> Result<Maximum, OptimiseError> {
        let mut shown_grad = vec![0.0; self.here.grad.len()];
        loop {
            for (shown, g) in shown_grad.iter_mut().zip(&self.here.grad) {
                *shown = -g;
            }
            let flow = observe(Iterate {
                iteration: self.iterations,
                evaluations: self.evaluations,
                position: &self.here.position,
                value: -self.here.value,
                grad: &shown_grad,
            });
            if flow.is_break() {
                return Err(OptimiseError::Interrupted(self.standstill()));
            }
            match self.step()? {
                Outcome::Moved => {}
                Outcome::Arrived => return Ok(self.maximum(shown_grad)),
            }
        }
    }

    fn step(&mut self) -> Result<Outcome, OptimiseError> {
        let mut gain = self.point_downhill();
        if (gain <= 0.0 || gain.is_nan()) && !self.memory.is_blank() {
            // Rounding has spoilt the estimate of the curvature: the gradient is still a direction.
            self.memory.clear();
            gain = self.point_downhill();
        }
        if self.has_converged(gain) {
            return Ok(Outcome::Arrived);
        }
        if self.iterations >= self.settings.max_iterations {
            return Err(OptimiseError::TooManyIterations(self.standstill()));
        }
        match self.search(gain) {
            Ok(()) => {}
            Err(Failure::Fatal(error)) => return Err(error.into()),
            Err(Failure::Unbounded) => return Err(OptimiseError::Unbounded(self.standstill())),
            Err(Failure::Exhausted) => return self.get_going_again(gain),
        }
        self.learn();
        self.iterations += 1;
        Ok(Outcome::Moved)
    }

    /// Sets the direction, and returns the negative slope along it: gᵀ H g.
    fn point_downhill(&mut self) -> f64 {
        self.direction.copy_from_slice(&self.here.grad);
        self.memory.multiply(&mut self.direction);
        self.direction.iter_mut().for_each(|d| *d = -*d);
        -dot(&self.direction, &self.here.grad)
    }

    fn has_converged(&self, gain: f64) -> bool {
        // Before the first step nothing is known of the curvature: only a gradient of exactly zero says something.
        let tolerance = if self.memory.is_blank() {
            0.0
        } else {
            self.settings.tolerance
        };
        gain <= tolerance
    }

    /// Moves `there` along the direction.
    fn search(&mut self, gain: f64) -> Result<(), Failure> {
        let first_step = if self.memory.is_blank() {
            // Without units to go by: a step of length one, or shorter where the gradient is small.
            (1.0 / norm(&self.here.grad)).min(1.0)
        } else {
            1.0
        };
        let (here, there, direction) = (&self.here, &mut self.there, &self.direction);
        let (objective, evaluations) = (&mut self.objective, &mut self.evaluations);
        let found = search(here.value, -gain, first_step, |step| {
            *evaluations += 1;
            there.position.copy_from_slice(&here.position);
            add(&mut there.position, step, direction);
            match there.evaluate(objective) {
                Ok(()) => Ok((there.value, dot(&there.grad, direction))),
                Err(LogDensityError::Recoverable(_)) => Ok((f64::INFINITY, f64::NAN)),
                Err(fatal) => Err(fatal),
            }
        });
        found.map(drop)
    }

    /// After a search without a step: forgets the curvature and tries the gradient; failing that, has either arrived, as far as
    /// rounding allows, or is stuck.
    fn get_going_again(&mut self, gain: f64) -> Result<Outcome, OptimiseError> {
        let negligible = NEGLIGIBLE_GAIN.max(NEGLIGIBLE_ROUNDING * self.here.value.abs());
        let blank = self.memory.is_blank();
        let left = if blank { self.left_along_gradient()? } else { gain };
        if left <= negligible {
            return Ok(Outcome::Arrived);
        }
        if blank {
            return Err(OptimiseError::StandsStill(self.standstill()));
        }
        self.memory.clear();
        Ok(Outcome::Moved)
    }

    /// What is left to gain along the gradient if nothing is known of the curvature: a parabola through the value and the slope here and
    /// through a value that is clearly worse.
    fn left_along_gradient(&mut self) -> Result<f64, OptimiseError> {
        /// What is clearly worse, and how many powers of ten are looked through for the distance where the function is.
        const CLEARLY: f64 = 1e-3;
        const POWERS: u32 = 60;
        let slope = norm(&self.here.grad);
        let mut step = 1.0;
        let mut steps = 0;
        let mut rise = self.rise(step / slope)?;
        let factor = if rise > CLEARLY { 0.1 } else { 10.0 };
        while (rise > CLEARLY) == (factor < 1.0) && steps < POWERS {
            step *= factor;
            steps += 1;
            rise = self.rise(step / slope)?;
        }
        let distance = if factor < 1.0 { step / factor } else { step };
        let rise = self.rise(distance / slope)?;
        let curvature = 2.0 * rise / (distance * distance);
        // A wall, or a function that is never worse, says nothing.
        let is_parabola = rise > 0.0 && rise.is_finite();
        Ok(if is_parabola {
            slope * slope / curvature
        } else {
            f64::INFINITY
        })
    }

    /// How much worse the function is a step along the negative gradient, which the direction is.
    fn rise(&mut self, step: f64) -> Result<f64, OptimiseError> {
        self.evaluations += 1;
        self.there.position.copy_from_slice(&self.here.position);
        add(&mut self.there.position, -step, &self.here.grad);
        match self.there.evaluate(&mut self.objective) {
            Err(error @ LogDensityError::Fatal(_)) => Err(error.into()),
            Ok(()) if self.there.value.is_finite() => Ok(self.there.value - self.here.value),
            _ => Ok(f64::INFINITY),
        }
    }

    fn learn(&mut self) {
        let difference = |after: &[f64], before: &[f64]| after.iter().zip(before).map(|(a, b)| a - b).collect();
        let pair = Pair::new(
            difference(&self.there.position, &self.here.position),
            difference(&self.there.grad, &self.here.grad),
        );
        if let Some(pair) = pair {
            self.memory.push(pair);
        }
        std::mem::swap(&mut self.here, &mut self.there);
    }

    fn standstill(&self) -> Box<Standstill> {
        let mut steepest = (0, 0.0f64);
        for (i, g) in self.here.grad.iter().enumerate() {
            if g.abs() > steepest.1.abs() {
                steepest = (i, -g);
            }
        }
        Box::new(Standstill {
            iterations: self.iterations,
            position: self.here.position.clone(),
            value: -self.here.value,
            steepest,
        })
    }

    fn maximum(self, grad: Vec<f64>) -> Maximum {
        let inverse_curvature = match self.memory.diagonal() {
            [] => vec![1.0; grad.len()],
            diagonal => diagonal.to_vec(),
        };
        Maximum {
            position: self.here.position,
            value: -self.here.value,
            grad,
            inverse_curvature,
            iterations: self.iterations,
            evaluations: self.evaluations,
        }
    }
}

impl Point {
    fn evaluate(
        &mut self,
        objective: &mut impl FnMut(&[f64], &mut [f64]) -> Result<f64, LogDensityError>,
    ) -> Result<(), LogDensityError> {
        // A function that forgets to set its gradient must not be taken at its previous one.
        self.grad.fill(f64::NAN);
        self.value = -objective(&self.position, &mut self.grad)?;
        self.grad.iter_mut().for_each(|g| *g = -*g);
        Ok(())
    }
}
