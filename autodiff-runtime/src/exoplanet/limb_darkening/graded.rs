//! Integrals along the hidden part of a disk's edge, for functions of z = √(1 − ρ²) that have fractional powers or logarithms.
//!
//! Near the limb such functions are not smooth, and where the disk almost touches it, not even the angle is a smooth function of
//! anything simple. Points are therefore packed towards the limb: with s = 0 there, tan(s/2) = g sinh v and v proportional to
//! y², for Gauss and Legendre's points in y. 40 of them leave errors of 10⁻¹², and 24 where
//! the disk does not almost touch the limb.
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
    if !is_valid(b.to_f64(), r.to_f64()) {
        return Found::All(f64::NAN);
    }
    let number = T::from_f64;
    let mut sums = Sums {
        b,
        r,
        functions,
        integrals: [Integral::zero(); K],
    };
    let mut of_one = Integral {
        hidden: number(PI) * r * r,
        by_b: T::zero(),
        by_r: number(2.0 * PI) * r,
    };
    if let Some(ring) = Ring::around(b, r) {
        sums.around(&ring);
    } else {
        let distance = if b < T::zero() { -b } else { b };
        sums.b = distance;
        let sides = Sides::of(distance, r);
        match sides.overlap() {
            Overlap::Beside => return Found::All(1.0),
            Overlap::Whole => return Found::All(0.0),
            Overlap::Inside => sums.inside(&sides),
            Overlap::Crossing => {
                sums.crossing(&sides);
                of_one = Integral::of_lens(distance, r, &sides);
            }
        }
        if b < T::zero() {
            of_one.by_b = -of_one.by_b;
            sums.integrals
                .iter_mut()
                .for_each(|integral| integral.by_b = -integral.by_b);
        }
    }
    for (integral, limb) in sums.integrals.iter_mut().zip(limb) {
        integral.hidden += number(2.0) * limb.green * of_one.hidden;
        integral.by_b += limb.value * of_one.by_b;
        integral.by_r += limb.value * of_one.by_r;
    }
    Found::Part(of_one, sums.integrals)
}

impl<T: Real> Integral<T> {
    #[inline(always)]
    fn zero() -> Self {
        Self {
            hidden: T::zero(),
            by_b: T::zero(),
            by_r: T::zero(),
        }
    }

    /// That of 1, where the edge crosses the limb.
    #[inline(always)]
    fn of_lens(b: T, r: T, sides: &Sides<T>) -> Self {
        let lens = Lens::of(sides);
        Self {
            hidden: lens.area(b, r, sides),
            by_b: -lens.root / b,
            by_r: T::from_f64(2.0) * r * lens.at_disk,
        }
    }
}

struct Sums<T, F, const K: usize> {
    b: T,
    r: T,
    functions: F,
    integrals: [Integral<T>; K],
}

impl<T: Real, F: Fn(Point<T>) -> [Integrand<T>; K], const K: usize> Sums<T, F, K> {
    /// One point; `turned` is r² + br cos φ.
    #[inline(always)]
    fn add(&mut self, weight: T, cos: T, turned: T, point: Point<T>) {
        let integrands = (self.functions)(point);
        let along = weight * self.r;
        for (integral, integrand) in self.integrals.iter_mut().zip(integrands) {
            integral.hidden += weight * turned * integrand.green;
            integral.by_r += along * integrand.value;
            integral.by_b += along * cos * integrand.value;
        }
    }

    fn around(&mut self, ring: &Ring<T>) {
        let (b, r) = (self.b, self.r);
        ring.each_point(|weight, cos, z| {
            let product = b * r * cos;
            let point = Point {
                z,
                square: b * b + r * r + T::from_f64(2.0) * product,
            };
            self.add(weight, cos, r * r + product, point);
        });
    }

    /// φ = 2s, z² = 1 − (b + r)² + 4br sin² s.
    fn inside(&mut self, sides: &Sides<T>) {
        let number = T::from_f64;
        let (b, r) = (self.b, self.r);
        let (lowest, product) = (-sides.lowest(), b * r);
        let four = number(4.0) * product;
        let nearest = (b - r) * (b - r);
        each_angle((lowest / four).to_f64().sqrt(), |weight, sin, cos| {
            let sin_squared = number(sin * sin);
            let point = Point {
                z: (lowest + four * sin_squared).sqrt(),
                square: nearest + four * number(cos * cos),
            };
            let turned = r * (r + b) - number(2.0) * product * sin_squared;
            self.add(number(4.0 * weight), number(1.0 - 2.0 * sin * sin), turned, point);
        });
        if sides.beyond_limb == T::zero() {
            // Where the disk touches the limb, second derivatives are infinite. This root is zero, and its derivative is not.
            let unbounded = sides.beyond_limb.sqrt();
            for integral in &mut self.integrals {
                integral.by_b += unbounded;
                integral.by_r += unbounded;
            }
        }
    }

    /// sin((π − φ)/2) = k cos s, z² = (1 − (b − r)²) sin² s.
    fn crossing(&mut self, sides: &Sides<T>) {
        let number = T::from_f64;
        let (b, r) = (self.b, self.r);
        let (highest, lowest) = (sides.highest(), sides.lowest());
        let (root, nearest) = (highest.sqrt(), (b - r) * (b - r));
        let half = number(0.5) * highest;
        let twice_modulus = half / (b * r);
        each_angle((lowest / highest).to_f64().sqrt(), |weight, sin, cos| {
            let cos_squared = number(cos * cos);
            let z = root * number(sin);
            let point = Point {
                z,
                square: nearest + highest * cos_squared,
            };
            let density = z / (lowest + z * z).sqrt();
            let turned = half * cos_squared;
            self.add(
                number(4.0 * weight) * density,
                twice_modulus * cos_squared - T::one(),
                r * (r - b) + turned,
                point,
            );
        });
    }
}

/// Calls `each` with weight, sin s and cos s at points of 0 < s < π/2, for integrands that are not smooth at s = 0, and at ±i times
/// `close`.
#[inline(always)]
fn each_angle(close: f64, mut each: impl FnMut(f64, f64, f64)) {
    let scale = (0.5 * close).max(5e-4);
    let length = scale.recip().asinh();
    let mut both = |node: f64, weight: f64| {
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
    };
    if close > 0.15 {
        TWENTY_FOUR.into_iter().for_each(|[node, weight]| both(node, weight));
    } else {
        FORTY.into_iter().for_each(|[node, weight]| both(node, weight));
    }
}
