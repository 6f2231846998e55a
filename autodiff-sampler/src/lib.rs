//! Parameters, priors and gradient-based samplers.
//!
//! * [`Parameters`], derived, gives a struct names, supports, and a prior made of [`distributions`]; [`transforms`] move it
//!   to and from unconstrained space.
//! * [`Posterior`] is that prior and a likelihood together.
//! * [`LogDensity`] is the seam: on one side the posterior that a parameter struct and an annotated likelihood make, on
//!   the other every sampler. A hand-written gradient can be sampled through [`FnDensity`].
//! * [`Nuts`] draws from it, all chains at once, and returns a [`Trace`].
//! * [`Map`] finds its mode and the Laplace approximation there, [`Pathfinder`] and [`Advi`] other Gaussians that approximate it, each
//!   with k-hat, which says how well; [`Ensemble`] draws from it without gradients.
//! * [`Trace`] holds draws and sampler statistics, and knows how to summarise itself; the numbers come from
//!   [`diagnostics`].
//! * [`trace::InferenceData`] stores a trace with data and predictions so that ArviZ opens it, and reads it back;
//!   [`trace::Statistic`] chooses the columns of a summary; `plots` draws chains, intervals and predictions.
//! * [`survey::Survey`] fits thousands of targets on all processors, and keeps the results in a store.

// Generated code names the runtime `::pullback::runtime`.
extern crate autodiff_runtime as pullback;

#[cfg(any(feature = "nuts-rs", feature = "argmin"))]
pub mod adapters;
pub mod communicator;
pub mod data;
pub mod diagnostics;
mod differences;
pub mod distributions;
mod files;
mod log_density;
mod messages;
pub mod metric;
pub mod parameters;
#[cfg(feature = "plots")]
pub mod plots;
mod posterior;
pub mod samplers;
pub mod sharded;
pub mod survey;
pub mod trace;
pub mod transforms;
mod variable;

pub use log_density::{FnDensity, LogDensity, LogDensityError};
pub use parameters::{Dims, DimsError, ParameterError, Parameters};
pub use posterior::{Derived, DerivedQuantities, Posterior};
/// The random number generators' crate, whose `Rng` [`LogDensity::initial_position`] takes.
pub use rand;
pub use samplers::hmc::Hmc;
pub use samplers::mams::Mams;
pub use samplers::{SampleError, nuts::Nuts};
pub use trace::{Predictions, Summary, Trace};
pub use variable::{Coordinates, Variable};

pub use samplers::ensemble::Ensemble;
pub use samplers::map::Map;
pub use samplers::pathfinder::Pathfinder;
pub use samplers::variational::Advi;
