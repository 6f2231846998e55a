//! Orbits of planets: where a planet is, how fast it moves, and when it is in front of its star.
//!
//! * [`OrbitBuilder`]: an orbit from whichever elements are at hand.
//! * [`KeplerianOrbit`]: the orbit, with methods for positions, velocities, radial velocities, separations, contact times.
//! * [`TransitOrbit`]: a straight line across the star, from the duration of the transit.
//! * [`TransitTimes`]: transits that keep no period, each at a time of its own.
//! * [`LinearEphemeris`]: the line through measured transit times.
//!
//! # Reference frame
//!
#![doc = include_str!("frame.md")]

mod astrometry;
mod builder;
mod check;
mod contact_times;
mod ephemeris;
mod keplerian;
mod light_travel;
mod mean_anomaly;
mod transit_orbit;
mod transit_times;
mod window;

pub use builder::{Eccentricity, Inclination, OrbitBuilder, ReferenceTime, SemiMajorAxis};
pub use check::OrbitError;
pub use ephemeris::{EphemerisError, LinearEphemeris};
pub use keplerian::KeplerianOrbit;
pub use transit_orbit::TransitOrbit;
pub use transit_times::{TransitTimes, TransitTimesError};
pub use window::Window;
