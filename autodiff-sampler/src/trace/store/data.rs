//! Data that a trace belongs to.

use super::dataset::{Array, Dataset, Elements};
use super::predictions::NAMES;
use crate::variable::Coordinates;
use serde_json::Value;

/// Numbers with named axes: observations, or what else a model knows.
#[derive(Clone, Debug, PartialEq)]
pub struct Data {
    /// What they are called.
    pub name: String,
    /// The length of each axis; empty for a single number.
    pub shape: Vec<usize>,
    /// The name of each axis; `y_dim_0`, `y_dim_1`, … if nobody says otherwise.
    pub dims: Vec<String>,
    /// The numbers, the last axis running fastest.
    pub values: Vec<f64>,
}

impl Data {
    /// A row of numbers, with one axis `name_dim_0`; [`shape`](Self::shape) makes a table of it.
    #[must_use]
    pub fn new(name: impl Into<String>, values: &[f64]) -> Self {
        let name = name.into();
        Self {
            shape: vec![values.len()],
            dims: vec![format!("{name}_dim_0")],
            values: values.to_vec(),
            name,
        }
    }

    /// The same numbers as a table of several axes, or as a single number (`[]`).
    #[must_use]
    pub fn shape(mut self, shape: impl Into<Vec<usize>>) -> Self {
        self.shape = shape.into();
        self.dims = (0..self.shape.len())
            .map(|axis| format!("{}_dim_{axis}", self.name))
            .collect();
        self
    }

    /// Names the axes, outermost first; there have to be as many names as axes.
    #[must_use]
    pub fn dims<S: Into<String>>(mut self, dims: impl IntoIterator<Item = S>) -> Self {
        self.dims = dims.into_iter().map(Into::into).collect();
        self
    }
}

pub(super) fn dataset(data: &[Data], labels: &[Coordinates]) -> Result<Dataset, String> {
    for one in data {
        if one.shape.iter().product::<usize>() != one.values.len() {
            return Err(format!(
                "`{}` has {} numbers, which are none of shape {:?}",
                one.name,
                one.values.len(),
                one.shape
            ));
        }
    }
    let array = |one: &Data| Array::new(&one.name, &one.dims, &one.shape, Elements::Floats(one.values.clone()));
    let mut dataset = Dataset::with_coordinates(data.iter().map(array).collect(), labels)?;
    let names: Vec<&str> = data.iter().map(|one| one.name.as_str()).collect();
    dataset.attributes.insert(NAMES.to_owned(), Value::from(names));
    Ok(dataset)
}

pub(super) fn data(dataset: &Dataset) -> Result<Vec<Data>, String> {
    let one = |array: &Array| {
        Ok(Data {
            name: array.own_name().to_owned(),
            shape: array.shape.clone(),
            dims: array.dims.clone(),
            values: array.floats()?,
        })
    };
    let mut data: Vec<Data> = dataset.variables().map(one).collect::<Result<_, String>>()?;
    let names = dataset.names().unwrap_or_default();
    data.sort_by_key(|one| names.iter().position(|name| *name == one.name));
    Ok(data)
}
