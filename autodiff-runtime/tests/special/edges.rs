//! Poles, ends of domains, overflow, and functions that the table has no columns for.

use autodiff_runtime::special::*;

#[test]
fn poles_of_the_gamma_function() {
    for pole in [0.0, -1.0, -2.0, -40.0] {
        assert!(
            digamma(pole).is_nan() && trigamma(pole).is_nan() && polygamma(3, pole).is_nan(),
            "{pole}"
        );
        assert_eq!(ln_gamma(pole), f64::INFINITY);
        assert!(ln_gamma::grad(pole).is_nan());
    }
    assert_eq!(gamma(0.0), f64::INFINITY);
    assert!(gamma(-1.0).is_nan() && digamma(f64::NAN).is_nan() && digamma(f64::NEG_INFINITY).is_nan());
    assert_eq!(digamma(f64::INFINITY), f64::INFINITY);
    assert_eq!(polygamma(0, 2.5), digamma(2.5));
}

#[test]
fn reflection() {
    for x in [0.3, 1.75, 6.1] {
        let cotangent = std::f64::consts::PI / (std::f64::consts::PI * x).tan();
        assert!((digamma(1.0 - x) - digamma(x) - cotangent).abs() < 1e-13);
    }
}

#[test]
fn logistic_functions_do_not_overflow() {
    assert_eq!((expit(-1e3), expit(1e3)), (0.0, 1.0));
    assert_eq!((softplus(-1e3), softplus(1e3)), (0.0, 1e3));
    assert_eq!(
        (expit::grad(1e3), softplus::grad(1e3), softplus::grad(-1e3)),
        (0.0, 1.0, 0.0)
    );
    assert_eq!((logit(0.0), logit(1.0)), (f64::NEG_INFINITY, f64::INFINITY));
}

#[test]
fn the_logarithm_of_a_sum_of_exponentials() {
    let x = [1e3, 1e3 + 1.0, -1e4];
    let (value, gradient) = log_sum_exp::value_and_grad(&x);
    assert!((value - (1e3 + 1.0 + (-1.0_f64).exp().ln_1p())).abs() < 1e-12);
    assert!((gradient[0] - expit(-1.0)).abs() < 1e-12 && (gradient[1] - expit(1.0)).abs() < 1e-12);
    assert_eq!(gradient[2], 0.0);
    let along = log_sum_exp::jvp(&x, &[1.0, 2.0, 3.0]).1;
    assert!((along - (gradient[0] + 2.0 * gradient[1])).abs() < 1e-15);
    assert_eq!(log_sum_exp::value_and_grad(&[]), (f64::NEG_INFINITY, vec![]));
    let nothing = f64::NEG_INFINITY;
    assert_eq!(log_sum_exp::value_and_grad(&[nothing; 2]), (nothing, vec![0.5; 2]));
    assert_eq!(log_sum_exp::grad(&[nothing, 1.0]), [0.0, 1.0]);
    assert!(log_sum_exp(&[1.0, f64::NAN]).is_nan() && log_sum_exp(&[f64::NAN, 1.0]).is_nan());
}

#[test]
fn the_ends_of_incomplete_gamma_functions() {
    assert_eq!((gamma_p(2.0, 0.0), gamma_q(2.0, 0.0)), (0.0, 1.0));
    assert_eq!((gamma_p(2.0, f64::INFINITY), gamma_q(2.0, f64::INFINITY)), (1.0, 0.0));
    assert!(gamma_p(-1.0, 1.0).is_nan() && gamma_p(1.0, -1.0).is_nan() && gamma_q(f64::NAN, 1.0).is_nan());
}

#[test]
fn cardinal_sine_at_zero() {
    assert_eq!(sinc::value_and_grad(0.0), (1.0, 0.0));
    assert!(sinc(3.0).abs() < 1e-16);
    let (below, above) = (sinc::grad(0.159_154), sinc::grad(0.159_156));
    assert!((below - above).abs() < 1e-5, "the series and the formula meet");
}
