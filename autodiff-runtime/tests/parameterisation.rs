//! Parameterisations of orbits and light curves: both directions, derivatives, densities that integrate to one.

extern crate autodiff_runtime as pullback;

use pullback::check_grad;
use pullback::exoplanet::*;
use std::f64::consts::{PI, TAU};

#[track_caller]
fn assert_close(got: f64, expected: f64) {
    let error = (got - expected).abs();
    assert!(
        error <= 1e-13 * expected.abs().max(1.0),
        "{got}, not {expected} (off by {error:e})"
    );
}

/// The integral by Gauss and Legendre's rule of five points on many intervals.
fn integral(f: impl Fn(f64) -> f64, from: f64, to: f64) -> f64 {
    let nodes: [(f64, f64); 3] = [
        (0.0, 128.0 / 225.0),
        (0.538_469_310_105_683_1, 0.478_628_670_499_366_5),
        (0.906_179_845_938_664, 0.236_926_885_056_189_1),
    ];
    let (intervals, width) = (4000, (to - from) / 4000.0);
    let mut sum = 0.0;
    for i in 0..intervals {
        let middle = from + (f64::from(i) + 0.5) * width;
        for (node, weight) in nodes {
            let offset = 0.5 * width * node;
            let both = if node == 0.0 {
                f(middle)
            } else {
                f(middle - offset) + f(middle + offset)
            };
            sum += weight * both;
        }
    }
    0.5 * width * sum
}

#[test]
fn limb_darkening_goes_both_ways_and_fills_the_triangle() {
    for q in [[0.1, 0.9], [0.5, 0.5], [1.0, 0.2], [0.3, 0.0], [0.7, 1.0]] {
        let u = quadratic_from_kipping(q);
        assert!(
            u[0] >= 0.0 && u[0] + u[1] <= 1.0 + 1e-15 && u[0] + 2.0 * u[1] >= -1e-15,
            "{u:?}"
        );
        let back = kipping_from_quadratic(u);
        assert_close(back[0], q[0]);
        assert_close(back[1], q[1]);
    }
    check_grad!(quadratic_from_kipping, [0.4, 0.3]);
    check_grad!(kipping_from_quadratic, [0.4, 0.3]);
    check_grad!(kipping_from_quadratic, [0.4, -0.1]);
    // The map keeps areas: its Jacobian's determinant is −1.
    let jacobian = quadratic_from_kipping::jacobian([0.4, 0.3]);
    assert_close(jacobian[0][0] * jacobian[1][1] - jacobian[0][1] * jacobian[1][0], -1.0);
}

#[test]
fn impact_parameters_go_both_ways() {
    let b = impact_parameter_from_fraction(0.4, 0.1);
    assert_close(b, 0.44);
    assert_close(fraction_from_impact_parameter(b, 0.1), 0.4);
    check_grad!(impact_parameter_from_fraction, 0.4, 0.1);
    check_grad!(fraction_from_impact_parameter, 0.4, 0.1);
    check_grad!(ln_slope_of_impact_parameter, 0.1);
    let (by_fraction, _) = impact_parameter_from_fraction::grad(0.4, 0.1);
    assert_close(ln_slope_of_impact_parameter(0.1), by_fraction.ln());
}

#[test]
fn eccentricity_and_angle_go_both_ways() {
    for (ecc, omega) in [(0.3, 2.0), (0.9, -3.0), (1e-9, 0.1), (0.5, PI)] {
        let (e, w) = ecc_omega_from_sqrt_pair(sqrt_pair_from_ecc_omega(ecc, omega));
        assert_close(e, ecc);
        assert_close(w, omega);
        let (e, w) = ecc_omega_from_pair(pair_from_ecc_omega(ecc, omega));
        assert_close(e, ecc);
        assert_close(w, omega);
        assert_close(angle_from_pair(pair_from_angle(omega)), omega);
        let [cosine, sine] = direction_from_pair(pair_from_angle(omega));
        assert_close(cosine, omega.cos());
        assert_close(sine, omega.sin());
    }
    assert_eq!(ecc_omega_from_sqrt_pair([0.0, 0.0]), (0.0, 0.0));
    check_grad!(ecc_omega_from_sqrt_pair, [0.4, -0.3]);
    check_grad!(sqrt_pair_from_ecc_omega, 0.4, -0.3);
    check_grad!(ecc_omega_from_pair, [0.4, -0.3]);
    check_grad!(pair_from_ecc_omega, 0.4, -0.3);
    check_grad!(angle_from_pair, [0.4, -0.3]);
    check_grad!(direction_from_pair, [0.4, -0.3]);
    check_grad!(pair_from_angle, -0.3);
    check_grad!(ln_density_of_angle_pair, [2.4, -3.3]);
}

