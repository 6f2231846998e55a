//! What one rank does. Checks are assertions: a rank that panics ends the job.

use std::error::Error;
use std::ops::ControlFlow;
use std::process::ExitCode;
use std::time::Duration;

use autodiff_sampler::communicator::{Communicator, MpiRanks, SingleProcess, Tag};
use autodiff_sampler::sharded::{ShardedDensity, ShardedLikelihood};
use autodiff_sampler::trace::EndReason;
use autodiff_sampler::{FnDensity, Hmc, LogDensity, Nuts, SampleError, Trace};
use pullback::prelude::{Parameters, Posterior, differentiable};

type Outcome = Result<(), Box<dyn Error>>;

pub fn run(scenario: &str) -> ExitCode {
    match scenario {
        "communicator" => MpiRanks::run(communicator),
        "chains" => MpiRanks::run(chains),
        "shards" => MpiRanks::run(shards),
        "panic" => MpiRanks::run(panic_at_one_rank),
        "error" => MpiRanks::run(error_at_one_rank),
        "twice" => twice(),
        "survey" => MpiRanks::run(crate::survey::on_rank),
        _ => {
            eprintln!("there is no scenario {scenario}");
            ExitCode::FAILURE
        }
    }
}

fn communicator(ranks: &MpiRanks) -> Outcome {
    let (rank, size) = (ranks.rank(), ranks.size());
    let expected: Vec<Vec<u8>> = (0..size).map(|rank| vec![rank as u8; 3 * rank]).collect();
    assert_eq!(ranks.all_gather(&vec![rank as u8; 3 * rank])?, expected);

    let lengths: Vec<usize> = (0..size).collect();
    let mut all = vec![0.0; lengths.iter().sum()];
    ranks.all_gather_f64(&vec![0.1 * rank as f64; rank], &lengths, &mut all)?;
    let expected: Vec<f64> = (0..size).flat_map(|rank| vec![0.1 * rank as f64; rank]).collect();
    assert_eq!(all, expected);

    let mut sum = [1e16, 1.0, -1e16, 1.0].map(|term: f64| term * (rank + 1) as f64);
    ranks.sum_in_order(&mut sum)?;
    let in_order = |term: f64| (1..=size).map(|factor| term * factor as f64).sum::<f64>();
    assert_eq!(sum, [1e16, 1.0, -1e16, 1.0].map(in_order));

    let root = size - 1;
    let mut message = if rank == root { vec![5; 1000] } else { Vec::new() };
    ranks.broadcast(root, &mut message)?;
    assert_eq!(message, [5; 1000]);
    let gathered = ranks.gather(root, &[rank as u8])?;
    assert_eq!(gathered.is_some(), rank == root);

    // Everybody sends much to everybody, itself included, before anybody receives.
    let long = vec![rank as u8; 1 << 20];
    std::thread::scope(|scope| {
        let sends = scope.spawn(|| (0..size).try_for_each(|to| ranks.send(to, Tag(7), &long)));
        for _ in 0..size {
            let message = ranks.receive(None, Tag(7))?;
            assert!(message.bytes == vec![message.from as u8; 1 << 20]);
        }
        sends.join().expect("it does not panic")
    })?;
    assert_eq!(ranks.try_receive(None, Tag(7))?, None);
    assert!(ranks.send(size, Tag(0), &[]).is_err());
    Ok(ranks.barrier()?)
}

fn correlated() -> impl LogDensity + Clone + Sync {
    FnDensity::new(2, |x: &[f64], grad: &mut [f64]| {
        (grad[0], grad[1]) = (-x[0] + 0.5 * x[1], -x[1] + 0.5 * x[0]);
        -0.5 * (x[0] * x[0] + x[1] * x[1]) + 0.5 * x[0] * x[1]
    })
}

fn draws(trace: &Trace) -> Vec<u64> {
    let of_all = trace.names().iter().filter_map(|name| trace.draws_of(name));
    of_all.flatten().map(|x| x.to_bits()).collect()
}

fn chains(ranks: &MpiRanks) -> Outcome {
    let nuts = Nuts::default().chains(5).tune(100).draws(60).seed(7).progress(false);
    let alone = nuts.sample(&correlated())?;
    let shared = nuts.clone().ranks(ranks).sample(&correlated())?;
    assert_eq!(draws(&shared), draws(&alone));
    assert_eq!(shared.sample_stats(), alone.sample_stats());
    assert_eq!(shared.summary().to_string(), alone.summary().to_string());

    let hmc = Hmc::default().chains(3).tune(50).draws(30).seed(1).progress(false);
    assert_eq!(
        draws(&hmc.clone().ranks(ranks).sample(&correlated())?),
        draws(&hmc.sample(&correlated())?)
    );

    let until = nuts.clone().draws(100_000).ess_target(600.0);
    assert_eq!(
        draws(&until.clone().ranks(ranks).sample(&correlated())?),
        draws(&until.sample(&correlated())?)
    );

    // A callback at the rank of the last chain ends all.
    let endless = nuts.clone().draws(200_000).time_limit(Duration::from_secs(100));
    let broken = endless
        .clone()
        .ranks(ranks)
        .on_draw(|event| match (event.chain, event.tuning, event.draw) {
            (4, false, 30) => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        });
    assert_eq!(broken.sample(&correlated())?.ending().reason, EndReason::Callback);

    // Ctrl-C, of which one process hears.
    #[cfg(feature = "ctrl-c")]
    {
        let interrupt = |event: &autodiff_sampler::samplers::run::DrawEvent<'_>| {
            if (event.chain, event.tuning, event.draw) == (1, false, 30) {
                let process = std::process::id().to_string();
                let status = std::process::Command::new("kill").args(["-INT", &process]).status();
                assert!(status.is_ok_and(|status| status.success()));
            }
            ControlFlow::Continue(())
        };
        let interrupted = endless.clone().ranks(ranks).stop_on_ctrl_c(true).on_draw(interrupt);
        let trace = interrupted.sample(&correlated())?;
        assert_eq!(trace.ending().reason, EndReason::CtrlC);
        assert!(trace.draws() >= 30);
    }

    // A panic at one rank is the error of all.
    let is_last = ranks.rank() + 1 == ranks.size();
    let mut evaluations = 0;
    let fragile = FnDensity::new(1, move |x: &[f64], grad: &mut [f64]| {
        evaluations += 1;
        assert!(!(is_last && evaluations > 500), "too many evaluations");
        grad[0] = -x[0];
        -0.5 * x[0] * x[0]
    });
    let error = endless.ranks(ranks).sample(&fragile).expect_err("it panics");
    assert!(
        matches!(&error, SampleError::Panicked { message, .. } if message == "too many evaluations"),
        "{error}"
    );
    same_at_all(ranks, &error.to_string())
}

