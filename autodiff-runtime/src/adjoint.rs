//! One leaf of a shadow: the cell that collects the derivative of one number.
//!
//! The central idea is the [`Mode`]: a shadow is generic over whether its leaves are real cells ([`Active`]) or nothing at
//! all ([`Inert`]). A function that is differentiable in two arguments is called somewhere with a constant for one of them;
//! the caller then hands down an inert shadow, and every addition into it is compiled away, together with the arithmetic
//! that led to it. What syntax cannot decide, types do.

use core::cell::Cell;
use core::fmt::Debug;
use core::marker::PhantomData;
use core::ops::{Add, Div, Index, Mul, Neg, Sub};

/// A number that adjoints are made of: `f32`, `f64` and number types built on them.
///
/// `Default` must be zero.
pub trait Scalar:
    Copy
    + Default
    + Debug
    + PartialEq
    + Add<Output = Self>
    + Sub<Output = Self>
    + Neg<Output = Self>
    + Send
    + Sync
    + 'static
{
    /// The number in double precision, as it stands in a Jacobian.
    fn as_number(self) -> f64;
    /// The scalar nearest to a number; a dual one does not vary.
    fn of_number(number: f64) -> Self;
}

impl Scalar for f32 {
    #[inline(always)]
    fn as_number(self) -> f64 {
        f64::from(self)
    }
    #[inline(always)]
    #[expect(clippy::cast_possible_truncation, reason = "rounding to single precision is meant")]
    fn of_number(number: f64) -> Self {
        number as f32
    }
}
impl Scalar for f64 {
    #[inline(always)]
    fn as_number(self) -> f64 {
        self
    }
    #[inline(always)]
    fn of_number(number: f64) -> Self {
        number
    }
}

/// Whether the leaves of a shadow collect anything: [`Active`] or [`Inert`].
pub trait Mode: Copy + Debug + Default + Send + Sync + 'static {
    /// What a leaf stores.
    type Cell<F: Scalar>: Accumulator<F>;
}

/// The storage of one leaf: a cell, or nothing.
pub trait Accumulator<F>: Clone + Debug + Default + Send {
    /// The collected value; zero where nothing is stored.
    fn get(&self) -> F;
    /// Replaces the collected value; nothing where nothing is stored.
    fn set(&self, value: F);
}

/// Leaves are cells, and derivatives are collected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Active;

/// Leaves are zero-sized, and derivatives are dropped: the shadow of an argument that is constant for its caller.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Inert;

impl Mode for Active {
    type Cell<F: Scalar> = Cell<F>;
}
impl Mode for Inert {
    type Cell<F: Scalar> = ();
}

impl<F: Scalar> Accumulator<F> for Cell<F> {
    #[inline(always)]
    fn get(&self) -> F {
        Cell::get(self)
    }
    #[inline(always)]
    fn set(&self, value: F) {
        Cell::set(self, value);
    }
}
impl<F: Scalar> Accumulator<F> for () {
    #[inline(always)]
    fn get(&self) -> F {
        F::default()
    }
    #[inline(always)]
    fn set(&self, _value: F) {}
}

/// The derivative of one number, behind a shared reference: what `f64` is in a shadow.
///
/// ```
/// use autodiff_runtime::Adjoint;
/// let x_bar: Adjoint<f64> = Adjoint::default();
/// x_bar.add(1.5);
/// x_bar.add(1.0);
/// assert_eq!(x_bar.take(), 2.5);
/// assert_eq!(x_bar.get(), 0.0);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Adjoint<F: Scalar, M: Mode = Active> {
    cell: M::Cell<F>,
}

impl<F: Scalar, M: Mode> Adjoint<F, M> {
    /// An adjoint that starts at `value`.
    #[inline(always)]
    pub fn new(value: F) -> Self {
        let adjoint = Self::default();
        adjoint.cell.set(value);
        adjoint
    }
    /// The value collected so far.
    #[inline(always)]
    pub fn get(&self) -> F {
        self.cell.get()
    }
    /// Replaces the value.
    #[inline(always)]
    pub fn set(&self, value: F) {
        self.cell.set(value);
    }
    /// Adds a contribution.
    #[inline(always)]
    pub fn add(&self, contribution: F) {
        self.cell.set(self.cell.get() + contribution);
    }
    /// Subtracts a contribution.
    #[inline(always)]
    pub fn sub(&self, contribution: F) {
        self.cell.set(self.cell.get() - contribution);
    }
    /// The value, leaving zero behind: the adjoint of an overwritten variable.
    #[inline(always)]
    pub fn take(&self) -> F {
        let value = self.cell.get();
        self.cell.set(F::default());
        value
    }
}

/// The shadow of what has no derivative: integers, `bool`, `char`.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoAdjoint<M: Mode = Active>(PhantomData<M>);

impl<M: Mode> NoAdjoint<M> {
    /// The derivative of what has none, on which arithmetic has no effect.
    #[inline(always)]
    pub fn get(&self) -> NoTangent {
        NoTangent
    }
    /// As [`Self::get`].
    #[inline(always)]
    pub fn take(&self) -> NoTangent {
        NoTangent
    }
    /// Does nothing.
    #[inline(always)]
    pub fn set(&self, _value: NoTangent) {}
    /// Does nothing.
    #[inline(always)]
    pub fn add(&self, _contribution: NoTangent) {}
    /// Does nothing.
    #[inline(always)]
    pub fn sub(&self, _contribution: NoTangent) {}
}

/// The derivative of an integer in arithmetic whose type only the compiler knows: `n_bar * m` is nothing again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NoTangent;

impl Neg for NoTangent {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        self
    }
}
impl Add for NoTangent {
    type Output = Self;
    #[inline(always)]
    fn add(self, _other: Self) -> Self {
        self
    }
}
impl Sub for NoTangent {
    type Output = Self;
    #[inline(always)]
    fn sub(self, _other: Self) -> Self {
        self
    }
}
impl<T> Mul<T> for NoTangent {
    type Output = Self;
    #[inline(always)]
    fn mul(self, _factor: T) -> Self {
        self
    }
}
impl<T> Div<T> for NoTangent {
    type Output = Self;
    #[inline(always)]
    fn div(self, _divisor: T) -> Self {
        self
    }
}

/// The shadow of a field marked `#[constant]`: it can be indexed and added to like a real one, and keeps nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Constant;

impl Constant {
    /// Drops the contribution.
    #[inline(always)]
    pub fn add<F>(&self, _contribution: F) {}
    /// Drops the contribution.
    #[inline(always)]
    pub fn sub<F>(&self, _contribution: F) {}
    /// Does not compile: an active value was written here.
    pub fn take(&self) -> f64
    where
        for<'never> Self: Kept,
    {
        0.0
    }
    /// Does not compile: an active value was written here.
    pub fn get(&self) -> f64
    where
        for<'never> Self: Kept,
    {
        0.0
    }
    /// Does not compile: an active value was written here.
    pub fn set<F>(&self, _value: F)
    where
        for<'never> Self: Kept,
    {
    }
}

/// Implemented by nothing: the derivative of what is written into a constant field.
#[diagnostic::on_unimplemented(
    message = "cannot differentiate an active value written into a field marked `#[constant]`: its derivative would be lost",
    label = "this function writes a value that depends on its parameters into a constant field",
    note = "help: remove `#[constant]` from the field, or write `constant(value)` where the derivative shall end"
)]
pub trait Kept {}

impl<I> Index<I> for Constant {
    type Output = Constant;
    #[inline(always)]
    fn index(&self, _index: I) -> &Constant {
        self
    }
}
