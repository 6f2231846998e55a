//! The sums that a periodogram is made of, at one frequency.

#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;

/// Weighted sums over the data at a frequency ω: weights add up to 1, values have no mean.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sums {
    /// Σ w cos ωt
    pub(super) c: f64,
    /// Σ w sin ωt
    pub(super) s: f64,
    /// Σ w y cos ωt
    pub(super) yc: f64,
    /// Σ w y sin ωt
    pub(super) ys: f64,
    /// Σ w cos² ωt
    pub(super) cc: f64,
    /// Σ w cos ωt sin ωt
    pub(super) cs: f64,
}

/// Below this share of their greatest value, the determinant of sines and cosines is only rounding.
const DEGENERATE: f64 = 1e-12;

impl Sums {
    /// Adds an observation with its weight, and cosine and sine of its angle.
    #[inline(always)]
    pub(super) fn add(&mut self, weight: f64, weighted_value: f64, cos: f64, sin: f64) {
        let weighted_cos = weight * cos;
        self.c += weighted_cos;
        self.s += weight * sin;
        self.yc += weighted_value * cos;
        self.ys += weighted_value * sin;
        self.cc += weighted_cos * cos;
        self.cs += weighted_cos * sin;
    }

    /// The amplitudes of cosine and sine, and how much of the variance they take away: a sine wave with a free mean, fitted
    /// (Zechmeister and Kürster 2009, equations 4 to 6 and A).
    pub(super) fn fit(&self) -> (f64, f64, f64) {
        let cc = self.cc - self.c * self.c;
        let ss = (1.0 - self.cc) - self.s * self.s;
        let cs = self.cs - self.c * self.s;
        let determinant = cc * ss - cs * cs;
        let greatest = 0.25 * (cc + ss) * (cc + ss);
        if determinant > DEGENERATE * greatest {
            let cosine = (self.yc * ss - self.ys * cs) / determinant;
            let sine = (self.ys * cc - self.yc * cs) / determinant;
            (cosine, sine, cosine * self.yc + sine * self.ys)
        } else if cc + ss > DEGENERATE {
            // All observations lie on one line through the origin: the least wave of those that fit equally well.
            let (cosine, sine) = (self.yc / (cc + ss), self.ys / (cc + ss));
            (cosine, sine, cosine * self.yc + sine * self.ys)
        } else {
            // Sine and cosine are constants; NaN where there are none.
            let nothing = 0.0 * determinant;
            (nothing, nothing, nothing)
        }
    }
}
