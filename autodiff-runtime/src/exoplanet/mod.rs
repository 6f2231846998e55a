//! Astronomical models, and the hand-written rules that they stand on.
//!
//! Only what pays has a rule of its own: [`kepler`](fn@kepler), from mean anomaly and eccentricity to the true anomaly, and the flux
//! of a limb-darkened star behind its planet, [`limb_dark_flux`](fn@limb_dark_flux). Everything above them is plain Rust under
//! `#[differentiable]`: what it does can be read, and what is missing can be written the same way.
//!
//! * Orbits: [`OrbitBuilder`], [`KeplerianOrbit`], [`TransitOrbit`], [`TransitTimes`], [`LinearEphemeris`].
//! * Light curves: [`TransitingPlanet`], [`EclipsingPlanet`], [`Exposure`], [`transit_flux`](fn@transit_flux), [`LimbDarkening`].
//! * Velocities: [`Companion`], [`Instrument`], [`velocity_log_likelihood`](fn@velocity_log_likelihood).
//! * [`celerite`]: Gaussian processes in time, for stellar rotation, granulation, and whatever else is correlated.
//! * What a fit needs before it begins: parameterisations and densities, as [`quadratic_from_kipping`](fn@quadratic_from_kipping),
//!   [`a_over_r_from_duration`](fn@a_over_r_from_duration) and [`ln_density_kipping_2013`](fn@ln_density_kipping_2013); estimators, as
//!   [`LombScargle`], [`BoxLeastSquares`] and [`minimum_mass`](fn@minimum_mass).
//! * [`constants`] in the units of the models.
//!
//! # Orbits
//!
#![doc = include_str!("orbit/frame.md")]

pub mod constants;

pub mod celerite;
mod kepler_equation;
#[cfg(feature = "simd")]
pub(crate) mod kepler_lanes;
mod kepler_solver;
pub use kepler_equation::kepler;
pub(crate) use kepler_equation::partials_at;

mod likelihood;
mod observations;
mod orbit;
mod transit;
mod velocities;
pub use likelihood::light_curve_log_likelihood;
pub use observations::{LightCurve, ObservationError, Velocities};
pub use orbit::{
    Eccentricity, EphemerisError, Inclination, KeplerianOrbit, LinearEphemeris, OrbitBuilder, OrbitError,
    ReferenceTime, SemiMajorAxis, TransitOrbit, TransitTimes, TransitTimesError, Window,
};
pub use transit::{
    EclipsingPlanet, Exposure, ExposureError, LimbDarkening, TransitingPlanet, diluted, transit_flux,
    transit_flux_at_times, transit_flux_with_law,
};
pub use velocities::{
    Companion, Instrument, VelocityTrend, stellar_velocities, stellar_velocity, velocity_log_likelihood,
};

mod limb_darkening;
pub use limb_darkening::*;

mod estimators;
mod kepler_batches;
mod parameterisation;
pub use estimators::{
    BoxLeastSquares, BoxObjective, BoxPeak, EstimateError, FrequencyGrid, LombScargle, SinePeak, SineWave,
    companion_mass, equilibrium_temperature, fit_sinusoids, full_transit_duration, minimum_mass,
    periods_even_in_frequency, periods_for_star, semi_amplitude, transit_duration, transit_probability,
};
pub use kepler_batches::{kepler_slice, kepler_slices};
pub use parameterisation::{
    ANGLE_REGULARISER, a_over_r_from_density, a_over_r_from_duration, angle_from_pair, density_from_a_over_r,
    density_from_duration, direction_from_pair, duration_from_a_over_r, duration_from_density, ecc_omega_from_pair,
    ecc_omega_from_sqrt_pair, fraction_from_impact_parameter, impact_parameter_from_fraction, kipping_from_quadratic,
    ln_density_kipping_2013, ln_density_kipping_2013_long_periods, ln_density_kipping_2013_short_periods,
    ln_density_of_angle_pair, ln_density_van_eylen_2019_mixture, ln_density_van_eylen_2019_multiple,
    ln_density_van_eylen_2019_single, ln_slope_of_a_over_r_by_duration, ln_slope_of_density_by_duration,
    ln_slope_of_impact_parameter, pair_from_angle, pair_from_ecc_omega, quadratic_from_kipping,
    sqrt_pair_from_ecc_omega,
};
