//! Astronomical models, and the hand-written rules that they stand on.
//!
//! Only what pays has a rule of its own: [`kepler`], from mean anomaly and eccentricity to the true anomaly.
//!
//! # Orbits
//!
#![doc = include_str!("orbit/frame.md")]

pub mod constants;
mod kepler_equation;
#[cfg(feature = "simd")]
pub(crate) mod kepler_lanes;
mod kepler_solver;
mod observations;
mod orbit;
mod transit;
mod velocities;

pub use kepler_equation::kepler;
pub(crate) use kepler_equation::partials_at;
pub use observations::{LightCurve, ObservationError, Velocities};
pub use orbit::{
    Eccentricity, Inclination, KeplerianOrbit, OrbitBuilder, OrbitError, ReferenceTime, SemiMajorAxis, TransitOrbit,
    TransitTimes, TransitTimesError, Window,
};
pub use transit::{
    EclipsingPlanet, Exposure, ExposureError, TransitingPlanet, diluted, transit_flux, transit_flux_at_times,
};
pub use velocities::{
    Companion, Instrument, VelocityTrend, stellar_velocities, stellar_velocity, velocity_log_likelihood,
};
