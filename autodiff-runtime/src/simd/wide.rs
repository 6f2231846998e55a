//! Vectors as wide as the processor has them, by the crate `pulp`.

use super::{One, Task, Vector, Width, exponential, logarithm, trigonometric};
use core::fmt;
use core::ops::{Add, AddAssign, Div, Mul, Neg, Sub, SubAssign};
use pulp::bytemuck::{cast, cast_slice, cast_slice_mut};
use pulp::{Arch, Simd, WithSimd};

/// Does something with the widest vectors that the processor has.
#[inline]
pub fn dispatch<T: Task>(task: T) -> T::Output {
    struct Dispatched<T>(T);
    impl<T: Task> WithSimd for Dispatched<T> {
        type Output = T::Output;
        #[inline(always)]
        fn with_simd<S: Simd>(self, simd: S) -> T::Output {
            // Without fused multiplication, the polynomials are slow.
            if S::IS_SCALAR {
                self.0.run(One)
            } else {
                self.0.run(Registers(simd))
            }
        }
    }
    Arch::new().dispatch(Dispatched(task))
}

/// As many numbers as fit into a vector register.
#[derive(Clone, Copy)]
pub struct Wide<S: Simd> {
    simd: S,
    lanes: S::f64s,
}

/// Of two choices, one for each lane.
#[derive(Clone, Copy, Debug)]
pub struct Mask<S: Simd> {
    simd: S,
    lanes: S::m64s,
}

/// The bits of the numbers, as unsigned integers.
#[derive(Clone, Copy, Debug)]
pub struct Bits<S: Simd> {
    simd: S,
    lanes: S::u64s,
}

impl<S: Simd> fmt::Debug for Wide<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.numbers().fmt(f)
    }
}

/// The width of the processor's vectors.
#[derive(Clone, Copy)]
pub struct Registers<S: Simd>(pub S);

impl<S: Simd> Width for Registers<S> {
    type Vector = Wide<S>;
    const LANES: usize = S::F64_LANES;

    #[inline(always)]
    fn splat(self, number: f64) -> Wide<S> {
        Wide {
            simd: self.0,
            lanes: self.0.splat_f64s(number),
        }
    }
    #[inline(always)]
    fn load(self, numbers: &[f64]) -> Wide<S> {
        let lanes = match S::as_simd_f64s(numbers).0 {
            [lanes, ..] => *lanes,
            [] => self.0.partial_load_f64s(numbers),
        };
        Wide { simd: self.0, lanes }
    }
    #[inline(always)]
    fn each(self, number: impl Fn(usize) -> f64) -> Wide<S> {
        let mut vector = self.splat(0.0);
        for (position, lane) in vector.numbers_mut().iter_mut().enumerate() {
            *lane = number(position);
        }
        vector
    }
}

impl<S: Simd> Wide<S> {
    #[inline(always)]
    fn with(self, lanes: S::f64s) -> Self {
        Self { simd: self.simd, lanes }
    }
    #[inline(always)]
    fn numbers(&self) -> &[f64] {
        cast_slice(core::slice::from_ref(&self.lanes))
    }
    #[inline(always)]
    fn numbers_mut(&mut self) -> &mut [f64] {
        cast_slice_mut(core::slice::from_mut(&mut self.lanes))
    }
    /// A constant, as wide as this.
    #[inline(always)]
    pub fn constant(self, number: f64) -> Self {
        self.with(self.simd.splat_f64s(number))
    }
    /// `self * factor + summand`, rounded once.
    #[inline(always)]
    pub fn fused(self, factor: Self, summand: Self) -> Self {
        self.with(self.simd.mul_add_f64s(self.lanes, factor.lanes, summand.lanes))
    }
    /// `c₀ xⁿ + c₁ xⁿ⁻¹ + …`.
    #[inline(always)]
    pub fn polynomial<const N: usize>(self, coefficients: [f64; N]) -> Self {
        let mut value = self.constant(coefficients[0]);
        for coefficient in &coefficients[1..] {
            value = value.fused(self, self.constant(*coefficient));
        }
        value
    }
    /// Where this is less than `other`; nowhere beside a NaN.
    #[inline(always)]
    pub fn is_less(self, other: Self) -> Mask<S> {
        Mask {
            simd: self.simd,
            lanes: self.simd.less_than_f64s(self.lanes, other.lanes),
        }
    }
    /// Where this is less than `other` or equal; nowhere beside a NaN.
    #[inline(always)]
    pub fn is_at_most(self, other: Self) -> Mask<S> {
        Mask {
            simd: self.simd,
            lanes: self.simd.less_than_or_equal_f64s(self.lanes, other.lanes),
        }
    }
    /// Where the two are equal; nowhere beside a NaN.
    #[inline(always)]
    pub fn is_equal(self, other: Self) -> Mask<S> {
        Mask {
            simd: self.simd,
            lanes: self.simd.equal_f64s(self.lanes, other.lanes),
        }
    }
    /// The bits of the numbers.
    #[inline(always)]
    pub fn bits(self) -> Bits<S> {
        Bits {
            simd: self.simd,
            lanes: self.simd.transmute_u64s_f64s(self.lanes),
        }
    }
    /// A function for the lanes where the fast one fails, if there are any: this lane, and what the fast one gave.
    #[inline(always)]
    pub fn repair(self, fails: Mask<S>, fast: Self, function: fn(f64) -> f64) -> Self {
        if fails.any() {
            return one_by_one(self, fails, fast, function);
        }
        fast
    }
}

