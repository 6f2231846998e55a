//! Log densities against scipy, partial derivatives against finite differences, samples against their own scores.

use super::*;
use crate::transforms::{Interval, Positive};
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

fn assert_close(got: f64, expected: f64, tolerance: f64, what: impl Fn() -> String) {
    let error = (got - expected).abs();
    assert!(
        error <= tolerance * expected.abs().max(1.0),
        "{}: {got}, not {expected} (off by {error:e})",
        what()
    );
}

/// Fourth-order central difference.
fn slope(f: impl Fn(f64) -> f64, x: f64, h: f64) -> f64 {
    (8.0 * (f(x + h) - f(x - h)) - (f(x + 2.0 * h) - f(x - 2.0 * h))) / (12.0 * h)
}

/// A constructor from arguments in order.
trait FromArguments: Distribution<Value = f64> {
    fn from_arguments(arguments: &[f64]) -> Self;
}
macro_rules! from_arguments {
    ($($name:ident $($index:literal)*),*) => {$(
        impl FromArguments for $name {
            fn from_arguments(arguments: &[f64]) -> Self {
                Self($(arguments[$index]),*)
            }
        }
    )*};
}
from_arguments!(Normal 0 1, HalfNormal 0, Uniform 0 1, LogNormal 0 1, Cauchy 0 1, HalfCauchy 0, Exponential 0, Gamma 0 1, Beta 0 1, StudentT 0 1 2,
    Laplace 0 1, Logistic 0 1, Gumbel 0 1, SkewNormal 0 1 2, Weibull 0 1, Frechet 0 1, Rayleigh 0, InverseGamma 0 1, ChiSquare 0,
    InverseChiSquare 0, ScaledInverseChiSquare 0 1, HalfStudentT 0 1, BetaProportion 0 1, VonMises 0 1);

/// How the partial derivatives move along a direction, against their differences.
fn check_second_derivatives<D: FromArguments>(x: f64, arguments: &[f64], h: f64, what: &impl Fn() -> String) {
    let distribution = D::from_arguments(arguments);
    let directions = (0..arguments.len()).map(|i| [0.5, -0.8, 0.3][i]);
    let dots: Vec<f64> = directions.collect();
    let mut arguments_dot = D::Arguments::default();
    arguments_dot.as_mut().copy_from_slice(&dots);
    let (by_x, by_arguments) = distribution
        .partials_tangent(x, 0.9, &arguments_dot)
        .expect("second derivatives");
    let at = |t: f64| {
        let arguments: Vec<f64> = arguments.iter().zip(&dots).map(|(a, dot)| a + t * dot).collect();
        let (_, by_x, by_arguments) = D::from_arguments(&arguments).log_density_and_partials(x + 0.9 * t);
        std::iter::once(by_x).chain(by_arguments.as_ref().to_vec()).collect::<Vec<f64>>()
    };
    let exact = std::iter::once(by_x).chain(by_arguments.as_ref().to_vec());
    for (i, exact) in exact.enumerate() {
        let size = at(0.0)[i].abs().max(1.0);
        assert_close(exact, slope(|t| at(t)[i], 0.0, h), 1e-5 + 1e-13 * size / h, || {
            format!("second derivatives ({i}) of {}", what())
        });
    }
}

/// One row of scipy's table: the value, and every partial derivative against differences of our own value.
fn check_row<D: FromArguments>(x: f64, arguments: &[f64], expected: f64) {
    let what = || format!("{} at {x} with {arguments:?}", D::NAME);
    let distribution = D::from_arguments(arguments);
    assert_eq!(distribution.validate(), Ok(()));
    let (value, by_x, by_arguments) = distribution.log_density_and_partials(x);
    assert_close(value, expected, 2e-13, what);
    assert_eq!(distribution.log_density(x), value);
    // Steps that stay inside the support, on the scale on which the function varies.
    let sizes = arguments.iter().map(|argument| argument.abs());
    let least = sizes.filter(|size| *size > 0.0).fold(f64::INFINITY, f64::min);
    let room = match distribution.support() {
        Support::Positive => x,
        Support::Interval(lower, upper) => (x - lower).min(upper - x),
        _ => x.abs().max(1.0).min(least),
    };
    let h = 1e-3 * room;
    // Rounding of the value, divided by the step.
    let noise = |h: f64| 1e-6 + 1e-14 * value.abs().max(30.0) / h;
    if h > 0.0 && x < 0.99 {
        assert_close(by_x, slope(|x| distribution.log_density(x), x, h), noise(h), || {
            format!("d/dx of {}", what())
        });
    }
    let has_kink = D::NAME == "Laplace" && x == arguments[0];
    if h > 0.0 && x < 0.99 && distribution.support().contains(&[x]) && value.abs() < 1e6 && !has_kink {
        check_second_derivatives::<D>(x, arguments, h.min(1e-3 * least.min(1.0)), &what);
    }
    for (i, by_argument) in by_arguments.as_ref().iter().enumerate() {
        let h = if arguments[i] == 0.0 { 1e-3 } else { 1e-3 * least };
        let at = |argument: f64| {
            let mut arguments = arguments.to_vec();
            arguments[i] = argument;
            D::from_arguments(&arguments).log_density(x)
        };
        if distribution.support().contains(&[x]) {
            assert_close(*by_argument, slope(at, arguments[i], h), noise(h), || {
                format!("argument {i} of {}", what())
            });
        }
    }
}

