//! Densities in shards over several ranks: the same numbers to the bit on any number of them, and nobody is left waiting.
//!
//! Here ranks are threads; `tests/mpi` asks the same of processes.

use std::ops::ControlFlow;
use std::time::Duration;

use autodiff_sampler::communicator::{Communicator, SingleProcess, ThreadRanks};
use autodiff_sampler::samplers::run::{DrawEvent, StopHandle};
use autodiff_sampler::sharded::{ShardError, ShardedDensity, ShardedLikelihood};
use autodiff_sampler::trace::EndReason;
use autodiff_sampler::{
    Advi, Ensemble, FnDensity, LogDensity, LogDensityError, Map, Nuts, Pathfinder, SampleError, Trace,
};
use pullback::prelude::{Parameters, Posterior, differentiable};

#[derive(Parameters, Clone, Debug)]
struct Line {
    #[prior(Normal(0.0, 10.0))]
    slope: f64,
    #[prior(Normal(0.0, 10.0))]
    intercept: f64,
    #[prior(HalfNormal(1.0))]
    scatter: f64,
}

#[differentiable]
fn log_likelihood(line: &Line, #[constant] x: &[f64], #[constant] y: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        let z = (y[i] - line.slope * x[i] - line.intercept) / line.scatter;
        sum -= 0.5 * z * z + line.scatter.ln();
    }
    sum
}

/// A line with something like noise.
fn data() -> (Vec<f64>, Vec<f64>) {
    let x: Vec<f64> = (0..103).map(|i| 0.1 * f64::from(i)).collect();
    let y = x.iter().map(|x| 2.0 * x + 1.0 + 0.7 * (50.0 * x * x).sin()).collect();
    (x, y)
}

/// The posterior of a line given data in shards.
fn posterior<'a, R: Communicator + Clone + 'static>(
    ranks: &R,
    shards: usize,
    (x, y): &'a (Vec<f64>, Vec<f64>),
) -> impl LogDensity + Clone + Sync + use<'a, R> {
    let likelihood = ShardedLikelihood::new(ranks, shards, |shard| {
        let rows = shard.rows(x.len());
        log_likelihood::with(&x[rows.clone()], &y[rows])
    });
    Posterior::<Line, _>::new(likelihood.expect("all ranks give the same number of shards"))
}

fn value_and_grad(density: &mut impl LogDensity, position: &[f64]) -> Result<(u64, Vec<u64>), LogDensityError> {
    let mut grad = vec![0.0; position.len()];
    let value = density.log_density_and_grad(position, &mut grad)?;
    Ok((value.to_bits(), grad.iter().map(|g| g.to_bits()).collect()))
}

fn nuts() -> Nuts {
    Nuts::default().chains(3).tune(60).draws(40).seed(3).progress(false)
}

fn draws(trace: &Trace) -> Vec<u64> {
    let of_all = trace.names().iter().filter_map(|name| trace.draws_of(name));
    of_all.flatten().map(|x| x.to_bits()).collect()
}

#[test]
fn values_and_gradients_are_those_of_the_whole() {
    let data = data();
    let whole = log_likelihood::with(&data.0, &data.1);
    let mut whole = Posterior::<Line, _>::new(whole);
    let mut sharded = posterior(&SingleProcess::new(), 7, &data);
    let (mut expected, mut found) = ([0.0; 3], [0.0; 3]);
    let position = [1.7, 0.4, -0.3];
    let value = whole
        .log_density_and_grad(&position, &mut expected)
        .expect("it is finite");
    let sum = sharded
        .log_density_and_grad(&position, &mut found)
        .expect("it is finite");
    assert!((sum - value).abs() < 1e-12 * value.abs(), "{sum} {value}");
    assert!((sharded.log_density(&position).expect("it is finite") - value).abs() < 1e-12 * value.abs());
    for (found, expected) in found.iter().zip(&expected) {
        assert!((found - expected).abs() < 1e-12 * expected.abs(), "{found} {expected}");
    }
}

#[test]
fn second_derivatives_are_exact_and_those_of_the_whole() {
    let data = data();
    let (position, direction) = ([1.7, 0.4, -0.3], [0.3, -0.2, 0.5]);
    let product = |density: &mut dyn LogDensity| {
        let mut product = [0.0; 3];
        let computed = density.hessian_vector_product(&position, &direction, &mut product);
        computed.map(|()| product)
    };
    let whole = log_likelihood::with(&data.0, &data.1);
    let expected = product(&mut Posterior::<Line, _>::new(whole)).expect("it is finite");
    let products = ThreadRanks::run(3, |ranks| product(&mut posterior(&ranks, 5, &data)));
    for found in &products {
        assert_eq!(found, &products[0]);
        for (found, expected) in found.iter().flatten().zip(&expected) {
            assert!((found - expected).abs() < 1e-13 * expected.abs(), "{found} {expected}");
        }
    }
}

