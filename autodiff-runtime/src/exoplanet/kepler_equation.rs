//! From mean anomaly and eccentricity to the true anomaly, with the rule for its derivatives.
//!
//! Sine and cosine of the true anomaly are the outputs, never the angle, so that no branch cut is differentiated.

use super::kepler_solver::{Anomaly, solve};
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use crate::adjoint::{Adjoint, Mode};
use crate::simd::{self, ByLanes, LaneFunction, Width};
use crate::support::{ByValue, Tape};
use alloc::vec;
use alloc::vec::Vec;

/// Sine and cosine of the true anomaly f, from the mean anomaly (radians) and the eccentricity.
///
/// Solves Kepler's equation M = E − e sin E and returns
///
/// sin f = √(1 − e²) sin E / (1 − e cos E),  cos f = (cos E − e)/(1 − e cos E)
///
/// (Murray & Dermott 1999, *Solar System Dynamics*, §2.4), in the half-angle forms that lose no digits anywhere: not near
/// periastron for e → 1, and not near apastron. Any finite mean anomaly is taken, of either sign, whatever the number of
/// turns; it is reduced by 2π to more digits than a double holds. The error is below 10⁻¹⁵.
///
/// # Bad input
///
/// `(NaN, NaN)` if `ecc` is negative, at least 1 or NaN, or if `mean_anomaly` is infinite or NaN; the derivatives are then
/// NaN too.
///
/// # Derivatives
///
/// By the implicit function theorem, with D = 1 − e cos E,
///
/// ∂f/∂M = √(1 − e²)/D²,  ∂f/∂e = sin f (1/D + 1/(1 − e²)),
///
/// so that the derivatives of sin f and cos f are cos f and −sin f times these. At e = 0 the derivative by e is one-sided.
///
/// ```
/// use autodiff_runtime::exoplanet::kepler;
/// let (sin_f, cos_f) = kepler(0.5, 0.3);
/// assert!((sin_f.atan2(cos_f) - 0.912_367_015_360_907_8).abs() < 1e-15);
///
/// let (_, pullback) = kepler::vjp(0.5, 0.3);
/// let (by_mean_anomaly, by_ecc) = pullback((1.0, 0.0));
/// assert!(by_mean_anomaly > 0.0 && by_ecc > 0.0);
/// ```
#[inline]
pub fn kepler(mean_anomaly: f64, ecc: f64) -> (f64, f64) {
    if !is_valid(mean_anomaly, ecc) {
        return (f64::NAN, f64::NAN);
    }
    let anomaly = solve(mean_anomaly, ecc);
    let (over_distance, semiminor) = (1.0 / distance(&anomaly), semiminor_squared(ecc).sqrt());
    true_anomaly(&anomaly, over_distance, semiminor)
}

/// The derivatives of [`kepler`](fn@kepler).
#[doc(hidden)]
#[allow(non_camel_case_types)]
#[derive(Debug)]
pub struct kepler {}

#[allow(clippy::type_complexity)] // the types are what generated code calls
impl kepler {
    /// The value, and a closure that adds the derivatives for a seed into shadows.
    #[doc(hidden)]
    #[inline]
    pub fn forward<M0: Mode, M1: Mode>(
        mean_anomaly: f64,
        ecc: f64,
        _: &mut Tape,
    ) -> (
        (f64, f64),
        impl FnOnce((f64, f64), ByValue, ByValue, &Adjoint<f64, M0>, &Adjoint<f64, M1>, &mut Tape) + use<M0, M1>,
    ) {
        let partials = Partials::at(mean_anomaly, ecc);
        let pullback = move |seed: (f64, f64),
                             _: ByValue,
                             _: ByValue,
                             mean_anomaly_bar: &Adjoint<f64, M0>,
                             ecc_bar: &Adjoint<f64, M1>,
                             _: &mut Tape| {
            let (by_mean_anomaly, by_ecc) = partials.pull_back(seed);
            mean_anomaly_bar.add(by_mean_anomaly);
            ecc_bar.add(by_ecc);
        };
        (partials.value(), pullback)
    }

    /// The value and its tangent, the tangents of the arguments passed as shadows.
    #[doc(hidden)]
    #[inline]
    pub fn tangent<M0: Mode, M1: Mode>(
        mean_anomaly: f64,
        ecc: f64,
        mean_anomaly_dot: &Adjoint<f64, M0>,
        ecc_dot: &Adjoint<f64, M1>,
    ) -> ((f64, f64), (f64, f64)) {
        Self::jvp(mean_anomaly, ecc, mean_anomaly_dot.get(), ecc_dot.get())
    }

