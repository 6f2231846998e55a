//! Dual numbers: a value and its derivative in one direction, carried through the same program.

use crate::adjoint::{Active, Adjoint, Mode, Scalar};
use crate::{Differentiable, Real, rules};
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::fmt;
use core::iter::{Product, Sum};
use core::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Rem, RemAssign, Sub, SubAssign};

/// A number with its derivative in one direction: value + tangent · ε, ε² = 0 (Clifford 1873; forward mode).
///
/// `Dual<Dual<f64>>` carries second derivatives, and so on. Equality and order are those of the value, so that programs take
/// the branches they take on plain numbers. The rules at kinks and poles are those of [`rules`].
///
/// ```
/// use autodiff_runtime::{Dual, Real};
/// let x = Dual::variable(Dual::variable(2.0));
/// let y = x.powi(3);
/// assert_eq!(y.value.value, 8.0); // x³
/// assert_eq!(y.value.tangent, 12.0); // 3x²
/// assert_eq!(y.tangent.tangent, 12.0); // 6x
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Dual<T> {
    /// The number.
    pub value: T,
    /// Its derivative in the direction that is followed.
    pub tangent: T,
}

impl<T: Real> Dual<T> {
    /// A number with a given derivative.
    #[inline(always)]
    pub fn new(value: T, tangent: T) -> Self {
        Self { value, tangent }
    }
    /// A number that does not vary.
    #[inline(always)]
    pub fn constant(value: T) -> Self {
        Self::new(value, T::zero())
    }
    /// The number that is differentiated by: its tangent is one.
    #[inline(always)]
    pub fn variable(value: T) -> Self {
        Self::new(value, T::one())
    }

    /// The chain rule for a function of one argument, given value and derivative.
    #[inline(always)]
    fn chain(self, (value, derivative): (T, T)) -> Self {
        Self::new(value, contribution(derivative, self.tangent))
    }
    /// The chain rule for a function of two arguments.
    #[inline(always)]
    fn chain2(self, other: Self, (value, by_self, by_other): (T, T, T)) -> Self {
        Self::new(
            value,
            contribution(by_self, self.tangent) + contribution(by_other, other.tangent),
        )
    }
}

/// Partial derivative times tangent, where a constant stays one even at a pole.
#[inline(always)]
fn contribution<T: Real>(derivative: T, tangent: T) -> T {
    if tangent.is_constant_zero() {
        T::zero()
    } else {
        derivative * tangent
    }
}

impl<T: PartialEq> PartialEq for Dual<T> {
    #[inline(always)]
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}
impl<T: PartialOrd> PartialOrd for Dual<T> {
    #[inline(always)]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.value.partial_cmp(&other.value)
    }
}
impl<T: fmt::Display> fmt::Display for Dual<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(")?;
        self.value.fmt(f)?;
        f.write_str(" + ")?;
        self.tangent.fmt(f)?;
        f.write_str("ε)")
    }
}

/// The operators and their assigning forms: `value, tangent` from the operands.
macro_rules! operators {
    ($($operator:ident $method:ident $assign_operator:ident $assign:ident: |$a:ident, $b:ident| $dual:expr;)*) => {$(
        impl<T: Real> $operator for Dual<T> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                let ($a, $b) = (self, other);
                $dual
            }
        }
        impl<T: Real> $assign_operator for Dual<T> {
            #[inline(always)]
            fn $assign(&mut self, other: Self) {
                *self = $operator::$method(*self, other);
            }
        }
    )*};
}
operators! {
    Add add AddAssign add_assign: |a, b| Dual::new(a.value + b.value, a.tangent + b.tangent);
    Sub sub SubAssign sub_assign: |a, b| Dual::new(a.value - b.value, a.tangent - b.tangent);
    Mul mul MulAssign mul_assign: |a, b| Dual::new(a.value * b.value, a.tangent * b.value + a.value * b.tangent);
    Div div DivAssign div_assign: |a, b| quotient(a, b);
    Rem rem RemAssign rem_assign: |a, b| a.chain2(b, rules::rem(a.value, b.value));
}

/// (a/b)˙ = (ȧ − (a/b) ḃ)/b.
#[inline(always)]
fn quotient<T: Real>(a: Dual<T>, b: Dual<T>) -> Dual<T> {
    let value = a.value / b.value;
    Dual::new(value, (a.tangent - value * b.tangent) / b.value)
}

impl<T: Real> Neg for Dual<T> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Self::new(-self.value, -self.tangent)
    }
}

