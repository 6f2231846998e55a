//! A run that is interrupted and resumed is equal, to the bit, to one that never was; and whatever is wrong with its folder
//! is said, and changes nothing.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use autodiff_sampler::samplers::run::{Checkpoint, CheckpointError, StopHandle};
use autodiff_sampler::trace::EndReason;
use autodiff_sampler::{FnDensity, LogDensity, Nuts, SampleError, Trace};

/// A folder of its own for each test, removed when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("pullback-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Neal's funnel in three dimensions, which diverges now and then.
fn funnel() -> impl LogDensity + Clone + Sync {
    FnDensity::new(3, |x: &[f64], grad: &mut [f64]| {
        let precision = (-x[0]).exp();
        let squares = x[1] * x[1] + x[2] * x[2];
        grad[0] = -x[0] / 9.0 - 1.0 + 0.5 * squares * precision;
        grad[1] = -x[1] * precision;
        grad[2] = -x[2] * precision;
        -x[0] * x[0] / 18.0 - x[0] - 0.5 * squares * precision
    })
}

fn nuts() -> Nuts {
    Nuts::default().chains(3).tune(300).draws(400).seed(11).progress(false)
}

/// Everything about a trace that must not depend on interruptions.
fn assert_equal(a: &Trace, b: &Trace) {
    assert_eq!(
        (a.chains(), a.draws(), a.tune(), a.seed()),
        (b.chains(), b.draws(), b.tune(), b.seed())
    );
    for name in a.names() {
        let bits = |trace: &Trace| -> Vec<u64> {
            let draws = trace.draws_of(name).expect("both have the same names");
            draws.iter().map(|x| x.to_bits()).collect()
        };
        assert_eq!(bits(a), bits(b), "{name}");
    }
    assert_eq!(a.sample_stats(), b.sample_stats());
    assert_eq!(format!("{:?}", a.divergences()), format!("{:?}", b.divergences()));
    assert_eq!(a.tuning_divergences(), b.tuning_divergences());
    assert_eq!(a.inv_metrics(), b.inv_metrics());
    assert_eq!(a.gradient_evaluations(), b.gradient_evaluations());
    assert_eq!(a.ending(), b.ending());
}

