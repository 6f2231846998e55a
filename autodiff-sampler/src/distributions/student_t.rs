//! Student's t distribution.

use super::{Distribution, DistributionError, LocationScale, finite, positive, special::digamma};
use crate::transforms::Identity;
use libm::lgamma;
use rand::Rng;
use rand_distr::{Distribution as _, StandardNormal};
use std::f64::consts::PI;

/// Student's t distribution on ℝ.
///
/// * `nu`: degrees of freedom, positive
/// * `mu`: location, finite
/// * `sigma`: scale, positive
///
/// Log density: `ln Γ((nu + 1)/2) − ln Γ(nu/2) − ½ ln(nu π) − ln sigma − (nu + 1)/2 ln(1 + z²/nu)` with `z = (x − mu) / sigma`
///
/// Source: Stan Functions Reference, "Student-t distribution".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StudentT(pub f64, pub f64, pub f64);

impl Distribution for StudentT {
    type Value = f64;
    type Transform = Identity;
    type Arguments = [f64; 3];
    const NAME: &'static str = "StudentT";

    #[inline]
    fn transform(&self) -> Identity {
        Identity
    }
    fn validate(&self) -> Result<(), DistributionError> {
        positive("StudentT", "nu", self.0)?;
        finite("StudentT", "mu", self.1)?;
        positive("StudentT", "sigma", self.2)?;
        Ok(())
    }
    #[inline]
    fn log_density_and_partials(&self, x: f64) -> (f64, f64, [f64; 3]) {
        let &Self(nu, mu, sigma) = self;
        if !(nu > 0.0 && sigma > 0.0) || x.is_nan() {
            return (f64::NAN, f64::NAN, [f64::NAN; 3]);
        }
        let z = (x - mu) / sigma;
        // z² / (nu + z²), which stays finite where z² overflows.
        let share = 1.0 - 1.0 / (1.0 + z * z / nu);
        let log_tail = (z * z / nu).ln_1p();
        let constant = lgamma(0.5 * (nu + 1.0)) - lgamma(0.5 * nu) - 0.5 * (nu * PI).ln();
        let value = constant - sigma.ln() - 0.5 * (nu + 1.0) * log_tail;
        let by_x = -(nu + 1.0) * z / (sigma * (nu + z * z));
        let by_nu = digamma(0.5 * (nu + 1.0)) - digamma(0.5 * nu) - 1.0 / nu - log_tail + (nu + 1.0) * share / nu;
        (value, by_x, [0.5 * by_nu, -by_x, ((nu + 1.0) * share - 1.0) / sigma])
    }
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        let &Self(nu, mu, sigma) = self;
        let z: f64 = StandardNormal.sample(rng);
        // A normal variable over the root of an independent χ²/nu.
        rand_distr::Gamma::new(0.5 * nu, 2.0 / nu).map_or(f64::NAN, |gamma| mu + sigma * z / gamma.sample(rng).sqrt())
    }
}

impl LocationScale for StudentT {
    type Standard = StudentT;
    const LOCATION: usize = 1;
    const SCALE: usize = 2;

    #[inline]
    fn standard(&self) -> StudentT {
        StudentT(self.0, 0.0, 1.0)
    }
    #[inline]
    fn location(&self) -> f64 {
        self.1
    }
    #[inline]
    fn scale(&self) -> f64 {
        self.2
    }
}
