//! An orbit from the elements at hand, in any order.

use super::KeplerianOrbit;
use super::mean_anomaly::mean_anomaly_of_transit;
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use crate::constant;
use crate::exoplanet::constants::GRAVITATIONAL_CONSTANT;
use autodiff_macros::{Differentiable, differentiable};
use core::f64::consts::PI;

/// How large the orbit is.
#[derive(Differentiable, Clone, Copy, Debug, PartialEq)]
pub enum SemiMajorAxis {
    /// From the period and the mass of the star, by Kepler's third law.
    FromMass {
        /// Mass of the star, M_⊙.
        stellar_mass: f64,
    },
    /// From the period and the mean density of the star, by Kepler's third law.
    FromDensity {
        /// Mean density of the star, M_⊙/R_⊙³ (one g/cm³ is [`GRAM_PER_CUBIC_CENTIMETRE`]).
        ///
        /// [`GRAM_PER_CUBIC_CENTIMETRE`]: crate::exoplanet::constants::GRAM_PER_CUBIC_CENTIMETRE
        stellar_density: f64,
    },
    /// In units of the star's radius, a/R.
    Scaled {
        /// a/R.
        ratio: f64,
    },
}

/// When the planet is where.
#[derive(Differentiable, Clone, Copy, Debug, PartialEq)]
pub enum ReferenceTime {
    /// The middle of a transit (inferior conjunction), days.
    Transit {
        /// t₀.
        time: f64,
    },
    /// A passage through periastron, days.
    Periastron {
        /// t_p.
        time: f64,
    },
}

/// The shape of the orbit and where its periastron lies.
#[derive(Differentiable, Clone, Copy, Debug, PartialEq)]
pub enum Eccentricity {
    /// e = 0.
    Circular,
    /// e and ω.
    Angle {
        /// Eccentricity e.
        ecc: f64,
        /// Argument of periastron ω of the star, radians.
        omega: f64,
    },
    /// (√e cos ω, √e sin ω), a point of the unit disk; (0, 0) is a circular orbit.
    Vector {
        /// √e cos ω.
        x: f64,
        /// √e sin ω.
        y: f64,
    },
}

/// How the orbit is inclined to the sky.
#[derive(Differentiable, Clone, Copy, Debug, PartialEq)]
pub enum Inclination {
    /// i = π/2.
    EdgeOn,
    /// The angle i between the orbit's axis and the line of sight, radians.
    Angle {
        /// i.
        inclination: f64,
    },
    /// The impact parameter: how far from the star's centre the planet passes at conjunction, in stellar radii,
    /// b = (a/R) cos i (1 − e²)/(1 + e sin ω).
    ImpactParameter {
        /// b.
        impact_parameter: f64,
    },
}

/// Elements of an orbit, collected in any order and then [built](Self::build).
///
/// What is not given: a circular orbit, edge-on, with a transit at time zero, around a star with the Sun's radius and mass,
/// of a planet without mass, its node at position angle zero, without light-travel delay.
///
/// ```
/// use autodiff_runtime::exoplanet::{KeplerianOrbit, OrbitBuilder};
///
/// let orbit: KeplerianOrbit = OrbitBuilder::with_period(3.5)
///     .transit_at(12.25)
///     .stellar_density(0.2) // M_⊙/R_⊙³
///     .eccentricity(0.1, 0.7)
///     .impact_parameter(0.3)
///     .build();
/// assert!((orbit.separation(12.25) - 0.3).abs() < 1e-12);
/// ```
#[derive(Differentiable, Clone, Copy, Debug, PartialEq)]
pub struct OrbitBuilder {
    period: f64,
    size: SemiMajorAxis,
    reference: ReferenceTime,
    shape: Eccentricity,
    inclination: Inclination,
    stellar_radius: f64,
    planet_mass: f64,
    ascending_node: f64,
    #[constant]
    light_delay: bool,
}

#[differentiable]
impl OrbitBuilder {
    /// An orbit of a known period, in days.
    #[must_use]
    pub fn with_period(period: f64) -> Self {
        Self {
            period,
            size: SemiMajorAxis::FromMass { stellar_mass: 1.0 },
            reference: ReferenceTime::Transit { time: 0.0 },
            shape: Eccentricity::Circular,
            inclination: Inclination::EdgeOn,
            stellar_radius: 1.0,
            planet_mass: 0.0,
            ascending_node: 0.0,
            light_delay: false,
        }
    }