/// Stops chain 0 at a draw (tuning counted), and whatever the others have done by then.
fn interrupted_at(nuts: Nuts, at: usize) -> Nuts {
    nuts.on_draw(move |event| {
        let done = if event.tuning { event.draw } else { 300 + event.draw };
        if event.chain == 0 && done == at {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    })
}

#[test]
fn writing_checkpoints_changes_nothing() {
    let folder = Folder::new("writing");
    let plain = nuts().sample(&funnel()).expect("it samples");
    assert!(
        !plain.divergences().is_empty() && plain.tuning_divergences() > 0,
        "the test needs some"
    );
    let written = nuts().checkpoint(Checkpoint::new(&folder.0).every_draws(70));
    assert_equal(&plain, &written.sample(&funnel()).expect("it samples"));
}

#[test]
fn interrupted_in_tuning_and_in_drawing_and_resumed() {
    let plain = nuts().sample(&funnel()).expect("it samples");
    for (i, stops) in [[0, 299], [150, 301], [298, 650], [299, 300]].into_iter().enumerate() {
        let folder = Folder::new(&format!("resumed-{i}"));
        let job = nuts().checkpoint(Checkpoint::resume_or_new(&folder.0).every_draws(37));
        for at in stops {
            // There may or may not be draws already.
            match interrupted_at(job.clone(), at).sample(&funnel()) {
                Ok(trace) => assert_eq!(trace.ending().reason, EndReason::Callback),
                Err(error) => assert!(matches!(error, SampleError::NoDraws { .. }), "{error}"),
            }
        }
        assert_equal(&plain, &job.sample(&funnel()).expect("it samples"));
        // A complete run is only read.
        assert_equal(&plain, &job.sample(&funnel()).expect("it is read"));
    }
}

#[test]
fn a_finished_run_is_continued_with_more_draws() {
    let folder = Folder::new("continued");
    nuts()
        .draws(100)
        .checkpoint(&*folder.0)
        .sample(&funnel())
        .expect("it samples");
    let resumed = nuts().draws(400).checkpoint(Checkpoint::resume(&folder.0));
    assert_equal(
        &nuts().sample(&funnel()).expect("it samples"),
        &resumed.sample(&funnel()).expect("it samples"),
    );
}

#[test]
fn the_seed_need_not_be_known() {
    let folder = Folder::new("seed");
    let unseeded = Nuts::default().chains(2).tune(100).draws(50).progress(false);
    let first = unseeded
        .clone()
        .checkpoint(&*folder.0)
        .sample(&funnel())
        .expect("it samples");
    let resumed = unseeded.draws(90).checkpoint(Checkpoint::resume(&folder.0));
    let resumed = resumed.sample(&funnel()).expect("it is resumed");
    assert_eq!(first.seed(), resumed.seed());
    assert_eq!(
        first.chains_of("x[0]").expect("stored")[1],
        &resumed.chains_of("x[0]").expect("stored")[1][..50]
    );
}

#[test]
fn early_stopping_comes_at_the_same_draw() {
    let folder = Folder::new("early");
    let target = || nuts().draws(20_000).ess_target(500.0);
    let whole = target().sample(&normal()).expect("it samples");
    assert!(whole.draws() > 150 && whole.draws() < 2000, "{}", whole.draws());
    let job = target().checkpoint(Checkpoint::resume_or_new(&folder.0).every_draws(64));
    interrupted_at(job.clone(), 420)
        .sample(&normal())
        .expect("it has begun to draw");
    let resumed = job.sample(&normal()).expect("it samples");
    assert_equal(&whole, &resumed);
    // A higher target goes on from there.
    let higher = |nuts: Nuts| nuts.ess_target(1500.0);
    assert_equal(
        &higher(target()).sample(&normal()).expect("it samples"),
        &higher(job).sample(&normal()).expect("it samples"),
    );
}

fn normal() -> impl LogDensity + Clone + Sync {
    FnDensity::new(2, |x: &[f64], grad: &mut [f64]| {
        grad.copy_from_slice(&[-x[0], -x[1]]);
        -0.5 * (x[0] * x[0] + x[1] * x[1])
    })
}

/// The run that [`killed_at_any_moment`] kills; it takes its time.
fn slow_run(folder: &Path) -> Nuts {
    nuts()
        .checkpoint(Checkpoint::resume_or_new(folder).every_draws(20))
        .on_draw(|_| {
            std::thread::sleep(Duration::from_millis(1));
            ControlFlow::Continue(())
        })
}

#[test]
#[ignore = "a process that `killed_at_any_moment` starts and kills"]
fn run_in_a_process_of_its_own() {
    let Some(folder) = std::env::var_os("PULLBACK_CHECKPOINT_FOLDER") else {
        return;
    };
    slow_run(Path::new(&folder)).sample(&funnel()).expect("it samples");
}

#[test]
fn killed_at_any_moment() {
    let folder = Folder::new("killed");
    let states = || [0, 1, 2].map(|chain| fs::read(folder.0.join(format!("chain-{chain}.state"))).ok());
    // The whole run takes more than a second. Each process gets past a checkpoint, then some milliseconds further.
    for extra in [0, 3, 17, 1, 8, 29, 5] {
        let before = states();
        let mut child = Command::new(std::env::current_exe().expect("this program"))
            .args(["--exact", "run_in_a_process_of_its_own", "--ignored"])
            .env("PULLBACK_CHECKPOINT_FOLDER", &folder.0)
            .stdout(Stdio::null())
            .spawn()
            .expect("it starts");
        while before == states() && child.try_wait().expect("it is our child").is_none() {
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_millis(extra));
        // On Unix this is SIGKILL.
        child.kill().expect("it is our child");
        child.wait().expect("it is our child");
    }
    let killed = states();
    let resumed = nuts().checkpoint(Checkpoint::resume(&folder.0)).sample(&funnel());
    assert_equal(
        &nuts().sample(&funnel()).expect("it samples"),
        &resumed.expect("it is resumed"),
    );
    assert_ne!(killed, states(), "it was killed after its last checkpoint");
}

fn checkpoint_error(outcome: Result<Trace, SampleError>) -> CheckpointError {
    match outcome {
        Err(SampleError::Checkpoint { source, .. }) => source,
        Err(other) => panic!("another error: {other}"),
        Ok(_) => panic!("it should fail"),
    }
}

/// All files with their contents, the lock aside.
fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = fs::read_dir(folder)
        .expect("it exists")
        .map(|entry| entry.expect("it can be read").path());
    let mut paths: Vec<_> = entries
        .filter(|path| path.file_name().is_some_and(|name| name != "lock"))
        .collect();
    paths.sort();
    paths
        .into_iter()
        .map(|path| (path.clone(), fs::read(path).expect("a file")))
        .collect()
}

