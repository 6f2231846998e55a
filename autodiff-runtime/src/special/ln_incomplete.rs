//! Logarithms of the regularised incomplete gamma and beta functions, with derivatives by the shapes, too.
//!
//! Those have no closed form. What is differentiated is the series, or the continued fraction, itself: both converge fast enough
//! that their derivatives do, a few terms later.

use super::stirling::{HALF_LN_TAU, stirling_remainder};
use super::{deviance, ln_beta, log_one_minus_exp};
#[allow(
    unused_imports,
    reason = "the methods of numbers, where there is no standard library"
)]
use crate::Real as _;
use autodiff_macros::differentiable;

/// Terms after which series and fractions end whatever they do; far more than shapes up to 10⁸ need.
const MOST_TERMS: usize = 200_000;
/// How many terms without effect come before the end: derivatives converge later.
const QUIET: usize = 6;
/// What has no effect.
const NEGLIGIBLE: f64 = 1e-17;
/// Fractions end early at whole shapes, where those of their derivatives do not: how many terms they need is found at shapes that
/// are larger by these, of which one at least is no whole number.
const SHIFTS: [f64; 2] = [0.25, 0.4];

/// How many terms a fraction needs, by its factors one after another at a shifted shape.
fn terms(factors: impl Fn(f64) -> Factors) -> usize {
    let needed = |shift: f64| {
        let mut factors = factors(shift);
        let mut quiet = 0;
        for n in 1..MOST_TERMS {
            if (factors.next(n as f64) - 1.0).abs() < 1e-15 {
                quiet += 1;
            }
            if quiet > QUIET {
                return n;
            }
        }
        MOST_TERMS
    };
    let [one, other] = SHIFTS.map(needed);
    one.max(other)
}

/// Where Lentz's method stands with a fraction: the gamma function's (of `b` and no `x`), or the beta function's.
struct Factors {
    a: f64,
    b: f64,
    x: Option<f64>,
    c: f64,
    d: f64,
}

impl Factors {
    fn next(&mut self, n: f64) -> f64 {
        let Some(x) = self.x else {
            let numerator = -n * (n - self.a);
            self.b += 2.0;
            self.d = 1.0 / (numerator * self.d + self.b);
            self.c = self.b + numerator / self.c;
            return self.c * self.d;
        };
        let (a, b) = (self.a, self.b);
        let even = n * (b - n) * x / ((a + 2.0 * n - 1.0) * (a + 2.0 * n));
        self.d = 1.0 / (1.0 + even * self.d);
        self.c = 1.0 + even / self.c;
        let odd = -(a + n) * (a + b + n) * x / ((a + 2.0 * n) * (a + 2.0 * n + 1.0));
        self.d = 1.0 / (1.0 + odd * self.d);
        self.c = 1.0 + odd / self.c;
        self.c * self.d
    }
}

fn gamma_terms(a: f64, x: f64) -> usize {
    terms(|shift| {
        let (a, b) = (a + shift, x + 1.0 - a);
        Factors {
            a,
            b,
            x: None,
            c: 1e300,
            d: 1.0 / b,
        }
    })
}

fn beta_terms(a: f64, b: f64, x: f64) -> usize {
    terms(|shift| Factors {
        a,
        b: b + shift,
        x: Some(x),
        c: 1.0,
        d: 1.0 / (1.0 - (a + b + shift) * x / (a + 1.0)),
    })
}

/// ln P(a, x), the logarithm of the distribution function of a gamma variable of shape a > 0 and rate 1; −∞ at 0, NaN for arguments
/// out of range.
///
/// By the series for x < a + 1, by Legendre's continued fraction of what is above for others (Press et al. 2007, *Numerical
/// Recipes*, §6.2), so that either is precise where it is small.
#[differentiable]
pub fn ln_gamma_p(a: f64, x: f64) -> f64 {
    if !in_range(a) || x.is_nan() || x < 0.0 {
        return f64::NAN;
    }
    if x == 0.0 {
        return f64::NEG_INFINITY;
    }
    if x == f64::INFINITY {
        return 0.0;
    }
    if x < a + 1.0 {
        by_series(a, x)
    } else {
        log_one_minus_exp(by_fraction(a, x))
    }
}

