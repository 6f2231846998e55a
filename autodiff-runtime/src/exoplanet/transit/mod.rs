//! Light curves of transits and eclipses: orbits, limb darkening and exposure times put together.
//!
//! * [`TransitingPlanet`]: an orbit and a radius; its flux at a time.
//! * [`Exposure`]: how long the shutter is open, and how the flux is averaged meanwhile.
//! * [`transit_flux`]: the light curve of one or more planets at given times.
//! * [`LimbDarkening`]: other laws than the quadratic one, with `transit_flux_with_law`.
//! * [`EclipsingPlanet`]: a planet that shines itself, and disappears behind its star.
//! * [`diluted`]: light of another star in the aperture.
//!
//! Outside of a [`Window`](super::Window) around each transit the flux is 1 and nothing is computed, so that a survey's light curve, of
//! which 3 % are in transit, costs little more than its transits.

mod eclipse;
mod exposure;
mod law;
mod light_curve;
mod planet;

pub use eclipse::EclipsingPlanet;
pub use exposure::{Exposure, ExposureError};
pub use law::{LimbDarkening, transit_flux_with_law};
pub use light_curve::{diluted, transit_flux, transit_flux_at_times};
pub use planet::TransitingPlanet;
