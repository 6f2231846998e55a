//! Special functions in differentiated code, by our paths and by those of the crate `libm`.

use crate::{check, check_map};
use pullback::prelude::*;
use pullback::special::{self, erf, expit};

/// The log-likelihood of counts that are gamma-Poisson distributed.
#[differentiable]
fn negative_binomial(shape: f64, mean: f64, #[constant] counts: &[f64]) -> f64 {
    let mut sum = 0.0;
    for n in counts {
        sum += special::ln_gamma(n + shape) - special::ln_gamma(shape) - special::ln_gamma(n + 1.0);
        sum += shape * (shape / (shape + mean)).ln() + n * (mean / (shape + mean)).ln();
    }
    sum
}

/// A probit and a logit of the same predictor.
#[differentiable]
fn links(x: &[f64], #[constant] n: usize) -> f64 {
    let predictor = x[0] * x[1];
    let link = match n {
        0 => special::normal_ln_cdf(predictor),
        1 => expit(predictor).ln(),
        _ => erf(predictor) + special::log_sum_exp(x),
    };
    link * special::digamma(x[1] * x[1]) + special::beta(x[1], 0.5) * pullback::special::jn(2, x[0])
}

#[test]
fn by_their_paths() {
    check!(negative_binomial; shape = 1.7, mean = 3.2, const &[0.0, 2.0, 5.0]);
    check!(links; &x = vec![0.7, 1.3], const 0);
    check!(links; &x = vec![0.7, 1.3], const 1);
    check!(links; &x = vec![-0.7, 1.3], const 2);
}

#[differentiable]
fn of_libm(x: f64, y: f64) -> f64 {
    let (s, c) = libm::sincos(x * y);
    let a = libm::exp(-x * x) * libm::sin(y) + libm::cos(x) * libm::tan(y) - s * c;
    let b = libm::asin(x) + libm::acos(x * y) * libm::atan(y) + libm::atan2(y, x) * libm::hypot(x, y);
    let c = libm::sinh(x) + libm::cosh(y) * libm::tanh(x) + libm::asinh(x) + libm::acosh(1.0 + y) * libm::atanh(x);
    let d = libm::exp2(x) * libm::exp10(y) + libm::expm1(x) - libm::log(y) * libm::log2(x) - libm::log10(x);
    let e = libm::log1p(x) * libm::sqrt(y) + libm::cbrt(x) * libm::pow(x, y) + libm::pow(-x, 3.0) + libm::pow(2.0, y);
    let f = libm::fabs(-x) * libm::fmin(x, y) + libm::fmax(x, y) * libm::copysign(x, -y) + libm::fmod(y, x);
    let g = libm::erf(x) + libm::erfc(y) * libm::lgamma(x) + libm::tgamma(y) * libm::j0(x) + libm::j1(y);
    let h = libm::y0(x) * libm::y1(y) + libm::yn(2, x) * libm::jn(3, y) + libm::fma(x, y, s);
    let i = libm::floor(x) + libm::ceil(y) * libm::round(x) + libm::rint(y) + libm::trunc(x);
    a * b + c * d + e * f + g * h + i
}

#[differentiable]
fn of_constants(x: f64, #[constant] data: &[f64]) -> f64 {
    let mut y = data.to_vec();
    for i in 0..y.len() {
        y[i] = libm::erf(data[i]) * libm::pow(x, data[i]) + libm::sqrt(2.0);
    }
    y.iter().sum::<f64>() * libm::sin(data[0])
}

#[test]
fn by_the_paths_of_libm() {
    check!(of_libm; x = 0.37, y = 0.83);
    check!(of_constants; x = 0.37, const &[0.4, 1.2]);
}

#[test]
fn shapes_of_incomplete_gamma_functions_are_constant() {
    use pullback::special::gamma_p;
    check_map!(gamma_p; const 2.5, x = 1.5);
}