    /// An orbit whose size is known instead of its period: semi-major axis in R_⊙, masses in M_⊙.
    ///
    /// The period follows from Kepler's third law, P = 2π √(a³/(G(M + m))).
    #[must_use]
    pub fn with_semi_major_axis(semi_major_axis: f64, stellar_mass: f64, planet_mass: f64) -> Self {
        let attraction = GRAVITATIONAL_CONSTANT * (stellar_mass + planet_mass);
        let period = 2.0 * PI * (semi_major_axis * semi_major_axis * semi_major_axis / attraction).sqrt();
        Self {
            size: SemiMajorAxis::FromMass { stellar_mass },
            planet_mass,
            ..Self::with_period(period)
        }
    }

    /// The middle of a transit, days.
    #[must_use]
    pub fn transit_at(self, time: f64) -> Self {
        Self {
            reference: ReferenceTime::Transit { time },
            ..self
        }
    }

    /// A passage through periastron, days.
    #[must_use]
    pub fn periastron_at(self, time: f64) -> Self {
        Self {
            reference: ReferenceTime::Periastron { time },
            ..self
        }
    }

    /// Eccentricity 0 ≤ e < 1 and argument of periastron ω of the star, radians.
    #[must_use]
    pub fn eccentricity(self, ecc: f64, omega: f64) -> Self {
        Self {
            shape: Eccentricity::Angle { ecc, omega },
            ..self
        }
    }

    /// √e cos ω and √e sin ω: a point of the unit disk, uniform in it where e and ω are uniform (Eastman, Gaudi & Agol 2013,
    /// PASP 125, 83). At (0, 0) the orbit is circular, and the derivatives by both are zero.
    #[must_use]
    pub fn eccentricity_vector(self, x: f64, y: f64) -> Self {
        Self {
            shape: Eccentricity::Vector { x, y },
            ..self
        }
    }

    /// Mass and radius of the star, in solar units.
    #[must_use]
    pub fn star(self, mass: f64, radius: f64) -> Self {
        Self {
            size: SemiMajorAxis::FromMass { stellar_mass: mass },
            stellar_radius: radius,
            ..self
        }
    }

    /// Mean density of the star, M_⊙/R_⊙³; one g/cm³ is [`GRAM_PER_CUBIC_CENTIMETRE`].
    ///
    /// [`GRAM_PER_CUBIC_CENTIMETRE`]: crate::exoplanet::constants::GRAM_PER_CUBIC_CENTIMETRE
    #[must_use]
    pub fn stellar_density(self, density: f64) -> Self {
        Self {
            size: SemiMajorAxis::FromDensity {
                stellar_density: density,
            },
            ..self
        }
    }

    /// Semi-major axis in units of the star's radius, a/R.
    #[must_use]
    pub fn scaled_axis(self, ratio: f64) -> Self {
        Self {
            size: SemiMajorAxis::Scaled { ratio },
            ..self
        }
    }

    /// Radius of the star, R_⊙: only positions in R_⊙ and masses depend on it where the density or a/R is given.
    #[must_use]
    pub fn stellar_radius(self, radius: f64) -> Self {
        Self {
            stellar_radius: radius,
            ..self
        }
    }

    /// Mass of the planet, M_⊙. It enters Kepler's third law and the motion of the star.
    #[must_use]
    pub fn planet_mass(self, mass: f64) -> Self {
        Self {
            planet_mass: mass,
            ..self
        }
    }

    /// Impact parameter b at conjunction, in stellar radii.
    #[must_use]
    pub fn impact_parameter(self, impact_parameter: f64) -> Self {
        Self {
            inclination: Inclination::ImpactParameter { impact_parameter },
            ..self
        }
    }

    /// Inclination i, radians; π/2 is edge-on.
    #[must_use]
    pub fn inclination(self, inclination: f64) -> Self {
        Self {
            inclination: Inclination::Angle { inclination },
            ..self
        }
    }

    /// Position angle Ω of the ascending node, radians from north through east.
    #[must_use]
    pub fn ascending_node(self, angle: f64) -> Self {
        Self {
            ascending_node: angle,
            ..self
        }
    }

    /// Whether positions are those that the observer sees: where the planet was when the light left it. Times are then those
    /// at which light from the barycentre's plane arrives.
    #[must_use]
    pub fn light_delay(self, #[constant] delayed: bool) -> Self {
        Self {
            light_delay: delayed,
            ..self
        }
    }

