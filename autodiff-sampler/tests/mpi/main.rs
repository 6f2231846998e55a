//! What ranks do when they are processes: `cargo test --package autodiff-sampler --features mpi --test mpi`.
//!
//! The program starts itself under `mpirun`, once for each scenario and number of ranks, and looks at what it prints and how it ends. As
//! a rank, it is given the scenario's name.
//!
//! Where there is no `mpirun`, that is an error.

mod launch;
mod scenarios;
mod survey;

use std::process::ExitCode;

use launch::Job;

/// Scenarios that must pass on any number of ranks.
const PASSING: [&str; 3] = ["communicator", "chains", "shards"];
/// Numbers of ranks that they are run on.
const RANKS: [usize; 3] = [1, 2, 4];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, scenario] = &arguments[..]
        && flag == "--scenario"
    {
        return scenarios::run(scenario);
    }
    if arguments.iter().any(|argument| argument == "--list") {
        return ExitCode::SUCCESS;
    }
    for scenario in PASSING {
        for ranks in RANKS {
            Job::run(scenario, ranks).must_pass();
        }
    }
    // One rank fails while the others wait for it: the job ends, soon, and says which rank it was and why.
    Job::run("panic", 4).must_fail_with("the job is ended, as this rank has panicked");
    Job::run("error", 4).must_fail_with("rank 1: error: the file of rank 1 is empty");
    Job::run("twice", 1).must_pass();
    survey::kill_9_of_a_rank_ends_the_job_and_costs_what_was_under_way();
    ExitCode::SUCCESS
}
