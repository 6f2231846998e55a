//! Chains that are shared among ranks are those of one process; what ends or fails at one rank does so at all.
//!
//! Here ranks are threads; `tests/mpi` asks the same of processes.

use std::ops::ControlFlow;
use std::time::Duration;

use autodiff_sampler::communicator::{Communicator, CommunicatorError, SingleProcess, ThreadRanks};
use autodiff_sampler::samplers::run::StopHandle;
use autodiff_sampler::trace::EndReason;
use autodiff_sampler::{Ensemble, FnDensity, Hmc, LogDensity, Mams, Nuts, SampleError, Trace};

/// Three coordinates, of which two are correlated.
fn density() -> impl LogDensity + Clone + Sync {
    FnDensity::new(3, |x: &[f64], grad: &mut [f64]| {
        grad[0] = -x[0] + 0.3 * x[1];
        grad[1] = -x[1] + 0.3 * x[0];
        grad[2] = -x[2].powi(3);
        -0.5 * (x[0] * x[0] + x[1] * x[1]) + 0.3 * x[0] * x[1] - 0.25 * x[2].powi(4)
    })
}

fn nuts() -> Nuts {
    Nuts::default().chains(5).tune(100).draws(60).seed(7).progress(false)
}

/// Everything of a trace but the times that it took, as text: the shortest that reads back to the same bits.
fn contents(trace: &Trace) -> Vec<String> {
    let draws = trace
        .names()
        .iter()
        .map(|name| format!("{name}: {:?}", trace.draws_of(name)));
    let metric = |chain| trace.inv_metric(chain).map(|metric| metric.to_matrix());
    let metrics = (0..trace.chains()).map(|chain| format!("metric {chain}: {:?}", metric(chain)));
    let counts = (trace.gradient_evaluations(), trace.tuning_divergences(), trace.seed());
    let rest = [
        format!("{:?}", trace.sample_stats()),
        format!("{:?}", trace.divergences()),
        format!("{counts:?} {:?}", trace.ending()),
    ];
    draws.chain(metrics).chain(rest).collect()
}

/// Checks that two traces are equal to the bit.
fn assert_equal(trace: &Trace, expected: &Trace, of: &str) {
    for (part, expected) in contents(trace).iter().zip(&contents(expected)) {
        assert!(part == expected, "{of}: {part:.200} instead of {expected:.200}");
    }
}

/// Runs on so many ranks, all of which must return the same trace.
fn on_ranks(size: usize, run: impl Fn(ThreadRanks) -> Result<Trace, SampleError> + Sync) -> Trace {
    let mut traces = ThreadRanks::run(size, |ranks| run(ranks).expect("it can be sampled"));
    let last = traces.pop().expect("one rank at least");
    for (rank, trace) in traces.iter().enumerate() {
        assert_equal(trace, &last, &format!("rank {rank} of {size}"));
    }
    last
}

#[test]
fn every_rank_has_the_trace_of_one_process() {
    let alone = nuts().sample(&density()).expect("it can be sampled");
    for size in [1, 2, 4, 7] {
        let trace = on_ranks(size, |ranks| nuts().ranks(&ranks).sample(&density()));
        assert_equal(&trace, &alone, &format!("{size} ranks"));
        assert_eq!(trace.summary().to_string(), alone.summary().to_string());
    }
    let trace = nuts()
        .ranks(&SingleProcess::new())
        .sample(&density())
        .expect("it can be sampled");
    assert_equal(&trace, &alone, "several ranks");
}

#[test]
fn so_it_is_with_other_samplers() {
    let hmc = Hmc::default().chains(3).tune(50).draws(30).seed(1).progress(false);
    let mams = Mams::default().chains(3).tune(50).draws(30).seed(1).progress(false);
    let ensemble = Ensemble::default()
        .ensembles(2)
        .tune(20)
        .draws(20)
        .seed(1)
        .progress(false);
    let shared = on_ranks(2, |ranks| hmc.clone().ranks(&ranks).sample(&density()));
    assert_equal(
        &shared,
        &hmc.sample(&density()).expect("it can be sampled"),
        "several ranks",
    );
    let shared = on_ranks(2, |ranks| mams.clone().ranks(&ranks).sample(&density()));
    assert_equal(
        &shared,
        &mams.sample(&density()).expect("it can be sampled"),
        "several ranks",
    );
    let shared = on_ranks(2, |ranks| ensemble.clone().ranks(&ranks).sample(&density()));
    assert_equal(
        &shared,
        &ensemble.sample(&density()).expect("it can be sampled"),
        "several ranks",
    );
}

#[test]
fn the_effective_sample_size_of_all_chains_ends_all() {
    let nuts = nuts().draws(100_000).ess_target(900.0);
    let alone = nuts.sample(&density()).expect("it can be sampled");
    assert_eq!(alone.ending().reason, EndReason::EssTarget);
    let shared = on_ranks(3, |ranks| nuts.clone().ranks(&ranks).sample(&density()));
    assert_equal(&shared, &alone, "several ranks");
}

#[test]
fn a_trace_can_be_continued_on_another_number_of_ranks() {
    let first = on_ranks(2, |ranks| nuts().ranks(&ranks).sample(&density()));
    let longer = nuts().draws(90);
    let continued = on_ranks(3, |ranks| {
        longer.clone().ranks(&ranks).continue_from(&first, &density())
    });
    let alone = longer.sample(&density()).expect("it can be sampled");
    assert_eq!(continued.draws_of("x[2]"), alone.draws_of("x[2]"));
    assert_eq!(continued.sample_stats(), alone.sample_stats());
}

