//! Operators on numbers.

use super::{Add, Assigning, Binary, Div, Mul, Neg, Rem, Sub, Unary};
use crate::support::{ByValue, Tape};
use crate::{Cells, Dual, Mode, Real};

/// An operator of numbers.
pub trait Arithmetic {
    /// The value.
    fn apply<T: Number>(left: T, right: T) -> T;
    /// The partial derivatives by both operands, from them and the value.
    fn partials<T: Real>(left: T, right: T, value: T) -> (T, T);
}

/// What can be added, multiplied and so on: real numbers and integers.
pub trait Number:
    Copy
    + core::ops::Add<Output = Self>
    + core::ops::Sub<Output = Self>
    + core::ops::Mul<Output = Self>
    + core::ops::Div<Output = Self>
    + core::ops::Rem<Output = Self>
{
}
impl<T> Number for T where
    T: Copy
        + core::ops::Add<Output = T>
        + core::ops::Sub<Output = T>
        + core::ops::Mul<Output = T>
        + core::ops::Div<Output = T>
        + core::ops::Rem<Output = T>
{
}

macro_rules! arithmetic {
    ($($operation:ident $operator:tt |$left:ident, $right:ident, $value:ident| $partials:expr;)*) => {$(
        impl Arithmetic for $operation {
            #[inline(always)]
            fn apply<T: Number>(left: T, right: T) -> T {
                left $operator right
            }
            #[inline(always)]
            fn partials<T: Real>($left: T, $right: T, $value: T) -> (T, T) {
                $partials
            }
        }
    )*};
}
arithmetic! {
    Add + |_left, _right, _value| (T::one(), T::one());
    Sub - |_left, _right, _value| (T::one(), -T::one());
    Mul * |left, right, _value| (right, left);
    Div / |_left, right, value| (right.recip(), -value / right);
    Rem % |left, right, _value| (T::one(), -(left / right).trunc());
}

/// The tangent of a number in its shadow.
#[inline(always)]
fn dual<T: Real, M: Mode>(value: T, dot: &T::Shadow<M>) -> Dual<T> {
    Dual::new(value, Cells::<T>::get(dot))
}

/// Adds a contribution with its tangent to an adjoint and that one's tangent.
#[inline(always)]
fn add<T: Real, M: Mode>(bar: &T::Shadow<M>, bar_dot: &T::Shadow<M>, contribution: Dual<T>) {
    Cells::<T>::add(bar, contribution.value);
    Cells::<T>::add(bar_dot, contribution.tangent);
}