#[test]
fn the_number_of_ranks_changes_no_bit() {
    let data = data();
    for shards in [1, 5, 8] {
        let alone = value_and_grad(&mut posterior(&SingleProcess::new(), shards, &data), &[1.9, 0.9, -0.2]);
        assert!(alone.is_ok());
        for size in [1, 2, 3, 4, 9] {
            let found = ThreadRanks::run(size, |ranks| {
                value_and_grad(&mut posterior(&ranks, shards, &data), &[1.9, 0.9, -0.2])
            });
            assert_eq!(found, vec![alone.clone(); size], "{shards} shards");
        }
    }
}

#[test]
fn every_rank_makes_the_same_draws_as_one_process() {
    let data = data();
    let alone = nuts()
        .sample(&posterior(&SingleProcess::new(), 8, &data))
        .expect("it can be sampled");
    assert!((alone.summary().get("slope").expect("it is stored").mean - 2.0).abs() < 0.2);
    for size in [2, 3, 4] {
        for trace in ThreadRanks::run(size, |ranks| nuts().sample(&posterior(&ranks, 8, &data))) {
            let trace = trace.expect("it can be sampled");
            assert_eq!(draws(&trace), draws(&alone), "{size} ranks");
            assert_eq!(trace.gradient_evaluations(), alone.gradient_evaluations());
        }
    }
}

#[test]
fn optimisers_and_ensembles_take_such_a_density_too() {
    let data = data();
    let modes = ThreadRanks::run(2, |ranks| {
        let density = posterior(&ranks, 4, &data);
        let mode = Map::default().starts(3).progress(false).maximise(&density)?;
        let paths = Pathfinder::default()
            .paths(2)
            .draws(50)
            .progress(false)
            .sample(&density)?;
        let fit = Advi::default().draws(50).progress(false).sample(&density)?;
        let walkers = Ensemble::default()
            .tune(20)
            .draws(20)
            .progress(false)
            .sample(&density)?;
        let by_path = nuts()
            .start_with_pathfinder(Pathfinder::default().paths(2))
            .sample(&density)?;
        let traces = [
            draws(paths.draws().trace()),
            draws(fit.draws().trace()),
            draws(&walkers),
            draws(&by_path),
        ];
        Ok::<_, SampleError>((mode.position().to_vec(), traces))
    });
    let [first, second] = [&modes[0], &modes[1]].map(|mode| mode.as_ref().expect("there is one"));
    assert_eq!(first, second);
}

#[test]
fn a_run_without_a_seed_has_the_same_at_all_ranks() {
    let data = data();
    let unseeded = Nuts::default().chains(2).tune(30).draws(20).progress(false);
    let traces = ThreadRanks::run(2, |ranks| {
        unseeded
            .sample(&posterior(&ranks, 4, &data))
            .expect("it can be sampled")
    });
    assert_eq!(draws(&traces[0]), draws(&traces[1]));
    assert_eq!(traces[0].seed(), traces[1].seed());
}

#[test]
fn what_ends_the_run_at_one_rank_ends_it_at_all_at_the_same_draw() {
    let data = data();
    let endless = nuts().draws(100_000).time_limit(Duration::from_secs(60));
    let traces = ThreadRanks::run(3, |ranks| {
        let handle = StopHandle::new();
        let (used, rank) = (handle.clone(), ranks.rank());
        let stop_late = move |event: &DrawEvent<'_>| {
            if rank == 2 && !event.tuning && event.draw == 15 {
                used.stop();
            }
            ControlFlow::Continue(())
        };
        let nuts = endless.clone().on_draw(stop_late).stop_handle(&handle);
        nuts.sample(&posterior(&ranks, 4, &data)).expect("some draws are made")
    });
    for trace in &traces {
        assert_eq!(trace.ending().reason, EndReason::StopHandle);
        assert_eq!(draws(trace), draws(&traces[0]));
    }
    assert!((15..=17).contains(&traces[0].draws()), "{}", traces[0].draws());
}

/// Three shards of a standard normal, of which one does something in its 100th evaluation.
fn fragile(
    ranks: &ThreadRanks,
    shards: usize,
    in_last: impl Fn(&[f64]) -> f64 + Clone + Send + Sync + 'static,
) -> ShardedDensity<impl LogDensity + Clone + Sync, impl LogDensity + Clone + Send + Sync> {
    let prior = FnDensity::new(2, |_: &[f64], grad: &mut [f64]| {
        grad.fill(0.0);
        0.0
    });
    let density = ShardedDensity::new(ranks, shards, prior, |shard| {
        let is_last = shard.number + 1 == shard.shards;
        let (mut evaluations, in_last) = (0, in_last.clone());
        FnDensity::new(2, move |x: &[f64], grad: &mut [f64]| {
            evaluations += 1;
            for (g, x) in grad.iter_mut().zip(x) {
                *g = -x;
            }
            let value = -0.5 * x.iter().map(|x| x * x).sum::<f64>();
            value + if is_last && evaluations > 100 { in_last(x) } else { 0.0 }
        })
    });
    density.expect("all ranks give the same number of shards")
}

