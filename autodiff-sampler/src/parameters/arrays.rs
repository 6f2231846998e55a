//! Arrays of parameter structs: `planets: [Planet; 2]`.

use super::{ParameterError, Parameters};
use autodiff_runtime::Active;
use rand::Rng;

impl<P: Parameters, const N: usize> Parameters for [P; N] {
    fn dimension() -> usize {
        N * P::dimension()
    }
    fn stored_dimension() -> usize {
        N * P::stored_dimension()
    }
    fn append_names(prefix: &str, names: &mut Vec<String>) {
        (0..N).for_each(|i| P::append_names(&indexed(prefix, i), names));
    }
    fn constrain(position: &[f64]) -> (Self, f64) {
        let mut log_jacobian = 0.0;
        let values = std::array::from_fn(|i| {
            let (value, contribution) = P::constrain(&position[i * P::dimension()..][..P::dimension()]);
            log_jacobian += contribution;
            value
        });
        (values, log_jacobian)
    }
    fn pull_back(&self, position: &[f64], shadow: &Self::Shadow<Active>, grad: &mut [f64]) {
        for (i, (value, shadow)) in self.iter().zip(shadow).enumerate() {
            let range = i * P::dimension()..(i + 1) * P::dimension();
            value.pull_back(&position[range.clone()], shadow, &mut grad[range]);
        }
    }
    fn log_prior(&self) -> f64 {
        self.iter().map(P::log_prior).sum()
    }
    fn log_prior_and_accumulate(&self, shadow: &Self::Shadow<Active>) -> f64 {
        self.iter()
            .zip(shadow)
            .map(|(value, shadow)| value.log_prior_and_accumulate(shadow))
            .sum()
    }
    fn append_prior_terms(&self, prefix: &str, terms: &mut Vec<(String, f64)>) {
        let numbered = self.iter().enumerate();
        numbered.for_each(|(i, value)| value.append_prior_terms(&indexed(prefix, i), terms));
    }
    fn check(&self, prefix: &str) -> Result<(), ParameterError> {
        self.iter()
            .enumerate()
            .try_for_each(|(i, value)| value.check(&indexed(prefix, i)))
    }
    fn flatten(&self, out: &mut [f64]) {
        for (i, value) in self.iter().enumerate() {
            value.flatten(&mut out[i * P::stored_dimension()..][..P::stored_dimension()]);
        }
    }
    fn unflatten(values: &[f64]) -> Self {
        std::array::from_fn(|i| P::unflatten(&values[i * P::stored_dimension()..][..P::stored_dimension()]))
    }
    fn unconstrain_into(&self, prefix: &str, position: &mut [f64]) -> Result<(), ParameterError> {
        self.iter().enumerate().try_for_each(|(i, value)| {
            value.unconstrain_into(
                &indexed(prefix, i),
                &mut position[i * P::dimension()..][..P::dimension()],
            )
        })
    }
    fn sample_prior<R: Rng + ?Sized>(rng: &mut R) -> Self {
        std::array::from_fn(|_| P::sample_prior(rng))
    }
}

/// `planets.` and 1 make `planets[1].`: prefixes end in a dot wherever they are not empty.
fn indexed(prefix: &str, index: usize) -> String {
    format!("{}[{index}].", prefix.trim_end_matches('.'))
}
