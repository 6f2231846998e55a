//! The forward recursion: what is known of the columns, from one observation to the next.

use super::Kernel;
use super::propagation::propagator;

/// What the observations so far say about the columns: S and f of Foreman-Mackey et al. 2017.
#[derive(Clone, Copy, Debug)]
pub(super) struct State<const J: usize> {
    /// How much of the columns' covariance the observations explain, S (symmetric).
    pub explained: [[f64; J]; J],
    /// The columns' expectation given the observations, f.
    pub mean: [f64; J],
}

/// What a new observation adds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Innovation<const J: usize> {
    /// The covariance of the columns with the observation, given those before: r = v − S u.
    pub gain: [f64; J],
    /// The variance of the observation given those before, d.
    pub variance: f64,
    /// 1/d.
    pub inverse: f64,
    /// What the observation is beyond what was expected of it, z.
    pub residual: f64,
}

impl<const J: usize> State<J> {
    /// Nothing is known.
    pub const EMPTY: Self = Self {
        explained: [[0.0; J]; J],
        mean: [0.0; J],
    };

    /// The state a time step later: P S Pᵀ and P f.
    #[inline(always)]
    pub fn propagated<const W: usize>(&self, rows: &[[f64; W]; J]) -> Self {
        let mut half = [[0.0; J]; J];
        let mut next = Self::EMPTY;
        for i in 0..J {
            let start = i - i % W;
            for l in 0..W {
                for k in 0..J {
                    half[i][k] += rows[i][l] * self.explained[start + l][k];
                }
                next.mean[i] += rows[i][l] * self.mean[start + l];
            }
        }
        for k in 0..J {
            let start = k - k % W;
            for i in 0..=k {
                let mut sum = 0.0;
                for l in 0..W {
                    sum += half[i][start + l] * rows[k][l];
                }
                next.explained[i][k] = sum;
                next.explained[k][i] = sum;
            }
        }
        next
    }

    /// What an observation with the given variance of its noise adds.
    #[inline(always)]
    pub fn innovation<const W: usize>(&self, value: &[f64; J], observed: f64, noise: f64) -> Innovation<J> {
        let mut gain = *value;
        let mut residual = observed;
        for block in 0..J / W {
            residual -= self.mean[block * W];
            for k in 0..J {
                gain[k] -= self.explained[block * W][k];
            }
        }
        let mut variance = noise;
        for block in 0..J / W {
            variance += gain[block * W];
        }
        // Without a positive variance there is no such process, and no number may come out.
        let variance = if variance > 0.0 { variance } else { f64::NAN };
        Innovation {
            gain,
            variance,
            inverse: 1.0 / variance,
            residual,
        }
    }

    /// The state after the observation.
    #[inline(always)]
    pub fn with(&self, innovation: &Innovation<J>) -> Self {
        let mut next = *self;
        for i in 0..J {
            let share = innovation.gain[i] * innovation.inverse;
            for k in 0..J {
                next.explained[i][k] += share * innovation.gain[k];
            }
            next.mean[i] += share * innovation.residual;
        }
        next
    }
}

/// The propagator between the last two times; computed anew where the time step is another one than before.
///
/// It is computed where it is needed: the recursion waits for each division to end, and the processor computes exponentials meanwhile.
#[derive(Debug)]
pub(super) struct Propagation<'k, const J: usize, const W: usize> {
    spectrum: &'k [f64; J],
    step: f64,
    /// The propagators of all blocks, below each other.
    pub rows: [[f64; W]; J],
}

impl<'k, const J: usize, const W: usize> Propagation<'k, J, W> {
    #[inline(always)]
    pub fn new(spectrum: &'k [f64; J]) -> Self {
        const { assert!(Kernel::<J, W>::BLOCKS * W == J) }
        Self {
            spectrum,
            step: f64::NAN,
            rows: [[0.0; W]; J],
        }
    }

    /// Sets the time step.
    #[inline(always)]
    pub fn set(&mut self, step: f64) {
        // A step that is NaN is another one always.
        if step != self.step {
            self.rows = rows_or_nan(self.spectrum, step);
            self.step = step;
        }
    }
}

/// The propagators of all blocks for a time step; NaN for one that is negative, as there is none.
#[inline]
pub(super) fn rows_or_nan<const J: usize, const W: usize>(spectrum: &[f64; J], step: f64) -> [[f64; W]; J] {
    if step >= 0.0 {
        propagator::<J, W>(spectrum, step)
    } else {
        [[f64::NAN; W]; J]
    }
}
