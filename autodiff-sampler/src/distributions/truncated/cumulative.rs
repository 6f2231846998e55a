//! Distributions whose probabilities below and above a number are known.

use crate::distributions::{
    Cauchy, Distribution, Exponential, Frechet, Gumbel, Laplace, LogNormal, Logistic, Normal, Pareto, Rayleigh,
    Uniform, Weibull,
};
use autodiff_runtime::{log_cdf, log_survival};

/// A distribution of numbers whose probabilities below and above a number, and their derivatives, are known.
pub trait Cumulative: Distribution<Value = f64> {
    /// The logarithm of the probability of at most `x`, with its partial derivatives by `x` and by each argument.
    fn log_cdf_and_partials(&self, x: f64) -> (f64, f64, Self::Arguments);
    /// The logarithm of the probability of more than `x`, with its partial derivatives by `x` and by each argument.
    fn log_survival_and_partials(&self, x: f64) -> (f64, f64, Self::Arguments);
}

macro_rules! cumulative {
    ($($name:ident($($index:tt $argument:ident),+), $function:ident;)*) => {$(
        impl Cumulative for $name {
            #[inline]
            fn log_cdf_and_partials(&self, x: f64) -> (f64, f64, Self::Arguments) {
                #[allow(unused_parens, reason = "a tuple of one is none")]
                let (value, (by_x, $($argument),+)) = log_cdf::$function::value_and_grad(x, $(self.$index),+);
                (value, by_x, [$($argument),+])
            }
            #[inline]
            fn log_survival_and_partials(&self, x: f64) -> (f64, f64, Self::Arguments) {
                #[allow(unused_parens, reason = "a tuple of one is none")]
                let (value, (by_x, $($argument),+)) = log_survival::$function::value_and_grad(x, $(self.$index),+);
                (value, by_x, [$($argument),+])
            }
        }
    )*};
}
cumulative! {
    Normal(0 mean, 1 sd), normal;
    LogNormal(0 mu, 1 sigma), log_normal;
    Cauchy(0 location, 1 scale), cauchy;
    Laplace(0 mu, 1 sigma), laplace;
    Logistic(0 mu, 1 sigma), logistic;
    Gumbel(0 mu, 1 beta), gumbel;
    Exponential(0 rate), exponential;
    Weibull(0 alpha, 1 sigma), weibull;
    Frechet(0 alpha, 1 sigma), frechet;
    Rayleigh(0 sigma), rayleigh;
    Pareto(0 lower, 1 alpha), pareto;
    Uniform(0 lower, 1 upper), uniform;
}
