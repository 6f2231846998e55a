//! Limb darkening.
mod angles;
mod basis;
mod edge;
mod elliptic;
mod geometry;
mod graded;
mod law_rule;
mod laws;
mod linear;
mod nodes;
mod numbers;
mod polynomial;
mod polynomial_rule;
mod quadratic;
mod ring;

pub use laws::{
    limb_dark_flux_logarithmic, limb_dark_flux_nonlinear, limb_dark_flux_power2, limb_dark_flux_square_root,
};
pub use polynomial::limb_dark_flux_poly;
pub use quadratic::limb_dark_flux;
