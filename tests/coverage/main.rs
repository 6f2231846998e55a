//! Which derivatives are compared for which construct of `docs/language.md`, as far as the tests went when they ran:
//! `cargo test --test coverage -- --ignored` runs them, optimised and not, and writes `docs/coverage.md`.
//!
//! Which tests show a construct is said in `rows.txt`; that every row has some, and that they exist, is checked always.

mod rows;

use rows::{Row, Test, rows};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The root of the repository.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The tests that passed, by file, and what the helpers of `tests/construct/check.rs` compared in each.
#[derive(Default)]
struct Run {
    passed: BTreeSet<(String, String)>,
    compared: BTreeMap<(String, String), BTreeSet<String>>,
}

impl Run {
    fn new(release: bool) -> Self {
        let lines = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("compared-{release}"));
        std::fs::write(&lines, "").expect("a file that can be written");
        let mut cargo = Command::new(env!("CARGO"));
        cargo
            .args(["test", "--test", "construct"])
            .env("PULLBACK_COVERAGE", &lines);
        if release {
            cargo.arg("--release");
        }
        // With a thread each, whose name is the test's.
        cargo.args(["--", "--test-threads", "2"]);
        let output = cargo.current_dir(root()).output().expect("cargo");
        let report = String::from_utf8_lossy(&output.stdout);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "the tests fail:\n{report}\n{errors}");
        let mut found = Self::default();
        for line in report.lines() {
            // `test branches::the_branch_that_was_taken_is_differentiated ... ok`
            let passed = line.strip_prefix("test ").and_then(|line| line.strip_suffix(" ... ok"));
            found.passed.extend(passed.and_then(named));
        }
        for line in std::fs::read_to_string(&lines).expect("the lines").lines() {
            let (test, companion) = line.split_once(' ').expect("a test and a companion");
            if let Some(test) = named(test) {
                found.compared.entry(test).or_default().insert(companion.to_owned());
            }
        }
        found
    }

    /// Whether one of some tests compared a companion.
    fn compared(&self, tests: &[Test], companion: &str) -> bool {
        let mut compared = self.compared.iter().filter(|(test, _)| is_among(test, tests));
        compared.any(|(_, companions)| companions.contains(companion))
    }

    fn passed(&self, tests: &[Test]) -> usize {
        self.passed.iter().filter(|test| is_among(test, tests)).count()
    }
}

/// The file and the name of a test.
fn named(path: &str) -> Option<(String, String)> {
    let (file, name) = path.split_once("::")?;
    // `methods_of_f64::sine`
    let name = name.rsplit("::").next().unwrap_or(name);
    Some((file.to_owned(), name.to_owned()))
}

fn is_among((file, name): &(String, String), tests: &[Test]) -> bool {
    tests.iter().any(|test| match test {
        Test::Construct {
            file: other,
            name: None,
        } => file == other,
        Test::Construct {
            file: other,
            name: Some(one),
        } => file == other && name == one,
        Test::Fixture(_) => false,
    })
}

#[test]
fn every_row_of_the_reference_has_tests() {
    let missing: Vec<String> = rows().into_iter().flat_map(Row::problems).collect();
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
#[ignore = "writes docs/coverage.md; runs the tests of all constructs, optimised and not"]
fn write_the_table() {
    let (debug, release) = (Run::new(false), Run::new(true));
    let mut text = String::from(OPENING);
    for Row {
        construct,
        status,
        tests,
    } in rows()
    {
        let compared = ["grad", "jvp", "second"].map(|companion| {
            let both = [&debug, &release].map(|run| run.compared(&tests, companion));
            match both {
                [true, true] => "yes",
                [true, false] => "debug",
                [false, true] => "release",
                [false, false] => "—",
            }
        });
        let ran = [&debug, &release].map(|run| match run.passed(&tests) {
            0 => "—".to_owned(),
            count => count.to_string(),
        });
        let fixtures = tests.iter().filter(|test| matches!(test, Test::Fixture(_))).count();
        let refused = if fixtures == 0 {
            "—".to_owned()
        } else {
            fixtures.to_string()
        };
        let [grad, jvp, second] = compared;
        let [debug, release] = ran;
        writeln!(
            text,
            "| {construct} | {status} | {grad} | {jvp} | {second} | {debug} | {release} | {refused} |"
        )
        .expect("text takes text");
    }
    std::fs::write(root().join("docs/coverage.md"), text).expect("docs/coverage.md");
}

const OPENING: &str = "# What is compared with what

One row per construct of [the reference](language.md), written by `cargo test --test coverage -- --ignored`, which runs the tests of
`tests/construct`, optimised and not. Which tests belong to which construct is said in `tests/coverage/rows.txt`.

* `grad`: a test compared it, and so `vjp` of which it is made, with differences of eighth order.
* `jvp`: the same, or with a gradient that was.
* `hvp`: the Hessian, which is made of it column by column, was compared with differences of the gradient.
* debug, release: how many tests passed, compiled without and with optimisation. A comparison that was made in only one of them
  is marked with its name.
* refused: how many programs with compile errors in `tests/ui` show what is refused, and with what advice.

**—** means that there is none: of a construct that is refused there is nothing to compare, and where one that is differentiated has a
**—**, no test made that comparison.

| construct | status | grad | jvp | hvp | debug | release | refused |
| --- | --- | --- | --- | --- | --- | --- | --- |
";
