//! The maximiser on functions whose maximum is known.

use super::*;

type Value = Result<f64, LogDensityError>;

/// Minus Rosenbrock's function (1960) in any dimension; its maximum is 0, at ones.
fn rosenbrock(x: &[f64], grad: &mut [f64]) -> Value {
    grad.fill(0.0);
    let mut sum = 0.0;
    for i in 0..x.len() - 1 {
        let (valley, slope) = (x[i + 1] - x[i] * x[i], 1.0 - x[i]);
        sum -= 100.0 * valley * valley + slope * slope;
        grad[i] += 400.0 * valley * x[i] + 2.0 * slope;
        grad[i + 1] -= 200.0 * valley;
    }
    Ok(sum)
}

/// A quadratic with its maximum at (1, 2, 3, …) whose curvatures go from 1 to `condition`, evenly in logarithm, in directions that a
/// reflection has mixed.
fn quadratic(condition: f64) -> impl FnMut(&[f64], &mut [f64]) -> Value {
    move |x: &[f64], grad: &mut [f64]| {
        let n = x.len() as f64;
        let reflect = |y: &[f64]| -> Vec<f64> {
            let mean = y.iter().sum::<f64>() / n;
            y.iter().map(|y| y - 2.0 * mean).collect()
        };
        let off: Vec<f64> = x.iter().enumerate().map(|(i, x)| x - (i + 1) as f64).collect();
        let mixed = reflect(&off);
        let curvature = |i: usize| condition.powf(i as f64 / (n - 1.0));
        let scaled: Vec<f64> = mixed.iter().enumerate().map(|(i, y)| -curvature(i) * y).collect();
        grad.copy_from_slice(&reflect(&scaled));
        Ok(0.5 * dot(&mixed, &scaled))
    }
}

#[test]
fn rosenbrock_in_up_to_a_hundred_dimensions() {
    for dimension in [2, 5, 20, 100] {
        let mut start = vec![1.0; dimension];
        start.iter_mut().step_by(2).for_each(|x| *x = -1.2);
        let maximum = Lbfgs::default()
            .maximise(rosenbrock, &start)
            .expect("there is a maximum");
        // In more than three dimensions there is a second, local maximum, close to (-1, 1, 1, …).
        let local = maximum.position[0] < 0.0;
        assert!(norm(&maximum.grad) < 1e-5, "{dimension}: {}", norm(&maximum.grad));
        assert!(
            local || maximum.position.iter().all(|x| (x - 1.0).abs() < 1e-7),
            "{dimension}"
        );
        assert!(
            maximum.evaluations < 100 + 40 * dimension,
            "{dimension}: {}",
            maximum.evaluations
        );
    }
}

#[test]
fn ill_conditioned_quadratics() {
    for (dimension, condition) in [(10, 1e4), (30, 1e8), (100, 1e6)] {
        let maximum = Lbfgs::default()
            .maximise(quadratic(condition), &vec![0.0; dimension])
            .expect("there is a maximum");
        for (i, x) in maximum.position.iter().enumerate() {
            assert!((x - (i + 1) as f64).abs() < 1e-6, "{dimension} {condition}: {i} {x}");
        }
        assert!(
            maximum.evaluations < 10 * dimension + 100,
            "{dimension} {condition}: {}",
            maximum.evaluations
        );
    }
}

#[test]
fn scales_of_coordinates_cost_little() {
    let scale = |i: usize| 10f64.powi(i as i32 - 4);
    let function = |x: &[f64], grad: &mut [f64]| {
        let mut value = 0.0;
        for (i, (g, x)) in grad.iter_mut().zip(x).enumerate() {
            let z = x / scale(i) - 0.5;
            *g = -z.sinh() / scale(i);
            value -= z.cosh();
        }
        Ok(value)
    };
    let maximum = Lbfgs::default()
        .maximise(function, &[0.0; 7])
        .expect("there is a maximum");
    for (i, x) in maximum.position.iter().enumerate() {
        assert!((x / scale(i) - 0.5).abs() < 1e-7, "{i}: {x}");
    }
    assert!(maximum.evaluations < 200, "{}", maximum.evaluations);
    for (i, variance) in maximum.inverse_curvature.iter().enumerate() {
        let ratio = variance / scale(i).powi(2);
        assert!((0.01..100.0).contains(&ratio), "{i}: {ratio}");
    }
}

