//! Densities that misbehave end in an error that helps or in a recorded divergence, never in a panic or in lost draws.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use autodiff_sampler::trace::EndReason;
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
fn panics_name_the_chain_and_lose_no_draws() {
    for (after, has_drawn) in [(0, false), (500, false), (850, true)] {
        let error = quick()
            .chains(1)
            .sample(&Panicking { after, evaluations: 0 })
            .expect_err("it panics");
        let SampleError::Panicked {
            chain,
            message,
            partial,
        } = error
        else {
            panic!("{error}")
        };
        assert_eq!((chain, message.as_str()), (0, "index out of orbit"));
        assert_eq!(partial.is_some(), has_drawn, "after {after}");
    }
}

/// A standard normal whose clones count together: only the one that makes evaluation number `at` panics.
#[derive(Clone)]
struct PanickingOnce {
    evaluations: Arc<AtomicU32>,
    at: u32,
}

impl LogDensity for PanickingOnce {
    fn dimension(&self) -> usize {
        1
    }

    fn log_density_and_grad(&mut self, position: &[f64], grad: &mut [f64]) -> Result<f64, LogDensityError> {
        let number = self.evaluations.fetch_add(1, Ordering::Relaxed);
        assert!(number != self.at, "index out of orbit");
        grad[0] = -position[0];
        Ok(-0.5 * position[0] * position[0])
    }
}

#[test]
fn a_chain_that_panics_leaves_the_draws_of_all_chains() {
    let density = PanickingOnce {
        evaluations: Arc::default(),
        at: 20_000,
    };
    let nuts = quick().chains(4).draws(100_000);
    let error = nuts.sample(&density).expect_err("one chain panics");
    let text = error.to_string();
    assert!(text.contains("the error holds"), "{text}");
    let trace = error.into_partial_trace().expect("there were draws");
    assert_eq!(trace.ending().reason, EndReason::Failure);
    assert_eq!(trace.ending().planned_draws, 100_000);
    assert_eq!(trace.chains() + trace.ending().chains_left_out.len(), 4);
    assert!(trace.draws() > 100 && trace.draws() < 100_000, "{}", trace.draws());
    assert_eq!(trace.sample_stats().energy.len(), trace.chains() * trace.draws());
    // They are the draws that a whole run would have made.
    let whole = quick().chains(4).draws(trace.draws()).sample(&PanickingOnce {
        evaluations: Arc::default(),
        at: u32::MAX,
    });
    let whole = whole.expect("no panic");
    if trace.ending().chains_left_out.is_empty() {
        assert_eq!(trace.draws_of("x[0]"), whole.draws_of("x[0]"));
    }
    assert!(trace.warnings()[0].starts_with("the run was stopped by the failure of a chain"));
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
        (quick().tune(usize::MAX), "tune = 18446744073709551615"),
        (quick().jitter(f64::NAN), "jitter = NaN"),
        (quick().jitter(-1.0), "jitter = -1"),
        (quick().ess_target(-3.0), "ess_target = -3"),
        (quick().start([[1.0], [2.0], [3.0]]), "start = 3 positions for 2 chains"),
        (
            quick().start([[1.0, 2.0]]),
            "position 0 with 2 numbers, for 1 unconstrained coordinate",
        ),
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

#[test]
fn a_trace_that_does_not_fit_into_memory_is_refused() {
    for draws in [usize::MAX / 1000, 1 << 48] {
        let error = quick()
            .draws(draws)
            .sample(&damaged(|_, _, _| {}))
            .expect_err("too much");
        assert!(
            matches!(
                error,
                SampleError::TooLarge {
                    values: 1,
                    chains: 2,
                    ..
                }
            ),
            "{error}"
        );
    }
}

#[test]
fn a_given_start_that_is_unusable_is_not_tried_again() {
    let positive = damaged(|x, value, _| {
        if x < 0.0 {
            *value = f64::NEG_INFINITY
        }
    });
    let text = quick()
        .start([[-1.0]])
        .sample(&positive)
        .expect_err("zero density")
        .to_string();
    assert!(text.contains("no usable start in 1 try: the density is zero"), "{text}");
    // With jitter there are positions near it that will do.
    let trace = quick()
        .start([[-1.0]])
        .jitter(3.0)
        .sample(&positive)
        .expect("it is found");
    assert_eq!(trace.draws(), 200);
}
