//! Draws of variables, of the posterior or of predictions, as arrays with the axes `chain` and `draw` in front, and back.

use super::super::Predictions;
use super::dataset::{Array, Dataset, Elements};
use crate::variable::{Coordinates, Variable};
use serde_json::Value;

/// The attribute of a group with the names of all values in their order.
pub(super) const NAMES: &str = "pullback_names";
/// The attribute of an array that says which of these names its elements have.
const INDICES: &str = "pullback_indices";

/// Draws as [`Predictions`] and traces hold them: `[name][chain][draw]`.
#[derive(Clone, Copy)]
pub(super) struct Draws<'a> {
    pub names: &'a [String],
    pub variables: &'a [Variable],
    pub coordinates: &'a [Coordinates],
    pub chains: usize,
    pub draws: usize,
    pub values: &'a [f64],
}

pub(super) fn dataset(predictions: &Predictions, labels: &[Coordinates]) -> Result<Dataset, String> {
    let draws = Draws {
        names: &predictions.names,
        variables: &predictions.variables,
        coordinates: &predictions.coordinates,
        chains: predictions.chains,
        draws: predictions.draws,
        values: &predictions.values,
    };
    draws.dataset(labels)
}

impl Draws<'_> {
    pub fn dataset(self, labels: &[Coordinates]) -> Result<Dataset, String> {
        let expected = self.names.len() * self.chains * self.draws;
        if self.values.len() != expected {
            return Err(format!(
                "{} numbers are not those of {} values in {} chains of {} draws",
                self.values.len(),
                self.names.len(),
                self.chains,
                self.draws
            ));
        }
        let arrays = self
            .variables
            .iter()
            .map(|variable| self.array(variable))
            .collect::<Result<_, _>>()?;
        let known = |dim: &str| labels.iter().any(|labels| labels.dim == dim);
        let own = self.coordinates.iter().filter(|labels| !known(&labels.dim));
        let labels: Vec<Coordinates> = labels.iter().chain(own).cloned().collect();
        let mut dataset = Dataset::with_coordinates(arrays, &labels)?;
        dataset
            .attributes
            .insert(NAMES.to_owned(), Value::from(self.names.to_vec()));
        Ok(dataset)
    }

    fn array(self, variable: &Variable) -> Result<Array, String> {
        let name = &variable.name;
        let count: usize = variable.shape.iter().product();
        if count != variable.indices.len() || variable.indices.iter().any(|index| *index >= self.names.len()) {
            return Err(format!(
                "the variable `{name}` does not say where its {count} elements are"
            ));
        }
        let rows = self.chains * self.draws;
        let row = |row: usize| {
            variable
                .indices
                .iter()
                .map(move |index| self.values[index * rows + row])
        };
        let dims: Vec<String> = ["chain", "draw"]
            .into_iter()
            .map(str::to_owned)
            .chain(variable.dims.clone())
            .collect();
        let shape: Vec<usize> = [self.chains, self.draws]
            .into_iter()
            .chain(variable.shape.clone())
            .collect();
        let mut array = Array::new(name, &dims, &shape, Elements::Floats((0..rows).flat_map(row).collect()));
        array
            .attributes
            .insert(INDICES.to_owned(), Value::from(variable.indices.clone()));
        Ok(array)
    }
}

pub(super) fn predictions(dataset: &Dataset) -> Result<Predictions, String> {
    let arrays: Vec<&Array> = dataset.variables().collect();
    let mut variables = Vec::new();
    let mut columns: Vec<(String, Vec<f64>)> = Vec::new();
    let (mut chains, mut draws) = (0, 0);
    for array in arrays {
        if array.dims.len() < 2 || array.dims[..2] != ["chain", "draw"] {
            return Err(format!(
                "the array `{}` does not begin with the axes `chain` and `draw`",
                array.name
            ));
        }
        (chains, draws) = (array.shape[0], array.shape[1]);
        let (numbers, count) = (array.floats()?, array.shape[2..].iter().product::<usize>());
        let first = columns.len();
        for element in 0..count {
            let column = numbers.iter().skip(element).step_by(count).copied().collect();
            columns.push((element_name(array.own_name(), &array.shape[2..], element), column));
        }
        variables.push(Variable {
            name: array.own_name().to_owned(),
            shape: array.shape[2..].to_vec(),
            dims: array.dims[2..].to_vec(),
            indices: (first..columns.len()).collect(),
        });
    }
    let mut read = Predictions {
        names: columns.iter().map(|(name, _)| name.clone()).collect(),
        variables,
        coordinates: dataset
            .labels()
            .into_iter()
            .filter(|labels| !["chain", "draw"].contains(&&*labels.dim))
            .collect(),
        chains,
        draws,
        values: columns.into_iter().flat_map(|(_, column)| column).collect(),
    };
    restore_order(&mut read, dataset)?;
    Ok(read)
}

/// The name of an element in row-major order: `theta[1][0]`.
fn element_name(variable: &str, shape: &[usize], element: usize) -> String {
    let mut left = element;
    let mut indices: Vec<String> = Vec::with_capacity(shape.len());
    for length in shape.iter().rev() {
        indices.push(format!("[{}]", left % length));
        left /= length;
    }
    indices.reverse();
    variable.to_owned() + &indices.concat()
}

/// Gives the values the names and the order that they had when they were stored.
fn restore_order(read: &mut Predictions, dataset: &Dataset) -> Result<(), String> {
    let Some(names) = dataset.names() else { return Ok(()) };
    let rows = read.chains * read.draws;
    let mut values = vec![f64::NAN; names.len() * rows];
    let mut placed = 0;
    for (variable, array) in read.variables.iter_mut().zip(dataset.variables()) {
        let indices = match array.attributes.get(INDICES) {
            Some(Value::Array(indices)) => indices
                .iter()
                .filter_map(Value::as_u64)
                .map(|index| index as usize)
                .collect(),
            _ => Vec::new(),
        };
        if indices.len() != variable.indices.len() || indices.iter().any(|index| *index >= names.len()) {
            return Err(format!("`{INDICES}` does not say which values `{}` has", variable.name));
        }
        for (from, to) in variable.indices.iter().zip(&indices) {
            values[to * rows..(to + 1) * rows].copy_from_slice(&read.values[from * rows..(from + 1) * rows]);
        }
        placed += indices.len();
        variable.indices = indices;
    }
    if placed != names.len() {
        return Err(format!("{placed} values are stored, but `{NAMES}` has {}", names.len()));
    }
    read.variables.sort_by_key(|variable| variable.indices.first().copied());
    (read.names, read.values) = (names, values);
    Ok(())
}
