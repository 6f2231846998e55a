//! Samplers as data: a struct of settings, and `sample(&density)`.

mod error;
pub mod nuts;
pub mod run;
mod start;

pub mod approximate;
mod guard;
pub mod map;
pub mod optimise;
mod record;

pub use error::SampleError;
pub use start::StartPoint;
