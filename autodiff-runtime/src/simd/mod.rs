//! Several data points at once: what the kernels of `#[simd]` loops are made of.
//!
//! A kernel is straight-line code on a [`Vector`] of numbers, and the macro writes it without knowing how many lanes the vector
//! has. `sums` and its companions drive it over slices: with the feature `simd`, they ask the processor for the widest vectors
//! that it has (AVX-512, AVX2 with FMA, Neon), and the elementary functions are polynomials for all lanes at once; without the
//! feature, or on a processor without such vectors, a vector is one `f64`, and the functions are those of [`Real`](crate::Real).
//!
//! How far the polynomials were found to be from the exact values is tabulated in `docs/performance.md`: less than one unit in the
//! last place for most of them, up to 2.5 for `tan` and `tanh`. `tests/simd.rs` keeps bounds on fewer points.

mod calls;
#[cfg(feature = "simd")]
mod exponential;
mod functions;
#[cfg(feature = "simd")]
mod logarithm;
mod one;
mod sums;
#[cfg(feature = "simd")]
mod trigonometric;
#[cfg(feature = "simd")]
mod wide;

pub use calls::{Pullbacks, call, forward_call};
pub use functions::{ByLanes, LaneFunction, NoLanes, OneByOne, Partials};
pub use one::One;
pub use sums::{Kernel, Modes, Over, Task, Terms, collect, directions, gradient, sums, tangent};
#[cfg(feature = "simd")]
pub use wide::Wide;

use crate::Real;
use crate::support::slopes;
use core::fmt::Debug;
use core::ops::{Add, AddAssign, Div, Mul, Neg, Sub, SubAssign};

/// Does something with the widest vectors that the processor has.
#[inline(always)]
pub fn dispatch<T: Task>(task: T) -> T::Output {
    #[cfg(feature = "simd")]
    return wide::dispatch(task);
    #[cfg(not(feature = "simd"))]
    task.run(One)
}

/// How many numbers there are at once: what vectors are made by.
pub trait Width: Copy {
    /// So many numbers.
    type Vector: Vector;
    /// How many.
    const LANES: usize;

    /// One number in all lanes.
    fn splat(self, number: f64) -> Self::Vector;
    /// The first numbers of a slice; zeros where it has fewer than there are lanes.
    fn load(self, numbers: &[f64]) -> Self::Vector;
    /// The number that each lane has by its position.
    fn each(self, number: impl Fn(usize) -> f64) -> Self::Vector;
}

macro_rules! lane_by_lane {
    ($($unary:ident)*; $($binary:ident)*) => {
        $(
            /// The method of `f64` of this name, in each lane.
            #[inline(always)]
            #[must_use]
            fn $unary(self) -> Self {
                self.map(Real::$unary)
            }
        )*
        $(
            /// The method of `f64` of this name, in each lane.
            #[inline(always)]
            #[must_use]
            fn $binary(self, other: Self) -> Self {
                self.map_two(other, Real::$binary)
            }
        )*
    };
}

/// Some numbers, with the methods that one `f64` has. Those that no implementation does better are done lane by lane.
pub trait Vector:
    Copy
    + Debug
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + AddAssign
    + SubAssign
{
    /// A function of each number.
    #[must_use]
    fn map(self, function: impl Fn(f64) -> f64) -> Self;
    /// A function of two numbers in the same lane.
    #[must_use]
    fn map_two(self, other: Self, function: impl Fn(f64, f64) -> f64) -> Self;
    /// The first so many lanes; the others are zero.
    #[must_use]
    fn keep(self, count: usize) -> Self;
    /// The sum of all lanes.
    fn total(self) -> f64;
    /// Writes the first numbers to a slice, as many as it has.
    fn store(self, numbers: &mut [f64]);

    lane_by_lane! {
        sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh exp exp2 exp_m1 ln log2 log10 ln_1p sqrt cbrt recip
        floor ceil round round_ties_even trunc fract abs signum to_degrees to_radians;
        atan2 powf log hypot rem_euclid div_euclid copysign min max
    }

    /// The remainder of a division that rounds towards zero.
    #[inline(always)]
    #[must_use]
    fn remainder(self, divisor: Self) -> Self {
        self.map_two(divisor, |x, divisor| x % divisor)
    }
    /// `self * factor + summand`, rounded once.
    #[inline(always)]
    #[must_use]
    fn mul_add(self, factor: Self, summand: Self) -> Self {
        self.map_three(factor, summand, Real::mul_add)
    }
    /// A function of three numbers in the same lane.
    #[must_use]
    fn map_three(self, second: Self, third: Self, function: impl Fn(f64, f64, f64) -> f64) -> Self;
    /// The number within bounds.
    #[inline(always)]
    #[must_use]
    fn clamp(self, low: Self, high: Self) -> Self {
        self.map_three(low, high, Real::clamp)
    }
    /// A power, by multiplication.
    #[inline(always)]
    #[must_use]
    fn powi(self, exponent: i32) -> Self {
        self.map(|x| Real::powi(x, exponent))
    }

    /// Of a mean anomaly and an eccentricity, sine and cosine of the true anomaly, and its derivatives by both.
    #[cfg(feature = "exoplanet")]
    #[must_use]
    fn kepler(self, ecc: Self) -> [Self; 4];

    /// [`slopes::sign`].
    #[inline(always)]
    #[must_use]
    fn sign(self) -> Self {
        self.map(slopes::sign)
    }
    /// [`slopes::guarded`].
    #[inline(always)]
    #[must_use]
    fn guarded(self, denominator: Self) -> Self {
        self.map_two(denominator, slopes::guarded)
    }
    /// [`slopes::over_square`].
    #[inline(always)]
    #[must_use]
    fn over_square(self, x: Self, y: Self) -> Self {
        self.map_three(x, y, slopes::over_square)
    }
    /// [`slopes::powi_slope`].
    #[inline(always)]
    #[must_use]
    fn powi_slope(self, exponent: i32) -> Self {
        self.map(|x| slopes::powi_slope(x, exponent))
    }
    /// [`slopes::powf_slope`].
    #[inline(always)]
    #[must_use]
    fn powf_slope(self, exponent: Self, y: Self) -> Self {
        self.map_three(exponent, y, slopes::powf_slope)
    }
    /// [`slopes::powf_log`].
    #[inline(always)]
    #[must_use]
    fn powf_log(self, y: Self) -> Self {
        self.map_two(y, slopes::powf_log)
    }
    /// [`slopes::takes_max`].
    #[inline(always)]
    #[must_use]
    fn takes_max(self, other: Self) -> Self {
        self.map_two(other, slopes::takes_max)
    }
    /// [`slopes::takes_min`].
    #[inline(always)]
    #[must_use]
    fn takes_min(self, other: Self) -> Self {
        self.map_two(other, slopes::takes_min)
    }
    /// [`slopes::within`].
    #[inline(always)]
    #[must_use]
    fn within(self, low: Self, high: Self) -> Self {
        self.map_three(low, high, slopes::within)
    }
    /// [`slopes::below`].
    #[inline(always)]
    #[must_use]
    fn below(self, other: Self) -> Self {
        self.map_two(other, slopes::below)
    }
}
