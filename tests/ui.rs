//! What does not compile, and what it says: one folder per topic under `tests/ui`, one file per mistake; `pass` has programs
//! that compile and run.
//!
//! `TRYBUILD=overwrite cargo test --test ui` records the messages anew. They belong to the toolchain in
//! `rust-toolchain.toml`.

use std::fs;

#[test]
fn mistakes_are_explained_and_the_rest_compiles() {
    let cases = trybuild::TestCases::new();
    for folder in fs::read_dir("tests/ui").expect("tests run in the package's folder") {
        let folder = folder
            .expect("a readable folder")
            .file_name()
            .into_string()
            .expect("a plain name");
        match folder.as_str() {
            "pass" => cases.pass("tests/ui/pass/*.rs"),
            _ => cases.compile_fail(format!("tests/ui/{folder}/*.rs")),
        }
    }
}