#[test]
fn log_densities_agree_with_scipy_and_partials_with_differences() {
    let table = include_str!("../../tests/data/distributions.csv");
    let mut rows = 0;
    for row in table.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        let number = |cell: &str| cell.parse::<f64>().expect("a number");
        let (x, expected) = (number(cells[1]), number(cells[5]));
        let arguments: Vec<f64> = cells[2..5]
            .iter()
            .filter(|cell| !cell.is_empty())
            .map(|cell| number(cell))
            .collect();
        match cells[0] {
            "Normal" => check_row::<Normal>(x, &arguments, expected),
            "HalfNormal" => check_row::<HalfNormal>(x, &arguments, expected),
            "Uniform" => check_row::<Uniform>(x, &arguments, expected),
            "LogNormal" => check_row::<LogNormal>(x, &arguments, expected),
            "Cauchy" => check_row::<Cauchy>(x, &arguments, expected),
            "HalfCauchy" => check_row::<HalfCauchy>(x, &arguments, expected),
            "Exponential" => check_row::<Exponential>(x, &arguments, expected),
            "Gamma" => check_row::<Gamma>(x, &arguments, expected),
            "Beta" => check_row::<Beta>(x, &arguments, expected),
            "StudentT" => check_row::<StudentT>(x, &arguments, expected),
            "Laplace" => check_row::<Laplace>(x, &arguments, expected),
            "Logistic" => check_row::<Logistic>(x, &arguments, expected),
            "Gumbel" => check_row::<Gumbel>(x, &arguments, expected),
            "SkewNormal" => check_row::<SkewNormal>(x, &arguments, expected),
            "Weibull" => check_row::<Weibull>(x, &arguments, expected),
            "Frechet" => check_row::<Frechet>(x, &arguments, expected),
            "Rayleigh" => check_row::<Rayleigh>(x, &arguments, expected),
            "InverseGamma" => check_row::<InverseGamma>(x, &arguments, expected),
            "ChiSquare" => check_row::<ChiSquare>(x, &arguments, expected),
            "InverseChiSquare" => check_row::<InverseChiSquare>(x, &arguments, expected),
            "ScaledInverseChiSquare" => check_row::<ScaledInverseChiSquare>(x, &arguments, expected),
            "HalfStudentT" => check_row::<HalfStudentT>(x, &arguments, expected),
            "BetaProportion" => check_row::<BetaProportion>(x, &arguments, expected),
            "VonMises" => check_row::<VonMises>(x, &arguments, expected),
            "Pareto" => {}
            other => panic!("unknown distribution {other}"),
        }
        rows += 1;
    }
    assert!(rows > 600, "only {rows} rows");
}

/// The expectation of every partial derivative by an argument is zero under the distribution itself, when the support does
/// not depend on the argument: samples and density must agree for that.
fn check_samples<D: FromArguments>(arguments: &[f64]) {
    let distribution = D::from_arguments(arguments);
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(8);
    let draws = 40_000;
    let mut sums = vec![(0.0, 0.0); arguments.len()];
    for _ in 0..draws {
        let x = distribution.sample(&mut rng);
        assert!(distribution.support().contains(&[x]), "{} drew {x}", D::NAME);
        for (sum, score) in sums.iter_mut().zip(distribution.log_density_and_partials(x).2.as_ref()) {
            *sum = (sum.0 + score, sum.1 + score * score);
        }
    }
    for (i, (sum, squares)) in sums.into_iter().enumerate() {
        let standard_error = f64::sqrt(squares);
        assert!(
            sum.abs() < 4.5 * standard_error,
            "{} argument {i}: {}",
            D::NAME,
            sum / standard_error
        );
    }
}

