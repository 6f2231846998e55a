//! The ensemble sampler on densities whose moments are known.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use autodiff_sampler::diagnostics::autocorrelation_time;
use autodiff_sampler::samplers::run::{Checkpoint, EssTarget};
use autodiff_sampler::trace::EndReason;
use autodiff_sampler::{Ensemble, FnDensity, LogDensity, LogDensityError, SampleError, Trace};
use rand::Rng;

fn ensemble() -> Ensemble {
    Ensemble::default()
        .walkers(20)
        .tune(500)
        .draws(1500)
        .seed(20261130)
        .progress(false)
}

/// Two correlated numbers of very different scales, correlation 0.9, and a third one, Laplace-distributed. No gradient: a sampler that
/// asked for it would fail.
#[derive(Clone)]
struct WithoutGradient;

impl LogDensity for WithoutGradient {
    fn dimension(&self) -> usize {
        3
    }

    fn log_density_and_grad(&mut self, position: &[f64], grad: &mut [f64]) -> Result<f64, LogDensityError> {
        grad.fill(f64::NAN);
        self.log_density(position)
    }

    fn log_density(&mut self, x: &[f64]) -> Result<f64, LogDensityError> {
        let (a, b) = (x[0] - 5.0, x[1] * 1e3);
        Ok(-0.5 * (a * a - 1.8 * a * b + b * b) / (1.0 - 0.81) - x[2].abs())
    }

    fn initial_position(&self, rng: &mut dyn Rng, position: &mut [f64]) {
        use rand::RngExt;
        position.fill_with(|| rng.random_range(-0.1..0.1));
    }
}

/// Means and standard deviations within five Monte Carlo errors, the number of independent draws being that of emcee's rule.
fn assert_moments(trace: &Trace, truth: &[(f64, f64)]) {
    for (row, (mean, sd)) in trace.summary().rows().iter().zip(truth) {
        let chains = trace.chains_of(&row.parameter).expect("stored");
        let independent = (trace.chains() * trace.draws()) as f64 / autocorrelation_time(&chains);
        assert!(independent > 300.0, "{row:?}");
        assert!((row.mean - mean).abs() < 5.0 * sd / independent.sqrt(), "{row:?}");
        assert!((row.sd - sd).abs() < 8.0 * sd / independent.sqrt(), "{row:?}");
    }
}

#[test]
fn moments_are_those_of_the_density() {
    let trace = ensemble().sample(&WithoutGradient).expect("it can be sampled");
    assert_eq!((trace.chains(), trace.draws(), trace.tune()), (20, 1500, 500));
    assert_moments(&trace, &[(5.0, 1.0), (0.0, 1e-3), (0.0, 2f64.sqrt())]);
    let accepted = &trace.sample_stats().acceptance_rate;
    let rate = accepted.iter().sum::<f64>() / accepted.len() as f64;
    assert!((0.3..0.8).contains(&rate), "{rate}");
    assert_eq!(trace.gradient_evaluations(), 20 * 2002);
    assert!(trace.divergences().is_empty());
    assert!(trace.warnings().iter().all(|warning| !warning.contains("E-BFMI")));
}

#[test]
fn coordinates_make_no_difference() {
    // The same random numbers, in other linear coordinates: every walker accepts the same moves.
    let density = |scale: f64| {
        FnDensity::new(2, move |x: &[f64], grad: &mut [f64]| {
            grad.fill(0.0);
            let (a, b) = (x[0], (x[1] - x[0]) / scale);
            -a.powi(4) - b * b
        })
    };
    let run = |scale: f64| {
        ensemble()
            .draws(300)
            .sample(&density(scale))
            .expect("it can be sampled")
    };
    let (one, other) = (run(1.0), run(1.0 / 64.0));
    let rate = |trace: &Trace| trace.sample_stats().acceptance_rate.iter().sum::<f64>() / 6000.0;
    assert!((rate(&one) - rate(&other)).abs() < 0.03);
    let time = |trace: &Trace| autocorrelation_time(&trace.chains_of("x[0]").expect("stored"));
    assert!((time(&one) / time(&other)).ln().abs() < 0.7);
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let run = |threads: usize, seed: u64| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("a thread pool");
        pool.install(|| ensemble().draws(200).seed(seed).sample(&WithoutGradient))
            .expect("it can be sampled")
    };
    let (one, many, other) = (run(1, 3), run(5, 3), run(1, 4));
    assert_eq!(one.draws_of("x[1]"), many.draws_of("x[1]"));
    assert_eq!(one.sample_stats().lp, many.sample_stats().lp);
    assert_ne!(one.draws_of("x[1]"), other.draws_of("x[1]"));
}

