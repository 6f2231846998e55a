//! Astronomical models, and the hand-written rules that they stand on.
//!
//! Only what pays has a rule of its own: [`kepler`], from mean anomaly and eccentricity to the true anomaly.

mod kepler_equation;
#[cfg(feature = "simd")]
pub(crate) mod kepler_lanes;
mod kepler_solver;

pub use kepler_equation::kepler;
pub(crate) use kepler_equation::partials_at;

mod limb_darkening;
pub use limb_darkening::*;
