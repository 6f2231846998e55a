//! One number at a time: what runs where there are no vectors, by the functions that scalar code has.

use super::{Vector, Width};

/// A vector is one `f64`.
#[derive(Clone, Copy, Debug)]
pub struct One;

impl Width for One {
    type Vector = f64;
    const LANES: usize = 1;

    #[inline(always)]
    fn splat(self, number: f64) -> f64 {
        number
    }
    #[inline(always)]
    fn load(self, numbers: &[f64]) -> f64 {
        numbers.first().copied().unwrap_or(0.0)
    }
    #[inline(always)]
    fn each(self, number: impl Fn(usize) -> f64) -> f64 {
        number(0)
    }
}

impl Vector for f64 {
    #[inline(always)]
    fn map(self, function: impl Fn(f64) -> f64) -> f64 {
        function(self)
    }
    #[inline(always)]
    fn map_two(self, other: f64, function: impl Fn(f64, f64) -> f64) -> f64 {
        function(self, other)
    }
    #[inline(always)]
    fn map_three(self, second: f64, third: f64, function: impl Fn(f64, f64, f64) -> f64) -> f64 {
        function(self, second, third)
    }
    #[inline(always)]
    fn keep(self, count: usize) -> f64 {
        if count == 0 { 0.0 } else { self }
    }
    #[inline(always)]
    fn total(self) -> f64 {
        self
    }
    #[inline(always)]
    fn store(self, numbers: &mut [f64]) {
        if let Some(number) = numbers.first_mut() {
            *number = self;
        }
    }
    #[cfg(feature = "exoplanet")]
    #[inline(always)]
    fn kepler(self, ecc: f64) -> [f64; 4] {
        crate::exoplanet::partials_at(self, ecc)
    }
}
