//! NUTS on densities that are known: moments and quantiles in many dimensions, across scales, in heavy tails and between modes.
//!
//! What takes long without the optimiser is ignored: `cargo test --release -p autodiff-sampler --test targets -- --include-ignored`.

mod check;
mod funnel;
mod gaussians;
mod mixture;
mod student_t;