#[test]
fn another_run_is_not_mistaken_for_this_one() {
    let folder = Folder::new("another");
    nuts().checkpoint(&*folder.0).sample(&funnel()).expect("it samples");
    let before = contents(&folder.0);
    let resume = || Checkpoint::resume(&folder.0);
    for (other, part) in [
        (nuts().tune(301), "tune = 300, but this one has tune = 301"),
        (nuts().chains(4), "chains = 3, but this one has chains = 4"),
        (nuts().seed(12), "seed = 11, but this one has seed = 12"),
        (nuts().target_accept(0.9), "target_accept = 0.8"),
        (nuts().max_treedepth(8), "max_treedepth = 10"),
        (nuts().start([[0.5, 0.5, 0.5]]), "start = "),
        (nuts().draws(399), "400 draws in chain 0 already, more than draws = 399"),
    ] {
        let text = checkpoint_error(
            other
                .draws(400)
                .draws(if part.contains("399") { 399 } else { 400 })
                .checkpoint(resume())
                .sample(&funnel()),
        )
        .to_string();
        assert!(text.contains(part), "{text}");
    }
    let two_dimensional = checkpoint_error(nuts().checkpoint(resume()).sample(&normal())).to_string();
    assert!(two_dimensional.contains("coordinates = 3, but"), "{two_dimensional}");
    let other_density = FnDensity::new(3, |x: &[f64], grad: &mut [f64]| {
        grad.copy_from_slice(&[-x[0], -x[1], -x[2]]);
        -0.5 * (x[0] * x[0] + x[1] * x[1] + x[2] * x[2])
    });
    let text = checkpoint_error(nuts().draws(500).checkpoint(resume()).sample(&other_density)).to_string();
    assert!(text.contains("the log density is not the one"), "{text}");
    let text = checkpoint_error(nuts().checkpoint(&*folder.0).sample(&funnel())).to_string();
    assert!(text.contains("holds a run already"), "{text}");
    assert_eq!(before, contents(&folder.0));
}

#[test]
fn nothing_to_resume_and_nowhere_to_write() {
    let folder = Folder::new("nothing");
    let missing = checkpoint_error(nuts().checkpoint(Checkpoint::resume(&folder.0)).sample(&funnel()));
    assert_eq!(
        missing,
        CheckpointError::Missing {
            folder: folder.0.clone()
        }
    );
    assert!(!folder.0.exists());
    fs::create_dir_all(&folder.0).expect("it can be made");
    let file = folder.0.join("file");
    fs::write(&file, "not a folder").expect("it can be written");
    for place in [file.clone(), file.join("below")] {
        let error = checkpoint_error(nuts().checkpoint(place.clone()).sample(&funnel()));
        assert!(
            matches!(&error, CheckpointError::Io { path, .. } if *path == place),
            "{error}"
        );
    }
    let text = nuts()
        .checkpoint(Checkpoint::new(&folder.0).every_draws(0))
        .sample(&funnel())
        .expect_err("0 draws")
        .to_string();
    assert!(text.contains("every_draws = 0"), "{text}");
}

