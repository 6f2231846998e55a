//! One random program: its items, its text, and what the batch needs to examine it.

use crate::random::Random;
use crate::tree::{self, Node};
use crate::writer::Coverage;

/// A program that was written.
#[derive(Clone, Debug)]
pub struct Program {
    /// The seed that it was written from.
    pub seed: u64,
    /// Structs and constants.
    pub head: String,
    /// The differentiable functions; the last is the one that is examined.
    pub functions: Vec<Node>,
    /// The call of the examination, with argument values.
    pub examination: String,
}

impl Program {
    /// Writes the program of a seed, and counts what is in it.
    pub fn write(seed: u64, coverage: &mut Coverage) -> Self {
        crate::writer::program(seed, Random::new(seed), coverage)
    }

    /// The program as a module of a batch.
    pub fn module(&self) -> String {
        let functions = tree::printed(&self.functions);
        let Self { head, examination, .. } = self;
        format!("use crate::examine::*;\nuse pullback::prelude::*;\n\n{head}\n{functions}\n{examination}")
    }

    /// The program as ordinary Rust, to see whether it is.
    pub fn plain_module(&self) -> String {
        let text = format!("{}\n{}", self.head, tree::printed(&self.functions));
        let lines = text
            .lines()
            .filter(|line| !line.starts_with("numbers!") && !line.starts_with("variants!"));
        let text: String = lines.map(|line| format!("{line}\n")).collect();
        let text = text
            .replace("#[differentiable]", "")
            .replace("#[checkpoint] ", "")
            .replace("#[parallel(1)] ", "")
            .replace("#[parallel(2)] ", "")
            .replace("#[constant]", "")
            .replace("Differentiable, ", "");
        format!("use pullback::{{Real, constant}};\n\n{text}")
    }

    /// The line that an error of the plain module is about.
    pub fn plain_line(&self, message: &str) -> Option<String> {
        let number: usize = message.strip_prefix("line ")?.split(':').next()?.parse().ok()?;
        self.plain_module()
            .lines()
            .nth(number.checked_sub(1)?)
            .map(str::to_owned)
    }

    /// What a person wants to see.
    pub fn text(&self) -> String {
        format!(
            "{}\n{}\n{}",
            self.head,
            tree::printed(&self.functions),
            self.examination
        )
    }
}