#[cold]
#[inline(never)]
fn one_by_one<S: Simd>(x: Wide<S>, fails: Mask<S>, mut fast: Wide<S>, function: fn(f64) -> f64) -> Wide<S> {
    let flags = fails.select(x.constant(1.0), x.constant(0.0));
    for ((x, fails), value) in x.numbers().iter().zip(flags.numbers()).zip(fast.numbers_mut()) {
        if *fails != 0.0 {
            *value = function(*x);
        }
    }
    fast
}

impl<S: Simd> Mask<S> {
    /// One of two numbers in each lane.
    #[inline(always)]
    pub fn select(self, if_true: Wide<S>, if_false: Wide<S>) -> Wide<S> {
        if_true.with(self.simd.select_f64s(self.lanes, if_true.lanes, if_false.lanes))
    }
    /// Where both hold.
    #[inline(always)]
    pub fn and(self, other: Self) -> Self {
        let lanes = self.simd.and_m64s(self.lanes, other.lanes);
        Self { lanes, ..self }
    }
    /// Where at least one holds.
    #[inline(always)]
    pub fn or(self, other: Self) -> Self {
        let lanes = self.simd.or_m64s(self.lanes, other.lanes);
        Self { lanes, ..self }
    }
    /// Where it does not hold.
    #[inline(always)]
    pub fn not(self) -> Self {
        let lanes = self.simd.not_m64s(self.lanes);
        Self { lanes, ..self }
    }
    /// Whether it holds anywhere.
    #[inline(always)]
    pub fn any(self) -> bool {
        let simd = self.simd;
        let bits = simd.select_u64s(self.lanes, simd.splat_u64s(1), simd.splat_u64s(0));
        let bits: &[u64] = cast_slice(core::slice::from_ref(&bits));
        bits.iter().fold(0, |any, bit| any | bit) != 0
    }
}

impl<S: Simd> Bits<S> {
    #[inline(always)]
    fn with(self, lanes: S::u64s) -> Self {
        Self { lanes, ..self }
    }
    /// Bit by bit.
    #[inline(always)]
    pub fn and(self, mask: u64) -> Self {
        self.with(self.simd.and_u64s(self.lanes, self.simd.splat_u64s(mask)))
    }
    /// Bit by bit.
    #[inline(always)]
    pub fn or(self, mask: u64) -> Self {
        self.with(self.simd.or_u64s(self.lanes, self.simd.splat_u64s(mask)))
    }
    /// Bit by bit.
    #[inline(always)]
    pub fn exclusive_or(self, other: Self) -> Self {
        self.with(self.simd.xor_u64s(self.lanes, other.lanes))
    }
    /// Both halves of each number moved to the left by 20 bits. (Where there is no shift of 64 bits, there is one of 32.)
    #[inline(always)]
    pub fn halves_left_by_20(self) -> Self {
        let halves: S::u32s = cast(self.lanes);
        self.with(cast(self.simd.wrapping_dyn_shl_u32s(halves, self.simd.splat_u32s(20))))
    }
    /// Both halves of each number moved to the right by 20 bits.
    #[inline(always)]
    pub fn halves_right_by_20(self) -> Self {
        let halves: S::u32s = cast(self.lanes);
        self.with(cast(self.simd.wrapping_dyn_shr_u32s(halves, self.simd.splat_u32s(20))))
    }
    /// Where the bits are these.
    #[inline(always)]
    pub fn are(self, bits: u64) -> Mask<S> {
        Mask {
            simd: self.simd,
            lanes: self.simd.equal_u64s(self.lanes, self.simd.splat_u64s(bits)),
        }
    }
    /// The numbers with these bits.
    #[inline(always)]
    pub fn numbers(self) -> Wide<S> {
        Wide {
            simd: self.simd,
            lanes: self.simd.transmute_f64s_u64s(self.lanes),
        }
    }
}

macro_rules! operators {
    ($($operator:ident $method:ident $of_simd:ident;)*) => {$(
        impl<S: Simd> $operator for Wide<S> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                self.with(self.simd.$of_simd(self.lanes, other.lanes))
            }
        }
    )*};
}
operators! {
    Add add add_f64s;
    Sub sub sub_f64s;
    Mul mul mul_f64s;
    Div div div_f64s;
}

