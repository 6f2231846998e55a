//! The elementary functions and their derivatives, one line each.
//!
//! Every function here has the name of a method of [`Real`] and returns its value with its partial derivatives:
//! `rules::sin(x)` is `(x.sin(), x.cos())`. [`Dual`](crate::Dual) is made of them, and so may be any hand-written derivative.
//! Being generic over `Real`, they serve for higher orders too.
//!
//! # Conventions
//!
//! Where a function has a kink, a jump or a pole:
//!
//! | function | where | derivative |
//! |---|---|---|
//! | `abs` | 0 | 0 |
//! | `signum`, `floor`, `ceil`, `round`, `round_ties_even`, `trunc`, `div_euclid` | everywhere, jumps included | 0 |
//! | `fract` | everywhere, jumps included | 1 |
//! | `min`, `max` | equal arguments | all to the first (`self`) |
//! | `min`, `max` | one argument NaN | all to the other, which is the value |
//! | `clamp` | on a bound | all to the number, none to the bound |
//! | `clamp` | beyond a bound | all to the bound |
//! | `copysign(x, s)` | everywhere | `abs'(x)` times the sign of s by x, 0 by s |
//! | `x % y`, `rem_euclid(x, y)` | everywhere, jumps included | 1 by x, minus the whole quotient by y |
//! | `sqrt`, `cbrt` | 0 (also −0) | +∞ |
//! | `recip`, `ln`, `log2`, `log10` | 0 | what 1/x gives: ±∞ |
//! | `asin`, `acos`, `acosh`, `atanh` | the ends of their domains | ±∞ |
//! | `powi(x, 0)` | everywhere, 0 included | 0 |
//! | `powf(x, p)` by x | x = 0 | 0 for p > 1 and p = 0, 1 for p = 1, ∞ otherwise |
//! | `powf(x, p)` by p | x = 0 | 0 for p > 0, −∞ otherwise |
//! | `powf(x, p)` by p | x < 0 | NaN: there is a value for whole p only |
//! | `hypot`, `atan2` | (0, 0) | (0, 0) |
//!
//! A dual number with a constant zero for its tangent keeps it through every rule, poles included: what does not vary has no
//! derivative, so that `Dual::constant(0.0).sqrt()` and `(-2).powf(2.0)` are free of 0 · ∞ and 0 · NaN.

/// One line per function of one argument: `name(x) => value, derivative by x;`.
macro_rules! rules {
    ($($name:ident($x:ident) => $y:pat_param, $by_x:expr;)*) => {$(
        #[doc = concat!("`", stringify!($name), "(", stringify!($x), ")` and its derivative, `", stringify!($by_x), "`.")]
        #[inline(always)]
        pub fn $name<T: Real>($x: T) -> (T, T) {
            let value = $x.$name();
            let $y = value;
            (value, $by_x)
        }
    )*};
}

/// One line per function of two arguments: `name(x, y) => value, derivative by x, derivative by y;`.
macro_rules! binary_rules {
    ($($name:ident($x:ident, $y:ident) => $value:pat_param, $by_x:expr, $by_y:expr;)*) => {$(
        #[doc = concat!("`", stringify!($x), ".", stringify!($name), "(", stringify!($y), ")` and its derivatives: by `",
            stringify!($x), "`, `", stringify!($by_x), "`; by `", stringify!($y), "`, `", stringify!($by_y), "`.")]
        #[inline(always)]
        pub fn $name<T: Real>($x: T, $y: T) -> (T, T, T) {
            let value = $x.$name($y);
            let $value = value;
            (value, $by_x, $by_y)
        }
    )*};
}

mod exponential;
mod hyperbolic;
mod power;
mod rounding;
mod selection;
mod trigonometric;

pub use exponential::*;
pub use hyperbolic::*;
pub use power::*;
pub use rounding::*;
pub use selection::*;
pub use trigonometric::*;

use crate::Real;

/// A constant of a formula.
#[inline(always)]
fn real<T: Real>(constant: f64) -> T {
    T::from_f64(constant)
}
