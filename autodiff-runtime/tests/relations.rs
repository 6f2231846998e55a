//! Masses and velocities, durations and probabilities of transits: known cases, both directions, derivatives.

extern crate autodiff_runtime as pullback;

use pullback::check_grad;
use pullback::exoplanet::constants::{EARTH_MASS, GRAVITATIONAL_CONSTANT, JUPITER_MASS};
use pullback::exoplanet::*;
use std::f64::consts::{FRAC_PI_2, PI};

#[track_caller]
fn assert_close(got: f64, expected: f64, tolerance: f64) {
    let error = (got - expected).abs();
    assert!(error <= tolerance * expected.abs(), "{got}, not {expected}");
}

#[test]
fn velocities_are_those_of_known_planets() {
    // The Earth's pull on the Sun is 8.9 cm/s, Jupiter's 12.5 m/s.
    assert_close(semi_amplitude(EARTH_MASS, 365.25, 1.0, 0.0167, FRAC_PI_2), 0.0895, 2e-3);
    assert_close(
        semi_amplitude(JUPITER_MASS, 4332.59, 1.0, 0.0489, FRAC_PI_2),
        12.47,
        1e-3,
    );
    // From Kepler's third law: K = 2πa/P · m/(M + m) · sin i/√(1 − e²), a in solar radii.
    let (mass, star, period, ecc, inclination) = (0.4_f64, 1.3_f64, 12.0_f64, 0.35_f64, 1.1_f64);
    let a = (GRAVITATIONAL_CONSTANT * (mass + star) * period * period / (4.0 * PI * PI)).cbrt();
    let speed = 2.0 * PI * a * constants::SOLAR_RADIUS / (period * constants::SECONDS_PER_DAY);
    let expected = speed * mass / (mass + star) * inclination.sin() / (1.0 - ecc * ecc).sqrt();
    assert_close(semi_amplitude(mass, period, star, ecc, inclination), expected, 1e-13);
}

#[test]
fn masses_come_back_from_velocities_whatever_their_size() {
    for mass in [0.0, 1e-200, 1e-12, EARTH_MASS, 1e-3, 0.08, 1.0, 30.0, 1e6] {
        let k = semi_amplitude(mass, 12.0, 1.3, 0.35, 1.1);
        let back = companion_mass(k, 12.0, 1.3, 0.35, 1.1);
        assert_close(back, mass, 1e-14);
        let least = minimum_mass(k, 12.0, 1.3, 0.35);
        assert!(least <= mass, "{least} {mass}");
    }
    // For a light planet the least mass is m sin i.
    let k = semi_amplitude(EARTH_MASS, 12.0, 1.3, 0.35, 1.1);
    assert_close(minimum_mass(k, 12.0, 1.3, 0.35), EARTH_MASS * 1.1_f64.sin(), 1e-5);
    check_grad!(semi_amplitude, 0.4, 12.0, 1.3, 0.35, 1.1);
    check_grad!(companion_mass, 30.0e3, 12.0, 1.3, 0.35, 1.1);
    check_grad!(minimum_mass, 20.0, 12.0, 1.3, 0.35);
    // Without a companion the derivative is that of a light one.
    let (by_k, ..) = minimum_mass::grad(0.0, 12.0, 1.3, 0.35);
    assert_close(by_k, minimum_mass(1e-3, 12.0, 1.3, 0.35) / 1e-3, 1e-5);
}

#[test]
fn second_derivatives_of_masses_are_those_of_first() {
    let gradient = |k: f64| minimum_mass::grad(k, 12.0, 1.3, 0.35).0;
    let hessian = minimum_mass::hessian(30.0e3, 12.0, 1.3, 0.35);
    let h = 30.0;
    let difference = (gradient(30.0e3 + h) - gradient(30.0e3 - h)) / (2.0 * h);
    assert_close(hessian[0][0], difference, 1e-6);
}

