//! Parts of a table: windows in time, and rows of which something is true.

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

    /// The rows in which a column of words has one of them.
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
        match labels.iter().position(|known| known == label) {
            Some(place) => self.select(column, label, |x| x == place as f64),
            None => Err(DataError::NoLabel {
                file: self.file.clone(),
                column: column.to_owned(),
                label: label.to_owned(),
                labels: labels.join(", "),
            }),
        }
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
        let part = |numbers: &Vec<f64>| {
            let pairs = numbers.iter().zip(&kept);
            pairs.filter(|(_, kept)| **kept).map(|(x, _)| *x).collect()
        };
        Ok(Self {
            file: self.file.clone(),
            names: self.names.clone(),
            columns: self.columns.iter().map(part).collect(),
            labels: self.labels.clone(),
        })
    }
}