/// All ranks have the same text.
fn same_at_all(ranks: &MpiRanks, text: &str) -> Outcome {
    for other in ranks.all_gather(text.as_bytes())? {
        assert_eq!(String::from_utf8(other)?, text);
    }
    Ok(())
}

#[derive(Parameters, Clone, Debug)]
struct Line {
    #[prior(Normal(0.0, 10.0))]
    slope: f64,
    #[prior(HalfNormal(1.0))]
    scatter: f64,
}

#[differentiable]
fn log_likelihood(line: &Line, #[constant] x: &[f64], #[constant] y: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() {
        let z = (y[i] - line.slope * x[i]) / line.scatter;
        sum -= 0.5 * z * z + line.scatter.ln();
    }
    sum
}

fn shards(ranks: &MpiRanks) -> Outcome {
    let x: Vec<f64> = (0..1003).map(|i| 0.01 * f64::from(i)).collect();
    let y: Vec<f64> = x.iter().map(|x| 2.0 * x + (50.0 * x * x).sin()).collect();
    let nuts = Nuts::default().chains(2).tune(100).draws(50).seed(3).progress(false);
    for shards in [6, 8] {
        let of_rows = |shard: autodiff_sampler::sharded::Shard| {
            let rows = shard.rows(x.len());
            log_likelihood::with(&x[rows.clone()], &y[rows])
        };
        let alone = Posterior::<Line, _>::new(ShardedLikelihood::new(&SingleProcess::new(), shards, of_rows)?);
        let shared = Posterior::<Line, _>::new(ShardedLikelihood::new(ranks, shards, of_rows)?);
        assert_eq!(draws(&nuts.sample(&shared)?), draws(&nuts.sample(&alone)?));
    }
    // A panic in one shard, and in the prior of one rank while the others wait for its shards.
    let flat = |_: &[f64], grad: &mut [f64]| {
        grad.fill(0.0);
        0.0
    };
    let normal = |x: &[f64], grad: &mut [f64]| {
        grad[0] = -x[0];
        -0.5 * x[0] * x[0]
    };
    let density = ShardedDensity::new(ranks, 8, FnDensity::new(1, flat), |shard| {
        let mut evaluations = 0;
        FnDensity::new(1, move |x: &[f64], grad: &mut [f64]| {
            evaluations += 1;
            assert!(!(shard.number == 7 && evaluations > 50), "the file is gone");
            normal(x, grad)
        })
    })?;
    let error = nuts.sample(&density).expect_err("shard 7 panics").to_string();
    assert!(error.contains("shard 7 (of 8) panicked: the file is gone"), "{error}");
    same_at_all(ranks, &error)?;

    let is_last = ranks.rank() + 1 == ranks.size();
    let mut evaluations = 0;
    let prior = FnDensity::new(1, move |x: &[f64], grad: &mut [f64]| {
        evaluations += 1;
        assert!(!(is_last && evaluations > 50), "out of memory, say");
        normal(x, grad)
    });
    let density = ShardedDensity::new(ranks, 8, prior, |_| FnDensity::new(1, flat))?;
    let error = nuts
        .sample(&density)
        .expect_err("the prior panics at the last rank")
        .to_string();
    assert!(
        error.contains(if is_last {
            "out of memory, say"
        } else {
            "does something else"
        }),
        "{error}"
    );
    Ok(())
}

/// Rank 1 panics while the others wait for it.
fn panic_at_one_rank(ranks: &MpiRanks) -> Outcome {
    assert!(ranks.rank() != 1, "rank 1 does not like this");
    Ok(ranks.barrier()?)
}

/// Rank 1 returns an error while the others wait for it.
fn error_at_one_rank(ranks: &MpiRanks) -> Outcome {
    if ranks.rank() == 1 {
        return Err("the file of rank 1 is empty".into());
    }
    Ok(ranks.barrier()?)
}

/// MPI can be initialised once.
fn twice() -> ExitCode {
    let first = MpiRanks::initialize().expect("it has not been before");
    let error = MpiRanks::initialize().expect_err("it has been");
    assert!(error.to_string().contains("only once"), "{error}");
    drop(first);
    assert!(MpiRanks::initialize().is_err());
    ExitCode::SUCCESS
}
