//! The flux under the quadratic law, and the rule for its derivatives.

use super::basis::{Hidden, Slopes};
use crate::{Dual, Real};
use autodiff_macros::differentiable;
use core::f64::consts::PI;

/// The flux of a star with quadratic limb darkening, of which a disk hides a part; 1 if it hides nothing.
///
/// The star has the radius 1 and the intensity I(μ) = 1 − u₁(1 − μ) − u₂(1 − μ)² (Kopal 1950), with μ = √(1 − ρ²) at the
/// distance ρ from its centre. The disk has the radius `r`, and its centre is at the distance `b`, both in radii of the star.
/// `b` may be negative and counts as |b|.
///
/// # Accuracy
///
/// The errors of the flux and its derivatives are below 10⁻¹⁵ for r ≤ 3, at b = 0, at b = r = ½ and at contacts, too. For larger disks
/// they grow in proportion to r: 10⁻¹⁴ at r = 70.
///
/// # Derivatives
///
/// By b, r and u, of first and second order. At a contact from outside (b = 1 + r) and where the star just is covered
/// (b = r − 1) they are those of the side where nothing changes; at b = 0 that by b is 0. Where the disk touches the limb from inside
/// (b + r = 1), second derivatives by b and r are infinite, and given as NaN.
///
/// # Bad input
///
/// NaN, with NaN derivatives, if `r` is negative, or if anything is infinite or NaN. At r = 0 the flux is 1. The coefficients are
/// not checked: those of a star are such that the intensity is nowhere negative, u₁ + u₂ ≤ 1.
///
/// ```
/// use autodiff_runtime::exoplanet::limb_dark_flux;
/// let u = [0.4, 0.26];
/// assert!((limb_dark_flux(0.0, 0.1, u) - 0.987_866_443_495_311_3).abs() < 1e-15);
/// assert_eq!(limb_dark_flux(1.2, 0.1, u), 1.0);
///
/// let (by_b, by_r, by_u) = limb_dark_flux::grad(0.5, 0.1, u);
/// assert!(by_b > 0.0 && by_r < 0.0 && by_u[0] < 0.0);
/// ```
#[differentiable(vjp = flux_vjp, jvp = flux_jvp, second_order)]
#[inline]
pub fn limb_dark_flux(b: f64, r: f64, u: [f64; 2]) -> f64 {
    if !is_valid(b, r) {
        return f64::NAN;
    }
    flux(Hidden::at(b, r).integrals, u)
}

#[inline(always)]
fn flux_vjp(b: f64, r: f64, u: [f64; 2]) -> (f64, impl FnOnce(f64) -> (f64, f64, [f64; 2]) + use<>) {
    let [value, by_b, by_r, by_u1, by_u2] = first_order(b, r, u);
    (value, move |seed: f64| {
        (seed * by_b, seed * by_r, [seed * by_u1, seed * by_u2])
    })
}

#[differentiable]
#[inline(always)]
fn flux_jvp(b: f64, r: f64, u: [f64; 2], b_dot: f64, r_dot: f64, u_dot: [f64; 2]) -> (f64, f64) {
    let p = partials(b, r, u);
    (p[0], p[1] * b_dot + p[2] * r_dot + p[3] * u_dot[0] + p[4] * u_dot[1])
}

/// The flux, and its derivatives by b, r, u₁ and u₂.
#[differentiable(vjp = partials_vjp, jvp = partials_jvp)]
#[inline(never)]
pub(super) fn partials(b: f64, r: f64, u: [f64; 2]) -> [f64; 5] {
    first_order(b, r, u)
}

/// The same, inlined where it must be fast.
#[inline(always)]
fn first_order(b: f64, r: f64, u: [f64; 2]) -> [f64; 5] {
    if !is_valid(b, r) {
        return [f64::NAN; 5];
    }
    let hidden = Hidden::at(b, r);
    derivatives(hidden.integrals, &hidden.slopes, u)
}

#[allow(clippy::type_complexity)] // what the rule's signature is
fn partials_vjp(b: f64, r: f64, u: [f64; 2]) -> ([f64; 5], impl FnOnce([f64; 5]) -> (f64, f64, [f64; 2]) + use<>) {
    let second = SecondOrder::at(b, r, u);
    let pull_back = move |seed: [f64; 5]| {
        let [by_b, by_r, by_u1, by_u2] = [
            [1.0, 0.0, 0.0, 0.0],
            [0.0, 1.0, 0.0, 0.0],
            [0.0, 0.0, 1.0, 0.0],
            [0.0, 0.0, 0.0, 1.0],
        ]
        .map(|direction| {
            let tangents = second.along(direction);
            seed.iter().zip(&tangents).map(|(seed, tangent)| seed * tangent).sum()
        });
        (by_b, by_r, [by_u1, by_u2])
    };
    (partials(b, r, u), pull_back)
}

