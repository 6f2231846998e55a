//! What generated code calls: passing arguments and shadows to the pullback of another function.

mod arrays;
mod checkpoints;
mod counts;
mod derivatives;
mod fallible;
mod lend;
mod located;
mod order;
mod own_rules;
mod parallel;
mod payloads;
mod plain;
mod receivers;
mod renew;
mod returned;
mod shadows;
pub(crate) mod slopes;
mod tape;
pub mod vectors;
mod watch;

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;
pub use arrays::{Blank, array_like, array_of, numbers_like};
pub use checkpoints::Checkpoints;
pub use counts::{Count, Integer, between, count_between, count_through, integer, length, nth, parts, through};
pub use derivatives::{
    Derivatives, Inputs, Matrix, Outputs, both_modes, check, checked, hessian, jacobian, seed, shifted,
};
pub use fallible::{Fallible, copied_error, held_value, held_value_mut, holds_value};
pub use lend::{Lend, LendInert, LendShadow, Lent, LentInert};
pub use located::{Locate, Located, is_same_way, locate};
pub use order::{emptied, order, order_by_key};
pub use own_rules::{by_units, contribute, no_direction, product, tangent_in};
pub use parallel::{
    BlockRecord, OwnPart, OwnShadow, add_shadow, blocks, first_of_block, first_of_next, own_shadow, record_blocks,
    reverse_blocks, sum_blocks,
};
pub use payloads::{Payload, late, late_mut, other_variant, part, payload, payload_mut};
pub use plain::{Plain, plain};
pub use receivers::{Cloned, Exclusive, Shared};
pub use renew::Renew;
pub use returned::{Borrowing, Held, Holding, Kept, Remade, Remaking, Returned, WayOfReference, WayOfValue, held};
pub use shadows::{
    Clear, ConvertedTangent, Convertible, Leaf, Restore, add_converted, add_converted_number, cell, clear,
    converted_tangent, copied_shadow, inert_number, into_tangent, lend, like, number_cell, push_assigned, shadow,
    shadow_from, sum, tangent, tangent_of, zero_shadow, zero_shadow_in, zero_tangent,
};
pub use slopes::{below, guarded, over_square, powf_log, powf_slope, powi_slope, sign, takes_max, takes_min, within};
pub use tape::{Record, RecordPlace, Records, Slot, Tape, trips};
#[cfg(feature = "std")]
pub use tape::{TapeUse, tape_use};
pub use watch::{Copied, Copies, Overwrites, Overwritten, Resize, Watch, WatchSequence, WatchWhole};

use crate::adjoint::{Adjoint, Constant, Inert, NoAdjoint, Scalar};
use crate::{Differentiable, Real};

/// The macros that generated code writes out: a glob import of these is ambiguous where a name is that of another macro.
pub mod standard {
    pub use alloc::{format, vec};
    pub use core::matches;
    #[cfg(feature = "std")]
    pub use std::dbg;
}

/// Traits whose methods generated code calls: those that choose by a type which the macro does not see, and without a standard
/// library [`Real`], whose methods are those of the floats themselves where there is one.
pub mod methods {
    pub use super::{
        InertConstant as _, InertReferent as _, InertShadow as _, LendInert as _, LendShadow as _, OpaqueConstant as _,
        OpaqueShadow as _, PassAgainReference as _, PassAgainValue as _, WatchSequence as _, WatchWhole as _,
        WayOfReference as _, WayOfValue as _,
    };
    #[cfg(not(feature = "std"))]
    pub use crate::Real as _;
}

/// Stands for a by-value argument when a pullback is called: the callee kept what it needs of it.
#[derive(Clone, Copy, Debug)]
pub struct ByValue;

/// The result of a function that returns early: every way through it has assigned one.
#[inline(always)]
pub fn returned<T>(result: Option<T>) -> T {
    match result {
        Some(result) => result,
        None => unreachable!("the function returned without a result"),
    }
}

/// What was taken off a `Vec` that was seen to hold something.
#[inline(always)]
pub fn popped<T>(last: Option<T>) -> T {
    match last {
        Some(last) => last,
        None => panic!("called `pop` on an empty `Vec`, and unwrapped the result"),
    }
}

/// Stands for the shadow of a parameter that its function holds constant.
#[derive(Clone, Copy, Debug)]
pub struct Ignored;

/// Hands a shadow to a pullback: `Self` is what the caller has, `Formal` what the callee declares.
#[diagnostic::on_unimplemented(
    message = "cannot pass this argument's derivative on: the called function takes an argument of another type",
    label = "the derivative that is passed does not fit"
)]
pub trait PassAs<'a, Primal: ?Sized, Formal> {
    /// The shadow in the callee's type.
    fn pass(&'a self, primal: &Primal) -> Formal;
}