    /// The value and its tangent, and a closure that adds the derivatives for a seed, and their tangents, into shadows.
    #[doc(hidden)]
    #[inline]
    pub fn forward_tangent<M0: Mode, M1: Mode>(
        mean_anomaly: f64,
        ecc: f64,
        mean_anomaly_dot: &Adjoint<f64, M0>,
        ecc_dot: &Adjoint<f64, M1>,
    ) -> (
        (f64, f64),
        (f64, f64),
        impl FnOnce(
            (f64, f64),
            (f64, f64),
            ByValue,
            ByValue,
            ByValue,
            ByValue,
            &Adjoint<f64, M0>,
            &Adjoint<f64, M1>,
            &Adjoint<f64, M0>,
            &Adjoint<f64, M1>,
        ) + use<M0, M1>,
    ) {
        let partials = Partials::at(mean_anomaly, ecc);
        let tangents = partials.tangents(ecc, mean_anomaly_dot.get(), ecc_dot.get());
        let pullback = move |seed: (f64, f64),
                             seed_dot: (f64, f64),
                             _: ByValue,
                             _: ByValue,
                             _: ByValue,
                             _: ByValue,
                             mean_anomaly_bar: &Adjoint<f64, M0>,
                             ecc_bar: &Adjoint<f64, M1>,
                             mean_anomaly_bar_dot: &Adjoint<f64, M0>,
                             ecc_bar_dot: &Adjoint<f64, M1>| {
            let (by, by_dot) = partials.pull_back_with_tangents(&tangents, seed, seed_dot);
            mean_anomaly_bar.add(by.0);
            ecc_bar.add(by.1);
            mean_anomaly_bar_dot.add(by_dot.0);
            ecc_bar_dot.add(by_dot.1);
        };
        (partials.value(), tangents.value(), pullback)
    }

    /// The derivatives of sin f (first row) and cos f (second row) by `mean_anomaly` and `ecc`.
    #[must_use]
    pub fn jacobian(mean_anomaly: f64, ecc: f64) -> Vec<Vec<f64>> {
        let partials = Partials::at(mean_anomaly, ecc);
        [partials.cos_f, -partials.sin_f]
            .map(|slope| vec![slope * partials.by_mean_anomaly, slope * partials.by_ecc])
            .to_vec()
    }

    /// (sin f, cos f), and the pullback from a seed for them to the derivatives by `mean_anomaly` and `ecc`.
    #[inline]
    pub fn vjp(mean_anomaly: f64, ecc: f64) -> ((f64, f64), impl FnOnce((f64, f64)) -> (f64, f64)) {
        let partials = Partials::at(mean_anomaly, ecc);
        (partials.value(), move |seed| partials.pull_back(seed))
    }

    /// (sin f, cos f) and their derivatives in the direction (`mean_anomaly_dot`, `ecc_dot`).
    #[inline]
    pub fn jvp(mean_anomaly: f64, ecc: f64, mean_anomaly_dot: f64, ecc_dot: f64) -> ((f64, f64), (f64, f64)) {
        let partials = Partials::at(mean_anomaly, ecc);
        let f_dot = partials.by_mean_anomaly * mean_anomaly_dot + partials.by_ecc * ecc_dot;
        (partials.value(), (partials.cos_f * f_dot, -partials.sin_f * f_dot))
    }
}

impl kepler {
    /// Calls in kernels, for all lanes at once.
    #[doc(hidden)]
    #[must_use]
    pub const fn lanes() -> ByLanes<Self> {
        ByLanes::new()
    }
}

impl LaneFunction<2, 2> for kepler {
    #[inline(always)]
    fn values<W: Width>(_: W, [mean_anomaly, ecc]: [W::Vector; 2]) -> [W::Vector; 2] {
        let [sin_f, cos_f, ..] = simd::Vector::kepler(mean_anomaly, ecc);
        [sin_f, cos_f]
    }
    #[inline(always)]
    fn partials<W: Width>(_: W, [mean_anomaly, ecc]: [W::Vector; 2]) -> ([W::Vector; 2], [[W::Vector; 2]; 2]) {
        let [sin_f, cos_f, by_mean_anomaly, by_ecc] = simd::Vector::kepler(mean_anomaly, ecc);
        let of_sine = [cos_f * by_mean_anomaly, cos_f * by_ecc];
        let of_cosine = [-sin_f * by_mean_anomaly, -sin_f * by_ecc];
        ([sin_f, cos_f], [of_sine, of_cosine])
    }
}

/// sin f, cos f, ∂f/∂M and ∂f/∂e.
#[inline]
pub(crate) fn partials_at(mean_anomaly: f64, ecc: f64) -> [f64; 4] {
    let partials = Partials::at(mean_anomaly, ecc);
    [
        partials.sin_f,
        partials.cos_f,
        partials.by_mean_anomaly,
        partials.by_ecc,
    ]
}

/// The true anomaly f and its partial derivatives: all that a pullback needs to keep.
#[derive(Clone, Copy, Debug)]
pub(super) struct Partials {
    sin_f: f64,
    cos_f: f64,
    by_mean_anomaly: f64,
    by_ecc: f64,
}

