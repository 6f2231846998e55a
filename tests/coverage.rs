//! Which companion is compared for which construct, as far as the tests of `tests/construct` went when they ran:
//! `cargo test --test coverage -- --ignored` runs them, optimised and not, and writes `docs/coverage.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the helpers of `tests/construct/check.rs` saw, by file, and how many tests each has.
#[derive(Default)]
struct Run {
    compared: BTreeMap<String, BTreeSet<String>>,
    tests: BTreeMap<String, usize>,
}

fn run(release: bool) -> Run {
    let lines = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("compared-{release}"));
    std::fs::write(&lines, "").expect("a file that can be written");
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args(["test", "--test", "construct"])
        .env("PULLBACK_COVERAGE", &lines);
    if release {
        cargo.arg("--release");
    }
    let output = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("cargo");
    let report = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "the tests of the constructs fail:\n{report}");
    let mut found = Run::default();
    for line in report.lines() {
        // `test branches::the_branch_that_was_taken_is_differentiated ... ok`
        let passed = line.strip_prefix("test ").and_then(|line| line.strip_suffix(" ... ok"));
        if let Some((module, _)) = passed.and_then(|name| name.split_once("::")) {
            *found.tests.entry(module.to_owned()).or_default() += 1;
        }
    }
    for line in std::fs::read_to_string(&lines).expect("the lines").lines() {
        let (file, companion) = line.split_once(' ').expect("a file and a companion");
        let module = Path::new(file)
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        found.compared.entry(module).or_default().insert(companion.to_owned());
    }
    found
}

/// The first sentence of a test file: what its construct is.
fn construct(module: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/construct/{module}.rs"));
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let lines = text.lines().map_while(|line| line.strip_prefix("//!"));
    let opening: Vec<&str> = lines.map(str::trim).take_while(|line| !line.is_empty()).collect();
    let opening = opening.join(" ");
    let end = opening.find(". ").map_or(opening.len(), |end| end);
    opening[..end].trim_end_matches('.').replace('|', "\\|")
}

#[test]
#[ignore = "writes docs/coverage.md; runs the tests of all constructs, optimised and not"]
fn write_the_table() {
    let (debug, release) = (run(false), run(true));
    let mut text = String::from(OPENING);
    for (module, tests) in &debug.tests {
        let said = |run: &Run, companion: &str| run.compared.get(module).is_some_and(|seen| seen.contains(companion));
        let cell = |companion: &str| match (said(&debug, companion), said(&release, companion)) {
            (true, true) => "yes",
            (true, false) => "debug",
            (false, true) => "release",
            (false, false) => "—",
        };
        let second = match (cell("second"), cell("first only")) {
            (second, "—") => second,
            ("—", _) => "own rules: no",
            _ => "yes; own rules: no",
        };
        let what = construct(module);
        let (grad, jvp) = (cell("grad"), cell("jvp"));
        writeln!(text, "| {what} | `{module}` | {tests} | {grad} | {jvp} | {second} |").expect("text takes text");
    }
    std::fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/coverage.md"), text).expect("docs/coverage.md");
}

const OPENING: &str = "# What is compared with what

One row per file of `tests/construct`, written by `cargo test --test coverage -- --ignored`, which runs all of them, optimised
and not. A cell says **yes** if a test of the file compared that companion and passed both times:

* `grad` (and `vjp`, of which it is made) with differences of eighth order, or with `jvp` where that was compared with them;
* `jvp` with such differences, or with a gradient that was;
* second order, `hessian` and so `hvp`, with differences of `grad`.

**—** means that no helper of `check.rs` compared it there: the file's tests look at something else, or at single values.
*own rules: no* marks functions whose derivative is the user's own without a derivative of that: they have no second order
(`check_first!`).

| construct | file | tests | grad | jvp | second order |
| --- | --- | --- | --- | --- | --- |
";
