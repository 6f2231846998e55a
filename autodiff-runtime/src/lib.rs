//! What generated gradients stand on: the traits that say what a derivative of a value looks like, the cells that
//! adjoints live in, and hand-written rules where they pay.
//!
//! * [`Differentiable`]: which types carry a derivative, and the three shapes that belong to each: the owned *tangent* of
//!   the public surface, the *shadow* of cells that reverse sweeps add into, and the mode that switches a shadow off.
//! * [`Adjoint`]: one leaf of a shadow.
//! * [`Real`]: what generic numerical code needs of a number; [`Dual`]: the number that carries its own derivative; [`rules`]:
//!   the elementary functions and their derivatives, one line each.
//! * [`special`]: erf, gamma and their like, with derivatives.
//! * [`ode`]: solvers of ordinary differential equations, with derivatives.
//! * [`linear_algebra`]: Cholesky factors, systems and determinants, with derivatives by matrix formulas.
//! * [`angles`]: angles as directions of a vector in the plane, for samplers.
//! * [`exoplanet`] (a feature of that name, on by default): orbits, transits and eclipses, limb darkening, velocities, Gaussian processes in time, and what a fit needs before it
//!   begins.
//! * [`log_density`] (feature `densities`, on by default): logarithms of probability densities, for likelihoods; [`log_cdf`] and [`log_survival`] of the probabilities below
//!   and above.
//! * [`Objective`]: a differentiated scalar function of one parameter struct, its data bound; the seam to samplers.
//!
//! The functions in [`support`] are called by generated code and are not meant for people.

#![no_std]

/// The library of what is allocated, by a name that generated code can rely on, with `std` or without.
#[doc(hidden)]
pub extern crate alloc;
#[cfg(feature = "std")]
extern crate std;
// Generated code names this crate `::pullback::runtime`, here as everywhere else.
extern crate self as pullback;

#[doc(hidden)]
pub mod runtime {
    pub use crate::*;
}

mod adjoint;
pub mod angles;
mod cells;
mod differentiable;
mod dual;
#[cfg(feature = "exoplanet")]
pub mod exoplanet;
mod fallible;
mod floats;
mod leaves;
pub mod linear_algebra;
#[cfg(feature = "densities")]
pub mod log_cdf;
#[cfg(feature = "densities")]
pub mod log_density;
#[cfg(feature = "densities")]
pub mod log_survival;
mod objective;
pub mod ode;
#[doc(hidden)]
pub mod operators;
mod optional;
mod real;
pub mod rules;
mod shadow;
#[doc(hidden)]
pub mod simd;
pub mod special;
#[doc(hidden)]
pub mod support;

pub use adjoint::{Accumulator, Active, Adjoint, Constant, Inert, Mode, NoAdjoint, NoTangent, Scalar};
#[doc(hidden)]
pub use autodiff_macros::{check_gradient_of, differentiable};
pub use cells::Cells;
pub use differentiable::Differentiable;
pub use dual::Dual;
pub use leaves::{Leaves, PutBack};
pub use objective::{FirstOrder, HessianProduct, NoSecondOrder, Objective, ObjectiveFn, SecondOrder};
pub use real::Real;
pub use shadow::{AssignedShadow, ShadowOf};
#[cfg(feature = "std")]
#[doc(inline)]
pub use support::{TapeUse, tape_use};

/// The value, without its derivative: inside a `#[differentiable]` function, what `constant(x)` returns counts as constant.
///
/// Elsewhere it returns its argument.
#[inline(always)]
pub fn constant<T>(value: T) -> T {
    value
}

/// Compares the derivatives of a differentiable function: forward mode, reverse mode, and differences of eighth order.
///
/// `check_grad!(f, arguments…)` calls `f` and its companion with the arguments; of a method, as
/// `check_grad!(Orbit::position, &orbit, t)`, what stands beside it. It panics with the name of the parameter whose
/// derivative is off, and also where the companion belongs to another function than `f`, which a glob import can bring
/// about. Differences need a smooth function: near a kink, or where the function is not defined all around, they differ
/// rightly. The arguments must be [`Clone`].
///
/// # Panics
///
/// If a derivative disagrees, or the value is NaN.
#[macro_export]
macro_rules! check_grad {
    ($($function:ident)::+ $(, $argument:expr)* $(,)?) => {
        $crate::support::checked(
            ::core::stringify!($($function)::+),
            $crate::check_gradient_of!($($function)::+ $(, $argument)*),
        )
    };
}