impl<'a, Primal: ?Sized, S: ?Sized> PassAs<'a, Primal, &'a S> for S {
    #[inline(always)]
    fn pass(&'a self, _primal: &Primal) -> &'a S {
        self
    }
}
impl<'a, Primal: ?Sized, S> PassAs<'a, Primal, &'a [S]> for Vec<S> {
    #[inline(always)]
    fn pass(&'a self, _primal: &Primal) -> &'a [S] {
        self
    }
}
impl<'a, Primal: ?Sized, S, const N: usize> PassAs<'a, Primal, &'a [S]> for [S; N] {
    #[inline(always)]
    fn pass(&'a self, _primal: &Primal) -> &'a [S] {
        self
    }
}
impl<'a, Primal: ?Sized, S: ?Sized> PassAs<'a, Primal, Ignored> for S {
    #[inline(always)]
    fn pass(&'a self, _primal: &Primal) -> Ignored {
        Ignored
    }
}
// The tangent of an argument that was passed by value: the pullback kept it.
impl<'a, Primal: ?Sized, S: ?Sized> PassAs<'a, Primal, ByValue> for S {
    #[inline(always)]
    fn pass(&'a self, _primal: &Primal) -> ByValue {
        ByValue
    }
}
// A field marked `#[constant]`, passed to a function that is differentiable in it: an inert shadow of the right length.
// Inert leaves are zero-sized, so the leaked allocations occupy no memory.
impl<'a, Primal: AsRef<[F]> + ?Sized, F: Scalar> PassAs<'a, Primal, &'a [Adjoint<F, Inert>]> for Constant {
    #[inline(always)]
    fn pass(&'a self, primal: &Primal) -> &'a [Adjoint<F, Inert>] {
        Vec::leak(vec![Adjoint::default(); primal.as_ref().len()])
    }
}
impl<'a, Primal: ?Sized, F: Scalar> PassAs<'a, Primal, &'a Adjoint<F, Inert>> for Constant {
    #[inline(always)]
    fn pass(&'a self, _primal: &Primal) -> &'a Adjoint<F, Inert> {
        Box::leak(Box::default())
    }
}
// An integer, passed to an operator that takes operands of any type.
impl<'a, Primal: ?Sized> PassAs<'a, Primal, &'a NoAdjoint<Inert>> for Constant {
    #[inline(always)]
    fn pass(&'a self, _primal: &Primal) -> &'a NoAdjoint<Inert> {
        Box::leak(Box::default())
    }
}

/// Hands `shadow` of `primal` to a pullback, in the type that the callee declares.
#[inline(always)]
pub fn pass<'a, Primal: ?Sized, S: PassAs<'a, Primal, Formal> + ?Sized, Formal>(
    primal: &Primal,
    shadow: &'a S,
) -> Formal {
    shadow.pass(primal)
}

/// Hands the shadow of a `&mut` argument to a pullback: `Self` is what the caller has, `Formal` what the callee declares.
/// What may change its length has a shadow that may, too.
pub trait PassMutAs<'a, Formal> {
    /// The shadow in the callee's type.
    fn pass_mut(&'a mut self) -> Formal;
}

impl<'a, S: ?Sized> PassMutAs<'a, &'a S> for S {
    #[inline(always)]
    fn pass_mut(&'a mut self) -> &'a S {
        self
    }
}
impl<'a, S: ?Sized> PassMutAs<'a, &'a mut S> for S {
    #[inline(always)]
    fn pass_mut(&'a mut self) -> &'a mut S {
        self
    }
}
macro_rules! pass_sequences {
    ([$($generics:tt)*] $sequence:ty) => {
        impl<'a, S, $($generics)*> PassMutAs<'a, &'a [S]> for $sequence {
            #[inline(always)]
            fn pass_mut(&'a mut self) -> &'a [S] {
                self
            }
        }
        impl<'a, S, $($generics)*> PassMutAs<'a, &'a mut [S]> for $sequence {
            #[inline(always)]
            fn pass_mut(&'a mut self) -> &'a mut [S] {
                self
            }
        }
    };
}
pass_sequences!([] Vec<S>);
pass_sequences!([const N: usize] [S; N]);
impl<'a, S: ?Sized> PassMutAs<'a, ByValue> for S {
    #[inline(always)]
    fn pass_mut(&'a mut self) -> ByValue {
        ByValue
    }
}
impl<'a, S: ?Sized> PassMutAs<'a, Ignored> for S {
    #[inline(always)]
    fn pass_mut(&'a mut self) -> Ignored {
        Ignored
    }
}

/// Hands a shadow to a pullback that may change its length.
#[inline(always)]
pub fn pass_mut<'a, S: PassMutAs<'a, Formal> + ?Sized, Formal>(shadow: &'a mut S) -> Formal {
    shadow.pass_mut()
}

