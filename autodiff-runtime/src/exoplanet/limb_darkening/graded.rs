//! Integrals along the hidden part of a disk's edge, for functions of z = √(1 − ρ²) that have fractional powers or logarithms.
//!
//! Near the limb such functions are not smooth, and where the disk almost touches it, not even the angle is a smooth function of
//! anything simple. Points are therefore packed towards the limb: with s = 0 there, tan(s/2) = g sinh v and v proportional to
//! y², for Gauss and Legendre's points in y. 40 of them leave errors of 10⁻¹², and 24 where the disk does not almost touch the limb.
//!
//! By Green's theorem the same points give integrals over all that is hidden. With G = ∫ f ρ dρ from 0 to ρ, that of f is
//! 2G(1) times the hidden area, and the integral of (G(ρ)/ρ² − G(1)) (r² + br cos φ) dφ, which vanishes on the limb itself. Closed
//! forms for what does not vanish on the limb leave the points the part that they are good at.

use super::geometry::{Lens, Overlap, Sides};
use super::nodes::{FORTY, TWENTY_FOUR};
use super::quadratic::is_valid;
use super::ring::Ring;
use crate::Real;
use core::f64::consts::PI;

/// A point of the edge.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point<T> {
    /// dφ
    pub weight: T,
    pub cos: T,
    /// r² + br cos φ
    pub turned: T,
    pub z: T,
    /// ρ² = 1 − z², with the digits that the difference would lose.
    pub square: T,
}

/// A function of z at a point, less its value on the limb.
#[derive(Clone, Copy, Debug)]
pub(super) struct Integrand<T> {
    /// f(z) − f(0)
    pub value: T,
    /// G(ρ)/ρ² − G(1)
    pub green: T,
}

/// A function on the limb.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limb<T> {
    /// f(0)
    pub value: T,
    /// G(1) = ∫ f z dz from 0 to 1.
    pub green: T,
}

/// An integral over what is hidden, and its derivatives.
#[derive(Clone, Copy, Debug)]
pub(super) struct Integral<T> {
    pub hidden: T,
    pub by_b: T,
    pub by_r: T,
}

/// What is hidden: all of the star or none with that flux, or a part with integrals of 1 and of K functions.
#[derive(Clone, Copy, Debug)]
pub(super) enum Found<T, const K: usize> {
    All(f64),
    Part(Integral<T>, [Integral<T>; K]),
}

/// Integrates 1 and the functions.
#[inline(always)]
pub(super) fn integrate<T: Real, const K: usize>(
    b: T,
    r: T,
    limb: [Limb<T>; K],
    functions: impl Fn(Point<T>) -> [Integrand<T>; K],
) -> Found<T, K> {
    let mut integrals = [Integral::zero(); K];
    let survey = survey(b, r, 0, |point| {
        let along = point.weight * r;
        for (integral, integrand) in integrals.iter_mut().zip(functions(point)) {
            integral.hidden += point.weight * point.turned * integrand.green;
            integral.by_r += along * integrand.value;
            integral.by_b += along * point.cos * integrand.value;
        }
    });
    let of_one = match survey {
        Ok(of_one) => of_one,
        Err(flux) => return Found::All(flux),
    };
    for (integral, limb) in integrals.iter_mut().zip(limb) {
        integral.hidden += T::from_f64(2.0) * limb.green * of_one.hidden;
        integral.by_b += limb.value * of_one.by_b;
        integral.by_r += limb.value * of_one.by_r;
    }
    Found::Part(of_one, integrals)
}

/// Calls `each` with points of the hidden edge, and returns the integral of 1; or the flux, where all or none of the star is hidden.
///
/// Well inside the star there are as many points as polynomials of degree `degree` take, or a few for other functions.
#[inline(always)]
pub(super) fn survey<T: Real>(b: T, r: T, degree: usize, mut each: impl FnMut(Point<T>)) -> Result<Integral<T>, f64> {
    if !is_valid(b.to_f64(), r.to_f64()) {
        return Err(f64::NAN);
    }
    let number = T::from_f64;
    let mut of_one = Integral {
        hidden: number(PI) * r * r,
        by_b: T::zero(),
        by_r: number(2.0 * PI) * r,
    };
    if let Some(ring) = Ring::around(b, r) {
        around(b, r, &ring, degree, each);
        return Ok(of_one);
    }
    let distance = if b < T::zero() { -b } else { b };
    let sides = Sides::of(distance, r);
    let is_mirrored = b < T::zero();
    // Polynomials need no more points beside the limb, and have use for them elsewhere.
    let closest = if degree > 0 { 4e-3 } else { 1e-3 };
    let mirrored = |mut point: Point<T>| {
        if is_mirrored {
            point.cos = -point.cos;
        }
        each(point);
    };
    match sides.overlap() {
        Overlap::Beside => return Err(1.0),
        Overlap::Whole => return Err(0.0),
        Overlap::Inside => {
            inside(distance, r, &sides, closest, mirrored);
            if sides.beyond_limb == T::zero() {
                // Where the disk touches the limb, second derivatives are infinite. This root is zero, and its derivative is not.
                of_one.by_b += sides.beyond_limb.sqrt();
                of_one.by_r += sides.beyond_limb.sqrt();
            }
        }
        Overlap::Crossing => {
            crossing(distance, r, &sides, closest, mirrored);
            let lens = Lens::of(&sides);
            of_one = Integral {
                hidden: lens.area(distance, r, &sides),
                by_b: -lens.root / b,
                by_r: number(2.0) * r * lens.at_disk,
            };
        }
    }
    Ok(of_one)
}

