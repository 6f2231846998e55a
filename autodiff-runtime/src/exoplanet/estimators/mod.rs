//! What a fit starts from: periods, amplitudes, depths and times found in data, and what masses and sizes they stand for.
//!
//! * [`LombScargle`]: the periodogram of unevenly sampled data, [`BoxLeastSquares`]: that of transits;
//! * [`fit_sinusoids`]: amplitudes at known periods;
//! * [`semi_amplitude`](fn@semi_amplitude) and [`companion_mass`](fn@companion_mass), [`transit_duration`](fn@transit_duration) and the
//!   like: formulae, differentiable.
//!
//! Estimators refuse data that they cannot use with an [`EstimateError`], which says what is wrong where.

mod box_least_squares;
mod error;
mod lomb_scargle;
mod masses;
mod series;
mod sinusoids;
mod transits;

pub use box_least_squares::{BoxLeastSquares, BoxObjective, BoxPeak, periods_even_in_frequency, periods_for_star};
pub use error::EstimateError;
pub use lomb_scargle::{FrequencyGrid, LombScargle, SinePeak, SineWave};
pub use masses::{companion_mass, minimum_mass, semi_amplitude};
pub use sinusoids::fit_sinusoids;
pub use transits::{equilibrium_temperature, full_transit_duration, transit_duration, transit_probability};
