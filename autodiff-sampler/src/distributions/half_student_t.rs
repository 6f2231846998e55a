//! The half Student's t distribution.

use super::StudentT;
use super::from_density::from_density;
use crate::transforms::Positive;

/// The absolute value of a Student's t variable of location 0, on [0, ∞).
///
/// * `nu`: degrees of freedom, positive
/// * `sigma`: scale, positive
///
/// Log density: `ln 2` plus that of `StudentT(nu, 0, sigma)`
///
/// Source: Gelman 2006, Bayesian Analysis 1, 515; Stan Functions Reference, "Student-t distribution", truncated at 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HalfStudentT(pub f64, pub f64);

from_density! {
    HalfStudentT(0 nu: positive, 1 sigma: positive),
    Positive => Positive, half_student_t, |rng| StudentT(nu, 0.0, sigma).sample(rng).abs()
}
