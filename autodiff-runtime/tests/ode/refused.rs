//! What cannot be solved, and how that is said.

use crate::systems::*;
use autodiff_macros::differentiable;
use pullback::ode::{OdeError, OdeSettings};

const TIMES: [f64; 3] = [0.5, 0.9, 1.5];

#[test]
fn a_solution_that_becomes_infinite() {
    for result in [
        exploded(&[1.0], 0.0, &TIMES, &1.0, &to(1e-6)),
        exploded_implicitly(&[1.0], 0.0, &TIMES, &1.0, &to(1e-6)),
    ] {
        let error = result.expect_err("it is infinite at 1");
        match error {
            OdeError::StepTooSmall { time, .. } | OdeError::TooManySteps { time, .. } => {
                assert!((time - 1.0).abs() < 1e-2, "{error}");
            }
            _ => panic!("{error}"),
        }
    }
    let until_then = exploded(&[1.0], 0.0, &TIMES[..2], &1.0, &to(1e-8)).expect("it is finite before");
    assert!((until_then[1][0] - 10.0).abs() < 1e-4);
}

#[test]
fn bad_input_is_named() {
    let settings = OdeSettings::default();
    let error = |start: f64, at: f64, times: &[f64], settings: &OdeSettings| {
        let error = exploded(&[start], at, times, &1.0, settings).expect_err("it is bad");
        assert_eq!(exploded_implicitly(&[start], at, times, &1.0, settings), Err(error));
        error
    };
    assert_eq!(
        error(0.1, 0.0, &[1.0, 0.5], &settings),
        OdeError::Time { index: 1, time: 0.5 }
    );
    assert_eq!(
        error(0.1, 2.0, &[1.0], &settings).to_string(),
        "the time 1 at position 0 of the output is not finite, or before its predecessor"
    );
    assert!(matches!(
        error(0.1, f64::NAN, &[1.0], &settings),
        OdeError::Time { index: 0, .. }
    ));
    assert!(matches!(
        error(0.1, 0.0, &[f64::INFINITY], &settings),
        OdeError::Time { index: 0, .. }
    ));
    assert_eq!(
        error(f64::NAN, 0.0, &[1.0], &settings),
        OdeError::Start { component: 0 }
    );
    assert_eq!(
        error(0.1, 0.0, &[1.0], &to(-1.0)),
        OdeError::Setting {
            setting: "relative",
            value: -1.0
        }
    );
    assert_eq!(
        error(0.1, 0.0, &[1.0], &OdeSettings::with_tolerances(1e-3, 0.0)).to_string(),
        "`absolute` is 0, but must be finite and greater than 0"
    );
}

/// A failure in the middle of a likelihood leaves no trace in its gradient.
#[differentiable]
fn log_likelihood(rate: f64, #[constant] settings: &OdeSettings) -> f64 {
    let Ok(states) = exploded(&[1.0], 0.0, &TIMES, &rate, settings) else {
        return f64::NEG_INFINITY;
    };
    -states[2][0]
}

#[test]
fn a_likelihood_may_say_that_it_is_impossible() {
    let settings = to(1e-8);
    let (value, grad) = log_likelihood::value_and_grad(0.4, &settings);
    // 1 / (1 − 0.4 · 1.5), and its derivative.
    assert!(
        (value + 2.5).abs() < 1e-5 && (grad + 1.5 * 2.5 * 2.5).abs() < 1e-4,
        "{value}, {grad}"
    );
    let (value, grad) = log_likelihood::value_and_grad(1.0, &settings);
    assert!(value == f64::NEG_INFINITY && grad == 0.0, "{value}, {grad}");
}
