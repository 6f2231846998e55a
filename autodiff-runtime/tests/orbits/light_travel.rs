//! With light-travel delay, positions are those of the moment when the light left.

use autodiff_macros::differentiable;
use autodiff_runtime::check_grad;
use autodiff_runtime::exoplanet::OrbitBuilder;
use autodiff_runtime::exoplanet::constants::{ASTRONOMICAL_UNIT, SPEED_OF_LIGHT};

fn builder() -> OrbitBuilder {
    OrbitBuilder::with_period(300.0)
        .star(1.0, 1.0)
        .planet_mass(0.01)
        .eccentricity(0.4, 1.1)
        .inclination(1.52)
        .transit_at(5.0)
}

#[test]
fn the_light_left_earlier_by_its_way() {
    let (seen, actual) = (builder().light_delay(true).build(), builder().build());
    for step in 0..40 {
        let time = 7.5 * f64::from(step);
        let planet = seen.planet_position(time);
        let emitted = time + planet[2] / SPEED_OF_LIGHT;
        let star = seen.star_position(time);
        let star_emitted = time + star[2] / SPEED_OF_LIGHT;
        let (then, star_then) = (actual.planet_position(emitted), actual.star_position(star_emitted));
        let relative = seen.relative_position(time);
        for k in 0..3 {
            // Times differ by rounding of the delay's own equation: 1e-6 s.
            assert!((planet[k] - then[k]).abs() < 1e-8, "{} {}", planet[k], then[k]);
            assert!((star[k] - star_then[k]).abs() < 1e-9);
            assert!((relative[k] - (planet[k] - star[k])).abs() < 1e-12);
        }
    }
}

#[test]
fn an_eclipse_is_late_by_the_way_across_the_orbit() {
    let orbit = OrbitBuilder::with_period(365.25)
        .star(1.0, 1.0)
        .light_delay(true)
        .build();
    let middle = |guess: f64| {
        let across = |t: f64| orbit.relative_position(t)[0];
        let (mut low, mut high) = (guess - 0.1, guess + 0.1);
        for _ in 0..60 {
            let time = 0.5 * (low + high);
            if (across(time) > 0.0) == (across(high) > 0.0) {
                high = time;
            } else {
                low = time;
            }
        }
        low
    };
    let late = middle(0.5 * 365.25) - middle(0.0) - 0.5 * 365.25;
    let expected = 2.0 * ASTRONOMICAL_UNIT / SPEED_OF_LIGHT;
    assert!((late - expected).abs() < 1e-5 * expected + 1e-6, "{late} {expected}");
}

#[differentiable]
fn seen(period: f64, ecc: f64, mass: f64, time: f64) -> f64 {
    let orbit = OrbitBuilder::with_period(period)
        .star(mass, 1.0)
        .planet_mass(0.02)
        .eccentricity(ecc, 1.1)
        .inclination(1.4)
        .light_delay(true)
        .build();
    let [x, y, z] = orbit.relative_position(time);
    orbit.separation(time) + x * y + z
}

#[test]
fn and_it_is_differentiable() {
    check_grad!(seen, 300.0, 0.4, 1.1, 33.0);
}
