//! Bijections between unconstrained space, where samplers move, and the supports of parameters.
//!
//! A density on a support becomes a density on unconstrained space when the logarithm of the bijection's Jacobian is added
//! (Stan Reference Manual, "Constraint Transforms"). Each file is one bijection with its inverse, its log-Jacobian, and the
//! pull-back that carries a gradient the other way.
//!
//! | transform | support | map |
//! |---|---|---|
//! | [`Identity`] | ℝ | `x = y` |
//! | [`Positive`] | (0, ∞) | `x = exp(y)` |
//! | [`Interval`] | (a, b) | `x = a + (b − a) / (1 + exp(−y))` |
//! | [`Lower`], [`Upper`] | (a, ∞), (−∞, b) | `x = a + exp(y)`, `x = b − exp(y)` |
//! | [`Disk`] | the open unit disk | `x = y √(1 − exp(−|y|²/2)) / |y|` |
//! | [`Circle`] | angles in (−π, π] | `x = atan2(y₂, y₁)`, with a density of its own for what is lost |
//! | [`Triangle`] (feature `exoplanet`) | physical limb darkening | weights of its corners by stick breaking |
//!
//! Of whole vectors, of a length known at run time ([`VectorTransform`]):
//!
//! | transform | support | map |
//! |---|---|---|
//! | [`Reals`] | ℝᴷ | `x = y` |
//! | [`Ordered`], [`PositiveOrdered`] | increasing numbers | sums of `exp(y)` |
//! | [`ZeroSum`] | numbers with the sum 0 | an isometry from ℝᴷ⁻¹ |
//! | [`Simplex`] | positive numbers with the sum 1 | softmax of that |
//! | [`UnitVector`] | vectors of length 1 | `x = y / |y|`, with a density of its own for what is lost |
//! | [`CholeskyCorrelation`] | Cholesky factors of correlation matrices | `tanh(y)` of the length that a row has left |

mod cholesky_correlation;
mod circle;
mod disk;
mod half_line;
mod identity;
mod interval;
mod ordered;
mod positive;
mod reals;
mod simplex;
#[cfg(feature = "exoplanet")]
mod triangle;
mod unit_vector;
mod vector;
mod zero_sum;

pub use cholesky_correlation::CholeskyCorrelation;
pub use circle::Circle;
pub use disk::Disk;
pub use half_line::{Lower, Upper};
pub use identity::Identity;
pub use interval::Interval;
pub use ordered::{Ordered, PositiveOrdered};
pub use positive::Positive;
pub use reals::Reals;
pub use simplex::Simplex;
#[cfg(feature = "exoplanet")]
pub use triangle::Triangle;
pub use unit_vector::UnitVector;
pub use vector::{Block, Matrix, MovingVector, Vector, VectorTransform};
pub use zero_sum::ZeroSum;

use autodiff_runtime::{Active, Differentiable};
use std::fmt::{self, Debug};

/// A position that moves, and bounds that move with it.
#[derive(Clone, Copy, Debug)]
pub struct Moving<'a, B> {
    /// The unconstrained position.
    pub position: &'a [f64],
    /// How it moves.
    pub direction: &'a [f64],
    /// How the bounds move.
    pub bounds_dot: &'a B,
}

/// A bijection from ℝⁿ to a support, smooth in both directions.
pub trait Transform: Copy + Debug {
    /// A point of the support: `f64` or `[f64; 2]`.
    type Value: Point;
    /// One number for each bound that the transform has: `[f64; 2]` for an interval, `[f64; 0]` where the support is fixed.
    type Bounds: Copy + Debug + Default + AsRef<[f64]> + AsMut<[f64]>;
    /// The bounds' places, counted from 0: `&[0, 1]` for two.
    const BOUNDS: &'static [usize] = &[];
    /// Number of unconstrained coordinates; the length of `position` and `grad` below.
    const DIMENSION: usize;

    /// The point that belongs to an unconstrained position, and the logarithm of the absolute Jacobian determinant.
    ///
    /// The point is strictly inside a bounded support for every finite position: what would round to a bound is moved to
    /// the nearest number within.
    fn forward(&self, position: &[f64]) -> (Self::Value, f64);

