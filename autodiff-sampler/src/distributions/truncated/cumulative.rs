//! Distributions whose probabilities below and above a number are known.

use crate::distributions::{
    Beta, BetaProportion, Cauchy, ChiSquare, Distribution, Exponential, Frechet, Gamma, Gumbel, HalfCauchy, HalfNormal,
    HalfStudentT, InverseChiSquare, InverseGamma, Laplace, LogNormal, Logistic, Normal, Pareto, Rayleigh,
    ScaledInverseChiSquare, StudentT, Uniform, Weibull,
};
use autodiff_runtime::{log_cdf, log_survival};

/// A distribution of numbers whose probabilities below and above a number, and their derivatives, are known.
///
/// Of this crate's distributions of numbers all are but [`SkewNormal`](crate::distributions::SkewNormal) (Owen's function),
/// [`VonMises`](crate::distributions::VonMises), [`Mixture`](crate::distributions::Mixture), and those of eccentricities.
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
    Gamma(0 shape, 1 rate), gamma;
    InverseGamma(0 shape, 1 scale), inverse_gamma;
    ChiSquare(0 nu), chi_square;
    InverseChiSquare(0 nu), inverse_chi_square;
    ScaledInverseChiSquare(0 nu, 1 sigma), scaled_inverse_chi_square;
    Beta(0 alpha, 1 beta), beta;
    BetaProportion(0 mu, 1 kappa), beta_proportion;
    StudentT(0 nu, 1 mu, 2 sigma), student_t;
    HalfNormal(0 sd), half_normal;
    HalfCauchy(0 scale), half_cauchy;
    HalfStudentT(0 nu, 1 sigma), half_student_t;
}
