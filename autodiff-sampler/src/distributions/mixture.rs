//! Mixtures of distributions, as priors.

use super::{Distribution, DistributionError};
use crate::transforms::Transform;
use rand::{Rng, RngExt};
use std::fmt::Debug;
use std::marker::PhantomData;

/// How far from 1 the weights may add up to.
const TOLERANCE: f64 = 1e-8;
/// No mixture has more components.
const MOST: usize = 6;
/// No mixture has more arguments: weights and those of all components.
const MOST_ARGUMENTS: usize = 24;

/// A mixture of distributions of numbers on one support: `Mixture([0.3, 0.7], (Normal(0.0, 1.0), StudentT(4.0, 2.0, 1.0)))`; in an
/// attribute, `#[prior(Mixture([0.3, 0.7], [Normal(0.0, 1.0), StudentT(4.0, 2.0, 1.0)]))]`, where the weights may also be a field,
/// an array on the support `simplex`.
///
/// * the weights, not negative, with the sum 1: an array with one for each component
/// * the components, a tuple of up to six distributions with the same support, which does not depend on their arguments
///
/// Log density: `ln Σ weight[k] exp(ln f[k](x))`, by the greatest term, so that none underflows
///
/// Source: Stan User's Guide, "Finite mixtures".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mixture<C: Components>(pub C::Weights, pub C);

/// What a [`Mixture`] is of: a tuple of distributions of numbers that have the same transform.
pub trait Components: Copy + Debug {
    /// One number for each component.
    type Weights: Copy + Debug + PartialEq + AsRef<[f64]>;
    /// The transform to the support of all.
    type Transform: Transform<Value = f64>;
    /// Whether all can be drawn from.
    const PROPER: bool;

    /// The transform to the support of all.
    fn transform(&self) -> Self::Transform;
    /// How many numbers the arguments of all components are.
    fn arguments() -> usize;
    /// Checks the arguments of each.
    ///
    /// # Errors
    ///
    /// Names the first that is out of its range.
    fn validate(&self) -> Result<(), DistributionError>;
    /// Visits the components: number, log density, its derivative by `x`, and those by the component's arguments.
    fn each(&self, x: f64, visit: &mut impl FnMut(usize, f64, f64, &[f64]));
    /// Visits the components: number, and how the derivatives move with `x` and the arguments of all; false if some component
    /// does not say it.
    fn each_tangent(
        &self,
        x: f64,
        x_dot: f64,
        arguments_dot: &[f64],
        visit: &mut impl FnMut(usize, f64, &[f64]),
    ) -> bool;
    /// Draws from one component.
    fn sample<R: Rng + ?Sized>(&self, component: usize, rng: &mut R) -> f64;
}

macro_rules! tuples {
    ($count:literal, $first:ident $(, $other:ident)*; $($component:ident $index:tt),+) => {
        impl<$first: Distribution<Value = f64> $(, $other: Distribution<Value = f64, Transform = $first::Transform>)*> Components
            for ($first, $($other,)*)
        {
            type Weights = [f64; $count];
            type Transform = $first::Transform;
            const PROPER: bool = true $(&& $component::PROPER)+;

            #[inline]
            fn transform(&self) -> Self::Transform {
                const {
                    assert!(
                        true $(&& $component::BOUND_ARGUMENTS.is_empty())+,
                        "the support of a mixture's component must not depend on its arguments"
                    );
                    assert!(
                        ($count + 0 $(+ size_of::<$component::Arguments>() / size_of::<f64>())+) <= MOST_ARGUMENTS,
                        "a mixture has at most 24 arguments, its weights counted"
                    );
                }
                self.0.transform()
            }
            #[inline]
            fn arguments() -> usize {
                0 $(+ $component::Arguments::default().as_ref().len())+
            }
            fn validate(&self) -> Result<(), DistributionError> {
                $(self.$index.validate()?;)+
                Ok(())
            }
            #[inline]
            fn each(&self, x: f64, visit: &mut impl FnMut(usize, f64, f64, &[f64])) {
                $(
                    let (value, by_x, by_arguments) = self.$index.log_density_and_partials(x);
                    visit($index, value, by_x, by_arguments.as_ref());
                )+
            }
            fn each_tangent(
                &self,
                x: f64,
                x_dot: f64,
                mut arguments_dot: &[f64],
                visit: &mut impl FnMut(usize, f64, &[f64]),
            ) -> bool {
                $(
                    let mut own_dot = $component::Arguments::default();
                    let (front, rest) = arguments_dot.split_at(own_dot.as_ref().len());
                    own_dot.as_mut().copy_from_slice(front);
                    arguments_dot = rest;
                    let Some((by_x_dot, by_arguments_dot)) = self.$index.partials_tangent(x, x_dot, &own_dot) else {
                        return false;
                    };
                    visit($index, by_x_dot, by_arguments_dot.as_ref());
                )+
                let _ = arguments_dot;
                true
            }
            fn sample<R: Rng + ?Sized>(&self, component: usize, rng: &mut R) -> f64 {
                match component {
                    $($index => self.$index.sample(rng),)+
                    _ => f64::NAN,
                }
            }
        }
    };
}
tuples!(1, A; A 0);
tuples!(2, A, B; A 0, B 1);
tuples!(3, A, B, C; A 0, B 1, C 2);
tuples!(4, A, B, C, D; A 0, B 1, C 2, D 3);
tuples!(5, A, B, C, D, E; A 0, B 1, C 2, D 3, E 4);
tuples!(6, A, B, C, D, E, F; A 0, B 1, C 2, D 3, E 4, F 5);

