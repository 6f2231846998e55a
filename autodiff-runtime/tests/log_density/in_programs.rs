//! Inside differentiable functions: arguments active and constant, in loops and branches, to second order.

use autodiff_macros::differentiable;
use autodiff_runtime::special::{log_mix, log_sum_exp};
use autodiff_runtime::{check_grad, log_density as d};

/// Every kind of density, some with constant arguments.
#[differentiable]
fn model(a: f64, b: f64, #[constant] y: &[f64], #[constant] k: &[u64]) -> f64 {
    let scale = b.exp();
    let mut sum = 0.0;
    for i in 0..y.len() {
        sum +=
            d::normal(y[i], a, scale) + d::student_t(y[i], 4.0, a * y[i], scale) + d::student_t(y[i], scale, 0.0, 1.0);
        sum += d::gamma(y[i], scale, 2.0) + d::gamma(y[i], 1.5, scale) + d::beta(0.25, scale, y[i]);
        sum += d::poisson(k[i], scale) + d::poisson_log(k[i], a) + d::neg_binomial_2(k[i], 3.0, scale);
        if k[i] > 2 {
            sum += d::binomial_logit(2, k[i], a * b) + d::von_mises(a, y[i], scale);
        }
    }
    sum + d::skew_normal(a, 0.0, 1.0, b) + d::inverse_gamma(scale, 2.0, 1.0)
}

#[test]
fn active_and_constant_arguments() {
    check_grad!(model, 0.3, 0.2, &[0.5, 1.25, 2.0], &[0, 2, 7]);
    let hessian = model::hessian(0.3, 0.2, &[0.5, 1.25, 2.0], &[0, 2, 7]);
    let gradient = |a, b| model::grad(a, b, &[0.5, 1.25, 2.0], &[0, 2, 7]);
    let h = 1e-5;
    let (up, down) = (gradient(0.3, 0.2 + h), gradient(0.3, 0.2 - h));
    let (by_a_and_b, by_b_twice) = ((up.0 - down.0) / (2.0 * h), (up.1 - down.1) / (2.0 * h));
    assert!((hessian[0][1] - by_a_and_b).abs() < 1e-6, "{hessian:?} {by_a_and_b}");
    assert!((hessian[1][1] - by_b_twice).abs() < 1e-6, "{hessian:?} {by_b_twice}");
    assert!((hessian[0][1] - hessian[1][0]).abs() < 1e-12);
}

/// A mixture of two, and of three.
#[differentiable]
fn mixture(share: f64, mu: [f64; 2], sigma: f64, #[constant] y: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..y.len() {
        sum += log_mix(share, d::normal(y[i], mu[0], sigma), d::normal(y[i], mu[1], sigma));
        sum += log_sum_exp(&[
            d::cauchy(y[i], mu[0], sigma),
            d::laplace(y[i], mu[1], sigma),
            share.ln(),
        ]);
    }
    sum
}

#[test]
fn mixtures() {
    check_grad!(mixture, 0.3, [-0.5, 2.0], 0.8, &[0.25, -1.0, 3.0]);
    let y = [0.25, -1.0, 3.0];
    let hessian = mixture::hessian(0.3, [-0.5, 2.0], 0.8, &y);
    let h = 1e-5;
    let (up, down) = (
        mixture::grad(0.3 + h, [-0.5, 2.0], 0.8, &y),
        mixture::grad(0.3 - h, [-0.5, 2.0], 0.8, &y),
    );
    assert!(
        (hessian[1][0] - (up.1[0] - down.1[0]) / (2.0 * h)).abs() < 1e-7,
        "{hessian:?}"
    );
    assert!(
        (hessian[3][0] - (up.2 - down.2) / (2.0 * h)).abs() < 1e-7,
        "{hessian:?}"
    );
}
