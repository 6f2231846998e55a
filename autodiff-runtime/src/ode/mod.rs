//! Ordinary differential equations, dy/dt = f(t, y, parameters), solved in differentiable code.
//!
//! [`ode_solver!`](macro@crate::ode_solver) makes a `#[differentiable]` function that solves one system. It takes the rates, an
//! annotated function of time, state and parameters, and the method:
//!
//! | method | is for |
//! |---|---|
//! | `dormand_prince` | systems that are not stiff; explicit, order 5 with an error estimate of order 4 |
//! | `sdirk` | stiff systems of a few equations; diagonally implicit, L-stable, order 4 with an error estimate of order 3 |
//!
//! # What is differentiated
//!
//! The numerical solution itself: the derivative is that of the steps that were taken, by the initial state, the initial time, the
//! times of the output and the parameters, forward and reverse, first and second order (a *discrete adjoint*). The sizes of
//! the steps, which the error estimate chooses, count as constants; only the last step to each time of the output, whose size is
//! what is left, follows its ends. So the derivative is as exact as the solution is, and differs from differences of the
//! adaptive solver by the jumps that those have where the number of steps changes.
//!
//! A solver runs in two passes. The first is plain: it finds the sizes (`plan`). The second takes the steps in code that is
//! differentiated, so that attempts that failed leave nothing behind. A gradient takes about as long as two or three solutions for
//! each of the passes forward and back.
//!
//! # When it fails
//!
//! The result is an [`OdeError`] that says at which time what went wrong. In a log-likelihood, return −∞ for it: the
//! sampler counts the position as impossible.

#[doc(hidden)]
pub mod dormand_prince;
mod error;
mod matrix;
mod plan;
#[doc(hidden)]
pub mod sdirk;
mod settings;
mod solver;

#[doc(hidden)]
pub use dormand_prince::DormandPrince;
pub use error::OdeError;
#[doc(hidden)]
pub use plan::{Method, Plan, plan};
#[doc(hidden)]
pub use sdirk::{Sdirk, StageSolution};
pub use settings::OdeSettings;

/// Directions along which nothing changes.
#[doc(hidden)]
pub fn zero_tangent<P: crate::Differentiable>(parameters: &P) -> P::Tangent {
    P::tangent_from_shadow(parameters.zero_shadow())
}
