//! The likelihood of a light curve.

use autodiff_macros::differentiable;
use autodiff_runtime::check_grad;
use autodiff_runtime::exoplanet::{LightCurve, light_curve_log_likelihood};

fn data(count: usize) -> LightCurve {
    let numbers = || (0..count).map(|i| i as f64);
    LightCurve::new(
        numbers().collect(),
        numbers().map(|i| 1.0 + 0.001 * (3.0 * i).sin()).collect(),
        numbers().map(|i| 0.001 + 1e-5 * i).collect(),
    )
    .unwrap()
}

#[test]
fn it_is_the_sum_of_normal_log_densities() {
    for count in [1, 3, 511, 512, 513, 1100] {
        let data = data(count);
        let model = vec![1.0; count];
        let expected: f64 = (0..count)
            .map(|i| {
                let variance = data.error[i].powi(2) + 0.002_f64.powi(2);
                -0.5 * ((data.flux[i] - 1.0).powi(2) / variance + (std::f64::consts::TAU * variance).ln())
            })
            .sum();
        let found = light_curve_log_likelihood(&model, 0.002, &data);
        assert!(
            (found - expected).abs() < 1e-13 * expected.abs(),
            "{count}: {found} {expected}"
        );
    }
}

#[test]
fn errors_of_any_size_are_taken() {
    for error in [1e-150, 1e-100, 1e-10, 1e100, 1e150] {
        let data = LightCurve::new(vec![0.0], vec![1.0], vec![error]).unwrap();
        let expected = -0.5 * (2.0 * error.ln() + std::f64::consts::TAU.ln());
        let found = light_curve_log_likelihood(&[1.0], 0.0, &data);
        assert!((found - expected).abs() < 1e-10, "{error:e}: {found} {expected}");
    }
    // Whose square is too large or too small for a number: no density is finite.
    for error in [1e-170, 1e170] {
        let data = LightCurve::new(vec![0.0], vec![1.0], vec![error]).unwrap();
        assert!(!light_curve_log_likelihood(&[1.0], 0.0, &data).is_finite());
    }
}

#[differentiable]
fn of(model: &[f64], jitter: f64, #[constant] data: &LightCurve) -> f64 {
    light_curve_log_likelihood(model, jitter, data)
}

#[test]
fn its_derivatives() {
    let mut data = data(30);
    data.error.iter_mut().for_each(|error| *error *= 1000.0);
    let model: Vec<f64> = (0..30).map(|i| 1.0 - 0.1 * f64::from(i)).collect();
    check_grad!(of, &model, 0.8, &data);
    let hessian = of::hessian(&model, 0.8, &data);
    let by_jitter = |jitter: f64| of::grad(&model, jitter, &data).1;
    let expected = (by_jitter(0.8 + 1e-5) - by_jitter(0.8 - 1e-5)) / 2e-5;
    assert!(
        (hessian[30][30] / expected - 1.0).abs() < 1e-6,
        "{} {expected}",
        hessian[30][30]
    );
}

#[test]
fn what_does_not_belong_together_is_nan() {
    assert!(light_curve_log_likelihood(&[1.0], 0.1, &data(2)).is_nan());
    assert!(light_curve_log_likelihood(&[1.0, 1.0], -0.1, &data(2)).is_nan());
    assert!(light_curve_log_likelihood(&[1.0, f64::NAN], 0.1, &data(2)).is_nan());
}
