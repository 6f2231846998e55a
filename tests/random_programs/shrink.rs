//! Makes a failing program smaller: leaves out statements, then simplifies expressions, while the failure stays.

use crate::compile::{Compiler, Outcome};
use crate::program::Program;
use crate::tree;
use std::time::{Duration, Instant};

/// Prints a failing program, as small as it gets in a minute, and how to run it again.
pub fn report(compiler: &Compiler, program: &Program, outcome: &Outcome) {
    let small = Shrinker::new(compiler, program, outcome).run();
    println!("\n==== program {} fails ====\n{}\n", program.seed, outcome.message());
    println!("{}\n{}\n", small.best.text(), small.message);
    println!(
        "again: PULLBACK_RANDOM_PROGRAM={} cargo test --test random_programs -- --nocapture\n",
        program.seed
    );
}

struct Shrinker<'a> {
    compiler: &'a Compiler,
    outcome: &'a Outcome,
    best: Program,
    message: String,
    end: Instant,
}

impl<'a> Shrinker<'a> {
    fn new(compiler: &'a Compiler, program: &Program, outcome: &'a Outcome) -> Self {
        let seconds = crate::number("PULLBACK_RANDOM_SHRINK").unwrap_or(60);
        Self {
            compiler,
            outcome,
            best: program.clone(),
            message: outcome.message().to_owned(),
            end: Instant::now() + Duration::from_secs(seconds),
        }
    }

    fn run(mut self) -> Self {
        while self.leave_out(false) | self.leave_out(true) | self.simplify() {}
        self
    }

    fn is_over(&self) -> bool {
        Instant::now() > self.end
    }

    /// Keeps a candidate that fails in the same way.
    fn try_instead(&mut self, candidate: Program) -> bool {
        let outcomes = self.compiler.examine("shrink", std::slice::from_ref(&candidate));
        let found = &outcomes[&candidate.seed];
        let fails = same_kind(found, self.outcome);
        if fails {
            self.message = found.message().to_owned();
            self.best = candidate;
        }
        fails
    }

    /// Leaves out statements, or all of them but their first block.
    fn leave_out(&mut self, keep_body: bool) -> bool {
        let mut progress = false;
        let mut at = tree::count(&self.best.functions);
        while at > 0 && !self.is_over() {
            at = at.min(tree::count(&self.best.functions)) - 1;
            let mut candidate = self.best.clone();
            candidate.functions = tree::without(&self.best.functions, at, keep_body);
            let changed = tree::printed(&candidate.functions) != tree::printed(&self.best.functions);
            progress |= changed && self.try_instead(candidate);
        }
        progress
    }

    /// Puts a number in the place of expressions in parentheses.
    fn simplify(&mut self) -> bool {
        let mut progress = false;
        let mut functions = self.best.functions.clone();
        for text in 0..tree::texts(&mut functions).len() {
            let mut from = 0;
            while !self.is_over() {
                let mut candidate = self.best.clone();
                let mut texts = tree::texts(&mut candidate.functions);
                let Some((start, end)) = parentheses(texts[text], from) else {
                    break;
                };
                texts[text].replace_range(start..end, "0.5_f64");
                if self.try_instead(candidate) {
                    progress = true;
                }
                from = start + 1;
            }
        }
        progress
    }
}

/// The first expression in parentheses after a position.
fn parentheses(text: &str, from: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let start =
        (from..bytes.len()).find(|at| bytes[*at] == b'(' && (*at == 0 || !bytes[at - 1].is_ascii_alphanumeric()))?;
    let mut depth = 0;
    for (at, byte) in bytes.iter().enumerate().skip(start) {
        match byte {
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((start, at + 1));
        }
    }
    None
}

fn same_kind(one: &Outcome, other: &Outcome) -> bool {
    match (one, other) {
        (Outcome::Refused(one), Outcome::Refused(other)) => error(one) == error(other),
        (Outcome::Wrong(one), Outcome::Wrong(other)) => one.contains("panicked") == other.contains("panicked"),
        _ => false,
    }
}

/// The message of the first error, without its place and the numbers in names.
fn error(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let message = line.split_once("error").map_or(line, |(_, message)| message);
    message.chars().filter(|letter| !letter.is_ascii_digit()).collect()
}
