//! Sums over observations against the densities of each, values and derivatives of both kinds of arguments.

use autodiff_macros::differentiable;
use autodiff_runtime::log_density::{self as d, iid, regression};

fn close(got: f64, want: f64, what: &str) {
    assert!(
        (got - want).abs() <= 1e-12 * want.abs().max(1.0),
        "{what}: {got} is not {want}"
    );
}

const X: [f64; 5] = [0.3, 0.75, 0.5, 0.0625, 0.96];

macro_rules! against_loop {
    ($($test:ident: $name:ident($a:expr);)*) => {$(
        #[test]
        fn $test() {
            let (value, (by_x, by_a)) = iid::$name::value_and_grad(&X, $a);
            let each: Vec<_> = X.iter().map(|x| d::$name::value_and_grad(*x, $a)).collect();
            close(value, each.iter().map(|each| each.0).sum(), "value");
            close(by_a, each.iter().map(|each| each.1.1).sum(), "argument");
            (0..X.len()).for_each(|i| close(by_x[i], each[i].1.0, "observation"));
        }
    )*};
    ($($test:ident: $name:ident($a:expr, $b:expr);)*) => {$(
        #[test]
        fn $test() {
            let (value, (by_x, by_a, by_b)) = iid::$name::value_and_grad(&X, $a, $b);
            let each: Vec<_> = X.iter().map(|x| d::$name::value_and_grad(*x, $a, $b)).collect();
            close(value, each.iter().map(|each| each.0).sum(), "value");
            close(by_a, each.iter().map(|each| each.1.1).sum(), "first argument");
            close(by_b, each.iter().map(|each| each.1.2).sum(), "second argument");
            (0..X.len()).for_each(|i| close(by_x[i], each[i].1.0, "observation"));
        }
    )*};
}
against_loop! {
    half_normal: half_normal(0.7);
    exponential: exponential(1.3);
}
against_loop! {
    normal: normal(0.2, 0.7);
    log_normal: log_normal(0.2, 0.7);
    cauchy: cauchy(0.2, 0.7);
    laplace: laplace(0.2, 0.7);
    gamma: gamma(2.2, 0.7);
    beta: beta(2.2, 0.7);
}

#[test]
fn student_t() {
    let (value, (by_x, by_nu, by_mu, by_sigma)) = iid::student_t::value_and_grad(&X, 3.0, 0.2, 0.7);
    let each: Vec<_> = X
        .iter()
        .map(|x| d::student_t::value_and_grad(*x, 3.0, 0.2, 0.7))
        .collect();
    close(value, each.iter().map(|each| each.0).sum(), "value");
    close(by_nu, each.iter().map(|each| each.1.1).sum(), "nu");
    close(by_mu, each.iter().map(|each| each.1.2).sum(), "mu");
    close(by_sigma, each.iter().map(|each| each.1.3).sum(), "sigma");
    (0..X.len()).for_each(|i| close(by_x[i], each[i].1.0, "observation"));
}

#[test]
fn counts() {
    let k = [0, 3, 1, 40, 1500];
    let (value, by_rate) = iid::poisson::value_and_grad(&k, 2.5);
    close(value, k.iter().map(|k| d::poisson(*k, 2.5)).sum(), "poisson");
    close(by_rate, k.iter().map(|k| d::poisson::grad(*k, 2.5)).sum(), "rate");
    assert_eq!((iid::poisson(&[0, 0], 0.0), iid::poisson(&[], 1.0)), (0.0, 0.0));

    let successes = [true, false, true];
    let (value, by_p) = iid::bernoulli::value_and_grad(&successes, 0.3);
    close(
        value,
        successes.iter().map(|s| d::bernoulli(*s, 0.3)).sum(),
        "bernoulli",
    );
    close(by_p, successes.iter().map(|s| d::bernoulli::grad(*s, 0.3)).sum(), "p");
    assert_eq!(iid::bernoulli(&[true, true], 1.0), 0.0);
}

#[test]
fn regressions() {
    let eta = [0.5, -1.5, 2.0, 3.5, 7.0];
    let (k, n) = ([0, 3, 1, 40, 1500], [2, 3, 7, 50, 2000]);
    let y = [0.25, 1.5, 2.0, 0.75, 0.1];
    let sd = [0.5, 1.0, 2.0, 0.1, 0.3];
    let sum = |f: &dyn Fn(usize) -> f64| (0..5).map(f).sum::<f64>();

    close(
        regression::normal(&y, &eta, 0.7),
        sum(&|i| d::normal(y[i], eta[i], 0.7)),
        "normal",
    );
    close(
        regression::normal_errors(&y, &eta, &sd),
        sum(&|i| d::normal(y[i], eta[i], sd[i])),
        "errors",
    );
    close(
        regression::log_normal(&y, &eta, 0.7),
        sum(&|i| d::log_normal(y[i], eta[i], 0.7)),
        "log-normal",
    );
    close(
        regression::student_t(&y, 3.0, &eta, 0.7),
        sum(&|i| d::student_t(y[i], 3.0, eta[i], 0.7)),
        "t",
    );
    close(
        regression::poisson_log(&k, &eta),
        sum(&|i| d::poisson_log(k[i], eta[i])),
        "poisson",
    );
    close(
        regression::binomial_logit(&k, &n, &eta),
        sum(&|i| d::binomial_logit(k[i], n[i], eta[i])),
        "binomial",
    );
    let nb = sum(&|i| d::neg_binomial_2_log(k[i], eta[i], 3.0));
    close(regression::neg_binomial_2_log(&k, &eta, 3.0), nb, "negative binomial");
    let successes = [true, false, true, true, false];
    close(
        regression::bernoulli_logit(&successes, &eta),
        sum(&|i| d::bernoulli_logit(successes[i], eta[i])),
        "bernoulli",
    );
    let by_eta = regression::poisson_log::grad(&k, &eta);
    (0..5).for_each(|i| close(by_eta[i], d::poisson_log::grad(k[i], eta[i]), "linear predictor"));
    assert!(regression::normal(&y, &eta[1..], 0.7).is_nan() && regression::poisson_log(&k, &eta[1..]).is_nan());
}

#[test]
fn observations_outside_the_support() {
    assert_eq!(iid::gamma(&[1.0, -1.0], 2.0, 1.0), f64::NEG_INFINITY);
    assert_eq!(iid::half_normal(&[1.0, -1.0], 2.0), f64::NEG_INFINITY);
    assert_eq!(iid::beta(&[0.5, 1.0], 2.0, 1.0), f64::NEG_INFINITY);
    assert!(iid::normal(&[1.0, f64::NAN], 0.0, 1.0).is_nan() && iid::normal(&[1.0], 0.0, 0.0).is_nan());
    assert_eq!(iid::normal::value_and_grad(&[], 0.0, 1.0), (0.0, (vec![], 0.0, 0.0)));
}

/// A hierarchy: what is observed has a mean of its own for each, drawn from a common distribution.
#[differentiable]
fn hierarchy(theta: &[f64], mu: f64, log_tau: f64, #[constant] y: &[f64]) -> f64 {
    iid::normal(theta, mu, log_tau.exp()) + regression::normal(y, theta, 2.0)
}

#[test]
fn in_a_hierarchy() {
    autodiff_runtime::check_grad!(hierarchy, &[0.3, -1.0, 2.0], 0.5, -0.25, &[1.0, -2.0, 2.5]);
}
