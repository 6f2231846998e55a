//! Random programs in the differentiated language: derivatives against each other and against finite differences.
//!
//! `cargo test` writes and examines a few; `CONTRIBUTING.md` says how to run thousands, and how to run one again.
#![forbid(unsafe_code)]

mod compile;
mod program;
mod random;
mod shrink;
mod tree;
mod types;
mod writer;

use compile::{Compiler, Outcome};
use program::Program;
use std::collections::HashMap;
use writer::Coverage;

/// Programs that are compiled as one crate.
const BATCH: usize = 40;

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().and_then(|text| text.parse().ok())
}

/// What was found, and what was written.
#[derive(Default)]
struct Tally {
    coverage: Coverage,
    statements: usize,
    right: usize,
    first: usize,
    unclear: usize,
    invalid: usize,
    failures: usize,
}

impl Tally {
    fn add(&mut self, compiler: &Compiler, programs: &[Program]) {
        let outcomes: HashMap<u64, Outcome> = compiler.examine("batch", programs);
        for program in programs {
            self.statements += tree::count(&program.functions);
            let outcome = &outcomes[&program.seed];
            match outcome {
                Outcome::Right => self.right += 1,
                Outcome::First => self.first += 1,
                Outcome::Unclear => self.unclear += 1,
                Outcome::Invalid(message) => {
                    self.invalid += 1;
                    println!("invalid program {}: {message}", program.seed);
                    println!("{}", program.plain_line(message).unwrap_or_default());
                }
                Outcome::Refused(_) | Outcome::Wrong(_) => {
                    self.failures += 1;
                    shrink::report(compiler, program, outcome);
                }
            }
        }
    }

    fn print(&self) {
        let Self {
            coverage,
            statements,
            right,
            first,
            unclear,
            invalid,
            failures,
        } = self;
        for (construct, count) in coverage {
            println!("{count:8} {construct}");
        }
        let total = right + first + unclear + invalid + failures;
        println!(
            "{total} programs with {statements} statements: {right} right, {first} in first order only, {unclear} unclear, {invalid} invalid, {failures} failed"
        );
    }
}

/// Writes and examines programs with the seeds from `first`.
fn examine(first: u64, count: u64, release: bool) {
    let compiler = Compiler::new(release, count > BATCH as u64);
    let mut tally = Tally::default();
    let seeds: Vec<u64> = (first..first + count).collect();
    for seeds in seeds.chunks(BATCH) {
        let programs: Vec<_> = seeds
            .iter()
            .map(|seed| Program::write(*seed, &mut tally.coverage))
            .collect();
        tally.add(&compiler, &programs);
        if count > BATCH as u64 {
            println!(
                "up to {}: {} right, {} first, {} unclear, {} invalid, {} failed",
                seeds[seeds.len() - 1],
                tally.right,
                tally.first,
                tally.unclear,
                tally.invalid,
                tally.failures
            );
        }
    }
    tally.print();
    assert_eq!(tally.failures, 0, "programs with wrong derivatives");
    assert!(
        (tally.right + tally.first) * 2 > count as usize,
        "most programs say something"
    );
}

#[test]
fn random_programs_have_the_derivatives_of_differences() {
    let release = number("PULLBACK_RANDOM_RELEASE").is_some_and(|flag| flag != 0);
    match (number("PULLBACK_RANDOM_PROGRAM"), number("PULLBACK_RANDOM_PROGRAMS")) {
        (Some(seed), _) => examine(seed, 1, release),
        (_, Some(count)) => examine(number("PULLBACK_RANDOM_FIRST").unwrap_or(1000), count, release),
        _ => examine(1, BATCH as u64, release),
    }
}
