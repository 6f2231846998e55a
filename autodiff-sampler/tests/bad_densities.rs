//! Densities that misbehave end in an error that helps or in a recorded divergence, never in a panic or in lost draws.

use autodiff_sampler::{FnDensity, LogDensity, LogDensityError, Nuts, SampleError};
use rand::Rng;

fn quick() -> Nuts {
    Nuts::default().chains(2).tune(200).draws(200).seed(3).progress(false)
}

/// A standard normal that does `damage(x, value, grad)` before it returns.
fn damaged(
    damage: impl Fn(f64, &mut f64, &mut f64) + Clone + Sync,
) -> FnDensity<impl FnMut(&[f64], &mut [f64]) -> f64 + Clone + Sync> {
    FnDensity::new(1, move |x: &[f64], grad: &mut [f64]| {
        let mut value = -0.5 * x[0] * x[0];
        grad[0] = -x[0];
        damage(x[0], &mut value, &mut grad[0]);
        value
    })
}

#[test]
fn values_and_gradients_that_are_not_finite_are_divergences() {
    type Damage = fn(f64, &mut f64, &mut f64);
    let damages: [Damage; 5] = [
        |x, value, _| {
            if x > 1.0 {
                *value = f64::NAN
            }
        },
        |x, value, _| {
            if x > 1.0 {
                *value = f64::NEG_INFINITY
            }
        },
        |x, value, _| {
            if x > 1.0 {
                *value = f64::INFINITY
            }
        },
        |x, _, grad| {
            if x > 1.0 {
                *grad = f64::NAN
            }
        },
        |x, _, grad| {
            if x > 1.0 {
                *grad = f64::INFINITY
            }
        },
    ];
    for (i, damage) in damages.into_iter().enumerate() {
        let trace = quick()
            .sample(&damaged(damage))
            .expect("the chain stays where the density is fine");
        let draws = trace.draws_of("x[0]").expect("stored");
        assert_eq!(draws.len(), 400);
        assert!(draws.iter().all(|x| x.is_finite() && *x <= 1.0), "case {i}");
        assert!(!trace.divergences().is_empty(), "case {i}");
        assert!(
            trace.divergences().iter().all(|d| d.start[0] <= 1.0 && d.end[0] > 1.0),
            "case {i}"
        );
        assert!(trace.sample_stats().energy.iter().all(|energy| energy.is_finite()));
    }
}

/// A half-normal on x > 0, told by errors.
#[derive(Clone)]
struct Erring {
    fatal_after: Option<u32>,
    evaluations: u32,
}

impl LogDensity for Erring {
    fn dimension(&self) -> usize {
        1
    }

    fn log_density_and_grad(&mut self, position: &[f64], grad: &mut [f64]) -> Result<f64, LogDensityError> {
        self.evaluations += 1;
        if self.fatal_after.is_some_and(|limit| self.evaluations > limit) {
            return Err(LogDensityError::Fatal("the solver has gone away".into()));
        }
        if position[0] <= 0.0 {
            return Err(LogDensityError::Recoverable("x must be positive".into()));
        }
        grad[0] = -position[0];
        Ok(-0.5 * position[0] * position[0])
    }
}

#[test]
fn recoverable_errors_are_divergences() {
    let trace = quick()
        .sample(&Erring {
            fatal_after: None,
            evaluations: 0,
        })
        .expect("errors are recoverable");
    assert!(trace.draws_of("x[0]").expect("stored").iter().all(|x| *x > 0.0));
    assert!(!trace.divergences().is_empty());
}

#[test]
fn fatal_errors_stop_the_run() {
    for limit in [0, 50, 900] {
        let error = quick()
            .sample(&Erring {
                fatal_after: Some(limit),
                evaluations: 0,
            })
            .expect_err("it is fatal");
        assert!(matches!(error, SampleError::Density { .. }), "{error}");
        assert!(error.to_string().contains("the solver has gone away"));
    }
}

/// Zero density everywhere, and it knows why.
#[derive(Clone)]
struct Impossible;

impl LogDensity for Impossible {
    fn dimension(&self) -> usize {
        2
    }

