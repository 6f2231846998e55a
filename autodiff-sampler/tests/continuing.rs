//! A run that is continued from its trace is equal, to the bit, to one that was so long from the start.

use std::ops::ControlFlow;

use autodiff_sampler::samplers::run::{Checkpoint, ContinueError};
use autodiff_sampler::trace::EndReason;
use autodiff_sampler::{Ensemble, FnDensity, Hmc, LogDensity, Nuts, SampleError, Trace};

/// Neal's funnel in three dimensions, which diverges now and then.
fn funnel() -> impl LogDensity + Clone + Sync {
    FnDensity::new(3, |x: &[f64], grad: &mut [f64]| {
        let precision = (-x[0]).exp();
        let squares = x[1] * x[1] + x[2] * x[2];
        grad[0] = -x[0] / 9.0 - 1.0 + 0.5 * squares * precision;
        grad[1] = -x[1] * precision;
        grad[2] = -x[2] * precision;
        -x[0] * x[0] / 18.0 - x[0] - 0.5 * squares * precision
    })
}

fn nuts() -> Nuts {
    Nuts::default().chains(3).tune(200).seed(11).progress(false)
}

fn assert_equal(a: &Trace, b: &Trace) {
    assert_eq!(
        (a.chains(), a.draws(), a.tune(), a.seed()),
        (b.chains(), b.draws(), b.tune(), b.seed())
    );
    for name in a.names() {
        assert_eq!(a.draws_of(name), b.draws_of(name), "{name}");
    }
    for (name, of_a, of_b) in [
        ("lp", &a.sample_stats().lp, &b.sample_stats().lp),
        (
            "acceptance_rate",
            &a.sample_stats().acceptance_rate,
            &b.sample_stats().acceptance_rate,
        ),
    ] {
        assert_eq!(of_a, of_b, "{name}");
    }
    assert_eq!(a.sample_stats().n_steps, b.sample_stats().n_steps);
    assert_eq!(a.divergences(), b.divergences());
    assert_eq!(a.tuning_divergences(), b.tuning_divergences());
    assert_eq!(a.gradient_evaluations(), b.gradient_evaluations());
    for chain in 0..a.chains() {
        assert_eq!(a.inv_metric(chain), b.inv_metric(chain));
    }
    assert_eq!(a.ending(), b.ending());
}

#[test]
fn draws_are_added_once_and_again() {
    let whole = nuts().draws(500).sample(&funnel()).expect("it samples");
    assert!(!whole.divergences().is_empty(), "divergences are continued, too");
    let mut trace = nuts().draws(100).sample(&funnel()).expect("it samples");
    for draws in [101, 350, 500, 500] {
        trace = nuts()
            .draws(draws)
            .continue_from(&trace, &funnel())
            .expect("it goes on");
        assert_eq!((trace.draws(), trace.ending().reason), (draws, EndReason::Complete));
    }
    assert_equal(&trace, &whole);
}

