//! Lending the shadow of a field to a pullback, whether the field is marked `#[constant]` or not.
//!
//! The shadow of a constant field is `Constant`, whatever its type, and a pullback wants one of the field's type: method
//! resolution prefers [`LendInert`], which makes an inert one, and falls back to [`LendShadow`].

use crate::Differentiable;
use crate::adjoint::{Constant, Inert};

/// A field and its shadow: `(&Lend(&field, &shadow)).lend().shadow()`.
#[derive(Debug)]
pub struct Lend<'a, T: ?Sized, S: ?Sized>(pub &'a T, pub &'a S);

/// A shadow that was lent.
#[derive(Debug)]
pub struct Lent<'a, S: ?Sized>(&'a S);

impl<'a, S: ?Sized> Lent<'a, S> {
    /// The shadow.
    #[inline(always)]
    pub fn shadow(&self) -> &'a S {
        self.0
    }
}

/// A shadow that was made for a constant.
#[derive(Debug)]
pub struct LentInert<S>(S);

impl<S> LentInert<S> {
    /// The shadow.
    #[inline(always)]
    pub fn shadow(&self) -> &S {
        &self.0
    }
}

/// Of a constant field: an inert shadow of its type.
pub trait LendInert {
    /// The shadow's type.
    type Shadow;
    /// The shadow.
    fn lend(&self) -> LentInert<Self::Shadow>;
}
impl<T: Differentiable> LendInert for Lend<'_, T, Constant> {
    type Shadow = T::Shadow<Inert>;
    #[inline(always)]
    fn lend(&self) -> LentInert<T::Shadow<Inert>> {
        LentInert(self.0.zero_shadow())
    }
}

/// Of any other field: its own shadow.
pub trait LendShadow<'a> {
    /// The shadow's type.
    type Shadow: ?Sized;
    /// The shadow.
    fn lend(&self) -> Lent<'a, Self::Shadow>;
}
impl<'a, T: ?Sized, S: ?Sized> LendShadow<'a> for &Lend<'a, T, S> {
    type Shadow = S;
    #[inline(always)]
    fn lend(&self) -> Lent<'a, S> {
        Lent(self.1)
    }
}
