//! What a disk hides of the functions 1, z and 4z² − 2, where z = √(1 − ρ²): the first three of the basis in which any
//! polynomial law is a sum (Agol, Luger & Foreman-Mackey 2020, AJ 159, 123).
//!
//! The integrals are those over the hidden part of the star, not over what is left of it: of a small disk they are small, and
//! have digits that a difference from the whole star would lose. The derivatives are integrals along the edge of the disk; they are
//! generic over numbers, so that dual numbers give second derivatives.

use super::angles;
use super::elliptic::{self, Second};
use super::geometry::{Lens, Overlap, Sides, mean_square};
use super::linear;
use super::ring::Ring;
use crate::{Dual, Real};
use core::f64::consts::PI;

/// The integrals of the three functions over the hidden part of the star, and their derivatives.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hidden {
    pub integrals: [f64; 3],
    pub slopes: Slopes<f64>,
}

/// The derivatives of the three integrals by b and by r.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slopes<T> {
    pub by_b: [T; 3],
    pub by_r: [T; 3],
}

impl Hidden {
    /// The integrals over the whole star.
    pub const STAR: [f64; 3] = [PI, 2.0 / 3.0 * PI, 0.0];

    /// For finite b of any sign, and finite r ≥ 0.
    #[inline(always)]
    pub fn at(b: f64, r: f64) -> Self {
        if let Some(ring) = Ring::around(b, r) {
            return Self::well_inside(b, r, &ring);
        }
        let distance = b.abs();
        let sides = Sides::of(distance, r);
        let mut hidden = match sides.overlap() {
            Overlap::Beside => Self {
                integrals: [0.0; 3],
                slopes: Slopes::zero(),
            },
            Overlap::Whole => Self {
                integrals: Self::STAR,
                slopes: Slopes::zero(),
            },
            Overlap::Inside => Self::inside(distance, r, &sides),
            Overlap::Crossing => Self::crossing(distance, r, &sides),
        };
        hidden.slopes.mirror(b);
        hidden
    }

    #[inline(always)]
    fn well_inside(b: f64, r: f64, ring: &Ring<f64>) -> Self {
        let linear = ring.linear();
        Self {
            integrals: Self::disk(b, r, linear.integral),
            slopes: Slopes::inside(b, r, [linear.by_b, linear.by_r]),
        }
    }

    #[inline(always)]
    fn inside(b: f64, r: f64, sides: &Sides<f64>) -> Self {
        if sides.beyond_limb == 0.0 {
            return Self {
                integrals: Self::disk(b, r, linear::touching(b, r)),
                slopes: Slopes::touching(b, r),
            };
        }
        let (linear, second) = linear::inside(b, r, sides);
        let slopes = Slopes::inside(b, r, linear::slopes_inside(r, sides, second));
        Self {
            integrals: Self::disk(b, r, linear),
            slopes,
        }
    }

    /// The integrals over a whole disk, given that of z.
    #[inline(always)]
    fn disk(b: f64, r: f64, linear: f64) -> [f64; 3] {
        let area = PI * r * r;
        [area, linear, 2.0 * area * ((1.0 - b * b) - (r * r + b * b))]
    }

    #[inline(always)]
    fn crossing(b: f64, r: f64, sides: &Sides<f64>) -> Self {
        let lens = Lens::of(sides);
        let (linear, second) = linear::crossing(b, r, sides);
        let (b2, r2) = (b * b, r * r);
        let square = if r > 1.0 {
            let moments = Moments::of(b, r, &lens);
            (1.0 + (r - b) * (r + b)) * moments.second - moments.fourth
        } else {
            2.0 * r2 * lens.at_disk * (1.0 - r2 - 2.0 * b2) - 0.5 * lens.root * (1.0 - 5.0 * r2 - b2)
        };
        Self {
            integrals: [lens.area(b, r, sides), linear, square],
            slopes: Slopes::crossing(b, r, sides, &lens, second),
        }
    }
}

impl<T: Real> Slopes<T> {
    #[inline(always)]
    fn zero() -> Self {
        Self {
            by_b: [T::zero(); 3],
            by_r: [T::zero(); 3],
        }
    }

    /// From the derivatives by |b| to those by b.
    #[inline(always)]
    fn mirror(&mut self, b: T) {
        if b < T::zero() {
            self.by_b = self.by_b.map(|slope| -slope);
        }
    }

