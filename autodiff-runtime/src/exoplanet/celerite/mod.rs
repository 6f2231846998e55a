//! Gaussian processes in time, whose cost grows with the number of observations, not with its cube: celerite's kernels
//! and exact Matérn kernels.
//!
//! ```
//! use autodiff_runtime::exoplanet::celerite::{RotationTerm, log_likelihood, predict};
//!
//! let kernel = RotationTerm { sigma: 1.0, period: 5.0, q0: 1.0, dq: 0.5, f: 0.5 }.kernel();
//! let time = [0.0, 0.5, 1.25, 3.0];
//! let residual = [0.3, 0.5, 0.1, -0.4]; // data minus the model's mean
//! let variance = [0.01; 4]; // error² + jitter²
//! let value = log_likelihood(&kernel, &time, &residual, &variance);
//! let (by_kernel, by_residual, by_variance) = log_likelihood::grad(&kernel, &time, &residual, &variance);
//! let between = predict(&kernel, &time, &residual, &variance, &[2.0]);
//! # assert!(value.is_finite() && by_kernel.value[0].is_finite() && by_residual.len() == 4 && by_variance.len() == 4);
//! # assert!(between.variance[0] > 0.0);
//! ```
//!
//! Everything up to the likelihood can be called in differentiable code. A likelihood of your own makes terms of its
//! parameters, subtracts the mean that your model says, adds a jitter to the variances, and has derivatives by all of
//! it:
//!
//! ```
//! # extern crate autodiff_runtime as pullback;
//! # use autodiff_macros::{differentiable, Differentiable};
//! use pullback::exoplanet::celerite::{RotationTerm, ShoTerm, log_likelihood, sum};
//!
//! #[derive(Differentiable, Clone, Debug)]
//! struct Star {
//!     rotation: RotationTerm,
//!     granulation: ShoTerm,
//!     mean: f64,
//!     ln_jitter: f64,
//! }
//!
//! #[differentiable]
//! fn light_curve(star: &Star, #[constant] time: &[f64], #[constant] flux: &[f64], #[constant] error: &[f64]) -> f64 {
//!     let kernel = sum::<6, 2, _, _, _, _>(&star.rotation.kernel(), &star.granulation.kernel());
//!     let jitter = (2.0 * star.ln_jitter).exp();
//!     let residual: Vec<f64> = flux.iter().map(|y| y - star.mean).collect();
//!     let variance: Vec<f64> = error.iter().map(|e| e * e + jitter).collect();
//!     log_likelihood(&kernel, time, &residual, &variance)
//! }
//!
//! let star = Star {
//!     rotation: RotationTerm { sigma: 1.0, period: 5.0, q0: 1.0, dq: 0.5, f: 0.5 },
//!     granulation: ShoTerm::from_quality(0.3, 0.2, 0.7),
//!     mean: 0.1,
//!     ln_jitter: -2.0,
//! };
//! let gradient = light_curve::grad(&star, &[0.0, 0.5, 1.25], &[0.3, 0.5, 0.1], &[0.1; 3]);
//! assert!(gradient.rotation.period.is_finite() && gradient.ln_jitter.is_finite());
//! ```
//!
//! # Terms
//!
//! | term | k(τ) | columns |
//! |---|---|---|
//! | [`RealTerm`] | a e^(−cτ) | 1 |
//! | [`ComplexTerm`] | e^(−cτ) (a cos dτ + b sin dτ) | 2 |
//! | [`ShoTerm`] | a damped oscillator, by S₀, ω₀, Q or by σ, ρ, τ | 2 |
//! | [`RotationTerm`] | oscillators at a period and half of it | 4 |
//! | [`Matern32Term`] | celerite's approximation of Matérn-3/2 | 2 |
//! | [`Matern12`], [`Matern32`], [`Matern52`] | Matérn kernels, exactly | 1, 2, 3 |
//!
//! A term becomes a [`Kernel<J>`](Kernel) by its method `kernel`. [`sum`](fn@sum) and [`product`](fn@product) make
//! kernels of kernels.
//!
//! Times may have any unit; lengths and periods are in the same, decay rates and angular frequencies in its inverse,
//! and variances in the square of the data's.
//!
//! # How it works
//!
//! A process with one of these kernels is the first component of a linear system that is driven by noise. Its state
//! changes over a time step by the matrix P = exp(F Δt), and k(τ) = u exp(Fτ) v. Then the covariance matrix of the
//! observations has a Cholesky factor that is found in one pass: with S₁ = 0, f₁ = 0,
//!
//! r = v − S u, d = σ² + u r, z = y − u f,
//!
//! S ← P (S + r rᵀ/d) Pᵀ, f ← P (f + r z/d),
//!
//! and log p = −½ Σ (z²/d + ln 2πd). celerite (Foreman-Mackey et al. 2017, AJ 154, 220) has a diagonal P, with the
//! price that an oscillator is two things below and above critical damping, whose derivatives are infinite in between.
//! Here P is made of blocks, of 2 × 2 numbers for an oscillator, and all of them are entire functions of the damping
//! ([`Kernel`] has the formulae). Matérn kernels are oscillators at critical damping, or chains of them (Hartikainen &
//! Särkkä 2010; quasiseparable kernels in tinygp).
//!
//! The time of steps matters, not that of times: nothing is lost for Julian dates but what they lose themselves.
//!
//! # What it costs
//!
//! `cargo bench -p autodiff-runtime --bench celerite`: nanoseconds per observation with ten thousand of them, unevenly spaced.
//! The gradient is that by kernel, residuals and variances.
//!
//! | kernel | likelihood | with gradient | by differentiated plain loops |
//! |---|---|---|---|
//! | [`RealTerm`] | 21 | 41 | |
//! | [`ShoTerm`] | 26 | 55 | 69 |
//! | [`Matern52`] | 39 | 86 | |
//! | [`RotationTerm`] | 50 | 114 | 168 |
//! | rotation and another oscillator | 73 | 193 | |
//!
//! The reverse sweep is written by hand, for blocks of any width; the last column is an annotated function for pairs
//! alone, which the tests compare it with (`tests/celerite/plain.rs`). It is written for numbers of any type: at dual
//! numbers it gives second derivatives.

#![allow(
    clippy::needless_range_loop,
    clippy::manual_memcpy,
    reason = "formulae with rows and columns"
)]

mod combine;
mod density;
mod density_rule;
mod filter;
mod kernel;
mod likelihood;
mod prediction;
mod propagation;
mod reverse;
mod sampling;
mod slopes;
mod terms;

pub use combine::{product, sum};
pub use kernel::Kernel;
pub use likelihood::{DataError, check, log_likelihood};
pub use prediction::{Prediction, predict, predict_columns};
pub use sampling::{sample, sample_conditional};
pub use terms::{ComplexTerm, Matern12, Matern32, Matern32Term, Matern52, RealTerm, RotationTerm, ShoTerm};
