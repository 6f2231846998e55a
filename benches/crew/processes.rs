//! Benchmarks on ranks that are processes: a benchmark that starts itself under `mpirun`, with a variable set.

use std::error::Error;
use std::process::{Command, ExitCode, Stdio};

use pullback::sampler::communicator::MpiRanks;

/// Set in processes that are ranks.
const STARTED: &str = "PULLBACK_RANK_OF_BENCHMARK";

/// Whether this process is a rank, started by [`measured`].
pub fn is_rank() -> bool {
    std::env::var_os(STARTED).is_some()
}

/// Numbers of ranks to be measured: none without an `mpirun`.
pub fn available() -> &'static [usize] {
    let works = Command::new("mpirun").arg("--version").stdout(Stdio::null()).status();
    if works.is_ok_and(|status| status.success()) {
        &[1, 2, 4]
    } else {
        eprintln!("processes are not measured: there is no `mpirun`");
        &[]
    }
}

/// Starts this program on so many ranks of one thread each, and returns what `parse` makes of the first line that it understands.
pub fn measured<M>(ranks: usize, parse: impl Fn(&str) -> Option<M>) -> Result<M, Box<dyn Error>> {
    let ranks = ranks.to_string();
    let output = Command::new("mpirun")
        .args([
            "--allow-run-as-root",
            "--oversubscribe",
            "--bind-to",
            "none",
            "-n",
            &ranks,
        ])
        .arg(std::env::current_exe()?)
        .args(std::env::args().skip(1))
        .env(STARTED, "1")
        .env("RAYON_NUM_THREADS", "1")
        .stderr(Stdio::inherit())
        .output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let measured = text.lines().find_map(parse);
    Ok(measured.ok_or_else(|| format!("{ranks} ranks ended with {}: {text}", output.status))?)
}

/// What a rank does; an error ends the job.
pub fn run(rank: impl FnOnce(&MpiRanks) -> Result<(), Box<dyn Error>>) -> Result<(), Box<dyn Error>> {
    if MpiRanks::run(rank) == ExitCode::SUCCESS {
        Ok(())
    } else {
        Err("this rank failed".into())
    }
}