    #[inline(always)]
    fn inside(b: T, r: T, [linear_by_b, linear_by_r]: [T; 2]) -> Self {
        let number = T::from_f64;
        let turn = number(2.0 * PI) * r;
        let squares = r * r + b * b;
        Self {
            by_b: [T::zero(), linear_by_b, number(-4.0) * turn * r * b],
            by_r: [turn, linear_by_r, turn * (number(2.0) - number(4.0) * squares)],
        }
    }

    #[inline(always)]
    fn crossing(b: T, r: T, sides: &Sides<T>, lens: &Lens<T>, second: Second<T>) -> Self {
        let number = T::from_f64;
        let (root, at_disk) = (lens.root, lens.at_disk);
        let [linear_by_b, linear_by_r] = linear::slopes_crossing(b, r, sides, second);
        let squares = r * r + b * b;
        let (square_by_b, square_by_r) = if r > T::one() {
            let moments = Moments::of(b, r, lens);
            let c = mean_square(b, r);
            let by_b =
                number(4.0) * (c * moments.second - moments.fourth) - number(2.0) * (c * at_disk - moments.second);
            (by_b / b, number(4.0) * r * (number(2.0) * moments.second - at_disk))
        } else {
            let by_b = number(2.0) * squares * (root / b) - number(8.0) * b * r * r * at_disk;
            (
                by_b,
                r * ((number(4.0) - number(8.0) * squares) * at_disk + number(8.0) * root),
            )
        };
        Self {
            by_b: [-root / b, linear_by_b, square_by_b],
            by_r: [number(2.0) * r * at_disk, linear_by_r, square_by_r],
        }
    }
}

impl Slopes<f64> {
    /// Where the disk touches the limb from inside.
    #[inline(always)]
    fn touching(b: f64, r: f64) -> Self {
        let by_r = 8.0 * r * (r * b).sqrt();
        Self::inside(b, r, [-by_r / 3.0, by_r])
    }
}

impl Slopes<Dual<f64>> {
    /// The derivatives with their own derivatives in the direction that b and r follow: those of second order. NaN where the
    /// disk touches the limb from inside, as those of second order are infinite on both sides.
    #[inline(never)]
    pub fn at(b: Dual<f64>, r: Dual<f64>) -> Self {
        if let Some(ring) = Ring::around(b, r) {
            let linear = ring.linear();
            return Self::inside(b, r, [linear.by_b, linear.by_r]);
        }
        let distance = if b.value < 0.0 { -b } else { b };
        let sides = Sides::of(distance, r);
        let mut slopes = match sides.overlap() {
            Overlap::Beside | Overlap::Whole => Self::zero(),
            Overlap::Inside if sides.beyond_limb.value == 0.0 => {
                Slopes::touching(distance.value, r.value).without_second()
            }
            Overlap::Inside => {
                let second = elliptic::second((-sides.lowest() / sides.highest()).sqrt());
                Self::inside(distance, r, linear::slopes_inside(r, &sides, second))
            }
            Overlap::Crossing => {
                let second = elliptic::second((sides.lowest() / (Dual::constant(4.0) * distance * r)).sqrt());
                Self::crossing(distance, r, &sides, &Lens::of(&sides), second)
            }
        };
        slopes.mirror(b);
        slopes
    }
}

impl Slopes<f64> {
    fn without_second(self) -> Slopes<Dual<f64>> {
        let unknown = |slopes: [f64; 3]| slopes.map(|slope| Dual::new(slope, f64::NAN));
        Slopes {
            by_b: unknown(self.by_b),
            by_r: unknown(self.by_r),
        }
    }
}

/// The integrals of z² and z⁴ along the hidden edge, over half the angle: for a disk greater than the star, the closed forms are
/// differences of what is r² times as large.
#[derive(Clone, Copy, Debug)]
struct Moments<T> {
    second: T,
    fourth: T,
}

impl<T: Real> Moments<T> {
    #[inline(always)]
    fn of(b: T, r: T, lens: &Lens<T>) -> Self {
        let scale = T::from_f64(2.0) * b * r;
        Self {
            second: scale * angles::sine_minus_turned_cosine(lens.at_disk),
            fourth: scale * scale * angles::squared_rise(T::from_f64(2.0) * lens.at_disk),
        }
    }
}
