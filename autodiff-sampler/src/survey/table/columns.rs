//! Which columns a table has, and what is in them.

use std::collections::HashMap;

use serde::Serialize;

use super::TableError;
use super::flat::{Cell, cells};
use crate::survey::outcome::{Outcome, TargetResult};

/// What all cells of a column can be written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Flag,
    Integer,
    Number,
    Text,
}

impl Kind {
    fn of(cell: &Cell) -> Self {
        match cell {
            Cell::Flag(_) => Self::Flag,
            Cell::Integer(_) => Self::Integer,
            Cell::Number(_) => Self::Number,
            Cell::Text(_) => Self::Text,
        }
    }

    /// What both can be written as.
    fn joined(self, other: Self) -> Self {
        match (self, other) {
            _ if self == other => self,
            (Self::Integer, Self::Number) | (Self::Number, Self::Integer) => Self::Number,
            _ => Self::Text,
        }
    }
}

/// The survey's own columns, before those of the results.
const OWN: [(&str, Kind); 5] = [
    ("target", Kind::Text),
    ("status", Kind::Text),
    ("error", Kind::Text),
    ("attempts", Kind::Integer),
    ("wall_time_s", Kind::Number),
];

/// The columns of a table, in order: the survey's own, then the results' in the order in which they come.
#[derive(Debug)]
pub(super) struct Columns {
    columns: Vec<(String, Kind)>,
    by_name: HashMap<String, usize>,
}

impl Columns {
    /// The columns of these results.
    ///
    /// # Errors
    ///
    /// If one cannot be taken apart.
    pub fn of<R: Serialize>(results: &[TargetResult<R>]) -> Result<Self, TableError> {
        let mut columns = Self {
            columns: Vec::new(),
            by_name: HashMap::new(),
        };
        for (name, kind) in OWN {
            columns.add(name.to_owned(), kind);
        }
        for one in results {
            for (name, cell) in result_cells(one)? {
                columns.add(name, Kind::of(&cell));
            }
        }
        Ok(columns)
    }

    fn add(&mut self, name: String, kind: Kind) {
        match self.by_name.get(&name) {
            Some(&number) => self.columns[number].1 = self.columns[number].1.joined(kind),
            None => {
                self.by_name.insert(name.clone(), self.columns.len());
                self.columns.push((name, kind));
            }
        }
    }

    /// Names and kinds.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, Kind)> {
        self.columns.iter().map(|(name, kind)| (name.as_str(), *kind))
    }

    /// The cells of a target, one for each column.
    ///
    /// # Errors
    ///
    /// If the result cannot be taken apart.
    pub fn row<R: Serialize>(&self, one: &TargetResult<R>) -> Result<Vec<Option<Cell>>, TableError> {
        let text = |text: &str| Some(Cell::Text(text.to_owned()));
        let mut row = match &one.outcome {
            Outcome::Done(_) => vec![text(&one.target), text("done"), None],
            Outcome::Failed(failure) => vec![text(&one.target), text("failed"), text(&failure.to_string())],
        };
        row.push(Some(Cell::Integer(one.attempts.into())));
        row.push(Some(Cell::Number(one.wall_time.as_secs_f64())));
        row.resize(self.columns.len(), None);
        for (name, cell) in result_cells(one)? {
            // A result that is taken apart twice into different cells is no data; what was not there the first time has no column.
            if let Some(&number) = self.by_name.get(&name) {
                row[number] = Some(cell);
            }
        }
        Ok(row)
    }
}

/// The cells of a result, under names that the survey does not use itself; none of a failure.
fn result_cells<R: Serialize>(one: &TargetResult<R>) -> Result<Vec<(String, Cell)>, TableError> {
    let Some(result) = one.outcome.result() else {
        return Ok(Vec::new());
    };
    let mut cells = cells(result).map_err(|problem| TableError::Result {
        target: one.target.clone(),
        problem,
    })?;
    for (name, _) in &mut cells {
        if OWN.iter().any(|(own, _)| own == name) {
            *name = format!("result.{name}");
        }
    }
    Ok(cells)
}
