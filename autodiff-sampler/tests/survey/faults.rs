//! What happens outside: processes that are killed, full disks, folders that cannot be written to, two surveys at once.
//!
//! All of it with real processes, which are this program with another argument.

#![cfg(unix)]

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use autodiff_sampler::survey::{Context, StoreError, Survey, SurveyError};

use super::star::{Folder, contents, quick, stars, survey};

const STARS: usize = 80;

/// A line that the tests' harness does not capture.
fn say(line: &str) {
    writeln!(std::io::stdout(), "\n> {line}").expect("somebody listens");
}

/// The part of the process that the tests start: a survey whose fits take 10 ms and say when they begin.
#[test]
#[ignore = "a process that the other tests start"]
fn process() {
    let Ok(folder) = std::env::var("PULLBACK_SURVEY") else {
        return;
    };
    let slow = |name: &String, context: &Context| {
        say(&format!("begin {name}"));
        std::thread::sleep(Duration::from_millis(10));
        quick(name, context)
    };
    let survey = Survey::new(stars(STARS), slow).seed(7).threads(2).progress(false);
    match survey.store(folder).run() {
        Ok(results) => say(&format!("end {}", results.all().len())),
        Err(error) => say(&format!("error {error}")),
    }
}

/// The process of a survey in this folder, after the `words` that start it.
fn command(folder: &Path, words: &[&str]) -> Command {
    let program = std::env::current_exe().expect("it runs");
    let arguments = ["faults::process", "--exact", "--ignored", "--nocapture"];
    let program = program.to_str().expect("it is text");
    let all: Vec<&str> = words.iter().copied().chain([program]).chain(arguments).collect();
    let mut command = Command::new(all[0]);
    command.args(&all[1..]).env("PULLBACK_SURVEY", folder);
    command.stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

/// What a process says, line by line, until it ends.
fn said(output: ChildStdout) -> impl Iterator<Item = String> {
    let lines = BufReader::new(output).lines().map_while(Result::ok);
    lines.filter_map(|line| line.strip_prefix("> ").map(str::to_owned))
}

/// Starts a survey, and waits until it has begun with so many targets.
fn started(folder: &Path, targets: usize) -> (Child, impl Iterator<Item = String>) {
    let mut child = command(folder, &[]).spawn().expect("it can be started");
    let mut lines = said(child.stdout.take().expect("it is piped"));
    let begun = lines
        .by_ref()
        .filter(|line| line.starts_with("begin"))
        .take(targets)
        .count();
    assert_eq!(begun, targets);
    (child, lines)
}

#[test]
fn kill_9_costs_the_targets_that_were_under_way_and_nothing_else() {
    let folder = Folder::new("killed");
    let fresh = survey(STARS).run().expect("nothing can go wrong");
    let mut begun = 0;
    // Twice: the second process goes on where the first was killed.
    for _ in 0..2 {
        let stored_before = if begun == 0 { 0 } else { stored(folder.path()) };
        let (mut child, lines) = started(folder.path(), 11);
        child.kill().expect("it runs");
        child.wait().expect("it was started");
        begun = 11 + lines.filter(|line| line.starts_with("begin")).count();
        let stored = stored(folder.path()) - stored_before;
        // Two threads: two targets being fitted, as many waiting to be stored, one being stored.
        assert!(stored <= begun && begun - stored <= 5, "{begun} begun, {stored} stored");
        assert!(stored > 0);
    }
    let stored = stored(folder.path());
    let results = survey(STARS).store(folder.path()).run().expect("it goes on");
    assert_eq!(results.fitted(), STARS - stored);
    assert_eq!(contents(&results), contents(&fresh));
    assert_eq!(results.checksum(), fresh.checksum());
}

/// Number of results in a store.
fn stored(folder: &Path) -> usize {
    let results = survey(STARS).store(folder).collect().expect("it can be read");
    results.all().len()
}

#[test]
fn a_second_survey_in_the_folder_is_refused_and_the_first_is_not_disturbed() {
    let folder = Folder::new("two");
    let (mut child, lines) = started(folder.path(), 4);
    let error = survey(STARS)
        .store(folder.path())
        .run()
        .expect_err("another process writes to it");
    assert_eq!(
        error.to_string(),
        format!("another survey is writing to {}", folder.path().display())
    );
    let slice = survey(STARS).store(folder.path()).slice(0, 2).run();
    assert!(matches!(slice, Err(SurveyError::Store(StoreError::Busy { .. }))));
    // Looking is allowed.
    assert!(stored(folder.path()) < STARS);
    assert_eq!(lines.last().expect("it ends"), format!("end {STARS}"));
    child.wait().expect("it was started");
    let results = survey(STARS).store(folder.path()).run().expect("it has ended");
    assert_eq!((results.fitted(), results.damages().len()), (0, 0));
}

/// What must hold after a process found no room for its results: `error` is what it said last.
fn no_room_is_an_error_that_loses_nothing(folder: &Path, error: &str, problem: &str) {
    let path = folder.join("survey.part").display().to_string();
    assert!(error.starts_with(&format!("error cannot write to {path}: ")), "{error}");
    assert!(error.contains(problem), "{error}");
    let so_far = survey(STARS).store(folder).collect().expect("it can be read");
    assert!(!so_far.all().is_empty() && so_far.all().len() < STARS, "{so_far}");
    let results = survey(STARS).store(folder).run().expect("there is room now");
    assert_eq!(results.fitted(), STARS - so_far.all().len());
    assert!(results.damages().is_empty(), "{results}");
    let fresh = survey(STARS).run().expect("nothing can go wrong");
    assert_eq!(contents(&results), contents(&fresh));
}

#[test]
fn a_file_that_may_not_grow_is_an_error_that_loses_nothing() {
    let folder = Folder::new("limit");
    // Files of this process may have 2 blocks, of 512 or 1024 bytes each.
    let limited = ["sh", "-c", "trap '' XFSZ; ulimit -f 2; exec \"$@\"", "sh"];
    let mut child = command(folder.path(), &limited).spawn().expect("there is a shell");
    let last = said(child.stdout.take().expect("it is piped"))
        .last()
        .expect("it says something");
    child.wait().expect("it was started");
    no_room_is_an_error_that_loses_nothing(folder.path(), &last, "File too large");
}

/// Bytes of the smallest piece of a disk in memory.
const PAGE: usize = 4096;

/// The part of the process with a small disk of its own, which goes away with it.
#[test]
#[ignore = "a process that another test starts"]
fn process_on_a_small_disk() {
    let Ok(folder) = std::env::var("PULLBACK_SMALL_DISK") else {
        return;
    };
    let folder = Path::new(&folder);
    let filler = folder.join("filler");
    let mut file = fs::File::create(&filler).expect("the disk is empty");
    while file.write_all(&[0; PAGE]).is_ok() {}
    // Room for one page of results, and they need two.
    let full = file.metadata().expect("it is there").len();
    assert!(full <= 64 << 10, "the disk is larger than it should be");
    file.set_len(full - PAGE as u64).expect("files can be made shorter");
    // A file that is open takes up space even when it has been removed.
    drop(file);
    let store = folder.join("store");
    let mut child = command(&store, &[]).spawn().expect("it can be started");
    let last = said(child.stdout.take().expect("it is piped"))
        .last()
        .expect("it says something");
    child.wait().expect("it was started");
    fs::remove_file(&filler).expect("it is there");
    no_room_is_an_error_that_loses_nothing(&store, &last, "No space left on device");
    say("no space left, and nothing lost");
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_an_error_that_loses_nothing() {
    let folder = Folder::new("full");
    fs::create_dir_all(folder.path()).expect("it can be made");
    // A file system in memory that only this process sees, and that ends with it.
    let mount = "mount -t tmpfs -o size=64k tmpfs \"$PULLBACK_SMALL_DISK\" || { echo; echo '> cannot mount'; exit 0; }; exec \"$@\"";
    let words = ["unshare", "--mount", "sh", "-c", mount, "sh"];
    let program = std::env::current_exe().expect("it runs");
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).arg(program).args([
        "faults::process_on_a_small_disk",
        "--exact",
        "--ignored",
        "--nocapture",
    ]);
    command.env("PULLBACK_SMALL_DISK", folder.path());
    let Ok(output) = command.output() else {
        println!("not tested: there is no `unshare` here");
        return;
    };
    let text = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    if text.contains("> cannot mount")
        || errors.contains("unshare failed")
        || errors.contains("Operation not permitted")
    {
        println!("not tested: this user may not mount a small disk ({})", errors.trim());
        return;
    }
    assert!(text.contains("> no space left, and nothing lost"), "{text}\n{errors}");
}

#[test]
fn a_folder_that_cannot_be_written_to_is_named() {
    let folder = Folder::new("unwritable");
    fs::create_dir_all(folder.path()).expect("it can be made");
    let file = folder.path().join("file");
    fs::write(&file, "no folder").expect("it can be written");
    let failed = |path: &Path| survey(3).store(path).run().expect_err("it is no folder").to_string();
    let (message, path) = (failed(&file), file.display());
    assert!(
        message.starts_with(&format!("cannot make the folder {path}: ")),
        "{message}"
    );
    assert_eq!(fs::read(&file).expect("it is there"), b"no folder");
    let inside = file.join("store");
    assert!(failed(&inside).starts_with(&format!("cannot make the folder {}: ", inside.display())));
    // A folder where a file should be.
    fs::create_dir_all(folder.path().join("store/survey.part")).expect("it can be made");
    let message = failed(&folder.path().join("store"));
    let part = folder.path().join("store/survey.part");
    assert!(
        message.starts_with(&format!("cannot write to {}: ", part.display())),
        "{message}"
    );
}

#[test]
#[cfg(target_os = "linux")]
fn a_read_only_file_system_is_an_error() {
    // Nobody may make folders there, not even root.
    let message = survey(3)
        .store("/proc/pullback-survey")
        .run()
        .expect_err("it is not writable")
        .to_string();
    assert!(
        message.starts_with("cannot make the folder /proc/pullback-survey: "),
        "{message}"
    );
}

#[test]
fn a_result_that_is_too_long_to_store_fails_alone() {
    let folder = Folder::new("long");
    let long = |name: &String, _: &Context| {
        let length = if name == "star 1" { (1 << 28) + 1 } else { 3 };
        Ok::<_, String>("x".repeat(length))
    };
    let survey = Survey::new(stars(3), long)
        .store(folder.path())
        .threads(1)
        .progress(false);
    let results = survey.run().expect("failures are results");
    let failed: Vec<(&str, String)> = results.failed().map(|(name, why)| (name, why.to_string())).collect();
    assert_eq!(failed.len(), 1);
    assert!(
        failed[0].0 == "star 1" && failed[0].1.contains("write draws into files"),
        "{failed:?}"
    );
}
