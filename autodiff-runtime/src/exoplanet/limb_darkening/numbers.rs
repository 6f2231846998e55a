//! A list of numbers that needs no memory of its own as long as it is short.

use crate::Real;
use alloc::vec;
use alloc::vec::Vec;
use core::ops::{Deref, DerefMut};

/// As many numbers as a polynomial law of order 16 takes.
pub(super) const FEW: usize = 20;

/// Numbers, on the stack up to [`FEW`] of them.
#[derive(Clone, Debug)]
pub(super) struct Numbers<T> {
    count: usize,
    few: [T; FEW],
    many: Vec<T>,
}

impl<T: Real> Numbers<T> {
    #[inline(always)]
    pub fn zeros(count: usize) -> Self {
        let few = [T::zero(); FEW];
        let many = if count > FEW {
            vec![T::zero(); count]
        } else {
            Vec::new()
        };
        Self { count, few, many }
    }
}

impl<T> Deref for Numbers<T> {
    type Target = [T];
    #[inline(always)]
    fn deref(&self) -> &[T] {
        if self.count > FEW {
            &self.many
        } else {
            &self.few[..self.count]
        }
    }
}

impl<T> DerefMut for Numbers<T> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut [T] {
        if self.count > FEW {
            &mut self.many
        } else {
            &mut self.few[..self.count]
        }
    }
}
