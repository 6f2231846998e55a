//! Everything that ends a run before its last draw keeps the draws made until then.

use std::ops::ControlFlow;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use autodiff_sampler::samplers::run::{EssTarget, Progress, StopHandle};
use autodiff_sampler::trace::EndReason;
use autodiff_sampler::{FnDensity, LogDensity, Nuts, SampleError, Trace};

fn normal() -> impl LogDensity + Clone + Sync {
    FnDensity::new(2, |x: &[f64], grad: &mut [f64]| {
        grad.copy_from_slice(&[-x[0], -x[1] / 4.0]);
        -0.5 * (x[0] * x[0] + x[1] * x[1] / 4.0)
    })
}

fn endless() -> Nuts {
    Nuts::default()
        .chains(4)
        .tune(200)
        .draws(5_000_000)
        .seed(3)
        .progress(false)
}

/// The draws are the first ones of a run that is not stopped, and the trace knows why it has no more.
fn assert_is_beginning(trace: &Trace, reason: EndReason) {
    assert_eq!(trace.ending().reason, reason);
    assert_eq!(trace.ending().planned_draws, 5_000_000);
    assert!(trace.draws() > 0 && trace.draws() < 5_000_000);
    if trace.ending().chains_left_out.is_empty() {
        let whole = endless().draws(trace.draws()).sample(&normal()).expect("it samples");
        assert_eq!(whole.draws_of("x[1]"), trace.draws_of("x[1]"));
        assert_eq!(whole.sample_stats(), trace.sample_stats());
    }
}

#[test]
fn a_stop_handle_ends_the_run() {
    let stop = StopHandle::new();
    let (say, hear) = mpsc::channel();
    let elsewhere = stop.clone();
    let watchdog = std::thread::spawn(move || {
        hear.recv().expect("a thousand draws are made");
        elsewhere.stop();
    });
    let run = endless().stop_handle(&stop).on_draw(move |event| {
        if !event.tuning && event.draw == 1000 {
            // Several chains may get so far; one is heard.
            let _ = say.send(());
        }
        ControlFlow::Continue(())
    });
    let trace = run.sample(&normal()).expect("there were draws");
    watchdog.join().expect("it does not panic");
    assert_is_beginning(&trace, EndReason::StopHandle);
    assert!(trace.warnings()[0].starts_with("the run was stopped by its stop handle after"));
    // A used handle ends the next run at once.
    let error = endless()
        .stop_handle(&stop)
        .sample(&normal())
        .expect_err("no draw was made");
    assert_eq!(
        error.to_string(),
        "the run was stopped by its stop handle before the first draw, after 0 of 200 steps of tuning"
    );
}

#[test]
fn a_time_limit_ends_the_run() {
    // However slow the machine: with time enough, there are draws.
    for milliseconds in (7..).map(|power| 1 << power) {
        let limit = Duration::from_millis(milliseconds);
        match endless().time_limit(limit).sample(&normal()) {
            Ok(trace) => {
                assert_is_beginning(&trace, EndReason::TimeLimit);
                assert!(trace.wall_time() >= limit);
                return;
            }
            Err(error) => assert!(
                error
                    .to_string()
                    .starts_with("the run was stopped by its time limit before the first draw"),
                "{error}"
            ),
        }
    }
}

