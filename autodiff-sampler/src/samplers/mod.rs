//! Samplers as data: a struct of settings, and `sample(&density)`.

mod error;
pub mod nuts;
mod progress;
mod start;

pub use error::SampleError;
