//! What ends an optimiser early leaves what it has found until then.

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use autodiff_sampler::samplers::run::{Progress, StopHandle};
use autodiff_sampler::samplers::variational::Family;
use autodiff_sampler::trace::EndReason;
use autodiff_sampler::{Advi, LogDensity, LogDensityError, Map, Pathfinder, SampleError};

/// A normal density in twenty dimensions, correlated and of different scales, that uses a stop handle at an evaluation.
#[derive(Clone)]
struct StopsItself {
    evaluations: Arc<AtomicUsize>,
    at: usize,
    stop: StopHandle,
    pause: Duration,
}

impl StopsItself {
    fn at(at: usize) -> Self {
        Self {
            evaluations: Arc::default(),
            at,
            stop: StopHandle::new(),
            pause: Duration::ZERO,
        }
    }

    fn never() -> Self {
        Self::at(usize::MAX)
    }

    fn count(&self) -> usize {
        self.evaluations.load(Ordering::Relaxed)
    }
}

const DIMENSION: usize = 20;

impl LogDensity for StopsItself {
    fn dimension(&self) -> usize {
        DIMENSION
    }

    fn log_density_and_grad(&mut self, x: &[f64], grad: &mut [f64]) -> Result<f64, LogDensityError> {
        if self.evaluations.fetch_add(1, Ordering::Relaxed) + 1 == self.at {
            self.stop.stop();
        }
        std::thread::sleep(self.pause);
        let mut value = 0.0;
        grad.fill(0.0);
        for i in 0..DIMENSION {
            let before = if i == 0 { 0.0 } else { x[i - 1] };
            let weight = (1.0 + i as f64).powi(2);
            let residual = x[i] - 0.9 * before - 3.0;
            value -= 0.5 * weight * residual * residual;
            grad[i] -= weight * residual;
            if i > 0 {
                grad[i - 1] += 0.9 * weight * residual;
            }
        }
        Ok(value)
    }

    fn names(&self) -> Vec<String> {
        (0..DIMENSION).map(|i| format!("theta[{i}]")).collect()
    }
}

fn map() -> Map {
    Map::default().seed(4).progress(false)
}

#[test]
fn an_interrupted_search_says_where_it_was_and_another_one_starts_there() {
    let density = StopsItself::at(24);
    let error = map()
        .stop_handle(&density.stop)
        .maximise(&density)
        .expect_err("24 evaluations do not suffice");
    let text = error.to_string();
    assert!(
        text.starts_with("the run was stopped by its stop handle before a maximum was reached"),
        "{text}"
    );
    let highest = error.highest_point().expect("climbs have begun");
    assert_eq!(highest.values, highest.position);
    let mut grad = [0.0; DIMENSION];
    let there = StopsItself::never().log_density_and_grad(&highest.position, &mut grad);
    assert_eq!(there, Ok(highest.log_density));
    assert_eq!(grad[highest.steepest.0], highest.steepest.1);
    assert!(grad.iter().all(|g| g.abs() <= highest.steepest.1.abs()));

    let whole = map().maximise(&StopsItself::never()).expect("it has a maximum");
    assert!(highest.log_density < whole.log_density() - 1e-3);
    let further = map().start([highest.position.clone()]).maximise(&StopsItself::never());
    let further = further.expect("it has a maximum");
    assert_eq!(further.starts(), (1, &[][..]));
    assert!((further.log_density() - whole.log_density()).abs() < 1e-9);
}

#[test]
fn a_maximum_that_was_reached_before_is_the_mode() {
    // One thread: the first climb takes less than a hundred evaluations, and the second one is under way.
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .expect("a thread");
    let alone = StopsItself::never();
    let one = pool.install(|| map().starts(1).maximise(&alone)).expect("a maximum");
    let density = StopsItself::at(alone.count() + 5);
    let mode = pool.install(|| map().stop_handle(&density.stop).maximise(&density));
    let mode = mode.expect("the first climb has reached a maximum");
    assert_eq!(mode.position(), one.position());
    assert_eq!(mode.failures().len(), 1);
    assert!(
        mode.to_string()
            .contains("warning: start 1: the optimiser was interrupted after"),
        "{mode}"
    );
}

#[test]
fn a_handle_that_was_used_before_ends_everything_at_once() {
    let density = StopsItself::never();
    density.stop.stop();
    let (map, pathfinder, advi) = (map(), Pathfinder::default().seed(1), Advi::default().seed(1));
    let errors = [
        map.clone().stop_handle(&density.stop).maximise(&density).err(),
        map.stop_handle(&density.stop).sample(&density).err(),
        pathfinder.stop_handle(&density.stop).sample(&density).err(),
        advi.stop_handle(&density.stop).sample(&density).err(),
    ];
    for error in errors {
        let error = error.expect("nothing was found");
        let is_interruption = |error: &SampleError| {
            matches!(
                error,
                SampleError::Interrupted {
                    reason: EndReason::StopHandle,
                    highest: None,
                    ..
                }
            )
        };
        assert!(is_interruption(&error), "{error}");
    }
    assert_eq!(density.count(), 0);
}

