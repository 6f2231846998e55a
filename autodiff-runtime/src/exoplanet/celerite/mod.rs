//! scratch
mod combine;
mod density;
mod density_tangent;
mod filter;
mod kernel;
mod likelihood;
mod prediction;
mod propagation;
mod sampling;
mod slopes;
mod terms;
pub use combine::{product, sum};
pub use kernel::Kernel;
pub use likelihood::{DataError, check, log_likelihood};
pub use prediction::{Prediction, predict, predict_columns};
pub use sampling::{sample, sample_conditional};
pub use terms::{ComplexTerm, Matern12, Matern32, Matern32Term, Matern52, RealTerm, RotationTerm, ShoTerm};
