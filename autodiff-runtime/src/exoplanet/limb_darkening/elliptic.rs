//! Complete elliptic integrals, several at once.
//!
//! All are cases of cel(k꜀, p, a, b) = ∫ (a cos²φ + b sin²φ)/((cos²φ + p sin²φ) √(cos²φ + k꜀² sin²φ)) dφ from 0 to π/2, by the
//! arithmetic-geometric mean of Bulirsch (1969, Numer. Math. 13, 305). They share k꜀, and with it most of the work.

#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use crate::{Dual, Real};
use core::f64::consts::FRAC_PI_2;

/// Where the two means agree to this, what is left out is of the order of its square.
const TOLERANCE: f64 = 1e-8;

/// The integrals that first derivatives take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Second<T> {
    /// E(m), of the second kind.
    pub e: T,
    /// B(m) = (E − (1 − m) K)/m = ∫ cos²φ/√(1 − m sin²φ) dφ, which does not lose digits for small m.
    pub b: T,
}

/// E and B, and cel(k꜀, p², a, b p), which is of the third kind; for k꜀ = √(1 − m) > 0 and p > 0.
#[inline(always)]
pub(super) fn third(complement: f64, p: f64, a: f64, b_over_p: f64) -> (Second<f64>, f64) {
    let mut kc = complement;
    let mut product = kc;
    let mut mean = 1.0;
    let (mut e, mut b, mut pi) = ([1.0, kc * kc], [1.0, 0.0], [a, b_over_p]);
    let mut p = p;
    loop {
        let (over, over_p) = (1.0 / mean, 1.0 / p);
        let ratio_p = product * over_p;
        e = step(e, over, kc);
        b = step(b, over, kc);
        pi = step(pi, over_p, ratio_p);
        p += ratio_p;
        let before = mean;
        mean += kc;
        if are_close(before, kc) {
            break;
        }
        kc = 2.0 * product.sqrt();
        product = kc * mean;
    }
    let [e, b] = [e, b].map(|numerator| of_second_kind(numerator, mean));
    (
        Second { e, b },
        FRAC_PI_2 * (pi[1] + pi[0] * mean) / (mean * (mean + p)),
    )
}

/// E and B with their derivatives, for k꜀ > 0.
pub(super) fn second(complement: Dual<f64>) -> Second<Dual<f64>> {
    let kc = complement.value;
    let square = kc * kc;
    if square > 0.5 {
        let [e, b] = without_third(
            complement,
            [[Dual::one(), complement * complement], [Dual::one(), Dual::zero()]],
        );
        return Second { e, b };
    }
    // The derivatives of the means lose digits for small k꜀; those in closed form lose them for small m. With
    // D = ∫ sin²φ/√(1 − m sin²φ) dφ, E′ = −D/2 and B′ = (D − B)/(2m) (Byrd & Friedman 1971, 710), m′ = −2k꜀.
    let [e, b, d] = without_third(kc, [[1.0, square], [1.0, 0.0], [0.0, 1.0]]);
    let change = kc * complement.tangent;
    Second {
        e: Dual::new(e, change * d),
        b: Dual::new(b, change * (b - d) / (1.0 - square)),
    }
}

/// cel(k꜀, 1, a, b) for each pair of a and b.
fn without_third<T: Real, const N: usize>(complement: T, mut numerators: [[T; 2]; N]) -> [T; N] {
    let mut kc = complement;
    let mut mean = T::one();
    let mut product = kc;
    loop {
        let over = mean.recip();
        numerators = numerators.map(|numerator| step(numerator, over, kc));
        let before = mean;
        mean += kc;
        if are_close(before.to_f64(), kc.to_f64()) {
            break;
        }
        kc = T::from_f64(2.0) * product.sqrt();
        product = kc * mean;
    }
    numerators.map(|numerator| of_second_kind(numerator, mean))
}

/// One step of Landen's transformation, for the numerator.
#[inline(always)]
fn step<T: Real>([a, b]: [T; 2], over: T, ratio: T) -> [T; 2] {
    [a + b * over, T::from_f64(2.0) * (b + a * ratio)]
}

/// The integral with p = 1, which equals the mean at every step.
#[inline(always)]
fn of_second_kind<T: Real>([a, b]: [T; 2], mean: T) -> T {
    T::from_f64(0.5 * FRAC_PI_2) * (b + a * mean) / (mean * mean)
}

/// True for NaN, too: a loop ends.
#[inline(always)]
fn are_close(mean: f64, kc: f64) -> bool {
    let differ = (mean - kc).abs() > mean * TOLERANCE;
    !differ
}
