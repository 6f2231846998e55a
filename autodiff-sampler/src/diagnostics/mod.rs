//! Convergence diagnostics, as Vehtari, Gelman, Simpson, Carpenter & Bürkner (2021, Bayesian Analysis 16, 667) define
//! them and ArviZ computes them; they agree with ArviZ 0.23 and with arviz-stats 1.3 to rounding. Of those that compare draws with a
//! quantile there are variants that take an [`Interpolation`], because the two differ in it, and the last bit of a quantile counts
//! where draws repeat; where nothing is said, it is that of ArviZ 0.x. What remains of rounding shows only where a sum of autocorrelations is zero but
//! for its last bit, as it may be of a handful of draws that are numbers like 0 and 1.
//!
//! ```
//! use autodiff_sampler::diagnostics::{ess_bulk, mcse_mean, r_hat};
//!
//! // Two chains that go through the same numbers, and a third one that is elsewhere.
//! let chain = |shift: f64| (0..200).map(|i| (7.0 * f64::from(i)).sin() + shift).collect::<Vec<f64>>();
//! let (first, second, third) = (chain(0.0), chain(0.01), chain(3.0));
//! assert!(r_hat(&[&first, &second]) < 1.01);
//! assert!(r_hat(&[&first, &second, &third]) > 1.5);
//! assert!(ess_bulk(&[&first, &second]) > 50.0 && mcse_mean(&[&first, &second]) < 0.1);
//! ```
//!
//! Functions take the draws of one scalar as one slice per chain. They return NaN where ArviZ does: for NaN among the
//! draws, for fewer than four draws, for chains of unequal length, and (r-hat) for fewer than two chains.
//!
//! [`psis`] and [`pareto_k_threshold`] judge approximations by the weights that their draws would need; they agree with ArviZ, too.
//! [`autocorrelation_time`] is emcee's.

mod autocovariance;
mod beta;
mod bfmi;
mod ess;
mod fourier;
mod hdi;
mod mcse;
mod moments;
mod order;
mod quantile;
mod rank;
mod rhat;
mod scalar;
mod split;

pub use autocovariance::autocorrelation;
pub use bfmi::bfmi;
pub use ess::{ess_bulk, ess_local, ess_local_with, ess_mean, ess_median, ess_quantile, ess_quantile_with, ess_sd};
pub use ess::{ess_tail, ess_tail_at, ess_tail_with};
pub use hdi::hdi;
pub use mcse::{mcse_mean, mcse_median, mcse_quantile, mcse_quantile_with, mcse_sd};
pub use moments::{mean, standard_deviation};
#[cfg(feature = "plots")]
pub(crate) use quantile::quantile_of_sorted;
pub use quantile::{Interpolation, eti, median, median_absolute_deviation, quantiles, quantiles_of_curves};
pub use rhat::r_hat;
pub(crate) use scalar::{OfLength, ScalarDraws};

mod autocorrelation_time;
mod pareto;

pub use autocorrelation_time::autocorrelation_time;
pub use pareto::{Psis, pareto_k_threshold, psis};
