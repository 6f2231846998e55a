//! The log-normal distribution.

use super::{Distribution, DistributionError, LocationScale, Normal, finite, positive, special::HALF_LN_TAU};
use crate::transforms::Positive;
use rand::Rng;
use rand_distr::{Distribution as _, StandardNormal};

/// The exponential of a normal variable, on (0, ∞).
///
/// * `mu`: mean of `ln x`, finite
/// * `sigma`: standard deviation of `ln x`, positive
///
/// Log density: `−(ln x − mu)² / (2 sigma²) − ln x − ln sigma − ½ ln 2π`
///
/// Source: Stan Functions Reference, "Lognormal distribution".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogNormal(pub f64, pub f64);

impl Distribution for LogNormal {
    type Value = f64;
    type Transform = Positive;
    type Arguments = [f64; 2];
    const NAME: &'static str = "LogNormal";

    #[inline]
    fn transform(&self) -> Positive {
        Positive
    }
    fn validate(&self) -> Result<(), DistributionError> {
        finite("LogNormal", "mu", self.0)?;
        positive("LogNormal", "sigma", self.1)?;
        Ok(())
    }
    #[inline]
    fn log_density_and_partials(&self, x: f64) -> (f64, f64, [f64; 2]) {
        let &Self(mu, sigma) = self;
        if sigma <= 0.0 || sigma.is_nan() || x.is_nan() {
            return (f64::NAN, f64::NAN, [f64::NAN; 2]);
        }
        if x <= 0.0 || x == f64::INFINITY {
            return (f64::NEG_INFINITY, 0.0, [0.0; 2]);
        }
        let z = (x.ln() - mu) / sigma;
        let value = -0.5 * z * z - x.ln() - sigma.ln() - HALF_LN_TAU;
        (value, -(1.0 + z / sigma) / x, [z / sigma, (z * z - 1.0) / sigma])
    }
    super::from_density::partials_tangent!(log_normal(mu 0, sigma 1));
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        let &Self(mu, sigma) = self;
        let z: f64 = StandardNormal.sample(rng);
        (mu + sigma * z).exp()
    }
}

impl LocationScale for LogNormal {
    type Standard = Normal;
    const LOCATION: usize = 0;
    const SCALE: usize = 1;
    const EXPONENTIAL: bool = true;

    #[inline]
    fn standard(&self) -> Normal {
        Normal(0.0, 1.0)
    }
    #[inline]
    fn location(&self) -> f64 {
        self.0
    }
    #[inline]
    fn scale(&self) -> f64 {
        self.1
    }
}
