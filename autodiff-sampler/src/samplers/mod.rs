//! Samplers as data: a struct of settings, and `sample(&density)`.
//!
//! | settings | what comes out | for |
//! |---|---|---|
//! | [`Nuts`](crate::Nuts) | a [`Trace`](crate::Trace) | posteriors: the default |
//! | [`Hmc`](crate::Hmc) | a [`Trace`](crate::Trace) | trajectories of a length of your own; comparison with NUTS |
//! | [`Mams`](crate::Mams) | a [`Trace`](crate::Trace) | standard deviations and tails in many dimensions |
//! | [`Map`](crate::Map) | the mode, and draws from the [Laplace approximation](map::Laplace) | point estimates; many data, no funnels |
//! | [`Pathfinder`](crate::Pathfinder) | draws from a [mixture of Gaussians](pathfinder::PathfinderFit) | a first look in seconds; starts of chains |
//! | [`Advi`](crate::Advi) | draws from the [Gaussian](variational::VariationalFit) closest to the density | means of large models |
//! | [`Ensemble`](crate::Ensemble) | a [`Trace`](crate::Trace), each walker a chain | densities without gradients; comparison with emcee |

mod error;
pub mod nuts;
pub mod run;
mod start;

pub mod hmc;
pub mod mams;

pub mod approximate;
pub mod ensemble;
pub(crate) mod guard;
pub mod map;
pub mod optimise;
pub mod pathfinder;
mod record;
pub mod variational;

pub use error::{HighestPoint, SampleError};
pub(crate) use guard::panic_message;
pub use start::StartPoint;
