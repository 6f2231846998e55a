//! Light takes its time across the orbit.

use super::KeplerianOrbit;
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use crate::exoplanet::constants::SPEED_OF_LIGHT;
use autodiff_macros::differentiable;

#[differentiable]
impl KeplerianOrbit {
    /// How long before it is seen the planet's light left it, days, beyond what light from the barycentre's plane takes; negative
    /// where the planet is nearer than that, as in transit. At a time since transit (as the observer sees it), days.
    pub(super) fn light_travel_delay(&self, since_transit: f64) -> f64 {
        let (fraction, _) = self.mass_fractions();
        self.delay(since_transit, fraction)
    }

    /// The same for the star's light.
    pub(super) fn light_travel_delay_of_star(&self, since_transit: f64) -> f64 {
        let (_, fraction) = self.mass_fractions();
        self.delay(since_transit, -fraction)
    }

    /// Solves c δ = −Z(t − δ) with Z to second order in δ, of a body at `fraction` times the relative position.
    ///
    /// With velocity V and acceleration A along Z, ½Aδ² + (c − V)δ + Z = 0; the root near zero without cancellation. What
    /// third order would add is (2πa/cP)³ a/c: below 10⁻⁶ s for any planet.
    fn delay(&self, since_transit: f64, fraction: f64) -> f64 {
        let (cos, sin, over_distance) = self.direction(since_transit);
        let scale = fraction * self.sin_inclination;
        let axis = self.stellar_radius * self.semi_latus;
        let z = scale * axis / over_distance * sin;
        let velocity = scale * self.speed() * (cos + self.ecc * self.cos_omega);
        // A = −(2π/P)² (a/r)³ Z
        let nearness = over_distance / ((1.0 - self.ecc) * (1.0 + self.ecc));
        let acceleration = -(self.mean_motion * self.mean_motion) * (nearness * nearness * nearness) * z;
        let rest = SPEED_OF_LIGHT - velocity;
        -2.0 * z / (rest + (rest * rest - 2.0 * acceleration * z).sqrt())
    }
}
