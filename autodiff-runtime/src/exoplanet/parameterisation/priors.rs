//! Densities of orbital eccentricities that were found in populations of planets, for an eccentricity that is computed.
//!
//! Where it is sampled itself, the sampler has distributions of the same names. All are logarithms of densities on [0, 1) that
//! integrate to 1; −∞ outside, where there is no ellipse, and NaN for NaN.

#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use autodiff_macros::differentiable;

/// ln √(2/π).
const HALF_LN_TWO_OVER_PI: f64 = -0.225_791_352_644_727_44;

/// The density of Kipping 2013 for all 396 planets with well-measured velocities: Beta(0.867, 3.03).
///
/// It is infinite at e = 0, where −∞ is returned as outside.
///
/// Source: Kipping 2013, MNRAS 434, L51 (arXiv 1306.4982), abstract. (The Python package exoplanet uses the long periods' here.)
#[differentiable]
pub fn ln_density_kipping_2013(ecc: f64) -> f64 {
    ln_beta_density(ecc, 0.867, 3.03, 0.850_536_613_316_197)
}

/// The same for planets with periods below 382.3 days: Beta(0.697, 3.27).
///
/// Source: as there; the numbers as used by the Python package exoplanet.
#[differentiable]
pub fn ln_density_kipping_2013_short_periods(ecc: f64) -> f64 {
    ln_beta_density(ecc, 0.697, 3.27, 0.529_708_971_224_771_4)
}

/// The same for planets with periods above 382.3 days: Beta(1.12, 3.09).
///
/// Source: as there; the numbers as used by the Python package exoplanet.
#[differentiable]
pub fn ln_density_kipping_2013_long_periods(ecc: f64) -> f64 {
    ln_beta_density(ecc, 1.12, 3.09, 1.341_966_932_224_950_6)
}

/// The logarithm of Beta(alpha, beta); `constant` is −ln B(alpha, beta).
#[differentiable]
fn ln_beta_density(ecc: f64, #[constant] alpha: f64, #[constant] beta: f64, #[constant] constant: f64) -> f64 {
    if !(ecc > 0.0 && ecc < 1.0) {
        return outside(ecc);
    }
    (alpha - 1.0) * ecc.ln() + (beta - 1.0) * (-ecc).ln_1p() + constant
}

/// The logarithm of the density where there is no ellipse.
#[differentiable]
fn outside(ecc: f64) -> f64 {
    if ecc.is_nan() { ecc } else { f64::NEG_INFINITY }
}

/// The density of Van Eylen et al. 2019 for small planets that transit alone: half a normal distribution of standard deviation 0.32.
///
/// Source: Van Eylen et al. 2019, AJ 157, 61 (arXiv 1807.00549), abstract; cut off at e = 1, where 0.2 % of it lie.
#[differentiable]
pub fn ln_density_van_eylen_2019_single(ecc: f64) -> f64 {
    ln_half_normal_density(ecc, 0.32, 0.998_221_949_401_783_1)
}

/// The same for small planets in systems where several transit: half a normal distribution of standard deviation 0.083.
///
/// Source: as there.
#[differentiable]
pub fn ln_density_van_eylen_2019_multiple(ecc: f64) -> f64 {
    ln_half_normal_density(ecc, 0.083, 1.0)
}

/// The logarithm of half a normal distribution, of which `inside` lies below 1.
#[differentiable]
fn ln_half_normal_density(ecc: f64, #[constant] sd: f64, #[constant] inside: f64) -> f64 {
    if !(0.0..1.0).contains(&ecc) {
        return outside(ecc);
    }
    let z = ecc / sd;
    HALF_LN_TWO_OVER_PI - 0.5 * z * z - (sd * inside).ln()
}

/// The mixture of Van Eylen et al. 2019: a `fraction` of orbits with moderate eccentricities, and almost circular ones.
///
/// `fraction` times a Rayleigh distribution with its peak at 0.26, and the rest times half a normal distribution of standard
/// deviation 0.049; cut off at e = 1. They found a fraction of 0.76 for planets that transit alone; 0.08 is used by the Python
/// package exoplanet for systems of several. NaN for fractions outside of [0, 1].
///
/// Source: as for [`ln_density_van_eylen_2019_single`](fn@ln_density_van_eylen_2019_single), abstract; 0.049 as used by exoplanet.
#[differentiable]
pub fn ln_density_van_eylen_2019_mixture(ecc: f64, fraction: f64) -> f64 {
    let fraction = super::where_valid((0.0..=1.0).contains(&fraction), fraction);
    if !(0.0..1.0).contains(&ecc) {
        return outside(ecc);
    }
    let (z, moderate) = (ecc / NEARLY_CIRCULAR_SD, ecc / MODERATE_PEAK);
    let nearly_circular = HALF_LN_TWO_OVER_PI.exp() / NEARLY_CIRCULAR_SD * (-0.5 * z * z).exp();
    let rayleigh = moderate / MODERATE_PEAK * (-0.5 * moderate * moderate).exp();
    let inside = 1.0 - fraction * RAYLEIGH_BEYOND_ONE;
    (((1.0 - fraction) * nearly_circular + fraction * rayleigh) / inside).ln()
}

/// The standard deviation of the half-normal part of the mixture.
const NEARLY_CIRCULAR_SD: f64 = 0.049;
/// Where the Rayleigh part has its peak.
const MODERATE_PEAK: f64 = 0.26;
/// The share of the Rayleigh part above e = 1, exp(−1/(2·0.26²)); of the half-normal part it is 10⁻⁹².
const RAYLEIGH_BEYOND_ONE: f64 = 6.134_267_461_370_612e-4;
