//! Hyperbolic functions and their inverses.

use crate::Real;

rules! {
    sinh(x)  => _, x.cosh();
    cosh(x)  => _, x.sinh();
    tanh(x)  => y, T::one() - y * y;
    asinh(x) => _, T::one().hypot(x).recip();
    acosh(x) => _, ((x - T::one()).sqrt() * (x + T::one()).sqrt()).recip();
    atanh(x) => _, ((T::one() - x) * (T::one() + x)).recip();
}