#[test]
fn a_run_that_was_stopped_loses_nothing() {
    let whole = nuts().draws(400).sample(&funnel()).expect("it samples");
    // Chain 1 stops the run, and chains have different lengths then: one may hardly have begun.
    for at in [20, 150] {
        let stopped = nuts().draws(400).on_draw(move |event| {
            let over = event.chain == 1 && !event.tuning && event.draw >= at;
            if over {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        let beginning = stopped.sample(&funnel()).expect("there were draws");
        assert_eq!(beginning.ending().reason, EndReason::Callback);
        assert!(beginning.draws() < 400);
        let trace = nuts()
            .draws(400)
            .continue_from(&beginning, &funnel())
            .expect("it goes on");
        assert_equal(&trace, &whole);
    }
}

#[test]
fn every_sampler_of_draws_goes_on() {
    let hmc = Hmc::default().chains(2).tune(100).seed(5).progress(false);
    let first = hmc.clone().draws(50).sample(&funnel()).expect("it samples");
    let whole = hmc.clone().draws(120).sample(&funnel()).expect("it samples");
    assert_equal(
        &hmc.draws(120).continue_from(&first, &funnel()).expect("it goes on"),
        &whole,
    );

    let ensemble = Ensemble::default()
        .ensembles(2)
        .walkers(8)
        .tune(20)
        .seed(5)
        .progress(false);
    let stopped = ensemble.clone().draws(1000).on_draw(|event| {
        let over = event.chain == 3 && !event.tuning && event.draw == 40;
        if over {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    let first = stopped.sample(&funnel()).expect("there were draws");
    assert!(first.draws() < 1000);
    let whole = ensemble.clone().draws(1000).sample(&funnel()).expect("it samples");
    let trace = ensemble
        .draws(1000)
        .continue_from(&first, &funnel())
        .expect("it goes on");
    assert_equal(&trace, &whole);
}

#[test]
fn the_seed_need_not_be_known_and_a_checkpoint_can_be_begun() {
    let folder = std::env::temp_dir().join(format!("pullback-continuing-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    let nuts = Nuts::default().chains(2).tune(100).progress(false);
    let first = nuts.clone().draws(50).sample(&funnel()).expect("it samples");
    let checkpointed = nuts.clone().draws(80).checkpoint(Checkpoint::new(&folder));
    let second = checkpointed.continue_from(&first, &funnel()).expect("it goes on");
    let resumed = nuts.clone().draws(120).checkpoint(Checkpoint::resume(&folder));
    let third = resumed.sample(&funnel()).expect("it is resumed");
    assert_equal(
        &third,
        &nuts
            .clone()
            .draws(120)
            .seed(first.seed())
            .sample(&funnel())
            .expect("it samples"),
    );
    assert_eq!(second.draws(), 80);
    // Two runs to go on from are one too many.
    let both = nuts.draws(200).checkpoint(Checkpoint::resume(&folder));
    assert_eq!(
        continue_error(both.continue_from(&second, &funnel())),
        ContinueError::Occupied
    );
    std::fs::remove_dir_all(&folder).expect("it was made");
}

fn continue_error(outcome: Result<Trace, SampleError>) -> ContinueError {
    match outcome.expect_err("it cannot be continued") {
        SampleError::Continue { source } => source,
        other => panic!("{other}"),
    }
}

#[test]
fn other_runs_are_not_mistaken_for_this_one() {
    let trace = nuts().draws(60).sample(&funnel()).expect("it samples");
    for (other, part) in [
        (nuts().target_accept(0.9), "target_accept = 0.8"),
        (nuts().seed(12), "seed = 11"),
        (nuts().chains(2), "chains = 3"),
        (nuts().tune(300), "tune = 200"),
    ] {
        let error = other
            .draws(60)
            .continue_from(&trace, &funnel())
            .expect_err("it is another");
        assert!(error.to_string().contains(part), "{error}");
    }
    let hmc = Hmc::default().chains(3).tune(200).seed(11).draws(60).progress(false);
    let error = hmc
        .continue_from(&trace, &funnel())
        .expect_err("it is another")
        .to_string();
    assert!(
        error.contains("sampler = nuts") && error.contains("sampler = hmc"),
        "{error}"
    );
    assert_eq!(
        continue_error(nuts().draws(40).continue_from(&trace, &funnel())),
        ContinueError::Longer {
            chain: 0,
            saved: 60,
            draws: 40
        }
    );
    let normal = FnDensity::new(3, |x: &[f64], grad: &mut [f64]| {
        grad.copy_from_slice(&[-x[0], -x[1], -x[2]]);
        -0.5 * (x[0] * x[0] + x[1] * x[1] + x[2] * x[2])
    });
    let error = continue_error(nuts().draws(80).continue_from(&trace, &normal));
    assert!(matches!(error, ContinueError::OtherDensity { .. }), "{error}");
    // Parts of traces have no end that a run could go on from.
    let thinned = trace.thin(2).expect("it can be thinned");
    assert_eq!(
        continue_error(nuts().draws(80).continue_from(&thinned, &funnel())),
        ContinueError::NoStates
    );
    assert!(
        nuts()
            .draws(80)
            .target_accept(2.0)
            .continue_from(&trace, &funnel())
            .is_err()
    );
}
