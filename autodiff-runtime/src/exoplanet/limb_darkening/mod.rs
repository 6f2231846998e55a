//! The flux of a limb-darkened star of which a planet hides a part.
//!
//! A star of radius 1 has the intensity I(z), z = √(1 − ρ²), at the distance ρ from its centre. A disk of radius r, at the distance
//! b, hides
//!
//! F = 1 − ∫ I over what is hidden / ∫ I over the star.
//!
//! # How
//!
//! By Green's theorem the integral over what is hidden is one along the disk's edge, and so are, without more, its derivatives:
//!
//! ∂/∂r ∫ f = r ∮ f dφ,  ∂/∂b ∫ f = r ∮ f cos φ dφ.
//!
//! For the quadratic law they are closed forms with complete elliptic integrals (Agol, Luger & Foreman-Mackey 2020, AJ 159, 123), for
//! polynomials recurrences from there (the same, §4). Where the disk lies well inside the star, a mean over a few points of its edge
//! has as many digits and takes half the time. The other laws are sums over points everywhere.
//!
//! | file | is about |
//! |---|---|
//! | `geometry` | where the disk is; sums of 1, b and r without cancellation, and the lens that disk and star share |
//! | `angles` | functions of an angle that vanish with its powers |
//! | `elliptic` | complete elliptic integrals |
//! | `ring` | sums over points, for a disk well inside the star |
//! | `linear` | ∫ z over what is hidden |
//! | `basis` | the three integrals of the quadratic law |
//! | `edge` | ∮ zⁿ dφ for all n, for polynomials |
//! | `graded`, `nodes` | sums over points that are packed towards the limb |
//! | `quadratic`, `polynomial`, `laws` | the functions, with their rules: `polynomial_rule` and `polynomial_partials`, `law_rule` |
//! | `intensity` | the laws themselves |

mod angles;
mod basis;
mod edge;
mod elliptic;
mod geometry;
mod graded;
mod intensity;
mod law_rule;
mod laws;
mod linear;
mod nodes;
mod numbers;
mod polynomial;
mod polynomial_partials;
mod polynomial_rule;
mod quadratic;
mod ring;

pub use intensity::*;
pub use laws::{
    limb_dark_flux_logarithmic, limb_dark_flux_nonlinear, limb_dark_flux_power2, limb_dark_flux_square_root,
};
pub use polynomial::limb_dark_flux_poly;
pub use quadratic::limb_dark_flux;
