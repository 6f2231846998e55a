//! Trigonometric functions, their inverses, and the units of angles.

use super::real;
use crate::Real;

rules! {
    sin(x)        => _, x.cos();
    cos(x)        => _, -x.sin();
    tan(x)        => y, T::one() + y * y;
    asin(x)       => _, ((T::one() - x) * (T::one() + x)).sqrt().recip();
    acos(x)       => _, -((T::one() - x) * (T::one() + x)).sqrt().recip();
    atan(x)       => _, (T::one() + x * x).recip();
    to_degrees(x) => _, real::<T>(1.0_f64.to_degrees());
    to_radians(x) => _, real::<T>(1.0_f64.to_radians());
}

binary_rules! {
    atan2(y, x) => _, over_square(x, y.hypot(x)), -over_square(y, y.hypot(x));
}

/// x/h² without overflow, and 0 at the origin.
#[inline(always)]
fn over_square<T: Real>(x: T, h: T) -> T {
    if h == T::zero() { T::zero() } else { x / h / h }
}
