//! Operators called by their methods' names: `a.add(b)`.
//!
//! Generated code calls the derivatives of a method by the same receiver, `a.add_forward(b)`. A type that has a method `add` of its
//! own has these, too, and then they are meant.

use super::{Add, Assigning, Binary, Div, Mul, Neg, Owned, Rem, Sub, Tangent, Unary};
use crate::support::{ByValue, Tape};
use crate::{Differentiable, Mode};

macro_rules! methods {
    (
        binary: $($operation:ident $forward:ident $tangent:ident $second:ident $receiver:ident $again:ident,)*;
        assigning: $($assigned:ident $assign_forward:ident $assign_tangent:ident $assign_second:ident $assign_receiver:ident $assign_again:ident,)*
    ) => {
        /// The derivatives of operators, as methods.
        #[allow(missing_docs)]
        pub trait Methods: Differentiable + Sized {$(
            #[doc(hidden)]
            #[inline(always)]
            fn $receiver(&self) -> Self
            where
                Self: Clone,
            {
                self.clone()
            }
            #[doc(hidden)]
            #[inline(always)]
            fn $again(&self) -> ByValue {
                ByValue
            }
            #[doc(hidden)]
            #[inline(always)]
            fn $forward<R: Differentiable, A: Mode, B: Mode>(
                self,
                right: R,
                tape: &mut Tape,
            ) -> (
                Self::Output,
                impl FnOnce(Tangent<Self::Output>, ByValue, ByValue, &Self::Shadow<A>, &R::Shadow<B>, &mut Tape) + use<Self, R, A, B>,
            )
            where
                Self: Binary<$operation, R, (Owned, Owned)>,
            {
                self.operator_forward(right, tape)
            }
            #[doc(hidden)]
            #[inline(always)]
            fn $tangent<R: Differentiable, A: Mode, B: Mode>(
                self,
                right: R,
                left_dot: &Self::Shadow<A>,
                right_dot: &R::Shadow<B>,
            ) -> (Self::Output, Tangent<Self::Output>)
            where
                Self: Binary<$operation, R, (Owned, Owned)>,
            {
                self.operator_tangent::<A, B>(right, left_dot, right_dot)
            }
            #[doc(hidden)]
            #[inline(always)]
            fn $second<R: Differentiable, A: Mode, B: Mode>(
                self,
                right: R,
                left_dot: &Self::Shadow<A>,
                right_dot: &R::Shadow<B>,
            ) -> (
                Self::Output,
                Tangent<Self::Output>,
                impl FnOnce(
                    Tangent<Self::Output>,
                    Tangent<Self::Output>,
                    ByValue,
                    ByValue,
                    ByValue,
                    ByValue,
                    &Self::Shadow<A>,
                    &R::Shadow<B>,
                    &Self::Shadow<A>,
                    &R::Shadow<B>,
                ) + use<Self, R, A, B>,
            )
            where
                Self: Binary<$operation, R, (Owned, Owned)>,
            {
                self.operator_forward_tangent::<A, B>(right, left_dot, right_dot)
            }
        )*$(
            #[doc(hidden)]
            #[inline(always)]
            fn $assign_receiver(&mut self) -> &mut Self {
                self
            }
            #[doc(hidden)]
            #[inline(always)]
            fn $assign_again(&mut self) -> &mut Self {
                self
            }
            #[doc(hidden)]
            #[inline(always)]
            fn $assign_forward<R: Differentiable, A: Mode, B: Mode>(
                &mut self,
                right: R,
                tape: &mut Tape,
            ) -> (
                (),
                impl FnOnce((), &mut Self, ByValue, &mut Self::Shadow<A>, &R::Shadow<B>, &mut Tape) + use<Self, R, A, B>,
            )
            where
                Self: Assigning<$assigned, R, Owned>,
            {
                self.operator_forward(right, tape)
            }
            #[doc(hidden)]
            #[inline(always)]
            fn $assign_tangent<R: Differentiable, A: Mode, B: Mode>(
                &mut self,
                right: R,
                left_dot: &mut Self::Shadow<A>,
                right_dot: &R::Shadow<B>,
            ) -> ((), ())
            where
                Self: Assigning<$assigned, R, Owned>,
            {
                self.operator_tangent::<A, B>(right, left_dot, right_dot)
            }
            #[doc(hidden)]
            #[inline(always)]
            fn $assign_second<R: Differentiable, A: Mode, B: Mode>(
                &mut self,
                right: R,
                left_dot: &mut Self::Shadow<A>,
                right_dot: &R::Shadow<B>,
            ) -> (
                (),
                (),
                impl FnOnce(
                    (),
                    (),
                    &mut Self,
                    ByValue,
                    &mut Self::Shadow<A>,
                    ByValue,
                    &mut Self::Shadow<A>,
                    &R::Shadow<B>,
                    &mut Self::Shadow<A>,
                    &R::Shadow<B>,
                ) + use<Self, R, A, B>,
            )
            where
                Self: Assigning<$assigned, R, Owned>,
            {
                self.operator_forward_tangent::<A, B>(right, left_dot, right_dot)
            }
        )*
            #[doc(hidden)]
            #[inline(always)]
            fn neg_receiver(&self) -> Self
            where
                Self: Clone,
            {
                self.clone()
            }
            #[doc(hidden)]
            #[inline(always)]
            fn neg_again(&self) -> ByValue {
                ByValue
            }
            #[doc(hidden)]
            #[inline(always)]
            fn neg_forward<A: Mode>(
                self,
                tape: &mut Tape,
            ) -> (
                Self::Output,
                impl FnOnce(Tangent<Self::Output>, ByValue, &Self::Shadow<A>, &mut Tape) + use<Self, A>,
            )
            where
                Self: Unary<Neg, Owned>,
            {
                self.operator_forward(tape)
            }
            #[doc(hidden)]
            #[inline(always)]
            fn neg_tangent<A: Mode>(self, dot: &Self::Shadow<A>) -> (Self::Output, Tangent<Self::Output>)
            where
                Self: Unary<Neg, Owned>,
            {
                self.operator_tangent::<A>(dot)
            }
            #[doc(hidden)]
            #[inline(always)]
            fn neg_forward_tangent<A: Mode>(
                self,
                dot: &Self::Shadow<A>,
            ) -> (
                Self::Output,
                Tangent<Self::Output>,
                impl FnOnce(
                    Tangent<Self::Output>,
                    Tangent<Self::Output>,
                    ByValue,
                    ByValue,
                    &Self::Shadow<A>,
                    &Self::Shadow<A>,
                ) + use<Self, A>,
            )
            where
                Self: Unary<Neg, Owned>,
            {
                self.operator_forward_tangent::<A>(dot)
            }
        }
        impl<T: Differentiable> Methods for T {}
    };
}
methods! {
    binary:
        Add add_forward add_tangent add_forward_tangent add_receiver add_again,
        Sub sub_forward sub_tangent sub_forward_tangent sub_receiver sub_again,
        Mul mul_forward mul_tangent mul_forward_tangent mul_receiver mul_again,
        Div div_forward div_tangent div_forward_tangent div_receiver div_again,
        Rem rem_forward rem_tangent rem_forward_tangent rem_receiver rem_again,;
    assigning:
        Add add_assign_forward add_assign_tangent add_assign_forward_tangent add_assign_receiver add_assign_again,
        Sub sub_assign_forward sub_assign_tangent sub_assign_forward_tangent sub_assign_receiver sub_assign_again,
        Mul mul_assign_forward mul_assign_tangent mul_assign_forward_tangent mul_assign_receiver mul_assign_again,
        Div div_assign_forward div_assign_tangent div_assign_forward_tangent div_assign_receiver div_assign_again,
        Rem rem_assign_forward rem_assign_tangent rem_assign_forward_tangent rem_assign_receiver rem_assign_again,
}
