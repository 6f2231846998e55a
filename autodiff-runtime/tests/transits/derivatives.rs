//! Derivatives of light curves by everything that they depend on.

use autodiff_macros::differentiable;
use autodiff_runtime::check_grad;
use autodiff_runtime::exoplanet::{
    EclipsingPlanet, Exposure, OrbitBuilder, TransitOrbit, TransitTimes, TransitingPlanet, diluted, transit_flux,
    transit_flux_at_times,
};

/// Parameters: period, t0, e, ω, b, density, k, u1, u2.
#[differentiable]
fn planet_of(p: &[f64; 9]) -> TransitingPlanet {
    let orbit = OrbitBuilder::with_period(p[0])
        .transit_at(p[1])
        .eccentricity(p[2], p[3])
        .impact_parameter(p[4])
        .stellar_density(p[5])
        .build();
    TransitingPlanet::new(orbit, p[6])
}

#[differentiable]
fn misfit(p: &[f64; 9], #[constant] times: &[f64], #[constant] exposure: &Exposure) -> f64 {
    let planets = [planet_of(p)];
    let flux = transit_flux(times, &planets, [p[7], p[8]], exposure);
    let mut sum = 0.0;
    for i in 0..times.len() {
        sum += (diluted(flux[i], 0.1) - 0.9).powi(2) * (1.0 + 0.1 * i as f64);
    }
    sum
}

#[differentiable]
fn two_planets(p: &[f64; 9], k: f64, shifts: &[f64], #[constant] times: &[f64]) -> f64 {
    let first = planet_of(p);
    let second = TransitingPlanet::new(first.orbit.with_transit_at(p[1] + 0.05), k);
    let own = [
        TransitTimes::new(vec![p[1] + shifts[0], p[1] + p[0] + shifts[1]]),
        TransitTimes::new(vec![p[1] + 0.05]),
    ];
    let flux = transit_flux_at_times(times, &[first, second], &own, [p[7], p[8]], &Exposure::instant());
    let mut sum = 0.0;
    for i in 0..times.len() {
        sum += flux[i] * (i as f64 - 3.3);
    }
    sum
}

#[differentiable]
fn eclipse(p: &[f64; 9], brightness: f64, time: f64) -> f64 {
    let planet = EclipsingPlanet::new(planet_of(p), brightness);
    planet.flux(time, [p[7], p[8]], [0.3, 0.1])
}

#[differentiable]
fn straight(p: &[f64; 5], u: [f64; 2], time: f64) -> f64 {
    let orbit = TransitOrbit::new(p[0], p[1], p[2], p[3], p[4]);
    orbit.flux(time, u)
}

const PARAMETERS: [f64; 9] = [3.5, 10.0, 0.2, 0.9, 0.3, 0.25, 0.1, 0.4, 0.2];

/// Times from well before to well after the transit, none at a contact.
fn times() -> Vec<f64> {
    (0..30).map(|i| 9.9021 + 0.0073 * f64::from(i)).collect()
}

#[test]
fn by_all_parameters() {
    check_grad!(misfit, &PARAMETERS, &times(), &Exposure::instant());
    let circular = [3.5, 10.0, 0.0, 0.0, 0.3, 0.25, 0.1, 0.4, 0.2];
    let (gradient, differences) = (misfit::grad(&circular, &times(), &Exposure::instant()), |at: usize| {
        let shifted = |shift: f64| {
            let mut shifted = circular;
            shifted[at] += shift;
            misfit(&shifted, &times(), &Exposure::instant())
        };
        (shifted(1e-6) - shifted(-1e-6)) / 2e-6
    });
    for at in [0, 1, 4, 5, 6, 7, 8] {
        assert!(
            (gradient[at] - differences(at)).abs() < 1e-6,
            "{at}: {} {}",
            gradient[at],
            differences(at)
        );
    }
}

#[test]
fn of_long_exposures() {
    for exposure in [
        Exposure::midpoint(0.02, 5),
        Exposure::trapezoid(0.02, 4),
        Exposure::simpson(0.02, 5),
    ] {
        check_grad!(misfit, &PARAMETERS, &times(), &exposure.unwrap());
    }
}

#[test]
fn by_transit_times() {
    let shifts = [0.003, -0.002];
    check_grad!(two_planets, &PARAMETERS, 0.07, &shifts, &times());
    let by_shifts = two_planets::grad(&PARAMETERS, 0.07, &shifts, &times()).2;
    assert!(by_shifts[0] != 0.0 && by_shifts[1] == 0.0, "{by_shifts:?}");
}

#[test]
fn of_eclipses() {
    let orbit = planet_of(&PARAMETERS).orbit;
    let [start, ..] = orbit.swapped().contact_times(0.1);
    for time in [start + 0.002, orbit.eclipse_time(), 10.02, 11.0] {
        check_grad!(eclipse, &PARAMETERS, 0.05, time);
    }
    assert!(eclipse(&PARAMETERS, 0.05, start + 0.002) < 1.0);
}

#[test]
fn of_straight_lines() {
    for since in [0.013, 0.05, 0.058] {
        check_grad!(straight, &[3.0, 0.2, 0.12, 0.3, 0.1], [0.4, 0.1], 0.2 + since);
    }
}

#[test]
fn second_derivatives() {
    let hessian = misfit::hessian(&PARAMETERS, &times(), &Exposure::instant());
    for i in 0..9 {
        let step = 1e-6;
        let gradient_at = |shift: f64| {
            let mut shifted = PARAMETERS;
            shifted[i] += shift;
            misfit::grad(&shifted, &times(), &Exposure::instant())
        };
        let (above, below) = (gradient_at(step), gradient_at(-step));
        for j in 0..9 {
            let expected = (above[j] - below[j]) / (2.0 * step);
            let scale = (hessian[i][i].abs() * hessian[j][j].abs()).sqrt().max(1.0);
            assert!(
                (hessian[i][j] - expected).abs() < 1e-4 * scale,
                "{i} {j}: {} {expected}",
                hessian[i][j]
            );
        }
    }
}
