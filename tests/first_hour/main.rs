//! A newcomer's path, walked as `docs/first-hour.md` describes it: the files on that page are written into a crate of their own, outside
//! the workspace, which is built and run, and what it prints is compared with what the page shows, messages for mistakes included.
//!
//! `UPDATE_DOCS=1 cargo test --test first_hour` writes into the page what is printed now, and copies the pictures beside it. The messages
//! belong to the toolchain in `rust-toolchain.toml`.
//!
//! The crate stands in the target folder and shares it, so that what the workspace's own tests have built is not built again, and
//! nothing is downloaded. The first run compiles this library for it; a later one takes seconds.

mod compare;
mod page;
mod scratch;

use page::{Page, Step};
use scratch::Scratch;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn is_updating() -> bool {
    std::env::var_os("UPDATE_DOCS").is_some_and(|value| value != "0")
}

#[test]
fn the_page_says_what_happens() {
    let path = root().join("docs/first-hour.md");
    let mut page = Page::read(&path);
    let mut scratch = Scratch::new();
    let mut wrong = Vec::new();
    for step in page.steps() {
        match step {
            Step::File { path, text } => scratch.write(&path, &text),
            Step::Change(change) => scratch.change(change),
            Step::Run { line, command, output } => {
                let printed = scratch.run(&command);
                if !compare::agrees(&output, &printed) {
                    if is_updating() && page.replace(line, &output, &printed) {
                        continue;
                    }
                    wrong.push(format!(
                        "docs/first-hour.md, line {line}, `{command}`:\n--- the page\n{output}\n--- printed\n{printed}\n"
                    ));
                }
            }
        }
    }
    if is_updating() {
        page.write(&path);
    }
    assert!(
        wrong.is_empty(),
        "{}\nIf what is printed is right: UPDATE_DOCS=1 cargo test --test first_hour",
        wrong.join("\n")
    );
    pictures_are_those_of_the_crate(&page, &scratch);
}

/// `docs/pictures/first-hour-line.png` is the crate's `output/line.png`.
fn pictures_are_those_of_the_crate(page: &Page, scratch: &Scratch) {
    let pictures = page.pictures();
    assert!(!pictures.is_empty(), "the page shows pictures");
    for name in pictures {
        let own = name
            .strip_prefix("first-hour-")
            .expect("pictures of the page are called after it");
        let drawn = scratch.file(&PathBuf::from("output").join(own));
        let shown = root().join("docs/pictures").join(&name);
        if is_updating() {
            fs::write(&shown, &drawn).expect("the folder of pictures can be written");
        }
        let shown = fs::read(&shown).unwrap_or_else(|error| panic!("{}: {error}", shown.display()));
        assert!(shown.len() < 200_000, "{name} has {} bytes", shown.len());
        // Draws are the same to the bit only where the elementary functions are.
        assert!(
            shown == drawn || !compare::NUMBERS_ARE_REPEATED,
            "docs/pictures/{name} is not what the crate draws: UPDATE_DOCS=1 cargo test --test first_hour"
        );
    }
}
