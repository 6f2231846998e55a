//! A summary with any columns.

use std::fmt;
use std::io;
use std::path::Path;

use rayon::prelude::*;

use super::super::Trace;
use super::Statistic;
use super::text::{self, Form};
use crate::diagnostics::{OfLength, ScalarDraws};

/// A table with a row for each stored value and a column for each [`Statistic`]; prints aligned.
#[derive(Clone, Debug, PartialEq)]
pub struct SummaryTable {
    parameters: Vec<String>,
    columns: Vec<String>,
    forms: Vec<Form>,
    /// `[parameter][column]`.
    numbers: Vec<f64>,
}

impl SummaryTable {
    pub(crate) fn new(trace: &Trace, statistics: &[Statistic]) -> Self {
        let shared = OfLength::new();
        let row = |index: usize| {
            let chains = trace.column_chains(index);
            let draws = ScalarDraws::sharing(&chains, shared.clone());
            let number = |statistic: &Statistic| statistic.compute(&draws);
            statistics.iter().map(number).collect::<Vec<_>>()
        };
        Self {
            parameters: trace.names().to_vec(),
            columns: statistics.iter().map(|one| one.name().to_owned()).collect(),
            forms: statistics.iter().map(Statistic::form).collect(),
            numbers: (0..trace.names().len()).into_par_iter().flat_map_iter(row).collect(),
        }
    }

    /// Names of the rows, in the order of the trace's.
    #[must_use]
    pub fn parameters(&self) -> &[String] {
        &self.parameters
    }

    /// Names of the columns.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The numbers of a row, one for each column; `None` if there is no such row.
    #[must_use]
    pub fn row(&self, parameter: &str) -> Option<&[f64]> {
        let index = self.parameters.iter().position(|known| known == parameter)?;
        Some(&self.numbers[index * self.columns.len()..(index + 1) * self.columns.len()])
    }

    /// One number; `None` if there is no such row or column.
    #[must_use]
    pub fn get(&self, parameter: &str, column: &str) -> Option<f64> {
        let index = self.columns.iter().position(|known| known == column)?;
        Some(self.row(parameter)?[index])
    }

    /// Writes the table with all digits, its first column `parameter`. The file's folder is made if needed.
    ///
    /// # Errors
    ///
    /// If the file cannot be created or written; the message names it.
    pub fn to_csv(&self, path: impl AsRef<Path>) -> io::Result<()> {
        let path = path.as_ref();
        let write = || {
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder)?;
            }
            let mut out = csv::Writer::from_path(path)?;
            out.write_record(std::iter::once("parameter").chain(self.columns.iter().map(String::as_str)))?;
            for (parameter, numbers) in self.rows() {
                let numbers = numbers.iter().map(ToString::to_string);
                out.write_record(std::iter::once(parameter.to_owned()).chain(numbers))?;
            }
            out.flush()
        };
        write().map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))
    }

    fn rows(&self) -> impl Iterator<Item = (&str, &[f64])> {
        let width = self.columns.len();
        let numbers = (0..self.parameters.len()).map(move |row| &self.numbers[row * width..(row + 1) * width]);
        self.parameters.iter().map(String::as_str).zip(numbers)
    }
}

impl fmt::Display for SummaryTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.columns.iter().map(String::as_str);
        let columns: Vec<_> = names.zip(self.forms.iter().copied()).collect();
        f.write_str(&text::aligned(&columns, self.rows()))
    }
}
