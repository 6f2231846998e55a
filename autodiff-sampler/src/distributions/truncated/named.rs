//! Truncated distributions by a list of numbers, as priors are written: `TruncatedNormal(mean, sd, lower, upper)`.

use super::{Between, Truncated};
use crate::distributions::{
    Cauchy, Distribution, DistributionError, Exponential, Gumbel, Laplace, LogNormal, Logistic, Normal, Weibull,
};
use rand::Rng;

macro_rules! named {
    ($($(#[$attribute:meta])* $name:ident of $whole:ident($($index:tt),+), $count:literal, $lower:tt, $upper:tt;)*) => {$(
        $(#[$attribute])*
        ///
        /// * the arguments of the distribution
        /// * `lower`: lower bound, or −∞
        /// * `upper`: upper bound, above `lower`, or ∞
        ///
        /// Log density: `ln f(x) − ln(F(upper) − F(lower))`, by the density and the distribution function of the whole one; see
        /// [`Truncated`]
        ///
        /// Source: Stan Reference Manual, "Truncated distributions".
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct $name($(#[doc = "An argument of the distribution."] pub named!(@float $index),)+
            #[doc = "The lower bound."] pub f64, #[doc = "The upper bound."] pub f64);

        impl $name {
            fn truncated(&self) -> Truncated<$whole> {
                Truncated($whole($(self.$index),+), self.$lower, self.$upper)
            }
        }

        impl Distribution for $name {
            type Value = f64;
            type Transform = Between;
            type Arguments = [f64; $count];
            const NAME: &'static str = stringify!($name);
            const BOUND_ARGUMENTS: &'static [usize] = &[$lower, $upper];

            #[inline]
            fn transform(&self) -> Between {
                self.truncated().transform()
            }
            fn validate(&self) -> Result<(), DistributionError> {
                self.truncated().validate().map_err(|error| DistributionError {
                    distribution: Self::NAME,
                    ..error
                })
            }
            fn log_density_and_partials(&self, x: f64) -> (f64, f64, [f64; $count]) {
                let (value, by_x, by_arguments) = self.truncated().log_density_and_partials(x);
                let mut partials = [0.0; $count];
                partials.copy_from_slice(by_arguments.as_ref());
                (value, by_x, partials)
            }
            fn partials_tangent(&self, x: f64, x_dot: f64, dots: &[f64; $count]) -> Option<(f64, [f64; $count])> {
                let mut arguments_dot = <Truncated<$whole> as Distribution>::Arguments::default();
                arguments_dot.as_mut().copy_from_slice(dots);
                let (by_x_dot, by_arguments_dot) = self.truncated().partials_tangent(x, x_dot, &arguments_dot)?;
                let mut partials_dot = [0.0; $count];
                partials_dot.copy_from_slice(by_arguments_dot.as_ref());
                Some((by_x_dot, partials_dot))
            }
            fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> f64 {
                self.truncated().sample(rng)
            }
        }
    )*};
    (@float $index:tt) => { f64 };
}
named! {
    /// [`Normal`] between bounds: `TruncatedNormal(mean, sd, lower, upper)`.
    TruncatedNormal of Normal(0, 1), 4, 2, 3;
    /// [`LogNormal`] between bounds: `TruncatedLogNormal(mu, sigma, lower, upper)`.
    TruncatedLogNormal of LogNormal(0, 1), 4, 2, 3;
    /// [`Cauchy`] between bounds: `TruncatedCauchy(location, scale, lower, upper)`.
    TruncatedCauchy of Cauchy(0, 1), 4, 2, 3;
    /// [`Laplace`] between bounds: `TruncatedLaplace(mu, sigma, lower, upper)`.
    TruncatedLaplace of Laplace(0, 1), 4, 2, 3;
    /// [`Logistic`] between bounds: `TruncatedLogistic(mu, sigma, lower, upper)`.
    TruncatedLogistic of Logistic(0, 1), 4, 2, 3;
    /// [`Gumbel`] between bounds: `TruncatedGumbel(mu, beta, lower, upper)`.
    TruncatedGumbel of Gumbel(0, 1), 4, 2, 3;
    /// [`Weibull`] between bounds: `TruncatedWeibull(alpha, sigma, lower, upper)`.
    TruncatedWeibull of Weibull(0, 1), 4, 2, 3;
    /// [`Exponential`] between bounds: `TruncatedExponential(rate, lower, upper)`.
    TruncatedExponential of Exponential(0), 3, 1, 2;
}
