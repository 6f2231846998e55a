//! What can be wrong with a table of observations.

/// Why a file is no table of observations; `file` is the path, or the name given to [`Table::parse`](super::Table::parse).
#[derive(thiserror::Error)]
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
    /// A number does not come after that of the row before, in a column that must increase.
    #[error("{file}, line {line}, column `{column}`: '{value}' is not greater than {previous} in the row before it")]
    Order {
        /// Which file.
        file: String,
        /// The line, counted from 1.
        line: u64,
        /// The column.
        column: String,
        /// The text of the field.
        value: String,
        /// The number in the row before.
        previous: f64,
    },
    /// No row is in a part of the table that was asked for.
    #[error("{file}, column `{column}`: no observation lies {what}; there are some from {least} to {greatest}")]
    EmptySelection {
        /// Which file.
        file: String,
        /// The column that decides.
        column: String,
        /// What was asked for: `between 3 and 4`.
        what: String,
        /// The least number of the column.
        least: f64,
        /// The greatest number of the column.
        greatest: f64,
    },
    /// No row has a label.
    #[error("{file}, column `{column}`: no observation has the label '{label}'; there are: {labels}")]
    MissingLabel {
        /// Which file.
        file: String,
        /// The column of labels.
        column: String,
        /// The label that was asked for.
        label: String,
        /// Those that there are, separated by commas.
        labels: String,
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

crate::messages::debug_is_the_message!(DataError);
