//! Arrays and vectors of parameter structs: `planets: [Planet; 2]`, `planets: Vec<Planet>`.

use super::cursor::{take, take_mut};
use super::elements::{nested, second};
use super::layout::{array_of, first};
use super::{Constrained, DimsError, MovingValues, NamedAxes, ParameterError, Parameters, Sizes};
use autodiff_runtime::Active;
use rand::Rng;

/// What arrays and vectors have in common.
macro_rules! elementwise {
    () => {
        fn dimension(&self) -> usize {
            self.iter().map(P::dimension).sum()
        }
        fn stored_dimension(&self) -> usize {
            self.iter().map(P::stored_dimension).sum()
        }
        fn append_names(&self, prefix: &str, names: &mut Vec<String>) {
            let numbered = self.iter().enumerate();
            numbered.for_each(|(i, value)| value.append_names(&indexed(prefix, i), names));
        }
        fn append_coordinates(&self, prefix: &str, coordinates: &mut Vec<String>) {
            let numbered = self.iter().enumerate();
            numbered.for_each(|(i, value)| value.append_coordinates(&indexed(prefix, i), coordinates));
        }
        fn append_axes(&self, prefix: &str, axes: &[&str], outer: &[Option<String>], out: &mut Vec<NamedAxes>) {
            let (own, inner) = first(axes);
            let mut outer = outer.to_vec();
            outer.push(own.map(str::to_owned));
            if let Some(value) = self.first() {
                value.append_axes(prefix, inner, &outer, out);
            }
        }
        fn constrain_into(&mut self, mut position: &[f64]) -> Constrained {
            let mut sum = Constrained::default();
            for value in self {
                nested::constrain(value, &mut position, &mut sum);
            }
            sum
        }
        fn pull_back(
            &self,
            mut position: &[f64],
            shadow: &Self::Shadow<Active>,
            with_density: bool,
            mut grad: &mut [f64],
        ) {
            for (value, shadow) in self.iter().zip(shadow).rev() {
                nested::pull_back(value, shadow, &mut position, &mut grad, with_density);
            }
        }
        fn constrain_tangent(&self, mut position: &[f64], mut direction: &[f64], dot: &Self::Shadow<Active>) -> bool {
            let mut parts = self.iter().zip(dot);
            parts.all(|(value, dot)| second::nested::constrain_tangent(value, dot, &mut position, &mut direction))
        }
        fn log_prior_tangent(&self, values: &MovingValues<'_, Self::Shadow<Active>>) -> bool {
            let mut parts = self.iter().enumerate();
            parts.all(|(i, value)| value.log_prior_tangent(&element(values, i)))
        }
        fn pull_back_tangent(
            &self,
            values: &MovingValues<'_, Self::Shadow<Active>>,
            mut position: &[f64],
            mut direction: &[f64],
            mut grad_dot: &mut [f64],
        ) -> bool {
            self.iter().enumerate().rev().all(|(i, value)| {
                let values = element(values, i);
                second::nested::pull_back_tangent(value, &values, &mut position, &mut direction, &mut grad_dot)
            })
        }
        fn log_prior(&self) -> f64 {
            self.iter().map(P::log_prior).sum()
        }
        fn log_prior_and_accumulate(&self, shadow: &Self::Shadow<Active>) -> f64 {
            let parts = self.iter().zip(shadow);
            parts
                .map(|(value, shadow)| value.log_prior_and_accumulate(shadow))
                .sum()
        }
        fn log_prior_of_centred(&self) -> f64 {
            self.iter().map(P::log_prior_of_centred).sum()
        }
        fn append_prior_terms(&self, prefix: &str, terms: &mut Vec<(String, f64)>) {
            let numbered = self.iter().enumerate();
            numbered.for_each(|(i, value)| value.append_prior_terms(&indexed(prefix, i), terms));
        }
        fn check(&self, prefix: &str) -> Result<(), ParameterError> {
            let mut numbered = self.iter().enumerate();
            numbered.try_for_each(|(i, value)| value.check(&indexed(prefix, i)))
        }
        fn check_proper(&self, prefix: &str) -> Result<(), ParameterError> {
            let mut numbered = self.iter().enumerate();
            numbered.try_for_each(|(i, value)| value.check_proper(&indexed(prefix, i)))
        }
        fn flatten(&self, mut out: &mut [f64]) {
            for value in self {
                value.flatten(take_mut(&mut out, value.stored_dimension()));
            }
        }
        fn unflatten_into(&mut self, mut values: &[f64]) {
            for value in self {
                let count = value.stored_dimension();
                value.unflatten_into(take(&mut values, count));
            }
        }
        fn unconstrain_into(&self, prefix: &str, mut position: &mut [f64]) -> Result<(), ParameterError> {
            self.iter().enumerate().try_for_each(|(i, value)| {
                value.unconstrain_into(&indexed(prefix, i), take_mut(&mut position, value.dimension()))
            })
        }
        fn sample_prior_into<R: Rng + ?Sized>(&mut self, rng: &mut R) {
            self.iter_mut().for_each(|value| value.sample_prior_into(rng));
        }
    };
}

impl<P: Parameters, const N: usize> Parameters for [P; N] {
    const RUN_TIME_SIZES: bool = P::RUN_TIME_SIZES;

    fn prototype(sizes: &mut Sizes, prefix: &str, axes: &[&str]) -> Result<Self, DimsError> {
        let (own, inner) = first(axes);
        sizes.fixed(own, N, prefix.trim_end_matches('.'))?;
        array_of(|i| P::prototype(sizes, &indexed(prefix, i), inner))
    }
    #[inline(always)]
    fn blank() -> Self {
        std::array::from_fn(|_| P::blank())
    }
    elementwise!();
}

impl<P: Parameters> Parameters for Vec<P> {
    const RUN_TIME_SIZES: bool = true;

    fn prototype(sizes: &mut Sizes, prefix: &str, axes: &[&str]) -> Result<Self, DimsError> {
        let (own, inner) = first(axes);
        let length = sizes.run_time(own, prefix.trim_end_matches('.'))?;
        (0..length)
            .map(|i| P::prototype(sizes, &indexed(prefix, i), inner))
            .collect()
    }
    #[inline(always)]
    fn blank() -> Self {
        Vec::new()
    }
    elementwise!();
}

/// `planets.` and 1 make `planets[1].`: prefixes end in a dot wherever they are not empty.
fn indexed(prefix: &str, index: usize) -> String {
    format!("{}[{index}].", prefix.trim_end_matches('.'))
}

/// What belongs to one element.
fn element<'a, S, T: std::ops::Index<usize, Output = S>>(
    values: &MovingValues<'a, T>,
    i: usize,
) -> MovingValues<'a, S> {
    MovingValues {
        dot: &values.dot[i],
        bar: &values.bar[i],
        bar_dot: &values.bar_dot[i],
    }
}
