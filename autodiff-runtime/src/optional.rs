//! `Option` as a value with a derivative: whether there is something has none, what there is has its own.

use crate::adjoint::{Active, Mode};
use crate::cells::Cells;
use crate::differentiable::Differentiable;
use crate::leaves::{Leaves, PutBack};
use crate::shadow::{AssignedShadow, ShadowOf};
use crate::support::{Clear, Leaf, other_variant};
use alloc::vec::Vec;

impl<T: Differentiable> Differentiable for Option<T> {
    type Tangent = Option<T::Tangent>;
    type Shadow<M: Mode> = Option<T::Shadow<M>>;
    type Number = T::Number;
    #[inline(always)]
    fn zero_shadow<M: Mode>(&self) -> Option<T::Shadow<M>> {
        self.as_ref().map(T::zero_shadow)
    }
    #[inline(always)]
    fn shadow_from_tangent(tangent: Option<T::Tangent>) -> Option<T::Shadow<Active>> {
        tangent.map(T::shadow_from_tangent)
    }
    #[inline(always)]
    fn tangent_from_shadow(shadow: Option<T::Shadow<Active>>) -> Option<T::Tangent> {
        shadow.map(T::tangent_from_shadow)
    }
    #[inline]
    fn lend_tangent(&self, tangent: &mut Option<T::Tangent>) -> Option<T::Shadow<Active>> {
        pair(self.as_ref(), tangent.as_mut()).map(|(value, tangent)| value.lend_tangent(tangent))
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

/// Both, or neither.
#[inline(always)]
fn pair<A, B>(a: Option<A>, b: Option<B>) -> Option<(A, B)> {
    match (a, b) {
        (Some(a), Some(b)) => Some((a, b)),
        (None, None) => None,
        _ => other_variant(),
    }
}

impl<L, S: ShadowOf<L>> ShadowOf<Option<L>> for Option<S> {
    #[inline(always)]
    fn absorb(&self, local: &Option<L>) {
        if let Some((place, local)) = pair(self.as_ref(), local.as_ref()) {
            place.absorb(local);
        }
    }
    #[inline(always)]
    fn copy_to(&self, local: &Option<L>) {
        if let Some((place, local)) = pair(self.as_ref(), local.as_ref()) {
            place.copy_to(local);
        }
    }
}
impl<L, S: AssignedShadow<L>> AssignedShadow<Option<L>> for Option<S> {
    #[inline(always)]
    fn release_to(&self, local: &Option<L>) {
        if let Some((place, local)) = pair(self.as_ref(), local.as_ref()) {
            place.release_to(local);
        }
    }
    #[inline(always)]
    fn assign(&self, local: &Option<L>) {
        if let Some((place, local)) = pair(self.as_ref(), local.as_ref()) {
            place.assign(local);
        }
    }
}

impl<T, S: Leaf<T>> Leaf<Option<T>> for Option<S> {
    #[inline(always)]
    fn tangent(&self) -> Option<T> {
        self.as_ref().map(Leaf::tangent)
    }
}
impl<T, S: Cells<T>> Cells<Option<T>> for Option<S> {
    #[inline(always)]
    fn set(&self, tangent: Option<T>) {
        if let Some((place, tangent)) = pair(self.as_ref(), tangent) {
            place.set(tangent);
        }
    }
    #[inline(always)]
    fn add(&self, contribution: Option<T>) {
        if let Some((place, contribution)) = pair(self.as_ref(), contribution) {
            place.add(contribution);
        }
    }
    #[inline(always)]
    fn sub(&self, contribution: Option<T>) {
        if let Some((place, contribution)) = pair(self.as_ref(), contribution) {
            place.sub(contribution);
        }
    }
}
impl<S: Clear> Clear for Option<S> {
    #[inline(always)]
    fn clear(&self) {
        self.iter().for_each(Clear::clear);
    }
}
impl<S: Leaves> Leaves for Option<S> {
    #[inline]
    fn read(&self, numbers: &mut Vec<f64>) {
        self.iter().for_each(|part| part.read(numbers));
    }
    #[inline]
    fn write(&self, numbers: &mut dyn Iterator<Item = f64>) {
        self.iter().for_each(|part| part.write(numbers));
    }
}
impl<S: PutBack> PutBack for Option<S> {
    #[inline]
    fn put_back(&self, kept: &Self) {
        if let Some((part, kept)) = pair(self.as_ref(), kept.as_ref()) {
            part.put_back(kept);
        }
    }
    #[inline]
    fn add_all(&self, part: &Self) {
        if let Some((own, part)) = pair(self.as_ref(), part.as_ref()) {
            own.add_all(part);
        }
    }
}