#[diagnostic::do_not_recommend]
impl<T: Real, Operation: Arithmetic, F> Binary<Operation, T, F> for T {
    type Output = T;
    #[inline(always)]
    fn operator_forward<A: Mode, B: Mode>(
        self,
        right: T,
        _: &mut Tape,
    ) -> (
        T,
        impl FnOnce(T, ByValue, ByValue, &T::Shadow<A>, &T::Shadow<B>, &mut Tape) + use<T, Operation, F, A, B>,
    ) {
        let value = Operation::apply(self, right);
        let pullback =
            move |seed: T, _: ByValue, _: ByValue, left_bar: &T::Shadow<A>, right_bar: &T::Shadow<B>, _: &mut Tape| {
                let (by_left, by_right) = Operation::partials(self, right, value);
                Cells::<T>::add(left_bar, seed * by_left);
                Cells::<T>::add(right_bar, seed * by_right);
            };
        (value, pullback)
    }
    #[inline(always)]
    fn operator_tangent<A: Mode, B: Mode>(self, right: T, left_dot: &T::Shadow<A>, right_dot: &T::Shadow<B>) -> (T, T) {
        let value = Operation::apply(dual::<T, A>(self, left_dot), dual::<T, B>(right, right_dot));
        (value.value, value.tangent)
    }
    #[inline(always)]
    fn operator_forward_tangent<A: Mode, B: Mode>(
        self,
        right: T,
        left_dot: &T::Shadow<A>,
        right_dot: &T::Shadow<B>,
    ) -> (
        T,
        T,
        impl FnOnce(T, T, ByValue, ByValue, ByValue, ByValue, &T::Shadow<A>, &T::Shadow<B>, &T::Shadow<A>, &T::Shadow<B>)
        + use<T, Operation, F, A, B>,
    ) {
        let (left, right) = (dual::<T, A>(self, left_dot), dual::<T, B>(right, right_dot));
        let value = Operation::apply(left, right);
        let pullback = move |seed: T,
                             seed_dot: T,
                             _: ByValue,
                             _: ByValue,
                             _: ByValue,
                             _: ByValue,
                             left_bar: &T::Shadow<A>,
                             right_bar: &T::Shadow<B>,
                             left_bar_dot: &T::Shadow<A>,
                             right_bar_dot: &T::Shadow<B>| {
            // The tangents of partial derivatives are second derivatives.
            let (by_left, by_right) = Operation::partials(left, right, value);
            let seed = Dual::new(seed, seed_dot);
            add::<T, A>(left_bar, left_bar_dot, seed * by_left);
            add::<T, B>(right_bar, right_bar_dot, seed * by_right);
        };
        (value.value, value.tangent, pullback)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Real, Operation: Arithmetic, F> Assigning<Operation, T, F> for T {
    #[inline(always)]
    fn operator_forward<A: Mode, B: Mode>(
        &mut self,
        right: T,
        _: &mut Tape,
    ) -> (
        (),
        impl FnOnce((), &mut T, ByValue, &mut T::Shadow<A>, &T::Shadow<B>, &mut Tape) + use<T, Operation, F, A, B>,
    ) {
        let left = *self;
        let value = Operation::apply(left, right);
        *self = value;
        let pullback = move |(): (),
                             place: &mut T,
                             _: ByValue,
                             left_bar: &mut T::Shadow<A>,
                             right_bar: &T::Shadow<B>,
                             _: &mut Tape| {
            *place = left;
            let (by_left, by_right) = Operation::partials(left, right, value);
            let seed: T = Cells::<T>::take(left_bar);
            Cells::<T>::add(left_bar, seed * by_left);
            Cells::<T>::add(right_bar, seed * by_right);
        };
        ((), pullback)
    }
    #[inline(always)]
    fn operator_tangent<A: Mode, B: Mode>(
        &mut self,
        right: T,
        left_dot: &mut T::Shadow<A>,
        right_dot: &T::Shadow<B>,
    ) -> ((), ()) {
        let value = Operation::apply(dual::<T, A>(*self, left_dot), dual::<T, B>(right, right_dot));
        *self = value.value;
        Cells::<T>::set(left_dot, value.tangent);
        ((), ())
    }
    #[inline(always)]
    fn operator_forward_tangent<A: Mode, B: Mode>(
        &mut self,
        right: T,
        left_dot: &mut T::Shadow<A>,
        right_dot: &T::Shadow<B>,
    ) -> (
        (),
        (),
        impl FnOnce(
            (),
            (),
            &mut T,
            ByValue,
            &mut T::Shadow<A>,
            ByValue,
            &mut T::Shadow<A>,
            &T::Shadow<B>,
            &mut T::Shadow<A>,
            &T::Shadow<B>,
        ) + use<T, Operation, F, A, B>,
    ) {
        let (left, right) = (dual::<T, A>(*self, left_dot), dual::<T, B>(right, right_dot));
        let value = Operation::apply(left, right);
        *self = value.value;
        Cells::<T>::set(left_dot, value.tangent);
        let pullback = move |(): (),
                             (): (),
                             place: &mut T,
                             _: ByValue,
                             place_dot: &mut T::Shadow<A>,
                             _: ByValue,
                             left_bar: &mut T::Shadow<A>,
                             right_bar: &T::Shadow<B>,
                             left_bar_dot: &mut T::Shadow<A>,
                             right_bar_dot: &T::Shadow<B>| {
            *place = left.value;
            Cells::<T>::set(place_dot, left.tangent);
            let (by_left, by_right) = Operation::partials(left, right, value);
            let seed = Dual::new(Cells::<T>::take(left_bar), Cells::<T>::take(left_bar_dot));
            add::<T, A>(left_bar, left_bar_dot, seed * by_left);
            add::<T, B>(right_bar, right_bar_dot, seed * by_right);
        };
        ((), (), pullback)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Real, F> Unary<Neg, F> for T {
    type Output = T;
    #[inline(always)]
    fn operator_forward<A: Mode>(
        self,
        _: &mut Tape,
    ) -> (T, impl FnOnce(T, ByValue, &T::Shadow<A>, &mut Tape) + use<T, F, A>) {
        (-self, |seed: T, _: ByValue, bar: &T::Shadow<A>, _: &mut Tape| {
            Cells::<T>::sub(bar, seed)
        })
    }
    #[inline(always)]
    fn operator_tangent<A: Mode>(self, dot: &T::Shadow<A>) -> (T, T) {
        (-self, -Cells::<T>::get(dot))
    }
    #[inline(always)]
    fn operator_forward_tangent<A: Mode>(
        self,
        dot: &T::Shadow<A>,
    ) -> (
        T,
        T,
        impl FnOnce(T, T, ByValue, ByValue, &T::Shadow<A>, &T::Shadow<A>) + use<T, F, A>,
    ) {
        let pullback = |seed: T, seed_dot: T, _: ByValue, _: ByValue, bar: &T::Shadow<A>, bar_dot: &T::Shadow<A>| {
            Cells::<T>::sub(bar, seed);
            Cells::<T>::sub(bar_dot, seed_dot);
        };
        (-self, -Cells::<T>::get(dot), pullback)
    }
}