    /// The orbit.
    ///
    /// Elements without meaning (period, density, mass, radius or a/R not above zero, e outside [0, 1), |cos i| > 1 by an
    /// impact parameter beyond the orbit, NaN) make an orbit whose positions and velocities are all NaN;
    /// [`KeplerianOrbit::check`] says which.
    #[must_use]
    pub fn build(self) -> KeplerianOrbit {
        let (ecc, cos_omega, sin_omega) = match self.shape {
            Eccentricity::Circular => (0.0, 1.0, 0.0),
            Eccentricity::Angle { ecc, omega } => (ecc, omega.cos(), omega.sin()),
            Eccentricity::Vector { x, y } => {
                let ecc = x * x + y * y;
                if ecc == 0.0 {
                    (0.0, 1.0, 0.0)
                } else {
                    let root = ecc.sqrt();
                    (ecc, x / root, y / root)
                }
            }
        };
        let radius = self.stellar_radius;
        let volume = radius * radius * radius;
        let cubed_per_mass = GRAVITATIONAL_CONSTANT * self.period * self.period / (4.0 * PI * PI);
        let stellar_mass = match self.size {
            SemiMajorAxis::FromMass { stellar_mass } => stellar_mass,
            SemiMajorAxis::FromDensity { stellar_density } => 4.0 * PI / 3.0 * stellar_density * volume,
            SemiMajorAxis::Scaled { ratio } => ratio * ratio * ratio * volume / cubed_per_mass - self.planet_mass,
        };
        let scaled_axis = match self.size {
            SemiMajorAxis::Scaled { ratio } => ratio,
            _ => (cubed_per_mass * (stellar_mass + self.planet_mass)).cbrt() / radius,
        };
        let semi_latus = scaled_axis * ((1.0 - ecc) * (1.0 + ecc));
        let (cos_inclination, sin_inclination) = match self.inclination {
            Inclination::EdgeOn => (0.0, 1.0),
            Inclination::Angle { inclination } => (inclination.cos(), inclination.sin()),
            Inclination::ImpactParameter { impact_parameter } => {
                let cosine = impact_parameter * (1.0 + ecc * sin_omega) / semi_latus;
                (cosine, ((1.0 - cosine) * (1.0 + cosine)).sqrt())
            }
        };
        let transit_mean_anomaly = mean_anomaly_of_transit(ecc, cos_omega, sin_omega);
        let to_transit = self.period * (0.5 / PI) * transit_mean_anomaly;
        let t0 = match self.reference {
            ReferenceTime::Transit { time } => time,
            ReferenceTime::Periastron { time } => time + to_transit,
        };
        let sound = sound(constant(self.period) * constant(scaled_axis) * constant(sin_inclination))
            * if_positive(constant(self.period))
            * if_positive(constant(radius))
            * if_positive(constant(scaled_axis))
            * if_positive(constant(stellar_mass))
            * if_within(constant(ecc));
        KeplerianOrbit {
            period: self.period,
            t0,
            time_of_periastron: t0 - to_transit,
            ecc,
            cos_omega,
            sin_omega,
            cos_inclination,
            sin_inclination,
            cos_node: self.ascending_node.cos(),
            sin_node: self.ascending_node.sin(),
            semi_major_axis: scaled_axis * radius,
            stellar_mass,
            stellar_radius: radius,
            planet_mass: self.planet_mass,
            mean_motion: 2.0 * PI / self.period * sound,
            transit_mean_anomaly,
            semi_latus: semi_latus * sound,
            is_circular: is_zero(constant(ecc)),
            light_delay: self.light_delay,
        }
    }
}

/// 1 if a number is finite, NaN otherwise.
fn sound(value: f64) -> f64 {
    if value.is_finite() { 1.0 } else { f64::NAN }
}
/// 1 if a number is finite and above zero, NaN otherwise.
fn if_positive(value: f64) -> f64 {
    if value > 0.0 && value.is_finite() {
        1.0
    } else {
        f64::NAN
    }
}
/// 1 if an eccentricity is that of an ellipse, NaN otherwise.
fn if_within(ecc: f64) -> f64 {
    if (0.0..1.0).contains(&ecc) { 1.0 } else { f64::NAN }
}
fn is_zero(ecc: f64) -> bool {
    ecc == 0.0
}