/// ln Q(a, x) = ln(1 − P(a, x)); see [`ln_gamma_p`](fn@ln_gamma_p).
#[differentiable]
pub fn ln_gamma_q(a: f64, x: f64) -> f64 {
    if !in_range(a) || x.is_nan() || x < 0.0 {
        return f64::NAN;
    }
    if x == 0.0 {
        return 0.0;
    }
    if x == f64::INFINITY {
        return f64::NEG_INFINITY;
    }
    if x < a + 1.0 {
        log_one_minus_exp(by_series(a, x))
    } else {
        by_fraction(a, x)
    }
}

/// Whether it is a shape.
fn in_range(a: f64) -> bool {
    a > 0.0 && a < f64::INFINITY
}

/// a ln x − x − ln Γ(a + 1), by Stirling's formula and what that leaves over, so that nothing large cancels.
#[differentiable]
fn ln_front(a: f64, x: f64) -> f64 {
    -deviance(a, x) - HALF_LN_TAU - 0.5 * a.ln() - stirling_remainder(a)
}

/// ln P(a, x) = ln xᵃe⁻ˣ/Γ(a + 1) + ln Σ xⁿ/((a + 1) … (a + n)).
#[differentiable]
fn by_series(a: f64, x: f64) -> f64 {
    let mut term = 1.0;
    let mut sum = 1.0;
    let mut quiet = 0;
    for n in 1..MOST_TERMS {
        term *= x / (a + n as f64);
        sum += term;
        if term < sum * NEGLIGIBLE {
            quiet += 1;
        }
        if quiet > QUIET {
            break;
        }
    }
    ln_front(a, x) + sum.ln()
}

/// ln Q(a, x) = ln xᵃe⁻ˣ/Γ(a) + ln 1/(x + 1 − a − 1(1 − a)/(x + 3 − a − …)), by Lentz's method.
#[differentiable]
fn by_fraction(a: f64, x: f64) -> f64 {
    let mut b = x + 1.0 - a;
    let mut c = 1e300;
    let mut d = 1.0 / b;
    let mut fraction = d;
    for n in 1..gamma_terms(a, x) {
        let i = n as f64;
        let numerator = -i * (i - a);
        b += 2.0;
        d = 1.0 / (numerator * d + b);
        c = b + numerator / c;
        fraction *= c * d;
    }
    ln_front(a, x) + a.ln() + fraction.ln()
}

/// ln I(a, b; x), the logarithm of the distribution function of a beta variable of shapes a, b > 0 at x, where `rest` is 1 − x, which
/// may be known better than by subtraction; −∞ at 0, NaN for arguments out of range.
///
/// By the continued fraction (Press et al. 2007, §6.4), of what is above where that is shorter.
#[differentiable]
pub fn ln_beta_i(a: f64, b: f64, x: f64, rest: f64) -> f64 {
    if !in_range(a) || !in_range(b) || x.is_nan() || rest.is_nan() || x < 0.0 || rest < 0.0 {
        return f64::NAN;
    }
    if x == 0.0 {
        return f64::NEG_INFINITY;
    }
    if rest == 0.0 {
        return 0.0;
    }
    if x < (a + 1.0) / (a + b + 2.0) {
        ln_beta_front(a, b, x, rest) + beta_fraction(a, b, x).ln()
    } else {
        log_one_minus_exp(ln_beta_front(b, a, rest, x) + beta_fraction(b, a, rest).ln())
    }
}

/// a ln x + b ln(1 − x) − ln a B(a, b).
#[differentiable]
fn ln_beta_front(a: f64, b: f64, x: f64, rest: f64) -> f64 {
    a * x.ln() + b * rest.ln() - a.ln() - ln_beta(a, b)
}

/// The continued fraction of the incomplete beta function, by Lentz's method.
#[differentiable]
pub(crate) fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    let mut c = 1.0;
    let mut d = 1.0 / (1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for n in 1..beta_terms(a, b, x) {
        let m = n as f64;
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / (1.0 + even * d);
        c = 1.0 + even / c;
        fraction *= c * d;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / (1.0 + odd * d);
        c = 1.0 + odd / c;
        fraction *= c * d;
    }
    fraction
}
