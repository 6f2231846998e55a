//! Distributions between bounds, normalised there.
//!
//! The density of a truncated distribution is that of the whole one divided by the probability between the bounds, so that arguments and
//! bounds may follow other parameters. Where they are constants, `#[support(…)]` does the same for less: see
//! [`Restricted`](super::Restricted).
//!
//! [`Cumulative`] is what a distribution needs for that, [`Truncated`] truncates any that has it, and `TruncatedNormal` and the like
//! are the same by a name and a list of numbers, as priors are written.

mod between;
mod cumulative;
mod draws;
mod named;

pub use between::Between;
pub use cumulative::Cumulative;
pub use named::{
    TruncatedCauchy, TruncatedExponential, TruncatedGumbel, TruncatedLaplace, TruncatedLogNormal, TruncatedLogistic,
    TruncatedNormal, TruncatedWeibull,
};

use super::{Distribution, DistributionError};
use autodiff_runtime::special::log_diff_exp;
use rand::Rng;
use std::f64::consts::LN_2;

/// A distribution between a lower and an upper bound, either of which may be infinite: `Truncated(Normal(mean, sd), 0.0, f64::INFINITY)`.
///
/// * the distribution
/// * `lower`: lower bound, or −∞
/// * `upper`: upper bound, above `lower`, or ∞
///
/// Log density: `ln f(x) − ln(F(upper) − F(lower))`, where `f` is the density and `F` the distribution function of the whole one; of
/// probabilities in the upper tail, what is above is taken instead of what is below, so that none is a difference of ones
///
/// Source: Stan Reference Manual, "Truncated distributions".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Truncated<D>(pub D, pub f64, pub f64);

/// No truncated distribution has more arguments.
const MOST: usize = 8;

/// The arguments of the whole distribution, and the two bounds.
#[derive(Clone, Copy, Debug)]
pub struct TruncatedArguments<A> {
    numbers: [f64; MOST],
    of: std::marker::PhantomData<A>,
}

impl<A> TruncatedArguments<A> {
    /// How many there are: those of the distribution, which are an array of numbers, and two.
    const COUNT: usize = size_of::<A>() / size_of::<f64>() + 2;
}

impl<A> Default for TruncatedArguments<A> {
    fn default() -> Self {
        Self {
            numbers: [0.0; MOST],
            of: std::marker::PhantomData,
        }
    }
}
impl<A> AsRef<[f64]> for TruncatedArguments<A> {
    #[inline]
    fn as_ref(&self) -> &[f64] {
        &self.numbers[..Self::COUNT]
    }
}
impl<A> AsMut<[f64]> for TruncatedArguments<A> {
    #[inline]
    fn as_mut(&mut self) -> &mut [f64] {
        &mut self.numbers[..Self::COUNT]
    }
}

impl<D: Cumulative> Truncated<D> {
    /// The logarithm of the probability between the bounds, and the shares by which derivatives of its ends count: minus that of
    /// the lower end, that of the upper end, and whether the ends are those of what is above.
    fn ends(&self) -> Ends<D::Arguments> {
        let &Self(ref whole, lower, upper) = self;
        let none = (f64::NEG_INFINITY, 0.0, D::Arguments::default());
        let all = (0.0, 0.0, D::Arguments::default());
        let below = |x: f64| {
            if x == f64::INFINITY {
                all
            } else if x == f64::NEG_INFINITY {
                none
            } else {
                whole.log_cdf_and_partials(x)
            }
        };
        let above = |x: f64| {
            if x == f64::INFINITY {
                none
            } else if x == f64::NEG_INFINITY {
                all
            } else {
                whole.log_survival_and_partials(x)
            }
        };
        let (low, high) = (below(lower), below(upper));
        // Beyond the median the differences are taken from the other end.
        if low.0 > -LN_2 {
            Ends::new(above(lower), above(upper), true)
        } else {
            Ends::new(high, low, false)
        }
    }

