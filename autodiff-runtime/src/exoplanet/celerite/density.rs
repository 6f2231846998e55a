//! The logarithm of the probability density (Foreman-Mackey et al. 2017, AJ 154, 220).

use super::filter::{Innovation, Propagation, State};
use crate::Real;

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
    let (residual, variance) = (&residual[..time.len()], &variance[..time.len()]);
    let observation = |n: usize| (residual[n], variance[n]);
    run::<f64, J, W>(value, spectrum, time, observation, |_, _, _| {})
}

/// The forward recursion for numbers of any type. It asks for residual and variance of each observation, and shows the
/// propagator to it, the state in front of it, and the innovation.
#[inline(always)]
pub(super) fn run<T: Real, const J: usize, const W: usize>(
    value: &[T; J],
    spectrum: &[T; J],
    time: &[f64],
    observation: impl Fn(usize) -> (T, T),
    mut record: impl FnMut(&[[T; W]; J], &State<T, J>, &Innovation<T, J>),
) -> T {
    let mut propagation = Propagation::<T, J, W>::new(spectrum);
    let mut state = State::empty();
    let mut sum = T::zero();
    let mut determinant = Determinant::one();
    for n in 0..time.len() {
        if n > 0 {
            propagation.set(time[n] - time[n - 1]);
            state = state.propagated(&propagation.rows);
        }
        let (residual, variance) = observation(n);
        let innovation = state.innovation::<W>(value, residual, variance);
        sum += innovation.residual * innovation.residual * innovation.inverse;
        determinant.multiply(innovation.variance);
        record(&propagation.rows, &state, &innovation);
        state = state.with(&innovation);
    }
    let normalisation = T::from_f64(time.len() as f64 * core::f64::consts::TAU.ln());
    T::from_f64(-0.5) * (sum + determinant.ln() + normalisation)
}

/// A product of many positive numbers: few logarithms are needed if the product is kept as long as it is far from overflow.
struct Determinant<T> {
    product: T,
    ln: T,
}

impl<T: Real> Determinant<T> {
    fn one() -> Self {
        Self {
            product: T::one(),
            ln: T::zero(),
        }
    }

    #[inline(always)]
    fn multiply(&mut self, factor: T) {
        let product = self.product * factor;
        if (T::from_f64(1e-150)..T::from_f64(1e150)).contains(&product) {
            self.product = product;
        } else {
            self.ln += self.product.ln() + factor.ln();
            self.product = T::one();
        }
    }

    fn ln(&self) -> T {
        self.ln + self.product.ln()
    }
}
