//! What more ranks bring to one gradient over much data: `cargo bench --bench sharded`, and with processes `--features mpi`.
//!
//! A linear regression of 10⁶ rows and 20 columns, made of a seed, in 256 shards. One line for each number of ranks: threads of this process
//! (`sharded/threads_2`) and, with the feature `mpi` and where there is an `mpirun`, processes (`sharded/ranks_2`). A rank has one thread.
//!
//! `bench sharded/ranks_2 gradient_ns=… work_ns=… meeting_ns=… checksum=…`
//!
//! * `gradient_ns`: one value and gradient, the quickest of many: other programs on the machine only ever add to it
//! * `work_ns`: processor time for the shards of the rank that needs most of it. With a processor for each rank a gradient takes this, and the
//!   meeting; on a machine that is shared with others, `gradient_ns` says more of those
//! * `meeting_ns`: the same without any rows, which leaves what it takes to meet
//! * `checksum`: of value and gradient; the same on every line, or the benchmark ends with an error
//!
//! `PULLBACK_ROWS=100000` takes so many rows. Without `--bench` (`cargo test --benches`), a thousand, and one round.

#[path = "../crew/mod.rs"]
mod crew;
mod regression;

use std::error::Error;

#[cfg(feature = "mpi")]
use pullback::sampler::communicator::Communicator;
use pullback::sampler::communicator::ThreadRanks;

use crew::Crew;
#[cfg(feature = "mpi")]
use crew::processes;
use regression::Measured;

fn is_timed() -> bool {
    let given = |flag: &str| std::env::args().any(|argument| argument == flag);
    given("--bench") && !given("--test")
}

fn rows() -> usize {
    match std::env::var("PULLBACK_ROWS").map(|rows| rows.parse()) {
        Ok(Ok(rows)) => rows,
        _ if is_timed() => 1_000_000,
        _ => 1000,
    }
}

/// On so many ranks that are threads.
fn on_threads(threads: usize) -> Result<Measured, Box<dyn Error>> {
    let measure = |ranks: ThreadRanks| Measured::of(&ranks, rows(), is_timed()).map_err(|error| error.to_string());
    Ok(ThreadRanks::run(threads, measure).swap_remove(0)?)
}

fn main() -> Result<(), Box<dyn Error>> {
    #[cfg(feature = "mpi")]
    if processes::is_rank() {
        return processes::run(|ranks| {
            let measured = Measured::of(ranks, rows(), is_timed())?;
            if ranks.rank() == 0 {
                println!("{}", measured.to_line());
            }
            Ok(())
        });
    }
    let crews = Crew::all(&[1, 2, 4]);
    let mut best: Vec<Option<Measured>> = vec![None; crews.len()];
    for _ in 0..if is_timed() { 3 } else { 1 } {
        for (crew, best) in crews.iter().zip(&mut best) {
            let measured = crew.measure(on_threads, Measured::from_line)?;
            *best = Some(best.take().map_or(measured, |best| best.quicker(measured)));
        }
    }
    let best: Vec<Measured> = best.into_iter().flatten().collect();
    for (crew, measured) in crews.iter().zip(&best) {
        println!(
            "bench sharded/{} gradient_ns={:.0} work_ns={:.0} meeting_ns={:.0} checksum={:016x}",
            crew.name(),
            measured.gradient_ns,
            measured.work_ns,
            measured.meeting_ns,
            measured.checksum
        );
        if measured.checksum != best[0].checksum {
            return Err(format!("{} computes something else than one rank", crew.name()).into());
        }
    }
    Ok(())
}
