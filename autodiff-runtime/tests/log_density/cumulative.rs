//! Distribution and survival functions: against integrals of the densities, against each other, in tails, outside supports.

use autodiff_runtime::{log_cdf, log_density, log_survival};

/// ∫ of a density from `a` to `b`, by Simpson's rule.
fn integral(density: impl Fn(f64) -> f64, a: f64, b: f64) -> f64 {
    let n = 4000;
    let h = (b - a) / f64::from(n);
    let weight = |i: i32| {
        if i == 0 || i == n {
            1.0
        } else {
            f64::from(2 + 2 * (i % 2))
        }
    };
    (0..=n)
        .map(|i| weight(i) * density(a + f64::from(i) * h).exp())
        .sum::<f64>()
        * h
        / 3.0
}

macro_rules! against_density {
    ($($name:ident($($argument:expr),+) at $($x:expr),+;)*) => {$(
        #[test]
        fn $name() {
            let points = [$($x),+];
            for pair in points.windows(2) {
                let mass = integral(|x| log_density::$name(x, $($argument),+), pair[0], pair[1]);
                let at = |x: f64| (log_cdf::$name(x, $($argument),+).exp(), log_survival::$name(x, $($argument),+).exp());
                let (low, high) = (at(pair[0]), at(pair[1]));
                assert!((high.0 - low.0 - mass).abs() < 1e-9, "{pair:?}: {} {mass}", high.0 - low.0);
                assert!((low.1 - high.1 - mass).abs() < 1e-9, "{pair:?}: {} {mass}", low.1 - high.1);
                assert!((low.0 + low.1 - 1.0).abs() < 1e-14);
            }
            for x in points {
                // The derivative is the density over the probability; the others against differences.
                let by_x = log_cdf::$name::jvp(x, $($argument,)+ 1.0, $({ let _ = $argument; 0.0 }),+).1;
                let ratio = (log_density::$name(x, $($argument),+) - log_cdf::$name(x, $($argument),+)).exp();
                assert!((by_x - ratio).abs() < 1e-12 * ratio.max(1.0), "{x}: {by_x} {ratio}");
                autodiff_runtime::check_grad!(log_cdf::$name, x, $($argument),+);
                autodiff_runtime::check_grad!(log_survival::$name, x, $($argument),+);
            }
        }
    )*};
}
against_density! {
    normal(0.5, 1.25) at -2.0, 0.25, 3.0;
    log_normal(0.5, 0.75) at 0.25, 1.0, 5.0;
    cauchy(0.5, 1.25) at -20.0, 0.25, 30.0;
    laplace(0.5, 1.25) at -2.0, 0.25, 0.4;
    logistic(0.5, 1.25) at -2.0, 0.25, 3.0;
    gumbel(0.5, 1.25) at -2.0, 0.25, 3.0;
    exponential(1.25) at 0.25, 1.0, 5.0;
    weibull(1.5, 1.25) at 0.25, 1.0, 4.0;
    frechet(1.5, 1.25) at 0.25, 1.0, 4.0;
    rayleigh(1.25) at 0.25, 1.0, 4.0;
    pareto(0.125, 1.25) at 0.25, 1.0, 4.0;
    uniform(0.125, 5.25) at 0.25, 1.0, 4.0;
    gamma(2.5, 1.25) at 0.25, 1.0, 4.0;
    inverse_gamma(2.5, 1.25) at 0.25, 1.0, 4.0;
    chi_square(3.5) at 0.25, 2.0, 9.0;
    inverse_chi_square(3.5) at 0.25, 1.0, 4.0;
    scaled_inverse_chi_square(3.5, 0.75) at 0.25, 1.0, 4.0;
    beta(2.5, 1.25) at 0.0625, 0.5, 0.875;
    beta_proportion(0.625, 4.5) at 0.0625, 0.5, 0.875;
    student_t(3.5, 0.5, 1.25) at -6.0, 0.25, 0.5, 3.0;
    half_normal(1.25) at 0.25, 1.0, 4.0;
    half_cauchy(1.25) at 0.25, 1.0, 4.0;
    half_student_t(3.5, 1.25) at 0.25, 1.0, 4.0;
}

