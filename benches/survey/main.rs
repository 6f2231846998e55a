//! What more threads, and more ranks, bring to a survey: `cargo bench --bench survey`, and with ranks `--features mpi`.
//!
//! The survey of `examples/survey`, of some of its stars, without a store. One line for each number of threads (`survey/threads_2`) and,
//! with the feature `mpi` and where there is an `mpirun`, of ranks (`survey/ranks_2`), one target at a time each:
//!
//! `bench survey/threads_2 targets_per_minute=… efficiency=… busy=… seconds_per_target=… checksum=…`
//!
//! * `targets_per_minute`: of the fastest of several rounds, in which all take turns
//! * `efficiency`: that rate over the rate of one thread, per thread, or per processor if there are fewer of those
//! * `busy`: the part of the time in which threads were fitting, and not waiting for a target, for the last one, or for the store; other programs
//!   on the machine have no part in it
//! * `seconds_per_target`: the mean over the targets of that round
//! * `checksum`: of all results; the same on every line, or the benchmark ends with an error
//!
//! After them, `overhead`: what the survey costs beside the fits.
//!
//! `PULLBACK_STARS=40` fits so many. Without `--bench` (`cargo test --benches`), four stars and one round.

#[path = "../crew/mod.rs"]
mod crew;
#[path = "../../examples/survey/model.rs"]
#[allow(dead_code, reason = "what was true does not matter here")]
mod model;
mod overhead;

use std::error::Error;

use crew::Crew;
#[cfg(feature = "mpi")]
use crew::processes;
use model::{Fit, Star, fit};
#[cfg(feature = "mpi")]
use pullback::sampler::communicator::Communicator;
use pullback::sampler::survey::{Survey, SurveyError, SurveyResults};

/// What one run took.
#[derive(Clone, Copy, Debug)]
struct Measured {
    targets_per_minute: f64,
    busy: f64,
    seconds_per_target: f64,
    checksum: u64,
}

impl Measured {
    /// Of a run with so many targets at the same time.
    fn of(results: &SurveyResults<Fit>, workers: usize) -> Self {
        let fitting: f64 = results.all().iter().map(|one| one.wall_time.as_secs_f64()).sum();
        Self {
            targets_per_minute: results.targets_per_minute(),
            busy: fitting / (workers as f64 * results.wall_time().as_secs_f64()),
            seconds_per_target: fitting / results.all().len() as f64,
            checksum: results.checksum(),
        }
    }

    /// As a rank says it to the process that has started it.
    #[cfg(feature = "mpi")]
    fn to_line(self) -> String {
        let [rate, busy, seconds] = [self.targets_per_minute, self.busy, self.seconds_per_target];
        format!("measured {rate} {busy} {seconds} {}", self.checksum)
    }

    fn from_line(line: &str) -> Option<Self> {
        let mut words = line.strip_prefix("measured ")?.split(' ');
        let mut number = || words.next()?.parse().ok();
        Some(Self {
            targets_per_minute: number()?,
            busy: number()?,
            seconds_per_target: number()?,
            checksum: words.next()?.parse().ok()?,
        })
    }
}

fn is_timed() -> bool {
    let given = |flag: &str| std::env::args().any(|argument| argument == flag);
    given("--bench") && !given("--test")
}

type FitStar = fn(&Star, &pullback::sampler::survey::Context) -> Result<Fit, Box<dyn Error>>;

fn survey() -> Result<Survey<Star, FitStar>, Box<dyn Error>> {
    let count = match std::env::var("PULLBACK_STARS") {
        Ok(count) => count.parse()?,
        Err(_) if is_timed() => 24,
        Err(_) => 4,
    };
    let fit: FitStar = fit;
    Ok(Survey::new((0..count).map(|number| Star { number }), fit)
        .seed(42)
        .progress(false))
}

fn main() -> Result<(), Box<dyn Error>> {
    #[cfg(feature = "mpi")]
    if processes::is_rank() {
        return processes::run(|ranks| {
            if let Some(results) = survey()?.threads(1).run_on(ranks)? {
                println!("{}", Measured::of(&results, ranks.size()).to_line());
            }
            Ok(())
        });
    }
    let survey = survey()?;
    let on_threads = |threads| {
        let results: Result<_, SurveyError> = survey.clone().threads(threads).run();
        Ok(Measured::of(&results?, threads))
    };
    let crews = Crew::all(&[1, 2]);
    let mut best: Vec<Option<Measured>> = vec![None; crews.len()];
    for _ in 0..if is_timed() { 3 } else { 1 } {
        for (crew, best) in crews.iter().zip(&mut best) {
            let measured = crew.measure(on_threads, Measured::from_line)?;
            if best.is_none_or(|best| measured.targets_per_minute > best.targets_per_minute) {
                *best = Some(measured);
            }
        }
    }
    let best: Vec<Measured> = best.into_iter().flatten().collect();
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    for (crew, measured) in crews.iter().zip(&best) {
        let speed_up = measured.targets_per_minute / best[0].targets_per_minute;
        let efficiency = speed_up / crew.size().min(processors) as f64;
        println!(
            "bench survey/{} targets_per_minute={:.1} efficiency={efficiency:.3} busy={:.3} seconds_per_target={:.3} checksum={:016x}",
            crew.name(),
            measured.targets_per_minute,
            measured.busy,
            measured.seconds_per_target,
            measured.checksum
        );
        if measured.checksum != best[0].checksum {
            return Err(format!("{} finds something else than one thread", crew.name()).into());
        }
    }
    overhead::measure(if is_timed() { 1_000_000 } else { 1000 })
}
