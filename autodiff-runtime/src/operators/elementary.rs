//! Methods of numbers, called where only the compiler knows that it is a number: `(a * b).sqrt()` of vectors may be the root of
//! a scalar product.
//!
//! Generated code calls the derivatives of a method by the same receiver, `x.sqrt_forward()`. A type of the user's own that has a
//! method `sqrt` has these, too, and then they are meant.

use crate::support::{ByValue, Ignored, Tape};
use crate::{Cells, Dual, Mode, Real};

macro_rules! elementary {
    (
        unary: $($unary:ident $forward:ident $tangent:ident $second:ident $receiver:ident $again:ident,)*;
        binary: $($binary:ident $forward2:ident $tangent2:ident $second2:ident $receiver2:ident $again2:ident,)*
    ) => {
        /// The derivatives of methods of numbers, as methods.
        #[allow(missing_docs)]
        pub trait Elementary: Real {$(
            #[doc(hidden)]
            #[inline(always)]
            fn $receiver(&self) -> Self {
                *self
            }
            #[doc(hidden)]
            #[inline(always)]
            fn $again(&self) -> ByValue {
                ByValue
            }
            #[doc(hidden)]
            #[inline(always)]
            fn $forward<A: Mode>(self, _: &mut Tape) -> (Self, impl FnOnce(Self, ByValue, &Self::Shadow<A>, &mut Tape) + use<Self, A>) {
                let value = Dual::variable(self).$unary();
                (self.$unary(), move |seed: Self, _: ByValue, bar: &Self::Shadow<A>, _: &mut Tape| {
                    Cells::<Self>::add(bar, seed * value.tangent);
                })
            }
            #[doc(hidden)]
            #[inline(always)]
            fn $tangent<A: Mode>(self, dot: &Self::Shadow<A>) -> (Self, Self) {
                (self.$unary(), Dual::new(self, Cells::<Self>::get(dot)).$unary().tangent)
            }
            #[doc(hidden)]
            #[inline(always)]
            fn $second<A: Mode>(
                self,
                dot: &Self::Shadow<A>,
            ) -> (
                Self,
                Self,
                impl FnOnce(Self, Self, ByValue, ByValue, &Self::Shadow<A>, &Self::Shadow<A>) + use<Self, A>,
            ) {
                let dual = Dual::new(self, Cells::<Self>::get(dot));
                let value = Dual::variable(dual).$unary();
                let pullback = move |seed: Self,
                                     seed_dot: Self,
                                     _: ByValue,
                                     _: ByValue,
                                     bar: &Self::Shadow<A>,
                                     bar_dot: &Self::Shadow<A>| {
                    let contribution = Dual::new(seed, seed_dot) * value.tangent;
                    Cells::<Self>::add(bar, contribution.value);
                    Cells::<Self>::add(bar_dot, contribution.tangent);
                };
                (self.$unary(), value.value.tangent, pullback)
            }
        )*$(
            #[doc(hidden)]
            #[inline(always)]
            fn $receiver2(&self) -> Self {
                *self
            }
            #[doc(hidden)]
            #[inline(always)]
            fn $again2(&self) -> ByValue {
                ByValue
            }
            #[doc(hidden)]
            #[inline(always)]
            fn $forward2<A: Mode, B: Mode>(
                self,
                other: Self,
                _: &mut Tape,
            ) -> (
                Self,
                impl FnOnce(Self, ByValue, ByValue, &Self::Shadow<A>, &Self::Shadow<B>, &mut Tape) + use<Self, A, B>,
            ) {
                let by_self = Dual::variable(self).$binary(Dual::constant(other)).tangent;
                let by_other = Dual::constant(self).$binary(Dual::variable(other)).tangent;
                let pullback =
                    move |seed: Self, _: ByValue, _: ByValue, bar: &Self::Shadow<A>, other_bar: &Self::Shadow<B>, _: &mut Tape| {
                        Cells::<Self>::add(bar, seed * by_self);
                        Cells::<Self>::add(other_bar, seed * by_other);
                    };
                (self.$binary(other), pullback)
            }
            #[doc(hidden)]
            #[inline(always)]
            fn $tangent2<A: Mode, B: Mode>(
                self,
                other: Self,
                dot: &Self::Shadow<A>,
                other_dot: &Self::Shadow<B>,
            ) -> (Self, Self) {
                let other_dual = Dual::new(other, Cells::<Self>::get(other_dot));
                let value = Dual::new(self, Cells::<Self>::get(dot)).$binary(other_dual);
                (self.$binary(other), value.tangent)
            }
            #[doc(hidden)]
            #[inline(always)]
            fn $second2<A: Mode, B: Mode>(
                self,
                other: Self,
                dot: &Self::Shadow<A>,
                other_dot: &Self::Shadow<B>,
            ) -> (
                Self,
                Self,
                impl FnOnce(
                    Self,
                    Self,
                    ByValue,
                    ByValue,
                    ByValue,
                    ByValue,
                    &Self::Shadow<A>,
                    &Self::Shadow<B>,
                    &Self::Shadow<A>,
                    &Self::Shadow<B>,
                ) + use<Self, A, B>,
            ) {
                let left = Dual::new(self, Cells::<Self>::get(dot));
                let right = Dual::new(other, Cells::<Self>::get(other_dot));
                let by_self = Dual::variable(left).$binary(Dual::constant(right)).tangent;
                let by_other = Dual::constant(left).$binary(Dual::variable(right)).tangent;
                let pullback = move |seed: Self,
                                     seed_dot: Self,
                                     _: ByValue,
                                     _: ByValue,
                                     _: ByValue,
                                     _: ByValue,
                                     bar: &Self::Shadow<A>,
                                     other_bar: &Self::Shadow<B>,
                                     bar_dot: &Self::Shadow<A>,
                                     other_bar_dot: &Self::Shadow<B>| {
                    let seed = Dual::new(seed, seed_dot);
                    let (by_self, by_other) = (seed * by_self, seed * by_other);
                    Cells::<Self>::add(bar, by_self.value);
                    Cells::<Self>::add(bar_dot, by_self.tangent);
                    Cells::<Self>::add(other_bar, by_other.value);
                    Cells::<Self>::add(other_bar_dot, by_other.tangent);
                };
                (self.$binary(other), left.$binary(right).tangent, pullback)
            }
        )*
            #[doc(hidden)]
            #[inline(always)]
            fn powi_receiver(&self) -> Self {
                *self
            }
            #[doc(hidden)]
            #[inline(always)]
            fn powi_again(&self) -> ByValue {
                ByValue
            }
            #[doc(hidden)]
            #[inline(always)]
            fn powi_forward<A: Mode>(
                self,
                n: i32,
                _: &mut Tape,
            ) -> (
                Self,
                impl FnOnce(Self, ByValue, ByValue, &Self::Shadow<A>, Ignored, &mut Tape) + use<Self, A>,
            ) {
                let slope = Dual::variable(self).powi(n).tangent;
                (self.powi(n), move |seed: Self, _: ByValue, _: ByValue, bar: &Self::Shadow<A>, _: Ignored, _: &mut Tape| {
                    Cells::<Self>::add(bar, seed * slope);
                })
            }
            #[doc(hidden)]
            #[inline(always)]
            fn powi_tangent<A: Mode>(self, n: i32, dot: &Self::Shadow<A>, _: Ignored) -> (Self, Self) {
                (self.powi(n), Dual::new(self, Cells::<Self>::get(dot)).powi(n).tangent)
            }
            #[doc(hidden)]
            #[inline(always)]
            fn powi_forward_tangent<A: Mode>(
                self,
                n: i32,
                dot: &Self::Shadow<A>,
                _: Ignored,
            ) -> (
                Self,
                Self,
                impl FnOnce(
                    Self,
                    Self,
                    ByValue,
                    ByValue,
                    ByValue,
                    ByValue,
                    &Self::Shadow<A>,
                    Ignored,
                    &Self::Shadow<A>,
                    Ignored,
                ) + use<Self, A>,
            ) {
                let value = Dual::variable(Dual::new(self, Cells::<Self>::get(dot))).powi(n);
                let pullback = move |seed: Self,
                                     seed_dot: Self,
                                     _: ByValue,
                                     _: ByValue,
                                     _: ByValue,
                                     _: ByValue,
                                     bar: &Self::Shadow<A>,
                                     _: Ignored,
                                     bar_dot: &Self::Shadow<A>,
                                     _: Ignored| {
                    let contribution = Dual::new(seed, seed_dot) * value.tangent;
                    Cells::<Self>::add(bar, contribution.value);
                    Cells::<Self>::add(bar_dot, contribution.tangent);
                };
                (self.powi(n), value.value.tangent, pullback)
            }
        }
        impl<T: Real> Elementary for T {}
    };
}
elementary! {
    unary:
        sin sin_forward sin_tangent sin_forward_tangent sin_receiver sin_again,
        cos cos_forward cos_tangent cos_forward_tangent cos_receiver cos_again,
        tan tan_forward tan_tangent tan_forward_tangent tan_receiver tan_again,
        asin asin_forward asin_tangent asin_forward_tangent asin_receiver asin_again,
        acos acos_forward acos_tangent acos_forward_tangent acos_receiver acos_again,
        atan atan_forward atan_tangent atan_forward_tangent atan_receiver atan_again,
        sinh sinh_forward sinh_tangent sinh_forward_tangent sinh_receiver sinh_again,
        cosh cosh_forward cosh_tangent cosh_forward_tangent cosh_receiver cosh_again,
        tanh tanh_forward tanh_tangent tanh_forward_tangent tanh_receiver tanh_again,
        asinh asinh_forward asinh_tangent asinh_forward_tangent asinh_receiver asinh_again,
        acosh acosh_forward acosh_tangent acosh_forward_tangent acosh_receiver acosh_again,
        atanh atanh_forward atanh_tangent atanh_forward_tangent atanh_receiver atanh_again,
        exp exp_forward exp_tangent exp_forward_tangent exp_receiver exp_again,
        exp2 exp2_forward exp2_tangent exp2_forward_tangent exp2_receiver exp2_again,
        exp_m1 exp_m1_forward exp_m1_tangent exp_m1_forward_tangent exp_m1_receiver exp_m1_again,
        ln ln_forward ln_tangent ln_forward_tangent ln_receiver ln_again,
        log2 log2_forward log2_tangent log2_forward_tangent log2_receiver log2_again,
        log10 log10_forward log10_tangent log10_forward_tangent log10_receiver log10_again,
        ln_1p ln_1p_forward ln_1p_tangent ln_1p_forward_tangent ln_1p_receiver ln_1p_again,
        sqrt sqrt_forward sqrt_tangent sqrt_forward_tangent sqrt_receiver sqrt_again,
        cbrt cbrt_forward cbrt_tangent cbrt_forward_tangent cbrt_receiver cbrt_again,
        recip recip_forward recip_tangent recip_forward_tangent recip_receiver recip_again,
        abs abs_forward abs_tangent abs_forward_tangent abs_receiver abs_again,
        signum signum_forward signum_tangent signum_forward_tangent signum_receiver signum_again,;
    binary:
        atan2 atan2_forward atan2_tangent atan2_forward_tangent atan2_receiver atan2_again,
        powf powf_forward powf_tangent powf_forward_tangent powf_receiver powf_again,
        log log_forward log_tangent log_forward_tangent log_receiver log_again,
        hypot hypot_forward hypot_tangent hypot_forward_tangent hypot_receiver hypot_again,
        min min_forward min_tangent min_forward_tangent min_receiver min_again,
        max max_forward max_tangent max_forward_tangent max_receiver max_again,
}