#[test]
fn durations_are_those_of_circles_and_of_winn() {
    let expected = duration_from_a_over_r(5.4, 1.338, 0.1, 0.15);
    assert_close(transit_duration(1.338, 5.4, 0.15, 0.1, 0.0, 0.3), expected, 1e-14);
    // An exactly circular orbit seen edge-on, through the disk's centre: asin((1 ± k)/a).
    let full = full_transit_duration(1.338, 5.4, 0.15, 0.0, 0.0, 0.3);
    assert_close(full, 1.338 / PI * (0.85_f64 / 5.4).asin(), 1e-14);
    // Periastron at transit makes it short.
    let fast = transit_duration(10.0, 20.0, 0.1, 0.0, 0.5, FRAC_PI_2);
    let slow = transit_duration(10.0, 20.0, 0.1, 0.0, 0.5, -FRAC_PI_2);
    assert_close(slow / fast, 3.0, 1e-12);
    check_grad!(transit_duration, 10.0, 20.0, 0.1, 0.3, 0.2, 0.7);
    check_grad!(full_transit_duration, 10.0, 20.0, 0.1, 0.3, 0.2, 0.7);
}

#[test]
fn the_duration_of_an_eccentric_transit_is_close_to_that_of_the_orbit() {
    let (period, a, k, b, ecc, omega) = (10.0, 20.0, 0.1, 0.3, 0.2, 0.7_f64);
    let cos_i = b * (1.0 + ecc * omega.sin()) / (a * (1.0 - ecc * ecc));
    // The separation of the centres by the mean anomaly.
    let separation = |mean_anomaly: f64| {
        let (sin_f, cos_f) = kepler(mean_anomaly, ecc);
        let r = a * (1.0 - ecc * ecc) / (1.0 + ecc * cos_f);
        let (sine, cosine) = (
            sin_f * omega.cos() + cos_f * omega.sin(),
            cos_f * omega.cos() - sin_f * omega.sin(),
        );
        r * (cosine * cosine + (sine * cos_i).powi(2)).sqrt()
    };
    let (steps, width) = (200_000, 0.4);
    let f = FRAC_PI_2 - omega;
    let anomaly = 2.0 * (((1.0 - ecc) / (1.0 + ecc)).sqrt() * (0.5 * f).tan()).atan();
    let middle = anomaly - ecc * anomaly.sin();
    let inside = (0..steps)
        .filter(|i| separation(middle + width * (f64::from(*i) / f64::from(steps) - 0.5)) < 1.0 + k)
        .count();
    let expected = period * width / (2.0 * PI) * inside as f64 / f64::from(steps);
    assert_close(transit_duration(period, a, k, b, ecc, omega), expected, 5e-3);
}

#[test]
fn probabilities_and_temperatures() {
    assert_close(transit_probability(215.0, 0.00916, 0.0, 0.0), 1.00916 / 215.0, 1e-14);
    assert_eq!(transit_probability(1.0, 0.1, 0.0, 0.0), 1.0);
    assert_close(transit_probability(20.0, 0.1, 0.5, FRAC_PI_2), 0.11, 1e-12);
    // The Earth with its albedo: 254 K.
    assert_close(equilibrium_temperature(5772.0, 215.0, 0.306), 254.0, 2e-3);
    check_grad!(transit_probability, 20.0, 0.1, 0.5, 0.7);
    check_grad!(equilibrium_temperature, 5000.0, 12.0, 0.3);
}

#[test]
fn what_is_unphysical_is_not_a_number_and_neither_are_its_derivatives() {
    let nan = |value: f64| assert!(value.is_nan(), "{value}");
    nan(semi_amplitude(-1.0, 1.0, 1.0, 0.0, 1.0));
    nan(semi_amplitude(1.0, 0.0, 1.0, 0.0, 1.0));
    nan(semi_amplitude(1.0, 1.0, 1.0, 1.0, 1.0));
    nan(semi_amplitude::grad(1.0, 1.0, -1.0, 0.0, 1.0).0);
    nan(companion_mass(-1.0, 1.0, 1.0, 0.0, 1.0));
    nan(companion_mass(1.0, 1.0, 1.0, 0.0, 0.0));
    nan(companion_mass::grad(1.0, 1.0, 1.0, 0.0, -1.0).0);
    nan(minimum_mass(f64::NAN, 1.0, 1.0, 0.0));
    nan(transit_duration(1.0, 5.0, 0.1, 1.2, 0.0, 0.0));
    nan(transit_duration(1.0, 5.0, -0.1, 0.2, 0.0, 0.0));
    nan(transit_duration::grad(1.0, 5.0, 0.1, 0.2, 1.0, 0.0).0);
    nan(full_transit_duration(1.0, 5.0, 0.1, 0.95, 0.0, 0.0));
    nan(transit_probability(0.0, 0.1, 0.0, 0.0));
    nan(transit_probability(5.0, 0.1, f64::NAN, 0.0));
    nan(equilibrium_temperature(5000.0, 5.0, 1.5));
}
