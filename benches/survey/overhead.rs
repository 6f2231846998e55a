//! What the survey itself costs: targets whose fits cost nothing, stored, found again, and written into a table.
//!
//! `bench survey/overhead targets=… run_us=… find_us=… table_us=… stored_bytes=… memory_bytes=…`, all but the first of each target: microseconds to
//! hand out, fit and store it, to find it again in the store, and to write its row; bytes in the store, and of the process's memory
//! at its highest (where the system tells).

use std::convert::Infallible;
use std::error::Error;
use std::fs;
use std::time::Instant;

use super::model::{Estimate, Fit};
use pullback::sampler::survey::{Context, Survey};

/// A result like those of the stars, with other numbers for each.
fn no_fit(_: &String, context: &Context) -> Result<Fit, Infallible> {
    let seed = context.seed() as f64;
    let estimate = |i: f64| Estimate {
        mean: 1.0 / (seed + i),
        sd: i / seed,
    };
    Ok(Fit {
        t0: estimate(1.0),
        duration: estimate(2.0),
        impact_parameter: estimate(3.0),
        radius_ratio: estimate(4.0),
        mean: estimate(5.0),
        r_hat: 1.0 + 1.0 / seed,
        ess_bulk: seed.sqrt(),
        divergences: 0,
        gradients: context.seed() >> 48,
    })
}

/// Measures, and prints the line.
pub fn measure(targets: usize) -> Result<(), Box<dyn Error>> {
    let folder = std::env::temp_dir().join(format!("pullback-survey-overhead-{}", std::process::id()));
    let names = (0..targets).map(|number| format!("star-{number:07}"));
    let survey = Survey::new(names, no_fit).store(&folder).threads(2).progress(false);
    let begin = Instant::now();
    let checksum = survey.run()?.checksum();
    let run = begin.elapsed();
    let begin = Instant::now();
    let results = survey.run()?;
    let find = begin.elapsed();
    if (results.fitted(), results.checksum()) != (0, checksum) {
        return Err("the store does not hold what was put into it".into());
    }
    let begin = Instant::now();
    results.to_csv(folder.join("table.csv"))?;
    let table = begin.elapsed();
    let stored = fs::metadata(folder.join("survey.part"))?.len();
    fs::remove_dir_all(&folder)?;
    let each = |time: std::time::Duration| 1e6 * time.as_secs_f64() / targets as f64;
    println!(
        "bench survey/overhead targets={targets} run_us={:.2} find_us={:.2} table_us={:.2} stored_bytes={} memory_bytes={}",
        each(run),
        each(find),
        each(table),
        stored / targets as u64,
        peak_memory().map_or_else(|| "unknown".to_owned(), |bytes| (bytes / targets as u64).to_string())
    );
    Ok(())
}

/// The most memory that this process has had, in bytes.
fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(1024 * line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()?)
}
