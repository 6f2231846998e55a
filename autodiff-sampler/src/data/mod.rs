//! Tables of observations from CSV files, checked before anything is computed with them.
//!
//! A sampler that is handed a NaN or a zero error bar fails later and far from the cause. [`Table`] therefore says for each
//! column what its numbers must be, and refuses the file with an error that names the file, the line, the column and the
//! offending text.
//!
//! ```
//! use autodiff_sampler::data::{Column, Table};
//!
//! let text = "time,rv,rv_err\n1.0,3.5,0.2\n2.0,-1.5,0.3\n";
//! let columns = [Column::increasing("time"), Column::finite("rv"), Column::positive("rv_err")];
//! let table = Table::parse("inline", text, &columns)?;
//! assert_eq!(table.column("rv"), [3.5, -1.5]);
//!
//! let broken = Table::parse("inline", "time,rv,rv_err\n1.0,abc,0.2\n", &columns);
//! assert_eq!(broken.unwrap_err().to_string(), "inline, line 2, column `rv`: 'abc' is not a number");
//! # Ok::<(), autodiff_sampler::data::DataError>(())
//! ```

mod column;
mod error;
mod selection;

pub use column::Column;
pub use error::DataError;

use column::Problem;
use std::path::Path;

/// The requested columns of a CSV file, all of the same length, with at least one row.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// What errors call the file.
    file: String,
    names: Vec<String>,
    /// The numbers of each column; of text, the index among its labels.
    columns: Vec<Vec<f64>>,
    /// The labels of each column, in the order in which they come up; none of numbers.
    labels: Vec<Vec<String>>,
}

impl Table {
    /// Reads the columns from a CSV file with a header line; further columns of the file are ignored, and so are lines
    /// that start with `#`.
    ///
    /// # Errors
    ///
    /// [`DataError`], with file, line and column: the file cannot be read or is no CSV, a column is missing, or a value is not what its
    /// [`Column`] asks for.
    pub fn read(path: impl AsRef<Path>, columns: &[Column<'_>]) -> Result<Self, DataError> {
        let file = path.as_ref().display().to_string();
        match std::fs::read_to_string(path.as_ref()) {
            Ok(text) => Self::parse(&file, &text, columns),
            Err(source) => Err(DataError::Unreadable { file, source }),
        }
    }

    /// The same from text; `file` is what errors call it.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read).
    pub fn parse(file: &str, text: &str, columns: &[Column<'_>]) -> Result<Self, DataError> {
        let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
        let malformed = |source| DataError::Malformed {
            file: file.to_owned(),
            source,
        };
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .comment(Some(b'#'))
            .flexible(true)
            .from_reader(text.as_bytes());
        let header = reader.headers().map_err(malformed)?.clone();
        if header.is_empty() {
            return Err(DataError::Empty { file: file.to_owned() });
        }
        let positions = columns
            .iter()
            .map(|column| position(file, &header, column))
            .collect::<Result<Vec<_>, _>>()?;

        let mut values = vec![Vec::new(); columns.len()];
        let mut labels = vec![Vec::new(); columns.len()];
        for record in reader.records() {
            let record = record.map_err(malformed)?;
            let line = record.position().map_or(0, |position| line_of(&text, position));
            if record.len() != header.len() {
                let (found, expected) = (record.len(), header.len());
                return Err(DataError::RowLength {
                    file: file.to_owned(),
                    line,
                    found,
                    expected,
                });
            }
            let fields = columns.iter().zip(&positions).zip(values.iter_mut().zip(&mut labels));
            for ((column, &position), (values, labels)) in fields {
                let text = &record[position];
                let number = if column.is_label() {
                    index_of(text, labels)
                } else {
                    column.number(text, values.last().copied())
                };
                values.push(number.map_err(|problem| field_error(file, line, column.name, text, problem))?);
            }
        }
        let names = columns.iter().map(|column| column.name.to_owned()).collect();
        let table = Self {
            file: file.to_owned(),
            names,
            columns: values,
            labels,
        };
        if table.is_empty() {
            Err(DataError::Empty { file: file.to_owned() })
        } else {
            Ok(table)
        }
    }

    /// The numbers of a column; of text, those of [`indices`](Self::indices).
    ///
    /// # Panics
    ///
    /// If the column was not requested when the table was read.
    pub fn column(&self, name: &str) -> &[f64] {
        &self.columns[self.position(name)]
    }

    fn position(&self, name: &str) -> usize {
        match self.names.iter().position(|known| known == name) {
            Some(position) => position,
            None => panic!("the column `{name}` was not requested when the table was read"),
        }
    }

    /// The number of rows; at least one.
    pub fn len(&self) -> usize {
        self.columns.first().map_or(0, Vec::len)
    }

    /// Whether there are no rows: only if no column was requested.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Where the header has the column.
fn position(file: &str, header: &csv::StringRecord, column: &Column<'_>) -> Result<usize, DataError> {
    let mut positions = header
        .iter()
        .enumerate()
        .filter(|(_, name)| *name == column.name)
        .map(|(index, _)| index);
    match (positions.next(), positions.next()) {
        (Some(position), None) => Ok(position),
        (Some(_), Some(_)) => Err(DataError::DuplicateColumn {
            file: file.to_owned(),
            column: column.name.to_owned(),
        }),
        (None, _) => Err(DataError::MissingColumn {
            file: file.to_owned(),
            column: column.name.to_owned(),
            header: header.iter().collect::<Vec<_>>().join(", "),
        }),
    }
}

/// The index of a text among those that came up before, or behind them.
fn index_of(text: &str, labels: &mut Vec<String>) -> Result<f64, Problem> {
    if text.is_empty() {
        return Err(Problem::Number("no label"));
    }
    let known = labels.iter().position(|label| label == text);
    let index = known.unwrap_or_else(|| {
        labels.push(text.to_owned());
        labels.len() - 1
    });
    Ok(index as f64)
}

/// The error of a field that its column refuses.
fn field_error(file: &str, line: u64, column: &str, text: &str, problem: Problem) -> DataError {
    let (file, column, value) = (file.to_owned(), column.to_owned(), text.to_owned());
    match problem {
        Problem::Number(problem) => DataError::Field {
            file,
            line,
            column,
            value,
            problem,
        },
        Problem::Order(previous) => DataError::Order {
            file,
            line,
            column,
            value,
            previous,
        },
    }
}

/// The line of the record that the reader met after `position`: the reader counts blank lines and remarks as a part of it.
fn line_of(text: &str, position: &csv::Position) -> u64 {
    let rest = usize::try_from(position.byte())
        .ok()
        .and_then(|start| text.get(start..))
        .unwrap_or_default();
    let skipped = rest
        .lines()
        .take_while(|line| line.is_empty() || line.starts_with('#'))
        .count();
    position.line() + skipped as u64
}

#[cfg(test)]
mod tests;
