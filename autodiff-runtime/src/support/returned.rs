//! What a call of constants returned, and the reverse sweep reads: a value is held, a reference is asked for again.
//!
//! A pullback outlives the borrow of its function's arguments, and is given them again. So it keeps no reference that was made of
//! them, but calls the function that returned it once more. Which of both it is, the type decides: method resolution prefers
//! [`WayOfReference`], and falls back to [`WayOfValue`].

use core::iter::{Cloned, Copied, Enumerate, Rev, Skip, StepBy, Take, Zip};
use core::slice::{Chunks, ChunksExact, Iter, Windows};

/// What was returned: `(&Returned(&value)).way().keep(value)` is what a pullback keeps of it.
#[derive(Debug)]
pub struct Returned<'a, T>(pub &'a T);

impl<T: Clone> Returned<'_, T> {
    /// A copy, whose type nothing else decides than what was returned.
    #[inline(always)]
    pub fn copied(self) -> T {
        self.0.clone()
    }
}

/// Types that hold a reference.
pub trait Borrowing {}
impl<T: ?Sized> Borrowing for &T {}
impl<T: Borrowing> Borrowing for Option<T> {}
impl<T: Borrowing, E> Borrowing for Result<T, E> {}
impl<T: Borrowing, const N: usize> Borrowing for [T; N] {}
impl<T: Borrowing> Borrowing for alloc::vec::Vec<T> {}
impl<T: ?Sized, B> Borrowing for (&T, B) {}
impl<T: ?Sized, B, C> Borrowing for (&T, B, C) {}
impl<T> Borrowing for Iter<'_, T> {}
impl<T> Borrowing for Windows<'_, T> {}
impl<T> Borrowing for Chunks<'_, T> {}
impl<T> Borrowing for ChunksExact<'_, T> {}
impl<I: Borrowing, J> Borrowing for Zip<I, J> {}

macro_rules! borrowing_inside {
    ($($adapter:ident)*) => {$(
        impl<I: Borrowing> Borrowing for $adapter<I> {}
    )*};
}
borrowing_inside!(Copied Cloned Enumerate Rev Skip Take StepBy);

macro_rules! borrowing_second {
    ($($number:ty)*) => {$(
        impl<T: ?Sized> Borrowing for ($number, &T) {}
    )*};
}
borrowing_second!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize f32 f64 bool);

/// Of a reference.
pub trait WayOfReference {
    /// Keeps nothing.
    fn way(&self) -> Remaking;
}
impl<T: Borrowing> WayOfReference for Returned<'_, T> {
    #[inline(always)]
    fn way(&self) -> Remaking {
        Remaking
    }
}

/// Of anything else.
pub trait WayOfValue {
    /// Keeps the value.
    fn way(&self) -> Holding;
}
impl<T> WayOfValue for &Returned<'_, T> {
    #[inline(always)]
    fn way(&self) -> Holding {
        Holding
    }
}

/// How a reference is kept: not at all.
#[derive(Clone, Copy, Debug)]
pub struct Remaking;

impl Remaking {
    /// What the pullback keeps.
    #[inline(always)]
    pub fn keep<T>(self, _reference: T) -> Remade {
        Remade
    }
}

/// How a value is kept.
#[derive(Clone, Copy, Debug)]
pub struct Holding;

impl Holding {
    /// What the pullback keeps.
    #[inline(always)]
    pub fn keep<T>(self, value: T) -> Held<T> {
        Held(value)
    }
}

/// A reference that is asked for again.
#[derive(Clone, Copy, Debug)]
pub struct Remade;

impl Remade {
    /// What `again` returns.
    #[inline(always)]
    pub fn value<T>(self, again: impl FnOnce() -> T) -> T {
        again()
    }
}

/// A value.
#[derive(Clone, Copy, Debug)]
pub struct Held<T>(T);

impl<T> Held<T> {
    /// The value: it was computed once.
    #[inline(always)]
    pub fn value(self, _again: impl FnOnce() -> T) -> T {
        self.0
    }
}

/// What a pullback can keep.
#[diagnostic::on_unimplemented(
    message = "cannot differentiate a call that returns a reference: what it is given has changed when the reverse sweep asks for it again",
    label = "returns a reference that the derivative needs",
    note = "help: give it variables that do not change, `let k = …;` before the call, or keep a copy of what it returns, `.to_vec()`"
)]
pub trait Kept {
    /// Its type.
    type Value;
    /// What was kept.
    fn take(self) -> Self::Value;
}
impl<T> Kept for Held<T> {
    type Value = T;
    #[inline(always)]
    fn take(self) -> T {
        self.0
    }
}

/// A value that is at hand no other way.
#[inline(always)]
pub fn held<K: Kept>(kept: K) -> K::Value {
    kept.take()
}