impl Partials {
    #[inline(always)]
    pub(super) fn at(mean_anomaly: f64, ecc: f64) -> Self {
        if !is_valid(mean_anomaly, ecc) {
            return Self {
                sin_f: f64::NAN,
                cos_f: f64::NAN,
                by_mean_anomaly: f64::NAN,
                by_ecc: f64::NAN,
            };
        }
        let anomaly = solve(mean_anomaly, ecc);
        let semiminor_squared = semiminor_squared(ecc);
        let (over_distance, semiminor) = (1.0 / distance(&anomaly), semiminor_squared.sqrt());
        let (sin_f, cos_f) = true_anomaly(&anomaly, over_distance, semiminor);
        Self {
            sin_f,
            cos_f,
            by_mean_anomaly: semiminor * over_distance * over_distance,
            by_ecc: sin_f * (over_distance + 1.0 / semiminor_squared),
        }
    }

    /// The tangents of all of it in the direction (`mean_anomaly_dot`, `ecc_dot`).
    ///
    /// With w = 1/D = (1 + e cos f)/η², η² = 1 − e²: ∂f/∂M = η w² and ∂f/∂e = sin f (w + 1/η²).
    #[inline(always)]
    pub(super) fn tangents(&self, ecc: f64, mean_anomaly_dot: f64, ecc_dot: f64) -> Self {
        let over_square = 1.0 / semiminor_squared(ecc);
        let semiminor = semiminor_squared(ecc).sqrt();
        let over_distance = (1.0 + ecc * self.cos_f) * over_square;
        let f_dot = self.by_mean_anomaly * mean_anomaly_dot + self.by_ecc * ecc_dot;
        let over_square_dot = 2.0 * ecc * ecc_dot * over_square * over_square;
        let over_distance_dot =
            (ecc_dot * self.cos_f - ecc * self.sin_f * f_dot + 2.0 * ecc * ecc_dot * over_distance) * over_square;
        let semiminor_dot = -ecc * ecc_dot / semiminor;
        Self {
            sin_f: self.cos_f * f_dot,
            cos_f: -self.sin_f * f_dot,
            by_mean_anomaly: (semiminor_dot * over_distance + 2.0 * semiminor * over_distance_dot) * over_distance,
            by_ecc: self.cos_f * f_dot * (over_distance + over_square)
                + self.sin_f * (over_distance_dot + over_square_dot),
        }
    }

    #[inline(always)]
    pub(super) fn value(&self) -> (f64, f64) {
        (self.sin_f, self.cos_f)
    }

    #[inline(always)]
    fn pull_back(&self, (sin_bar, cos_bar): (f64, f64)) -> (f64, f64) {
        let f_bar = self.cos_f * sin_bar - self.sin_f * cos_bar;
        (f_bar * self.by_mean_anomaly, f_bar * self.by_ecc)
    }

    /// The same, and its tangents, from those of all of this and of the seed.
    #[inline(always)]
    pub(super) fn pull_back_with_tangents(
        &self,
        tangents: &Self,
        seed: (f64, f64),
        seed_dot: (f64, f64),
    ) -> ((f64, f64), (f64, f64)) {
        let f_bar = self.cos_f * seed.0 - self.sin_f * seed.1;
        let f_bar_dot =
            self.cos_f * seed_dot.0 - self.sin_f * seed_dot.1 + tangents.cos_f * seed.0 - tangents.sin_f * seed.1;
        let by = (f_bar * self.by_mean_anomaly, f_bar * self.by_ecc);
        let by_dot = (
            f_bar_dot * self.by_mean_anomaly + f_bar * tangents.by_mean_anomaly,
            f_bar_dot * self.by_ecc + f_bar * tangents.by_ecc,
        );
        (by, by_dot)
    }
}

/// Whether there is an ellipse to solve for.
#[inline(always)]
fn is_valid(mean_anomaly: f64, ecc: f64) -> bool {
    mean_anomaly.is_finite() && (0.0..1.0).contains(&ecc)
}

/// 1 − e cos E, the distance in units of the semi-major axis, as a sum without cancellation.
#[inline(always)]
fn distance(anomaly: &Anomaly) -> f64 {
    (1.0 - anomaly.signed_ecc) + 2.0 * anomaly.signed_ecc * (anomaly.sin_half * anomaly.sin_half)
}

/// 1 − e², the square of the semi-minor axis in units of the semi-major one.
#[inline(always)]
fn semiminor_squared(ecc: f64) -> f64 {
    (1.0 - ecc) * (1.0 + ecc)
}

/// (sin f, cos f). In the folded half of the orbit cos E = −cos E′, and sin E = sin E′.
#[inline(always)]
fn true_anomaly(anomaly: &Anomaly, over_distance: f64, semiminor: f64) -> (f64, f64) {
    let &Anomaly {
        sin_half,
        cos_half,
        signed_ecc,
        sign,
    } = anomaly;
    let cos_e_minus_e = (1.0 - signed_ecc) - 2.0 * sin_half * sin_half;
    (
        sign * 2.0 * semiminor * (sin_half * cos_half) * over_distance,
        // For e = 0 the sign of `signed_ecc` still tells the halves apart.
        cos_e_minus_e * over_distance * 1.0_f64.copysign(signed_ecc),
    )
}
