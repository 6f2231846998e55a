//! Limb darkening.
mod angles;
mod basis;
mod elliptic;
mod geometry;
mod quadratic;
mod ring;

pub use quadratic::limb_dark_flux;