/// The weights, and the arguments of all components in order.
#[derive(Clone, Copy, Debug)]
pub struct MixtureArguments<C> {
    numbers: [f64; MOST_ARGUMENTS],
    of: PhantomData<C>,
}

impl<C: Components> MixtureArguments<C> {
    fn weights() -> usize {
        size_of::<C::Weights>() / size_of::<f64>()
    }
}
impl<C: Components> Default for MixtureArguments<C> {
    fn default() -> Self {
        Self {
            numbers: [0.0; MOST_ARGUMENTS],
            of: PhantomData,
        }
    }
}
impl<C: Components> AsRef<[f64]> for MixtureArguments<C> {
    #[inline]
    fn as_ref(&self) -> &[f64] {
        &self.numbers[..Self::weights() + C::arguments()]
    }
}
impl<C: Components> AsMut<[f64]> for MixtureArguments<C> {
    #[inline]
    fn as_mut(&mut self) -> &mut [f64] {
        &mut self.numbers[..Self::weights() + C::arguments()]
    }
}

/// The components' log densities, and the logarithm of their weighted sum.
struct Terms {
    values: [f64; MOST],
    log_sum: f64,
}

impl Terms {
    /// The density of a component, over that of the mixture: its weight times that is its share.
    fn ratio(&self, component: usize) -> f64 {
        (self.values[component] - self.log_sum).exp()
    }
}

impl<C: Components> Mixture<C> {
    #[inline]
    fn terms(&self, x: f64) -> Terms {
        let weights = self.0.as_ref();
        let mut values = [f64::NEG_INFINITY; MOST];
        self.1.each(x, &mut |k, value, _, _| values[k] = value);
        let counted = || weights.iter().zip(&values).filter(|(weight, _)| **weight != 0.0);
        let greatest = counted().map(|(_, value)| *value).fold(f64::NEG_INFINITY, f64::max);
        let unknown = values[..weights.len()].iter().any(|value| value.is_nan()) || weights.iter().any(|weight| weight.is_nan() || *weight < 0.0);
        let log_sum = if unknown {
            f64::NAN
        } else if greatest.is_infinite() {
            greatest
        } else {
            let sum: f64 = counted().map(|(weight, value)| weight * (value - greatest).exp()).sum();
            greatest + sum.ln()
        };
        Terms { values, log_sum }
    }
}

impl<C: Components> Distribution for Mixture<C> {
    type Value = f64;
    type Transform = C::Transform;
    type Arguments = MixtureArguments<C>;
    const NAME: &'static str = "Mixture";
    const PROPER: bool = C::PROPER;

