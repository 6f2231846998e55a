//! The reverse sweep of the density, by hand: after Foreman-Mackey 2018, RNAAS 2, 31, for propagators that are blocks instead of exponentials.

use super::filter::{Innovation, Propagators, State};
use super::slopes::add_by_spectrum;
use crate::support::Tape;
use alloc::vec::Vec;

/// What the reverse sweep keeps of an observation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record<const J: usize> {
    state: State<J>,
    inverse: f64,
    residual: f64,
}

/// The adjoints of a state.
struct StateBar<const J: usize> {
    /// Symmetric.
    explained: [[f64; J]; J],
    mean: [f64; J],
}

/// Adds up the derivatives times `seed`: by value and spectrum in what is returned; those by each residual and its variance are shown.
#[inline(always)]
pub(super) fn reverse<const J: usize, const W: usize>(
    value: &[f64; J],
    spectrum: &[f64; J],
    propagators: &Propagators<J, W>,
    records: &[Record<J>],
    seed: f64,
    tape: &mut Tape,
    mut show: impl FnMut(usize, f64, f64),
) -> ([f64; J], [f64; J]) {
    let mut value_bar = [0.0; J];
    let mut rows_bar: Vec<[[f64; W]; J]> = tape.vector([[0.0; W]; J], propagators.rows.len());
    let mut bar = StateBar {
        explained: [[0.0; J]; J],
        mean: [0.0; J],
    };
    for (n, record) in records.iter().enumerate().rev() {
        let gain = record.gain::<W>(value);
        if let Some(which) = propagators.which.get(n) {
            let after = record.after(gain);
            let which = *which as usize;
            bar.reverse_propagation::<W>(&after, &propagators.rows[which], &mut rows_bar[which]);
        }
        let (by_residual, by_variance) = bar.reverse_observation::<W>(record, &gain, seed, &mut value_bar);
        show(n, by_residual, by_variance);
    }
    let mut spectrum_bar = [0.0; J];
    for ((step, rows), rows_bar) in propagators.steps.iter().zip(&propagators.rows).zip(&rows_bar) {
        add_by_spectrum::<J, W>(spectrum, *step, rows, rows_bar, &mut spectrum_bar);
    }
    tape.keep_stack(rows_bar);
    (value_bar, spectrum_bar)
}

impl<const J: usize> Record<J> {
    #[inline(always)]
    pub(super) fn new(state: &State<J>, innovation: &Innovation<J>) -> Self {
        Self {
            state: *state,
            inverse: innovation.inverse,
            residual: innovation.residual,
        }
    }

    /// r = v − S u.
    #[inline(always)]
    fn gain<const W: usize>(&self, value: &[f64; J]) -> [f64; J] {
        let mut gain = *value;
        for block in 0..J / W {
            for k in 0..J {
                gain[k] -= self.state.explained[block * W][k];
            }
        }
        gain
    }

    /// The state after the observation.
    #[inline(always)]
    fn after(&self, gain: [f64; J]) -> State<J> {
        self.state.with(&Innovation {
            gain,
            variance: f64::NAN, // not read
            inverse: self.inverse,
            residual: self.residual,
        })
    }
}

impl<const J: usize> StateBar<J> {
    /// From the adjoint of the state after an observation to that of the state in front of it; returns those of the observation and
    /// its noise.
    ///
    /// S⁺ = S + r rᵀ/d, f⁺ = f + r z/d, with r = v − S u, d = σ² + u·r, z = y − u·f.
    #[inline(always)]
    fn reverse_observation<const W: usize>(
        &mut self,
        record: &Record<J>,
        gain: &[f64; J],
        seed: f64,
        value_bar: &mut [f64; J],
    ) -> (f64, f64) {
        let (inverse, residual) = (record.inverse, record.residual);
        let scaled = residual * inverse;
        let mut product = [0.0; J];
        for i in 0..J {
            for k in 0..J {
                product[k] += self.explained[i][k] * gain[i];
            }
        }
        let mut quadratic = 0.0;
        let mut linear = 0.0;
        for i in 0..J {
            quadratic += product[i] * gain[i];
            linear += self.mean[i] * gain[i];
        }
        let variance_bar = (0.5 * seed * (scaled * residual - 1.0) - (quadratic * inverse + linear * scaled)) * inverse;
        let residual_bar = linear * inverse - seed * scaled;
        let mut gain_bar = [0.0; J];
        for i in 0..J {
            gain_bar[i] = 2.0 * product[i] * inverse + self.mean[i] * scaled;
        }
        for block in 0..J / W {
            gain_bar[block * W] += variance_bar;
            self.mean[block * W] -= residual_bar;
        }
        for i in 0..J {
            value_bar[i] += gain_bar[i];
            let half = 0.5 * gain_bar[i];
            for block in 0..J / W {
                self.explained[i][block * W] -= half;
                self.explained[block * W][i] -= half;
            }
        }
        (residual_bar, variance_bar)
    }

    /// From the adjoint of P S Pᵀ and P f to those of S and f, `state`, and of P, which is added to.
    #[inline(always)]
    fn reverse_propagation<const W: usize>(
        &mut self,
        state: &State<J>,
        rows: &[[f64; W]; J],
        rows_bar: &mut [[f64; W]; J],
    ) {
        // S̄ P
        let mut half = [[0.0; J]; J];
        for k in 0..J {
            let start = k - k % W;
            for l in 0..W {
                for i in 0..J {
                    half[start + l][i] += self.explained[k][i] * rows[k][l];
                }
            }
        }
        let mut mean = [0.0; J];
        for i in 0..J {
            let start = i - i % W;
            for l in 0..W {
                let mut sum = 0.0;
                for k in 0..J {
                    sum += half[k][i] * state.explained[k][start + l];
                }
                rows_bar[i][l] += 2.0 * sum + self.mean[i] * state.mean[start + l];
                mean[start + l] += self.mean[i] * rows[i][l];
            }
        }
        self.mean = mean;
        for j in 0..J {
            let start = j - j % W;
            for i in 0..=j {
                let mut sum = 0.0;
                for l in 0..W {
                    sum += half[i][start + l] * rows[start + l][j - start];
                }
                self.explained[i][j] = sum;
                self.explained[j][i] = sum;
            }
        }
    }
}
