//! When the limbs of planet and star touch.

use super::{KeplerianOrbit, Window};
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use crate::constant;
use autodiff_macros::differentiable;

#[differentiable]
impl KeplerianOrbit {
    /// The four contacts of the transit at [`t0`](Self::t0), days: the planet's disk touches the star's from outside, from
    /// inside, from inside again, from outside again. `radius_ratio` is the planet's radius over the star's.
    ///
    /// NaN where there is no such contact: all four if the planet passes beside the star, the inner two if it grazes it.
    /// Differentiable, twice as well: the times found by bisection are refined by two steps of Newton's method, through which
    /// derivatives pass.
    #[must_use]
    pub fn contact_times(&self, radius_ratio: f64) -> [f64; 4] {
        let [first, second, third, fourth] =
            contacts_since_transit(&constant(self.without_derivative()), constant(radius_ratio));
        let (outer, inner) = (1.0 + radius_ratio, 1.0 - radius_ratio);
        [
            self.t0 + self.refined(self.refined(first, outer), outer),
            self.t0 + self.refined(self.refined(second, inner), inner),
            self.t0 + self.refined(self.refined(third, inner), inner),
            self.t0 + self.refined(self.refined(fourth, outer), outer),
        ]
    }

    /// One step of Newton's method towards separation = `limit`.
    fn refined(&self, since_transit: f64, limit: f64) -> f64 {
        let (squared, change) = self.separation_squared(since_transit);
        since_transit - (squared - limit * limit) / change
    }

    /// (X² + Y²)/R² and its derivative by time.
    fn separation_squared(&self, since_transit: f64) -> (f64, f64) {
        let delay = if self.light_delay {
            self.light_travel_delay(since_transit)
        } else {
            0.0
        };
        let position = self.relative_position_at(since_transit - delay);
        let velocity = self.relative_velocity_at(since_transit - delay);
        let scale = 1.0 / (self.stellar_radius * self.stellar_radius);
        (
            scale * (position[0] * position[0] + position[1] * position[1]),
            2.0 * scale * (position[0] * velocity[0] + position[1] * velocity[1]),
        )
    }

    fn without_derivative(&self) -> KeplerianOrbit {
        *self
    }
}

/// The four contacts as times since transit; NaN where there are none.
fn contacts_since_transit(orbit: &KeplerianOrbit, radius_ratio: f64) -> [f64; 4] {
    const NONE: f64 = f64::NAN;
    let window = orbit.transit_window(radius_ratio);
    if window == Window::NEVER || !radius_ratio.is_finite() || radius_ratio <= 0.0 || orbit.mean_motion.is_nan() {
        return [NONE; 4];
    }
    let quarter = 0.25 * orbit.period;
    let (start, end) = (window.start.max(-quarter), window.end.min(quarter));
    let middle = bisect(start, end, |t| orbit.separation_squared(t).1 > 0.0);
    let crossing = |limit: f64, from: f64| {
        let is_inside = |t: f64| orbit.separation_squared(t).0 < limit * limit;
        if is_inside(middle) && !is_inside(from) {
            bisect(from, middle, is_inside)
        } else {
            NONE
        }
    };
    let (outer, inner) = (1.0 + radius_ratio, (1.0 - radius_ratio).max(0.0));
    [
        crossing(outer, start),
        crossing(inner, start),
        crossing(inner, end),
        crossing(outer, end),
    ]
}

/// Between a time at which a condition does not hold and one at which it does: where that changes.
fn bisect(without: f64, with: f64, holds: impl Fn(f64) -> bool) -> f64 {
    let (mut without, mut with) = (without, with);
    for _ in 0..60 {
        let middle = 0.5 * (without + with);
        if holds(middle) {
            with = middle;
        } else {
            without = middle;
        }
    }
    0.5 * (without + with)
}
