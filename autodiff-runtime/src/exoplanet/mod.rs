//! Astronomical models, and the hand-written rules that they stand on.
//!
//! Only what pays has a rule of its own: [`kepler`], from mean anomaly and eccentricity to the true anomaly.
//!
//! [`celerite`] has Gaussian processes in time: stellar rotation, granulation, and whatever else is correlated.

pub mod celerite;

mod kepler_equation;
#[cfg(feature = "simd")]
pub(crate) mod kepler_lanes;
mod kepler_solver;

pub use kepler_equation::kepler;
pub(crate) use kepler_equation::partials_at;
