//! The reverse sweep of the density, by hand: after Foreman-Mackey 2018, RNAAS 2, 31, for propagators that are blocks
//! instead of exponentials.

use super::filter::{Innovation, State};
use super::slopes::add_by_spectrum;
use crate::Real;

/// What the reverse sweep keeps of an observation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record<T, const J: usize, const W: usize> {
    /// The propagator from the observation before.
    rows: [[T; W]; J],
    state: State<T, J>,
    inverse: T,
    residual: T,
}

/// The adjoints of a state.
struct StateBar<T, const J: usize> {
    /// Symmetric.
    explained: [[T; J]; J],
    mean: [T; J],
}

/// Adds up the derivatives times `seed`: by value and spectrum in what is returned; those by each residual and its
/// variance are shown.
#[inline(always)]
pub(super) fn reverse<T: Real, const J: usize, const W: usize>(
    value: &[T; J],
    spectrum: &[T; J],
    time: &[f64],
    records: &[Record<T, J, W>],
    seed: T,
    mut show: impl FnMut(usize, T, T),
) -> ([T; J], [T; J]) {
    let mut value_bar = [T::zero(); J];
    let mut bar = StateBar {
        explained: [[T::zero(); J]; J],
        mean: [T::zero(); J],
    };
    let mut propagation = PropagationBar::new(spectrum);
    let Some(last) = records.last() else {
        return (value_bar, propagation.spectrum_bar);
    };
    let (mut record, mut gain) = (last, last.gain(value));
    for n in (0..records.len()).rev() {
        let (by_residual, by_variance) = bar.reverse_observation::<W>(record, &gain, seed, &mut value_bar);
        show(n, by_residual, by_variance);
        if n == 0 {
            break;
        }
        propagation.set(time[n] - time[n - 1], &record.rows);
        record = &records[n - 1];
        gain = record.gain(value);
        bar.reverse_propagation::<W>(&record.after(gain), &propagation.rows, &mut propagation.rows_bar);
    }
    propagation.flush();
    (value_bar, propagation.spectrum_bar)
}

/// The adjoint of a propagator, added up over equal time steps.
struct PropagationBar<'k, T, const J: usize, const W: usize> {
    spectrum: &'k [T; J],
    step: f64,
    rows: [[T; W]; J],
    rows_bar: [[T; W]; J],
    spectrum_bar: [T; J],
}

impl<'k, T: Real, const J: usize, const W: usize> PropagationBar<'k, T, J, W> {
    #[inline(always)]
    fn new(spectrum: &'k [T; J]) -> Self {
        Self {
            spectrum,
            // No step is negative; what has not begun adds nothing.
            step: -1.0,
            rows: [[T::zero(); W]; J],
            rows_bar: [[T::zero(); W]; J],
            spectrum_bar: [T::zero(); J],
        }
    }

    /// Goes on with another time step.
    #[inline(always)]
    fn set(&mut self, step: f64, rows: &[[T; W]; J]) {
        if step != self.step {
            self.flush();
            self.step = step;
            self.rows = *rows;
        }
    }

    #[inline(always)]
    fn flush(&mut self) {
        add_by_spectrum::<T, J, W>(
            self.spectrum,
            self.step,
            &self.rows,
            &self.rows_bar,
            &mut self.spectrum_bar,
        );
        self.rows_bar = [[T::zero(); W]; J];
    }
}

impl<T: Real, const J: usize, const W: usize> Record<T, J, W> {
    #[inline(always)]
    pub(super) fn new(rows: &[[T; W]; J], state: &State<T, J>, innovation: &Innovation<T, J>) -> Self {
        Self {
            rows: *rows,
            state: *state,
            inverse: innovation.inverse,
            residual: innovation.residual,
        }
    }

    /// r = v − S u.
    #[inline(always)]
    fn gain(&self, value: &[T; J]) -> [T; J] {
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
    fn after(&self, gain: [T; J]) -> State<T, J> {
        self.state.with(&Innovation {
            gain,
            variance: T::one(), // not read
            inverse: self.inverse,
            residual: self.residual,
        })
    }
}

impl<T: Real, const J: usize> StateBar<T, J> {
    /// From the adjoint of the state after an observation to that of the state in front of it; returns those of the
    /// observation and its noise.
    ///
    /// S⁺ = S + r rᵀ/d, f⁺ = f + r z/d, with r = v − S u, d = σ² + u·r, z = y − u·f.
    #[inline(always)]
    fn reverse_observation<const W: usize>(
        &mut self,
        record: &Record<T, J, W>,
        gain: &[T; J],
        seed: T,
        value_bar: &mut [T; J],
    ) -> (T, T) {
        let (inverse, residual) = (record.inverse, record.residual);
        let half = T::from_f64(0.5);
        let scaled = residual * inverse;
        let mut product = [T::zero(); J];
        for i in 0..J {
            for k in 0..J {
                product[k] += self.explained[i][k] * gain[i];
            }
        }
        let mut quadratic = T::zero();
        let mut linear = T::zero();
        for i in 0..J {
            quadratic += product[i] * gain[i];
            linear += self.mean[i] * gain[i];
        }
        let variance_bar =
            (half * seed * (scaled * residual - T::one()) - (quadratic * inverse + linear * scaled)) * inverse;
        let residual_bar = linear * inverse - seed * scaled;
        let mut gain_bar = [T::zero(); J];
        for i in 0..J {
            gain_bar[i] = (product[i] + product[i]) * inverse + self.mean[i] * scaled;
        }
        for block in 0..J / W {
            gain_bar[block * W] += variance_bar;
            self.mean[block * W] -= residual_bar;
        }
        for i in 0..J {
            value_bar[i] += gain_bar[i];
            let share = half * gain_bar[i];
            for block in 0..J / W {
                self.explained[i][block * W] -= share;
                self.explained[block * W][i] -= share;
            }
        }
        (residual_bar, variance_bar)
    }

    /// From the adjoint of P S Pᵀ and P f to those of S and f, `state`, and of P, which is added to.
    #[inline(always)]
    fn reverse_propagation<const W: usize>(
        &mut self,
        state: &State<T, J>,
        rows: &[[T; W]; J],
        rows_bar: &mut [[T; W]; J],
    ) {
        // S̄ P
        let mut half = [[T::zero(); J]; J];
        for k in 0..J {
            let start = k - k % W;
            for l in 0..W {
                for i in 0..J {
                    half[start + l][i] += self.explained[k][i] * rows[k][l];
                }
            }
        }
        let mut mean = [T::zero(); J];
        for i in 0..J {
            let start = i - i % W;
            for l in 0..W {
                let mut sum = T::zero();
                for k in 0..J {
                    sum += half[k][i] * state.explained[k][start + l];
                }
                rows_bar[i][l] += sum + sum + self.mean[i] * state.mean[start + l];
                mean[start + l] += self.mean[i] * rows[i][l];
            }
        }
        self.mean = mean;
        for j in 0..J {
            let start = j - j % W;
            for i in 0..=j {
                let mut sum = T::zero();
                for l in 0..W {
                    sum += half[i][start + l] * rows[start + l][j - start];
                }
                self.explained[i][j] = sum;
                self.explained[j][i] = sum;
            }
        }
    }
}
