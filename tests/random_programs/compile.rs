//! Compiles a batch of programs as one crate with `rustc`, against the library that Cargo built for this test, and runs it.

use crate::program::Program;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What became of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Value, both modes, second derivatives and differences agree.
    Right,
    /// So they do, but differences say nothing of the second derivatives.
    First,
    /// Derivatives agree with each other, and differences cannot tell.
    Unclear,
    /// It does not compile, with or without the attribute: a mistake of the generator.
    Invalid(String),
    /// It compiles only without the attribute.
    Refused(String),
    /// Something differs, or panics, or does not end.
    Wrong(String),
}

impl Outcome {
    /// What was found.
    pub fn message(&self) -> &str {
        match self {
            Self::Right | Self::First | Self::Unclear => "",
            Self::Invalid(message) | Self::Refused(message) | Self::Wrong(message) => message,
        }
    }
}

/// How batches are compiled.
#[derive(Clone, Debug)]
pub struct Compiler {
    library: PathBuf,
    folder: PathBuf,
    release: bool,
    level: u64,
}

impl Compiler {
    /// Asks Cargo where the library is: the one that it built for this test, or, for many programs, one with an optimised
    /// macro, which pays after a hundred of them. It is optimised either way then; `release` is about the programs.
    pub fn new(release: bool, many: bool) -> Self {
        let mut cargo = Command::new(env!("CARGO"));
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        cargo.current_dir(root);
        if many {
            cargo.args(["build", "--lib", "--package=pullback", "--release"]);
            cargo.arg("--target-dir").arg(root.join("target/random_programs"));
            cargo.env("CARGO_PROFILE_RELEASE_BUILD_OVERRIDE_OPT_LEVEL", "1");
        } else {
            cargo.args(["test", "--no-run", "--package=pullback", "--test=random_programs"]);
            cargo.args(release.then_some("--release"));
        }
        cargo.args(["--offline", "--message-format=json", "--quiet"]);
        let output = cargo.stderr(Stdio::inherit()).output().expect("cargo runs");
        let text = String::from_utf8_lossy(&output.stdout);
        let library = text.lines().rev().find_map(|line| {
            let path = line
                .split('"')
                .find(|part| part.ends_with(".rlib") && part.contains("libpullback"))?;
            Some(PathBuf::from(path))
        });
        let library = library.expect("Cargo says where it put the library");
        let mut folder = library.clone();
        while folder
            .file_name()
            .is_some_and(|name| name != "debug" && name != "release")
        {
            folder.pop();
        }
        Self {
            library,
            folder,
            release,
            level: crate::number("PULLBACK_RANDOM_LEVEL").unwrap_or(3),
        }
    }

    /// Compiles and runs programs together. What does not compile is left out and the rest compiled again.
    pub fn examine(&self, name: &str, programs: &[Program]) -> HashMap<u64, Outcome> {
        let mut outcomes = HashMap::new();
        let mut left: Vec<&Program> = programs.iter().collect();
        while !left.is_empty() {
            let errors = self.compile(name, &left, true);
            if errors.is_empty() {
                self.run(name, &left, &mut outcomes);
                return outcomes;
            }
            let broken: Vec<&Program> = left
                .iter()
                .filter(|program| errors.contains_key(&program.seed))
                .copied()
                .collect();
            assert!(!broken.is_empty(), "errors outside the programs: {errors:?}");
            let mut plain = broken.clone();
            loop {
                let invalid = self.compile(&format!("{name}_plain"), &plain, false);
                if invalid.is_empty() {
                    break;
                }
                plain.retain(|program| !invalid.contains_key(&program.seed));
                for (seed, message) in invalid {
                    outcomes.insert(seed, Outcome::Invalid(message));
                }
            }
            for program in plain {
                outcomes.insert(program.seed, Outcome::Refused(errors[&program.seed].clone()));
            }
            left.retain(|program| !errors.contains_key(&program.seed));
        }
        outcomes
    }

    fn source(&self, name: &str) -> PathBuf {
        self.folder.join("random_programs").join(name)
    }

