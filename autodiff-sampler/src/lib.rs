//! Parameters, priors and gradient-based samplers.

// Generated code names the runtime `::pullback::runtime`.
extern crate autodiff_runtime as pullback;

pub mod data;
#[cfg(feature = "plots")]
pub mod plots;
