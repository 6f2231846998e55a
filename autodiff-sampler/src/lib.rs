//! Parameters, priors and gradient-based samplers.

// Generated code names the runtime `::pullback::runtime`.
extern crate autodiff_runtime as pullback;

pub mod distributions;
pub mod parameters;
pub mod transforms;

pub use parameters::{ParameterError, Parameters};

// Generated code names the random numbers' traits through this crate.
#[doc(hidden)]
pub use rand;
