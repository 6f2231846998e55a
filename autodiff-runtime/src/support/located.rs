//! Indices of the user's own: `m[(i, j)]`.
//!
//! Where such an index leads may depend on numbers that a shadow does not have, such as the number of columns. So it is found
//! once, in the primal, as the integers by which it is reached; value and shadow are then indexed with those.

use core::marker::PhantomData;

/// A type of the user's with `#[differentiable] impl Index<I>`.
#[diagnostic::on_unimplemented(
    message = "cannot differentiate an index into `{Self}`: it is not seen where `{I}` leads",
    label = "not seen through",
    note = "help: put `#[differentiable]` on `impl Index<{I}> for {Self}`, and on its `IndexMut`"
)]
pub trait Locate<I> {
    /// The integers that say where it is.
    type Located: Copy;
    /// How the value is reached, as text: `IndexMut` must reach the same.
    const WAY: &'static str;
    /// Where an index leads.
    fn locate(&self, index: I) -> Self::Located;
}

/// Where an index leads: by which of the places that the body names, and by which indices in it.
#[derive(Debug)]
pub struct Located<I, const N: usize> {
    /// Which of the places.
    pub place: usize,
    /// The indices in it, in order.
    pub indices: [usize; N],
    of: PhantomData<fn(I)>,
}

impl<I, const N: usize> Clone for Located<I, N> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}

impl<I, const N: usize> Copy for Located<I, N> {}

impl<I, const N: usize> Located<I, N> {
    /// The place of this number, at these indices.
    #[inline(always)]
    pub fn new(place: usize, indices: [usize; N]) -> Self {
        Self {
            place,
            indices,
            of: PhantomData,
        }
    }
}

/// Where an index leads.
#[inline(always)]
pub fn locate<T: Locate<I> + ?Sized, I>(value: &T, index: I) -> T::Located {
    value.locate(index)
}

/// Whether `Index` and `IndexMut` reach a value in the same way.
pub const fn is_same_way(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut position = 0;
    while position < one.len() && position < other.len() && one[position] == other[position] {
        position += 1;
    }
    position == one.len() && position == other.len()
}
