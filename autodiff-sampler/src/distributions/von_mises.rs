//! The von Mises distribution.

use super::from_density::from_density;
use crate::transforms::Circle;
use rand::{Rng, RngExt};
use std::f64::consts::{PI, TAU};

/// The von Mises distribution of an angle in (−π, π], in radians: a normal distribution around the circle.
///
/// * `mu`: mean direction, in radians, finite
/// * `kappa`: concentration, at least 0; 1/kappa is about the variance where it is large
///
/// Log density: `kappa cos(x − mu) − ln(2π I₀(kappa))`
///
/// Source: Stan Functions Reference, "Von Mises distribution".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VonMises(pub f64, pub f64);

from_density! {
    VonMises(0 mu: finite, 1 kappa: not_negative),
    Circle => Circle, von_mises, |rng| draw(mu, kappa, rng)
}

/// Best and Fisher 1979, Journal of the Royal Statistical Society C 28, 152: rejection from a wrapped Cauchy distribution.
fn draw<R: Rng + ?Sized>(mu: f64, kappa: f64, rng: &mut R) -> f64 {
    if kappa < 1e-8 {
        return PI - TAU * rng.random::<f64>();
    }
    let tau = 1.0 + (1.0 + 4.0 * kappa * kappa).sqrt();
    let rho = (tau - (2.0 * tau).sqrt()) / (2.0 * kappa);
    // r − 1, for their r, is what the angles are made of where the concentration is large.
    let r_minus_one = (1.0 - rho) * (1.0 - rho) / (2.0 * rho);
    loop {
        let half = (0.5 * PI * rng.random::<f64>()).tan();
        let square = half * half;
        // 1 − cos of the angle, for z = (1 − half²)/(1 + half²), without a difference of almost equal numbers.
        let one_minus_cos = 2.0 * square * r_minus_one / (2.0 + r_minus_one * (1.0 + square));
        let c = kappa * (r_minus_one + one_minus_cos);
        let u: f64 = 1.0 - rng.random::<f64>();
        if c * (2.0 - c) > u || (c / u).ln() + 1.0 - c >= 0.0 {
            let angle = 2.0 * (0.5 * one_minus_cos).min(1.0).sqrt().asin();
            let turned = mu + if rng.random::<bool>() { angle } else { -angle };
            // Into (−π, π].
            let reduced = turned - TAU * (turned / TAU).round();
            return if reduced <= -PI { PI } else { reduced };
        }
    }
}
