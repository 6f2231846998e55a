//! Results as a table: a row for each target, a column for each number of its result.
//!
//! `columns` finds out which columns there are and what is in each; `flat` takes one result apart; `csv` and `parquet` write.
//! Results are taken apart one by one, twice, so that a table of a million rows is never in memory as a whole.

mod columns;
mod csv;
mod error;
mod flat;
#[cfg(feature = "parquet")]
mod parquet;
mod replace;

pub use error::TableError;
