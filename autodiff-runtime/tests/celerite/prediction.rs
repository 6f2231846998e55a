//! Prediction against dense matrices; the covariance of draws by drawing with unit vectors.

use crate::dense::{assert_close, between, matrix, residuals, times, variances};
use autodiff_runtime::exoplanet::celerite::{
    Kernel, Matern52, RealTerm, RotationTerm, ShoTerm, predict, predict_columns, product, sample, sample_conditional,
    sum,
};
use autodiff_runtime::linear_algebra::solve_positive_definite;

/// Mean and covariance matrix of a component at `at`, given observations of the sum.
fn dense(
    whole: &impl Fn(f64) -> f64,
    part: &impl Fn(f64) -> f64,
    (time, residual, variance): (&[f64], &[f64], &[f64]),
    at: &[f64],
) -> (Vec<f64>, Vec<f64>) {
    let (n, m) = (time.len(), at.len());
    let observed = matrix(whole, time, variance);
    let across = between(part, time, at);
    let mut covariance = between(part, at, at);
    let weights = solve_positive_definite(&observed, residual, n);
    let solved = solve_positive_definite(&observed, &across, n);
    let mut mean = vec![0.0; m];
    for k in 0..m {
        for i in 0..n {
            mean[k] += across[i * m + k] * weights[i];
            for l in 0..m {
                covariance[k * m + l] -= across[i * m + k] * solved[i * m + l];
            }
        }
    }
    (mean, covariance)
}

/// In front of all observations, behind them, between them, and at them, in no order.
fn places(time: &[f64]) -> Vec<f64> {
    let last = time[time.len() - 1];
    vec![
        0.7 * last,
        -1.0,
        0.2,
        time[3],
        last + 3.0,
        0.3 * last,
        last,
        time[0],
        0.31 * last,
        time[5],
        0.9 * last,
    ]
}

fn compare<const J: usize, const W: usize>(kernel: &Kernel<J, W>) {
    let n = 25;
    let (time, residual, variance) = (times(n), residuals(n), variances(n));
    let at = places(&time);
    let covariance = |lag| kernel.covariance(lag);
    let (mean, expected) = dense(&covariance, &covariance, (&time, &residual, &variance), &at);
    let prediction = predict(kernel, &time, &residual, &variance, &at);
    for k in 0..at.len() {
        assert_close(prediction.mean[k], mean[k], 1e-11);
        assert_close(prediction.variance[k], expected[k * at.len() + k], 1e-11);
    }
    draws(kernel, &time, &variance);
    conditional_draws(kernel, (&time, &residual, &variance), &at);
}

fn unit(n: usize, at: usize) -> Vec<f64> {
    (0..n).map(|i| if i == at { 1.0 } else { 0.0 }).collect()
}

/// Checks that the columns L of a linear map have L Lᵀ = `expected`.
#[track_caller]
fn assert_factor(columns: &[Vec<f64>], expected: &[f64], m: usize) {
    for i in 0..m {
        for k in 0..m {
            let product: f64 = columns.iter().map(|column| column[i] * column[k]).sum();
            assert_close(product, expected[i * m + k], 1e-11);
        }
    }
}

fn draws<const J: usize, const W: usize>(kernel: &Kernel<J, W>, time: &[f64], variance: &[f64]) {
    let n = time.len();
    let columns: Vec<_> = (0..n).map(|i| sample(kernel, time, variance, &unit(n, i))).collect();
    assert_factor(&columns, &matrix(&|lag| kernel.covariance(lag), time, variance), n);
    // Without noise, with two equal times.
    let none = vec![0.0; n];
    let columns: Vec<_> = (0..n).map(|i| sample(kernel, time, &none, &unit(n, i))).collect();
    assert_factor(&columns, &matrix(&|lag| kernel.covariance(lag), time, &none), n);
}

fn conditional_draws<const J: usize, const W: usize>(
    kernel: &Kernel<J, W>,
    data: (&[f64], &[f64], &[f64]),
    at: &[f64],
) {
    let (time, residual, variance) = data;
    let covariance = |lag| kernel.covariance(lag);
    let (mean, expected) = dense(&covariance, &covariance, data, at);
    let count = time.len() + at.len();
    let draw = |normals: &[f64]| sample_conditional(kernel, time, residual, variance, at, normals);
    let base = draw(&vec![0.0; count]);
    for k in 0..at.len() {
        assert_close(base[k], mean[k], 1e-10);
    }
    let columns: Vec<Vec<f64>> = (0..count)
        .map(|i| {
            draw(&unit(count, i))
                .iter()
                .zip(&base)
                .map(|(x, base)| x - base)
                .collect()
        })
        .collect();
    assert_factor(&columns, &expected, at.len());
}

