//! Probability distributions with log densities, hand-written partial derivatives, and sampling.
//!
//! Each file is one distribution, parameterised as in Stan, and constructed as it is written in `#[prior(…)]`:
//! `Normal(mean, sd)`. The partial derivatives by the arguments are what lets one parameter stand in the prior of another.
//!
//! | distribution | support |
//! |---|---|
//! | [`Normal`]`(mean, sd)`, [`Cauchy`]`(location, scale)`, [`StudentT`]`(nu, mu, sigma)` | ℝ |
//! | [`Laplace`]`(mu, sigma)`, [`Logistic`]`(mu, sigma)`, [`Gumbel`]`(mu, beta)`, [`SkewNormal`]`(xi, omega, alpha)` | ℝ |
//! | [`HalfNormal`]`(sd)`, [`HalfCauchy`]`(scale)`, [`HalfStudentT`]`(nu, sigma)`, [`LogNormal`]`(mu, sigma)`, [`Exponential`]`(rate)`, [`Gamma`]`(shape, rate)` | (0, ∞) |
//! | [`InverseGamma`]`(shape, scale)`, [`ChiSquare`]`(nu)`, [`InverseChiSquare`]`(nu)`, [`ScaledInverseChiSquare`]`(nu, sigma)`, [`Weibull`]`(alpha, sigma)`, [`Frechet`]`(alpha, sigma)`, [`Rayleigh`]`(sigma)` | (0, ∞) |
//! | [`Beta`]`(alpha, beta)`, [`BetaProportion`]`(mu, kappa)` | (0, 1) |
//! | [`VonMises`]`(mu, kappa)` | angles in (−π, π] |
//! | [`Pareto`]`(lower, alpha)` | (lower, ∞) |
//! | [`TruncatedNormal`]`(mean, sd, lower, upper)` and its like; [`Truncated`]`(distribution, lower, upper)` | between bounds that may be infinite |
//! | [`Mixture`]`(weights, components)` | that of its components |
//! | [`Dirichlet`]`(&alpha)` | vectors of proportions |
//! | [`MultiNormal`]`(&mean, &covariance)`, [`MultiNormalCholesky`]`(&mean, &factor)`, [`MultiNormalPrecision`]`(&mean, &precision)`, [`MultiStudentT`]`(nu, &mean, &scale)`, [`MultiStudentTCholesky`]`(nu, &mean, &factor)` | vectors |
//! | [`LkjCorrCholesky`]`(eta)` | Cholesky factors of correlation matrices |
//! | [`discrete`]: `Poisson(rate)`, `Binomial(n, p)` and others | counts, for predictive draws |
//! | [`Uniform`]`(lower, upper)` | (lower, upper) |
//! | [`UnitDisk`] | the unit disk, uniformly |
//! | [`Angle`] | angles in (−π, π], uniformly and without ends |
//! | [`Kipping`] (feature `exoplanet`) | quadratic limb darkening `[u1, u2]`, uniformly where it is physical |
//! | [`EccentricityKipping2013`], [`EccentricityKipping2013Short`], [`EccentricityKipping2013Long`], [`EccentricityVanEylen2019Single`], [`EccentricityVanEylen2019Multiple`], [`EccentricityVanEylen2019Mixture`]`(fraction)` (feature `exoplanet`) | eccentricities, [0, 1) |
//! | [`Flat`] | ℝ, or what `#[support(…)]` says; improper |
//!
//! In likelihoods call the densities themselves, which are functions of [`autodiff_runtime::log_density`]:
//! `log_density::normal(y, mean, sd)`.
//!
//! ```
//! use autodiff_sampler::distributions::{Distribution, Normal};
//!
//! let (log_density, by_x, [by_mean, by_sd]) = Normal(1.0, 2.0).log_density_and_partials(3.0);
//! assert_eq!(log_density, -0.5 - 2f64.ln() - 0.5 * std::f64::consts::TAU.ln());
//! assert_eq!((by_x, by_mean, by_sd), (-0.5, 0.5, 0.0));
//! assert!(Normal(0.0, -1.0).validate().is_err());
//! ```

