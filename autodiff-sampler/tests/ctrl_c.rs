//! Ctrl-C keeps the draws made so far, and ends the process when it is pressed again or when nothing runs.
//!
//! Signals go to whole processes, so the runs are in processes of their own, which are this program with another argument.

#![cfg(all(unix, feature = "ctrl-c"))]

use std::io::{BufRead, BufReader, Read, Write};
use std::ops::ControlFlow;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use autodiff_sampler::{FnDensity, Nuts};

/// Exit code of what Ctrl-C ended.
const INTERRUPTED: i32 = 130;

/// A run that has no end, and says when its first draw is made.
fn endless() -> Nuts {
    Nuts::default()
        .chains(2)
        .tune(50)
        .draws(2_000_000)
        .seed(1)
        .progress(false)
        .on_draw(|event| {
            if !event.tuning && event.draw == 0 {
                say("drawing");
            }
            std::thread::sleep(Duration::from_micros(100));
            ControlFlow::Continue(())
        })
}

/// A line that the tests' harness does not capture.
fn say(line: &str) {
    writeln!(std::io::stdout(), "\n{line}").expect("somebody listens");
}

fn normal() -> FnDensity<impl FnMut(&[f64], &mut [f64]) -> f64 + Clone + Sync> {
    FnDensity::new(1, |x: &[f64], grad: &mut [f64]| {
        grad[0] = -x[0];
        -0.5 * x[0] * x[0]
    })
}

#[test]
#[ignore = "a process that the other tests start"]
fn process_that_is_interrupted() {
    let Ok(what) = std::env::var("PULLBACK_CTRL_C") else {
        return;
    };
    let outcome = endless().stop_on_ctrl_c(true).sample(&normal());
    let trace = outcome.expect("there were draws");
    say(&format!("{:?} {}", trace.ending().reason, trace.draws() > 0));
    if what == "idle" {
        say("idle");
        std::thread::sleep(Duration::from_secs(600));
    }
}

#[test]
#[ignore = "a process that the other tests start"]
fn process_that_takes_its_time() {
    if std::env::var_os("PULLBACK_CTRL_C").is_none() {
        return;
    }
    let slow = endless().stop_on_ctrl_c(true).on_draw(|event| {
        if !event.tuning {
            say("drawing");
            std::thread::sleep(Duration::from_secs(600));
        }
        ControlFlow::Continue(())
    });
    let _ = slow.sample(&normal());
}

/// Starts one of the processes above, with Ctrl-C as it is on a terminal.
fn start(test: &str, what: &str) -> (Child, BufReader<ChildStdout>) {
    if is_ignored() {
        // Whoever started the tests has put them into the background.
        return start_by(Command::new("env").arg("--default-signal=INT"), test, what);
    }
    start_by(&mut Command::new("env"), test, what)
}

/// Whether this process ignores Ctrl-C.
fn is_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.is_some_and(|mask| u64::from_str_radix(mask.trim(), 16).expect("a mask") & 2 != 0)
}

/// Starts one of the processes above by a command that becomes that process.
fn start_by(command: &mut Command, test: &str, what: &str) -> (Child, BufReader<ChildStdout>) {
    let mut child = command
        .arg(std::env::current_exe().expect("this program"))
        .args(["--exact", test, "--ignored", "--nocapture"])
        .env("PULLBACK_CTRL_C", what)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let output = BufReader::new(child.stdout.take().expect("it is piped"));
    (child, output)
}

/// Waits for a line of the process.
fn wait_for(output: &mut impl BufRead, wanted: &str) {
    let found = output.lines().map_while(Result::ok).any(|line| line.contains(wanted));
    assert!(found, "the process ended without saying `{wanted}`");
}

fn press_ctrl_c(child: &Child) {
    let pid = child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &pid])
            .status()
            .expect("it exists")
            .success()
    );
}

#[test]
fn once_keeps_the_draws() {
    let (mut child, mut output) = start("process_that_is_interrupted", "ends");
    wait_for(&mut output, "drawing");
    press_ctrl_c(&child);
    wait_for(&mut output, "CtrlC true");
    assert!(child.wait().expect("it is our child").success());
    let mut message = String::new();
    child
        .stderr
        .take()
        .expect("it is piped")
        .read_to_string(&mut message)
        .expect("text");
    assert!(message.contains("press it again"), "{message}");
}

#[test]
fn again_ends_the_process() {
    let (mut child, mut output) = start("process_that_takes_its_time", "ends");
    wait_for(&mut output, "drawing");
    press_ctrl_c(&child);
    // The first one is answered before the second one comes.
    let mut messages = BufReader::new(child.stderr.take().expect("it is piped"));
    wait_for(&mut messages, "press it again");
    press_ctrl_c(&child);
    assert_eq!(child.wait().expect("it is our child").code(), Some(INTERRUPTED));
}

#[test]
fn when_nothing_runs_it_ends_the_process() {
    let (mut child, mut output) = start("process_that_is_interrupted", "idle");
    wait_for(&mut output, "drawing");
    press_ctrl_c(&child);
    wait_for(&mut output, "idle");
    press_ctrl_c(&child);
    assert_eq!(child.wait().expect("it is our child").code(), Some(INTERRUPTED));
}

#[test]
#[cfg(target_os = "linux")]
fn where_it_is_ignored_the_run_goes_on() {
    // As a shell does with a command that a script puts into the background.
    let ignoring = ["-c", r#"trap "" INT; exec "$0" "$@""#];
    let (mut child, mut output) = start_by(Command::new("sh").args(ignoring), "process_that_is_interrupted", "ends");
    wait_for(&mut output, "drawing");
    press_ctrl_c(&child);
    std::thread::sleep(Duration::from_millis(100));
    assert!(child.try_wait().expect("it is our child").is_none(), "it has ended");
    child.kill().expect("it is our child");
    child.wait().expect("it is our child");
}
