//! The flux under laws with fractional powers or logarithms.
//!
//! Each law is 1 − Σ uₖ fₖ(z), and what it needs of each f is the value at a point of the disk's edge and on the limb, and the same
//! of the integral G = ∫ f ρ dρ from the star's centre (see `graded`). Each is compiled once for plain numbers and once for dual ones.

use super::graded::{Integrand, Limb, Point, integrate};
use super::law_rule::{law, partials};
use crate::{Dual, Real};
use autodiff_macros::differentiable;
use core::f64::consts::PI;

/// The flux of a star with the power-2 law, I(μ) = 1 − c(1 − μᵅ), of which a disk hides a part; 1 if it hides nothing.
///
/// The law is that of Hestroffer (1997, A&A 327, 199); Maxted (2018, A&A 616, A39) has coefficients. `b` and `r` are as for
/// [`limb_dark_flux`](fn@crate::exoplanet::limb_dark_flux).
///
/// # Accuracy
///
/// The errors of flux and derivatives are below 10⁻¹² for α ≥ 0.3; where the disk almost touches the limb they grow as α
/// shrinks, to 10⁻⁸ for α = 0.1.
///
/// # Bad input
///
/// As for [`limb_dark_flux`](fn@crate::exoplanet::limb_dark_flux), and NaN for α < 0, as such a limb would be infinitely bright.
#[differentiable]
#[inline]
pub fn limb_dark_flux_power2(b: f64, r: f64, c: f64, alpha: f64) -> f64 {
    power2(b, r, [c, alpha])
}

law! {
    pub(super) fn power2(b, r, u: [f64; 2]) -> [f64; 5] = power2_partials;
    power2_vjp, power2_jvp, power2_first, power2_first_vjp, power2_first_jvp
}

law! {
    /// The flux of a star with the square-root law, I(μ) = 1 − u₁(1 − μ) − u₂(1 − √μ), of which a disk hides a part; 1 if it hides
    /// nothing.
    ///
    /// The law is that of Díaz-Cordovés & Giménez (1992, A&A 259, 227). `b` and `r` are as for
    /// [`limb_dark_flux`](fn@crate::exoplanet::limb_dark_flux), and so is what bad input gives. The errors are below 10⁻¹².
    pub fn limb_dark_flux_square_root(b, r, u: [f64; 2]) -> [f64; 5] = square_root_partials;
    square_root_vjp, square_root_jvp, square_root_first, square_root_first_vjp, square_root_first_jvp
}

law! {
    /// The flux of a star with the logarithmic law, I(μ) = 1 − u₁(1 − μ) − u₂ μ ln μ, of which a disk hides a part; 1 if it hides
    /// nothing.
    ///
    /// The law is that of Klinglesmith & Sobieski (1970, AJ 75, 175). `b` and `r` are as for
    /// [`limb_dark_flux`](fn@crate::exoplanet::limb_dark_flux), and so is what bad input gives. The errors are below 10⁻¹².
    pub fn limb_dark_flux_logarithmic(b, r, u: [f64; 2]) -> [f64; 5] = logarithmic_partials;
    logarithmic_vjp, logarithmic_jvp, logarithmic_first, logarithmic_first_vjp, logarithmic_first_jvp
}

law! {
    /// The flux of a star with the law of four coefficients, I(μ) = 1 − Σ cₙ(1 − μⁿᐟ²) for n = 1 … 4, of which a disk hides a part; 1
    /// if it hides nothing.
    ///
    /// The law is that of Claret (2000, A&A 363, 1081), which others call nonlinear. `b` and `r` are as for
    /// [`limb_dark_flux`](fn@crate::exoplanet::limb_dark_flux), and so is what bad input gives. The errors are below 10⁻¹².
    pub fn limb_dark_flux_nonlinear(b, r, u: [f64; 4]) -> [f64; 7] = nonlinear_partials;
    nonlinear_vjp, nonlinear_jvp, nonlinear_first, nonlinear_first_vjp, nonlinear_first_jvp
}