    fn log_density_and_grad(&mut self, _: &[f64], grad: &mut [f64]) -> Result<f64, LogDensityError> {
        grad.fill(0.0);
        Ok(f64::NEG_INFINITY)
    }

    fn initial_position(&self, _: &mut dyn Rng, position: &mut [f64]) {
        position.copy_from_slice(&[0.25, -7.5]);
    }

    fn explain(&mut self, position: &[f64]) -> Option<String> {
        Some(format!("the prior of `ecc` is zero at {}", position[1]))
    }
}

#[test]
fn a_start_of_zero_density_is_explained() {
    let error = quick().sample(&Impossible).expect_err("there is no start");
    let text = error.to_string();
    for part in [
        "chain 0",
        "100 tries",
        "density is zero",
        "the prior of `ecc` is zero at -7.5",
        "[0.25, -7.5]",
    ] {
        assert!(text.contains(part), "`{part}` is missing in: {text}");
    }
}

#[test]
fn a_start_with_a_bad_gradient_names_the_component() {
    let density = FnDensity::new(3, |_: &[f64], grad: &mut [f64]| {
        grad.copy_from_slice(&[0.0, f64::NAN, 0.0]);
        0.0
    });
    let text = quick().sample(&density).expect_err("there is no start").to_string();
    assert!(text.contains("component 1 of the gradient is NaN"), "{text}");
}

/// A standard normal that panics after so many evaluations.
#[derive(Clone)]
struct Panicking {
    after: u32,
    evaluations: u32,
}

impl LogDensity for Panicking {
    fn dimension(&self) -> usize {
        1
    }

    fn log_density_and_grad(&mut self, position: &[f64], grad: &mut [f64]) -> Result<f64, LogDensityError> {
        self.evaluations += 1;
        assert!(self.evaluations <= self.after, "index out of orbit");
        grad[0] = -position[0];
        Ok(-0.5 * position[0] * position[0])
    }
}

#[test]
fn panics_name_the_chain() {
    for after in [0, 500] {
        let error = quick()
            .chains(1)
            .sample(&Panicking { after, evaluations: 0 })
            .expect_err("it panics");
        assert_eq!(
            error,
            SampleError::Panicked {
                chain: 0,
                message: "index out of orbit".to_owned()
            }
        );
    }
}

#[test]
fn settings_are_checked() {
    let fine = damaged(|_, _, _| {});
    let cases = [
        (quick().chains(0), "chains = 0"),
        (quick().draws(0), "draws = 0"),
        (quick().target_accept(1.0), "target_accept = 1"),
        (quick().target_accept(f64::NAN), "target_accept = NaN"),
        (quick().max_treedepth(0), "max_treedepth = 0"),
        (quick().max_treedepth(64), "max_treedepth = 64"),
    ];
    for (nuts, part) in cases {
        let text = nuts.sample(&fine).expect_err("the setting makes no sense").to_string();
        assert!(text.contains(part), "{text}");
    }
    let nothing = FnDensity::new(0, |_: &[f64], _: &mut [f64]| 0.0);
    assert_eq!(quick().sample(&nothing).err(), Some(SampleError::ZeroDimension));
}

#[test]
fn no_tuning_and_hardly_any_tuning_work() {
    for tune in [0, 1, 2, 5, 20] {
        let trace = quick()
            .tune(tune)
            .sample(&damaged(|_, _, _| {}))
            .expect("a normal can be sampled");
        let draws = trace.draws_of("x[0]").expect("stored");
        assert!(draws.iter().all(|x| x.is_finite()));
        assert!(draws.windows(2).any(|pair| pair[0] != pair[1]), "tune = {tune}");
    }
}

#[test]
fn a_flat_density_ends() {
    let flat = FnDensity::new(2, |_: &[f64], grad: &mut [f64]| {
        grad.fill(0.0);
        0.0
    });
    // Improper: there is no right answer, but there must be one.
    let trace = quick()
        .tune(50)
        .draws(50)
        .max_treedepth(5)
        .sample(&flat)
        .expect("it ends");
    assert_eq!(trace.draws_of("x[1]").expect("stored").len(), 100);
    assert!(
        trace.warnings().iter().any(|warning| warning.contains("tree depth")),
        "{:?}",
        trace.warnings()
    );
}
