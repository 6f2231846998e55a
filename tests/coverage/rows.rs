//! The rows of `docs/language.md`, each with the tests that `rows.txt` names for it.

use super::root;

/// What shows a construct.
pub enum Test {
    /// A file of `tests/construct`, or one test in it.
    Construct { file: String, name: Option<String> },
    /// A program of `tests/ui` with a compile error.
    Fixture(String),
}

/// A construct of the reference.
pub struct Row {
    pub construct: String,
    pub status: String,
    pub tests: Vec<Test>,
}

/// The rows of all tables of constructs and companions, in order.
pub fn rows() -> Vec<Row> {
    let text = std::fs::read_to_string(root().join("docs/language.md")).expect("the reference");
    let known = known();
    let mut rows = Vec::new();
    let mut is_table = false;
    for line in text.lines() {
        let cells: Vec<&str> = cells(line);
        match cells.as_slice() {
            [_, "status", ..] => is_table = true,
            [first, ..] if first.starts_with("---") => {}
            [construct, status, ..] if is_table => {
                let tests = known.iter().find(|(start, _)| construct.starts_with(start.as_str()));
                // `yes, where the result is a number`
                let status = status.split([',', ':', '|']).next().unwrap_or_default().trim();
                rows.push(Row {
                    construct: (*construct).to_owned(),
                    status: status.to_owned(),
                    tests: tests.map(|(_, tests)| read(tests)).unwrap_or_default(),
                });
            }
            [] => is_table = false,
            _ => {}
        }
    }
    rows
}

/// The cells of a line of a table; those of another line are none.
fn cells(line: &str) -> Vec<&str> {
    let Some(line) = line.strip_prefix("| ").and_then(|line| line.strip_suffix(" |")) else {
        return Vec::new();
    };
    line.split(" | ").map(str::trim).collect()
}

/// What `rows.txt` says: how a row begins, and its tests.
fn known() -> Vec<(String, String)> {
    let lines = include_str!("rows.txt")
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut known: Vec<(String, String)> = Vec::new();
    for line in lines {
        match (line.strip_prefix("    "), known.last_mut()) {
            (Some(tests), Some((_, all))) => {
                all.push(' ');
                all.push_str(tests);
            }
            _ => known.push((line.to_owned(), String::new())),
        }
    }
    known
}

fn read(tests: &str) -> Vec<Test> {
    let one = |word: &str| match (word.strip_prefix("ui/"), word.split_once("::")) {
        (Some(fixture), _) => Test::Fixture(fixture.to_owned()),
        (None, Some((file, name))) => Test::Construct {
            file: file.to_owned(),
            name: Some(name.to_owned()),
        },
        (None, None) => Test::Construct {
            file: word.to_owned(),
            name: None,
        },
    };
    tests.split_whitespace().map(one).collect()
}

impl Row {
    /// What is wrong with the row: nothing shows it, or what shows it does not exist.
    pub fn problems(self) -> Vec<String> {
        let construct = &self.construct;
        if self.tests.is_empty() {
            return vec![format!(
                "no test shows `{construct}`: name some in tests/coverage/rows.txt"
            )];
        }
        let missing = self.tests.iter().filter(|test| !test.exists()).map(|test| {
            let what = match test {
                Test::Construct { file, name } => format!("{file}::{}", name.as_deref().unwrap_or("*")),
                Test::Fixture(path) => format!("ui/{path}"),
            };
            format!("{construct} is shown by {what}, which does not exist")
        });
        missing.collect()
    }
}

impl Test {
    fn exists(&self) -> bool {
        match self {
            Self::Fixture(path) => root().join(format!("tests/ui/{path}.rs")).exists(),
            Self::Construct { file, name } => {
                let path = root().join(format!("tests/construct/{file}.rs"));
                let Ok(text) = std::fs::read_to_string(path) else {
                    return false;
                };
                name.as_ref().is_none_or(|name| text.contains(&format!("fn {name}(")))
            }
        }
    }
}
