//! Integers in generated code: lengths of iterators, and proof that what was taken for an integer is one.

/// An integer that iterators count with.
pub trait Count: Copy {
    /// `high - low`, and 0 where that is negative.
    fn between(low: Self, high: Self) -> Self;
    /// The number of integers from `low` to `high`, both included.
    fn through(low: Self, high: Self) -> Self;
    /// How many parts of `size` make up `length`, the last one perhaps shorter.
    fn parts(length: Self, size: Self) -> Self;
    /// [`Count::between`] as a length.
    fn count_between(low: Self, high: Self) -> usize;
    /// [`Count::through`] as a length.
    fn count_through(low: Self, high: Self) -> usize;
    /// The integer `index` steps above `low`.
    fn nth(low: Self, index: usize) -> Self;
}

/// A type that no derivative flows through: an integer, `bool` or `char`.
#[diagnostic::on_unimplemented(
    message = "cannot differentiate this arithmetic on `{Self}`: it looks like arithmetic on integers",
    label = "this is no integer",
    note = "help: write the operation as a `#[differentiable]` function, and call it by its path"
)]
pub trait Integer {}

macro_rules! integers {
    ($($integer:ty),*) => {$(
        impl Count for $integer {
            #[inline(always)]
            fn between(low: Self, high: Self) -> Self {
                if low < high { high - low } else { 0 }
            }
            #[inline(always)]
            fn through(low: Self, high: Self) -> Self {
                if low <= high { high - low + 1 } else { 0 }
            }
            #[inline(always)]
            fn parts(length: Self, size: Self) -> Self {
                length / size + Self::from(length % size != 0)
            }
            #[inline(always)]
            fn count_between(low: Self, high: Self) -> usize {
                (low..high).count()
            }
            #[inline(always)]
            fn count_through(low: Self, high: Self) -> usize {
                (low..=high).count()
            }
            #[inline(always)]
            fn nth(low: Self, index: usize) -> Self {
                (low..).nth(index).unwrap_or(low)
            }
        }
        impl Integer for $integer {}
    )*};
}
integers!(u8, u16, u32, u64, u128, usize, i8, i16, i32, i64, i128, isize);

impl Integer for bool {}
impl Integer for char {}
impl<T: Integer + ?Sized> Integer for &T {}

/// See [`Count::between`].
#[inline(always)]
pub fn between<N: Count>(low: N, high: N) -> N {
    N::between(low, high)
}

/// See [`Count::through`].
#[inline(always)]
pub fn through<N: Count>(low: N, high: N) -> N {
    N::through(low, high)
}

/// See [`Count::parts`].
#[inline(always)]
pub fn parts<N: Count>(length: N, size: N) -> N {
    N::parts(length, size)
}

/// See [`Count::count_between`].
#[inline(always)]
pub fn count_between<N: Count>(low: N, high: N) -> usize {
    N::count_between(low, high)
}

/// See [`Count::count_through`].
#[inline(always)]
pub fn count_through<N: Count>(low: N, high: N) -> usize {
    N::count_through(low, high)
}

/// See [`Count::nth`].
#[inline(always)]
pub fn nth<N: Count>(low: N, index: usize) -> N {
    N::nth(low, index)
}

/// Compiles only where the argument carries no derivative.
#[inline(always)]
pub fn integer<T: Integer>(_number: &T) {}

/// The type of lengths.
#[diagnostic::on_unimplemented(
    message = "cannot differentiate the method `len`: it returns `{Self}`, and is not the length of a sequence",
    label = "this function calls a `len` of another kind",
    note = "help: call a `#[differentiable]` function instead, as `length(&value)`"
)]
pub trait Length {}
impl Length for usize {}

/// A length; compiles only where it is one, and not some other `len` with a derivative.
#[inline(always)]
pub fn length<T: Length>(length: T) -> T {
    length
}
