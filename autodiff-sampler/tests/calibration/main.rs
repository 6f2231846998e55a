//! Simulation-based calibration (Talts, Betancourt, Simpson, Vehtari & Gelman 2018, arXiv:1804.06788).
//!
//! Parameters are drawn from the prior, data from the likelihood of those, and draws from the posterior of these data. Among independent
//! draws the rank of the parameter that made the data is uniform, if prior, transforms, likelihood, gradient and sampler all
//! are what they say; a chi-square test over many repetitions says whether it is.
//!
//! The small versions run everywhere; `cargo test --release -p autodiff-sampler --test calibration -- --include-ignored` runs the large
//! ones.

mod counts;
mod groups;
mod line;
mod ranks;