    /// How the ends change when the arguments and the bounds move: the greater's and the lesser's.
    fn ends_tangent(&self, ends: &Ends<D::Arguments>, dots: &Dots<D::Arguments>) -> Option<[EndDot<D::Arguments>; 2]> {
        let tangent = |end: &(f64, f64, D::Arguments), at: f64, at_dot: f64| {
            if at.is_infinite() || end.0 == f64::NEG_INFINITY {
                return Some((0.0, D::Arguments::default()));
            }
            let partials_dot = match ends.from_above {
                true => self.0.log_survival_partials_tangent(at, at_dot, &dots.arguments),
                false => self.0.log_cdf_partials_tangent(at, at_dot, &dots.arguments),
            };
            Some((end.1 * at_dot + product(&end.2, &dots.arguments), partials_dot?))
        };
        let (lower, upper) = ((self.1, dots.lower), (self.2, dots.upper));
        let (greater, lesser) = if ends.from_above {
            (lower, upper)
        } else {
            (upper, lower)
        };
        Some([
            tangent(&ends.greater, greater.0, greater.1)?,
            tangent(&ends.lesser, lesser.0, lesser.1)?,
        ])
    }
}

/// The change of a probability's logarithm, and those of its derivatives by the arguments.
type EndDot<A> = (f64, A);

/// How arguments and bounds move.
struct Dots<A> {
    arguments: A,
    lower: f64,
    upper: f64,
}

impl<A: AsRef<[f64]> + AsMut<[f64]> + Default> Dots<A> {
    fn of(dots: &TruncatedArguments<A>) -> Self {
        let (own, bounds) = dots.as_ref().split_at(TruncatedArguments::<A>::COUNT - 2);
        let mut arguments = A::default();
        arguments.as_mut().copy_from_slice(own);
        Self {
            arguments,
            lower: bounds[0],
            upper: bounds[1],
        }
    }
}

fn product<A: AsRef<[f64]>>(one: &A, other: &A) -> f64 {
    one.as_ref()
        .iter()
        .zip(other.as_ref())
        .map(|(one, other)| one * other)
        .sum()
}

/// The greater and the lesser of two probabilities, with their derivatives, and the logarithm of their difference.
struct Ends<A> {
    greater: (f64, f64, A),
    lesser: (f64, f64, A),
    log_mass: f64,
    /// Whether they are those of what is above.
    from_above: bool,
}

impl<A: AsRef<[f64]> + Copy> Ends<A> {
    fn new(greater: (f64, f64, A), lesser: (f64, f64, A), from_above: bool) -> Self {
        let log_mass = log_diff_exp(greater.0, lesser.0);
        Self {
            greater,
            lesser,
            log_mass,
            from_above,
        }
    }
    /// The ends as shares of their difference.
    fn shares(&self) -> [f64; 2] {
        [&self.greater, &self.lesser].map(|end| (end.0 - self.log_mass).exp())
    }
    /// The derivative of the logarithm of the difference, by an argument of the whole distribution.
    fn by_argument(&self, argument: usize) -> f64 {
        let part = |end: &(f64, f64, A)| {
            let slope = end.2.as_ref()[argument];
            if slope == 0.0 {
                0.0
            } else {
                (end.0 - self.log_mass).exp() * slope
            }
        };
        part(&self.greater) - part(&self.lesser)
    }
}