#[test]
fn chains_have_about_as_many_draws_when_there_are_more_of_them_than_threads() {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .expect("a thread pool");
    let run = endless().chains(5).on_draw(|event| {
        if event.chain == 3 && !event.tuning && event.draw == 30_000 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    let trace = pool.install(|| run.sample(&normal())).expect("there were draws");
    assert_eq!((trace.chains(), trace.ending().chains_left_out.len()), (5, 0));
    assert!(trace.draws() > 15_000, "{}", trace.draws());
}

#[test]
fn callbacks_see_every_draw_and_may_end_the_run() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&seen);
    let run = endless().chains(2).draws(50).on_draw(move |event| {
        assert!(event.values.len() == 2 && event.stats.n_steps > 0);
        let draw = (event.chain, event.tuning, event.draw, event.values[0]);
        sink.lock().expect("no panic").push(draw);
        ControlFlow::Continue(())
    });
    let trace = run.sample(&normal()).expect("it samples");
    let mut seen = seen.lock().expect("no panic").clone();
    assert_eq!(seen.len(), 2 * 250);
    seen.retain(|(chain, tuning, ..)| *chain == 1 && !tuning);
    let draws = trace.chains_of("x[0]").expect("stored")[1];
    assert!(
        seen.iter()
            .enumerate()
            .all(|(i, (_, _, draw, value))| (i, draws[i]) == (*draw, *value))
    );

    let count = AtomicUsize::new(0);
    let counted = endless().on_draw(move |event| {
        if !event.tuning && count.fetch_add(1, Ordering::Relaxed) > 2000 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    let trace = counted.sample(&normal()).expect("there were draws");
    assert_is_beginning(&trace, EndReason::Callback);
}

#[test]
fn a_callback_that_panics_is_told_from_a_density_that_does() {
    let panicking = endless().on_draw(|event| {
        assert!(event.tuning || event.draw < 100, "the disk is full");
        ControlFlow::Continue(())
    });
    let error = panicking.sample(&normal()).expect_err("it panics");
    assert!(
        matches!(&error, SampleError::CallbackPanicked { message, .. } if message == "the disk is full"),
        "{error}"
    );
    // The draw that the callback did not like is there, too.
    assert!(
        error
            .partial_trace()
            .is_some_and(|trace| trace.draws() > 0 && trace.ending().reason == EndReason::Failure)
    );
}

#[test]
fn an_ess_target_ends_the_run_at_the_same_draw_whatever_the_number_of_threads() {
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("a thread pool");
        pool.install(|| endless().ess_target(2000.0).sample(&normal()))
            .expect("it samples")
    };
    let reference = run(1);
    assert_eq!(reference.ending().reason, EndReason::EssTarget);
    assert!(reference.ending().chains_left_out.is_empty() && reference.warnings().is_empty());
    for row in reference.summary().rows() {
        assert!(row.ess_bulk.min(row.ess_tail) >= 2000.0, "{row:?}");
        assert!(
            row.ess_bulk.min(row.ess_tail) < 6000.0,
            "far more than was asked for: {row:?}"
        );
    }
    for threads in [2, 4] {
        let other = run(threads);
        assert_eq!(reference.draws_of("x[0]"), other.draws_of("x[0]"));
        assert_eq!(reference.sample_stats(), other.sample_stats());
    }
}

#[test]
fn an_ess_target_that_is_not_reached_ends_with_the_last_draw() {
    let run = endless().draws(150).ess_target(EssTarget::new(1e6));
    let trace = run.sample(&normal()).expect("it samples");
    assert_eq!((trace.draws(), trace.ending().reason), (150, EndReason::Complete));
}

#[test]
#[ignore = "a process that `logs_are_plain_lines` starts"]
fn process_that_reports() {
    let progress = match std::env::var("PULLBACK_PROGRESS").as_deref() {
        Ok("automatic") => Progress::Automatic,
        Ok("silent") => Progress::Silent,
        _ => return,
    };
    let run = endless().chains(3).draws(500).progress(progress);
    run.sample(&normal()).expect("it samples");
}

#[test]
fn logs_are_plain_lines() {
    let stderr = |progress: &str| {
        let output = Command::new(std::env::current_exe().expect("this program"))
            .args(["--exact", "process_that_reports", "--ignored", "--nocapture"])
            .env("PULLBACK_PROGRESS", progress)
            .output()
            .expect("it starts");
        assert!(output.status.success());
        String::from_utf8(output.stderr).expect("text")
    };
    assert_eq!(stderr("silent"), "");
    // Standard error is no terminal here.
    let log = stderr("automatic");
    assert!(!log.contains(|c: char| c.is_control() && c != '\n'), "{log:?}");
    for chain in 0..3 {
        let line = format!("chain {chain}: 200 + 500 draws in ");
        assert_eq!(log.lines().filter(|l| l.starts_with(&line)).count(), 1, "{log}");
    }
    assert!(
        log.contains("divergences, step size") && log.contains("gradients per draw, "),
        "{log}"
    );
}
