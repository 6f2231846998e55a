//! Stacks of records that are no numbers, kept empty between two gradients so that their memory is used again.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::any::{Any, TypeId};

/// The empty stacks, by the type of their records.
#[derive(Debug, Default)]
pub(super) struct Pools(Vec<Pool>);

#[derive(Debug)]
struct Pool {
    ty: TypeId,
    /// A `Vec<Vec<T>>`.
    stacks: Box<dyn Any>,
    /// How many bytes the stacks have memory for.
    #[cfg(feature = "std")]
    bytes: fn(&dyn Any) -> usize,
}

impl Pools {
    pub(super) const fn new() -> Self {
        Self(Vec::new())
    }

    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A stack without records, with the memory of one that was kept, if there is one.
    #[inline]
    pub(super) fn take<T: 'static>(&mut self) -> Vec<T> {
        self.of().and_then(Vec::pop).unwrap_or_default()
    }

    #[inline]
    pub(super) fn keep<T: 'static>(&mut self, stack: Vec<T>) {
        if let Some(stacks) = self.of() {
            stacks.push(stack);
        } else {
            let mut stacks = Vec::with_capacity(16);
            stacks.push(stack);
            self.0.push(Pool {
                ty: TypeId::of::<T>(),
                stacks: Box::new(stacks),
                #[cfg(feature = "std")]
                bytes: bytes_of::<T>,
            });
        }
    }

    fn of<T: 'static>(&mut self) -> Option<&mut Vec<Vec<T>>> {
        let this = TypeId::of::<T>();
        let pool = self.0.iter_mut().find(|pool| pool.ty == this)?;
        pool.stacks.downcast_mut()
    }

    /// The stacks of one type.
    #[cfg(feature = "std")]
    pub(super) fn kept<T: 'static>(&self) -> &[Vec<T>] {
        let this = TypeId::of::<T>();
        let pool = self.0.iter().find(|pool| pool.ty == this);
        let stacks: Option<&Vec<Vec<T>>> = pool.and_then(|pool| pool.stacks.downcast_ref());
        stacks.map_or(&[], Vec::as_slice)
    }

    /// How many bytes all stacks have memory for.
    #[cfg(feature = "std")]
    pub(super) fn bytes(&self) -> usize {
        self.0.iter().map(|pool| (pool.bytes)(&*pool.stacks)).sum()
    }
}

#[cfg(feature = "std")]
fn bytes_of<T: 'static>(stacks: &dyn Any) -> usize {
    let stacks = stacks.downcast_ref::<Vec<Vec<T>>>();
    let of_stack = |stack: &Vec<T>| stack.capacity().saturating_mul(size_of::<T>());
    stacks.map_or(0, |stacks| stacks.iter().map(of_stack).sum())
}
