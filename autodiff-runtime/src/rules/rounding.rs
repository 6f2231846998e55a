//! Rounding and remainders: steps are flat, also where they jump.

use crate::Real;

rules! {
    floor(x)           => _, T::zero();
    ceil(x)            => _, T::zero();
    round(x)           => _, T::zero();
    round_ties_even(x) => _, T::zero();
    trunc(x)           => _, T::zero();
    fract(x)           => _, T::one();
}

binary_rules! {
    rem(x, y)        => _, T::one(), -(x / y).trunc();
    rem_euclid(x, y) => _, T::one(), -x.div_euclid(y);
    div_euclid(x, y) => _, T::zero(), T::zero();
}