    /// Compiles programs as one crate, and returns the errors of each.
    fn compile(&self, name: &str, programs: &[&Program], annotated: bool) -> HashMap<u64, String> {
        if programs.is_empty() {
            return HashMap::new();
        }
        let source = self.source(name);
        std::fs::create_dir_all(&source).expect("a folder for the batch");
        let mut main = String::from(include_str!("batch/main.rs"));
        main += if annotated {
            include_str!("batch/run.rs")
        } else {
            "fn main() {}\n"
        };
        let mut calls = String::new();
        for Program { seed, .. } in programs {
            main += &format!("mod p{seed};\n");
            calls += &format!("        ({seed}, p{seed}::verdict as fn() -> Verdict),\n");
        }
        main += &format!("const PROGRAMS: &[(u64, fn() -> Verdict)] = &[\n{calls}];\n");
        if !annotated {
            let modules = ["#[macro_use]\nmod check;", "mod examine;", "use examine::Verdict;"];
            main = modules.iter().fold(main, |main, module| main.replace(module, ""));
            main.truncate(main.find("const PROGRAMS").unwrap_or(main.len()));
        }
        std::fs::write(source.join("main.rs"), main).expect("a file is written");
        for (name, text) in [
            ("check.rs", include_str!("../construct/check.rs")),
            ("examine.rs", include_str!("batch/examine.rs")),
        ] {
            std::fs::write(source.join(name), text).expect("a file is written");
        }
        for program in programs {
            let module = if annotated {
                program.module()
            } else {
                program.plain_module()
            };
            std::fs::write(source.join(format!("p{}.rs", program.seed)), module).expect("a file is written");
        }
        let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
        rustc
            .current_dir(&source)
            .args(["--edition=2024", "--cap-lints=allow", "--error-format=short", "main.rs"]);
        rustc.args(["--crate-name", "batch", "-o", "batch"]);
        rustc
            .arg("--extern")
            .arg(format!("pullback={}", self.library.display()));
        rustc
            .arg("-L")
            .arg(format!("dependency={}", self.folder.join("deps").display()));
        if !annotated {
            rustc.args(["--emit=metadata"]);
        }
        if self.release {
            rustc.args([&format!("-Copt-level={}", self.level), "-Ccodegen-units=1"]);
        } else {
            rustc.args(["-Copt-level=0", "-Cdebug-assertions=yes"]);
        }
        let output = rustc.output().expect("rustc runs");
        if output.status.success() {
            return HashMap::new();
        }
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        by_program(&text, programs)
    }

    /// Runs a compiled batch; a program that ends the process or hangs is found by what was printed last.
    fn run(&self, name: &str, programs: &[&Program], outcomes: &mut HashMap<u64, Outcome>) {
        let mut skip = 0;
        while skip < programs.len() {
            let (printed, ended) = self.run_from(name, skip);
            for line in printed.lines() {
                let mut words = line.splitn(3, ' ');
                let Some(Ok(seed)) = words.next().map(str::parse) else {
                    continue;
                };
                let outcome = match (words.next(), words.next()) {
                    (Some("right"), _) => Outcome::Right,
                    (Some("first"), _) => Outcome::First,
                    (Some("unclear"), _) => Outcome::Unclear,
                    (Some("invalid"), message) => Outcome::Invalid(message.unwrap_or_default().to_owned()),
                    (Some("wrong"), message) => Outcome::Wrong(message.unwrap_or_default().to_owned()),
                    _ => continue,
                };
                outcomes.insert(seed, outcome);
                skip += 1;
            }
            if skip < programs.len() {
                outcomes.insert(programs[skip].seed, Outcome::Wrong(ended));
                skip += 1;
            }
        }
    }

    fn run_from(&self, name: &str, skip: usize) -> (String, String) {
        let source = self.source(name);
        let out = std::fs::File::create(source.join("printed")).expect("a file is written");
        let mut child = Command::new(source.join("batch"))
            .arg(skip.to_string())
            .stdout(out)
            .stderr(Stdio::null())
            .spawn()
            .expect("the batch runs");
        let printed = || std::fs::read_to_string(source.join("printed")).unwrap_or_default();
        let (mut known, mut since) = (printed(), Instant::now());
        loop {
            if let Ok(Some(status)) = child.try_wait() {
                return (printed(), format!("the process ended: {status}"));
            }
            std::thread::sleep(Duration::from_millis(20));
            let now = printed();
            if now != known {
                (known, since) = (now, Instant::now());
            } else if since.elapsed() > Duration::from_secs(30) {
                let _ = child.kill();
                let _ = child.wait();
                return (printed(), "it did not end in 30 seconds".to_owned());
            }
        }
    }
}

/// `p17.rs:3:5: error…` belongs to program 17; lines without a place to the one before.
fn by_program(text: &str, programs: &[&Program]) -> HashMap<u64, String> {
    let mut errors: HashMap<u64, String> = HashMap::new();
    let mut last = None;
    for line in text.lines() {
        let seed = line.strip_prefix('p').and_then(|rest| rest.split_once(".rs:"));
        if let Some((Ok(seed), rest)) = seed.map(|(seed, rest)| (seed.parse::<u64>(), rest)) {
            last = None;
            if rest.contains(": error") {
                last = Some(seed);
                *errors.entry(seed).or_default() += &format!("line {rest}\n");
            }
        } else if let Some(seed) = last {
            *errors.entry(seed).or_default() += &format!("{line}\n");
        }
    }
    if errors.is_empty() {
        // The compiler itself broke down: look for the culprit among few.
        let message = format!("rustc failed: {text}");
        errors.extend(programs.iter().map(|program| (program.seed, message.clone())));
    }
    errors
}
