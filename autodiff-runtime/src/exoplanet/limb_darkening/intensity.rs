//! The intensity of a star's disk under each law, and what follows from it for a small planet.
//!
//! μ = √(1 − ρ²) is the cosine of the angle between the line of sight and the surface, at the distance ρ from the disk's centre. The
//! intensity is 1 in the centre, where μ = 1. The mean is that over the disk, 2 ∫ I μ dμ.

#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use autodiff_macros::differentiable;

/// I(μ) = 1 − u₁(1 − μ) − u₂(1 − μ)², the quadratic law.
#[differentiable]
#[inline]
pub fn quadratic_intensity(mu: f64, u: [f64; 2]) -> f64 {
    1.0 - (1.0 - mu) * (u[0] + (1.0 - mu) * u[1])
}

/// The mean intensity under the quadratic law, 1 − u₁/3 − u₂/6.
#[differentiable]
#[inline]
pub fn quadratic_mean_intensity(u: [f64; 2]) -> f64 {
    1.0 - u[0] / 3.0 - u[1] / 6.0
}

/// I(μ) = 1 − Σ uₙ(1 − μ)ⁿ, the polynomial law.
#[differentiable]
#[inline]
pub fn polynomial_intensity(mu: f64, u: &[f64]) -> f64 {
    let mut lost = 0.0;
    for i in (0..u.len()).rev() {
        lost = (lost + u[i]) * (1.0 - mu);
    }
    1.0 - lost
}

/// The mean intensity under the polynomial law, 1 − Σ 2uₙ/((n + 1)(n + 2)).
#[differentiable]
#[inline]
pub fn polynomial_mean_intensity(u: &[f64]) -> f64 {
    let mut mean = 1.0;
    for (i, u) in u.iter().enumerate() {
        mean -= 2.0 * u / ((i + 2) * (i + 3)) as f64;
    }
    mean
}

/// I(μ) = 1 − c(1 − μᵅ), the power-2 law.
#[differentiable]
#[inline]
pub fn power2_intensity(mu: f64, c: f64, alpha: f64) -> f64 {
    1.0 - c * (1.0 - mu.powf(alpha))
}

/// The mean intensity under the power-2 law, 1 − cα/(α + 2).
#[differentiable]
#[inline]
pub fn power2_mean_intensity(c: f64, alpha: f64) -> f64 {
    1.0 - c * alpha / (alpha + 2.0)
}

/// I(μ) = 1 − u₁(1 − μ) − u₂(1 − √μ), the square-root law.
#[differentiable]
#[inline]
pub fn square_root_intensity(mu: f64, u: [f64; 2]) -> f64 {
    1.0 - u[0] * (1.0 - mu) - u[1] * (1.0 - mu.sqrt())
}

/// The mean intensity under the square-root law, 1 − u₁/3 − u₂/5.
#[differentiable]
#[inline]
pub fn square_root_mean_intensity(u: [f64; 2]) -> f64 {
    1.0 - u[0] / 3.0 - u[1] / 5.0
}

/// I(μ) = 1 − u₁(1 − μ) − u₂ μ ln μ, the logarithmic law; its derivative by μ is NaN on the limb, where it is infinite.
#[differentiable]
#[inline]
pub fn logarithmic_intensity(mu: f64, u: [f64; 2]) -> f64 {
    // On the limb the product is zero; the root is there for its derivative, which is not finite either.
    let product = if mu == 0.0 { 0.0 * mu.sqrt() } else { mu * mu.ln() };
    1.0 - u[0] * (1.0 - mu) - u[1] * product
}

/// The mean intensity under the logarithmic law, 1 − u₁/3 + 2u₂/9.
#[differentiable]
#[inline]
pub fn logarithmic_mean_intensity(u: [f64; 2]) -> f64 {
    1.0 - u[0] / 3.0 + u[1] * (2.0 / 9.0)
}

/// I(μ) = 1 − Σ cₙ(1 − μⁿᐟ²) for n = 1 … 4, the law of four coefficients.
#[differentiable]
#[inline]
pub fn nonlinear_intensity(mu: f64, c: [f64; 4]) -> f64 {
    let root = mu.sqrt();
    1.0 - c[0] * (1.0 - root) - c[1] * (1.0 - mu) - c[2] * (1.0 - mu * root) - c[3] * (1.0 - mu * mu)
}

/// The mean intensity under the law of four coefficients, 1 − Σ cₙ n/(n + 4).
#[differentiable]
#[inline]
pub fn nonlinear_mean_intensity(c: [f64; 4]) -> f64 {
    1.0 - c[0] / 5.0 - c[1] / 3.0 - c[2] * (3.0 / 7.0) - c[3] / 2.0
}

/// How deep the transit of a small planet is: r² I(μ)/Ī with μ = √(1 − b²), under the quadratic law.
///
/// It takes the intensity behind the planet for that behind its centre, an error of the order of r⁴. NaN for |b| > 1.
#[differentiable]
#[inline]
pub fn depth_from_radius_ratio(r: f64, b: f64, u: [f64; 2]) -> f64 {
    let mu = ((1.0 - b) * (1.0 + b)).sqrt();
    r * r * quadratic_intensity(mu, u) / quadratic_mean_intensity(u)
}

/// The ratio of the radii of planet and star from the depth of a transit: the inverse of
/// [`depth_from_radius_ratio`](fn@depth_from_radius_ratio).
///
/// NaN for |b| > 1 and for negative depths. The estimate that a fit starts with; or, where the depth is the parameter, the way from
/// there to r.
#[differentiable]
#[inline]
pub fn radius_ratio_from_depth(depth: f64, b: f64, u: [f64; 2]) -> f64 {
    let mu = ((1.0 - b) * (1.0 + b)).sqrt();
    (depth * quadratic_mean_intensity(u) / quadratic_intensity(mu, u)).sqrt()
}
