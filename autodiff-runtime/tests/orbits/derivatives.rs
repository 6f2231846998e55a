//! Derivatives of everything by the elements, against differences and each other.

use autodiff_macros::differentiable;
use autodiff_runtime::check_grad;
use autodiff_runtime::exoplanet::{KeplerianOrbit, OrbitBuilder, TransitOrbit};

/// Elements: period, t0, e, ω, b, density, radius, planet's mass, node.
#[differentiable]
fn orbit_of(elements: &[f64; 9]) -> KeplerianOrbit {
    OrbitBuilder::with_period(elements[0])
        .transit_at(elements[1])
        .eccentricity(elements[2], elements[3])
        .impact_parameter(elements[4])
        .stellar_density(elements[5])
        .stellar_radius(elements[6])
        .planet_mass(elements[7])
        .ascending_node(elements[8])
        .build()
}

#[differentiable]
fn positions(elements: &[f64; 9], time: f64) -> [f64; 12] {
    let orbit = orbit_of(elements);
    let [a, b, c] = orbit.relative_position(time);
    let [d, e, f] = orbit.star_position(time);
    let [g, h, i] = orbit.relative_velocity(time);
    let [j, k] = orbit.astrometric_offset(time, 30.0);
    [
        a,
        b,
        c,
        100.0 * d,
        100.0 * e,
        100.0 * f,
        g,
        h,
        i,
        j,
        k,
        orbit.eclipse_time(),
    ]
}

#[differentiable]
fn scalars(elements: &[f64; 9], time: f64) -> f64 {
    let orbit = orbit_of(elements);
    let (separation, angle) = orbit.relative_angles(time, 12.0);
    orbit.separation(time)
        + orbit.radial_velocity(time, 3.0)
        + 0.1 * orbit.semi_amplitude()
        + separation * (angle + 0.3).cos()
        + orbit.planet_velocity(time)[0] * orbit.star_velocity(time)[2] * 50.0
}

#[differentiable]
fn by_vector(x: f64, y: f64, time: f64) -> f64 {
    let orbit = OrbitBuilder::with_period(5.0)
        .eccentricity_vector(x, y)
        .periastron_at(1.0)
        .scaled_axis(9.0)
        .inclination(1.5)
        .build();
    orbit.separation(time) + orbit.radial_velocity(time, 2.0)
}

#[differentiable]
fn circular(period: f64, t0: f64, impact: f64, axis: f64, time: f64) -> f64 {
    let orbit = OrbitBuilder::with_period(period)
        .transit_at(t0)
        .impact_parameter(impact)
        .scaled_axis(axis)
        .build();
    orbit.separation(time) + orbit.radial_velocity(time, 2.0) * orbit.relative_position(time)[0]
}

#[differentiable]
fn straight(elements: &[f64; 5], time: f64) -> f64 {
    let orbit = TransitOrbit::new(elements[0], elements[1], elements[2], elements[3], elements[4]);
    orbit.separation(time) + orbit.contact_times()[1]
}

const ELEMENTS: [[f64; 9]; 3] = [
    [3.5, 10.0, 0.2, 0.9, 0.3, 0.25, 1.1, 0.001, 0.4],
    [21.0, -4.0, 0.7, -2.4, 1.4, 0.4, 0.7, 0.02, -2.0],
    [1.37, 0.1, 0.01, -1.6, 0.0, 0.3, 1.0, 0.0, 0.0],
];

#[test]
fn by_all_elements_and_time() {
    for elements in &ELEMENTS {
        for time in [0.37, 9.7, 100.3] {
            check_grad!(positions, elements, time);
            check_grad!(scalars, elements, time);
        }
    }
    check_grad!(by_vector, 0.3, -0.4, 2.2);
    check_grad!(by_vector, -1e-3, 2e-3, 2.2);
    check_grad!(circular, 3.0, 0.2, 0.4, 8.0, 7.1);
    check_grad!(straight, &[3.0, 0.2, 0.12, 0.3, 0.1], 3.22);
}

#[test]
fn second_derivatives_are_those_of_the_gradient() {
    for elements in &ELEMENTS {
        let hessian = scalars::hessian(elements, 9.7);
        for i in 0..9 {
            let step = 1e-5 * elements[i].abs().max(0.01);
            let gradient_at = |shift: f64| {
                let mut shifted = *elements;
                shifted[i] += shift;
                scalars::grad(&shifted, 9.7).0
            };
            let (above, below) = (gradient_at(step), gradient_at(-step));
            for j in 0..9 {
                let expected = (above[j] - below[j]) / (2.0 * step);
                let scale = hessian[i].iter().fold(1.0_f64, |scale, x| scale.max(x.abs()));
                assert!(
                    (hessian[i][j] - expected).abs() < 1e-4 * scale,
                    "{i}, {j}: {} is not {expected}",
                    hessian[i][j]
                );
            }
        }
    }
}

#[test]
fn a_circle_in_the_disk_of_eccentricities_has_no_slope() {
    let (x, y, _) = by_vector::grad(0.0, 0.0, 2.2);
    assert_eq!((x, y), (0.0, 0.0));
}

#[test]
fn methods_have_derivatives_of_their_own() {
    let orbit = orbit_of(&ELEMENTS[0]);
    check_grad!(KeplerianOrbit::separation, &orbit, 10.02);
    let (by_orbit, by_time) = orbit.separation_grad(10.02);
    assert!(by_time > 0.0 && by_orbit.cos_inclination > 0.0);
}

/// In the middle of the transit of an orbit seen edge-on the distance is zero, and has no slope.
#[test]
fn in_front_of_the_centre_nothing_is_infinite() {
    let orbit = OrbitBuilder::with_period(3.0).scaled_axis(8.0).build();
    assert_eq!(orbit.separation(0.0), 0.0);
    let (by_orbit, by_time) = orbit.separation_grad(0.0);
    assert_eq!(
        (by_orbit.semi_latus, by_orbit.cos_inclination, by_time),
        (0.0, 0.0, 0.0)
    );
    assert!(
        OrbitBuilder::with_period(f64::NAN)
            .build()
            .separation_grad(0.0)
            .1
            .is_nan()
    );
}
