//! A transit without an orbit: the planet crosses the star on a straight line at a constant speed.

use super::Window;
use super::keplerian::{length, nearest_whole};
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use crate::constant;
use crate::exoplanet::limb_dark_flux;
use autodiff_macros::{Differentiable, differentiable};

/// The simple orbit from the duration of its transits, for when the star's density is of no interest: in transit the planet moves
/// on a straight line, X = v (t − t₀), Y = b, with v = 2 √((1 + k)² − b²)/T.
///
/// (`SimpleTransitOrbit` of exoplanet, `TransitOrbit` of jaxoplanet.)
///
/// ```
/// use autodiff_runtime::exoplanet::TransitOrbit;
///
/// let orbit = TransitOrbit::new(3.5, 12.25, 0.1, 0.3, 0.1);
/// assert_eq!(orbit.separation(12.25), 0.3);
/// assert!((orbit.separation(12.25 + 0.05) - 1.1).abs() < 1e-12); // last contact
/// ```
#[derive(Differentiable, Clone, Copy, Debug, PartialEq)]
pub struct TransitOrbit {
    /// Period P, days.
    pub period: f64,
    /// The middle of a transit, days.
    pub t0: f64,
    /// From first to last contact, days.
    pub duration: f64,
    /// Impact parameter b, in stellar radii.
    pub impact_parameter: f64,
    /// The planet's radius over the star's, k.
    pub radius_ratio: f64,
    /// v, in stellar radii per day.
    pub speed: f64,
}

#[differentiable]
impl TransitOrbit {
    /// The orbit from period, mid-transit time and duration (days), impact parameter and radius ratio.
    ///
    /// Where a number has no meaning (period or duration not above zero, |b| ≥ 1 + k: no transit has a duration then), all
    /// separations are NaN.
    #[must_use]
    pub fn new(period: f64, t0: f64, duration: f64, impact_parameter: f64, radius_ratio: f64) -> Self {
        let reach = 1.0 + radius_ratio;
        let half_chord = ((reach - impact_parameter) * (reach + impact_parameter)).sqrt();
        let speed = 2.0 * half_chord / duration;
        let sound = if_sound(
            constant(period),
            constant(duration),
            constant(half_chord),
            constant(radius_ratio),
        );
        Self {
            period,
            t0,
            duration,
            impact_parameter,
            radius_ratio,
            speed: speed * sound,
        }
    }

    /// The time since the middle of the nearest transit, days.
    #[inline(always)]
    #[must_use]
    pub fn since_transit(&self, time: f64) -> f64 {
        let since = time - self.t0;
        let periods = nearest_whole(constant(since) / constant(self.period));
        since - periods * self.period
    }

    /// The distance between the centres in the plane of the sky, in stellar radii, at a time in days; negative farther than a
    /// quarter of a period from transit, where the planet is behind the star.
    #[inline]
    #[must_use]
    pub fn separation(&self, time: f64) -> f64 {
        self.separation_since_transit(self.since_transit(time))
    }

    /// The same at a time since transit, days.
    #[inline(always)]
    #[must_use]
    pub fn separation_since_transit(&self, since_transit: f64) -> f64 {
        let distance = length(self.speed * since_transit, self.impact_parameter);
        if since_transit.abs() > 0.25 * self.period {
            -distance
        } else {
            distance
        }
    }

    /// The flux of the star with quadratic limb darkening `u`, 1 out of transit, at a time in days.
    #[inline]
    #[must_use]
    pub fn flux(&self, time: f64, u: [f64; 2]) -> f64 {
        let separation = self.separation(time);
        if separation < 0.0 {
            1.0
        } else {
            limb_dark_flux(separation, self.radius_ratio, u)
        }
    }

    /// First, second, third and fourth contact of the transit at [`t0`](Self::t0), days; NaN where there is none.
    #[must_use]
    pub fn contact_times(&self) -> [f64; 4] {
        let inner = 1.0 - self.radius_ratio;
        let full = ((inner - self.impact_parameter) * (inner + self.impact_parameter)).sqrt() / self.speed;
        let half = 0.5 * self.duration;
        [self.t0 - half, self.t0 - full, self.t0 + full, self.t0 + half]
    }
}

impl TransitOrbit {
    /// When the planet may be in front of the star.
    #[must_use]
    pub fn transit_window(&self) -> Window {
        if self.speed.is_nan() {
            return Window::ALWAYS;
        }
        let half = 0.5 * self.duration * (1.0 + 1e-9);
        Window {
            start: -half,
            end: half,
        }
    }
}

/// 1, or NaN where no transit is like that.
fn if_sound(period: f64, duration: f64, half_chord: f64, radius_ratio: f64) -> f64 {
    let is_positive = |x: f64| x > 0.0 && x.is_finite();
    if is_positive(period) && is_positive(duration) && is_positive(half_chord) && is_positive(radius_ratio) {
        1.0
    } else {
        f64::NAN
    }
}
