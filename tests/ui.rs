//! What does not compile, and what it says: one folder per topic under `tests/ui`, one file per mistake.
//!
//! `TRYBUILD=overwrite cargo test --test ui` records the messages anew. They belong to the toolchain in
//! `rust-toolchain.toml`.

use std::fs;

/// Folders whose programs compile and run.
const PASSING: [&str; 2] = ["pass", "prior_expressions"];

#[test]
fn mistakes_are_explained_and_the_rest_compiles() {
    let cases = trybuild::TestCases::new();
    for folder in PASSING {
        cases.pass(format!("tests/ui/{folder}/*.rs"));
    }
    for folder in fs::read_dir("tests/ui").expect("tests run in the package's folder") {
        let folder = folder
            .expect("a readable folder")
            .file_name()
            .into_string()
            .expect("a plain name");
        if !PASSING.contains(&folder.as_str()) {
            cases.compile_fail(format!("tests/ui/{folder}/*.rs"));
        }
    }
}
