//! The documentation hangs together: every page is in the table of contents, no link leads nowhere, pages do not link out of the
//! book, every block of Rust is compiled, and pictures are small and shown.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Where files of the repository are that the book has no page for.
const REPOSITORY: &str = "https://github.com/pullback-rs/pullback/blob/main/";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn pages() -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> = fs::read_dir(root().join("docs"))
        .expect("there is a folder docs")
        .map(|entry| entry.expect("it can be read").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    pages.sort();
    pages
}

/// The targets of `[text](target)`, outside blocks of code.
fn links(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut in_code = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        // Code in a line may hold brackets, too.
        let prose: String = line.split('`').step_by(2).collect::<Vec<_>>().join("`");
        for rest in prose.split("](").skip(1) {
            if let Some(end) = rest.find(')') {
                found.push(rest[..end].to_owned());
            }
        }
    }
    found
}

/// What a heading is called in links to it.
fn anchor(heading: &str) -> String {
    heading
        .trim_start_matches('#')
        .trim()
        .to_lowercase()
        .chars()
        .filter_map(|c| match c {
            ' ' => Some('-'),
            c if c.is_alphanumeric() || c == '-' || c == '_' => Some(c),
            _ => None,
        })
        .collect()
}

fn has_heading(page: &Path, wanted: &str) -> bool {
    let text = fs::read_to_string(page).expect("a page can be read");
    text.lines().any(|line| line.starts_with('#') && anchor(line) == wanted)
}

#[test]
fn every_page_is_in_the_table_of_contents() {
    let summary = fs::read_to_string(root().join("docs/SUMMARY.md")).expect("there is a table of contents");
    let listed: BTreeSet<String> = links(&summary).into_iter().collect();
    let there: BTreeSet<String> = pages()
        .iter()
        .filter_map(|page| Some(page.file_name()?.to_str()?.to_owned()))
        .filter(|name| name != "SUMMARY.md")
        .collect();
    assert_eq!(listed, there);
}

#[test]
fn links_lead_somewhere() {
    let mut broken = Vec::new();
    let others = ["README.md", "CONTRIBUTING.md", "data/README.md"].map(|name| root().join(name));
    for page in pages().into_iter().chain(others) {
        let text = fs::read_to_string(&page).expect("a page can be read");
        let folder = page.parent().expect("a page is in a folder");
        for link in links(&text) {
            let (file, heading) = link.split_once('#').unwrap_or((&link, ""));
            let target = match file.strip_prefix(REPOSITORY) {
                _ if file.is_empty() => page.clone(),
                Some(file) => root().join(file),
                None if file.contains("://") || file.starts_with("mailto:") => continue,
                None => folder.join(file),
            };
            let is_page = target.extension().is_some_and(|extension| extension == "md");
            if !target.exists() || (is_page && !heading.is_empty() && !has_heading(&target, heading)) {
                broken.push(format!("{}: {link}", page.display()));
            }
        }
    }
    assert!(broken.is_empty(), "links that lead nowhere:\n{}", broken.join("\n"));
}

/// The rendered book holds what is in `docs/`, and nothing else.
#[test]
fn pages_do_not_link_out_of_the_book() {
    for page in pages() {
        let text = fs::read_to_string(&page).expect("a page can be read");
        let outside = links(&text).into_iter().find(|link| link.starts_with("../"));
        assert_eq!(outside, None, "{}: write {REPOSITORY}… instead", page.display());
    }
}

/// Pages whose Rust is looked at by other tests: of the first two, which show what the differentiator writes, by those of the macros; the
/// third is a package of its own, which `tests/first_hour` builds.
const ELSEWHERE: [&str; 3] = ["expansions.md", "how-it-works.md", "first-hour.md"];

#[test]
fn pages_with_code_are_compiled() {
    let documented = fs::read_to_string(root().join("src/lib.rs")).expect("the facade can be read");
    for page in pages() {
        let name = page.file_name().expect("a page has a name").to_string_lossy();
        let text = fs::read_to_string(&page).expect("a page can be read");
        if text.contains("```rust") && !ELSEWHERE.contains(&&*name) {
            let wanted = format!("include_str!(\"../docs/{name}\")");
            assert!(documented.contains(&wanted), "src/lib.rs lacks {wanted}");
        }
    }
}

#[test]
fn pictures_are_small_and_shown() {
    let readme = root().join("README.md");
    let shown: BTreeSet<PathBuf> = pages()
        .into_iter()
        .chain([readme])
        .flat_map(|page| {
            let text = fs::read_to_string(&page).expect("a page can be read");
            let folder = page.parent().expect("a page is in a folder").to_owned();
            links(&text).into_iter().map(move |link| folder.join(link))
        })
        .collect();
    for entry in fs::read_dir(root().join("docs/pictures")).expect("there are pictures") {
        let picture = entry.expect("it can be read");
        let size = picture.metadata().expect("it has a size").len();
        assert!(size < 200_000, "{} has {size} bytes", picture.path().display());
        assert!(
            shown.contains(&picture.path()),
            "no page shows {}",
            picture.path().display()
        );
    }
}

#[test]
fn headings_are_linked_as_renderers_name_them() {
    assert_eq!(anchor("## Where chains start"), "where-chains-start");
    assert_eq!(
        anchor("# Coming from PyMC, or `exoplanet`"),
        "coming-from-pymc-or-exoplanet"
    );
}