    /// Carries a gradient back: *sets* `grad` to the gradient, by the position, of `f(forward(position)) + log-Jacobian`,
    /// where `value_bar` is the gradient of `f` by the value.
    fn pull_back(&self, position: &[f64], value_bar: Self::Value, grad: &mut [f64]);

    /// The gradient, by the bounds, of `f(forward(position)) + log-Jacobian`, where `value_bar` is the gradient of `f` by the
    /// value. A transform that has bounds must say it.
    fn pull_back_to_bounds(&self, position: &[f64], value_bar: Self::Value) -> Self::Bounds {
        let _ = (position, value_bar);
        Self::Bounds::default()
    }

    /// How the point moves when the position moves along `direction`, and the bounds by `bounds_dot`; `None` where nobody has
    /// written it, as here: posteriors then have their second derivatives by differences.
    fn forward_tangent(&self, position: &[f64], direction: &[f64], bounds_dot: &Self::Bounds) -> Option<Self::Value> {
        let _ = (position, direction, bounds_dot);
        None
    }

    /// How what [`pull_back`](Self::pull_back) and [`pull_back_to_bounds`](Self::pull_back_to_bounds) say changes when the position
    /// moves along `direction`, the bounds by `bounds_dot` and the gradient by the value by `value_bar_dot`: *sets* `grad_dot`,
    /// and returns the part of the bounds. `None` where [`forward_tangent`](Self::forward_tangent) is.
    fn pull_back_tangent(
        &self,
        moving: &Moving<'_, Self::Bounds>,
        value_bar: Self::Value,
        value_bar_dot: Self::Value,
        grad_dot: &mut [f64],
    ) -> Option<Self::Bounds> {
        let _ = (moving, value_bar, value_bar_dot, grad_dot);
        None
    }

    /// Sets `position` to where `value` comes from; false, with nothing set, for a value outside the open support.
    fn inverse(&self, value: Self::Value, position: &mut [f64]) -> bool;

    /// The support.
    fn support(&self) -> Support;
}

/// What a distribution or transform takes values in.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Support {
    /// All real numbers.
    Real,
    /// Numbers greater than zero.
    Positive,
    /// Numbers between two bounds.
    Interval(f64, f64),
    /// Numbers greater than a bound.
    Above(f64),
    /// Numbers less than a bound.
    Below(f64),
    /// Pairs with `x² + y² < 1`.
    UnitDisk,
    /// Angles in radians, from −π to π, which are the same place.
    Angle,
    /// Quadratic limb darkening of an intensity that is positive and falls towards the limb: pairs with `u1 + u2 < 1`, `u1 > 0`,
    /// `u1 + 2 u2 > 0`.
    LimbDarkening,
    /// Vectors whose elements increase.
    Ordered,
    /// Vectors of positive elements that increase.
    PositiveOrdered,
    /// Vectors of positive elements with the sum 1.
    Simplex,
    /// Vectors of length 1.
    UnitVector,
    /// Vectors with the sum 0.
    ZeroSum,
    /// Cholesky factors of correlation matrices, row after row.
    CholeskyCorrelation,
}

impl Support {
    /// Numbers between 0 and 1.
    pub const UNIT_INTERVAL: Self = Self::Interval(0.0, 1.0);

    /// Whether a point (one number, two for a support of pairs, or a whole vector) is inside; bounds are outside, but for
    /// those of an angle. Sums and lengths may be off by 1e-8.
    #[must_use]
    pub fn contains(&self, point: &[f64]) -> bool {
        match (self, point) {
            (Self::Real, numbers) => numbers.iter().all(|x| x.is_finite()),
            (Self::Ordered, vector) => ordered::increases(vector),
            (Self::PositiveOrdered, vector) => ordered::increases(vector) && vector.first().is_none_or(|x| *x > 0.0),
            (Self::Simplex, vector) => simplex::is_simplex(vector),
            (Self::UnitVector, vector) => unit_vector::is_unit(vector),
            (Self::ZeroSum, vector) => zero_sum::sums_to_zero(vector),
            (Self::CholeskyCorrelation, matrix) => cholesky_correlation::is_factor(matrix),
            (Self::Above(bound), [x]) => x > bound && x.is_finite(),
            (Self::Below(bound), [x]) => x < bound && x.is_finite(),
            (Self::Positive, [x]) => *x > 0.0 && x.is_finite(),
            (Self::Interval(lower, upper), [x]) => x > lower && x < upper,
            (Self::UnitDisk, [x, y]) => x * x + y * y < 1.0,
            (Self::Angle, [x]) => circle::is_angle(*x),
            (Self::LimbDarkening, [u1, u2]) => {
                let sum = u1 + u2;
                sum < 1.0 && *u1 > 0.0 && sum + u2 > 0.0
            }
            _ => false,
        }
    }
}

