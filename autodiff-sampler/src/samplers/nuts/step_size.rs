//! The step size: a first guess by doubling or halving, then dual averaging towards a target acceptance
//! (Hoffman & Gelman 2014, J. Mach. Learn. Res. 15, algorithms 4 and 6).

use std::f64::consts::PI;

/// Largest step size that adaptation tries. On a Gaussian with a perfect metric the leapfrog step is unstable beyond 2;
/// without a bound, a flat density would send the step size, and then the positions, to infinity.
const MAX_STEP_SIZE: f64 = PI;

/// Nesterov's dual averaging on the logarithm of the step size.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct DualAveraging {
    target: f64,
    log_step: f64,
    /// Weighted average of the past `log_step`, the one to keep.
    log_step_averaged: f64,
    /// Running mean H̄ of target minus acceptance.
    shortfall: f64,
    /// Where `log_step` is pulled to.
    mu: f64,
    count: f64,
}

impl DualAveraging {
    /// Strength of the pull towards `mu`.
    const GAMMA: f64 = 0.05;
    /// Damps the first iterations.
    const T0: f64 = 10.0;
    /// Exponent with which old iterations are forgotten.
    const KAPPA: f64 = 0.75;

    pub fn new(step_size: f64, target: f64) -> Self {
        let log_step = step_size.ln();
        Self {
            target,
            log_step,
            log_step_averaged: log_step,
            shortfall: 0.0,
            mu: (10.0 * step_size).ln(),
            count: 0.0,
        }
    }

    /// Learns from the mean acceptance of one trajectory.
    pub fn update(&mut self, acceptance: f64) {
        self.count += 1.0;
        let weight = 1.0 / (self.count + Self::T0);
        self.shortfall += weight * (self.target - acceptance - self.shortfall);
        self.log_step = (self.mu - self.shortfall * self.count.sqrt() / Self::GAMMA).min(MAX_STEP_SIZE.ln());
        let weight = self.count.powf(-Self::KAPPA);
        self.log_step_averaged += weight * (self.log_step - self.log_step_averaged);
    }

    /// The step size to try next.
    pub fn current(&self) -> f64 {
        self.log_step.exp()
    }

    /// The step size to keep when tuning ends.
    pub fn averaged(&self) -> f64 {
        self.log_step_averaged.exp()
    }
}

/// Doubles or halves `step_size` until the acceptance of a single step, `acceptance(step_size)`, crosses `target`
/// (algorithm 4, with Stan's target in the place of ½).
///
/// # Errors
///
/// Those of `acceptance`.
pub(super) fn first_guess<E>(
    mut step_size: f64,
    target: f64,
    mut acceptance: impl FnMut(f64) -> Result<f64, E>,
) -> Result<f64, E> {
    /// A density that is flat (or impossible) at every scale must not keep the search going for ever.
    const RANGE: std::ops::Range<f64> = 1e-10..1e10;
    let grow = acceptance(step_size)? > target;
    while RANGE.contains(&step_size) {
        step_size *= if grow { 2.0 } else { 0.5 };
        if (acceptance(step_size)? > target) != grow {
            break;
        }
    }
    Ok(step_size)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;

    #[test]
    fn dual_averaging_finds_the_target() {
        let mut averaging = DualAveraging::new(1.0, 0.8);
        for _ in 0..2000 {
            averaging.update((-averaging.current()).exp());
        }
        assert!(((-averaging.averaged()).exp() - 0.8).abs() < 0.01);
    }

    #[test]
    fn the_first_guess_brackets_the_target_and_ends() {
        let guess = |f: fn(f64) -> f64| first_guess(1.0, 0.8, |step| Ok::<_, Infallible>(f(step)));
        assert_eq!(guess(|step| (-step / 0.01).exp()), Ok(0.5_f64.powi(9)));
        assert_eq!(guess(|step| (-step / 30.0).exp()), Ok(8.0));
        assert!(guess(|_| 1.0).is_ok_and(|step| step < 1e11));
        assert!(guess(|_| 0.0).is_ok_and(|step| step > 1e-11));
    }
}
