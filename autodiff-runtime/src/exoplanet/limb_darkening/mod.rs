//! Limb darkening.
mod angles;
mod basis;
mod edge;
mod elliptic;
mod geometry;
mod linear;
mod numbers;
mod polynomial;
mod polynomial_rule;
mod quadratic;
mod ring;

pub use polynomial::limb_dark_flux_poly;
pub use quadratic::limb_dark_flux;
