//! What `#[differentiable]` costs at compile time: 100 functions of about 20 lines, plain and annotated.
//!
//! `cargo bench --bench compile_time` writes two packages below `target/compile_time/`, and measures `cargo check` and
//! `cargo build --release` of each after a change to its only file; dependencies are built before. As Cargo does not optimise
//! macros unless it is told to, `check` is measured with optimised macros, too. The time of the expansion
//! alone is measured inside the macros: `cargo test --release -p autodiff-macros expansion -- --nocapture`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Realistic functions; each is written twenty times, under another name and with another constant for `SCALE`.
const TEMPLATES: &str = include_str!("compile_time/functions.rs.txt");
const COPIES: usize = 20;
/// What is measured: Cargo's arguments, and how far it optimises macros.
const CASES: [(&str, &[&str], &str); 3] = [
    ("check", &["check"], "0"),
    ("check_with_optimised_macros", &["check"], "3"),
    ("build_release", &["build", "--release"], "0"),
];
/// Measurements of each case; the fastest counts, as everything else on the machine only adds.
const TRIALS: usize = 5;

fn main() {
    // `cargo test --benches` only wants to know that it compiles.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("target/compile_time");
    let functions = TEMPLATES.matches("#[differentiable]").count() * COPIES;
    let packages = ["plain", "annotated"].map(|name| (name, package(root, &folder.join(name), name)));
    for (what, arguments, level) in CASES {
        let [plain, annotated] = packages.each_ref().map(|(name, package)| {
            let trial = |_| time(package, name, arguments, level);
            (0..=TRIALS).map(trial).skip(1).min().unwrap_or_default().as_secs_f64()
        });
        let added = 1000.0 * (annotated - plain) / functions as f64;
        println!(
            "bench compile_time/{what} functions={functions} plain_s={plain:.2} annotated_s={annotated:.2} ratio={:.2} \
             added_ms_per_function={added:.1}",
            annotated / plain
        );
    }
}

/// Writes a package of 100 functions.
fn package(root: &Path, folder: &Path, name: &str) -> PathBuf {
    fs::create_dir_all(folder.join("src")).expect("a folder");
    let manifest = format!(
        "[package]\nname = \"compile_time_{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [dependencies]\npullback = {{ path = {root:?}, default-features = false }}\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest).expect("a manifest");
    // The versions that the workspace uses, which are there without a network.
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).expect("a lock file");
    let mut text = String::from("#![allow(missing_docs)]\nuse pullback::prelude::*;\n");
    for copy in 0..COPIES {
        let scale = format!("{:?}", 0.5 + 0.125 * copy as f64);
        let functions = TEMPLATES.replace("SCALE", &scale);
        let functions = if name == "plain" {
            functions
                .replace("#[differentiable]\n", "")
                .replace("#[constant] ", "")
                .replace("Differentiable, ", "")
        } else {
            functions
        };
        text += &format!("pub mod copy{copy} {{\n    #[allow(unused_imports)]\n    use super::*;\n{functions}}}\n");
    }
    fs::write(folder.join("src/lib.rs"), text).expect("a source file");
    folder.to_owned()
}

/// Seconds of one run of Cargo after a change.
fn time(package: &Path, name: &str, arguments: &[&str], level: &str) -> Duration {
    let source = package.join("src/lib.rs");
    let text = fs::read_to_string(&source).expect("the source");
    let now = std::time::SystemTime::UNIX_EPOCH
        .elapsed()
        .unwrap_or_default()
        .as_nanos();
    let (head, _) = text.split_once("\n// changed").unwrap_or((&text, ""));
    fs::write(&source, format!("{head}\n// changed {now}\n")).expect("the source is written");
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args(arguments)
        .args(["--offline", "--quiet"])
        .current_dir(package);
    cargo
        .env("CARGO_TARGET_DIR", package.join("../target"))
        .env("CARGO_PROFILE_DEV_BUILD_OVERRIDE_OPT_LEVEL", level)
        .env("CARGO_PROFILE_RELEASE_BUILD_OVERRIDE_OPT_LEVEL", level)
        .stderr(Stdio::inherit());
    let started = Instant::now();
    let status = cargo.status().expect("Cargo runs");
    let taken = started.elapsed();
    assert!(status.success(), "the {name} package does not compile");
    taken
}