impl<T: Real> Sum for Dual<T> {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::zero(), Add::add)
    }
}
impl<T: Real> Product for Dual<T> {
    fn product<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::one(), Mul::mul)
    }
}
impl<'a, T: Real> Sum<&'a Self> for Dual<T> {
    fn sum<I: Iterator<Item = &'a Self>>(iter: I) -> Self {
        iter.copied().sum()
    }
}
impl<'a, T: Real> Product<&'a Self> for Dual<T> {
    fn product<I: Iterator<Item = &'a Self>>(iter: I) -> Self {
        iter.copied().product()
    }
}

impl<T: Real> Scalar for Dual<T> {
    #[inline(always)]
    fn as_number(self) -> f64 {
        self.value.as_number()
    }
    #[inline(always)]
    fn of_number(number: f64) -> Self {
        Self::constant(T::of_number(number))
    }
}

impl<T: Real> Differentiable for Dual<T> {
    type Tangent = Self;
    type Shadow<M: Mode> = Adjoint<Self, M>;
    type Number = Self;
    #[inline(always)]
    fn zero_shadow<M: Mode>(&self) -> Adjoint<Self, M> {
        Adjoint::default()
    }
    #[inline(always)]
    fn shadow_from_tangent(tangent: Self) -> Adjoint<Self, Active> {
        Adjoint::new(tangent)
    }
    #[inline(always)]
    fn tangent_from_shadow(shadow: Adjoint<Self, Active>) -> Self {
        shadow.get()
    }
    fn read_numbers(&self, numbers: &mut Vec<f64>) {
        numbers.push(self.as_number());
    }
    fn write_numbers(&mut self, numbers: &mut dyn Iterator<Item = f64>) {
        self.value.write_numbers(numbers);
    }
}

/// Implements [`Real`] by the rules of the same names.
macro_rules! real_by_rules {
    ($($unary:ident)*; $($binary:ident)*; $($predicate:ident)*) => {
        impl<T: Real> Real for Dual<T> {
            #[inline(always)]
            fn from_f64(constant: f64) -> Self {
                Self::constant(T::from_f64(constant))
            }
            #[inline(always)]
            fn to_f64(self) -> f64 {
                self.value.to_f64()
            }
            #[inline(always)]
            fn is_constant_zero(self) -> bool {
                self.value.is_constant_zero() && self.tangent.is_constant_zero()
            }
            $(
                #[inline(always)]
                fn $unary(self) -> Self {
                    self.chain(rules::$unary(self.value))
                }
            )*
            $(
                #[inline(always)]
                fn $binary(self, other: Self) -> Self {
                    self.chain2(other, rules::$binary(self.value, other.value))
                }
            )*
            $(
                #[inline(always)]
                fn $predicate(self) -> bool {
                    self.value.$predicate()
                }
            )*
            #[inline(always)]
            fn sin_cos(self) -> (Self, Self) {
                let (sin, cos) = self.value.sin_cos();
                (self.chain((sin, cos)), self.chain((cos, -sin)))
            }
            #[inline(always)]
            fn powi(self, exponent: i32) -> Self {
                self.chain(rules::powi(self.value, exponent))
            }
            #[inline(always)]
            fn mul_add(self, factor: Self, summand: Self) -> Self {
                let value = self.value.mul_add(factor.value, summand.value);
                let tangent = self.tangent * factor.value + self.value * factor.tangent + summand.tangent;
                Self::new(value, tangent)
            }
            // Selections take the tangent as it is: 0 times an infinite tangent of the one left out would be NaN.
            #[inline(always)]
            fn min(self, other: Self) -> Self {
                let (value, by_self, _) = rules::min(self.value, other.value);
                Self::new(value, if by_self == T::zero() { other.tangent } else { self.tangent })
            }
            #[inline(always)]
            fn max(self, other: Self) -> Self {
                let (value, by_self, _) = rules::max(self.value, other.value);
                Self::new(value, if by_self == T::zero() { other.tangent } else { self.tangent })
            }
            #[inline(always)]
            fn clamp(self, low: Self, high: Self) -> Self {
                let (value, by_self, by_low, _) = rules::clamp(self.value, low.value, high.value);
                let bound = if by_low == T::zero() { high } else { low };
                Self::new(value, if by_self == T::zero() { bound.tangent } else { self.tangent })
            }
        }
    };
}
real_by_rules! {
    sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh exp exp2 exp_m1 ln log2 log10 ln_1p sqrt
    cbrt recip abs signum floor ceil round round_ties_even trunc fract to_degrees to_radians;
    atan2 powf log hypot copysign rem_euclid div_euclid;
    is_nan is_finite is_infinite is_sign_negative is_sign_positive
}