impl<D: Cumulative> Distribution for Truncated<D> {
    type Value = f64;
    type Transform = Between;
    type Arguments = TruncatedArguments<D::Arguments>;
    const NAME: &'static str = "Truncated";
    const BOUND_ARGUMENTS: &'static [usize] = &[
        TruncatedArguments::<D::Arguments>::COUNT - 2,
        TruncatedArguments::<D::Arguments>::COUNT - 1,
    ];

    #[inline]
    fn transform(&self) -> Between {
        // Bounds outside the support of the whole distribution are none.
        let (lower, upper) = between::limits(self.0.support());
        Between {
            lower: self.1.max(lower),
            upper: self.2.min(upper),
        }
    }
    fn validate(&self) -> Result<(), DistributionError> {
        self.0.validate()?;
        let error = |argument, value, requirement| DistributionError {
            distribution: D::NAME,
            argument,
            value,
            requirement,
        };
        if self.1.is_nan() {
            return Err(error("lower", self.1, "a number, or −∞"));
        }
        let (below, above) = between::limits(self.0.support());
        if self.2.is_nan() || self.2 <= self.1.max(below) {
            return Err(error("upper", self.2, "greater than lower, and inside the support"));
        }
        if self.1 >= above || self.ends().log_mass == f64::NEG_INFINITY {
            return Err(error(
                "lower",
                self.1,
                "such that there is some probability between the bounds",
            ));
        }
        Ok(())
    }
    fn log_density_and_partials(&self, x: f64) -> (f64, f64, Self::Arguments) {
        let &Self(ref whole, lower, upper) = self;
        let (value, by_x, by_arguments) = whole.log_density_and_partials(x);
        let mut partials = Self::Arguments::default();
        let ends = self.ends();
        if value.is_nan() || ends.log_mass.is_nan() || ends.log_mass == f64::NEG_INFINITY {
            partials.as_mut().fill(f64::NAN);
            return (f64::NAN, f64::NAN, partials);
        }
        if x < lower || x > upper || value == f64::NEG_INFINITY {
            return (f64::NEG_INFINITY, 0.0, partials);
        }
        let count = by_arguments.as_ref().len();
        for (argument, (partial, by_argument)) in partials.as_mut().iter_mut().zip(by_arguments.as_ref()).enumerate() {
            *partial = by_argument - ends.by_argument(argument);
        }
        let at = |bound: f64| {
            if bound.is_infinite() {
                0.0
            } else {
                (whole.log_density(bound) - ends.log_mass).exp()
            }
        };
        partials.as_mut()[count] = at(lower);
        partials.as_mut()[count + 1] = -at(upper);
        (value - ends.log_mass, by_x, partials)
    }
    fn partials_tangent(&self, x: f64, x_dot: f64, arguments_dot: &Self::Arguments) -> Option<(f64, Self::Arguments)> {
        let whole = &self.0;
        let dots = Dots::of(arguments_dot);
        let (by_x_dot, by_arguments_dot) = whole.partials_tangent(x, x_dot, &dots.arguments)?;
        let ends = self.ends();
        let [greater, lesser] = self.ends_tangent(&ends, &dots)?;
        let [share, lesser_share] = ends.shares();
        let log_mass_dot = share * greater.0 - lesser_share * lesser.0;
        let mut partials_dot = Self::Arguments::default();
        let count = by_arguments_dot.as_ref().len();
        for (argument, by_argument_dot) in by_arguments_dot.as_ref().iter().enumerate() {
            // Of share · slope.
            let part = |share: f64, slopes: &D::Arguments, end: &EndDot<D::Arguments>| {
                share * (end.1.as_ref()[argument] + slopes.as_ref()[argument] * (end.0 - log_mass_dot))
            };
            partials_dot.as_mut()[argument] =
                by_argument_dot - part(share, &ends.greater.2, &greater) + part(lesser_share, &ends.lesser.2, &lesser);
        }
        let at = |bound: f64, bound_dot: f64| {
            if bound.is_infinite() {
                return 0.0;
            }
            let (value, by_x, by_arguments) = whole.log_density_and_partials(bound);
            if value == f64::NEG_INFINITY {
                return 0.0;
            }
            let value_dot = by_x * bound_dot + product(&by_arguments, &dots.arguments);
            (value - ends.log_mass).exp() * (value_dot - log_mass_dot)
        };
        partials_dot.as_mut()[count] = at(self.1, dots.lower);
        partials_dot.as_mut()[count + 1] = -at(self.2, dots.upper);
        Some((by_x_dot, partials_dot))
    }
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        if self.validate().is_err() {
            return f64::NAN;
        }
        draws::draw(self, rng)
    }
}

#[cfg(test)]
mod tests;
