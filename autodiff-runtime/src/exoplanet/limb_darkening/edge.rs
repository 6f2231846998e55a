//! Powers of z = √(1 − ρ²) along the part of a disk's edge that is on the star: ∮ zⁿ dφ and ∮ zⁿ cos φ dφ for n = 0, 1, 2, …
//!
//! φ is the angle at the disk's centre, from the direction away from the star's. All else follows: the derivatives by r and b of
//! the integral of zⁿ over what the disk hides are r times these, and by Green's theorem
//! (n + 2) ∫ zⁿ = n ∫ zⁿ⁻² + ∮ zⁿ (r² + br cos φ) dφ for n ≥ 2 (Agol, Luger & Foreman-Mackey 2020, AJ 159, 123, §4).

use super::elliptic::Second;
use super::geometry::{Lens, Overlap, Sides, mean_square};
use super::nodes::FORTY;
use super::numbers::Numbers;
use super::ring::Ring;
use crate::Real;
use core::f64::consts::PI;

/// ∮ zⁿ dφ and ∮ zⁿ cos φ dφ.
#[derive(Clone, Debug)]
pub(super) struct Edge<T> {
    /// Two more than are asked for.
    pub plain: Numbers<T>,
    pub cosine: Numbers<T>,
}

impl<T: Real> Edge<T> {
    /// Room for n below `count`, which is below 20, all zero.
    #[inline(always)]
    pub fn none(count: usize) -> Self {
        Self {
            plain: Numbers::zeros(count + 2),
            cosine: Numbers::zeros(count),
        }
    }

    /// Where z is smooth along the edge: sums over points.
    #[inline(always)]
    pub fn well_inside(&mut self, ring: &Ring<T>) {
        let cosine = &mut *self.cosine;
        ring.powers(&mut self.plain[..cosine.len()], cosine);
    }

    /// For a disk that is not well inside the star, b > 0, given E and B of its modulus.
    #[inline(always)]
    pub fn elsewhere(&mut self, b: T, r: T, sides: &Sides<T>, second: Second<T>) {
        let is_crossing = sides.overlap() == Overlap::Crossing;
        let (highest, lowest) = (sides.highest(), sides.lowest());
        if is_crossing && (lowest > T::one() || lowest > T::from_f64(16.0) * highest) {
            return self.by_quadrature(b, r, sides);
        }
        let first = if is_crossing {
            first_four_crossing(b, r, sides, second)
        } else {
            first_four_inside(b, r, sides, second)
        };
        self.by_recursion(b, r, sides, first);
    }

    /// n Tₙ = 2(n − 1) c Tₙ₋₂ + (n − 2)(1 − (b − r)²)((b + r)² − 1) Tₙ₋₄ with c = 1 − b² − r², and
    /// 2br ∮ zⁿ cos φ dφ = c Tₙ − Tₙ₊₂.
    ///
    /// Errors grow as powers of (b + r)² − 1, if that is above 1, and compared with Tₙ as powers of k⁻² − 1.
    #[inline(always)]
    fn by_recursion(&mut self, b: T, r: T, sides: &Sides<T>, first: [T; 4]) {
        let number = T::from_f64;
        let c = mean_square(b, r);
        let product = sides.highest() * sides.lowest();
        let plain = &mut *self.plain;
        plain[..4].copy_from_slice(&first);
        for n in 4..plain.len() {
            let terms =
                number(2.0 * (n - 1) as f64) * c * plain[n - 2] + number((n - 2) as f64) * product * plain[n - 4];
            plain[n] = terms * number(1.0 / n as f64);
        }
        let twice = number(2.0) * b * r;
        for (cosine, powers) in self.cosine.iter_mut().zip(plain.windows(3)) {
            *cosine = (c * powers[0] - powers[2]) / twice;
        }
    }

    /// Where the recursion is not stable, the edge that is hidden is short, and z² = (1 − (b − r)²) cos² θ for
    /// sin((π − φ)/2) = k sin θ makes smooth integrands.
    #[inline(never)]
    fn by_quadrature(&mut self, b: T, r: T, sides: &Sides<T>) {
        let number = T::from_f64;
        let (highest, lowest) = (sides.highest(), sides.lowest());
        let root = highest.sqrt();
        let twice_modulus = highest / (number(2.0) * b * r);
        let (plain, cosine) = (&mut *self.plain, &mut *self.cosine);
        each_angle(|weight, cos, sin_squared| {
            let z = root * number(cos);
            let density = root / (lowest + z * z).sqrt();
            let cos_phi = twice_modulus * number(sin_squared) - T::one();
            let mut power = number(4.0 * weight * cos) * density;
            for (plain, cosine) in plain.iter_mut().zip(cosine.iter_mut()) {
                *plain += power;
                *cosine += power * cos_phi;
                power *= z;
            }
        });
    }
}

/// n = 0 to 3 of a crossing edge.
#[inline(always)]
fn first_four_crossing<T: Real>(b: T, r: T, sides: &Sides<T>, second: Second<T>) -> [T; 4] {
    let number = T::from_f64;
    let c = mean_square(b, r);
    let lens = Lens::of(sides);
    let four_product = number(4.0) * b * r;
    let root = four_product.sqrt();
    let m = sides.highest() / four_product;
    let linear = number(4.0) * root * m * second.b;
    let rest = number(4.0) * sides.highest() * root * (second.e - m * second.b);
    [
        number(2.0) * lens.at_disk,
        linear,
        number(2.0) * (c * lens.at_disk + lens.root),
        (number(4.0) * c * linear + rest) * number(1.0 / 3.0),
    ]
}

/// n = 0 to 3 of a whole edge.
#[inline(always)]
fn first_four_inside<T: Real>(b: T, r: T, sides: &Sides<T>, second: Second<T>) -> [T; 4] {
    let number = T::from_f64;
    let c = mean_square(b, r);
    let root = sides.highest().sqrt();
    let m = number(4.0) * b * r / sides.highest();
    let linear = number(4.0) * root * second.e;
    let rest = number(4.0) * sides.highest() * root * (second.e - m * second.b);
    [
        number(2.0 * PI),
        linear,
        number(2.0 * PI) * c,
        (number(4.0) * c * linear - rest) * number(1.0 / 3.0),
    ]
}

/// Calls `each` with weight, cos θ and sin² θ at points of 0 < θ < π/2. 40 points of −π/2 to π/2 take powers up to 20 to all digits.
#[inline(always)]
fn each_angle(mut each: impl FnMut(f64, f64, f64)) {
    for [node, weight] in FORTY {
        let (sin, cos) = (0.5 * PI * node).sin_cos();
        each(0.5 * PI * weight, cos, sin * sin);
    }
}
