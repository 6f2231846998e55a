//! Instructions, counted by valgrind's callgrind.
//!
//! Only this program's own instructions count, and how often it calls the system's libraries: exp and sin, allocation, copying.
//! What happens inside these depends on the processor and on the version of the C library, and is not ours; how often they are
//! called is.

use std::collections::HashMap;
use std::path::Path;
use std::process::{Command, Stdio};

/// What one call of a kernel takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Count {
    pub instructions: f64,
    pub library_calls: f64,
}

/// Whether valgrind can be run.
pub fn is_there() -> bool {
    let mut version = Command::new("valgrind");
    version.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    version.status().is_ok_and(|status| status.success())
}

/// Of a call in the steady state: the program runs with two calls and with four, and the difference is that of two calls that
/// find all memory in place.
pub fn count(kernel: &str, sweep: &str) -> Count {
    let [two, four] = [2, 4].map(|calls| profile(kernel, sweep, calls));
    let per_call = |of: fn(&Count) -> f64| (of(&four) - of(&two)) / 2.0;
    Count {
        instructions: per_call(|count| count.instructions),
        library_calls: per_call(|count| count.library_calls),
    }
}

/// Of a whole run of this program.
fn profile(kernel: &str, sweep: &str, calls: usize) -> Count {
    let program = std::env::current_exe().expect("the path of this program");
    let file = std::env::temp_dir().join(format!("callgrind.{}.{kernel}.{sweep}.{calls}", std::process::id()));
    let output = Command::new("valgrind")
        .arg("--tool=callgrind")
        .arg(format!("--callgrind-out-file={}", file.display()))
        .arg(&program)
        .args(["--calls", kernel, sweep, &calls.to_string()])
        .output()
        .expect("valgrind runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{kernel} fails under valgrind:\n{said}");
    let text = std::fs::read_to_string(&file).expect("what callgrind counted");
    // It has been read; a file that stays in the folder for temporary ones does no harm.
    let _ = std::fs::remove_file(&file);
    read(&text, &program)
}

/// Reads callgrind's format: `ob=` says whose the instructions are that follow; lines of numbers are a position and a count; the
/// one behind `calls=` repeats what the function called has cost, and `cob=` says whose that function is, if not the caller's.
fn read(text: &str, program: &Path) -> Count {
    let mut names = HashMap::new();
    let (mut object, mut called) = (String::new(), None);
    let mut count = Count {
        instructions: 0.0,
        library_calls: 0.0,
    };
    let (mut everything, mut total, mut is_repeated) = (0.0, None, false);
    let is_ours = |object: &str| Path::new(object) == program;
    let number = |text: &str| -> f64 { text.trim().parse().unwrap_or_else(|_| panic!("{text:?} is no count")) };
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("ob=") {
            object = whole_name(name, &mut names);
        } else if let Some(name) = line.strip_prefix("cob=") {
            called = Some(whole_name(name, &mut names));
        } else if let Some(calls) = line.strip_prefix("calls=") {
            let to_library = called.take().is_some_and(|called| !is_ours(&called));
            if is_ours(&object) && to_library {
                count.library_calls += number(calls.split(' ').next().unwrap_or_default());
            }
            is_repeated = true;
        } else if let Some(whole) = line.strip_prefix("totals:") {
            total = Some(number(whole));
        } else if line.starts_with(|first: char| first.is_ascii_digit() || "+-*".contains(first)) {
            let cost = line.split(' ').nth(1).map_or(0.0, number);
            if !std::mem::take(&mut is_repeated) {
                everything += cost;
                count.instructions += if is_ours(&object) { cost } else { 0.0 };
            }
        }
    }
    assert_eq!(Some(everything), total, "callgrind's own sum");
    count
}

/// A name is written once, as `(7) name`, and is `(7)` from then on.
fn whole_name(written: &str, names: &mut HashMap<String, String>) -> String {
    let (number, name) = written.split_once(' ').unwrap_or((written, ""));
    if !name.is_empty() {
        names.insert(number.to_owned(), name.to_owned());
    }
    names.get(number).cloned().unwrap_or_default()
}