mod angle;
mod beta;
mod cauchy;
#[cfg(feature = "exoplanet")]
mod eccentricity;
mod exponential;
mod flat;
mod gamma;
mod half_cauchy;
mod half_normal;
#[cfg(feature = "exoplanet")]
mod kipping;
mod location_scale;
mod log_normal;
mod normal;
mod restricted;
pub(crate) mod special;
mod student_t;
mod uniform;
mod unit_disk;
mod vector;

pub use angle::Angle;
pub use beta::Beta;
pub use cauchy::Cauchy;
#[cfg(feature = "exoplanet")]
pub use eccentricity::{
    EccentricityKipping2013, EccentricityKipping2013Long, EccentricityKipping2013Short,
    EccentricityVanEylen2019Mixture, EccentricityVanEylen2019Multiple, EccentricityVanEylen2019Single,
};
pub use exponential::Exponential;
pub use flat::Flat;
pub use gamma::Gamma;
pub use half_cauchy::HalfCauchy;
pub use half_normal::HalfNormal;
#[cfg(feature = "exoplanet")]
pub use kipping::Kipping;
pub use location_scale::LocationScale;
pub use log_normal::LogNormal;
pub use normal::Normal;
pub use restricted::Restricted;
pub use student_t::StudentT;
pub use uniform::Uniform;
pub use unit_disk::UnitDisk;
pub use vector::VectorDistribution;

// Those whose density is a function of the runtime's.
mod beta_proportion;
mod chi_square;
mod frechet;
mod from_density;
mod gumbel;
mod half_student_t;
mod inverse_chi_square;
mod inverse_gamma;
mod laplace;
mod logistic;
mod pareto;
mod rayleigh;
mod scaled_inverse_chi_square;
mod skew_normal;
mod von_mises;
mod weibull;

pub use beta_proportion::BetaProportion;
pub use chi_square::ChiSquare;
pub use frechet::Frechet;
pub use gumbel::Gumbel;
pub use half_student_t::HalfStudentT;
pub use inverse_chi_square::InverseChiSquare;
pub use inverse_gamma::InverseGamma;
pub use laplace::Laplace;
pub use logistic::Logistic;
pub use pareto::Pareto;
pub use rayleigh::Rayleigh;
pub use scaled_inverse_chi_square::ScaledInverseChiSquare;
pub use skew_normal::SkewNormal;
pub use von_mises::VonMises;
pub use weibull::Weibull;

// Between bounds, of several numbers, and counts.
pub mod discrete;
mod mixture;
mod multivariate;
mod truncated;

pub use discrete::DiscreteDistribution;
pub use mixture::{Components, Mixture, MixtureArguments};
pub use multivariate::{
    Dirichlet, LkjCorrCholesky, MultiNormal, MultiNormalCholesky, MultiNormalPrecision, MultiStudentT,
    MultiStudentTCholesky,
};
pub use truncated::{
    Between, Cumulative, Truncated, TruncatedArguments, TruncatedCauchy, TruncatedExponential, TruncatedGumbel,
    TruncatedLaplace, TruncatedLogNormal, TruncatedLogistic, TruncatedNormal, TruncatedWeibull,
};

use crate::transforms::{Point, Support, Transform};
use rand::Rng;
use std::fmt::Debug;

/// A continuous distribution of a number, or of a few that belong together.
///
/// Implement it on a tuple struct of your own to use it in `#[prior(path::to::Mine(…))]`.
pub trait Distribution: Copy + Debug {
    /// What it is a distribution of: `f64` or `[f64; 2]`.
    type Value: Point;
    /// The bijection from unconstrained space to its support.
    type Transform: Transform<Value = Self::Value>;
    /// One number for each argument of the constructor: `[f64; 2]` for `Normal(mean, sd)`.
    type Arguments: Copy + Debug + Default + AsRef<[f64]> + AsMut<[f64]>;
    /// The name, as in the constructor.
    const NAME: &'static str;
    /// Which arguments are the bounds of the support, in the order of [`Transform::Bounds`]: `&[0, 1]` for
    /// `Uniform(lower, upper)`, whose two arguments are. None if nothing is said: then the support must not depend on the
    /// arguments. Derivatives reach other parameters through the bounds by this list.
    const BOUND_ARGUMENTS: &'static [usize] = &[];
    /// Whether the density integrates to one, so that draws can be made.
    const PROPER: bool = true;

