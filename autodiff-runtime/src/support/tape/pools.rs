//! Stacks of records that are no numbers, kept empty between two gradients so that their memory is used again.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::any::{Any, TypeId};

/// The empty stacks, by the type of their records.
#[derive(Debug, Default)]
pub(super) struct Pools {
    pools: Vec<Pool>,
    /// How many bytes all stacks have memory for.
    bytes: usize,
}

#[derive(Debug)]
struct Pool {
    ty: TypeId,
    /// A `Vec<Vec<T>>`.
    stacks: Box<dyn Any>,
}

impl Pools {
    pub(super) const fn new() -> Self {
        Self {
            pools: Vec::new(),
            bytes: 0,
        }
    }

    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.pools.is_empty()
    }

    /// A stack without records, with the memory of one that was kept, if there is one.
    #[inline]
    pub(super) fn take<T: 'static>(&mut self) -> Vec<T> {
        let stack = self.of().and_then(Vec::pop).unwrap_or_default();
        self.bytes -= bytes_of(&stack);
        stack
    }

    #[inline]
    pub(super) fn keep<T: 'static>(&mut self, stack: Vec<T>) {
        self.bytes += bytes_of(&stack);
        if let Some(stacks) = self.of() {
            stacks.push(stack);
        } else {
            let mut stacks = Vec::with_capacity(16);
            stacks.push(stack);
            self.pools.push(Pool {
                ty: TypeId::of::<T>(),
                stacks: Box::new(stacks),
            });
        }
    }

    fn of<T: 'static>(&mut self) -> Option<&mut Vec<Vec<T>>> {
        let this = TypeId::of::<T>();
        let pool = self.pools.iter_mut().find(|pool| pool.ty == this)?;
        pool.stacks.downcast_mut()
    }

    /// The stacks of one type.
    #[cfg(feature = "std")]
    pub(super) fn kept<T: 'static>(&self) -> &[Vec<T>] {
        let this = TypeId::of::<T>();
        let pool = self.pools.iter().find(|pool| pool.ty == this);
        let stacks: Option<&Vec<Vec<T>>> = pool.and_then(|pool| pool.stacks.downcast_ref());
        stacks.map_or(&[], Vec::as_slice)
    }

    /// How many bytes all stacks have memory for.
    #[cfg(feature = "std")]
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }
}

/// How many bytes a stack has memory for.
fn bytes_of<T>(stack: &Vec<T>) -> usize {
    stack.capacity().saturating_mul(size_of::<T>())
}
