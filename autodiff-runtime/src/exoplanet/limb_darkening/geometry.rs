//! Where a disk of radius r, its centre at the distance b from that of a star of radius 1, lies on the star.
//!
//! Everything else is made of four sums of 1, b and r, each computed without cancellation, so that what vanishes at a contact
//! vanishes there exactly and has full relative accuracy beside it (Goldberg 1991, ACM Comput. Surv. 23, 5, §1.4, for the
//! area of a triangle).

use super::angles;
use crate::Real;

/// How disk and star overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Overlap {
    /// The disk is beside the star, or touches it from outside.
    Beside,
    /// The disk covers the whole star.
    Whole,
    /// All of the disk is on the star; its edge may touch the limb from inside.
    Inside,
    /// The edge of the disk crosses the limb in two points.
    Crossing,
}

/// The four factors of sixteen times the squared area of the triangle with the sides 1, b and r.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sides<T> {
    /// 1 + b + r
    pub total: T,
    /// b + r − 1: zero where the disk touches the limb from inside, negative within.
    pub beyond_limb: T,
    /// 1 + r − b: zero where the disk touches the star from outside.
    pub to_outer_contact: T,
    /// 1 + b − r: zero where the disk covers the star but for one point.
    pub to_cover: T,
}

impl<T: Real> Sides<T> {
    /// For b ≥ 0 and r ≥ 0.
    #[inline(always)]
    pub fn of(b: T, r: T) -> Self {
        let (one, two) = (T::one(), T::from_f64(2.0));
        let (greater, lesser) = if b > r { (b, r) } else { (r, b) };
        // Differences of doubles within a factor of two of each other are exact: what is subtracted first is 1 where the
        // other is up to 2, and the two that are alike beyond.
        Self {
            total: (one + greater) + lesser,
            beyond_limb: (greater - one) + lesser,
            to_outer_contact: if b <= two { (one - b) + r } else { one - (b - r) },
            to_cover: if r <= two { (one - r) + b } else { one - (r - b) },
        }
    }

    #[inline(always)]
    pub fn overlap(&self) -> Overlap {
        let zero = T::zero();
        if self.to_outer_contact <= zero {
            Overlap::Beside
        } else if self.to_cover <= zero {
            Overlap::Whole
        } else if self.beyond_limb <= zero {
            Overlap::Inside
        } else {
            Overlap::Crossing
        }
    }

    /// 1 − (b − r)², the square of z = √(1 − ρ²) where the edge of the disk is next to the star's centre.
    #[inline(always)]
    pub fn highest(&self) -> T {
        self.to_outer_contact * self.to_cover
    }
    /// (b + r)² − 1, minus the square of z on the opposite side.
    #[inline(always)]
    pub fn lowest(&self) -> T {
        self.total * self.beyond_limb
    }
}

/// 1 − b² − r², the mean of z² = 1 − ρ² along the disk's edge; b may have either sign.
#[inline(always)]
pub(super) fn mean_square<T: Real>(b: T, r: T) -> T {
    let (one, b_squared, r_squared) = (T::one(), b * b, r * r);
    if b_squared > r_squared {
        (one - b) * (one + b) - r_squared
    } else {
        (one - r) * (one + r) - b_squared
    }
}

/// The lens that disk and star have in common.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lens<T> {
    /// Four times the area of the triangle with the sides 1, b and r.
    pub root: T,
    /// Half the angle under which the centre of the disk sees the lens.
    pub at_disk: T,
}

impl<T: Real> Lens<T> {
    #[inline(always)]
    pub fn of(sides: &Sides<T>) -> Self {
        let root = (sides.highest() * sides.lowest()).sqrt();
        // By the tangent of its half no angle loses digits, however small it is.
        Self {
            root,
            at_disk: T::from_f64(2.0) * (root / sides.lowest()).atan(),
        }
    }

    /// Half the angle under which the centre of the star sees the lens.
    #[inline(always)]
    pub fn at_star(&self, sides: &Sides<T>) -> T {
        T::from_f64(2.0) * (self.root / (sides.to_cover * sides.total)).atan()
    }

    #[inline(always)]
    pub fn area(&self, b: T, r: T, sides: &Sides<T>) -> T {
        let number = T::from_f64;
        let at_star = self.at_star(sides);
        if r > T::one() {
            // Segment by segment: the parts of the sum below would be r times as large as what is left of them.
            let of_star = at_star - self.root * (T::one() + (b - r) * (b + r)) / (number(4.0) * b * b);
            return of_star + number(0.5) * r * r * angles::minus_sine(number(2.0) * self.at_disk);
        }
        at_star + r * r * self.at_disk - number(0.5) * self.root
    }
}
