//! What a page asks its reader to do: write a file, change one, run a command.
//!
//! * A block of code whose first line is a comment with a path, `// src/main.rs` or `# Cargo.toml`, is that file.
//! * A block `diff`, whose first line is `--- src/model.rs`, is a change of it, undone after the next command.
//! * A block `console` is a command behind `$ `, and what it prints. A line `…` stands for any number of lines.
//!
//! Everything else is there to be read.

use std::fs;
use std::path::Path;

/// A file's lines that go out, those that come in their place, and where it is.
#[derive(Clone, Debug)]
pub struct Change {
    pub path: String,
    pub old: String,
    pub new: String,
}

#[derive(Clone, Debug)]
pub enum Step {
    File {
        path: String,
        text: String,
    },
    Change(Change),
    Run {
        /// The line of the command on the page, counted from 1.
        line: usize,
        command: String,
        output: String,
    },
}

pub struct Page {
    lines: Vec<String>,
    /// Lines that go out, from the first to the one before the last, and what comes in their place.
    replacements: Vec<(usize, usize, String)>,
}

impl Page {
    pub fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).expect("the page can be read");
        Self {
            lines: text.lines().map(str::to_owned).collect(),
            replacements: Vec::new(),
        }
    }

    pub fn steps(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut lines = self.lines.iter().enumerate();
        while let Some((_, line)) = lines.next() {
            let Some(language) = line.strip_prefix("```") else {
                continue;
            };
            let block: Vec<(usize, &str)> = lines
                .by_ref()
                .map(|(number, line)| (number, line.as_str()))
                .take_while(|(_, line)| *line != "```")
                .collect();
            steps.extend(step(language, &block));
        }
        steps
    }

    /// Names of the pictures that the page shows.
    pub fn pictures(&self) -> Vec<String> {
        let after = self.lines.iter().filter_map(|line| line.split_once("](pictures/"));
        after
            .filter_map(|(_, rest)| Some(rest.split_once(')')?.0.to_owned()))
            .collect()
    }

    /// Notes what is printed in place of what the page says so far. Where that is left out in part, at its end only, as much as was shown
    /// is shown again; where it is left out in the middle, somebody has to look: nothing is noted, and the answer is false.
    pub fn replace(&mut self, line: usize, output: &str, printed: &str) -> bool {
        let shown = match output.lines().position(|line| line == "…") {
            None => printed.to_owned(),
            Some(left_out) if left_out + 1 == output.lines().count() => {
                let kept: Vec<&str> = printed.lines().take(left_out).collect();
                format!("{}\n…", kept.join("\n"))
            }
            Some(_) => return false,
        };
        self.replacements.push((line, line + output.lines().count(), shown));
        true
    }

    pub fn write(&mut self, path: &Path) {
        // From the last to the first, so that lines before keep their numbers.
        for (start, end, text) in self.replacements.drain(..).rev() {
            self.lines.splice(start..end, text.lines().map(str::to_owned));
        }
        fs::write(path, self.lines.join("\n") + "\n").expect("the page can be written");
    }
}

fn step(language: &str, block: &[(usize, &str)]) -> Option<Step> {
    let ((number, first), rest) = block.split_first()?;
    let rest: Vec<&str> = rest.iter().map(|(_, line)| *line).collect();
    match language {
        "console" => Some(Step::Run {
            line: number + 1,
            command: first.strip_prefix("$ ")?.to_owned(),
            output: rest.join("\n"),
        }),
        "diff" => {
            let side = |other: char| -> String {
                let kept = rest.iter().filter(|line| !line.starts_with(other));
                kept.map(|line| format!("{}\n", line.get(1..).unwrap_or_default()))
                    .collect()
            };
            Some(Step::Change(Change {
                path: first.strip_prefix("--- ")?.to_owned(),
                old: side('+'),
                new: side('-'),
            }))
        }
        _ => {
            let path = first.strip_prefix("// ").or_else(|| first.strip_prefix("# "))?;
            let is_path = path.contains('.') && !path.contains(' ');
            is_path.then(|| Step::File {
                path: path.to_owned(),
                // The comment stays, so that the compiler's line numbers are those of the page.
                text: format!("{first}\n{}\n", rest.join("\n")),
            })
        }
    }
}
