//! A survey whose rank is killed: MPI ends the job, and the next job goes on where it was.

use std::convert::Infallible;
use std::error::Error;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use autodiff_sampler::communicator::MpiRanks;
use autodiff_sampler::survey::{Context, Survey};

/// Tells ranks where the store is.
const STORE: &str = "PULLBACK_SURVEY";
const STARS: usize = 200;
const RANKS: usize = 4;

/// A fit that takes 40 ms, and says which process has begun with it. Its result depends on the seed.
fn fit(name: &String, context: &Context) -> Result<f64, Infallible> {
    if std::env::var_os(STORE).is_some() {
        let line = format!("begin {name} in process {}", std::process::id());
        writeln!(std::io::stdout(), "{line}").expect("somebody listens");
        std::thread::sleep(Duration::from_millis(40));
    }
    Ok(context.seed() as f64)
}

type FitStar = fn(&String, &Context) -> Result<f64, Infallible>;

fn survey() -> Survey<String, FitStar> {
    let stars = (0..STARS).map(|number| format!("star-{number}"));
    let fit: FitStar = fit;
    Survey::new(stars, fit).seed(7).threads(1).progress(false)
}

/// What each rank does.
pub fn on_rank(ranks: &MpiRanks) -> Result<(), Box<dyn Error>> {
    let folder = std::env::var(STORE)?;
    if let Some(results) = survey().store(folder).run_on(ranks)? {
        println!(
            "fitted {} of {STARS}, checksum {:016x}",
            results.fitted(),
            results.checksum()
        );
    }
    Ok(())
}

/// Number of results in a store.
fn stored(folder: &Path) -> usize {
    let results = survey().store(folder).collect().expect("it can be read");
    results.all().len()
}

pub fn kill_9_of_a_rank_ends_the_job_and_costs_what_was_under_way() {
    let expected = survey().run().expect("nothing can go wrong").checksum();
    let folder = std::env::temp_dir().join(format!("pullback-mpi-survey-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    let begun = start_and_kill(&folder);
    let kept = stored(&folder);
    // Each rank may have one target under way and one on its way to the store; rank 0 writes to it. Lines of the last moments may be lost.
    assert!(kept > 0 && kept + 3 * RANKS >= begun, "{begun} begun, {kept} stored");
    println!("  {begun} targets begun when a rank was killed, {kept} stored");

    let mut command = super::launch::command("survey", RANKS);
    let output = command.env(STORE, &folder).output().expect("`mpirun` can be started");
    let text = String::from_utf8_lossy(&output.stdout);
    let last = format!("fitted {} of {STARS}, checksum {expected:016x}", STARS - kept);
    assert!(output.status.success() && text.contains(&last), "{text}");
    println!("  restarted: {last}, that of one process");
    fs::remove_dir_all(&folder).expect("it is there");
    println!("test kill -9 of a rank in a survey on {RANKS} ranks ... ok");
}

/// Runs the survey until 40 targets have been begun, then kills the process that begins the next one (any rank, 0 as well): returns
/// how many had been begun.
fn start_and_kill(folder: &PathBuf) -> usize {
    let mut command = super::launch::command("survey", RANKS);
    command.env(STORE, folder).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut job = command.spawn().expect("`mpirun` can be started");
    let lines = BufReader::new(job.stdout.take().expect("it is piped"))
        .lines()
        .map_while(Result::ok);
    let mut begun = 0;
    let mut killed = None;
    for line in lines {
        let Some((_, process)) = line.split_once(" in process ") else {
            continue;
        };
        begun += 1;
        if begun >= 40 && killed.is_none() {
            let status = Command::new("kill")
                .args(["-9", process])
                .status()
                .expect("there is a `kill`");
            killed = status.success().then(|| process.to_owned());
        }
    }
    let status = job.wait().expect("it was started");
    assert!(killed.is_some() && !status.success(), "{status}");
    begun
}
