//! Which element of an orbit has no meaning.

use super::KeplerianOrbit;
use core::fmt;

/// An element of an orbit that has no meaning.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OrbitError {
    /// The element, as the field is called.
    pub field: &'static str,
    /// Its value.
    pub value: f64,
    /// What it must be.
    pub requirement: &'static str,
}

impl fmt::Display for OrbitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "orbit: {} is {}, but must be {}",
            self.field, self.value, self.requirement
        )
    }
}

impl core::error::Error for OrbitError {}

impl KeplerianOrbit {
    /// Says which element makes the orbit's positions NaN.
    ///
    /// # Errors
    ///
    /// Names the first element without meaning, its value, and what it must be.
    pub fn check(&self) -> Result<(), OrbitError> {
        const POSITIVE: &str = "finite and greater than 0";
        const FINITE: &str = "finite";
        let is_positive = |value: f64| value > 0.0 && value.is_finite();
        let elements = [
            ("period", self.period, is_positive(self.period), POSITIVE),
            ("t0", self.t0, self.t0.is_finite(), FINITE),
            (
                "ecc",
                self.ecc,
                (0.0..1.0).contains(&self.ecc),
                "at least 0 and less than 1",
            ),
            ("cos_omega", self.cos_omega, self.cos_omega.is_finite(), FINITE),
            (
                "stellar_radius",
                self.stellar_radius,
                is_positive(self.stellar_radius),
                POSITIVE,
            ),
            (
                "stellar_mass",
                self.stellar_mass,
                is_positive(self.stellar_mass),
                POSITIVE,
            ),
            ("planet_mass", self.planet_mass, self.planet_mass.is_finite(), FINITE),
            (
                "semi_major_axis",
                self.semi_major_axis,
                is_positive(self.semi_major_axis),
                POSITIVE,
            ),
            (
                "cos_inclination",
                self.cos_inclination,
                self.cos_inclination.abs() <= 1.0,
                "between -1 and 1: the impact parameter may not exceed the distance at conjunction",
            ),
            ("cos_node", self.cos_node, self.cos_node.is_finite(), FINITE),
        ];
        match elements.into_iter().find(|(_, _, holds, _)| !holds) {
            None => Ok(()),
            Some((field, value, _, requirement)) => Err(OrbitError {
                field,
                value,
                requirement,
            }),
        }
    }
}
