//! The first pass of a solver: which steps to take, from the error estimate of a method.
//!
//! Steps end exactly at each time of the output. A step that was cut short for that does not make the next one small.

use super::{OdeError, OdeSettings};
use crate::special::libm::{fabs, pow, sqrt};
use alloc::vec::Vec;

/// The steps to take.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The sizes of all steps, in units of time.
    pub sizes: Vec<f64>,
    /// For each time of the output, how many steps lead to it from the start.
    pub ends: Vec<usize>,
}

/// A method that attempts steps.
pub trait Method<const N: usize> {
    /// One more than the order of the error estimate.
    const ESTIMATE: f64;

    /// The state after a step, and the estimated error of each component; `None` where the method fails.
    fn attempt(&mut self, t: f64, y: &[f64; N], size: f64) -> Option<([f64; N], [f64; N])>;

    /// The step that was attempted last is taken.
    fn accept(&mut self);
}

/// Finds the steps from `start` to all of `times`.
///
/// The size is chosen as in Hairer, Nørsett & Wanner, Solving Ordinary Differential Equations I, section II.4: by the factor
/// (1 / error)^(1/(q + 1)), with a safety of 0.9, between 0.2 and 10.
///
/// # Errors
///
/// See [`OdeError`].
pub fn plan<const N: usize, M: Method<N>>(
    method: &mut M,
    rates: impl Fn(f64, &[f64; N]) -> [f64; N],
    start: &[f64; N],
    start_time: f64,
    times: &[f64],
    settings: &OdeSettings,
) -> Result<Plan, OdeError> {
    settings.check()?;
    check_times(start_time, times)?;
    let mut plan = Plan::default();
    let Some(last) = times.last() else { return Ok(plan) };
    let mut size = first_size(&rates, start, start_time, last - start_time, settings)?;
    let (mut t, mut y, mut attempts) = (start_time, *start, 0);
    for target in times {
        while t < *target {
            attempts += 1;
            if attempts > settings.max_steps {
                return Err(OdeError::TooManySteps {
                    time: t,
                    steps: settings.max_steps,
                });
            }
            let is_last = t + 1.01 * size >= *target;
            let tried = if is_last { target - t } else { size };
            if t + tried == t || tried <= 0.0 {
                return Err(OdeError::StepTooSmall { time: t, step: tried });
            }
            let attempt = method.attempt(t, &y, tried);
            let error = attempt.map_or(f64::INFINITY, |(next, error)| norm(&error, &y, &next, settings));
            let factor = factor(error, M::ESTIMATE);
            match attempt {
                Some((next, _)) if error <= 1.0 => {
                    method.accept();
                    plan.sizes.push(tried);
                    t = if is_last { *target } else { t + tried };
                    y = next;
                    size = if is_last {
                        size.max(tried * factor)
                    } else {
                        tried * factor
                    };
                }
                _ => size = tried * factor.min(0.9),
            }
        }
        plan.ends.push(plan.sizes.len());
    }
    Ok(plan)
}

fn check_times(start_time: f64, times: &[f64]) -> Result<(), OdeError> {
    let mut before = start_time;
    for (index, &time) in times.iter().enumerate() {
        // Also where one of both is not a number.
        let is_after = time >= before && time.is_finite() && before.is_finite();
        if !is_after {
            return Err(OdeError::Time { index, time });
        }
        before = time;
    }
    Ok(())
}

/// The estimated error in units of what is tolerated: at most 1 is good enough. Infinite where anything is not finite.
fn norm<const N: usize>(error: &[f64; N], from: &[f64; N], to: &[f64; N], settings: &OdeSettings) -> f64 {
    let mut sum = 0.0;
    for i in 0..N {
        let tolerated = settings.absolute + settings.relative * fabs(from[i]).max(fabs(to[i]));
        let part = error[i] / tolerated;
        sum += part * part;
    }
    let is_finite = sum.is_finite() && to.iter().all(|y| y.is_finite());
    if is_finite { sqrt(sum / N as f64) } else { f64::INFINITY }
}

/// By how much to change the size of the step.
fn factor(error: f64, estimate: f64) -> f64 {
    let factor = 0.9 * pow(error, -1.0 / estimate);
    factor.clamp(0.2, 10.0)
}

/// A size to begin with: Hairer, Nørsett & Wanner, section II.4, without the second stage of their algorithm, as the first
/// steps that are too long are rejected anyway.
fn first_size<const N: usize>(
    rates: &impl Fn(f64, &[f64; N]) -> [f64; N],
    start: &[f64; N],
    start_time: f64,
    span: f64,
    settings: &OdeSettings,
) -> Result<f64, OdeError> {
    let rate = rates(start_time, start);
    let is_bad = |i: &usize| !(start[*i].is_finite() && rate[*i].is_finite());
    if let Some(component) = (0..N).find(is_bad) {
        return Err(OdeError::Start { component });
    }
    let (of_state, of_rate) = (norm(start, start, start, settings), norm(&rate, start, start, settings));
    let size = if of_state < 1e-5 || of_rate < 1e-5 {
        1e-6
    } else {
        0.01 * of_state / of_rate
    };
    Ok(size.min(span))
}
