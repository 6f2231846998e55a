//! The library without the standard library: a crate that is `no_std` compiles where nothing links `std`, and its derivatives
//! are right.
//!
//! The fixture is built alone. Together with other packages, their features would be switched on for it, too.

use std::path::Path;
use std::process::Command;

/// Runs Cargo on the fixture; what it printed, and whether it succeeded.
fn cargo(command: &str, arguments: &[&str]) -> (bool, String) {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")));
    cargo
        .args([command, "--offline", "--package=no-std-fixture"])
        .args(arguments);
    let output = cargo.output().expect("Cargo runs");
    (
        output.status.success(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

#[test]
fn a_crate_without_std_links_none() {
    let (succeeded, printed) = cargo("check", &["--features=alone"]);
    assert!(succeeded, "{printed}");
    // The panic handler of `std` would be a second one: the test above can fail.
    let (succeeded, printed) = cargo("check", &["--features=alone,pullback/std"]);
    assert!(!succeeded && printed.contains("panic_impl"), "{printed}");
}

#[test]
fn derivatives_are_right_without_std() {
    let (succeeded, printed) = cargo("test", &[]);
    assert!(succeeded, "{printed}");
}