#[test]
fn a_folder_has_one_run_at_a_time() {
    let folder = Folder::new("two");
    let place = folder.0.clone();
    let stop = StopHandle::new();
    let nested = nuts()
        .checkpoint(Checkpoint::resume_or_new(&folder.0))
        .stop_handle(&stop)
        .on_draw(move |_| {
            let second = nuts().checkpoint(Checkpoint::resume_or_new(&place)).sample(&funnel());
            assert_eq!(
                checkpoint_error(second),
                CheckpointError::Busy { folder: place.clone() }
            );
            ControlFlow::Break(())
        });
    assert!(matches!(nested.sample(&funnel()), Err(SampleError::NoDraws { .. })));
    // Afterwards it is free.
    nuts()
        .checkpoint(Checkpoint::resume(&folder.0))
        .sample(&funnel())
        .expect("it samples");
}

#[test]
fn a_run_that_found_no_start_leaves_the_folder_free() {
    let folder = Folder::new("no-start");
    let impossible = FnDensity::new(3, |_: &[f64], _: &mut [f64]| f64::NEG_INFINITY);
    let error = nuts().checkpoint(&*folder.0).sample(&impossible).expect_err("no start");
    assert!(matches!(error, SampleError::Start { .. }), "{error}");
    nuts()
        .seed(5)
        .checkpoint(&*folder.0)
        .sample(&funnel())
        .expect("it samples");
}

#[test]
fn damaged_files_are_noticed_and_left_alone() {
    let folder = Folder::new("damaged");
    nuts()
        .checkpoint(Checkpoint::new(&folder.0).every_draws(100))
        .sample(&funnel())
        .expect("it samples");
    for name in ["run", "chain-1.state", "chain-1.draws"] {
        let path = folder.0.join(name);
        let whole = fs::read(&path).expect("it was written");
        let resume = || {
            nuts()
                .draws(500)
                .checkpoint(Checkpoint::resume(&folder.0))
                .sample(&funnel())
        };
        let mut flipped = whole.clone();
        flipped[whole.len() / 2] ^= 0x10;
        for (damage, bytes) in [
            ("truncated", &whole[..whole.len() - 1]),
            ("emptied", &[]),
            ("flipped", &flipped),
            ("overwritten", b"hello, world; this is no checkpoint at all"),
        ] {
            fs::write(&path, bytes).expect("it can be written");
            let before = contents(&folder.0);
            let error = checkpoint_error(resume());
            assert!(
                matches!(&error, CheckpointError::Damaged { path: named, .. } if *named == path),
                "{damage}: {error}"
            );
            assert_eq!(before, contents(&folder.0), "{damage}");
        }
        fs::write(&path, &whole).expect("it can be written");
    }
    // What follows the last whole checkpoint is of one that was cut short.
    let path = folder.0.join("chain-1.draws");
    let mut longer = fs::read(&path).expect("it was written");
    longer.extend(b"half a block");
    fs::write(&path, longer).expect("it can be written");
    let resumed = nuts()
        .draws(500)
        .checkpoint(Checkpoint::resume(&folder.0))
        .sample(&funnel());
    assert_equal(
        &nuts().draws(500).sample(&funnel()).expect("it samples"),
        &resumed.expect("it is resumed"),
    );
}

#[test]
fn a_checkpoint_that_cannot_be_written_ends_the_run_and_loses_nothing() {
    let folder = Folder::new("unwritable");
    let obstacle = folder.0.join("chain-0.state.new");
    let place = obstacle.clone();
    let job = || nuts().checkpoint(Checkpoint::resume_or_new(&folder.0).every_draws(50));
    // In the middle of the run, writing begins to fail: where the new state would go, there is a folder.
    let failing = job().on_draw(move |event| {
        if event.chain == 0 && !event.tuning && event.draw == 120 {
            fs::create_dir(&place).expect("it can be made");
        }
        ControlFlow::Continue(())
    });
    let error = failing.sample(&funnel()).expect_err("it cannot be written");
    assert!(error.to_string().starts_with("cannot write"), "{error}");
    let partial = error.into_partial_trace().expect("there were draws");
    // Chains with less than half of the longest one's draws are left out.
    assert!(partial.draws() >= 60, "{}", partial.draws());
    fs::remove_dir(&obstacle).expect("it is empty");
    assert_equal(
        &nuts().sample(&funnel()).expect("it samples"),
        &job().sample(&funnel()).expect("it samples"),
    );
}
