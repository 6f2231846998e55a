//! Results as a Parquet file.

use std::path::Path;
use std::sync::Arc;

use ::parquet::basic::{LogicalType, Repetition, Type as Physical};
use ::parquet::column::writer::ColumnWriter;
use ::parquet::data_type::ByteArray;
use ::parquet::errors::ParquetError;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use ::parquet::schema::types::{Type, TypePtr};
use serde::Serialize;

use super::TableError;
use super::columns::{Columns, Kind};
use super::csv::written;
use super::flat::Cell;
use super::replace::Replacement;
use crate::survey::outcome::TargetResult;
use crate::survey::results::SurveyResults;

/// Rows that are in memory at a time, and form a row group of the file.
const ROWS: usize = 1 << 16;

impl<R: Serialize> SurveyResults<R> {
    /// Writes the table of [`SurveyResults::to_csv`] as a Parquet file (feature `parquet`), in place of a file that is there; pandas, polars,
    /// DuckDB and Arrow read it.
    ///
    /// Columns of whole numbers are `INT64`, of other numbers `DOUBLE`, of flags `BOOLEAN`; all else is text. Cells without a value are
    /// null, which is not the same as a number that is none.
    ///
    /// # Errors
    ///
    /// As [`SurveyResults::to_csv`].
    pub fn to_parquet(&self, path: impl AsRef<Path>) -> Result<(), TableError> {
        let path = path.as_ref();
        let failed = |error: ParquetError| TableError::write(path, error);
        let columns = Columns::of(&self.results)?;
        let replacement = Replacement::begin(path)?;
        let properties = Arc::new(WriterProperties::builder().build());
        let schema = schema(&columns).map_err(failed)?;
        let mut file = SerializedFileWriter::new(replacement.file(), schema, properties).map_err(failed)?;
        for group in self.results.chunks(ROWS) {
            let cells = transposed(&columns, group)?;
            let mut group = file.next_row_group().map_err(failed)?;
            for (cells, (_, kind)) in cells.into_iter().zip(columns.iter()) {
                write_column(&mut group, kind, cells).map_err(failed)?;
            }
            group.close().map_err(failed)?;
        }
        file.close().map_err(failed)?;
        replacement.finish()
    }
}

fn schema(columns: &Columns) -> Result<TypePtr, ParquetError> {
    let field = |(name, kind): (&str, Kind)| {
        let (physical, logical) = match kind {
            Kind::Flag => (Physical::BOOLEAN, None),
            Kind::Integer => (Physical::INT64, None),
            Kind::Number => (Physical::DOUBLE, None),
            Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        };
        let builder = Type::primitive_type_builder(name, physical).with_repetition(Repetition::OPTIONAL);
        builder.with_logical_type(logical).build().map(Arc::new)
    };
    let fields = columns.iter().map(field).collect::<Result<_, _>>()?;
    Type::group_type_builder("survey")
        .with_fields(fields)
        .build()
        .map(Arc::new)
}

/// The cells of these results, column by column.
fn transposed<R: Serialize>(columns: &Columns, rows: &[TargetResult<R>]) -> Result<Vec<Vec<Option<Cell>>>, TableError> {
    let mut cells: Vec<Vec<Option<Cell>>> = columns.iter().map(|_| Vec::with_capacity(rows.len())).collect();
    for one in rows {
        for (column, cell) in cells.iter_mut().zip(columns.row(one)?) {
            column.push(cell);
        }
    }
    Ok(cells)
}

fn write_column<W: std::io::Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    kind: Kind,
    cells: Vec<Option<Cell>>,
) -> Result<(), ParquetError> {
    // 1 where there is a value, 0 where there is none.
    let levels: Vec<i16> = cells.iter().map(|cell| i16::from(cell.is_some())).collect();
    let cells = cells.into_iter().flatten();
    let other = || ParquetError::General("a column has another type than its cells".to_owned());
    let mut column = group.next_column()?.ok_or_else(other)?;
    match (kind, column.untyped()) {
        (Kind::Flag, ColumnWriter::BoolColumnWriter(writer)) => {
            let flag = |cell| {
                if let Cell::Flag(flag) = cell {
                    Ok(flag)
                } else {
                    Err(other())
                }
            };
            let values: Vec<bool> = cells.map(flag).collect::<Result<_, _>>()?;
            writer.write_batch(&values, Some(&levels), None)?;
        }
        (Kind::Integer, ColumnWriter::Int64ColumnWriter(writer)) => {
            let integer = |cell| {
                if let Cell::Integer(integer) = cell {
                    Ok(integer)
                } else {
                    Err(other())
                }
            };
            let values: Vec<i64> = cells.map(integer).collect::<Result<_, _>>()?;
            writer.write_batch(&values, Some(&levels), None)?;
        }
        (Kind::Number, ColumnWriter::DoubleColumnWriter(writer)) => {
            let number = |cell| match cell {
                Cell::Number(number) => Ok(number),
                Cell::Integer(integer) => Ok(integer as f64),
                Cell::Flag(_) | Cell::Text(_) => Err(other()),
            };
            let values: Vec<f64> = cells.map(number).collect::<Result<_, _>>()?;
            writer.write_batch(&values, Some(&levels), None)?;
        }
        (Kind::Text, ColumnWriter::ByteArrayColumnWriter(writer)) => {
            let values: Vec<ByteArray> = cells.map(|cell| ByteArray::from(written(cell).into_bytes())).collect();
            writer.write_batch(&values, Some(&levels), None)?;
        }
        _ => return Err(other()),
    }
    column.close()
}
