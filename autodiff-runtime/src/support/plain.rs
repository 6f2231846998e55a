//! Proof that what has the name of a type without derivative is one.

use alloc::string::String;
use alloc::vec::Vec;
use core::marker::PhantomData;
use core::ops::{Range, RangeInclusive};

/// A type of the standard library through which no derivative flows.
#[diagnostic::on_unimplemented(
    message = "cannot tell that `{Self}` has no derivative: it is not the type of this name in the standard library",
    label = "taken for a type without derivative by its name",
    note = "help: give the type another name, or mark the parameter `#[constant]`"
)]
pub trait Plain {}

macro_rules! plain {
    ($($ty:ty)*) => {$(
        impl Plain for $ty {}
    )*};
}
plain!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize bool char str String);
impl Plain for () {}

impl<T> Plain for Range<T> {}
impl<T> Plain for RangeInclusive<T> {}
impl<T: ?Sized> Plain for PhantomData<T> {}
impl<T: Plain + ?Sized> Plain for &T {}
impl<T: Plain + ?Sized> Plain for &mut T {}
impl<T: Plain> Plain for [T] {}
impl<T: Plain, const N: usize> Plain for [T; N] {}
impl<T: Plain> Plain for Vec<T> {}
impl<T: Plain> Plain for Option<T> {}

macro_rules! tuples {
    ($($part:ident)*) => {
        impl<$($part: Plain),*> Plain for ($($part,)*) {}
    };
}
tuples!(A);
tuples!(A B);
tuples!(A B C);
tuples!(A B C D);
tuples!(A B C D E);
tuples!(A B C D E F);
tuples!(A B C D E F G);
tuples!(A B C D E F G H);

/// Compiles if there is no derivative to lose.
#[inline(always)]
pub fn plain<T: Plain + ?Sized>(_value: &T) {}