/// Makes the shadow of an argument that is constant for the caller: `(&Probe(&argument)).inert()`.
///
/// Method resolution prefers [`InertShadow`] where the argument's type is [`Differentiable`], and falls back to
/// [`OpaqueShadow`] where it is not (data that only `#[constant]` parameters can take).
#[derive(Debug)]
pub struct Probe<'a, T: ?Sized>(pub &'a T);

/// The inert shadow of a differentiable type.
pub trait InertShadow {
    /// The shadow's type.
    type Shadow;
    /// A zero-cost shadow of the same shape.
    fn inert(&self) -> Self::Shadow;
}
impl<T: Differentiable + ?Sized> InertShadow for Probe<'_, T> {
    type Shadow = T::Shadow<Inert>;
    #[inline(always)]
    fn inert(&self) -> T::Shadow<Inert> {
        self.0.zero_shadow()
    }
}

/// The shadow of a type that carries no derivative.
pub trait OpaqueShadow {
    /// Nothing.
    fn inert(&self) -> Constant;
}
impl<T: ?Sized> OpaqueShadow for &Probe<'_, T> {
    #[inline(always)]
    fn inert(&self) -> Constant {
        Constant
    }
}

/// The inert shadow of a constant, which may be a reference: `(&&Probe(&CONSTANT)).inert_constant()`. Method resolution tries
/// this one first, then [`InertReferent`], then [`OpaqueConstant`].
pub trait InertConstant {
    /// The shadow's type.
    type Shadow;
    /// A zero-cost shadow of the same shape.
    fn inert_constant(&self) -> Self::Shadow;
}
impl<T: Differentiable + ?Sized> InertConstant for &Probe<'_, T> {
    type Shadow = T::Shadow<Inert>;
    #[inline(always)]
    fn inert_constant(&self) -> T::Shadow<Inert> {
        self.0.zero_shadow()
    }
}

/// See [`InertConstant`].
pub trait InertReferent {
    /// The shadow's type.
    type Shadow;
    /// A zero-cost shadow of what the reference points to.
    fn inert_constant(&self) -> Self::Shadow;
}
impl<T: Differentiable + ?Sized> InertReferent for &&Probe<'_, &T> {
    type Shadow = T::Shadow<Inert>;
    #[inline(always)]
    fn inert_constant(&self) -> T::Shadow<Inert> {
        self.0.zero_shadow()
    }
}

/// See [`InertConstant`].
pub trait OpaqueConstant {
    /// Nothing.
    fn inert_constant(&self) -> Constant;
}
impl<T: ?Sized> OpaqueConstant for Probe<'_, T> {
    #[inline(always)]
    fn inert_constant(&self) -> Constant {
        Constant
    }
}

/// An argument whose type the caller's macro cannot see, for a pullback: `(&Probe(&argument)).pass_again()`.
///
/// A reference is passed again; anything else was passed by value, and the callee kept what it needs.
pub trait PassAgainReference {
    /// What the pullback takes.
    type Formal;
    /// The reference.
    fn pass_again(&self) -> Self::Formal;
}
impl<'a, T: ?Sized> PassAgainReference for Probe<'_, &'a T> {
    type Formal = &'a T;
    #[inline(always)]
    fn pass_again(&self) -> &'a T {
        self.0
    }
}

/// See [`PassAgainReference`].
pub trait PassAgainValue {
    /// Stands for the value.
    fn pass_again(&self) -> ByValue;
}
impl<T> PassAgainValue for &Probe<'_, T> {
    #[inline(always)]
    fn pass_again(&self) -> ByValue {
        ByValue
    }
}

/// Stands for the body of a function that was refused: it types, so that one error does not become many, and never runs.
pub fn refused<T>() -> T {
    unreachable!("a function that does not compile")
}

/// A number, with the tangent type `Tangent`: what a function must return to have a gradient.
#[diagnostic::on_unimplemented(
    message = "cannot take the gradient of a function that returns `{Self}`: only that of a number is one vector",
    note = "help: call `vjp` with a seed, or `jacobian`"
)]
pub trait GradientOf<Tangent> {
    /// One.
    fn unit_seed() -> Tangent;
    /// Zero.
    fn no_seed() -> Tangent;
    /// The number as an `f64`.
    fn into_f64(self) -> f64;
}
impl<T: Real> GradientOf<T> for T {
    #[inline(always)]
    fn unit_seed() -> T {
        T::one()
    }
    #[inline(always)]
    fn no_seed() -> T {
        T::zero()
    }
    #[inline(always)]
    fn into_f64(self) -> f64 {
        self.to_f64()
    }
}

/// What a taken branch recorded, one type per arm.
#[derive(Clone, Debug)]
pub enum Either<A, B> {
    /// The first arm ran.
    First(A),
    /// The second arm ran.
    Second(B),
}