impl<T: Real> Integral<T> {
    #[inline(always)]
    pub fn zero() -> Self {
        Self {
            hidden: T::zero(),
            by_b: T::zero(),
            by_r: T::zero(),
        }
    }
}

/// Points of a whole edge that is well inside the star.
#[inline(always)]
fn around<T: Real>(b: T, r: T, ring: &Ring<T>, degree: usize, mut each: impl FnMut(Point<T>)) {
    ring.each_point(degree, |weight, cos, z| {
        let product = b * r * cos;
        each(Point {
            weight,
            cos,
            turned: r * r + product,
            z,
            square: b * b + r * r + T::from_f64(2.0) * product,
        });
    });
}

/// Points of a whole edge: φ = 2s, z² = 1 − (b + r)² + 4br sin² s.
#[inline(always)]
fn inside<T: Real>(b: T, r: T, sides: &Sides<T>, closest: f64, mut each: impl FnMut(Point<T>)) {
    let number = T::from_f64;
    let (lowest, product) = (-sides.lowest(), b * r);
    let four = number(4.0) * product;
    let nearest = (b - r) * (b - r);
    each_angle((lowest / four).to_f64().sqrt(), closest, |weight, sin, cos| {
        let sin_squared = number(sin * sin);
        each(Point {
            weight: number(4.0 * weight),
            cos: number(1.0 - 2.0 * sin * sin),
            turned: r * (r + b) - number(2.0) * product * sin_squared,
            z: (lowest + four * sin_squared).sqrt(),
            square: nearest + four * number(cos * cos),
        });
    });
}

/// Points of an edge that crosses the limb: sin((π − φ)/2) = k cos s, z² = (1 − (b − r)²) sin² s.
#[inline(always)]
fn crossing<T: Real>(b: T, r: T, sides: &Sides<T>, closest: f64, mut each: impl FnMut(Point<T>)) {
    let number = T::from_f64;
    let (highest, lowest) = (sides.highest(), sides.lowest());
    let (root, nearest) = (highest.sqrt(), (b - r) * (b - r));
    let half = number(0.5) * highest;
    let twice_modulus = half / (b * r);
    each_angle((lowest / highest).to_f64().sqrt(), closest, |weight, sin, cos| {
        let cos_squared = number(cos * cos);
        let z = root * number(sin);
        each(Point {
            weight: number(4.0 * weight) * (z / (lowest + z * z).sqrt()),
            cos: twice_modulus * cos_squared - T::one(),
            turned: r * (r - b) + half * cos_squared,
            z,
            square: nearest + highest * cos_squared,
        });
    });
}

/// Calls `each` with weight, sin s and cos s at points of 0 < s < π/2, for integrands that are not smooth at s = 0, and at ±i times
/// `close`; no more packed than for `close` = 2 `closest`.
#[inline(always)]
fn each_angle(close: f64, closest: f64, mut each: impl FnMut(f64, f64, f64)) {
    let scale = (0.5 * close).max(closest);
    let length = scale.recip().asinh();
    let rule: &[[f64; 2]] = if close > 0.25 { &TWENTY_FOUR } else { &FORTY };
    for &[node, weight] in rule {
        for node in [node, -node] {
            let y = 0.5 + 0.5 * node;
            let exponential = (length * y * y).exp();
            let inverse = exponential.recip();
            let tangent = 0.5 * scale * (exponential - inverse);
            let over = (1.0 + tangent * tangent).recip();
            let rise = 0.5 * scale * (exponential + inverse) * length * y * weight;
            each(
                2.0 * rise * over,
                2.0 * tangent * over,
                (1.0 - tangent) * (1.0 + tangent) * over,
            );
        }
    }
}