impl fmt::Display for Support {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Real => f.write_str("a finite number"),
            Self::Positive => f.write_str("a number greater than 0"),
            Self::Interval(lower, upper) => write!(f, "a number between {lower} and {upper}"),
            Self::Above(bound) => write!(f, "a number greater than {bound}"),
            Self::Below(bound) => write!(f, "a number less than {bound}"),
            Self::Ordered => f.write_str("finite numbers that increase"),
            Self::PositiveOrdered => f.write_str("positive numbers that increase"),
            Self::Simplex => f.write_str("positive numbers with the sum 1"),
            Self::UnitVector => f.write_str("a vector of length 1"),
            Self::ZeroSum => f.write_str("finite numbers with the sum 0"),
            Self::CholeskyCorrelation => f.write_str(
                "the Cholesky factor of a correlation matrix: lower-triangular, with a positive diagonal and rows of length 1",
            ),
            Self::UnitDisk => f.write_str("a point inside the unit disk"),
            Self::Angle => f.write_str("an angle between −π and π"),
            Self::LimbDarkening => {
                f.write_str("a pair of limb-darkening coefficients with u1 > 0, u1 + u2 < 1 and u1 + 2 u2 > 0")
            }
        }
    }
}

/// A point that transforms and distributions deal in: a number, or a few of them.
pub trait Point: Copy + Debug + Differentiable {
    /// How many numbers it consists of.
    const LEN: usize;
    /// The point at zero.
    const ZERO: Self;
    /// Its numbers.
    fn numbers(&self) -> &[f64];
    /// The point that has these numbers, [`LEN`](Self::LEN) of them.
    fn from_numbers(numbers: &[f64]) -> Self;
    /// Adds the point, a gradient, to a shadow.
    fn add_to(self, shadow: &Self::Shadow<Active>);
    /// What a shadow collected.
    fn collected(shadow: &Self::Shadow<Active>) -> Self;
}

impl Point for f64 {
    const LEN: usize = 1;
    const ZERO: Self = 0.0;
    #[inline(always)]
    fn numbers(&self) -> &[f64] {
        std::slice::from_ref(self)
    }
    #[inline(always)]
    fn from_numbers(numbers: &[f64]) -> Self {
        numbers[0]
    }
    #[inline(always)]
    fn add_to(self, shadow: &Self::Shadow<Active>) {
        shadow.add(self);
    }
    #[inline(always)]
    fn collected(shadow: &Self::Shadow<Active>) -> Self {
        shadow.get()
    }
}

impl<const K: usize> Point for [f64; K] {
    const LEN: usize = K;
    const ZERO: Self = [0.0; K];
    #[inline(always)]
    fn numbers(&self) -> &[f64] {
        self
    }
    #[inline(always)]
    fn from_numbers(numbers: &[f64]) -> Self {
        std::array::from_fn(|i| numbers[i])
    }
    #[inline(always)]
    fn add_to(self, shadow: &Self::Shadow<Active>) {
        for (shadow, contribution) in shadow.iter().zip(self) {
            shadow.add(contribution);
        }
    }
    #[inline(always)]
    fn collected(shadow: &Self::Shadow<Active>) -> Self {
        shadow.each_ref().map(|shadow| shadow.get())
    }
}

#[cfg(all(test, feature = "exoplanet"))]
mod tests;
#[cfg(test)]
mod vector_tests;
