//! Astronomical models, and the hand-written rules that they stand on.
//!
//! Only what pays has a rule of its own: [`kepler`](fn@kepler), from mean anomaly and eccentricity to the true anomaly, and the flux
//! of a limb-darkened star behind its planet, [`limb_dark_flux`](fn@limb_dark_flux). Everything above them is plain Rust under
//! `#[differentiable]`: what it does can be read, and what is missing can be written the same way.
//!
//! * Orbits: [`OrbitBuilder`], [`KeplerianOrbit`], [`TransitOrbit`], [`TransitTimes`].
//! * Light curves: [`TransitingPlanet`], [`EclipsingPlanet`], [`Exposure`], [`transit_flux`](fn@transit_flux).
//! * Velocities: [`Companion`], [`Instrument`], [`velocity_log_likelihood`](fn@velocity_log_likelihood).
//! * [`constants`] in the units of the models.
//!
//! # Orbits
//!
#![doc = include_str!("orbit/frame.md")]

pub mod constants;

mod kepler_equation;
#[cfg(feature = "simd")]
pub(crate) mod kepler_lanes;
mod kepler_solver;
pub use kepler_equation::kepler;
pub(crate) use kepler_equation::partials_at;

mod likelihood;
mod observations;
mod orbit;
mod transit;
mod velocities;
pub use likelihood::light_curve_log_likelihood;
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

mod limb_darkening;
pub use limb_darkening::limb_dark_flux;