#[test]
fn the_laplace_approximation_keeps_its_mode_or_its_draws() {
    let modes = StopsItself::never();
    let mode = map().jacobian(true).maximise(&modes).expect("a maximum");
    // In the midst of the second derivatives, which take four gradients for each coordinate.
    let density = StopsItself::at(modes.count() + 20);
    let laplace = map().jacobian(true).stop_handle(&density.stop);
    let error = laplace.sample(&density).expect_err("there is no approximation yet");
    assert!(error.to_string().contains("its mode, which was found"), "{error}");
    let highest = error.highest_point().expect("the mode");
    assert!((highest.log_density - mode.log_density()).abs() < 1e-9);

    let all = StopsItself::never();
    map().jacobian(true).draws(1000).sample(&all).expect("an approximation");
    let density = StopsItself::at(all.count() - 700);
    let laplace = map().jacobian(true).draws(1000).stop_handle(&density.stop);
    let laplace = laplace.sample(&density).expect("an approximation");
    let trace = laplace.draws().trace();
    assert!((250..400).contains(&trace.draws()), "{}", trace.draws());
    assert_eq!(
        (trace.ending().reason, trace.ending().planned_draws),
        (EndReason::StopHandle, 1000)
    );
    assert_eq!(laplace.draws().log_density().len(), trace.draws());
    assert!(laplace.draws().is_reliable());
    assert!(
        laplace
            .to_string()
            .contains("warning: the run was stopped by its stop handle"),
        "{laplace}"
    );
}

#[test]
fn pathfinder_makes_an_approximation_of_what_there_is() {
    let density = StopsItself::at(40);
    let pathfinder = Pathfinder::default().seed(2).progress(false);
    let fit = pathfinder
        .stop_handle(&density.stop)
        .sample(&density)
        .expect("paths have begun");
    let trace = fit.draws().trace();
    // As many draws as it takes to tell how good they are.
    assert_eq!((trace.draws(), trace.ending().planned_draws), (100, 1000));
    assert_eq!(trace.ending().reason, EndReason::StopHandle);
    assert!(density.count() < 40 + 100 + 4 * (25 + 25), "{}", density.count());
    assert!(fit.paths().iter().all(|path| path.elbo.is_finite()));
}

#[test]
fn variational_inference_returns_the_gaussian_that_it_has_come_to() {
    let paths = StopsItself::never();
    Pathfinder::default()
        .seed(5)
        .progress(false)
        .draws(1)
        .sample(&paths)
        .expect("paths");
    // Some steps into the first maximisation, each of which takes 64 gradients.
    let density = StopsItself::at(paths.count() + 64 * 8);
    let advi = Advi::default().family(Family::FullRank).seed(5).progress(false);
    let fit = advi.stop_handle(&density.stop).sample(&density).expect("it has begun");
    assert!(!fit.converged());
    let trace = fit.draws().trace();
    assert_eq!((trace.draws(), trace.ending().planned_draws), (100, 1000));
    assert_eq!(trace.ending().reason, EndReason::StopHandle);
    assert!(fit.elbo().0.is_finite() && fit.mean().iter().all(|x| x.is_finite()));
    assert!(fit.to_string().contains("the bound was still rising"), "{fit}");
}

#[test]
fn a_time_limit_ends_a_search() {
    let slow = StopsItself {
        pause: Duration::from_millis(5),
        ..StopsItself::never()
    };
    let error = map().time_limit(Duration::from_millis(50)).maximise(&slow);
    let error = error.expect_err("a climb takes twenty evaluations or more");
    assert!(
        matches!(
            error,
            SampleError::Interrupted {
                reason: EndReason::TimeLimit,
                ..
            }
        ),
        "{error}"
    );
}

#[test]
#[ignore = "a process that another test starts"]
fn process_that_reports() {
    if std::env::var_os("PULLBACK_REPORTS").is_none() {
        return;
    }
    let slow = StopsItself {
        pause: Duration::from_millis(300),
        ..StopsItself::never()
    };
    let mode = Map::default()
        .starts(1)
        .seed(1)
        .progress(Progress::Lines)
        .maximise(&slow);
    mode.expect("it has a maximum");
}

#[test]
#[ignore = "takes ten seconds, as climbs are reported after five"]
fn a_long_climb_is_reported() {
    let output = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "process_that_reports", "--ignored", "--nocapture"])
        .env("PULLBACK_REPORTS", "yes")
        .output()
        .expect("it starts");
    let text = String::from_utf8(output.stderr).expect("text");
    let lines: Vec<&str> = text.lines().filter(|line| line.starts_with("start 0: ")).collect();
    assert!(lines.len() >= 2, "{text}");
    assert!(
        lines[0].contains(" evaluations, value ") && lines[0].contains(", gradient norm "),
        "{text}"
    );
    let last = lines[lines.len() - 1];
    assert!(last.starts_with("start 0: reached a maximum, "), "{text}");
}
