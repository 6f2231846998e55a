//! The forward recursion: what is known of the columns, from one observation to the next.

use super::propagation::propagator;
use crate::support::Tape;
use alloc::vec::Vec;

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

/// The propagators between neighbouring times, each distinct time step once.
///
/// They are computed before the recursion: it waits for each division to end, and would wait for exponentials, too. Evenly spaced times
/// have a handful of distinct steps, which differ by rounding.
#[derive(Debug)]
pub(super) struct Propagators<const J: usize, const W: usize> {
    /// The distinct time steps.
    pub steps: Vec<f64>,
    /// The propagators of all blocks, below each other, for each of the steps.
    pub rows: Vec<[[f64; W]; J]>,
    /// Which of them leads to the second time, the third, and so on.
    pub which: Vec<u32>,
}

/// How many time steps are remembered at once.
const REMEMBERED: usize = 16;

impl<const J: usize, const W: usize> Propagators<J, W> {
    #[inline]
    pub fn new(spectrum: &[f64; J], time: &[f64], tape: &mut Tape) -> Self {
        let mut steps: Vec<f64> = tape.stack();
        let mut which: Vec<u32> = tape.stack();
        which.reserve(time.len());
        let mut remembered = [None; REMEMBERED];
        for pair in time.windows(2) {
            let step = pair[1] - pair[0];
            // The upper bits of a product are well mixed (Knuth's multiplicative hashing).
            let place = step.to_bits().wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 60;
            let place = &mut remembered[place as usize % REMEMBERED];
            let index = match place {
                Some((bits, index)) if *bits == step.to_bits() => *index,
                _ => {
                    let index = steps.len() as u32;
                    steps.push(step);
                    *place = Some((step.to_bits(), index));
                    index
                }
            };
            which.push(index);
        }
        let mut rows: Vec<[[f64; W]; J]> = tape.stack();
        rows.extend(steps.iter().map(|step| rows_or_nan(spectrum, *step)));
        Self { steps, rows, which }
    }

    /// Leaves the memory to others.
    pub fn keep(self, tape: &mut Tape) {
        tape.keep_stack(self.steps);
        tape.keep_stack(self.rows);
        tape.keep_stack(self.which);
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
