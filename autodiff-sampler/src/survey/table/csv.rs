//! Results as comma-separated values.

use std::io::BufWriter;
use std::path::Path;

use serde::Serialize;

use super::TableError;
use super::columns::Columns;
use super::flat::Cell;
use super::replace::Replacement;
use crate::survey::results::SurveyResults;

impl<R: Serialize> SurveyResults<R> {
    /// Writes a table with a row for each target, in place of a file that is there.
    ///
    /// Columns `target`, `status` (`done` or `failed`), `error`, `attempts`, `wall_time_s`; then one for each number of the result:
    /// `depth`, `orbit.period` of fields of fields, `u[0]` of lists. Numbers are written so that they are read back to the bit. Cells
    /// without a value are empty; a number that is none is `NaN`.
    ///
    /// # Errors
    ///
    /// If the file cannot be written; one that was there stays as it was.
    pub fn to_csv(&self, path: impl AsRef<Path>) -> Result<(), TableError> {
        let path = path.as_ref();
        let failed = |error: csv::Error| TableError::write(path, error);
        let columns = Columns::of(&self.results)?;
        let replacement = Replacement::begin(path)?;
        let mut writer = csv::Writer::from_writer(BufWriter::new(replacement.file()));
        writer
            .write_record(columns.iter().map(|(name, _)| name))
            .map_err(failed)?;
        for one in &self.results {
            let row = columns.row(one)?;
            let texts = row.into_iter().map(|cell| cell.map_or_else(String::new, written));
            writer.write_record(texts).map_err(failed)?;
        }
        writer.flush().map_err(|error| TableError::write(path, error))?;
        drop(writer);
        replacement.finish()
    }
}

/// A cell in words, the shortest that are read as the same value.
pub(super) fn written(cell: Cell) -> String {
    match cell {
        Cell::Flag(flag) => flag.to_string(),
        Cell::Integer(integer) => integer.to_string(),
        Cell::Number(number) => format!("{number:?}"),
        Cell::Text(text) => text,
    }
}
