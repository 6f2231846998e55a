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
    /// How the partial derivatives of the logarithm of the probability of at most `x` by the arguments change when `x` and the
    /// arguments move; `None`, as here, where nobody has written it.
    fn log_cdf_partials_tangent(&self, x: f64, x_dot: f64, arguments_dot: &Self::Arguments) -> Option<Self::Arguments> {
        let _ = (x, x_dot, arguments_dot);
        None
    }
    /// The same of the probability of more than `x`.
    fn log_survival_partials_tangent(
        &self,
        x: f64,
        x_dot: f64,
        arguments_dot: &Self::Arguments,
    ) -> Option<Self::Arguments> {
        let _ = (x, x_dot, arguments_dot);
        None
    }
}

/// Value and partial derivatives of a function of the runtime's, and how those change.
macro_rules! with_partials {
    ($module:ident::$function:ident($($index:tt $argument:ident),+), $partials:ident, $tangent:ident) => {
        #[inline]
        fn $partials(&self, x: f64) -> (f64, f64, Self::Arguments) {
            #[allow(unused_parens, reason = "a tuple of one is none")]
            let (value, (by_x, $($argument),+)) = $module::$function::value_and_grad(x, $(self.$index),+);
            (value, by_x, [$($argument),+])
        }
        fn $tangent(&self, x: f64, x_dot: f64, arguments_dot: &Self::Arguments) -> Option<Self::Arguments> {
            let (_, (_, $($argument),+)) =
                $module::$function::hvp(x, $(self.$index,)+ x_dot, $(arguments_dot[$index]),+);
            Some([$($argument),+])
        }
    };
}

macro_rules! cumulative {
    ($($name:ident($($index:tt $argument:ident),+), $function:ident;)*) => {$(
        impl Cumulative for $name {
            with_partials!(log_cdf::$function($($index $argument),+), log_cdf_and_partials, log_cdf_partials_tangent);
            with_partials!(log_survival::$function($($index $argument),+), log_survival_and_partials, log_survival_partials_tangent);
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
