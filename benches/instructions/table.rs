//! The committed table: a kernel, what is called, instructions, and calls of libraries on each line.

use super::callgrind::Count;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// By so much a count may differ from the table's, relatively.
pub const TOLERANCE: f64 = 0.03;

const HEADER: &str = "\
# Instructions of one call of each kernel and of its gradient, and calls of the system's libraries, on x86-64 with the pinned
# compiler. `cargo bench --bench instructions` compares within 3 %; with `-- --update` it writes this file anew.
# kernel sweep instructions library_calls
";

/// By kernel and sweep.
pub type Table = BTreeMap<(String, String), Count>;

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("benches/instructions.txt")
}

/// What is committed.
pub fn read() -> Table {
    let text = std::fs::read_to_string(path()).unwrap_or_default();
    let entry = |line: &str| {
        let mut words = line.split_whitespace();
        let key = (words.next()?.to_owned(), words.next()?.to_owned());
        let count = Count {
            instructions: words.next()?.parse().ok()?,
            library_calls: words.next()?.parse().ok()?,
        };
        words.next().is_none().then_some((key, count))
    };
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| entry(line).unwrap_or_else(|| panic!("benches/instructions.txt: {line:?} is no entry")))
        .collect()
}

/// Replaces what is committed.
pub fn write<'a>(entries: impl IntoIterator<Item = (&'a str, &'a str, Count)>) -> std::io::Result<()> {
    let mut text = String::from(HEADER);
    for (kernel, sweep, count) in entries {
        text += &format!("{kernel} {sweep} {} {}\n", count.instructions, count.library_calls);
    }
    std::fs::write(path(), text)
}

/// What has changed beyond the tolerance, in words.
pub fn changes(table: &Table, kernel: &str, sweep: &str, new: Count) -> Vec<String> {
    let Some(old) = table.get(&(kernel.to_owned(), sweep.to_owned())) else {
        return vec![format!("{kernel} {sweep} is not in the table")];
    };
    let change = |what: &str, old: f64, new: f64| {
        // Where there was next to nothing, one more is not many per cent.
        let is_within = (new - old).abs() <= TOLERANCE * old;
        let percent = 100.0 * (new / old - 1.0);
        (!is_within).then(|| format!("{kernel} {sweep}: {new} {what} in place of {old} ({percent:+.1} %)"))
    };
    let instructions = change("instructions", old.instructions, new.instructions);
    let calls = change("calls of libraries", old.library_calls, new.library_calls);
    instructions.into_iter().chain(calls).collect()
}
