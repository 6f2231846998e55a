//! Derivatives against the densities', draws against means and covariances, invalid arguments.

use super::*;
use crate::distributions::VectorDistribution;
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

const MEAN: [f64; 2] = [1.0, -2.0];
const COVARIANCE: [f64; 4] = [2.0, 0.75, 0.75, 0.5];
const PRECISION: [f64; 4] = [0.5, -0.25, -0.25, 2.0];

/// All derivatives against differences, with the arguments active and with them constant.
fn check<D: VectorDistribution>(
    x: &[f64],
    arguments: &[&[f64]],
    make: impl Fn(&[&[f64]]) -> D,
    log: impl Fn(&[&[f64]], &[f64]) -> f64,
) {
    let distribution = make(arguments);
    let cells = |numbers: &[f64]| {
        numbers
            .iter()
            .map(|_| Adjoint::default())
            .collect::<Vec<Adjoint<f64>>>()
    };
    let (x_bar, x_bar_alone) = (cells(x), cells(x));
    let bars: Vec<_> = arguments.iter().map(|argument| cells(argument)).collect();
    let slices: Vec<&[Adjoint<f64>]> = bars.iter().map(Vec::as_slice).collect();
    let value = distribution.log_density_and_accumulate(x, &x_bar, &slices);
    let constant = vec![&[][..]; arguments.len()];
    assert_eq!(
        distribution.log_density_and_accumulate(x, &x_bar_alone, &constant),
        value
    );
    assert!((value - log(arguments, x)).abs() < 1e-13);
    let h = 1e-5;
    let close = |got: f64, want: f64| assert!((got - want).abs() < 1e-7 * want.abs().max(1.0), "{got} is not {want}");
    for i in 0..x.len() {
        let shifted = |by: f64| {
            let mut x = x.to_vec();
            x[i] += by;
            log(arguments, &x)
        };
        let difference = (shifted(h) - shifted(-h)) / (2.0 * h);
        close(x_bar[i].get(), difference);
        close(x_bar_alone[i].get(), difference);
    }
    for (at, argument) in arguments.iter().enumerate() {
        for i in 0..argument.len() {
            let shifted = |by: f64| {
                let mut changed = argument.to_vec();
                changed[i] += by;
                let mut arguments = arguments.to_vec();
                arguments[at] = &changed;
                log(&arguments, x)
            };
            close(bars[at][i].get(), (shifted(h) - shifted(-h)) / (2.0 * h));
        }
    }
}

#[test]
fn derivatives_agree_with_differences() {
    let x = [0.3, -1.5];
    macro_rules! each {
        ($($name:ident($($argument:expr),+) by |$a:ident| ($($taken:expr),+);)*) => {$(
            check(&x, &[$($argument),+], |$a| $name($($taken),+), |$a, x| $name($($taken),+).log_density(x));
        )*};
    }
    // The lifetimes of what `make` borrows are those of the arguments that it is given.
    fn borrow(arguments: &[&[f64]], at: usize) -> &'static [f64] {
        Box::leak(arguments[at].to_vec().into_boxed_slice())
    }
    each! {
        MultiNormal(&MEAN, &COVARIANCE) by |a| (borrow(a, 0), borrow(a, 1));
        MultiNormalCholesky(&MEAN, &[1.5, 0.0, 0.5, 0.75]) by |a| (borrow(a, 0), borrow(a, 1));
        MultiNormalPrecision(&MEAN, &PRECISION) by |a| (borrow(a, 0), borrow(a, 1));
        MultiStudentT(&[3.5], &MEAN, &COVARIANCE) by |a| (a[0][0], borrow(a, 1), borrow(a, 2));
        MultiStudentTCholesky(&[3.5], &MEAN, &[1.5, 0.0, 0.5, 0.75]) by |a| (a[0][0], borrow(a, 1), borrow(a, 2));
    }
    check(
        &[0.25, 0.75],
        &[&[0.5, 2.0]],
        |a| Dirichlet(borrow(a, 0)),
        |a, x| Dirichlet(borrow(a, 0)).log_density(x),
    );
    let factor = [1.0, 0.0, 0.6, 0.8];
    check(
        &factor,
        &[&[1.7]],
        |a| LkjCorrCholesky(a[0][0]),
        |a, x| LkjCorrCholesky(a[0][0]).log_density(x),
    );
}

