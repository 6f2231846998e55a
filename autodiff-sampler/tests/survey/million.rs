//! What the survey itself costs, with fits that cost nothing: time, memory and bytes of each target.
//!
//! `cargo test --release -p autodiff-sampler --test survey a_million -- --ignored --nocapture`

use std::fs;
use std::time::Instant;

use super::star::{Folder, survey};

const TARGETS: usize = 1_000_000;

#[test]
#[ignore = "a million targets take a minute"]
fn a_million_targets_are_fitted_stored_and_found_again() {
    let folder = Folder::new("million");
    let survey = survey(TARGETS).store(folder.path());
    let begin = Instant::now();
    let results = survey.run().expect("nothing can go wrong");
    let (ran, checksum) = (begin.elapsed(), results.checksum());
    assert_eq!(results.fitted(), TARGETS);
    drop(results);
    let begin = Instant::now();
    let again = survey.run().expect("the store is whole");
    let found = begin.elapsed();
    assert_eq!((again.fitted(), again.checksum()), (0, checksum));
    let begin = Instant::now();
    again
        .to_csv(folder.path().join("table.csv"))
        .expect("it can be written");
    let table = begin.elapsed();
    let bytes = fs::metadata(folder.path().join("survey.part"))
        .expect("it is there")
        .len();
    let each = |time: std::time::Duration| 1e6 * time.as_secs_f64() / TARGETS as f64;
    println!(
        "of each target: {:.1} µs to hand out, fit and store, {:.1} µs to find again, {:.1} µs to write into a table, {} bytes stored, \
         {} bytes of memory at most",
        each(ran),
        each(found),
        each(table),
        bytes / TARGETS as u64,
        peak_memory().map_or_else(|| "?".to_owned(), |bytes| (bytes / TARGETS as u64).to_string())
    );
}

/// The most memory that this process has had, in bytes; only where the system says so.
fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(1024 * line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()?)
}
