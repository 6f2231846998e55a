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
//! let columns = [Column::finite("time"), Column::finite("rv"), Column::positive("rv_err")];
//! let table = Table::parse("inline", text, &columns)?;
//! assert_eq!(table.column("rv"), [3.5, -1.5]);
//!
//! let broken = Table::parse("inline", "time,rv,rv_err\n1.0,abc,0.2\n", &columns);
//! assert_eq!(broken.unwrap_err().to_string(), "inline, line 2, column `rv`: 'abc' is not a number");
//! # Ok::<(), autodiff_sampler::data::DataError>(())
//! ```

use std::path::Path;

/// A column that a [`Table`] must have, and what its numbers must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column<'a> {
    name: &'a str,
    positive: bool,
}

impl<'a> Column<'a> {
    /// A column of finite numbers.
    pub fn finite(name: &'a str) -> Self {
        Self { name, positive: false }
    }
    /// A column of finite numbers above zero: standard errors, exposure times.
    pub fn positive(name: &'a str) -> Self {
        Self { name, positive: true }
    }
}

/// The requested columns of a CSV file, all of the same length, with at least one row.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    names: Vec<String>,
    columns: Vec<Vec<f64>>,
}

/// Why a file is no table of observations; `file` is the path, or the name given to [`Table::parse`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DataError {
    /// The file does not exist or cannot be read as text.
    #[error("{file}: cannot be read: {source}")]
    Unreadable {
        /// Which file.
        file: String,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The header lacks a requested column.
    #[error("{file}, line 1: there is no column `{column}`; the header has: {header}")]
    MissingColumn {
        /// Which file.
        file: String,
        /// The requested column.
        column: String,
        /// The header's names, separated by commas.
        header: String,
    },
    /// The header has a requested column more than once.
    #[error("{file}, line 1: the column `{column}` stands there more than once")]
    DuplicateColumn {
        /// Which file.
        file: String,
        /// The repeated column.
        column: String,
    },
    /// A row has more or fewer fields than the header.
    #[error("{file}, line {line}: {found} fields where the header has {expected}")]
    RowLength {
        /// Which file.
        file: String,
        /// The line, counted from 1.
        line: u64,
        /// Fields in this row.
        found: usize,
        /// Fields in the header.
        expected: usize,
    },
    /// A field is not what its column must hold.
    #[error("{file}, line {line}, column `{column}`: '{value}' is {problem}")]
    Field {
        /// Which file.
        file: String,
        /// The line, counted from 1.
        line: u64,
        /// The column.
        column: String,
        /// The text of the field.
        value: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// There is no row below the header, or nothing at all.
    #[error("{file}: there are no observations in it")]
    Empty {
        /// Which file.
        file: String,
    },
    /// The file breaks the rules of CSV itself.
    #[error("{file}: {source}")]
    Malformed {
        /// Which file.
        file: String,
        /// What the reader said, with the position.
        source: csv::Error,
    },
}

impl Table {
    /// Reads the columns from a CSV file with a header line; further columns of the file are ignored, and so are lines
    /// that start with `#`.
    pub fn read(path: impl AsRef<Path>, columns: &[Column<'_>]) -> Result<Self, DataError> {
        let file = path.as_ref().display().to_string();
        match std::fs::read_to_string(path.as_ref()) {
            Ok(text) => Self::parse(&file, &text, columns),
            Err(source) => Err(DataError::Unreadable { file, source }),
        }
    }

    /// The same from text; `file` is what errors call it.
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
            for ((column, &position), values) in columns.iter().zip(&positions).zip(&mut values) {
                let text = &record[position];
                values.push(number(text, column.positive).map_err(|problem| DataError::Field {
                    file: file.to_owned(),
                    line,
                    column: column.name.to_owned(),
                    value: text.to_owned(),
                    problem,
                })?);
            }
        }
        let names = columns.iter().map(|column| column.name.to_owned()).collect();
        let table = Self { names, columns: values };
        if table.is_empty() {
            Err(DataError::Empty { file: file.to_owned() })
        } else {
            Ok(table)
        }
    }

    /// The numbers of a column.
    ///
    /// # Panics
    ///
    /// If the column was not requested when the table was read.
    pub fn column(&self, name: &str) -> &[f64] {
        match self.names.iter().position(|known| known == name) {
            Some(position) => &self.columns[position],
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

/// The number that a field holds, or what is wrong with it.
fn number(text: &str, positive: bool) -> Result<f64, &'static str> {
    match text.parse::<f64>() {
        Err(_) => Err("not a number"),
        Ok(value) if !value.is_finite() => Err("not finite"),
        Ok(value) if positive && value <= 0.0 => Err("not above zero"),
        Ok(value) => Ok(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column<'static>; 2] = [
        Column {
            name: "t",
            positive: false,
        },
        Column {
            name: "err",
            positive: true,
        },
    ];

    fn message(text: &str) -> String {
        Table::parse("v.csv", text, &COLUMNS).unwrap_err().to_string()
    }

    #[test]
    fn reads_requested_columns_in_any_order_beside_others() {
        let table = Table::parse(
            "v.csv",
            "\u{feff}err,name, t\n# a remark\n0.5,a,-1e3\n2, b , 4.25\n",
            &COLUMNS,
        )
        .unwrap();
        assert_eq!(table.column("t"), [-1e3, 4.25]);
        assert_eq!(table.column("err"), [0.5, 2.0]);
        assert_eq!(table.len(), 2);
    }

    #[test]
    fn a_field_that_is_no_number_is_named() {
        assert_eq!(
            message("t,err\n1,2\n3,abc\n"),
            "v.csv, line 3, column `err`: 'abc' is not a number"
        );
        assert_eq!(message("t,err\n,2\n"), "v.csv, line 2, column `t`: '' is not a number");
    }

    #[test]
    fn lines_are_the_files_own_despite_blank_lines_and_remarks() {
        assert_eq!(
            message("t,err\n\n# remark\n1,2\nx,2\n"),
            "v.csv, line 5, column `t`: 'x' is not a number"
        );
        assert_eq!(
            message("t,err\r\n1,2\r\nx,2\r\n"),
            "v.csv, line 3, column `t`: 'x' is not a number"
        );
    }

    #[test]
    fn nan_and_infinity_are_refused() {
        assert_eq!(
            message("t,err\nNaN,2\n"),
            "v.csv, line 2, column `t`: 'NaN' is not finite"
        );
        assert_eq!(
            message("t,err\n1,inf\n"),
            "v.csv, line 2, column `err`: 'inf' is not finite"
        );
        assert_eq!(
            message("t,err\n1e999,1\n"),
            "v.csv, line 2, column `t`: '1e999' is not finite"
        );
    }

    #[test]
    fn errors_must_be_positive() {
        assert_eq!(
            message("t,err\n0,0\n"),
            "v.csv, line 2, column `err`: '0' is not above zero"
        );
        assert_eq!(
            message("t,err\n-1,-0.5\n"),
            "v.csv, line 2, column `err`: '-0.5' is not above zero"
        );
    }

    #[test]
    fn short_and_long_rows_are_refused() {
        assert_eq!(
            message("t,err\n1,2\n3\n"),
            "v.csv, line 3: 1 fields where the header has 2"
        );
        assert_eq!(
            message("t,err\n1,2,3\n"),
            "v.csv, line 2: 3 fields where the header has 2"
        );
    }

    #[test]
    fn columns_must_be_there_once() {
        assert_eq!(
            message("t,error\n1,2\n"),
            "v.csv, line 1: there is no column `err`; the header has: t, error"
        );
        assert_eq!(
            message("t,err,t\n1,2,3\n"),
            "v.csv, line 1: the column `t` stands there more than once"
        );
    }

    #[test]
    fn emptiness_is_an_error() {
        assert_eq!(message(""), "v.csv: there are no observations in it");
        assert_eq!(message("t,err\n"), "v.csv: there are no observations in it");
    }

    #[test]
    fn files_that_cannot_be_read_are_named() {
        let path = std::env::temp_dir().join("pullback-no-such-folder").join("v.csv");
        let error = Table::read(&path, &COLUMNS).unwrap_err();
        assert!(matches!(error, DataError::Unreadable { .. }), "{error}");
        assert!(error.to_string().starts_with(&path.display().to_string()), "{error}");
    }
}
