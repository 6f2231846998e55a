//! A crate outside the workspace, which is written, built and run.

use crate::page::Change;
use crate::root;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

pub struct Scratch {
    folder: PathBuf,
    /// Files to put back after the next command.
    undo: Vec<(PathBuf, String)>,
}

impl Scratch {
    /// An empty folder, but for what makes a build repeat the workspace's.
    pub fn new() -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("first_hour");
        if folder.exists() {
            fs::remove_dir_all(&folder).expect("the folder of an earlier run can be removed");
        }
        fs::create_dir_all(&folder).expect("a folder for the crate");
        // The versions that the workspace was built with need no network.
        fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).expect("the workspace has a lock file");
        Self {
            folder,
            undo: Vec::new(),
        }
    }

    /// Writes a file. In `Cargo.toml`, this repository stands where the reader's clone of it would.
    pub fn write(&self, path: &str, text: &str) {
        let place = self.folder.join(path);
        fs::create_dir_all(place.parent().expect("a file is in a folder")).expect("a folder for the file");
        let text = if path == "Cargo.toml" {
            let here = toml_string(&root().display().to_string());
            let with_path = text.replace("\"../pullback\"", &here);
            assert_ne!(with_path, text, "the page has `path = \"../pullback\"`");
            // The folder is inside the workspace's, but no part of it.
            with_path + "\n[workspace]\n"
        } else {
            text.to_owned()
        };
        fs::write(&place, text).unwrap_or_else(|error| panic!("{}: {error}", place.display()));
    }

    /// Changes a file until the next command has run.
    pub fn change(&mut self, change: Change) {
        let place = self.folder.join(&change.path);
        let text = fs::read_to_string(&place).unwrap_or_else(|error| panic!("{}: {error}", place.display()));
        let count = text.matches(&change.old).count();
        assert_eq!(count, 1, "{} has {count} times\n{}", change.path, change.old);
        fs::write(&place, text.replace(&change.old, &change.new)).expect("the file can be written");
        self.undo.push((place, text));
    }

    /// What a `cargo run` prints, without cargo's own progress and the sampler's.
    pub fn run(&mut self, command: &str) -> String {
        let arguments = command
            .strip_prefix("cargo run")
            .unwrap_or_else(|| panic!("`{command}` is no `cargo run`"));
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| env!("CARGO").into());
        let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let output = Command::new(cargo)
            .args(["run", "--quiet", "--offline", "--color", "never", "--target-dir"])
            .arg(temporary.parent().unwrap_or(temporary))
            // As the workspace has it, so that what was built for its tests serves here, too.
            .args(["--config", "profile.dev.debug='line-tables-only'"])
            .args(["--config", "profile.dev.package.'*'.debug=false"])
            .args(arguments.split_whitespace())
            .current_dir(&self.folder)
            .env_remove("RUST_BACKTRACE")
            .output()
            .expect("cargo can be started");
        for (place, text) in self.undo.drain(..) {
            fs::write(place, text).expect("the file can be written");
        }
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace("\r\n", "\n");
        let errors = text(&output.stderr);
        let errors = errors.lines().filter(|line| !is_progress(line) && !is_summary(line));
        let (printed, errors) = (text(&output.stdout), errors.collect::<Vec<_>>().join("\n"));
        (printed + &errors).trim_end().to_owned()
    }

    /// What the crate wrote.
    pub fn file(&self, path: &Path) -> Vec<u8> {
        fs::read(self.folder.join(path)).unwrap_or_else(|error| panic!("the crate's {}: {error}", path.display()))
    }
}

/// A line that says how far a chain has come, or that cargo waits for another.
fn is_progress(line: &str) -> bool {
    let is_chain = line
        .strip_prefix("chain ")
        .and_then(|rest| rest.split_once(": "))
        .is_some_and(|(number, _)| number.parse::<usize>().is_ok());
    is_chain || line.trim_start().starts_with("Blocking waiting for file lock")
}

/// A line behind the errors that counts them: how many there are depends on what was compiled before.
fn is_summary(line: &str) -> bool {
    let starts = [
        "error: could not compile `",
        "For more information about ",
        "Some errors have detailed explanations: ",
    ];
    starts.iter().any(|start| line.starts_with(start))
}

fn toml_string(text: &str) -> String {
    format!("{text:?}")
}