#[test]
fn a_start_at_the_maximum_stays() {
    let maximum = Lbfgs::default().maximise(rosenbrock, &[1.0, 1.0]).expect("it is one");
    assert_eq!((maximum.iterations, maximum.evaluations), (0, 1));
}

#[test]
fn a_start_at_the_maximum_but_for_rounding_is_accepted() {
    for offset in [1e-17, -3e-12, 1e-9] {
        let function = |x: &[f64], grad: &mut [f64]| {
            // Large values, whose rounding hides what is left to gain.
            grad[0] = -1e4 * (x[0] - 20.0) + 1e4 * offset;
            Ok(1e6 - 0.5e4 * (x[0] - 20.0).powi(2))
        };
        let maximum = Lbfgs::default().maximise(function, &[20.0]).expect("it is one");
        assert!((maximum.position[0] - 20.0).abs() < 1e-7);
    }
}

#[test]
fn what_cannot_be_maximised_is_an_error() {
    let lbfgs = Lbfgs::default();
    let unbounded = lbfgs.maximise(
        |x, grad| {
            grad[0] = 1.0;
            Ok(x[0])
        },
        &[0.0],
    );
    assert!(matches!(unbounded, Err(OptimiseError::Unbounded(_))), "{unbounded:?}");

    // Grows like a logarithm towards where it ends, like a hierarchy towards a spread of zero.
    let spiky = lbfgs.maximise(
        |x, grad| {
            grad[0] = -1.0 / x[0];
            Ok(if x[0] > 0.0 { -x[0].ln() } else { f64::NAN })
        },
        &[1.0],
    );
    let text = spiky.expect_err("it has no maximum").to_string();
    assert!(text.contains("stands still"), "{text}");

    let wrong_gradient = lbfgs.maximise(
        |x, grad| {
            grad[0] = 2.0 * x[0];
            Ok(-x[0] * x[0])
        },
        &[0.3],
    );
    assert!(
        matches!(wrong_gradient, Err(OptimiseError::StandsStill(_))),
        "{wrong_gradient:?}"
    );

    let slow = lbfgs.clone().max_iterations(3).maximise(rosenbrock, &[-1.2, 1.0]);
    let text = slow.expect_err("three steps are too few").to_string();
    assert!(
        text.contains("3 iterations") && text.contains("max_iterations"),
        "{text}"
    );
}

#[test]
fn starts_and_settings_without_sense_are_errors() {
    let lbfgs = Lbfgs::default();
    let at_nan = lbfgs.maximise(
        |_, grad| {
            grad[0] = 1.0;
            Ok(f64::NAN)
        },
        &[2.0],
    );
    assert!(at_nan.expect_err("NaN").to_string().contains("[2.0]: its value is NaN"));
    let forgetful = lbfgs.maximise(|_, _| Ok(0.0), &[2.0]).expect_err("no gradient");
    assert!(
        forgetful.to_string().contains("component 0 of its gradient is NaN"),
        "{forgetful}"
    );
    let fatal = lbfgs.maximise(|_, _| Err(LogDensityError::Fatal("gone".into())), &[2.0]);
    assert!(matches!(fatal, Err(OptimiseError::Function(_))));
    for wrong in [lbfgs.clone().memory(0), lbfgs.tolerance(f64::NAN)] {
        let error = wrong.maximise(rosenbrock, &[1.0, 1.0]).expect_err("wrong setting");
        assert!(matches!(error, OptimiseError::Setting { .. }));
    }
}