#[inline(never)]
fn power2_partials<T: Real>(b: T, r: T, [c, alpha]: [T; 2]) -> [T; 5] {
    if !(alpha >= T::zero() && alpha.is_finite()) {
        return [T::from_f64(f64::NAN); 5];
    }
    let number = T::from_f64;
    let p = alpha + number(2.0);
    let over = p.recip();
    // f = 1 − zᵅ, and its derivative by α with the sign of the law's terms, −zᵅ ln z, as a function without a coefficient.
    let one = T::one();
    let limb = [
        Limb {
            value: one,
            green: number(0.5) - over,
        },
        Limb {
            value: T::zero(),
            green: over * over,
        },
    ];
    let hidden = integrate(b, r, limb, |point| {
        let (log, log_over_square) = logarithm(point);
        let power = (alpha * log).exp();
        let full = power * point.z * point.z;
        let sheer = if point.square < number(0.01) {
            one_minus_power(p, log, point.square)
        } else {
            (one - full) / point.square
        };
        let rest = (one - sheer) * over;
        [
            Integrand {
                value: -power,
                green: rest,
            },
            Integrand {
                value: -power * log,
                green: (full * log_over_square - rest) * over,
            },
        ]
    });
    let of_star = [number(PI) * alpha * over, number(2.0 * PI) * over * over];
    let mut partials: [T; 5] = partials([c, T::zero()], of_star, hidden);
    partials[4] *= c;
    partials
}

#[inline(never)]
fn square_root_partials<T: Real>(b: T, r: T, u: [T; 2]) -> [T; 5] {
    let number = T::from_f64;
    let hidden = integrate(b, r, [halves_at_limb(2), halves_at_limb(1)], |point| {
        let [root, linear, ..] = halves(point.z);
        [linear, root]
    });
    partials(u, [number(PI / 3.0), number(PI / 5.0)], hidden)
}

#[inline(never)]
fn logarithmic_partials<T: Real>(b: T, r: T, u: [T; 2]) -> [T; 5] {
    let number = T::from_f64;
    let logarithmic = Limb {
        value: T::zero(),
        green: number(-1.0 / 9.0),
    };
    let hidden = integrate(b, r, [halves_at_limb(2), logarithmic], |point| {
        let z = point.z;
        let (log, log_over_square) = logarithm(point);
        let rest = -z * z / (T::one() + z); // 1 − (1 − z³)/(1 − z²)
        let green = rest * number(1.0 / 9.0) - z * z * z * log_over_square * number(1.0 / 3.0);
        let linear = Integrand {
            value: -z,
            green: rest * number(1.0 / 3.0),
        };
        [linear, Integrand { value: z * log, green }]
    });
    partials(u, [number(PI / 3.0), number(-2.0 * PI / 9.0)], hidden)
}

#[inline(never)]
fn nonlinear_partials<T: Real>(b: T, r: T, c: [T; 4]) -> [T; 7] {
    let number = T::from_f64;
    let hidden = integrate(b, r, [1, 2, 3, 4].map(halves_at_limb), |point| halves(point.z));
    let of_star = [1.0, 2.0, 3.0, 4.0].map(|n| number(PI * n / (n + 4.0)));
    partials(c, of_star, hidden)
}

/// ln z, and ln z/ρ², which is −½ at the star's centre.
#[inline(always)]
fn logarithm<T: Real>(point: Point<T>) -> (T, T) {
    let number = T::from_f64;
    if point.square < number(1e-30) {
        let log = number(-0.5) * point.square;
        return (log, number(-0.5));
    }
    let log = if point.square < number(0.5) {
        number(0.5) * (-point.square).ln_1p()
    } else {
        point.z.ln()
    };
    (log, log / point.square)
}

/// (1 − zᵖ)/(1 − z²) near the star's centre, from ln z.
#[inline(always)]
fn one_minus_power<T: Real>(p: T, log: T, square: T) -> T {
    if square < T::from_f64(1e-30) {
        return T::from_f64(0.5) * p;
    }
    -(p * log).exp_m1() / square
}

/// 1 − z^(n/2) for n = 1 … 4.
#[inline(always)]
fn halves<T: Real>(z: T) -> [Integrand<T>; 4] {
    let root = z.sqrt();
    // (1 − z^(m/2))/(1 − z²), m = n + 4, as a ratio of sums of powers: no difference vanishes at the star's centre.
    let first_four = (T::one() + root) * (T::one() + z);
    let over = first_four.recip();
    let (mut sum, mut power) = (first_four, T::one());
    core::array::from_fn(|index| {
        sum += power * z * z;
        power *= root;
        Integrand {
            value: -power,
            green: (T::one() - sum * over) * T::from_f64(2.0 / (index + 5) as f64),
        }
    })
}

/// 1 − z^(n/2) on the limb.
#[inline(always)]
fn halves_at_limb<T: Real>(n: usize) -> Limb<T> {
    Limb {
        value: T::one(),
        green: T::from_f64(0.5 - 2.0 / (n + 4) as f64),
    }
}