    /// The bijection from unconstrained space to the support.
    fn transform(&self) -> Self::Transform;

    /// Where the density is positive.
    fn support(&self) -> Support {
        self.transform().support()
    }

    /// Checks the arguments.
    ///
    /// # Errors
    ///
    /// Names the first argument for which there is no such distribution.
    fn validate(&self) -> Result<(), DistributionError>;

    /// The natural logarithm of the density at `x`: −∞ outside the support, NaN where the arguments are invalid.
    #[inline]
    fn log_density(&self, x: Self::Value) -> f64 {
        self.log_density_and_partials(x).0
    }

    /// The log density with its partial derivatives by `x` and by each argument, which are 0 outside the support.
    fn log_density_and_partials(&self, x: Self::Value) -> (f64, Self::Value, Self::Arguments);

    /// How the partial derivatives of [`log_density_and_partials`](Self::log_density_and_partials) change when `x` moves by `x_dot`
    /// and the arguments by `arguments_dot`: the second derivatives times that direction. `None` where nobody has written it, as
    /// here: posteriors then have their second derivatives by differences.
    fn partials_tangent(
        &self,
        x: Self::Value,
        x_dot: Self::Value,
        arguments_dot: &Self::Arguments,
    ) -> Option<(Self::Value, Self::Arguments)> {
        let _ = (x, x_dot, arguments_dot);
        None
    }

    /// Draws a value; NaN where the arguments are invalid.
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> Self::Value;
}

/// An argument for which a distribution does not exist.
#[derive(Clone, Copy, PartialEq, thiserror::Error)]
#[error("{distribution}: {argument} is {value}, but must be {requirement}")]
pub struct DistributionError {
    /// The distribution's name.
    pub distribution: &'static str,
    /// The argument's name.
    pub argument: &'static str,
    /// Its value.
    pub value: f64,
    /// What it must be.
    pub requirement: &'static str,
}

crate::messages::debug_is_the_message!(DistributionError);

/// Checks that an argument is finite.
fn finite(distribution: &'static str, argument: &'static str, value: f64) -> Result<(), DistributionError> {
    if value.is_finite() {
        return Ok(());
    }
    Err(DistributionError {
        distribution,
        argument,
        value,
        requirement: "finite",
    })
}

/// Checks that an argument is finite and greater than zero.
fn positive(distribution: &'static str, argument: &'static str, value: f64) -> Result<(), DistributionError> {
    if value > 0.0 && value.is_finite() {
        return Ok(());
    }
    Err(DistributionError {
        distribution,
        argument,
        value,
        requirement: "finite and greater than 0",
    })
}

/// Checks that an argument is finite and not less than zero.
fn not_negative(distribution: &'static str, argument: &'static str, value: f64) -> Result<(), DistributionError> {
    if value >= 0.0 && value.is_finite() {
        return Ok(());
    }
    Err(DistributionError {
        distribution,
        argument,
        value,
        requirement: "finite and at least 0",
    })
}

/// Checks that an argument is strictly between 0 and 1.
fn proportion(distribution: &'static str, argument: &'static str, value: f64) -> Result<(), DistributionError> {
    if value > 0.0 && value < 1.0 {
        return Ok(());
    }
    Err(DistributionError {
        distribution,
        argument,
        value,
        requirement: "between 0 and 1",
    })
}

#[cfg(all(test, feature = "exoplanet"))]
mod planet_tests;
#[cfg(test)]
mod tests;
