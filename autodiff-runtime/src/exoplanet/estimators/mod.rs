//! What a fit starts from: periods, amplitudes, depths and times found in data, and what masses and sizes they stand for.
//!

//! * [`fit_sinusoids`]: amplitudes at known periods;
//! * [`semi_amplitude`](fn@semi_amplitude) and [`companion_mass`](fn@companion_mass), [`transit_duration`](fn@transit_duration) and the
//!   like: formulae, differentiable.
//!
//! Estimators refuse data that they cannot use with an [`EstimateError`], which says what is wrong where.

mod masses;
mod transits;

pub use masses::{companion_mass, minimum_mass, semi_amplitude};
pub use transits::{equilibrium_temperature, full_transit_duration, transit_duration, transit_probability};
