//! Models of posteriordb as annotated plain functions, and where their data and reference draws come from.
//!
//! The test (`tests/posteriordb`) and the benchmark (`benches/sampler`) include this folder: each visits every model, the one to
//! compare moments, the other to measure.

pub mod comparison;
mod data;
mod model;
pub mod models;
mod source;

pub use data::Data;
pub use model::{Model, Visit};
pub use source::{Reference, Source};
