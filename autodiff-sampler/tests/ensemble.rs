//! The ensemble sampler on densities whose moments are known.

use autodiff_sampler::diagnostics::autocorrelation_time;
use autodiff_sampler::{Ensemble, FnDensity, LogDensity, LogDensityError, SampleError, Trace};
use rand::Rng;

fn ensemble() -> Ensemble {
    Ensemble::default().walkers(20).tune(500).draws(1500).seed(20261130)
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
        // The search for a start looks whether it is finite.
        grad.fill(0.0);
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
    assert_eq!(trace.gradient_evaluations(), 20 * 2001);
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