impl<S: Simd> Neg for Wide<S> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        self.with(self.simd.neg_f64s(self.lanes))
    }
}
impl<S: Simd> AddAssign for Wide<S> {
    #[inline(always)]
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}
impl<S: Simd> SubAssign for Wide<S> {
    #[inline(always)]
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

impl<S: Simd> Vector for Wide<S> {
    #[inline(always)]
    fn map(mut self, function: impl Fn(f64) -> f64) -> Self {
        for x in self.numbers_mut() {
            *x = function(*x);
        }
        self
    }
    #[inline(always)]
    fn map_two(mut self, other: Self, function: impl Fn(f64, f64) -> f64) -> Self {
        for (x, other) in self.numbers_mut().iter_mut().zip(other.numbers()) {
            *x = function(*x, *other);
        }
        self
    }
    #[inline(always)]
    fn map_three(mut self, second: Self, third: Self, function: impl Fn(f64, f64, f64) -> f64) -> Self {
        let others = second.numbers().iter().zip(third.numbers());
        for (x, (second, third)) in self.numbers_mut().iter_mut().zip(others) {
            *x = function(*x, *second, *third);
        }
        self
    }
    #[inline(always)]
    fn keep(self, count: usize) -> Self {
        let lanes = self.simd.mask_between_m64s(0, count as u64).mask();
        Mask { simd: self.simd, lanes }.select(self, self.constant(0.0))
    }
    #[inline(always)]
    fn total(self) -> f64 {
        self.simd.reduce_sum_f64s(self.lanes)
    }
    #[inline(always)]
    fn store(self, numbers: &mut [f64]) {
        match S::as_mut_simd_f64s(numbers) {
            ([lanes, ..], _) => *lanes = self.lanes,
            ([], rest) => self.simd.partial_store_f64s(rest, self.lanes),
        }
    }

    #[inline(always)]
    fn abs(self) -> Self {
        self.with(self.simd.abs_f64s(self.lanes))
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        self.with(self.simd.sqrt_f64s(self.lanes))
    }
    #[inline(always)]
    fn recip(self) -> Self {
        self.constant(1.0) / self
    }
    #[inline(always)]
    fn mul_add(self, factor: Self, summand: Self) -> Self {
        self.fused(factor, summand)
    }
    #[inline(always)]
    fn to_radians(self) -> Self {
        self * self.constant(core::f64::consts::PI / 180.0)
    }
    #[inline(always)]
    fn to_degrees(self) -> Self {
        self * self.constant(180.0 / core::f64::consts::PI)
    }
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        let takes_this = other.is_at_most(self).or(other.is_equal(other).not());
        takes_this.select(self, other)
    }
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        let takes_this = self.is_at_most(other).or(other.is_equal(other).not());
        takes_this.select(self, other)
    }
    #[inline(always)]
    fn powi(self, exponent: i32) -> Self {
        let (mut left, mut square, mut power) = (exponent.unsigned_abs(), self, self.constant(1.0));
        while left > 0 {
            if left % 2 == 1 {
                power = power * square;
            }
            left /= 2;
            square = square * square;
        }
        if exponent < 0 { power.recip() } else { power }
    }

    #[inline(always)]
    fn exp(self) -> Self {
        exponential::exp(self)
    }
    #[inline(always)]
    fn exp_m1(self) -> Self {
        exponential::exp_m1(self)
    }
    #[inline(always)]
    fn tanh(self) -> Self {
        exponential::tanh(self)
    }
    #[inline(always)]
    fn ln(self) -> Self {
        logarithm::ln(self)
    }
    #[inline(always)]
    fn ln_1p(self) -> Self {
        logarithm::ln_1p(self)
    }
    #[inline(always)]
    fn sin(self) -> Self {
        trigonometric::sin(self)
    }
    #[inline(always)]
    fn cos(self) -> Self {
        trigonometric::cos(self)
    }
    #[inline(always)]
    fn tan(self) -> Self {
        trigonometric::tan(self)
    }

    #[cfg(feature = "exoplanet")]
    #[inline(always)]
    fn kepler(self, ecc: Self) -> [Self; 4] {
        crate::exoplanet::kepler_lanes::partials(self, ecc)
    }

    #[inline(always)]
    fn sign(self) -> Self {
        let (zero, one) = (self.constant(0.0), self.constant(1.0));
        let or_negative = self.is_less(zero).select(-one, zero);
        zero.is_less(self).select(one, or_negative)
    }
    #[inline(always)]
    fn guarded(self, denominator: Self) -> Self {
        let zero = self.constant(0.0);
        denominator.is_equal(zero).select(zero, self / denominator)
    }
    #[inline(always)]
    fn powi_slope(self, exponent: i32) -> Self {
        if exponent == 0 {
            return self.constant(0.0);
        }
        self.constant(f64::from(exponent)) * self.powi(exponent.wrapping_sub(1))
    }
    #[inline(always)]
    fn takes_max(self, other: Self) -> Self {
        let takes_this = other.is_at_most(self).or(other.is_equal(other).not());
        takes_this.select(self.constant(1.0), self.constant(0.0))
    }
    #[inline(always)]
    fn takes_min(self, other: Self) -> Self {
        let takes_this = self.is_at_most(other).or(other.is_equal(other).not());
        takes_this.select(self.constant(1.0), self.constant(0.0))
    }
    #[inline(always)]
    fn below(self, other: Self) -> Self {
        self.is_less(other).select(self.constant(1.0), self.constant(0.0))
    }
}
