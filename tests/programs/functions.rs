//! Special functions, prices, random paths.

use crate::{check, check_map};
use pullback::prelude::*;
use std::f64::consts::{FRAC_2_SQRT_PI, PI, SQRT_2};

const LANCZOS: [f64; 9] = [
    0.99999999999980993,
    676.5203681218851,
    -1259.1392167224028,
    771.32342877765313,
    -176.61502916214059,
    12.507343278686905,
    -0.13857109526572012,
    9.9843695780195716e-6,
    1.5056327351493116e-7,
];

/// Logarithm of the gamma function, with the reflection formula.
#[differentiable]
fn ln_gamma(x: f64) -> f64 {
    if x < 0.5 {
        (PI / (PI * x).sin()).ln() - ln_gamma(1.0 - x)
    } else {
        let x = x - 1.0;
        let mut a = LANCZOS[0];
        let t = x + 7.5;
        for (i, c) in LANCZOS.iter().enumerate().skip(1) {
            a += c / (x + i as f64);
        }
        0.5 * (2.0 * PI).ln() + (x + 0.5) * t.ln() - t + a.ln()
    }
}

#[differentiable]
fn student_t(x: f64, nu: f64, mu: f64, sigma: f64) -> f64 {
    let z = (x - mu) / sigma;
    ln_gamma((nu + 1.0) / 2.0)
        - ln_gamma(nu / 2.0)
        - 0.5 * (nu * PI).ln()
        - sigma.ln()
        - (nu + 1.0) / 2.0 * (z * z / nu).ln_1p()
}

#[test]
fn gamma_functions() {
    check!(ln_gamma; x = 3.7);
    check!(ln_gamma; x = 0.2);
    check!(student_t; x = 1.3, nu = 4.5, mu = 0.2, sigma = 0.8);
}

/// Bessel function of the first kind by its series.
#[differentiable]
fn bessel_j(order: u32, x: f64) -> f64 {
    let mut term = 1.0;
    for k in 1..=order {
        term *= x / 2.0 / f64::from(k);
    }
    let mut sum = term;
    let mut k = 1.0;
    while term.abs() > 1e-17 * sum.abs() {
        term *= -(x * x) / 4.0 / (k * (k + order as f64));
        sum += term;
        k += 1.0;
    }
    sum
}

#[differentiable]
fn erf(x: f64) -> f64 {
    let mut sum = 0.0;
    let mut term = x;
    let mut n = 0;
    loop {
        sum += term / (2 * n + 1) as f64;
        n += 1;
        term = -term * x * x / n as f64;
        if term.abs() < 1e-18 || n > 200 {
            break;
        }
    }
    FRAC_2_SQRT_PI * sum
}

#[test]
fn series() {
    check!(bessel_j; const 2, x = 2.3);
    check!(erf; x = 0.8);
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Call,
    Put,
}

#[differentiable]
fn normal_cdf(x: f64) -> f64 {
    0.5 * (1.0 + erf(x / SQRT_2))
}

#[differentiable]
fn black_scholes(spot: f64, strike: f64, rate: f64, volatility: f64, maturity: f64, #[constant] kind: Kind) -> f64 {
    let sd = volatility * maturity.sqrt();
    let d1 = ((spot / strike).ln() + (rate + 0.5 * volatility.powi(2)) * maturity) / sd;
    let d2 = d1 - sd;
    let discount = (-rate * maturity).exp();
    match kind {
        Kind::Call => spot * normal_cdf(d1) - strike * discount * normal_cdf(d2),
        Kind::Put => strike * discount * normal_cdf(-d2) - spot * normal_cdf(-d1),
    }
}

/// American put by Cox, Ross and Rubinstein.
#[differentiable]
fn binomial_put(spot: f64, strike: f64, rate: f64, sigma: f64, t: f64, steps: usize) -> f64 {
    let dt = t / steps as f64;
    let u = (sigma * dt.sqrt()).exp();
    let d = 1.0 / u;
    let p = ((rate * dt).exp() - d) / (u - d);
    let discount = (-rate * dt).exp();
    let mut values: Vec<f64> = (0..=steps)
        .map(|i| (strike - spot * u.powi(i as i32) * d.powi((steps - i) as i32)).max(0.0))
        .collect();
    for step in (0..steps).rev() {
        for i in 0..=step {
            let hold = discount * (p * values[i + 1] + (1.0 - p) * values[i]);
            let exercise = strike - spot * u.powi(i as i32) * d.powi((step - i) as i32);
            values[i] = if exercise > hold { exercise } else { hold };
        }
    }
    values[0]
}

