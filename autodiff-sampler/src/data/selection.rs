//! Parts of a table: windows in time, rows with a label, and rows of which something is true.

use super::{DataError, Table};

impl Table {
    /// The rows in which `column` lies between two numbers, both included.
    ///
    /// # Errors
    ///
    /// If there is no such row, as there is none where a bound is NaN.
    ///
    /// # Panics
    ///
    /// If the column was not requested when the table was read.
    ///
    /// ```
    /// use autodiff_sampler::data::{Column, Table};
    /// let columns = [Column::increasing("time"), Column::finite("flux")];
    /// let table = Table::parse("inline", "time,flux\n1,0.9\n2,1.1\n5,1.0\n", &columns)?;
    /// assert_eq!(table.window("time", 1.5, 5.0)?.column("flux"), [1.1, 1.0]);
    /// let error = table.window("time", 3.0, 4.0).unwrap_err();
    /// assert_eq!(error.to_string(), "inline, column `time`: no observation lies between 3 and 4; there are some from 1 to 5");
    /// # Ok::<(), autodiff_sampler::data::DataError>(())
    /// ```
    pub fn window(&self, column: &str, from: f64, to: f64) -> Result<Self, DataError> {
        self.select(column, &format!("between {from} and {to}"), |x| from <= x && x <= to)
    }

    /// The rows in which `column` lies within `half_width` of one of the centres: of the times of transits, for example.
    ///
    /// Rows stand in the result once, and in their order, also where windows overlap.
    ///
    /// # Errors
    ///
    /// If one of the windows is empty, whatever is in the others.
    ///
    /// # Panics
    ///
    /// If the column was not requested when the table was read.
    pub fn windows(&self, column: &str, centres: &[f64], half_width: f64) -> Result<Self, DataError> {
        let is_near = |x: f64, centre: f64| (x - centre).abs() <= half_width;
        for centre in centres {
            self.select(column, &format!("within {half_width} of {centre}"), |x| {
                is_near(x, *centre)
            })?;
        }
        self.select(column, "in a window", |x| {
            centres.iter().any(|centre| is_near(x, *centre))
        })
    }

    /// The rows for whose number in `column` `keep` is true; `what` completes "no observation lies …" in the error.
    ///
    /// # Errors
    ///
    /// If there is no such row.
    ///
    /// # Panics
    ///
    /// If the column was not requested when the table was read.
    pub fn select(&self, column: &str, what: &str, mut keep: impl FnMut(f64) -> bool) -> Result<Self, DataError> {
        let numbers = self.column(column);
        let kept: Vec<bool> = numbers.iter().map(|x| keep(*x)).collect();
        if !kept.contains(&true) {
            return Err(DataError::EmptySelection {
                file: self.file.clone(),
                column: column.to_owned(),
                what: what.to_owned(),
                least: numbers.iter().copied().fold(f64::INFINITY, f64::min),
                greatest: numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            });
        }
        Ok(self.rows(&kept))
    }

    /// The labels of a column of text ([`Column::label`](super::Column::label)), in the order in which they come up in the file.
    ///
    /// Parts of a table know all labels of the whole.
    ///
    /// # Panics
    ///
    /// If the column was not requested when the table was read. A column of numbers has no labels.
    pub fn labels(&self, column: &str) -> &[String] {
        &self.labels[self.position(column)]
    }

    /// For each row, the index of its text among the [`labels`](Self::labels): which jitter and which offset belong to it.
    ///
    /// ```
    /// use autodiff_sampler::data::{Column, Table};
    /// let columns = [Column::finite("rv"), Column::label("instrument")];
    /// let table = Table::parse("inline", "rv,instrument\n1,HARPS\n2,PFS\n3,HARPS\n", &columns)?;
    /// assert_eq!(table.labels("instrument"), ["HARPS", "PFS"]);
    /// assert_eq!(table.indices("instrument"), [0, 1, 0]);
    /// assert_eq!(table.labelled("instrument", "HARPS")?.column("rv"), [1.0, 3.0]);
    /// # Ok::<(), autodiff_sampler::data::DataError>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If the column was not requested as a label when the table was read.
    pub fn indices(&self, column: &str) -> Vec<usize> {
        assert!(
            !self.labels(column).is_empty(),
            "the column `{column}` was not requested as a label"
        );
        // They were indices before they were numbers.
        self.column(column).iter().map(|index| *index as usize).collect()
    }

    /// The rows with a label.
    ///
    /// # Errors
    ///
    /// If there is no such row.
    ///
    /// # Panics
    ///
    /// If the column was not requested when the table was read.
    pub fn labelled(&self, column: &str, label: &str) -> Result<Self, DataError> {
        let labels = self.labels(column);
        let index = labels.iter().position(|known| known == label);
        let is_it = |number: &f64| index.is_some_and(|index| *number == index as f64);
        let kept: Vec<bool> = self.column(column).iter().map(is_it).collect();
        if !kept.contains(&true) {
            return Err(DataError::MissingLabel {
                file: self.file.clone(),
                column: column.to_owned(),
                label: label.to_owned(),
                labels: labels.join(", "),
            });
        }
        Ok(self.rows(&kept))
    }

    /// Some of the rows.
    fn rows(&self, kept: &[bool]) -> Self {
        let part = |numbers: &Vec<f64>| {
            let pairs = numbers.iter().zip(kept);
            pairs.filter(|(_, kept)| **kept).map(|(x, _)| *x).collect()
        };
        Self {
            columns: self.columns.iter().map(part).collect(),
            ..self.clone()
        }
    }
}
