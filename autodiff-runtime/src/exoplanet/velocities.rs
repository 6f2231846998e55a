//! Radial velocities: companions, a trend, and instruments with zero points and jitters of their own.

use super::{KeplerianOrbit, Velocities};
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use alloc::vec;
use alloc::vec::Vec;
use autodiff_macros::{Differentiable, differentiable};
use core::f64::consts::TAU;

/// A planet, or another companion, and how far it pulls its star to and fro.
#[derive(Differentiable, Clone, Copy, Debug, PartialEq)]
pub struct Companion {
    /// Its orbit.
    pub orbit: KeplerianOrbit,
    /// The star's semi-amplitude K, m/s; [`KeplerianOrbit::semi_amplitude`] is that of the masses.
    pub semi_amplitude: f64,
}

/// What the star's velocity does besides: the pull of a body so distant that its orbit is not seen.
#[derive(Differentiable, Clone, Copy, Debug, Default, PartialEq)]
pub struct VelocityTrend {
    /// m/s/d.
    pub slope: f64,
    /// m/s/d², the factor of the squared time.
    pub curvature: f64,
    /// When the trend is zero, days: best the middle of the observations.
    #[constant]
    pub reference_time: f64,
}

/// An instrument's own parameters.
#[derive(Differentiable, Clone, Copy, Debug, PartialEq)]
pub struct Instrument {
    /// The velocity that it measures of a star at rest, m/s.
    pub offset: f64,
    /// Scatter beyond the standard errors, added to them in quadrature, m/s; at least 0.
    pub jitter: f64,
}

/// The star's velocity at a time (days), m/s, positive when it recedes: all companions and the trend.
#[differentiable]
#[must_use]
pub fn stellar_velocity(#[constant] time: f64, companions: &[Companion], trend: &VelocityTrend) -> f64 {
    let since = time - trend.reference_time;
    let mut velocity = since * (trend.slope + since * trend.curvature);
    for companion in companions {
        velocity += companion.orbit.radial_velocity(time, companion.semi_amplitude);
    }
    velocity
}

/// The star's velocities at given times (days), m/s.
#[differentiable]
#[must_use]
pub fn stellar_velocities(#[constant] times: &[f64], companions: &[Companion], trend: &VelocityTrend) -> Vec<f64> {
    let mut velocities = vec![0.0; times.len()];
    for i in 0..times.len() {
        velocities[i] = stellar_velocity(times[i], companions, trend);
    }
    velocities
}

/// The log-likelihood of velocities with independent normal errors, the constant −½ n ln 2π included.
///
/// `instruments[i]` belongs to the i-th of the data's names. NaN if there are not as many of the one as of the other, or a
/// jitter is negative.
///
/// ```
/// use autodiff_runtime::exoplanet::{Companion, Instrument, OrbitBuilder, Velocities, VelocityTrend, velocity_log_likelihood};
///
/// let orbit = OrbitBuilder::with_period(10.0).transit_at(0.0).eccentricity(0.1, 0.3).build();
/// let companions = [Companion { orbit, semi_amplitude: 30.0 }];
/// let instruments = [Instrument { offset: 5.0, jitter: 1.0 }];
/// let trend = VelocityTrend::default();
/// let data = Velocities::new(vec![0.0, 2.5, 7.5], vec![4.0, -24.0, 33.0], vec![2.0, 2.0, 2.0])?;
/// let (value, (by_companions, _, by_instruments)) =
///     velocity_log_likelihood::value_and_grad(&companions, &trend, &instruments, &data);
/// assert!(value > -15.0 && by_companions[0].semi_amplitude.is_finite() && by_instruments[0].offset.is_finite());
/// # Ok::<(), autodiff_runtime::exoplanet::ObservationError>(())
/// ```
#[differentiable]
#[must_use]
pub fn velocity_log_likelihood(
    companions: &[Companion],
    trend: &VelocityTrend,
    instruments: &[Instrument],
    #[constant] data: &Velocities,
) -> f64 {
    if instruments.len() != data.names.len() {
        return f64::NAN;
    }
    for instrument in instruments {
        if instrument.jitter < 0.0 {
            return f64::NAN;
        }
    }
    let mut sum = 0.0;
    for i in 0..data.time.len() {
        let instrument = data.instrument[i];
        let jitter = instruments[instrument].jitter;
        let model = stellar_velocity(data.time[i], companions, trend) + instruments[instrument].offset;
        let residual = data.velocity[i] - model;
        let variance = data.error[i] * data.error[i] + jitter * jitter;
        sum -= 0.5 * (residual * residual / variance + (TAU * variance).ln());
    }
    sum
}