#[test]
fn options() {
    check!(black_scholes; s = 1.05, k = 1.0, r = 0.03, v = 0.25, t = 0.7, const Kind::Call);
    check!(black_scholes; s = 1.05, k = 1.0, r = 0.03, v = 0.25, t = 0.7, const Kind::Put);
    check!(binomial_put; s = 0.97, k = 1.0, r = 0.03, v = 0.25, t = 0.7, const 7);
}

/// A linear congruential generator, so that every run draws the same numbers.
struct Lcg(u64);

impl Lcg {
    fn next(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }
}

fn uniforms(n: usize, seed: u64) -> Vec<f64> {
    let mut lcg = Lcg(seed);
    (0..n).map(|_| lcg.next()).collect()
}

/// Asian option by Monte Carlo; random numbers from outside.
#[differentiable]
fn asian(spot: f64, sigma: f64, rate: f64, #[constant] uniforms: &[f64], #[constant] steps: usize) -> f64 {
    let dt = 1.0 / steps as f64;
    let paths = uniforms.len() / (2 * steps);
    let mut payoff = 0.0;
    for path in 0..paths {
        let mut s = spot;
        let mut average = 0.0;
        for step in 0..steps {
            let at = 2 * (path * steps + step);
            let z = (-2.0 * uniforms[at].ln()).sqrt() * (2.0 * PI * uniforms[at + 1]).cos();
            s *= ((rate - 0.5 * sigma * sigma) * dt + sigma * dt.sqrt() * z).exp();
            average += s / steps as f64;
        }
        payoff += (average - 1.0).max(0.0);
    }
    (-rate).exp() * payoff / paths as f64
}

/// The generator inside the function, on integers.
#[differentiable]
fn random_walk(step: f64, drift: f64, n: usize) -> f64 {
    let mut state: u32 = 12345;
    let mut x = 0.0;
    let mut maximum: f64 = 0.0;
    for _ in 0..n {
        state = state.wrapping_mul(1664525).wrapping_add(1013904223);
        let up = (state >> 16) & 1 == 1;
        let u = state as f64 / u32::MAX as f64;
        x += if up { step } else { -step } + drift * u;
        maximum = maximum.max(x);
    }
    maximum + x * x
}

#[test]
fn random_paths() {
    let u = uniforms(80, 42);
    check!(asian; s = 1.02, v = 0.3, r = 0.04, const &u, const 4);
    check!(random_walk; s = 0.3, d = 0.1, const 9);
}

/// Debye function by trapezoids, with a guard at zero.
#[differentiable]
fn debye(x: f64) -> f64 {
    let f = |t: f64| {
        if t.abs() < 1e-8 {
            return 1.0;
        }
        t / t.exp_m1()
    };
    let n = 20;
    let h = x / n as f64;
    let inner: f64 = (1..n).map(|i| f(i as f64 * h)).sum();
    (0.5 * (f(0.0) + f(x)) + inner) * h / x
}

/// Planck's law and the colour of a star from two bands.
#[differentiable]
fn colour(temperature: f64) -> f64 {
    fn_bands(temperature, &[0.44, 0.55])
}

#[differentiable]
fn fn_bands(temperature: f64, #[constant] wavelengths: &[f64; 2]) -> f64 {
    const C2: f64 = 14387.77;
    let flux = wavelengths.map(|w: f64| w.powi(-5) / (C2 / (w * temperature)).exp_m1());
    -2.5 * (flux[0] / flux[1]).log10()
}

#[differentiable]
fn fibonacci(n: usize, a: f64, b: f64) -> f64 {
    if n == 0 {
        a
    } else if n == 1 {
        b
    } else {
        fibonacci(n - 1, a, b) + 0.5 * fibonacci(n - 2, a, b).sin()
    }
}

#[test]
fn further_functions() {
    check!(debye; x = 1.4);
    check!(colour; t = 5.8e3);
    check!(fibonacci; const 7, a = 0.3, b = 0.8);
    check_map!(fibonacci; const 3, a = 0.3, b = 0.8);
}
