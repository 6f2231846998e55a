//! Contact times, and the windows outside of which nothing is computed.

use autodiff_macros::differentiable;
use autodiff_runtime::check_grad;
use autodiff_runtime::exoplanet::{KeplerianOrbit, OrbitBuilder, Window};
use proptest::prelude::*;

fn orbit(period: f64, axis: f64, ecc: f64, omega: f64, impact: f64) -> KeplerianOrbit {
    OrbitBuilder::with_period(period)
        .transit_at(1.0)
        .scaled_axis(axis)
        .eccentricity(ecc, omega)
        .impact_parameter(impact)
        .build()
}

#[test]
fn at_a_contact_the_limbs_touch() {
    let (orbit, k) = (orbit(3.0, 9.0, 0.3, 0.5, 0.4), 0.12);
    let [first, second, third, fourth] = orbit.contact_times(k);
    assert!(first < second && second < 1.0 && third > 1.0 && third < fourth);
    for (time, separation) in [(first, 1.0 + k), (second, 1.0 - k), (third, 1.0 - k), (fourth, 1.0 + k)] {
        assert!((orbit.separation(time) - separation).abs() < 1e-13);
    }
}

/// Winn 2010, equations 14 and 15.
#[test]
fn durations_of_circular_orbits_are_the_textbook_s() {
    let (orbit, k, b, axis) = (orbit(4.0, 11.0, 0.0, 0.0, 0.35), 0.08, 0.35_f64, 11.0);
    let [first, second, third, fourth] = orbit.contact_times(k);
    let duration = |limit: f64| {
        let half_chord = (limit * limit - b * b).sqrt() / (axis * orbit.sin_inclination);
        4.0 / std::f64::consts::PI * half_chord.asin()
    };
    assert!((fourth - first - duration(1.0 + k)).abs() < 1e-14);
    assert!((third - second - duration(1.0 - k)).abs() < 1e-14);
}

#[test]
fn contacts_that_do_not_happen_are_nan() {
    let grazing = orbit(3.0, 9.0, 0.0, 0.0, 0.95).contact_times(0.1);
    assert!(grazing[0].is_finite() && grazing[3].is_finite());
    assert!(grazing[1].is_nan() && grazing[2].is_nan());
    assert!(
        orbit(3.0, 9.0, 0.0, 0.0, 1.2)
            .contact_times(0.1)
            .iter()
            .all(|time| time.is_nan())
    );
    for radius_ratio in [0.0, -0.1, f64::NAN, f64::INFINITY] {
        assert!(
            orbit(3.0, 9.0, 0.0, 0.0, 0.2)
                .contact_times(radius_ratio)
                .iter()
                .all(|time| time.is_nan())
        );
    }
    assert!(
        orbit(3.0, -9.0, 0.0, 0.0, 0.2)
            .contact_times(0.1)
            .iter()
            .all(|time| time.is_nan())
    );
    // A planet larger than its star hides it all, without inner contacts of this kind.
    assert!(orbit(3.0, 9.0, 0.0, 0.0, 0.2).contact_times(1.3)[1].is_nan());
}

#[differentiable]
fn contact_of(elements: &[f64; 6], which: usize) -> f64 {
    let orbit = OrbitBuilder::with_period(elements[0])
        .scaled_axis(elements[1])
        .eccentricity(elements[2], elements[3])
        .impact_parameter(elements[4])
        .build();
    orbit.contact_times(elements[5])[which]
}

#[test]
fn contacts_are_differentiable_twice() {
    let elements = [3.0, 9.0, 0.3, 0.5, 0.4, 0.12];
    for which in 0..4 {
        check_grad!(contact_of, &elements, which);
        let hessian = contact_of::hessian(&elements, which);
        for i in 0..6 {
            let step = 1e-4;
            let shifted = |shift: f64| {
                let mut elements = elements;
                elements[i] += shift;
                contact_of::grad(&elements, which)
            };
            let (above, below) = (shifted(step), shifted(-step));
            for j in 0..6 {
                let expected = (above[j] - below[j]) / (2.0 * step);
                assert!(
                    (hessian[i][j] - expected).abs() < 1e-5,
                    "{i} {j}: {} {expected}",
                    hessian[i][j]
                );
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Wherever the planet is in front of its star, the window is open.
    #[test]
    fn the_window_misses_no_transit(
        axis in 1.2..60.0_f64,
        ecc in 0.0..0.95_f64,
        omega in -3.2..3.2_f64,
        impact in -1.5..1.5_f64,
        k in 0.001..0.6_f64,
        inside in 0.0..1.0_f64,
    ) {
        let orbit = orbit(3.0, axis, ecc, omega, impact);
        let window = orbit.transit_window(k);
        for step in 0..400 {
            let since = (f64::from(step) + inside - 200.0) * (3.0 / 400.0);
            let separation = orbit.separation_since_transit(since);
            if (0.0..1.0 + k).contains(&separation) {
                prop_assert!(window.may_contain(since, 0.0), "{since} {separation} {window:?}");
            }
        }
    }

    /// And it is not much longer than the transit: a little where high impact and eccentricity meet.
    #[test]
    fn the_window_is_tight(
        axis in 5.0..60.0_f64, ecc in 0.0..0.4_f64, omega in -3.2..3.2_f64, impact in 0.0..0.9_f64, k in 0.01..0.2_f64,
    ) {
        let orbit = orbit(3.0, axis, ecc, omega, impact);
        let window = orbit.transit_window(k);
        let [first, .., fourth] = orbit.contact_times(k);
        prop_assert!(first.is_finite() && fourth.is_finite());
        let (duration, opened) = (fourth - first, window.end - window.start);
        prop_assert!(opened >= duration && opened < 1.25 * duration, "{opened} {duration}");
    }
}

#[test]
fn a_planet_that_passes_beside_its_star_is_never_looked_at() {
    assert_eq!(orbit(3.0, 9.0, 0.0, 0.0, 1.3).transit_window(0.1), Window::NEVER);
    assert!(!Window::NEVER.may_contain(0.0, 0.5));
    // Of what is not a number nothing is known.
    assert_eq!(orbit(f64::NAN, 9.0, 0.0, 0.0, 1.3).transit_window(0.1), Window::ALWAYS);
    assert!(Window::ALWAYS.may_contain(f64::NAN, 0.0));
}
