//! The forward recursion: what is known of the columns, from one observation to the next.

use super::Kernel;
use super::propagation::propagator;
use crate::Real;

/// What the observations so far say about the columns: S and f of Foreman-Mackey et al. 2017.
#[derive(Clone, Copy, Debug)]
pub(super) struct State<T, const J: usize> {
    /// How much of the columns' covariance the observations explain, S (symmetric).
    pub explained: [[T; J]; J],
    /// The columns' expectation given the observations, f.
    pub mean: [T; J],
}

/// What a new observation adds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Innovation<T, const J: usize> {
    /// The covariance of the columns with the observation, given those before: r = v − S u.
    pub gain: [T; J],
    /// The variance of the observation given those before, d.
    pub variance: T,
    /// 1/d.
    pub inverse: T,
    /// What the observation is beyond what was expected of it, z.
    pub residual: T,
}

impl<T: Real, const J: usize> State<T, J> {
    /// Nothing is known.
    #[inline(always)]
    pub fn empty() -> Self {
        Self {
            explained: [[T::zero(); J]; J],
            mean: [T::zero(); J],
        }
    }

    /// The state a time step later: P S Pᵀ and P f.
    #[inline(always)]
    pub fn propagated<const W: usize>(&self, rows: &[[T; W]; J]) -> Self {
        let mut half = [[T::zero(); J]; J];
        let mut next = Self::empty();
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
                let mut sum = T::zero();
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
    pub fn innovation<const W: usize>(&self, value: &[T; J], observed: T, noise: T) -> Innovation<T, J> {
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
        let variance = if variance > T::zero() {
            variance
        } else {
            T::from_f64(f64::NAN)
        };
        Innovation {
            gain,
            variance,
            inverse: T::one() / variance,
            residual,
        }
    }

    /// The state after the observation.
    #[inline(always)]
    pub fn with(&self, innovation: &Innovation<T, J>) -> Self {
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
/// It is computed where it is needed: the recursion waits for each division to end, and the processor computes
/// exponentials meanwhile.
#[derive(Debug)]
pub(super) struct Propagation<'k, T, const J: usize, const W: usize> {
    spectrum: &'k [T; J],
    step: f64,
    /// The propagators of all blocks, below each other.
    pub rows: [[T; W]; J],
}

impl<'k, T: Real, const J: usize, const W: usize> Propagation<'k, T, J, W> {
    #[inline(always)]
    pub fn new(spectrum: &'k [T; J]) -> Self {
        const { assert!(Kernel::<J, W>::BLOCKS * W == J) }
        Self {
            spectrum,
            step: f64::NAN,
            rows: [[T::zero(); W]; J],
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
pub(super) fn rows_or_nan<T: Real, const J: usize, const W: usize>(spectrum: &[T; J], step: f64) -> [[T; W]; J] {
    if step >= 0.0 {
        propagator::<T, J, W>(spectrum, step)
    } else {
        [[T::from_f64(f64::NAN); W]; J]
    }
}
