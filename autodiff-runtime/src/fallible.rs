//! `Result` as a value with a derivative: that of an `Option`, as an error has none.

use crate::adjoint::{Active, Mode};
use crate::differentiable::Differentiable;
use alloc::vec::Vec;

/// The tangent of `Ok(x)` is `Some(ẋ)`, and that of `Err(…)` is `None`.
impl<T: Differentiable, E> Differentiable for Result<T, E> {
    type Tangent = Option<T::Tangent>;
    type Shadow<M: Mode> = Option<T::Shadow<M>>;
    type Number = T::Number;
    #[inline(always)]
    fn zero_shadow<M: Mode>(&self) -> Option<T::Shadow<M>> {
        self.as_ref().ok().map(T::zero_shadow)
    }
    #[inline(always)]
    fn shadow_from_tangent(tangent: Option<T::Tangent>) -> Option<T::Shadow<Active>> {
        Option::<T>::shadow_from_tangent(tangent)
    }
    #[inline(always)]
    fn tangent_from_shadow(shadow: Option<T::Shadow<Active>>) -> Option<T::Tangent> {
        Option::<T>::tangent_from_shadow(shadow)
    }
    #[inline]
    fn read_numbers(&self, numbers: &mut Vec<f64>) {
        self.iter().for_each(|value| value.read_numbers(numbers));
    }
    #[inline]
    fn write_numbers(&mut self, numbers: &mut dyn Iterator<Item = f64>) {
        self.iter_mut().for_each(|value| value.write_numbers(numbers));
    }
}