#[test]
fn a_seed_that_is_not_given_is_that_of_rank_0() {
    let without_seed = Nuts::default().chains(3).tune(20).draws(10).progress(false);
    let trace = on_ranks(3, |ranks| without_seed.clone().ranks(&ranks).sample(&density()));
    let again = without_seed
        .seed(trace.seed())
        .sample(&density())
        .expect("it can be sampled");
    assert_equal(&trace, &again, "several ranks");
}

#[test]
fn what_ends_the_run_at_one_rank_ends_it_at_all() {
    let endless = nuts().draws(200_000).time_limit(Duration::from_secs(60));
    // A handle that is used at rank 1 alone.
    let stopped = on_ranks(2, |ranks| {
        let handle = StopHandle::new();
        let used = handle.clone();
        let is_one = ranks.rank() == 1;
        let stop_late = move |event: &autodiff_sampler::samplers::run::DrawEvent<'_>| {
            if is_one && !event.tuning && event.draw == 20 {
                used.stop();
            }
            ControlFlow::Continue(())
        };
        endless
            .clone()
            .on_draw(stop_late)
            .stop_handle(&handle)
            .ranks(&ranks)
            .sample(&density())
    });
    assert_eq!(stopped.ending().reason, EndReason::StopHandle);
    // A callback that is called with draws of chain 2 at its rank only.
    let broken = on_ranks(2, |ranks| {
        let at_20 = |event: &autodiff_sampler::samplers::run::DrawEvent<'_>| {
            if event.chain == 2 && !event.tuning && event.draw == 20 {
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        };
        endless.clone().on_draw(at_20).ranks(&ranks).sample(&density())
    });
    assert_eq!(broken.ending().reason, EndReason::Callback);
}

#[test]
fn a_panic_at_one_rank_is_the_error_of_all_and_draws_are_kept() {
    for size in [2, 3] {
        let errors = ThreadRanks::run(size, |ranks| {
            let is_last = ranks.rank() + 1 == ranks.size();
            let mut evaluations = 0;
            let fragile = FnDensity::new(1, move |x: &[f64], grad: &mut [f64]| {
                evaluations += 1;
                assert!(!(is_last && evaluations > 2000), "too many evaluations");
                grad[0] = -x[0];
                -0.5 * x[0] * x[0]
            });
            let nuts = nuts().draws(100_000).time_limit(Duration::from_secs(60));
            nuts.ranks(&ranks).sample(&fragile).expect_err("one chain panics")
        });
        for error in &errors {
            let SampleError::Panicked { chain, message, .. } = error else {
                panic!("{error}");
            };
            assert_eq!((chain % size, message.as_str()), (size - 1, "too many evaluations"));
            assert_eq!(error.to_string(), errors[0].to_string());
            assert!(error.partial_trace().is_some_and(|trace| trace.draws() > 0));
        }
    }
}

#[test]
fn a_start_that_cannot_be_used_is_the_error_of_all() {
    let errors = ThreadRanks::run(2, |ranks| {
        let nowhere = FnDensity::new(1, |_: &[f64], _: &mut [f64]| f64::NEG_INFINITY);
        nuts().ranks(&ranks).sample(&nowhere).expect_err("there is no start")
    });
    for error in errors {
        assert!(matches!(error, SampleError::Start { chain: 0, .. }), "{error}");
    }
}

#[test]
fn ranks_that_run_different_things_say_so() {
    let errors = ThreadRanks::run(2, |ranks| {
        let nuts = nuts().tune(100 + ranks.rank());
        nuts.ranks(&ranks).sample(&density()).expect_err("they differ")
    });
    assert!(
        errors[0]
            .to_string()
            .starts_with("rank 1: it has tune = 101 where another one has 100"),
        "{}",
        errors[0]
    );
    let errors = ThreadRanks::run(2, |ranks| {
        let nuts = nuts().draws(60 + ranks.rank());
        nuts.ranks(&ranks).sample(&density()).expect_err("they differ")
    });
    assert!(errors[1].to_string().contains("draws = "), "{}", errors[1]);
    // One that cannot begin.
    let errors = ThreadRanks::run(2, |ranks| {
        let density = FnDensity::new(ranks.rank(), |_: &[f64], _: &mut [f64]| 0.0);
        nuts()
            .ranks(&ranks)
            .sample(&density)
            .expect_err("there is nothing to sample at rank 0")
    });
    assert_eq!(errors[0], SampleError::ZeroDimension);
    assert!(
        errors[1]
            .to_string()
            .starts_with("rank 0: the log density has dimension 0"),
        "{}",
        errors[1]
    );
}

#[test]
fn a_rank_that_is_gone_is_an_error_and_nobody_waits() {
    let errors = ThreadRanks::run(2, |ranks| match ranks.rank() {
        0 => Some(
            nuts()
                .ranks(&ranks)
                .sample(&density())
                .expect_err("rank 1 is not there"),
        ),
        _ => None,
    });
    let gone = CommunicatorError::Ended { rank: 1 };
    assert_eq!(errors[0], Some(SampleError::Ranks { source: gone }));
}

#[test]
fn checkpoints_of_several_ranks_are_refused() {
    let errors = ThreadRanks::run(2, |ranks| {
        let nuts = nuts().checkpoint("never-made").ranks(&ranks);
        nuts.sample(&density()).expect_err("it is refused").to_string()
    });
    assert!(
        errors.iter().all(|error| error.starts_with("checkpoint = ")),
        "{errors:?}"
    );
}
