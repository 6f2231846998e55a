//! Warnings: generated code adds none of its own, whatever a crate denies, and takes none from the user's code.
//!
//! The compiler is run on libraries with Clippy's lints if the toolchain has them, and with its own otherwise.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The compiler, and the library as Cargo built it for this test.
struct Compiler {
    driver: PathBuf,
    library: PathBuf,
}

impl Compiler {
    fn new() -> Self {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.current_dir(env!("CARGO_MANIFEST_DIR"));
        cargo.args(["test", "--no-run", "--offline", "--message-format=json", "--quiet"]);
        let output = cargo.args(["--package=pullback", "--test=lints"]).output();
        let printed = output.expect("Cargo runs").stdout;
        let printed = String::from_utf8_lossy(&printed);
        let is_library = |path: &&str| path.ends_with(".rlib") && path.contains("libpullback");
        let library = printed.lines().rev().find_map(|line| line.split('"').find(is_library));
        let library = library.expect("Cargo says where it put the library").into();
        let sysroot = Command::new("rustc").args(["--print", "sysroot"]).output();
        let sysroot = sysroot.expect("rustc runs").stdout;
        let clippy = Path::new(String::from_utf8_lossy(&sysroot).trim()).join("bin/clippy-driver");
        let driver = if clippy.exists() { clippy } else { "rustc".into() };
        Self { driver, library }
    }

    fn has_clippy(&self) -> bool {
        self.driver.ends_with("clippy-driver")
    }

    /// What is reported about a library, as lines of JSON.
    fn report(&self, source: &str, edition: &str) -> Vec<String> {
        let folder = self.library.parent().expect("the library is in a folder");
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("lints");
        std::fs::create_dir_all(&target).expect("a folder for metadata");
        let mut driver = Command::new(&self.driver);
        driver.current_dir(env!("CARGO_MANIFEST_DIR"));
        driver.args([
            source,
            "--crate-name=linted",
            "--crate-type=lib",
            "--emit=metadata",
            "--error-format=json",
        ]);
        driver.args(["--edition", edition]).arg("--out-dir").arg(target);
        for folder in [folder.to_owned(), folder.join("deps")] {
            driver.arg("-L").arg(format!("dependency={}", folder.display()));
        }
        driver
            .arg("--extern")
            .arg(format!("pullback={}", self.library.display()));
        let printed = driver.output().expect("the compiler runs").stderr;
        let printed = String::from_utf8_lossy(&printed);
        let is_diagnostic = |line: &&str| line.contains(r#""code":{"code":"#) || line.contains(r#""level":"error""#);
        printed.lines().filter(is_diagnostic).map(str::to_owned).collect()
    }
}

/// The line and the lint of a warning.
fn parsed(diagnostic: &str) -> (usize, String) {
    let after = |text: &str, key: &str| text.split_once(key).map(|(_, rest)| rest.to_owned());
    let lint = after(diagnostic, r#""code":{"code":""#).unwrap_or_default();
    let lint = lint.split('"').next().unwrap_or_default().to_owned();
    let mut spans = diagnostic.split(r#""file_name":"#).skip(1);
    let primary = spans
        .find(|span| span.contains(r#""is_primary":true"#))
        .unwrap_or_default();
    let line = after(primary, r#""line_start":"#).unwrap_or_default();
    let line = line.chars().take_while(char::is_ascii_digit).collect::<String>();
    (line.parse().unwrap_or(0), lint)
}

#[test]
fn generated_code_adds_no_warning() {
    let compiler = Compiler::new();
    for edition in ["2021", "2024"] {
        let report = compiler.report("tests/fixtures/lints/src/lib.rs", edition);
        assert!(report.is_empty(), "edition {edition}:\n{}", report.join("\n"));
    }
}

#[test]
fn the_users_own_code_is_warned_about_once() {
    let compiler = Compiler::new();
    let mut expected = Vec::new();
    for (line, text) in (1..).zip(include_str!("own_warnings.rs").lines()) {
        let lints = text
            .split_once("//~ ")
            .map_or("", |(_, lints)| lints)
            .split_whitespace();
        let known = lints.filter(|lint| compiler.has_clippy() || !lint.starts_with("clippy::"));
        expected.extend(known.map(|lint| (line, lint.to_owned())));
    }
    let report = compiler.report("tests/lints/own_warnings.rs", "2024");
    let mut found: Vec<(usize, String)> = report.iter().map(|diagnostic| parsed(diagnostic)).collect();
    found.sort();
    assert_eq!(found, expected, "{}", report.join("\n"));
}
