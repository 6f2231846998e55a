//! A seed repeats a run to the bit, whatever the number of threads.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};

use autodiff_sampler::samplers::run::Checkpoint;
use autodiff_sampler::{FnDensity, LogDensity, Nuts, SampleError, Trace};

fn density() -> impl LogDensity + Clone + Sync {
    FnDensity::new(3, |x: &[f64], grad: &mut [f64]| {
        grad[0] = -x[0] + 0.3 * x[1];
        grad[1] = -x[1] + 0.3 * x[0];
        grad[2] = -x[2].powi(3);
        -0.5 * (x[0] * x[0] + x[1] * x[1]) + 0.3 * x[0] * x[1] - 0.25 * x[2].powi(4)
    })
}

fn run(threads: usize, chains: usize, seed: u64) -> Trace {
    let nuts = Nuts::default()
        .chains(chains)
        .tune(300)
        .draws(200)
        .seed(seed)
        .progress(false);
    on_threads(threads, &nuts).expect("it can be sampled")
}

fn on_threads(threads: usize, nuts: &Nuts) -> Result<Trace, SampleError> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .expect("a thread pool");
    pool.install(|| nuts.sample(&density()))
}

fn bits(trace: &Trace) -> Vec<u64> {
    trace
        .names()
        .iter()
        .flat_map(|name| trace.draws_of(name).expect("stored"))
        .map(|x| x.to_bits())
        .collect()
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let reference = run(1, 5, 7);
    for threads in [2, 3, 8] {
        let other = run(threads, 5, 7);
        assert_eq!(bits(&reference), bits(&other));
        assert_eq!(reference.sample_stats(), other.sample_stats());
        assert_eq!(reference.gradient_evaluations(), other.gradient_evaluations());
    }
}

/// The same run, stopped and resumed on other numbers of threads.
#[test]
fn stopping_and_resuming_changes_nothing() {
    let folder = std::env::temp_dir().join(format!("pullback-reproducibility-{}", std::process::id()));
    let nuts = Nuts::default().chains(5).tune(300).draws(200).seed(7).progress(false);
    for (threads, stop_at) in [(3, 40), (1, 310), (8, 360)] {
        let count = AtomicUsize::new(0);
        let job = nuts.clone().checkpoint(Checkpoint::resume_or_new(&folder));
        let job = job.on_draw(move |_| {
            if count.fetch_add(1, Ordering::Relaxed) == stop_at {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        // Whether there are draws already does not matter.
        let _ = on_threads(threads, &job);
    }
    let resumed = on_threads(2, &nuts.checkpoint(Checkpoint::resume(&folder)));
    std::fs::remove_dir_all(&folder).expect("it was made");
    let (resumed, whole) = (resumed.expect("it can be sampled"), run(1, 5, 7));
    assert_eq!(bits(&resumed), bits(&whole));
    assert_eq!(resumed.sample_stats(), whole.sample_stats());
    assert_eq!(resumed.gradient_evaluations(), whole.gradient_evaluations());
}

#[test]
fn a_chain_does_not_depend_on_how_many_there_are() {
    let (few, many) = (run(2, 2, 7), run(2, 4, 7));
    for name in few.names() {
        assert_eq!(
            few.chains_of(name).expect("stored"),
            many.chains_of(name).expect("stored")[..2]
        );
    }
}

#[test]
fn seeds_and_chains_differ() {
    let (a, b) = (run(1, 2, 7), run(1, 2, 8));
    assert_ne!(bits(&a), bits(&b));
    let chains = a.chains_of("x[0]").expect("stored");
    assert_ne!(chains[0], chains[1]);
    assert_eq!(a.seed(), 7);
}

#[test]
fn without_a_seed_the_trace_knows_the_one_it_drew() {
    let nuts = Nuts::default().chains(1).tune(50).draws(20).progress(false);
    let first = nuts.sample(&density()).expect("it can be sampled");
    let again = nuts
        .clone()
        .seed(first.seed())
        .sample(&density())
        .expect("it can be sampled");
    assert_eq!(bits(&first), bits(&again));
}
