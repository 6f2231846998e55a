//! Densities that integrate to one, derivatives by arguments and bounds against differences, draws against moments.

use super::*;
use crate::distributions::{
    Beta, Exponential, Gamma, HalfCauchy, HalfNormal, InverseGamma, Laplace, LogNormal, Normal, Pareto, StudentT,
};
use crate::transforms::Transform;
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

const MUCH: f64 = f64::INFINITY;

/// Integrals of 1, x and x² times the density over its support, in the transform's coordinate.
fn moments<D: Distribution<Value = f64, Transform = Between>>(distribution: &D) -> [f64; 3] {
    let mut sums = [0.0; 3];
    let step = 1e-2;
    for i in -6_000..6_000 {
        let (x, log_jacobian) = distribution.transform().forward(&[f64::from(i) * step]);
        let mass = (distribution.log_density(x) + log_jacobian).exp() * step;
        if mass > 0.0 {
            sums = [sums[0] + mass, sums[1] + mass * x, sums[2] + mass * x * x];
        }
    }
    sums
}

fn check<D: Distribution<Value = f64, Transform = Between>>(distribution: D) {
    assert_eq!(distribution.validate(), Ok(()));
    let [total, mean, square] = moments(&distribution);
    // The Laplace density has a kink, where the error of this sum is of second order.
    assert!((total - 1.0).abs() < 2e-5, "{distribution:?}: {total}");
    let sd = (square - mean * mean).sqrt();
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(8);
    let draws = 1_000;
    let mut sum = 0.0;
    for _ in 0..draws {
        let x = distribution.sample(&mut rng);
        assert!(distribution.support().contains(&[x]), "{distribution:?} drew {x}");
        sum += x / f64::from(draws);
    }
    assert!(
        (sum - mean).abs() < 4.5 * sd / f64::from(draws).sqrt(),
        "{distribution:?}: {sum} {mean}"
    );
}

#[test]
fn densities_integrate_to_one_and_draws_have_their_means() {
    check(Truncated(Normal(1.0, 2.0), 0.0, 4.0));
    check(Truncated(Normal(1.0, 2.0), 0.0, MUCH));
    check(Truncated(Normal(1.0, 2.0), -MUCH, 0.0));
    check(Truncated(Normal(1.0, 2.0), -MUCH, MUCH));
    check(TruncatedLogNormal(0.0, 1.0, 1.0, 3.0));
    check(TruncatedCauchy(0.0, 1.0, -1.0, 8.0));
    check(TruncatedLaplace(0.5, 1.0, -1.0, MUCH));
    check(TruncatedLogistic(0.5, 1.0, -MUCH, 1.0));
    check(TruncatedGumbel(0.5, 1.0, 0.0, 3.0));
    check(TruncatedWeibull(1.5, 2.0, 0.5, MUCH));
    check(TruncatedExponential(0.5, 1.0, 3.0));
    check(Truncated(Pareto(1.0, 2.5), 2.0, 5.0));
    check(Truncated(Gamma(2.5, 1.5), 0.5, MUCH));
    check(Truncated(InverseGamma(2.5, 1.5), -MUCH, 2.0));
    check(Truncated(Beta(2.5, 0.75), 0.25, MUCH));
    check(Truncated(StudentT(4.0, 0.5, 2.0), -1.0, 6.0));
    check(Truncated(StudentT(4.0, 0.5, 2.0), 0.0, MUCH));
    check(Truncated(HalfNormal(2.0), 0.5, 3.0));
    check(Truncated(HalfCauchy(2.0), -MUCH, 8.0));
}

#[test]
fn far_tails_are_drawn_from_without_loss() {
    check(Truncated(Normal(0.0, 1.0), 8.0, MUCH));
    check(Truncated(Normal(0.0, 1.0), 9.0, 9.5));
    check(Truncated(Normal(0.0, 1.0), -MUCH, -30.0));
    check(Truncated(Normal(0.0, 1.0), -30.0, -29.0));
    // −x²/2 − ½ ln 2π − ln(erfc(8/√2)/2), by mpmath with 40 digits
    let value = Truncated(Normal(0.0, 1.0), 8.0, MUCH).log_density(8.25);
    assert!((value - 0.063_248_626_709_873_72).abs() < 1e-12, "{value}");
}

#[test]
fn derivatives_by_arguments_and_bounds_agree_with_differences() {
    let arguments = [0.3, 1.5, -0.5, 2.0];
    let at = |a: [f64; 4]| TruncatedNormal(a[0], a[1], a[2], a[3]);
    for arguments in [
        arguments,
        [0.3, 1.5, 6.0, 7.0],
        [0.3, 1.5, -9.0, -7.5],
        [0.3, 1.5, 5.0, MUCH],
        [0.3, 1.5, -MUCH, 5.0],
    ] {
        let x = if arguments[2].is_finite() {
            arguments[2] + 0.25
        } else {
            arguments[3] - 0.25
        };
        let (_, by_x, partials) = at(arguments).log_density_and_partials(x);
        let h = 1e-5;
        let difference = (at(arguments).log_density(x + h) - at(arguments).log_density(x - h)) / (2.0 * h);
        assert!((by_x - difference).abs() < 1e-7, "{by_x} {difference}");
        for (i, partial) in partials.into_iter().enumerate() {
            let shifted = |by: f64| {
                let mut arguments = arguments;
                arguments[i] += by;
                at(arguments).log_density(x)
            };
            let difference = (shifted(h) - shifted(-h)) / (2.0 * h);
            assert!(
                (partial - difference).abs() < 1e-6 * difference.abs().max(1.0),
                "{arguments:?} {i}: {partial} {difference}"
            );
        }
    }
}

#[test]
fn outside_the_bounds_there_is_no_density() {
    let (value, by_x, partials) = TruncatedNormal(0.0, 1.0, 0.0, 1.0).log_density_and_partials(2.0);
    assert_eq!((value, by_x, partials), (f64::NEG_INFINITY, 0.0, [0.0; 4]));
    assert_eq!(
        Truncated(LogNormal(0.0, 1.0), -1.0, 1.0).support(),
        crate::transforms::Support::Interval(0.0, 1.0)
    );
    assert!(TruncatedNormal(0.0, 1.0, 1.0, 0.0).log_density(0.5).is_nan());
    assert!(TruncatedNormal(0.0, 1.0, f64::NAN, 0.0).log_density(-0.5).is_nan());
}

#[test]
fn the_argument_at_fault_is_named() {
    let message = |result: Result<(), DistributionError>| result.expect_err("invalid").to_string();
    assert_eq!(
        message(TruncatedNormal(0.0, 1.0, 2.0, 1.0).validate()),
        "TruncatedNormal: upper is 1, but must be greater than lower, and inside the support"
    );
    assert_eq!(
        message(TruncatedNormal(0.0, -1.0, 2.0, 3.0).validate()),
        "TruncatedNormal: sd is -1, but must be finite and greater than 0"
    );
    assert_eq!(
        message(Truncated(Exponential(1.0), -2.0, -1.0).validate()),
        "Exponential: upper is -1, but must be greater than lower, and inside the support"
    );
    assert!(Truncated(Laplace(0.0, 1.0), f64::NAN, 1.0).validate().is_err());
}