    #[inline]
    fn transform(&self) -> C::Transform {
        self.1.transform()
    }
    fn validate(&self) -> Result<(), DistributionError> {
        let error = |argument, value, requirement| DistributionError {
            distribution: Self::NAME,
            argument,
            value,
            requirement,
        };
        let weights = self.0.as_ref();
        if let Some(weight) = weights.iter().find(|weight| !(0.0..=1.0 + TOLERANCE).contains(*weight)) {
            return Err(error("a weight", *weight, "between 0 and 1"));
        }
        let sum: f64 = weights.iter().sum();
        if (sum - 1.0).abs() > TOLERANCE {
            return Err(error("the sum of the weights", sum, "1"));
        }
        self.1.validate()
    }
    #[inline]
    fn log_density(&self, x: f64) -> f64 {
        self.terms(x).log_sum
    }
    fn log_density_and_partials(&self, x: f64) -> (f64, f64, Self::Arguments) {
        let (weights, terms) = (self.0.as_ref(), self.terms(x));
        let mut partials = Self::Arguments::default();
        if terms.log_sum.is_nan() {
            partials.as_mut().fill(f64::NAN);
            return (f64::NAN, f64::NAN, partials);
        }
        if terms.log_sum == f64::NEG_INFINITY {
            return (f64::NEG_INFINITY, 0.0, partials);
        }
        let (mut by_x, mut at) = (0.0, weights.len());
        self.1.each(x, &mut |k, _, component_by_x, component_by_arguments| {
            let ratio = terms.ratio(k);
            let share = weights[k] * ratio;
            by_x += share * component_by_x;
            partials.as_mut()[k] = ratio;
            for partial in component_by_arguments {
                partials.as_mut()[at] = share * partial;
                at += 1;
            }
        });
        (terms.log_sum, by_x, partials)
    }
    fn partials_tangent(&self, x: f64, x_dot: f64, arguments_dot: &Self::Arguments) -> Option<(f64, Self::Arguments)> {
        let (weights, terms) = (self.0.as_ref(), self.terms(x));
        let (weights_dot, components_dot) = arguments_dot.as_ref().split_at(weights.len());
        // How each component's log density moves, and the logarithm of the sum.
        let (mut values_dot, mut log_sum_dot, mut at) = ([0.0; MOST], 0.0, 0);
        self.1.each(x, &mut |k, _, by_x, by_arguments| {
            let dots = &components_dot[at..at + by_arguments.len()];
            at += by_arguments.len();
            values_dot[k] = by_x * x_dot + by_arguments.iter().zip(dots).map(|(by, dot)| by * dot).sum::<f64>();
            log_sum_dot += terms.ratio(k) * (weights_dot[k] + weights[k] * values_dot[k]);
        });
        let mut shares = [(0.0, 0.0); MOST];
        let (mut partials_dot, mut by_x_dot, mut at) = (Self::Arguments::default(), 0.0, weights.len());
        self.1.each(x, &mut |k, _, by_x, by_arguments| {
            let ratio = terms.ratio(k);
            let ratio_dot = ratio * (values_dot[k] - log_sum_dot);
            let share_dot = weights_dot[k] * ratio + weights[k] * ratio_dot;
            shares[k] = (weights[k] * ratio, share_dot);
            by_x_dot += share_dot * by_x;
            partials_dot.as_mut()[k] = ratio_dot;
            for partial in by_arguments {
                partials_dot.as_mut()[at] = share_dot * partial;
                at += 1;
            }
        });
        let mut at = weights.len();
        let all = self.1.each_tangent(x, x_dot, components_dot, &mut |k, component_by_x_dot, by_arguments_dot| {
            let (share, _) = shares[k];
            by_x_dot += share * component_by_x_dot;
            for partial_dot in by_arguments_dot {
                partials_dot.as_mut()[at] += share * partial_dot;
                at += 1;
            }
        });
        all.then_some((by_x_dot, partials_dot))
    }
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        if self.validate().is_err() {
            return f64::NAN;
        }
        let weights = self.0.as_ref();
        let (mut rest, mut component) = (rng.random::<f64>(), 0);
        while component + 1 < weights.len() && rest >= weights[component] {
            rest -= weights[component];
            component += 1;
        }
        self.1.sample(component, rng)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Distribution, Gamma, HalfNormal, Normal, StudentT};
    use super::Mixture;
    use rand::SeedableRng;
    use rand_xoshiro::Xoshiro256PlusPlus;

    fn made(a: &[f64]) -> Mixture<(Normal, StudentT)> {
        Mixture([a[0], a[1]], (Normal(a[2], a[3]), StudentT(a[4], a[5], a[6])))
    }

    const ARGUMENTS: [f64; 7] = [0.3, 0.7, -1.0, 0.5, 4.0, 2.0, 1.5];

    #[test]
    fn the_density_is_that_of_scipy() {
        let positive = Mixture([0.25, 0.75], (HalfNormal(2.0), Gamma(3.0, 2.0)));
        for row in include_str!("../../tests/data/mixtures.csv").lines().skip(1) {
            let (mixture, numbers) = row.split_once(',').expect("three columns");
            let (x, expected) = numbers.split_once(',').expect("three columns");
            let [x, expected] = [x, expected].map(|number| number.parse::<f64>().expect("a number"));
            let value = match mixture {
                "real" => made(&ARGUMENTS).log_density(x),
                _ => positive.log_density(x),
            };
            assert!((value - expected).abs() < 2e-13 * expected.abs().max(1.0), "{row}: {value}");
        }
        assert_eq!(positive.log_density(-1.0), f64::NEG_INFINITY);
    }

    #[test]
    fn derivatives_agree_with_differences_in_first_and_second_order() {
        let h = 1e-4;
        let dots = [0.2, -0.1, 0.4, 0.3, -0.5, 0.6, 0.2];
        let at = |t: f64| {
            let arguments: Vec<f64> = ARGUMENTS.iter().zip(dots).map(|(a, dot)| a + t * dot).collect();
            let (value, by_x, by_arguments) = made(&arguments).log_density_and_partials(0.4 + 0.7 * t);
            let mut all = vec![by_x];
            all.extend_from_slice(by_arguments.as_ref());
            (value, all)
        };
        let mut arguments_dot = <Mixture<(Normal, StudentT)> as Distribution>::Arguments::default();
        arguments_dot.as_mut().copy_from_slice(&dots);
        let (value_slope, (_, partials)) = ((at(h).0 - at(-h).0) / (2.0 * h), at(0.0));
        let along = partials[0] * 0.7 + partials[1..].iter().zip(dots).map(|(by, dot)| by * dot).sum::<f64>();
        assert!((along - value_slope).abs() < 1e-7, "{along} is not {value_slope}");
        let (by_x_dot, by_arguments_dot) = made(&ARGUMENTS)
            .partials_tangent(0.4, 0.7, &arguments_dot)
            .expect("second derivatives");
        for (i, exact) in std::iter::once(&by_x_dot).chain(by_arguments_dot.as_ref()).enumerate() {
            let slope = (at(h).1[i] - at(-h).1[i]) / (2.0 * h);
            assert!((exact - slope).abs() < 1e-6, "{i}: {exact} is not {slope}");
        }
    }

    #[test]
    fn draws_come_from_all_components() {
        let mixture = Mixture([0.25, 0.75], (Normal(-2.0, 0.5), Normal(1.0, 0.1)));
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(4);
        let draws: Vec<f64> = (0..20_000).map(|_| mixture.sample(&mut rng)).collect();
        let share = draws.iter().filter(|x| **x < 0.0).count() as f64 / 20_000.0;
        // A standard error of 0.003.
        assert!((share - 0.25).abs() < 0.013, "{share}");
        let mean = draws.iter().sum::<f64>() / 20_000.0;
        assert!((mean - 0.25).abs() < 0.04, "{mean}");
    }

    #[test]
    fn weights_must_add_up_to_one() {
        let message = |weights| {
            let error = Mixture(weights, (Normal(0.0, 1.0), Normal(1.0, 1.0))).validate();
            error.expect_err("invalid").to_string()
        };
        assert_eq!(message([0.5, 0.6]), "Mixture: the sum of the weights is 1.1, but must be 1");
        assert_eq!(message([-0.5, 1.5]), "Mixture: a weight is -0.5, but must be between 0 and 1");
        assert!(Mixture([1.0], (Normal(0.0, -1.0),)).validate().is_err());
        assert!(made(&[f64::NAN; 7]).log_density(0.0).is_nan());
    }
}
