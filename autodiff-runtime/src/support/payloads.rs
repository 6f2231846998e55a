//! The payloads of enums, and variables that wait for their first value.

use crate::adjoint::{Constant, Mode, NoAdjoint};
use alloc::boxed::Box;

/// A part of a shadow that is found by its name, as [`part`] numbers it: the payload of a variant, or the field of a struct,
/// for code that cannot see which of the two a path means. `Part`, its type, follows from the number; as a parameter it may be
/// private.
pub trait Payload<const PART: u64, Part> {
    /// The part.
    ///
    /// # Panics
    ///
    /// If the shadow is that of another variant.
    fn payload(&self) -> &Part;
    /// The part, to be replaced.
    ///
    /// # Panics
    ///
    /// If the shadow is that of another variant.
    fn payload_mut(&mut self) -> &mut Part;
}

/// The number of a name such as `Circle.radius` (FNV-1a).
pub const fn part(name: &str) -> u64 {
    let bytes = name.as_bytes();
    let (mut hash, mut position) = (0xcbf2_9ce4_8422_2325, 0);
    while position < bytes.len() {
        hash = (hash ^ bytes[position] as u64).wrapping_mul(0x0100_0000_01b3);
        position += 1;
    }
    hash
}

/// The part of a shadow with this number.
#[inline(always)]
pub fn payload<const PART: u64, Part, S: Payload<PART, Part> + ?Sized>(shadow: &S) -> &Part {
    shadow.payload()
}

/// The part of a shadow with this number, to be replaced.
#[inline(always)]
pub fn payload_mut<const PART: u64, Part, S: Payload<PART, Part> + ?Sized>(shadow: &mut S) -> &mut Part {
    shadow.payload_mut()
}

/// A derivative of one variant met a value of another.
///
/// # Panics
///
/// Always. Generated code only comes here when an enum behind a reference became another variant, or a seed is one.
#[cold]
pub fn other_variant() -> ! {
    panic!(
        "cannot differentiate: an `Option` or enum behind a reference became another variant, or a seed is of another \
         variant than the value; return the new value instead"
    )
}

/// The payload of an `Option`, and of a `Result`, whose shadow is an `Option`, too.
macro_rules! optional_payload {
    ($($name:literal)*) => {$(
        impl<S> Payload<{ part($name) }, S> for Option<S> {
            #[inline(always)]
            fn payload(&self) -> &S {
                match self {
                    Some(part) => part,
                    None => other_variant(),
                }
            }
            #[inline(always)]
            fn payload_mut(&mut self) -> &mut S {
                match self {
                    Some(part) => part,
                    None => other_variant(),
                }
            }
        }
    )*};
}
optional_payload!("Some.0" "Ok.0" "held_value.0");

/// Parts of what is constant are constant.
macro_rules! constant_parts {
    ([$($generics:tt)*] $shadow:ty) => {
        impl<const PART: u64, $($generics)*> Payload<PART, Constant> for $shadow {
            #[inline(always)]
            fn payload(&self) -> &Constant {
                &Constant
            }
            #[inline(always)]
            fn payload_mut(&mut self) -> &mut Constant {
                Box::leak(Box::new(Constant))
            }
        }
    };
}
constant_parts!([] Constant);
constant_parts!([M: Mode] NoAdjoint<M>);

/// The value of a variable that waited for its first one.
///
/// # Panics
///
/// Never in code that compiles as written: every way to this place has assigned one.
#[inline(always)]
pub fn late<T>(value: &Option<T>) -> &T {
    match value {
        Some(value) => value,
        None => unreachable!("a variable without a value"),
    }
}

/// As [`late`], to be written to.
///
/// # Panics
///
/// As [`late`].
#[inline(always)]
pub fn late_mut<T>(value: &mut Option<T>) -> &mut T {
    match value {
        Some(value) => value,
        None => unreachable!("a variable without a value"),
    }
}
