//! Distributions of orbits and stars: slopes against differences, densities that integrate to one, samples against both.

use super::*;
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;
use std::f64::consts::PI;

/// The integral of a function of e, in the fifth root of e, where Beta densities have no singularity worth mentioning.
fn integral(f: impl Fn(f64) -> f64) -> f64 {
    let intervals = 20_000;
    let midpoint = |i: i32| (f64::from(i) + 0.5) / f64::from(intervals);
    let sum: f64 = (0..intervals)
        .map(midpoint)
        .map(|x| 5.0 * x.powi(4) * f(x.powi(5)))
        .sum();
    sum / f64::from(intervals)
}

fn check_eccentricities<D: Distribution<Value = f64>>(distribution: D) {
    assert_eq!(distribution.validate(), Ok(()));
    let density = |ecc: f64| distribution.log_density(ecc).exp();
    let total = integral(density);
    assert!((total - 1.0).abs() < 1e-6, "{}: {total}", D::NAME);
    for ecc in [0.01, 0.2, 0.9] {
        let h = 1e-4 * ecc;
        let difference = (distribution.log_density(ecc + h) - distribution.log_density(ecc - h)) / (2.0 * h);
        let (value, slope, _) = distribution.log_density_and_partials(ecc);
        assert_eq!(value, distribution.log_density(ecc));
        assert!(
            (slope - difference).abs() < 1e-5 * slope.abs().max(1.0),
            "{}: {slope} {difference}",
            D::NAME
        );
    }
    for outside in [-0.1, 1.0, 2.0] {
        let (value, slope, _) = distribution.log_density_and_partials(outside);
        assert_eq!((value, slope), (f64::NEG_INFINITY, 0.0), "{}", D::NAME);
    }
    assert!(distribution.log_density(f64::NAN).is_nan());

    let draws = 40_000;
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(8);
    let mut sums = [0.0; 2];
    for _ in 0..draws {
        let ecc = distribution.sample(&mut rng);
        assert!(distribution.support().contains(&[ecc]));
        sums = [sums[0] + ecc, sums[1] + ecc * ecc];
    }
    let moments = [1, 2].map(|power| integral(|ecc| ecc.powi(power) * density(ecc)));
    let sd = (moments[1] - moments[0] * moments[0]).sqrt();
    for (sum, moment) in sums.into_iter().zip(moments) {
        let error = sum / f64::from(draws) - moment;
        assert!(error.abs() < 4.5 * sd / f64::from(draws).sqrt(), "{}: {error}", D::NAME);
    }
}

#[test]
fn eccentricities_are_those_of_their_populations() {
    check_eccentricities(EccentricityKipping2013);
    check_eccentricities(EccentricityKipping2013Short);
    check_eccentricities(EccentricityKipping2013Long);
    check_eccentricities(EccentricityVanEylen2019Single);
    check_eccentricities(EccentricityVanEylen2019Multiple);
    for fraction in [0.0, 0.08, 0.76, 1.0] {
        check_eccentricities(EccentricityVanEylen2019Mixture(fraction));
    }
    let beta = Beta(0.867, 3.03);
    assert!((EccentricityKipping2013.log_density(0.3) - beta.log_density(0.3)).abs() < 1e-14);
}

#[test]
fn the_fraction_of_the_mixture_is_an_argument() {
    let (_, _, [slope]) = EccentricityVanEylen2019Mixture(0.6).log_density_and_partials(0.1);
    let at = |fraction: f64| EccentricityVanEylen2019Mixture(fraction).log_density(0.1);
    let difference = (at(0.6 + 1e-5) - at(0.6 - 1e-5)) / 2e-5;
    assert!((slope - difference).abs() < 1e-8, "{slope} {difference}");
    let invalid = EccentricityVanEylen2019Mixture(1.2);
    assert_eq!(
        invalid.validate().expect_err("invalid").to_string(),
        "EccentricityVanEylen2019Mixture: fraction is 1.2, but must be from 0 to 1"
    );
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(8);
    assert!(invalid.log_density(0.1).is_nan() && invalid.sample(&mut rng).is_nan());
}

#[test]
fn angles_and_limb_darkening_fill_their_supports() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
    let draws = 40_000;
    let (mut angles, mut coefficients) = ([0.0; 2], [0.0; 2]);
    for _ in 0..draws {
        let angle = Angle.sample(&mut rng);
        assert!(Angle.support().contains(&[angle]));
        angles = [angles[0] + angle, angles[1] + angle * angle];
        let u = Kipping.sample(&mut rng);
        assert_eq!(Kipping.log_density(u), 0.0);
        coefficients = [coefficients[0] + u[0], coefficients[1] + u[1]];
    }
    let mean = |sum: f64| sum / f64::from(draws);
    assert!(mean(angles[0]).abs() < 0.03 && (mean(angles[1]) - PI * PI / 3.0).abs() < 0.06);
    // The triangle's corners are (0, 0), (2, −1), (0, 1); its centre is their mean.
    assert!((mean(coefficients[0]) - 2.0 / 3.0).abs() < 0.01 && mean(coefficients[1]).abs() < 0.01);

    assert_eq!(
        Angle.log_density_and_partials(1.0),
        (-std::f64::consts::TAU.ln(), 0.0, [])
    );
    assert_eq!(Angle.log_density(4.0), f64::NEG_INFINITY);
    assert!(Angle.log_density(f64::NAN).is_nan());
    assert_eq!(Kipping.log_density([0.8, 0.3]), f64::NEG_INFINITY);
    assert!(Kipping.log_density([f64::NAN, 0.3]).is_nan());
    assert!(Angle.validate().is_ok() && Kipping.validate().is_ok());
}
