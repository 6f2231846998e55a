//! Student's t distribution.

use super::{Distribution, DistributionError, LocationScale, finite, positive};
use crate::transforms::Identity;
use autodiff_runtime::log_density::student_t;
use rand::Rng;
use rand_distr::{Distribution as _, StandardNormal};

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
    fn log_density(&self, x: f64) -> f64 {
        student_t(x, self.0, self.1, self.2)
    }
    #[inline]
    fn log_density_and_partials(&self, x: f64) -> (f64, f64, [f64; 3]) {
        let (value, (by_x, by_nu, by_mu, by_sigma)) = student_t::value_and_grad(x, self.0, self.1, self.2);
        (value, by_x, [by_nu, by_mu, by_sigma])
    }
    super::from_density::partials_tangent!(student_t(nu 0, mu 1, sigma 2));
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
