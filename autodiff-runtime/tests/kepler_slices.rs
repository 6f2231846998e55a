//! `kepler_slice` and `kepler_slices` against `kepler`, point by point: values, and all derivatives through differentiated code.

extern crate autodiff_runtime as pullback;

use autodiff_macros::differentiable;
use pullback::check_grad;
use pullback::exoplanet::{kepler, kepler_slice, kepler_slices};

/// Points of every kind: both halves of the orbit, many turns, nearly parabolic ones, and as many as fill no vector.
fn points(count: usize) -> (Vec<f64>, Vec<f64>) {
    let scattered = |i: usize, step: f64| (i as f64 * step).fract();
    let mean_anomaly = (0..count)
        .map(|i| 60.0 * (scattered(i, 0.618_033_988_749_894_9) - 0.5))
        .collect();
    let ecc = (0..count)
        .map(|i| 1.0 - (1.0 - scattered(i, 0.754_877_666_246_692_7)).powi(3))
        .collect();
    (mean_anomaly, ecc)
}

#[track_caller]
fn assert_close(got: f64, expected: f64, tolerance: f64) {
    let error = (got - expected).abs();
    assert!(error <= tolerance * expected.abs().max(1.0), "{got}, not {expected}");
}

#[test]
fn values_are_those_of_single_points() {
    for count in [0, 1, 3, 8, 17, 1000] {
        let (mean_anomaly, ecc) = points(count);
        let (mut sin_f, mut cos_f) = (vec![7.0; count], vec![7.0; count]);
        kepler_slices(&mean_anomaly, &ecc, &mut sin_f, &mut cos_f);
        for i in 0..count {
            let (sine, cosine) = kepler(mean_anomaly[i], ecc[i]);
            assert_close(sin_f[i], sine, 2e-15);
            assert_close(cos_f[i], cosine, 2e-15);
        }
        kepler_slice(&mean_anomaly, 0.3, &mut sin_f, &mut cos_f);
        for i in 0..count {
            let (sine, cosine) = kepler(mean_anomaly[i], 0.3);
            assert_close(sin_f[i], sine, 2e-15);
            assert_close(cos_f[i], cosine, 2e-15);
        }
    }
}

#[test]
fn points_without_an_orbit_are_not_numbers_and_spare_their_neighbours() {
    let mean_anomaly = [0.5, f64::NAN, 0.5, f64::INFINITY, 0.5, 1e300, 0.5, 0.5, 0.5];
    let ecc = [0.1, 0.1, 1.0, 0.1, -0.1, 0.1, f64::NAN, 0.0, 0.2];
    let (mut sin_f, mut cos_f) = ([0.0; 9], [0.0; 9]);
    kepler_slices(&mean_anomaly, &ecc, &mut sin_f, &mut cos_f);
    for i in 0..9 {
        let (sine, cosine) = kepler(mean_anomaly[i], ecc[i]);
        assert_eq!(sin_f[i].is_nan(), sine.is_nan(), "{i}");
        assert_eq!(cos_f[i].is_nan(), cosine.is_nan(), "{i}");
        if !sine.is_nan() {
            assert_close(sin_f[i], sine, 2e-15);
        }
    }
    let ((), pullback) = kepler_slices::vjp(&mean_anomaly, &ecc, &mut sin_f, &mut cos_f);
    let (by_mean_anomaly, by_ecc, ..) = pullback((vec![1.0; 9], vec![0.5; 9]));
    for i in 0..9 {
        let (by_one, by_other) = kepler::vjp(mean_anomaly[i], ecc[i]).1((1.0, 0.5));
        assert_eq!(by_mean_anomaly[i].is_nan(), by_one.is_nan(), "{i}");
        assert_eq!(by_ecc[i].is_nan(), by_other.is_nan(), "{i}");
    }
}

#[test]
#[should_panic(expected = "as many as each other")]
fn results_must_have_room() {
    kepler_slice(&[0.1, 0.2], 0.1, &mut [0.0; 2], &mut [0.0]);
}

/// A sum in which each point counts otherwise, of results that overwrite something that depends on the parameters.
#[differentiable]
fn of_one_orbit(mean_anomaly: &[f64], ecc: f64, start: f64) -> f64 {
    let mut sin_f = vec![start * ecc; mean_anomaly.len()];
    let mut cos_f = vec![start; mean_anomaly.len()];
    let mut sum = 0.0;
    for before in &sin_f {
        sum += before * before;
    }
    kepler_slice(mean_anomaly, ecc, &mut sin_f, &mut cos_f);
    for i in 0..mean_anomaly.len() {
        sum += (1.0 + 0.1 * i as f64) * sin_f[i] * cos_f[i] + cos_f[i] * start;
    }
    kepler_slice(&sin_f, 0.5 * ecc, &mut cos_f, &mut sin_f.clone());
    for i in 0..mean_anomaly.len() {
        sum += cos_f[i] * sin_f[i];
    }
    sum
}

