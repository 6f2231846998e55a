//! What astrometry sees of an orbit: the companion beside its star, or the star's own small circle.

use super::KeplerianOrbit;
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use crate::exoplanet::constants::ASTRONOMICAL_UNIT;
use autodiff_macros::differentiable;

#[differentiable]
impl KeplerianOrbit {
    /// The companion relative to its star, as (separation, position angle): the separation in the unit of the parallax
    /// (arcseconds, milliarcseconds), the angle in radians from north through east, in (−π, π]. At a time in days.
    #[must_use]
    pub fn relative_angles(&self, time: f64, parallax: f64) -> (f64, f64) {
        let position = self.relative_position(time);
        let scale = parallax / ASTRONOMICAL_UNIT;
        (scale * position[0].hypot(position[1]), position[1].atan2(position[0]))
    }

    /// The star's offset from the barycentre on the sky, as [north, east] in the unit of the parallax, at a time in days.
    #[must_use]
    pub fn astrometric_offset(&self, time: f64, parallax: f64) -> [f64; 2] {
        let position = self.star_position(time);
        let scale = parallax / ASTRONOMICAL_UNIT;
        [scale * position[0], scale * position[1]]
    }
}
