//! Samplers as data: a struct of settings, and `sample(&density)`.

mod error;
pub mod nuts;
pub mod run;
mod start;

pub mod approximate;
pub mod ensemble;
mod guard;
pub mod map;
pub mod optimise;
pub mod pathfinder;
mod record;
pub mod variational;

pub use error::SampleError;
pub use start::StartPoint;
