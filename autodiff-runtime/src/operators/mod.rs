//! Operators whose operands have types that only the compiler knows: numbers, or types of the user's own.
//!
//! Generated code writes `a * b` for the value, and asks [`Binary`] for its derivative. Numbers have theirs here; types of the
//! user's own get it from `#[differentiable] impl Mul<f64> for Vector`. The protocol is that of a differentiable function with
//! two parameters that are passed by value.

#![allow(
    clippy::type_complexity,
    reason = "what is returned has closures for types, which have no names"
)]

mod elementary;
mod integers;
mod methods;
mod numbers;

pub use elementary::Elementary;
pub use methods::Methods;

use crate::support::{ByValue, Tape};
use crate::{Differentiable, Mode};

/// `a + b`
#[derive(Clone, Copy, Debug)]
pub enum Add {}
/// `a - b`
#[derive(Clone, Copy, Debug)]
pub enum Sub {}
/// `a * b`
#[derive(Clone, Copy, Debug)]
pub enum Mul {}
/// `a / b`
#[derive(Clone, Copy, Debug)]
pub enum Div {}
/// `a % b`
#[derive(Clone, Copy, Debug)]
pub enum Rem {}
/// `-a`
#[derive(Clone, Copy, Debug)]
pub enum Neg {}

/// An operand that is a value: `a`.
#[derive(Clone, Copy, Debug)]
pub enum Owned {}
/// An operand that is a reference: `&a`.
#[derive(Clone, Copy, Debug)]
pub enum Borrowed {}

type Tangent<T> = <T as Differentiable>::Tangent;

/// The derivative of an operator of two operands.
#[diagnostic::on_unimplemented(
    message = "cannot differentiate this operator on `{Self}` and `{Right}`: its derivative is missing",
    label = "no derivative is known for this operator",
    note = "help: put `#[differentiable]` on the `impl` block of the operator"
)]
pub trait Binary<Operation, Right: Differentiable, Forms>: Differentiable + Sized {
    /// The result.
    type Output: Differentiable;
    /// The value and its pullback.
    fn operator_forward<A: Mode, B: Mode>(
        self,
        right: Right,
        tape: &mut Tape,
    ) -> (
        Self::Output,
        impl FnOnce(Tangent<Self::Output>, ByValue, ByValue, &Self::Shadow<A>, &Right::Shadow<B>, &mut Tape)
        + use<Self, Operation, Right, Forms, A, B>,
    );
    /// The value and its tangent.
    fn operator_tangent<A: Mode, B: Mode>(
        self,
        right: Right,
        left_dot: &Self::Shadow<A>,
        right_dot: &Right::Shadow<B>,
    ) -> (Self::Output, Tangent<Self::Output>);
    /// The value, its tangent, and the tangent of its pullback.
    fn operator_forward_tangent<A: Mode, B: Mode>(
        self,
        right: Right,
        left_dot: &Self::Shadow<A>,
        right_dot: &Right::Shadow<B>,
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
            &Right::Shadow<B>,
            &Self::Shadow<A>,
            &Right::Shadow<B>,
        ) + use<Self, Operation, Right, Forms, A, B>,
    );
}

/// The derivative of an operator of one operand.
#[diagnostic::on_unimplemented(
    message = "cannot differentiate this operator on `{Self}`: its derivative is missing",
    label = "no derivative is known for this operator",
    note = "help: put `#[differentiable]` on the `impl` block of the operator"
)]
pub trait Unary<Operation, Form>: Differentiable + Sized {
    /// The result.
    type Output: Differentiable;
    /// The value and its pullback.
    fn operator_forward<A: Mode>(
        self,
        tape: &mut Tape,
    ) -> (
        Self::Output,
        impl FnOnce(Tangent<Self::Output>, ByValue, &Self::Shadow<A>, &mut Tape) + use<Self, Operation, Form, A>,
    );
    /// The value and its tangent.
    fn operator_tangent<A: Mode>(self, dot: &Self::Shadow<A>) -> (Self::Output, Tangent<Self::Output>);
    /// The value, its tangent, and the tangent of its pullback.
    fn operator_forward_tangent<A: Mode>(
        self,
        dot: &Self::Shadow<A>,
    ) -> (
        Self::Output,
        Tangent<Self::Output>,
        impl FnOnce(Tangent<Self::Output>, Tangent<Self::Output>, ByValue, ByValue, &Self::Shadow<A>, &Self::Shadow<A>)
        + use<Self, Operation, Form, A>,
    );
}

/// The derivative of an operator that assigns.
#[diagnostic::on_unimplemented(
    message = "cannot differentiate this operator on `{Self}` and `{Right}`: its derivative is missing",
    label = "no derivative is known for this operator",
    note = "help: put `#[differentiable]` on the `impl` block of the operator"
)]
pub trait Assigning<Operation, Right: Differentiable, Form>: Differentiable + Sized {
    /// Assigns; returns the pullback, which puts back what was there.
    fn operator_forward<A: Mode, B: Mode>(
        &mut self,
        right: Right,
        tape: &mut Tape,
    ) -> (
        (),
        impl FnOnce((), &mut Self, ByValue, &mut Self::Shadow<A>, &Right::Shadow<B>, &mut Tape)
        + use<Self, Operation, Right, Form, A, B>,
    );
    /// Assigns the value and its tangent.
    fn operator_tangent<A: Mode, B: Mode>(
        &mut self,
        right: Right,
        left_dot: &mut Self::Shadow<A>,
        right_dot: &Right::Shadow<B>,
    ) -> ((), ());
    /// Assigns both; returns the tangent of the pullback.
    fn operator_forward_tangent<A: Mode, B: Mode>(
        &mut self,
        right: Right,
        left_dot: &mut Self::Shadow<A>,
        right_dot: &Right::Shadow<B>,
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
            &Right::Shadow<B>,
            &mut Self::Shadow<A>,
            &Right::Shadow<B>,
        ) + use<Self, Operation, Right, Form, A, B>,
    );
}
