//! Operators on integers, which have no derivative.

use super::numbers::Arithmetic;
use super::{Assigning, Binary, Neg, Unary};
use crate::support::{ByValue, Tape};
use crate::{Mode, NoAdjoint};

macro_rules! integers {
    ($($integer:ident),*) => {$(
        impl<Operation: Arithmetic, F> Binary<Operation, $integer, F> for $integer {
            type Output = $integer;
            #[inline(always)]
            fn operator_forward<A: Mode, B: Mode>(
                self,
                right: $integer,
                _: &mut Tape,
            ) -> (
                $integer,
                impl FnOnce((), ByValue, ByValue, &NoAdjoint<A>, &NoAdjoint<B>, &mut Tape) + use<Operation, F, A, B>,
            ) {
                (Operation::apply(self, right), |(), _: ByValue, _: ByValue, _: &NoAdjoint<A>, _: &NoAdjoint<B>, _: &mut Tape| {})
            }
            #[inline(always)]
            fn operator_tangent<A: Mode, B: Mode>(
                self,
                right: $integer,
                _: &NoAdjoint<A>,
                _: &NoAdjoint<B>,
            ) -> ($integer, ()) {
                (Operation::apply(self, right), ())
            }
            #[inline(always)]
            fn operator_forward_tangent<A: Mode, B: Mode>(
                self,
                right: $integer,
                _: &NoAdjoint<A>,
                _: &NoAdjoint<B>,
            ) -> (
                $integer,
                (),
                impl FnOnce(
                    (),
                    (),
                    ByValue,
                    ByValue,
                    ByValue,
                    ByValue,
                    &NoAdjoint<A>,
                    &NoAdjoint<B>,
                    &NoAdjoint<A>,
                    &NoAdjoint<B>,
                ) + use<Operation, F, A, B>,
            ) {
                let pullback = |(): (),
                                (): (),
                                _: ByValue,
                                _: ByValue,
                                _: ByValue,
                                _: ByValue,
                                _: &NoAdjoint<A>,
                                _: &NoAdjoint<B>,
                                _: &NoAdjoint<A>,
                                _: &NoAdjoint<B>| {};
                (Operation::apply(self, right), (), pullback)
            }
        }
        impl<Operation: Arithmetic, F> Assigning<Operation, $integer, F> for $integer {
            #[inline(always)]
            fn operator_forward<A: Mode, B: Mode>(
                &mut self,
                right: $integer,
                _: &mut Tape,
            ) -> (
                (),
                impl FnOnce((), &mut $integer, ByValue, &mut NoAdjoint<A>, &NoAdjoint<B>, &mut Tape) + use<Operation, F, A, B>,
            ) {
                let before = *self;
                *self = Operation::apply(before, right);
                ((), move |(), place: &mut $integer, _: ByValue, _: &mut NoAdjoint<A>, _: &NoAdjoint<B>, _: &mut Tape| {
                    *place = before;
                })
            }
            #[inline(always)]
            fn operator_tangent<A: Mode, B: Mode>(
                &mut self,
                right: $integer,
                _: &mut NoAdjoint<A>,
                _: &NoAdjoint<B>,
            ) -> ((), ()) {
                *self = Operation::apply(*self, right);
                ((), ())
            }
            #[inline(always)]
            fn operator_forward_tangent<A: Mode, B: Mode>(
                &mut self,
                right: $integer,
                _: &mut NoAdjoint<A>,
                _: &NoAdjoint<B>,
            ) -> (
                (),
                (),
                impl FnOnce(
                    (),
                    (),
                    &mut $integer,
                    ByValue,
                    &mut NoAdjoint<A>,
                    ByValue,
                    &mut NoAdjoint<A>,
                    &NoAdjoint<B>,
                    &mut NoAdjoint<A>,
                    &NoAdjoint<B>,
                ) + use<Operation, F, A, B>,
            ) {
                let before = *self;
                *self = Operation::apply(before, right);
                let pullback = move |(): (),
                                     (): (),
                                     place: &mut $integer,
                                     _: ByValue,
                                     _: &mut NoAdjoint<A>,
                                     _: ByValue,
                                     _: &mut NoAdjoint<A>,
                                     _: &NoAdjoint<B>,
                                     _: &mut NoAdjoint<A>,
                                     _: &NoAdjoint<B>| {
                    *place = before;
                };
                ((), (), pullback)
            }
        }
    )*};
}
integers!(u8, u16, u32, u64, u128, usize, i8, i16, i32, i64, i128, isize);

macro_rules! signed {
    ($($integer:ident),*) => {$(
        impl<F> Unary<Neg, F> for $integer {
            type Output = $integer;
            #[inline(always)]
            fn operator_forward<A: Mode>(
                self,
                _: &mut Tape,
            ) -> ($integer, impl FnOnce((), ByValue, &NoAdjoint<A>, &mut Tape) + use<F, A>) {
                (-self, |(), _: ByValue, _: &NoAdjoint<A>, _: &mut Tape| {})
            }
            #[inline(always)]
            fn operator_tangent<A: Mode>(self, _: &NoAdjoint<A>) -> ($integer, ()) {
                (-self, ())
            }
            #[inline(always)]
            fn operator_forward_tangent<A: Mode>(
                self,
                _: &NoAdjoint<A>,
            ) -> (
                $integer,
                (),
                impl FnOnce((), (), ByValue, ByValue, &NoAdjoint<A>, &NoAdjoint<A>) + use<F, A>,
            ) {
                (-self, (), |(), (), _: ByValue, _: ByValue, _: &NoAdjoint<A>, _: &NoAdjoint<A>| {})
            }
        }
    )*};
}
signed!(i8, i16, i32, i64, i128, isize);