#[test]
fn positions_of_no_density_are_never_visited() {
    let half = FnDensity::new(1, |x: &[f64], grad: &mut [f64]| {
        grad[0] = -1.0;
        if x[0] > 0.0 { -x[0] } else { f64::NAN }
    });
    let trace = ensemble().sample(&half).expect("it can be sampled");
    assert!(trace.draws_of("x[0]").expect("stored").iter().all(|x| *x > 0.0));
    assert_moments(&trace, &[(1.0, 1.0)]);
}

/// All walkers in one place.
#[derive(Clone)]
struct OnePlace;

impl LogDensity for OnePlace {
    fn dimension(&self) -> usize {
        2
    }

    fn log_density_and_grad(&mut self, x: &[f64], grad: &mut [f64]) -> Result<f64, LogDensityError> {
        grad.fill(0.0);
        Ok(-x[0] * x[0] - x[1] * x[1])
    }

    fn initial_position(&self, _: &mut dyn Rng, position: &mut [f64]) {
        position.fill(0.5);
    }
}

#[test]
fn settings_and_densities_without_sense_are_errors() {
    let error = ensemble().sample(&OnePlace).expect_err("they cannot move").to_string();
    assert!(error.contains("apart"), "{error}");
    for (wrong, start) in [
        (ensemble().walkers(7), "walkers = 7: "),
        (ensemble().walkers(4), "walkers = 4: "),
        (ensemble().walkers(0), "walkers = 0: "),
        (ensemble().ensembles(0), "ensembles = 0: "),
        (ensemble().start([[0.0; 3]; 7]), "start = 7 positions for 20 chains: "),
        (ensemble().jitter(f64::NAN), "jitter = NaN: "),
        (ensemble().draws(0), "draws = 0: "),
        (ensemble().stretch(1.0), "stretch = 1: "),
        (ensemble().stretch(f64::NAN), "stretch = NaN: "),
    ] {
        let error = wrong
            .sample(&WithoutGradient)
            .expect_err("it makes no sense")
            .to_string();
        assert!(error.starts_with(start), "{error}");
    }
    let nothing = FnDensity::new(0, |_: &[f64], _: &mut [f64]| 0.0);
    assert_eq!(
        ensemble().sample(&nothing).expect_err("nothing"),
        SampleError::ZeroDimension
    );
    let nan = FnDensity::new(1, |_: &[f64], _: &mut [f64]| f64::NAN);
    assert!(matches!(ensemble().sample(&nan), Err(SampleError::Start { .. })));
    let panicking = FnDensity::new(1, |x: &[f64], grad: &mut [f64]| {
        grad[0] = 0.0;
        assert!(x[0] < 2.0, "out of the table");
        -x[0] * x[0]
    });
    let error = ensemble().sample(&panicking).expect_err("it panics").to_string();
    assert!(error.contains("out of the table"), "{error}");
}

/// Everything that a seed decides.
fn assert_equal(a: &Trace, b: &Trace) {
    assert_eq!((a.chains(), a.draws()), (b.chains(), b.draws()));
    for name in a.names() {
        assert_eq!(a.draws_of(name), b.draws_of(name), "{name}");
    }
    assert_eq!(a.sample_stats().lp, b.sample_stats().lp);
    assert_eq!(a.sample_stats().acceptance_rate, b.sample_stats().acceptance_rate);
    assert_eq!(a.gradient_evaluations(), b.gradient_evaluations());
}

/// Two ensembles, which run beside one another.
fn two() -> Ensemble {
    ensemble().ensembles(2).tune(50).draws(100)
}

#[test]
fn ensembles_are_independent_and_their_walkers_chains_of_one_trace() {
    let both = two().sample(&WithoutGradient).expect("it can be sampled");
    assert_eq!((both.chains(), both.draws()), (40, 100));
    let one = two().ensembles(1).sample(&WithoutGradient).expect("it can be sampled");
    let (of_both, of_one) = (
        both.chains_of("x[0]").expect("stored"),
        one.chains_of("x[0]").expect("stored"),
    );
    assert_eq!(of_both[..20], of_one[..]);
    assert_ne!(of_both[20..], of_one[..]);
    let lp = |trace: &Trace, walker: usize| trace.sample_stats().lp[walker * 100..(walker + 1) * 100].to_vec();
    for walker in 0..20 {
        assert_eq!(lp(&both, walker), lp(&one, walker));
    }
}