#[test]
fn samples_come_from_the_density() {
    check_samples::<Normal>(&[3.0, 2.0]);
    check_samples::<HalfNormal>(&[2.0]);
    check_samples::<LogNormal>(&[-1.0, 0.5]);
    check_samples::<Cauchy>(&[1.0, 3.0]);
    check_samples::<HalfCauchy>(&[3.0]);
    check_samples::<Exponential>(&[0.3]);
    check_samples::<Gamma>(&[2.5, 4.0]);
    check_samples::<Beta>(&[0.867, 3.03]);
    check_samples::<StudentT>(&[4.0, 1.0, 2.0]);
    check_samples::<Laplace>(&[1.0, 3.0]);
    check_samples::<Logistic>(&[1.0, 3.0]);
    check_samples::<Gumbel>(&[1.0, 3.0]);
    check_samples::<SkewNormal>(&[1.0, 3.0, -2.0]);
    check_samples::<Weibull>(&[1.7, 3.0]);
    check_samples::<Frechet>(&[1.7, 3.0]);
    check_samples::<Rayleigh>(&[3.0]);
    check_samples::<InverseGamma>(&[2.5, 4.0]);
    check_samples::<ChiSquare>(&[3.0]);
    check_samples::<InverseChiSquare>(&[3.0]);
    check_samples::<ScaledInverseChiSquare>(&[3.0, 0.4]);
    check_samples::<HalfStudentT>(&[4.0, 2.0]);
    check_samples::<BetaProportion>(&[0.3, 5.0]);
    for concentration in [0.4, 3.0, 300.0] {
        check_samples::<VonMises>(&[2.5, concentration]);
    }
}

#[test]
fn uniform_samples_fill_their_support() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
    let draws = 40_000;
    let mut mean = 0.0;
    let mut squares = [0.0; 2];
    for _ in 0..draws {
        mean += Uniform(-1.0, 3.0).sample(&mut rng) / f64::from(draws);
        let point = UnitDisk.sample(&mut rng);
        assert_eq!(UnitDisk.log_density(point), -std::f64::consts::PI.ln());
        squares = [squares[0] + point[0] * point[0], squares[1] + point[1] * point[1]];
    }
    // Variances 4/3 and 1/4 of the mean and of a coordinate.
    assert!((mean - 1.0).abs() < 0.03, "{mean}");
    assert!(
        squares
            .iter()
            .all(|square| (square / f64::from(draws) - 0.25).abs() < 0.01),
        "{squares:?}"
    );
}

#[test]
fn outside_the_support_the_density_is_zero() {
    let zero = f64::NEG_INFINITY;
    assert_eq!(HalfNormal(1.0).log_density_and_partials(-1.0), (zero, 0.0, [0.0]));
    assert_eq!(Uniform(0.0, 1.0).log_density_and_partials(1.5), (zero, 0.0, [0.0; 2]));
    assert_eq!(LogNormal(0.0, 1.0).log_density(0.0), zero);
    assert_eq!(Beta(2.0, 2.0).log_density(1.0), zero);
    assert_eq!(Gamma(2.0, 2.0).log_density(-1.0), zero);
    assert_eq!(Exponential(2.0).log_density(-1.0), zero);
    assert_eq!(HalfCauchy(2.0).log_density(-1.0), zero);
    assert_eq!(UnitDisk.log_density([0.8, 0.7]), zero);
    assert_eq!(Normal(0.0, 1.0).log_density(f64::INFINITY), zero);
    assert_eq!(Flat(Positive).log_density(-1.0), zero);
    assert_eq!(Flat(Interval::UNIT).log_density(0.5), 0.0);
}

#[test]
fn what_is_not_a_number_or_not_a_distribution_gives_nan() {
    assert!(Normal(0.0, 1.0).log_density(f64::NAN).is_nan());
    assert!(Normal(0.0, 0.0).log_density(1.0).is_nan());
    assert!(Normal(0.0, f64::NAN).log_density(1.0).is_nan());
    assert!(Normal(f64::NAN, 1.0).log_density(1.0).is_nan());
    assert!(Uniform(1.0, 1.0).log_density(1.0).is_nan());
    assert!(Beta(-1.0, 1.0).log_density(0.5).is_nan());
    assert!(UnitDisk.log_density([f64::NAN, 0.0]).is_nan());
}

#[test]
fn the_argument_at_fault_is_named() {
    let message = |result: Result<(), DistributionError>| result.expect_err("invalid").to_string();
    assert_eq!(
        message(Normal(0.0, -2.0).validate()),
        "Normal: sd is -2, but must be finite and greater than 0"
    );
    assert_eq!(
        message(Normal(f64::NAN, 2.0).validate()),
        "Normal: mean is NaN, but must be finite"
    );
    assert_eq!(
        message(Uniform(2.0, 1.0).validate()),
        "Uniform: upper is 1, but must be greater than lower"
    );
    assert_eq!(
        message(StudentT(0.0, 0.0, 1.0).validate()),
        "StudentT: nu is 0, but must be finite and greater than 0"
    );
    assert_eq!(UnitDisk.validate(), Ok(()));
}