#[test]
fn a_panic_in_one_shard_is_the_error_of_all() {
    let errors = ThreadRanks::run(3, |ranks| {
        let density = fragile(&ranks, 6, |_| panic!("the file is gone"));
        nuts().sample(&density).expect_err("one shard panics")
    });
    for error in &errors {
        assert_eq!(error.to_string(), errors[0].to_string());
        let text = error.to_string();
        assert!(
            text.contains("at rank 2, shard 5 (of 6) panicked: the file is gone"),
            "{text}"
        );
    }
}

#[test]
fn what_is_not_finite_in_one_shard_is_a_divergence_at_all() {
    let run = |ranks: ThreadRanks| {
        let beyond = |x: &[f64]| if x[0] > 0.5 { f64::NAN } else { 0.0 };
        nuts().sample(&fragile(&ranks, 4, beyond)).expect("it can be sampled")
    };
    let traces = ThreadRanks::run(2, run);
    assert_eq!(draws(&traces[0]), draws(&traces[1]));
    assert!(traces[0].tuning_divergences() > 0);
    let alone = ThreadRanks::run(1, run);
    assert_eq!(draws(&traces[0]), draws(&alone[0]));
}

#[test]
fn a_panic_outside_of_the_shards_leaves_nobody_waiting() {
    // In a callback, between evaluations; and in the prior, while the others wait for the shards.
    let data = data();
    let callback = ThreadRanks::run(2, |ranks| {
        let rank = ranks.rank();
        let nuts = nuts().on_draw(move |event| {
            assert!(!(rank == 1 && event.draw == 10), "no more draws");
            ControlFlow::Continue(())
        });
        nuts.sample(&posterior(&ranks, 4, &data)).expect_err("rank 1 panics")
    });
    assert!(
        matches!(&callback[1], SampleError::CallbackPanicked { .. }),
        "{}",
        callback[1]
    );
    assert!(matches!(&callback[0], SampleError::OtherRank { .. }), "{}", callback[0]);

    let prior = ThreadRanks::run(2, |ranks| {
        let (rank, mut evaluations) = (ranks.rank(), 0);
        let prior = FnDensity::new(1, move |x: &[f64], grad: &mut [f64]| {
            evaluations += 1;
            assert!(!(rank == 1 && evaluations > 100), "out of memory, say");
            grad[0] = -x[0];
            -0.5 * x[0] * x[0]
        });
        let density = ShardedDensity::new(&ranks, 2, prior, |_| FnDensity::new(1, |_: &[f64], _: &mut [f64]| 0.0));
        nuts().sample(&density.expect("two shards")).expect_err("rank 1 panics")
    });
    assert!(prior[1].to_string().contains("out of memory, say"), "{}", prior[1]);
    assert!(
        prior[0].to_string().contains("rank 1 does something else than rank 0"),
        "{}",
        prior[0]
    );
}

#[test]
fn ranks_that_come_apart_notice_it() {
    let errors = ThreadRanks::run(2, |ranks| {
        // As if processors differed in the last bits, only more so.
        let precision = 1.0 + 1e-9 * ranks.rank() as f64;
        let prior = FnDensity::new(1, move |x: &[f64], grad: &mut [f64]| {
            grad[0] = -precision * x[0];
            -0.5 * precision * x[0] * x[0]
        });
        let flat = |_| FnDensity::new(1, |_: &[f64], _: &mut [f64]| 0.0);
        let density = ShardedDensity::new(&ranks, 2, prior, flat).expect("two shards");
        nuts().sample(&density).expect_err("priors differ")
    });
    for error in errors {
        let text = error.to_string();
        assert!(
            text.contains("rank 1 evaluates at another position than rank 0"),
            "{text}"
        );
    }
}

#[test]
fn ranks_with_other_settings_say_so() {
    let data = data();
    let errors = ThreadRanks::run(2, |ranks| {
        let nuts = nuts().draws(40 + ranks.rank());
        nuts.sample(&posterior(&ranks, 4, &data)).expect_err("draws differ")
    });
    for error in errors {
        assert!(error.to_string().contains("it has other settings"), "{error}");
    }
}

#[test]
fn what_cannot_be_is_refused() {
    let data = data();
    let refused = ThreadRanks::run(2, |ranks| {
        let density = posterior(&ranks, 4, &data);
        let both = nuts()
            .ranks(&ranks)
            .sample(&density)
            .expect_err("chains and data are shared");
        let limit = Map::default()
            .time_limit(Duration::from_secs(1))
            .maximise(&density)
            .expect_err("time is not shared");
        let unequal = ShardedLikelihood::new(&ranks, 1 + ranks.rank(), |_| ()).expect_err("numbers differ");
        let none = ShardedLikelihood::new(&ranks, 0, |_| ()).expect_err("there are none");
        (both.to_string(), limit.to_string(), unequal, none)
    });
    let (both, limit, unequal, none) = &refused[0];
    assert!(both.starts_with("ranks = rank 0 of 2"), "{both}");
    assert!(limit.starts_with("time_limit = set"), "{limit}");
    assert_eq!(
        *unequal,
        ShardError::Differ {
            rank: 1,
            there: 2,
            here: 1
        }
    );
    assert_eq!(*none, ShardError::NoShards);
}
