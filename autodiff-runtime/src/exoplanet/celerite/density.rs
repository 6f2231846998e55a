//! The logarithm of the probability density (Foreman-Mackey et al. 2017, AJ 154, 220).

use super::filter::{Innovation, Propagation, State};
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;

/// −½ Σ (z²/d + ln 2πd). The lengths are those of `time`.
///
/// Its companion stands in `density_rule`.
pub(super) fn density<const J: usize, const W: usize>(
    value: &[f64; J],
    spectrum: &[f64; J],
    time: &[f64],
    residual: &[f64],
    variance: &[f64],
) -> f64 {
    run::<J, W>(value, spectrum, time, residual, variance, |_, _, _| {})
}

/// The forward recursion, which shows the propagator to each observation, the state in front of it, and the innovation.
#[inline(always)]
pub(super) fn run<const J: usize, const W: usize>(
    value: &[f64; J],
    spectrum: &[f64; J],
    time: &[f64],
    residual: &[f64],
    variance: &[f64],
    mut record: impl FnMut(&[[f64; W]; J], &State<J>, &Innovation<J>),
) -> f64 {
    let mut propagation = Propagation::<J, W>::new(spectrum);
    let mut state = State::EMPTY;
    let mut sum = 0.0;
    let mut determinant = Determinant::ONE;
    let (residual, variance) = (&residual[..time.len()], &variance[..time.len()]);
    for n in 0..time.len() {
        if n > 0 {
            propagation.set(time[n] - time[n - 1]);
            state = state.propagated(&propagation.rows);
        }
        let innovation = state.innovation::<W>(value, residual[n], variance[n]);
        sum += innovation.residual * innovation.residual * innovation.inverse;
        determinant.multiply(innovation.variance);
        record(&propagation.rows, &state, &innovation);
        state = state.with(&innovation);
    }
    -0.5 * (sum + determinant.ln() + time.len() as f64 * core::f64::consts::TAU.ln())
}

/// A product of many positive numbers: few logarithms are needed if the product is kept as long as it is far from overflow.
struct Determinant {
    product: f64,
    ln: f64,
}

impl Determinant {
    const ONE: Self = Self { product: 1.0, ln: 0.0 };

    #[inline(always)]
    fn multiply(&mut self, factor: f64) {
        let product = self.product * factor;
        if (1e-150..1e150).contains(&product) {
            self.product = product;
        } else {
            self.ln += self.product.ln() + factor.ln();
            self.product = 1.0;
        }
    }

    fn ln(&self) -> f64 {
        self.ln + self.product.ln()
    }
}