#[test]
fn the_density_of_pairs_integrates_to_one() {
    let ring = |length: f64| TAU * length * ln_density_of_angle_pair([length, 0.0]).exp();
    assert_close(integral(ring, 0.0, 20.0), 1.0);
    // The same in all directions.
    assert_close(
        ln_density_of_angle_pair([3.0, 4.0]),
        ln_density_of_angle_pair([0.0, -5.0]),
    );
    assert_eq!(ln_density_of_angle_pair([0.0, 0.0]), f64::NEG_INFINITY);
}

#[test]
fn durations_go_both_ways() {
    for (duration, b, k) in [(0.09, 0.1, 0.15), (0.3, 0.0, 0.0), (0.01, 1.05, 0.1), (0.6, 0.9, 0.2)] {
        let (period, a_over_r) = (1.338, a_over_r_from_duration(duration, 1.338, b, k));
        if a_over_r > 1.0 + k {
            assert_close(duration_from_a_over_r(a_over_r, period, b, k), duration);
        }
        let density = density_from_a_over_r(a_over_r, period);
        assert_close(a_over_r_from_density(density, period), a_over_r);
        let (slope, ..) = a_over_r_from_duration::grad(duration, period, b, k);
        assert!(slope < 0.0);
        assert_close(ln_slope_of_a_over_r_by_duration(duration, period, b, k), (-slope).ln());
        let slope = density_from_a_over_r::grad(a_over_r, period).0 * slope;
        assert_close(ln_slope_of_density_by_duration(duration, period, b, k), (-slope).ln());
        assert_close(density_from_duration(duration, period, b, k), density);
        if a_over_r > 1.0 + k {
            assert_close(duration_from_density(density, period, b, k), duration);
        }
    }
    check_grad!(a_over_r_from_duration, 0.09, 1.338, 0.1, 0.15);
    check_grad!(duration_from_a_over_r, 5.4, 1.338, 0.1, 0.15);
    check_grad!(ln_slope_of_a_over_r_by_duration, 0.09, 1.338, 0.1, 0.15);
    check_grad!(ln_slope_of_density_by_duration, 0.09, 1.338, 0.1, 0.15);
    check_grad!(density_from_a_over_r, 5.4, 1.338);
    check_grad!(density_from_duration, 0.09, 1.338, 0.1, 0.15);
    check_grad!(duration_from_density, 1.7, 1.338, 0.1, 0.15);
    check_grad!(a_over_r_from_density, 1.7, 1.338);
    // The Sun as its planets see it: 215.03 radii and a year.
    let grams = constants::GRAM_PER_CUBIC_CENTIMETRE;
    assert!((density_from_a_over_r(215.032, 365.256) / grams - 1.41).abs() < 0.002);
}

#[test]
fn constants_are_the_known_ones() {
    assert!((constants::GRAVITATIONAL_CONSTANT - 2942.206).abs() < 1e-3);
    assert!((1.0 / constants::GRAM_PER_CUBIC_CENTIMETRE - 5.905).abs() < 1e-3);
    assert!((constants::EARTH_MASS - 3.0035e-6).abs() < 1e-10);
    assert!((constants::JUPITER_MASS - 9.5459e-4).abs() < 1e-8);
    assert!((constants::JUPITER_RADIUS / constants::EARTH_RADIUS - 11.209).abs() < 1e-3);
}

