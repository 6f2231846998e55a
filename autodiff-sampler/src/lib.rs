//! Parameters, priors and gradient-based samplers.
//!
//! * [`LogDensity`] is the seam: on one side the posterior that a parameter struct and an annotated likelihood make, on
//!   the other every sampler. A hand-written gradient can be sampled through [`FnDensity`].
//! * [`Nuts`] draws from it, all chains at once, and returns a [`Trace`].
//! * [`Trace`] holds draws and sampler statistics, and knows how to summarise itself; the numbers come from
//!   [`diagnostics`].

// Generated code names the runtime `::pullback::runtime`.
extern crate autodiff_runtime as pullback;

pub mod data;
pub mod diagnostics;
mod log_density;
#[cfg(feature = "plots")]
pub mod plots;
pub mod samplers;
pub mod trace;

pub use log_density::{FnDensity, LogDensity, LogDensityError};
/// The random number generators' crate, whose `Rng` [`LogDensity::initial_position`] takes.
pub use rand;
pub use samplers::{SampleError, nuts::Nuts};
pub use trace::{Summary, Trace};
