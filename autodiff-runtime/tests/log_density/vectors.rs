//! Densities of vectors: against scipy's values, against what they are made of, and in both modes and orders.

use autodiff_macros::differentiable;
use autodiff_runtime::linear_algebra::{cholesky, solve_positive_definite};
use autodiff_runtime::{check_grad, log_density as d};

fn close(got: f64, want: f64) {
    assert!((got - want).abs() <= 1e-13 * want.abs().max(1.0), "{got} is not {want}");
}

const X: [f64; 3] = [0.3, -1.25, 2.0];
const MEAN: [f64; 3] = [0.5, 0.25, -0.75];
const COVARIANCE: [f64; 9] = [2.0, 0.5, -0.25, 0.5, 1.5, 0.125, -0.25, 0.125, 0.75];

#[test]
fn normal_vectors_in_three_forms() {
    // scipy.stats.multivariate_normal.logpdf
    let want = -10.015_614_088_497_529;
    close(d::multi_normal(&X, &MEAN, &COVARIANCE), want);
    close(d::multi_normal_cholesky(&X, &MEAN, &cholesky(&COVARIANCE, 3)), want);
    let identity = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0];
    close(
        d::multi_normal_precision(&X, &MEAN, &solve_positive_definite(&COVARIANCE, &identity, 3)),
        want,
    );
}

#[test]
fn student_vectors() {
    // scipy.stats.multivariate_t.logpdf
    close(d::multi_student_t(&X, 3.5, &MEAN, &COVARIANCE), -8.105_505_508_024_835);
    close(
        d::multi_student_t_cholesky(&X, 3.5, &MEAN, &cholesky(&COVARIANCE, 3)),
        -8.105_505_508_024_835,
    );
    close(
        d::multi_student_t(&X[..1], 3.5, &MEAN[..1], &[4.0]),
        d::student_t(0.3, 3.5, 0.5, 2.0),
    );
}

#[test]
fn proportions() {
    // scipy.stats.dirichlet.logpdf
    close(d::dirichlet(&[0.2, 0.5, 0.3], &[0.7, 2.5, 4.0]), 0.450_730_683_568_203);
    close(d::dirichlet(&[0.2, 0.8], &[1.5, 3.0]), d::beta(0.2, 1.5, 3.0));
    close(d::dirichlet(&[0.2, 0.5, 0.3], &[1.0; 3]), 2f64.ln());
}

#[test]
fn categories() {
    close(d::categorical(1, &[0.2, 0.5, 0.3]), 0.5_f64.ln());
    close(
        d::categorical_logit(1, &[0.2_f64.ln() + 7.0, 0.5_f64.ln() + 7.0, 0.3_f64.ln() + 7.0]),
        0.5_f64.ln(),
    );
    let cutpoints = [-1.0, 0.5, 2.0];
    let total: f64 = (0..4).map(|k| d::ordered_logistic(k, 0.3, &cutpoints).exp()).sum();
    close(total, 1.0);
    let expit = |x: f64| 1.0 / (1.0 + (-x).exp());
    close(d::ordered_logistic(2, 0.3, &cutpoints), (expit(1.7) - expit(0.2)).ln());
    assert_eq!(d::ordered_logistic(4, 0.3, &cutpoints), f64::NEG_INFINITY);
    assert!(d::ordered_logistic(1, 0.3, &[1.0, 0.0]).is_nan());
}