/// Means and covariances of draws, within 5 standard errors of about 1/√n.
fn check_moments<D: VectorDistribution>(distribution: D, mean: &[f64], covariance: &[f64]) {
    let (n, draws) = (mean.len(), 20_000);
    assert_eq!(distribution.validate(n), Ok(()));
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(8);
    let (mut first, mut second, mut x) = (vec![0.0; n], vec![0.0; n * n], vec![0.0; n]);
    for _ in 0..draws {
        distribution.sample(&mut rng, &mut x);
        for i in 0..n {
            first[i] += (x[i] - mean[i]) / f64::from(draws);
            for j in 0..n {
                second[i * n + j] += (x[i] - mean[i]) * (x[j] - mean[j]) / f64::from(draws);
            }
        }
    }
    let error = 5.0 / f64::from(draws).sqrt();
    for i in 0..n {
        let sd = covariance[i * n + i].sqrt();
        assert!(first[i].abs() < error * sd, "{}: mean {first:?}", D::NAME);
        for j in 0..n {
            let scale = sd * covariance[j * n + j].sqrt();
            let off = (second[i * n + j] - covariance[i * n + j]).abs();
            assert!(off < 3.0 * error * scale, "{}: covariance {second:?}", D::NAME);
        }
    }
}

#[test]
fn draws_have_their_moments() {
    check_moments(MultiNormal(&MEAN, &COVARIANCE), &MEAN, &COVARIANCE);
    check_moments(
        MultiNormalCholesky(&MEAN, &cholesky(&COVARIANCE, 2)),
        &MEAN,
        &COVARIANCE,
    );
    // 1/det of the precision is 1/0.9375.
    let inverse = [2.0 / 0.9375, 0.25 / 0.9375, 0.25 / 0.9375, 0.5 / 0.9375];
    check_moments(MultiNormalPrecision(&MEAN, &PRECISION), &MEAN, &inverse);
    // The covariance is nu/(nu − 2) times the scale matrix.
    let wider = COVARIANCE.map(|element| element * 10.0 / 8.0);
    check_moments(MultiStudentT(10.0, &MEAN, &COVARIANCE), &MEAN, &wider);
    check_moments(
        MultiStudentTCholesky(10.0, &MEAN, &cholesky(&COVARIANCE, 2)),
        &MEAN,
        &wider,
    );
    let (alpha, total) = ([0.5, 2.0, 1.5], 4.0);
    let mean = alpha.map(|alpha| alpha / total);
    let element = |i: usize, j: usize| (if i == j { mean[i] } else { 0.0 } - mean[i] * mean[j]) / (total + 1.0);
    let covariance: Vec<f64> = (0..9).map(|at| element(at / 3, at % 3)).collect();
    check_moments(Dirichlet(&alpha), &mean, &covariance);
}

#[test]
fn drawn_correlations_have_the_variance_of_their_marginals() {
    let (n, draws, eta) = (4, 20_000, 1.5);
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(8);
    let mut squares = [0.0; 16];
    let mut factor = [0.0; 16];
    for _ in 0..draws {
        LkjCorrCholesky(eta).sample(&mut rng, &mut factor);
        for i in 0..n {
            let length: f64 = factor[i * n..(i + 1) * n].iter().map(|element| element * element).sum();
            assert!((length - 1.0).abs() < 1e-12 && factor[i * n + i] > 0.0);
            for j in 0..i {
                let r: f64 = (0..n).map(|k| factor[i * n + k] * factor[j * n + k]).sum();
                squares[i * n + j] += r * r / f64::from(draws);
            }
        }
    }
    // (r + 1)/2 is a beta variable of the shapes eta + (n − 2)/2 (Lewandowski, Kurowicka and Joe 2009), so that
    // the variance of r is 1/(2 shape + 1).
    let variance = 1.0 / (2.0 * (eta + 0.5 * (n as f64 - 2.0)) + 1.0);
    for (i, j) in [(1, 0), (2, 0), (2, 1), (3, 0), (3, 1), (3, 2)] {
        let square = squares[i * n + j];
        assert!(
            (square - variance).abs() < 0.04 * variance,
            "{i} {j}: {square} {variance}"
        );
    }
}

#[test]
fn the_argument_at_fault_is_named() {
    let message = |result: Result<(), DistributionError>| result.expect_err("invalid").to_string();
    assert_eq!(
        message(Dirichlet(&[1.0, -2.0]).validate(2)),
        "Dirichlet: alpha is -2, but must be finite and greater than 0"
    );
    assert_eq!(
        message(Dirichlet(&[1.0]).validate(2)),
        "Dirichlet: alpha is 1, but must be a list as long as the vector, not one of this length"
    );
    assert!(message(MultiNormal(&MEAN, &[1.0, 2.0, 2.0, 1.0]).validate(2)).contains("positive definite"));
    assert!(message(MultiNormalCholesky(&MEAN, &[1.0, 0.0, 2.0, -1.0]).validate(2)).contains("factor is -1"));
    assert!(message(MultiStudentT(0.0, &MEAN, &COVARIANCE).validate(2)).contains("nu is 0"));
    assert!(message(LkjCorrCholesky(-1.0).validate(3)).contains("eta is -1"));
    let mut x = [0.0; 2];
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(8);
    MultiNormal(&MEAN, &[-1.0; 4]).sample(&mut rng, &mut x);
    assert!(x.iter().all(|x| x.is_nan()) && MultiNormal(&MEAN, &[-1.0; 4]).log_density(&x).is_nan());
}
