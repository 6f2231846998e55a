//! How a method takes its receiver, for callers who cannot see it: `star.weight_differentiable().once()` is what the method takes,
//! `….again()` what its pullback takes.
//!
//! Both are asked through one method, so that of one without derivatives the compiler misses one name.

use super::ByValue;

/// As `&self`.
#[derive(Debug)]
pub struct Shared<'a, T: ?Sized>(pub &'a T);

/// As `&mut self`.
#[derive(Debug)]
pub struct Exclusive<'a, T: ?Sized>(pub &'a mut T);

/// As `self`: a copy, as the reverse sweep may still want the receiver.
#[derive(Debug)]
pub struct Cloned<'a, T>(pub &'a T);

impl<'a, T: ?Sized> Shared<'a, T> {
    /// For the method.
    #[inline(always)]
    pub fn once(self) -> &'a T {
        self.0
    }
    /// For its pullback.
    #[inline(always)]
    pub fn again(self) -> &'a T {
        self.0
    }
}

impl<'a, T: ?Sized> Exclusive<'a, T> {
    /// For the method.
    #[inline(always)]
    pub fn once(self) -> &'a mut T {
        self.0
    }
    /// For its pullback.
    #[inline(always)]
    pub fn again(self) -> &'a mut T {
        self.0
    }
}

impl<T> Cloned<'_, T> {
    /// For the method.
    #[inline(always)]
    pub fn once(self) -> T
    where
        T: Clone,
    {
        self.0.clone()
    }
    /// For its pullback, which has its own.
    #[inline(always)]
    pub fn again(self) -> ByValue {
        ByValue
    }
}
