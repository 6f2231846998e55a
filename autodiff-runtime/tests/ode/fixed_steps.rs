//! First and second derivatives against differences. Between times of the output that lie close together, one step each is taken,
//! whatever the parameters; so differences see the same steps, and the derivative must be exact.

use crate::systems::*;
use autodiff_macros::differentiable;
use pullback::ode::OdeSettings;

/// Forty times, a step apart: the first steps are shorter than those that a solver begins with.
fn times() -> Vec<f64> {
    let (mut t, mut gap) = (0.0, 0.002f64);
    let next = || {
        t += gap;
        gap = (1.3 * gap).min(0.1);
        t
    };
    std::iter::repeat_with(next).take(40).collect()
}

/// A function of two states of a pendulum.
#[differentiable]
fn explicit(start: &[f64; 2], p: &[f64; 3], #[constant] settings: &OdeSettings) -> f64 {
    let times = times();
    match pendulum(start, 0.0, &times, p, settings) {
        Ok(states) => states[39][0] * states[39][0] + states[20][1],
        Err(_) => f64::NAN,
    }
}

#[differentiable]
fn implicit(start: &[f64; 2], p: &[f64; 3], #[constant] settings: &OdeSettings) -> f64 {
    let times = times();
    match pendulum_implicitly(start, 0.0, &times, p, settings) {
        Ok(states) => states[39][0] * states[39][0] + states[20][1],
        Err(_) => f64::NAN,
    }
}

const START: [f64; 2] = [0.9, -0.3];
const DRIVE: [f64; 3] = [0.2, 0.7, 1.4];

/// Start and drive moved along the direction in which all increase.
fn moved(by: f64) -> ([f64; 2], [f64; 3]) {
    (START.map(|x| x + by), DRIVE.map(|x| x + by))
}

/// The derivative of f at 0 by differences of sixth order.
fn difference(f: impl Fn(f64) -> f64, step: f64) -> f64 {
    let pair = |k: f64| f(k * step) - f(-k * step);
    (45.0 * pair(1.0) - 9.0 * pair(2.0) + pair(3.0)) / (60.0 * step)
}

macro_rules! compare {
    ($f:ident, $settings:expr, $first:expr, $second:expr) => {{
        let settings = $settings;
        let flat = |(start, drive): ([f64; 2], [f64; 3])| [&start[..], &drive[..]].concat();
        let grad_at = |by| {
            let (start, drive) = moved(by);
            flat($f::grad(&start, &drive, &settings))
        };
        let along: f64 = grad_at(0.0).iter().sum();
        let value_at = |by| {
            let (start, drive) = moved(by);
            $f(&start, &drive, &settings)
        };
        let expected = difference(value_at, 1e-3);
        assert!((along - expected).abs() < $first, "{along} is not {expected}");

        let hessian = $f::hessian(&START, &DRIVE, &settings);
        for i in 0..5 {
            let along: f64 = hessian[i].iter().sum();
            let expected = difference(|by| grad_at(by)[i], 1e-3);
            assert!((along - expected).abs() < $second, "{i}: {along} is not {expected}");
            for j in 0..i {
                let asymmetry = (hessian[i][j] - hessian[j][i]).abs();
                assert!(
                    asymmetry < $second,
                    "{i}, {j}: the Hessian is not symmetric by {asymmetry:e}"
                );
            }
        }
    }};
}

#[test]
fn explicit_steps() {
    compare!(explicit, to(1e-2), 1e-10, 1e-9);
}

/// Newton's method ends at its own tolerance, but the derivative is that of the equations that it solves.
#[test]
fn implicit_steps() {
    compare!(implicit, to(1e-2), 1e-9, 1e-8);
}
