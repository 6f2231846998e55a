//! Sums over points on the edge of a disk that lies well inside the star: there, z is a smooth periodic function of the angle,
//! and the mean over equidistant points converges geometrically.

#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real;
use core::f64::consts::PI;

/// The edge of a disk: z² = `mean` − `amplitude` cos φ.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ring<T> {
    b: T,
    r: T,
    mean: T,
    amplitude: T,
}

impl<T: Real> Ring<T> {
    /// The edge, if it keeps its distance from the limb; b may have either sign.
    #[inline(always)]
    pub fn around(b: T, r: T) -> Option<Self> {
        let one = T::one();
        let mean = (one - r) * (one + r) - b * b;
        let amplitude = T::from_f64(2.0) * b * r;
        // |amplitude|, which would have no derivative at zero, is not needed for the comparison.
        let bound = T::from_f64(0.5) * mean;
        let is_inside = amplitude <= bound && -amplitude <= bound && mean > T::zero();
        if is_inside {
            Some(Self { b, r, mean, amplitude })
        } else {
            None
        }
    }

    /// The integral of z over the disk.
    #[inline(always)]
    pub fn linear(&self) -> T {
        let (mut sum, mut cosine) = (T::zero(), T::zero());
        for j in 0..M {
            let (cos, [plus, minus]) = self.points(j);
            let h_plus = plus + (T::one() + plus).recip();
            let h_minus = minus + (T::one() + minus).recip();
            sum += h_plus + h_minus;
            cosine += (h_plus - h_minus) * cos;
        }
        T::from_f64(PI / M as f64 / 3.0) * self.r * (self.r * sum + self.b * cosine)
    }

    /// Its derivatives by b and r.
    #[inline(always)]
    pub fn linear_slopes(&self) -> [T; 2] {
        let (mut sum, mut cosine) = (T::zero(), T::zero());
        for j in 0..M {
            let (cos, [plus, minus]) = self.points(j);
            sum += plus + minus;
            cosine += (plus - minus) * cos;
        }
        let scale = T::from_f64(PI / M as f64) * self.r;
        [scale * cosine, scale * sum]
    }

    /// z at two opposite points, and the cosine of the first one's angle.
    #[inline(always)]
    fn points(&self, j: usize) -> (T, [T; 2]) {
        let cos = T::from_f64(((j as f64 + 0.5) * PI / (2 * M) as f64).cos());
        let change = self.amplitude * cos;
        (cos, [(self.mean - change).sqrt(), (self.mean + change).sqrt()])
    }
}

const M: usize = 6;