/// The integral of the density of a correlation matrix of two and of three rows over the free elements is 1.
#[test]
fn correlations_integrate_to_one() {
    let grid = |n: usize| (0..n).map(move |i| (i as f64 + 0.5) / n as f64 * 2.0 - 1.0);
    for eta in [1.0, 2.5] {
        let two = |r: f64| d::lkj_corr_cholesky(&[1.0, 0.0, r, (1.0 - r * r).sqrt()], 2, eta).exp();
        let total: f64 = grid(4000).map(two).sum::<f64>() * 2.0 / 4000.0;
        assert!((total - 1.0).abs() < 1e-4, "{eta}: {total}");
        // The third row is a point of the unit disk.
        let n = 60;
        let mut total = 0.0;
        for (a, (b, c)) in grid(n).flat_map(|a| grid(n).flat_map(move |b| grid(n).map(move |c| (a, (b, c))))) {
            let rest = 1.0 - b * b - c * c;
            if rest > 0.0 {
                let factor = [1.0, 0.0, 0.0, a, (1.0 - a * a).sqrt(), 0.0, b, c, rest.sqrt()];
                total += d::lkj_corr_cholesky(&factor, 3, eta).exp() * (2.0 / n as f64).powi(3);
            }
        }
        assert!((total - 1.0).abs() < 0.01, "{eta}: {total}");
    }
    assert_eq!(d::lkj_corr_cholesky(&[1.0], 1, 2.0), 0.0);
}

#[test]
fn what_does_not_fit_gives_nan() {
    assert!(d::multi_normal(&X, &MEAN[1..], &COVARIANCE).is_nan());
    assert!(d::multi_normal(&X, &MEAN, &COVARIANCE[1..]).is_nan());
    assert!(d::multi_normal(&X, &MEAN, &[-1.0; 9]).is_nan());
    assert!(d::multi_normal_precision(&X, &MEAN, &[-1.0; 9]).is_nan());
    assert!(d::multi_normal_cholesky(&X, &MEAN, &[0.0; 9]).is_nan());
    assert!(d::multi_student_t(&X, -1.0, &MEAN, &COVARIANCE).is_nan());
    assert!(d::dirichlet(&[0.5, 0.5], &[1.0]).is_nan() && d::dirichlet(&[0.5, 0.5], &[1.0, -1.0]).is_nan());
    assert!(d::lkj_corr_cholesky(&[1.0, 0.0, 0.5, -0.5], 2, 1.0).is_nan());
}

/// All arguments of all of them active, the matrix filled on both sides.
#[differentiable]
fn all(x: &[f64], mean: &[f64], row: &[f64], nu: f64) -> f64 {
    let matrix = [row[0], row[1], row[1], row[2]];
    let factor = cholesky(&matrix, 2);
    d::multi_normal(x, mean, &matrix)
        + d::multi_normal_precision(x, mean, &matrix)
        + d::multi_student_t(x, nu, mean, &matrix)
        + d::multi_normal_cholesky(x, mean, &factor)
        + d::dirichlet(row, &[nu, 2.0, row[0]])
        + d::lkj_corr_cholesky(&factor, 2, nu)
        + d::categorical_logit(1, row)
        + d::categorical(0, row)
        + d::ordered_logistic(1, nu, &[row[1], row[0] + row[2]])
}

#[test]
fn all_arguments_have_derivatives_of_both_orders() {
    let (x, mean, row) = ([0.3, -1.25], [0.5, 0.25], [2.0, 0.5, 1.5]);
    check_grad!(all, &x, &mean, &row, 2.5);
    let hessian = all::hessian(&x, &mean, &row, 2.5);
    let h = 1e-5;
    for (position, by) in hessian.iter().enumerate() {
        let along = |sign: f64| {
            let mut v: Vec<f64> = [&x[..], &mean, &row, &[2.5]].concat();
            v[position] += sign * h;
            let (a, b, c, d) = all::grad(&v[..2], &v[2..4], &v[4..7], v[7]);
            [a, b, c, vec![d]].concat()
        };
        for (i, (up, down)) in along(1.0).into_iter().zip(along(-1.0)).enumerate() {
            let want = (up - down) / (2.0 * h);
            assert!(
                (by[i] - want).abs() < 1e-6 * want.abs().max(1.0),
                "{i} {position}: {} {want}",
                by[i]
            );
        }
    }
}
