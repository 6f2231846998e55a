//! What would be published: each package with its licences, and with every file that its sources include.
//!
//! `.ci/run` packs them; this looks at the lists.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The packages, by the folders that they are in.
const PACKAGES: [(&str, &str); 4] = [
    ("pullback", "."),
    ("autodiff-macros", "autodiff-macros"),
    ("autodiff-runtime", "autodiff-runtime"),
    ("autodiff-sampler", "autodiff-sampler"),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The files that would be in a package, by their paths in it.
fn packed(package: &str) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .current_dir(root())
        .args(["package", "--list", "--allow-dirty", "--offline", "--package", package])
        .output()
        .expect("Cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| line.replace('\\', "/"))
        .collect()
}

/// The arguments of `include_str!("…")` and `include_bytes!("…")` in a source file, as paths in the package; not those of its
/// tests, whose data stay in the repository.
fn included(folder: &Path, source: &str) -> Vec<String> {
    let text = fs::read_to_string(folder.join(source)).expect("a source file can be read");
    let text = text.split("#[cfg(test)]\nmod").next().unwrap_or_default();
    let mut found = Vec::new();
    for macro_name in ["include_str!(\"", "include_bytes!(\""] {
        for rest in text.split(macro_name).skip(1) {
            let (relative, _) = rest.split_once('"').expect("the path ends");
            let mut path: Vec<&str> = source.split('/').collect();
            path.pop();
            for part in relative.split('/') {
                if part == ".." {
                    path.pop().expect("an included file is in the package's folder");
                } else {
                    path.push(part);
                }
            }
            found.push(path.join("/"));
        }
    }
    found
}

#[test]
fn packages_have_licences_and_what_they_include() {
    for (package, folder) in PACKAGES {
        let files = packed(package);
        for wanted in ["Cargo.toml", "README.md", "LICENSE-MIT", "LICENSE-APACHE"] {
            assert!(files.contains(wanted), "{package} lacks {wanted}");
        }
        let folder = root().join(folder);
        let is_test = |file: &str| file.contains("/tests/") || file.ends_with("tests.rs");
        let sources = files.iter().filter(|file| file.ends_with(".rs") && !is_test(file));
        for source in sources {
            for file in included(&folder, source) {
                assert!(
                    files.contains(&file),
                    "{package}: {source} includes {file}, which is not packed"
                );
            }
        }
    }
    let sampler = packed("autodiff-sampler");
    assert!(sampler.contains("assets/DejaVuSans.ttf") && sampler.contains("assets/LICENSE-DEJAVU"));
}

#[test]
fn packages_hold_sources_documentation_and_data_only() {
    let allowed = ["src/", "data/", "docs/", "examples/", "assets/"];
    // Cargo adds the last three.
    let files = [
        "README.md",
        "CHANGELOG.md",
        "LICENSE-MIT",
        "LICENSE-APACHE",
        "Cargo.toml",
        "Cargo.toml.orig",
        "Cargo.lock",
        ".cargo_vcs_info.json",
    ];
    for (package, _) in PACKAGES {
        for file in packed(package) {
            assert!(
                files.contains(&file.as_str()) || allowed.iter().any(|folder| file.starts_with(folder)),
                "{package} would hold {file}"
            );
        }
    }
}

#[test]
fn manifests_say_what_a_registry_asks() {
    for (package, folder) in PACKAGES {
        let manifest = fs::read_to_string(root().join(folder).join("Cargo.toml")).expect("there is a manifest");
        for key in [
            "description = ",
            "readme = ",
            "license",
            "repository",
            "keywords",
            "categories",
            "rust-version",
        ] {
            assert!(manifest.lines().any(|line| line.starts_with(key)), "{package}: {key}");
        }
    }
}