#[test]
fn densities_of_eccentricities_integrate_to_one() {
    // In the fifth root of e the Beta densities have no singularity worth mentioning.
    let total = |density: &dyn Fn(f64) -> f64| integral(|x| 5.0 * x.powi(4) * density(x.powi(5)).exp(), 0.0, 1.0);
    let close = |total: f64| assert!((total - 1.0).abs() < 1e-7, "{total}");
    close(total(&ln_density_kipping_2013));
    close(total(&ln_density_kipping_2013_short_periods));
    close(total(&ln_density_kipping_2013_long_periods));
    close(total(&ln_density_van_eylen_2019_single));
    close(total(&ln_density_van_eylen_2019_multiple));
    for fraction in [0.0, 0.08, 0.76, 1.0] {
        close(total(&|e| ln_density_van_eylen_2019_mixture(e, fraction)));
    }
    check_grad!(ln_density_kipping_2013, 0.3);
    check_grad!(ln_density_kipping_2013_short_periods, 0.3);
    check_grad!(ln_density_kipping_2013_long_periods, 0.3);
    check_grad!(ln_density_van_eylen_2019_single, 0.3);
    check_grad!(ln_density_van_eylen_2019_multiple, 0.3);
    check_grad!(ln_density_van_eylen_2019_mixture, 0.1, 0.76);
    check_grad!(ln_density_van_eylen_2019_mixture, 0.7, 0.08);
}

#[test]
fn where_there_is_no_ellipse_the_density_is_zero() {
    for density in [
        ln_density_kipping_2013,
        ln_density_kipping_2013_short_periods,
        ln_density_kipping_2013_long_periods,
        ln_density_van_eylen_2019_single,
        ln_density_van_eylen_2019_multiple,
        |ecc: f64| ln_density_van_eylen_2019_mixture(ecc, 0.5),
    ] {
        assert_eq!(density(-0.1), f64::NEG_INFINITY);
        assert_eq!(density(1.0), f64::NEG_INFINITY);
        assert!(density(f64::NAN).is_nan());
    }
    assert!(ln_density_van_eylen_2019_single(0.0).is_finite());
}

#[test]
fn what_is_unphysical_is_not_a_number_and_neither_are_its_derivatives() {
    let nan = |value: f64| assert!(value.is_nan(), "{value}");
    let pair = |value: [f64; 2]| value.map(nan);
    pair(quadratic_from_kipping([-0.1, 0.5]));
    pair(quadratic_from_kipping([0.5, f64::NAN]).map(|u| u + 0.0));
    pair(kipping_from_quadratic([0.8, 0.3]));
    pair(kipping_from_quadratic([0.0, 0.0]));
    pair(kipping_from_quadratic::vjp([0.8, 0.3]).1([1.0, 1.0]));
    nan(impact_parameter_from_fraction(1.1, 0.1));
    nan(impact_parameter_from_fraction::grad(1.1, 0.1).0);
    nan(impact_parameter_from_fraction(0.5, -0.1));
    nan(fraction_from_impact_parameter(1.2, 0.1));
    nan(ln_slope_of_impact_parameter(-0.1));
    nan(ecc_omega_from_sqrt_pair([0.8, 0.7]).0);
    nan(ecc_omega_from_sqrt_pair([0.8, 0.7]).1);
    pair(ecc_omega_from_sqrt_pair::vjp([0.8, 0.7]).1((1.0, 0.0)));
    nan(ecc_omega_from_pair([0.8, f64::NAN]).0);
    pair(sqrt_pair_from_ecc_omega(1.0, 0.0));
    pair(pair_from_ecc_omega(-0.1, 0.0));
    for (duration, period, b, k) in [
        (0.0, 1.0, 0.0, 0.1),
        (0.5, 1.0, 0.0, 0.1),
        (0.1, 1.0, 1.1, 0.1),
        (0.1, 1.0, -0.1, 0.1),
        (0.1, 1.0, 0.0, -0.1),
        (f64::NAN, 1.0, 0.0, 0.1),
    ] {
        nan(a_over_r_from_duration(duration, period, b, k));
        nan(a_over_r_from_duration::grad(duration, period, b, k).0);
        nan(ln_slope_of_density_by_duration(duration, period, b, k));
    }
    nan(duration_from_a_over_r(1.05, 1.0, 0.0, 0.1));
    nan(density_from_a_over_r(-1.0, 1.0));
    nan(a_over_r_from_density(-1.0, 1.0));
    nan(ln_density_van_eylen_2019_mixture(0.1, 1.5));
}
