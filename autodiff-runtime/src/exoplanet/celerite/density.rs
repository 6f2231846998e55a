//! The logarithm of the probability density (Foreman-Mackey et al. 2017, AJ 154, 220).

use super::filter::{Innovation, Propagators, State};
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use crate::support::Tape;

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
    // For its memory: a thread keeps it.
    let mut tape = Tape::new();
    let propagators = Propagators::<J, W>::new(spectrum, time, &mut tape);
    let density = run(value, &propagators, residual, variance, |_, _| {});
    propagators.keep(&mut tape);
    tape.give_back();
    density
}

/// The forward recursion, which shows the state in front of each observation, and the innovation.
#[inline(always)]
pub(super) fn run<const J: usize, const W: usize>(
    value: &[f64; J],
    propagators: &Propagators<J, W>,
    residual: &[f64],
    variance: &[f64],
    mut record: impl FnMut(&State<J>, &Innovation<J>),
) -> f64 {
    let mut state = State::EMPTY;
    let mut sum = 0.0;
    let mut determinant = Determinant::ONE;
    let mut which = propagators.which.iter();
    for (residual, variance) in residual.iter().zip(variance) {
        let innovation = state.innovation::<W>(value, *residual, *variance);
        sum += innovation.residual * innovation.residual * innovation.inverse;
        determinant.multiply(innovation.variance);
        record(&state, &innovation);
        state = state.with(&innovation);
        if let Some(which) = which.next() {
            state = state.propagated(&propagators.rows[*which as usize]);
        }
    }
    -0.5 * (sum + determinant.ln() + residual.len() as f64 * core::f64::consts::TAU.ln())
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