#[differentiable]
fn of_many_orbits(mean_anomaly: &[f64], ecc: &[f64]) -> f64 {
    let mut sin_f = vec![0.0; mean_anomaly.len()];
    let mut cos_f = vec![0.0; mean_anomaly.len()];
    kepler_slices(mean_anomaly, ecc, &mut sin_f, &mut cos_f);
    let mut sum = 0.0;
    for i in 0..mean_anomaly.len() {
        sum += (1.0 + 0.1 * i as f64) * sin_f[i] * cos_f[i] + cos_f[i].powi(3);
    }
    sum
}

/// The same, of single points.
#[differentiable]
fn of_many_points(mean_anomaly: &[f64], ecc: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..mean_anomaly.len() {
        let (sin_f, cos_f) = kepler(mean_anomaly[i], ecc[i]);
        sum += (1.0 + 0.1 * i as f64) * sin_f * cos_f + cos_f.powi(3);
    }
    sum
}

/// The data of a fit: constant mean anomalies.
#[differentiable]
fn of_constants(#[constant] mean_anomaly: &[f64], ecc: f64) -> f64 {
    let mut sin_f = vec![0.0; mean_anomaly.len()];
    let mut cos_f = vec![0.0; mean_anomaly.len()];
    kepler_slice(mean_anomaly, ecc, &mut sin_f, &mut cos_f);
    sin_f.iter().zip(&cos_f).map(|(s, c)| s * c * c).sum()
}

#[test]
fn derivatives_in_differentiated_code_are_those_of_differences() {
    let mean_anomaly: Vec<f64> = (0..11).map(|i| 0.7 * f64::from(i) - 3.1).collect();
    check_grad!(of_one_orbit, &mean_anomaly, 0.4, 0.3);
    let ecc: Vec<f64> = (0..11).map(|i| 0.05 + 0.07 * f64::from(i)).collect();
    check_grad!(of_many_orbits, &mean_anomaly, &ecc);
    check_grad!(of_constants, &mean_anomaly, 0.4);
}

#[test]
fn derivatives_are_those_of_single_points() {
    let (mean_anomaly, ecc) = points(100);
    let (value, grad) = of_many_orbits::value_and_grad(&mean_anomaly, &ecc);
    let (expected, expected_grad) = of_many_points::value_and_grad(&mean_anomaly, &ecc);
    assert_close(value, expected, 1e-13);
    for i in 0..100 {
        assert_close(grad.0[i], expected_grad.0[i], 1e-9);
        assert_close(grad.1[i], expected_grad.1[i], 1e-9);
    }
    let (along, other) = (vec![0.3; 100], vec![-0.2; 100]);
    let moderate: Vec<f64> = ecc.iter().map(|ecc| 0.8 * ecc).collect();
    let (_, (first, second)) = of_many_orbits::hvp(&mean_anomaly, &moderate, &along, &other);
    let (_, (expected_first, expected_second)) = of_many_points::hvp(&mean_anomaly, &moderate, &along, &other);
    for i in 0..100 {
        assert_close(first[i], expected_first[i], 1e-11);
        assert_close(second[i], expected_second[i], 1e-11);
    }
}

#[test]
fn the_companions_own_surface() {
    let (mean_anomaly, ecc) = ([0.5, -1.0, 2.0], [0.1, 0.2, 0.3]);
    let (mut sin_f, mut cos_f) = ([0.0; 3], [0.0; 3]);
    let (mut sin_dot, mut cos_dot) = ([0.0; 3], [0.0; 3]);
    kepler_slices::jvp(
        &mean_anomaly,
        &ecc,
        &mut sin_f,
        &mut cos_f,
        &[1.0, 0.5, 0.0],
        &[0.0, 0.3, 1.0],
        &mut sin_dot,
        &mut cos_dot,
    );
    for (i, (m_dot, e_dot)) in [(1.0, 0.0), (0.5, 0.3), (0.0, 1.0)].into_iter().enumerate() {
        let (value, tangent) = kepler::jvp(mean_anomaly[i], ecc[i], m_dot, e_dot);
        assert_close(sin_f[i], value.0, 1e-15);
        assert_close(sin_dot[i], tangent.0, 1e-14);
        assert_close(cos_dot[i], tangent.1, 1e-14);
    }
    let ((), pullback) = kepler_slice::vjp(&mean_anomaly, 0.2, &mut sin_f, &mut cos_f);
    let (by_mean_anomaly, by_ecc, by_sine, by_cosine) = pullback((vec![1.0, 0.0, 0.5], vec![0.0, 1.0, 0.0]));
    let one = |i: usize, seed| kepler::vjp(mean_anomaly[i], 0.2).1(seed);
    let expected = [one(0, (1.0, 0.0)), one(1, (0.0, 1.0)), one(2, (0.5, 0.0))];
    for i in 0..3 {
        assert_close(by_mean_anomaly[i], expected[i].0, 1e-14);
    }
    assert_close(by_ecc, expected.iter().map(|expected| expected.1).sum(), 1e-14);
    assert_eq!((by_sine, by_cosine), (vec![0.0; 3], vec![0.0; 3]));
}