#[test]
fn an_ensemble_that_is_interrupted_and_resumed_is_equal_to_the_bit() {
    let folder = std::env::temp_dir().join(format!("pullback-ensemble-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    let whole = two().sample(&WithoutGradient).expect("it can be sampled");
    for at in [20, 90, 137] {
        let checkpoint = Checkpoint::new(&folder).every_draws(17);
        let interrupted = two().checkpoint(checkpoint).on_draw(move |event| {
            let done = if event.tuning { event.draw } else { 50 + event.draw };
            if done < at {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        });
        let beginning = interrupted.sample(&WithoutGradient);
        assert!(beginning.is_err() || beginning.is_ok_and(|trace| trace.draws() < 100));
        let resumed = two().checkpoint(Checkpoint::resume(&folder));
        assert_equal(&resumed.sample(&WithoutGradient).expect("it is resumed"), &whole);
        let other = two().checkpoint(Checkpoint::resume(&folder)).stretch(3.0);
        let error = other
            .sample(&WithoutGradient)
            .expect_err("it is another run")
            .to_string();
        assert!(
            error.contains("stretch = 2") && error.contains("stretch = 3"),
            "{error}"
        );
        std::fs::remove_dir_all(&folder).expect("it was made");
    }
}

#[test]
fn callbacks_see_every_walker_and_may_end_the_run() {
    let seen = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&seen);
    let run = two().draws(100_000).on_draw(move |event| {
        assert!(event.chain < 40 && event.values.len() == 3);
        let count = counter.fetch_add(1, Ordering::Relaxed);
        if count < 4000 {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    });
    let trace = run.sample(&WithoutGradient).expect("there were draws");
    assert_eq!(trace.ending().reason, EndReason::Callback);
    // An ensemble that had hardly begun is left out as a whole.
    assert!([20, 40].contains(&trace.chains()));
    // Walkers of an ensemble have equally many draws, so each was seen in whole steps.
    assert_eq!(seen.load(Ordering::Relaxed) % 20, 0);
    let whole = two()
        .draws(trace.draws())
        .sample(&WithoutGradient)
        .expect("it can be sampled");
    let first = usize::from(trace.ending().chains_left_out.contains(&0)) * 20;
    let (of_trace, of_whole) = (
        trace.chains_of("x[1]").expect("stored"),
        whole.chains_of("x[1]").expect("stored"),
    );
    assert_eq!(of_trace[..], of_whole[first..first + trace.chains()]);
}

#[test]
fn an_ess_target_looks_at_all_walkers() {
    let run = ensemble().draws(20_000).ess_target(EssTarget::new(500.0).of(["x[0]"]));
    let trace = run.sample(&WithoutGradient).expect("it can be sampled");
    assert_eq!(trace.ending().reason, EndReason::EssTarget);
    let row = trace.summary().get("x[0]").cloned().expect("stored");
    assert!(
        row.ess_bulk.min(row.ess_tail) >= 500.0 && trace.draws() < 5000,
        "{row:?}"
    );
}

#[test]
fn a_failure_keeps_the_draws() {
    let panics_late = FnDensity::new(1, |x: &[f64], grad: &mut [f64]| {
        grad[0] = 0.0;
        assert!(x[0] < 6.0, "out of the table");
        -0.5 * x[0] * x[0]
    });
    let error = ensemble()
        .tune(5)
        .draws(100_000)
        .sample(&panics_late)
        .expect_err("it panics at last");
    assert!(error.to_string().contains("out of the table"), "{error}");
    let partial = error.partial_trace().expect("there were draws");
    assert_eq!(partial.chains(), 20);
    assert!(partial.draws() > 1 && partial.draws_of("x[0]").expect("stored").iter().all(|x| *x < 6.0));
}

#[test]
fn walkers_start_where_they_are_told() {
    let far = ensemble().tune(0).draws(1).start([[100.0, 0.1, 50.0]]).jitter(0.01);
    let trace = far.sample(&WithoutGradient).expect("it can be sampled");
    assert!(
        trace
            .draws_of("x[0]")
            .expect("stored")
            .iter()
            .all(|x| (x - 100.0).abs() < 0.1)
    );
    let each = (0..20).map(|walker| [5.0 + f64::from(walker), 0.0, 1.0]);
    let error = ensemble()
        .start(each)
        .sample(&WithoutGradient)
        .expect_err("they cannot move")
        .to_string();
    assert!(error.contains("in coordinate 1") && error.contains("apart"), "{error}");
}
