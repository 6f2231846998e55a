//! Systems whose solutions are formulas.

use crate::systems::to;
use autodiff_macros::differentiable;
use pullback::ode::OdeSettings;
use pullback::ode_solver;

/// An oscillator whose frequency and damping are the parameters.
#[differentiable]
fn oscillation(_t: f64, y: &[f64; 2], p: &[f64; 2]) -> [f64; 2] {
    [y[1], -(p[0] * p[0] + p[1] * p[1]) * y[0] - 2.0 * p[1] * y[1]]
}

ode_solver! {
    fn oscillator = dormand_prince(oscillation: [f64; 2], &[f64; 2]);
}
ode_solver! {
    fn oscillator_implicitly = sdirk(oscillation: [f64; 2], &[f64; 2]);
}

const FREQUENCY: f64 = 1.3;
const DAMPING: f64 = 0.1;

/// The deflection, and its derivatives by frequency, by damping and by time.
fn solution(t: f64) -> [f64; 4] {
    let (w, d) = (FREQUENCY, DAMPING);
    let (sin, cos) = (w * t).sin_cos();
    let decay = (-d * t).exp();
    let by_frequency = decay * (-t * sin + d * (t * cos / w - sin / (w * w)));
    let by_damping = decay * (sin / w - t * (cos + d / w * sin));
    let by_time = -decay * sin * (w + d * d / w);
    [decay * (cos + d / w * sin), by_frequency, by_damping, by_time]
}

#[test]
fn errors_are_of_the_order_of_the_tolerance() {
    let times: Vec<f64> = (0..=12).map(f64::from).collect();
    for tolerance in [1e-3, 1e-5, 1e-7, 1e-10] {
        let start = [1.0, 0.0];
        let p = [FREQUENCY, DAMPING];
        let explicit = oscillator(&start, 0.0, &times, &p, &to(tolerance)).expect("it can be solved");
        let implicit = oscillator_implicitly(&start, 0.0, &times, &p, &to(tolerance)).expect("it can be solved");
        assert_eq!((explicit[0], implicit[0]), (start, start));
        for (i, t) in times.iter().enumerate() {
            for found in [explicit[i][0], implicit[i][0]] {
                let error = (found - solution(*t)[0]).abs();
                assert!(error < 30.0 * tolerance, "off by {error:e} at {t} for {tolerance:e}");
            }
        }
    }
}

#[differentiable]
fn deflection(p: &[f64; 2], start_time: f64, end: f64, #[constant] settings: &OdeSettings) -> f64 {
    match oscillator(&[1.0, 0.0], start_time, &[0.5 * (start_time + end), end], p, settings) {
        Ok(states) => states[1][0],
        Err(_) => f64::NAN,
    }
}

#[differentiable]
fn deflection_implicitly(p: &[f64; 2], start_time: f64, end: f64, #[constant] settings: &OdeSettings) -> f64 {
    match oscillator_implicitly(&[1.0, 0.0], start_time, &[0.5 * (start_time + end), end], p, settings) {
        Ok(states) => states[1][0],
        Err(_) => f64::NAN,
    }
}

#[test]
fn derivatives_by_parameters_and_times() {
    let p = [FREQUENCY, DAMPING];
    let [value, by_frequency, by_damping, by_time] = solution(7.0);
    let expected = [value, by_frequency, by_damping, -by_time, by_time];
    let settings = to(1e-8);
    let explicit = deflection::value_and_grad(&p, 0.0, 7.0, &settings);
    let implicit = deflection_implicitly::value_and_grad(&p, 0.0, 7.0, &settings);
    for (value, ([by_frequency, by_damping], by_start, by_end)) in [explicit, implicit] {
        let found = [value, by_frequency, by_damping, by_start, by_end];
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-6, "{found} is not {expected}");
        }
    }
    let (_, forward) = deflection_implicitly::jvp(&p, 0.0, 7.0, &settings, &[0.3, -0.2], 0.5, 0.7);
    let along = 0.3 * by_frequency - 0.2 * by_damping + (0.7 - 0.5) * by_time;
    assert!((forward - along).abs() < 1e-6, "{forward} is not {along}");
}

#[test]
fn no_times_and_times_at_the_start() {
    let p = [FREQUENCY, DAMPING];
    let settings = OdeSettings::default();
    assert_eq!(oscillator(&[1.0, 2.0], 3.0, &[], &p, &settings), Ok(vec![]));
    assert_eq!(oscillator_implicitly(&[1.0, 2.0], 3.0, &[], &p, &settings), Ok(vec![]));
    let states = oscillator(&[1.0, 2.0], 3.0, &[3.0, 3.0, 4.0, 4.0], &p, &settings).expect("it can be solved");
    assert_eq!((states[0], states[1]), ([1.0, 2.0], [1.0, 2.0]));
    assert_eq!(states[2], states[3]);
}
