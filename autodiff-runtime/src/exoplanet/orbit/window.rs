//! When a planet may be in front of its star: the times outside need no evaluation.

use super::KeplerianOrbit;
use super::mean_anomaly::mean_anomaly_at;
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use crate::exoplanet::constants::SPEED_OF_LIGHT;
use core::f64::consts::{PI, TAU};

/// An interval of time since transit, days, outside of which nothing happens.
///
/// It may be larger than the transit, never smaller.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// Where it starts; −∞ where every time must be looked at.
    pub start: f64,
    /// Where it ends.
    pub end: f64,
}

impl Window {
    /// Every time: of orbits on which the planet nearly touches the star, and of unphysical ones, whose positions are NaN.
    pub const ALWAYS: Self = Self {
        start: f64::NEG_INFINITY,
        end: f64::INFINITY,
    };
    /// No time: the planet passes beside the star.
    pub const NEVER: Self = Self {
        start: f64::INFINITY,
        end: f64::NEG_INFINITY,
    };

    /// Whether a time since transit, days, may be inside, or an exposure of some length around it.
    #[inline(always)]
    #[must_use]
    pub fn may_contain(&self, since_transit: f64, half_exposure: f64) -> bool {
        // Written so that NaN counts as inside.
        !(since_transit < self.start - half_exposure || since_transit > self.end + half_exposure)
    }
}

/// What is left of rounding in the window, relative to the period: far more than there is.
const MARGIN: f64 = 1e-9;

impl KeplerianOrbit {
    /// When the planet, of `radius_ratio` times its star's radius, may be in front of it: an interval of time since transit.
    ///
    /// The sky's X is within L = 1 + k of the star's centre (in stellar radii) between two true anomalies that a linear equation
    /// in sin and cos gives: with θ = ω + f, r cos θ = ±L is (p ∓ Le cos ω) cos θ ∓ Le sin ω sin θ = ±L, p = (a/R)(1 − e²). As |Y|
    /// is not below its least value there, the same holds with √(L² − Y²) for L; three rounds of this leave nothing to gain.
    #[must_use]
    pub fn transit_window(&self, radius_ratio: f64) -> Window {
        let reach = 1.0 + radius_ratio.abs();
        let nearest = self.semi_latus / (1.0 + self.ecc);
        // Also where a number is NaN; and where X may turn back in front of the star.
        let is_simple = nearest >= 2.0 * reach && self.ecc * self.sin_omega > -0.8;
        if !is_simple {
            return Window::ALWAYS;
        }
        let mut limit = reach;
        let mut angles = self.angles_within(limit);
        for _ in 0..3 {
            let beside = self.least_height(angles);
            let rest = reach * reach - beside * beside;
            if rest < 0.0 {
                return Window::NEVER;
            }
            limit = rest.sqrt() * (1.0 + MARGIN) + MARGIN;
            angles = self.angles_within(limit);
        }
        self.times_between(angles)
    }

    /// The two angles ω + f near conjunction at which |X| is `limit`.
    fn angles_within(&self, limit: f64) -> [f64; 2] {
        [1.0, -1.0].map(|side| {
            let reach = side * limit;
            let by_cos = self.semi_latus - reach * self.ecc * self.cos_omega;
            let by_sin = -reach * self.ecc * self.sin_omega;
            by_sin.atan2(by_cos) + (reach / by_cos.hypot(by_sin)).acos()
        })
    }

    /// A lower bound of |Y| between two angles around π/2.
    fn least_height(&self, [first, last]: [f64; 2]) -> f64 {
        let omega = self.sin_omega.atan2(self.cos_omega);
        let to_periastron = |angle: f64| {
            let difference = angle - omega;
            difference - TAU * (difference / TAU).round()
        };
        let (before, after) = (to_periastron(first), to_periastron(last));
        let greatest_cos = if before <= 0.0 && after >= 0.0 {
            1.0
        } else {
            before.cos().max(after.cos())
        };
        let least_distance = self.semi_latus / (1.0 + self.ecc * greatest_cos);
        let least_sin = first.sin().min(last.sin());
        (least_distance * self.cos_inclination.abs() * least_sin * (1.0 - MARGIN)).max(0.0)
    }

    fn times_between(&self, angles: [f64; 2]) -> Window {
        let omega = self.sin_omega.atan2(self.cos_omega);
        let [start, end] = angles.map(|angle| {
            let difference = mean_anomaly_at(angle - omega, self.ecc) - self.transit_mean_anomaly;
            (difference - TAU * (difference / TAU).round()) / self.mean_motion
        });
        let delay = if self.light_delay {
            2.0 * self.semi_major_axis / SPEED_OF_LIGHT
        } else {
            0.0
        };
        let margin = MARGIN * self.period + delay;
        let (start, end) = (start - margin, end + margin);
        let half_period = PI / self.mean_motion;
        if start > -half_period && end < half_period && start < 0.0 && end > 0.0 {
            Window { start, end }
        } else {
            Window::ALWAYS
        }
    }
}