/// Logarithms of probabilities and all their derivatives, by `tests/data/cumulative.py`.
#[test]
fn incomplete_functions_agree_with_mpmath() {
    let mut rows = 0;
    for row in include_str!("../data/cumulative.csv").lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        let numbers = |cell: &str| -> Vec<f64> {
            cell.split(' ')
                .map(|number| number.parse().expect("a number"))
                .collect()
        };
        let (a, expected, by) = (numbers(cells[1]), numbers(cells[2])[0], numbers(cells[3]));
        let (value, derivatives) = match cells[0] {
            "cdf gamma" => three(log_cdf::gamma::value_and_grad(a[0], a[1], a[2])),
            "survival gamma" => three(log_survival::gamma::value_and_grad(a[0], a[1], a[2])),
            "cdf beta" => three(log_cdf::beta::value_and_grad(a[0], a[1], a[2])),
            "survival beta" => three(log_survival::beta::value_and_grad(a[0], a[1], a[2])),
            "cdf student_t" => {
                let (value, (by_x, by_nu, ..)) = log_cdf::student_t::value_and_grad(a[0], a[1], 0.0, 1.0);
                (value, vec![by_x, by_nu])
            }
            other => panic!("unknown function {other}"),
        };
        assert!(
            (value - expected).abs() <= 2e-13 * expected.abs().max(1e-2),
            "{row}: {value}"
        );
        for (found, expected) in derivatives.iter().zip(&by) {
            assert!(
                (found - expected).abs() <= 1e-10 * expected.abs().max(1e-2),
                "{row}: {derivatives:?}"
            );
        }
        rows += 1;
    }
    assert!(rows > 80, "only {rows} rows");
}

fn three((value, (x, a, b)): (f64, (f64, f64, f64))) -> (f64, Vec<f64>) {
    (value, vec![x, a, b])
}

#[test]
fn tails_keep_their_digits() {
    // mpmath with 40 digits: ln(erfc(20/√2)/2), ln(atan(1e-8)/π), ln(1 − exp(−1e-12)).
    let close = |got: f64, want: f64| assert!((got - want).abs() < 1e-14 * want.abs(), "{got} is not {want}");
    close(log_cdf::normal(-20.0, 0.0, 1.0), NORMAL);
    close(log_survival::normal(20.0, 0.0, 1.0), NORMAL);
    close(log_cdf::cauchy(-1e8, 0.0, 1.0), CAUCHY);
    close(log_survival::cauchy(1e8, 0.0, 1.0), CAUCHY);
    close(log_cdf::exponential(1e-12, 1.0), EXPONENTIAL);
    assert_eq!(log_survival::exponential(1e4, 1.0), -1e4);
    assert_eq!(
        (log_cdf::logistic(-1e3, 0.0, 1.0), log_survival::logistic(1e3, 0.0, 1.0)),
        (-1e3, -1e3)
    );
}
const NORMAL: f64 = -203.91715537109727;
const CAUCHY: f64 = -19.565410629801764;
const EXPONENTIAL: f64 = -27.631021115929048;

#[test]
fn outside_the_support_all_or_nothing() {
    let nothing = f64::NEG_INFINITY;
    assert_eq!(
        (log_cdf::exponential(-1.0, 2.0), log_survival::exponential(-1.0, 2.0)),
        (nothing, 0.0)
    );
    assert_eq!(
        (log_cdf::pareto(0.5, 1.0, 2.0), log_survival::pareto(0.5, 1.0, 2.0)),
        (nothing, 0.0)
    );
    assert_eq!(
        (log_cdf::uniform(3.0, 0.0, 2.0), log_survival::uniform(3.0, 0.0, 2.0)),
        (0.0, nothing)
    );
    assert_eq!(
        (log_cdf::uniform(-3.0, 0.0, 2.0), log_survival::uniform(-3.0, 0.0, 2.0)),
        (nothing, 0.0)
    );
    assert!(log_cdf::normal(0.0, 0.0, -1.0).is_nan() && log_survival::weibull(f64::NAN, 1.0, 1.0).is_nan());
}