fn partials_jvp(b: f64, r: f64, u: [f64; 2], b_dot: f64, r_dot: f64, u_dot: [f64; 2]) -> ([f64; 5], [f64; 5]) {
    let tangents = SecondOrder::at(b, r, u).along([b_dot, r_dot, u_dot[0], u_dot[1]]);
    (partials(b, r, u), tangents)
}

/// Where second derivatives are asked for, and what does not depend on the direction.
#[derive(Clone, Copy, Debug)]
struct SecondOrder {
    point: (f64, f64, [f64; 2]),
    hidden: Option<Hidden>,
}

impl SecondOrder {
    fn at(b: f64, r: f64, u: [f64; 2]) -> Self {
        Self {
            point: (b, r, u),
            hidden: is_valid(b, r).then(|| Hidden::at(b, r)),
        }
    }

    /// The tangents of flux and first derivatives.
    #[inline(never)]
    fn along(&self, [b_dot, r_dot, u1_dot, u2_dot]: [f64; 4]) -> [f64; 5] {
        let Some(hidden) = &self.hidden else {
            return [f64::NAN; 5];
        };
        let (b, r, u) = self.point;
        let slopes = Slopes::at(Dual::new(b, b_dot), Dual::new(r, r_dot));
        let integrals = core::array::from_fn(|n| {
            let tangent = hidden.slopes.by_b[n] * b_dot + hidden.slopes.by_r[n] * r_dot;
            Dual::new(hidden.integrals[n], tangent)
        });
        derivatives(integrals, &slopes, [Dual::new(u[0], u1_dot), Dual::new(u[1], u2_dot)]).map(|dual| dual.tangent)
    }
}

/// The tangents of flux and first derivatives in a direction.
pub(super) fn second_order(b: f64, r: f64, u: [f64; 2], direction: [f64; 4]) -> [f64; 5] {
    SecondOrder::at(b, r, u).along(direction)
}

/// Whether there is a disk at some place: its radius may be zero.
#[inline(always)]
pub(super) fn is_valid(b: f64, r: f64) -> bool {
    b.is_finite() && (0.0..f64::INFINITY).contains(&r)
}

/// 1 − ∫ I/∫ I, over what is hidden and over the star.
#[inline(always)]
fn flux(hidden: [f64; 3], u: [f64; 2]) -> f64 {
    let weights = weights(u);
    1.0 - product(hidden, weights) / whole(weights)
}

#[inline(always)]
fn derivatives<T: Real>(hidden: [T; 3], slopes: &Slopes<T>, u: [T; 2]) -> [T; 5] {
    let number = T::from_f64;
    let weights = weights(u);
    let whole = whole(weights);
    let over = whole.recip();
    let lost = product(hidden, weights) / whole;
    // Both what is hidden and the whole depend on u₁ and u₂.
    let relative = lost * number(PI);
    let by_u1 = hidden[0] - hidden[1] - relative / number(3.0);
    let by_u2 = number(1.5) * hidden[0] - number(2.0) * hidden[1] + number(0.25) * hidden[2] - relative / number(6.0);
    [
        T::one() - lost,
        -product(slopes.by_b, weights) * over,
        -product(slopes.by_r, weights) * over,
        by_u1 * over,
        by_u2 * over,
    ]
}

/// The law in terms of 1, z and 4z² − 2.
#[inline(always)]
fn weights<T: Real>(u: [T; 2]) -> [T; 3] {
    let number = T::from_f64;
    [
        T::one() - u[0] - number(1.5) * u[1],
        u[0] + number(2.0) * u[1],
        number(-0.25) * u[1],
    ]
}

/// The intensity of the whole star, π(1 − u₁/3 − u₂/6), rounded as that of what is hidden: a star that is hidden has the flux 0.
#[inline(always)]
fn whole<T: Real>(weights: [T; 3]) -> T {
    product(Hidden::STAR.map(T::from_f64), weights)
}

#[inline(always)]
fn product<T: Real>(a: [T; 3], b: [T; 3]) -> T {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}