#[test]
fn against_dense_matrices() {
    let wave = ShoTerm {
        s0: 0.3,
        w0: 2.0,
        q: 1.5,
    }
    .kernel();
    let damped = ShoTerm {
        s0: 1.3,
        w0: 1.1,
        q: 0.3,
    }
    .kernel();
    let critical = ShoTerm {
        s0: 1.3,
        w0: 1.1,
        q: 0.5,
    }
    .kernel();
    let smooth = Matern52 { sigma: 0.8, rho: 1.7 }.kernel();
    compare(&RealTerm { a: 0.5, c: 0.2 }.kernel());
    compare(&wave);
    compare(&damped);
    compare(&critical);
    compare(&smooth);
    compare(
        &RotationTerm {
            sigma: 1.1,
            period: 3.4,
            q0: 0.6,
            dq: 0.3,
            f: 0.7,
        }
        .kernel(),
    );
    compare::<6, 3>(&sum(&wave, &smooth));
    compare::<4, 4>(&product(&wave, &damped));
    compare::<6, 6>(&product(&wave, &smooth));
}

#[test]
fn components() {
    let n = 25;
    let (time, residual, variance) = (times(n), residuals(n), variances(n));
    let at = places(&time);
    let wave = ShoTerm {
        s0: 0.3,
        w0: 2.0,
        q: 1.5,
    }
    .kernel();
    let smooth = Matern52 { sigma: 0.8, rho: 1.7 }.kernel();
    let both: Kernel<6, 3> = sum(&wave, &smooth);
    let whole = |lag| both.covariance(lag);
    let data = (&time[..], &residual[..], &variance[..]);
    for (columns, expected) in [
        (0..3, dense(&whole, &|lag| wave.covariance(lag), data, &at)),
        (3..6, dense(&whole, &|lag| smooth.covariance(lag), data, &at)),
    ] {
        let prediction = predict_columns(&both, columns, &time, &residual, &variance, &at);
        for k in 0..at.len() {
            assert_close(prediction.mean[k], expected.0[k], 1e-11);
            assert_close(prediction.variance[k], expected.1[k * at.len() + k], 1e-11);
        }
    }
}

#[test]
fn without_observations() {
    let kernel = ShoTerm {
        s0: 0.3,
        w0: 2.0,
        q: 1.5,
    }
    .kernel();
    let prediction = predict(&kernel, &[], &[], &[], &[1.0, f64::NAN]);
    assert_eq!(prediction.mean[0], 0.0);
    assert_close(prediction.variance[0], 0.9, 1e-15);
    assert!(prediction.mean[1].is_nan() && prediction.variance[1].is_nan());
    assert!(predict(&kernel, &[1.0], &[1.0], &[0.1], &[]).mean.is_empty());
    assert!(sample(&kernel, &[], &[], &[]).is_empty());
}

#[test]
fn bad_input() {
    let kernel = ShoTerm {
        s0: 0.3,
        w0: 2.0,
        q: 1.5,
    }
    .kernel();
    let (time, residual, variance) = (times(9), residuals(9), variances(9));
    let at = [-1.0, 0.7, 100.0];
    let all_nan = |x: &[f64]| x.len() == 3 && x.iter().all(|x| x.is_nan());
    let assert_nan = |time: &[f64], residual: &[f64], variance: &[f64]| {
        let prediction = predict(&kernel, time, residual, variance, &at);
        assert!(
            all_nan(&prediction.mean) && all_nan(&prediction.variance),
            "{prediction:?}"
        );
        let draw = sample_conditional(&kernel, time, residual, variance, &at, &[0.1; 12]);
        assert!(all_nan(&draw), "{draw:?}");
    };
    let mut wrong = time.clone();
    wrong[4] = 0.0;
    assert_nan(&wrong, &residual, &variance);
    wrong[4] = f64::NAN;
    assert_nan(&wrong, &residual, &variance);
    assert_nan(&time, &residual[1..], &variance);
    assert_nan(&time, &residual, &variance[1..]);
    let mut wrong = variance.clone();
    wrong[8] = -5.0;
    assert_nan(&time, &residual, &wrong);
    let mut wrong = residual.clone();
    wrong[8] = f64::NAN;
    assert_nan(&time, &wrong, &variance);
    let outside = predict_columns(&kernel, 0..4, &time, &residual, &variance, &at);
    assert!(all_nan(&outside.mean));
    let between = predict_columns(&kernel, 1..2, &time, &residual, &variance, &at);
    assert!(all_nan(&between.mean));
    assert!(all_nan(&sample(&kernel, &[0.0, 2.0, 1.0], &[0.1; 3], &[0.0; 3])));
    assert!(all_nan(&sample(
        &kernel,
        &[0.0, 1.0, 2.0],
        &[0.1, -3.0, 0.1],
        &[0.0; 3]
    )));
    assert!(all_nan(&sample(&kernel, &[0.0, 1.0, 2.0], &[0.1; 3], &[0.0; 2])));
    assert!(all_nan(&sample(
        &kernel.scaled(-1.0),
        &[0.0, 1.0, 2.0],
        &[0.1; 3],
        &[0.0; 3]
    )));
}
