//! The reverse sweep of the density, by hand: after Foreman-Mackey 2018, RNAAS 2, 31, for propagators that are blocks instead of exponentials.

use super::filter::{Innovation, State};
use super::slopes::add_by_spectrum;

/// What the reverse sweep keeps of an observation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record<const J: usize, const W: usize> {
    /// The propagator from the observation before.
    rows: [[f64; W]; J],
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
    time: &[f64],
    records: &[Record<J, W>],
    seed: f64,
    mut show: impl FnMut(usize, f64, f64),
) -> ([f64; J], [f64; J]) {
    let mut value_bar = [0.0; J];
    let mut bar = StateBar {
        explained: [[0.0; J]; J],
        mean: [0.0; J],
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
struct PropagationBar<'k, const J: usize, const W: usize> {
    spectrum: &'k [f64; J],
    step: f64,
    rows: [[f64; W]; J],
    rows_bar: [[f64; W]; J],
    spectrum_bar: [f64; J],
}

impl<'k, const J: usize, const W: usize> PropagationBar<'k, J, W> {
    #[inline(always)]
    fn new(spectrum: &'k [f64; J]) -> Self {
        Self {
            spectrum,
            // No step is negative; what has not begun adds nothing.
            step: -1.0,
            rows: [[0.0; W]; J],
            rows_bar: [[0.0; W]; J],
            spectrum_bar: [0.0; J],
        }
    }

    /// Goes on with another time step.
    #[inline(always)]
    fn set(&mut self, step: f64, rows: &[[f64; W]; J]) {
        if step != self.step {
            self.flush();
            self.step = step;
            self.rows = *rows;
        }
    }

    #[inline(always)]
    fn flush(&mut self) {
        add_by_spectrum::<J, W>(
            self.spectrum,
            self.step,
            &self.rows,
            &self.rows_bar,
            &mut self.spectrum_bar,
        );
        self.rows_bar = [[0.0; W]; J];
    }
}

impl<const J: usize, const W: usize> Record<J, W> {
    #[inline(always)]
    pub(super) fn new(rows: &[[f64; W]; J], state: &State<J>, innovation: &Innovation<J>) -> Self {
        Self {
            rows: *rows,
            state: *state,
            inverse: innovation.inverse,
            residual: innovation.residual,
        }
    }

    /// r = v − S u.
    #[inline(always)]
    fn gain(&self, value: &[f64; J]) -> [f64; J] {
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
        record: &Record<J, W>,
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
