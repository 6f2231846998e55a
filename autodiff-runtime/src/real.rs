//! What generic numerical code needs of a number.

use crate::Differentiable;
use crate::adjoint::Scalar;
use core::fmt::Display;
use core::iter::{Product, Sum};
use core::ops::{AddAssign, Div, DivAssign, Mul, MulAssign, Rem, RemAssign, SubAssign};

/// A real number: the operators, comparison, and `f64`'s mathematical methods under `f64`'s names.
///
/// Implemented by `f32`, `f64` and the dual number [`Dual<T>`](crate::Dual), which may be nested for higher orders. Every
/// method does what the method of `f64` of the same name does, in the same units (angles in radians). Comparison is that
/// of the value: a program run on dual numbers takes the branches that it takes on plain ones.
///
/// ```
/// use autodiff_runtime::{Dual, Real};
///
/// fn gaussian<T: Real>(x: T) -> T {
///     (-x * x / T::from_f64(2.0)).exp()
/// }
///
/// assert_eq!(gaussian(0.0_f32), 1.0);
/// let y = gaussian(Dual::variable(1.0_f64));
/// assert_eq!(y.tangent, -y.value);
/// ```
pub trait Real:
    Scalar
    + Differentiable<Tangent = Self>
    + PartialOrd
    + Display
    + Send
    + Sync
    + Mul<Output = Self>
    + Div<Output = Self>
    + Rem<Output = Self>
    + AddAssign
    + SubAssign
    + MulAssign
    + DivAssign
    + RemAssign
    + Sum
    + Product
    + for<'a> Sum<&'a Self>
    + for<'a> Product<&'a Self>
{
    /// A constant, rounded to the precision of `Self`: `T::from_f64(core::f64::consts::PI)`.
    fn from_f64(constant: f64) -> Self;
    /// The value as `f64`; a dual number's derivative is left behind.
    fn to_f64(self) -> f64;
    /// Zero.
    #[inline(always)]
    fn zero() -> Self {
        Self::from_f64(0.0)
    }
    /// One.
    #[inline(always)]
    fn one() -> Self {
        Self::from_f64(1.0)
    }
    /// Whether it is zero with all its derivatives: a constant zero, not a variable that happens to be zero.
    fn is_constant_zero(self) -> bool;

    /// Sine of an angle in radians.
    fn sin(self) -> Self;
    /// Cosine of an angle in radians.
    fn cos(self) -> Self;
    /// Tangent of an angle in radians.
    fn tan(self) -> Self;
    /// Arcsine in [−π/2, π/2]; NaN outside [−1, 1].
    fn asin(self) -> Self;
    /// Arccosine in [0, π]; NaN outside [−1, 1].
    fn acos(self) -> Self;
    /// Arctangent in [−π/2, π/2].
    fn atan(self) -> Self;
    /// Hyperbolic sine.
    fn sinh(self) -> Self;
    /// Hyperbolic cosine.
    fn cosh(self) -> Self;
    /// Hyperbolic tangent.
    fn tanh(self) -> Self;
    /// Inverse hyperbolic sine.
    fn asinh(self) -> Self;
    /// Inverse hyperbolic cosine; NaN below 1.
    fn acosh(self) -> Self;
    /// Inverse hyperbolic tangent; NaN outside [−1, 1].
    fn atanh(self) -> Self;
    /// e to the power of `self`.
    fn exp(self) -> Self;
    /// 2 to the power of `self`.
    fn exp2(self) -> Self;
    /// eˣ − 1, accurate near zero.
    fn exp_m1(self) -> Self;
    /// Natural logarithm; NaN for negative numbers.
    fn ln(self) -> Self;
    /// Logarithm to base 2.
    fn log2(self) -> Self;
    /// Logarithm to base 10.
    fn log10(self) -> Self;
    /// ln(1 + x), accurate near zero.
    fn ln_1p(self) -> Self;
    /// Square root; NaN for negative numbers.
    fn sqrt(self) -> Self;
    /// Cube root.
    fn cbrt(self) -> Self;
    /// 1/x.
    fn recip(self) -> Self;
    /// Absolute value.
    fn abs(self) -> Self;
    /// 1 with the sign of `self`, for ±0 too; NaN for NaN.
    fn signum(self) -> Self;
    /// The greatest whole number not above `self`.
    fn floor(self) -> Self;
    /// The least whole number not below `self`.
    fn ceil(self) -> Self;
    /// The nearest whole number, halves away from zero.
    fn round(self) -> Self;
    /// The nearest whole number, halves to the even one.
    fn round_ties_even(self) -> Self;
    /// The whole part, rounded towards zero.
    fn trunc(self) -> Self;
    /// `self − self.trunc()`, of the sign of `self`.
    fn fract(self) -> Self;
    /// From radians to degrees.
    fn to_degrees(self) -> Self;
    /// From degrees to radians.
    fn to_radians(self) -> Self;
    /// The angle of the point (`other`, `self`), in [−π, π] radians.
    fn atan2(self, other: Self) -> Self;
    /// `self` to a real power; NaN for negative numbers and fractional exponents.
    fn powf(self, exponent: Self) -> Self;
    /// Logarithm to any base.
    fn log(self, base: Self) -> Self;
    /// √(x² + y²), without overflow on the way.
    fn hypot(self, other: Self) -> Self;
    /// The magnitude of `self` with the sign of `sign`.
    fn copysign(self, sign: Self) -> Self;
    /// The lesser of two; the other one where one is NaN.
    fn min(self, other: Self) -> Self;
    /// The greater of two; the other one where one is NaN.
    fn max(self, other: Self) -> Self;
    /// The least non-negative remainder.
    fn rem_euclid(self, divisor: Self) -> Self;
    /// The whole quotient that belongs to [`rem_euclid`](Real::rem_euclid).
    fn div_euclid(self, divisor: Self) -> Self;
    /// Sine and cosine of an angle in radians.
    fn sin_cos(self) -> (Self, Self);
    /// `self` to a whole power.
    fn powi(self, exponent: i32) -> Self;
    /// `self · factor + summand`, rounded once.
    fn mul_add(self, factor: Self, summand: Self) -> Self;
    /// `self`, or the bound that it lies beyond.
    ///
    /// # Panics
    ///
    /// If `low > high` or either is NaN, as `f64::clamp` does.
    fn clamp(self, low: Self, high: Self) -> Self;
    /// Whether it is NaN.
    fn is_nan(self) -> bool;
    /// Whether it is neither infinite nor NaN.
    fn is_finite(self) -> bool;
    /// Whether it is infinite.
    fn is_infinite(self) -> bool;
    /// Whether the sign bit is set, as for −0.
    fn is_sign_negative(self) -> bool;
    /// Whether the sign bit is clear, as for +0.
    fn is_sign_positive(self) -> bool;
}
