//! A data file of posteriordb: a JSON object of numbers, lists and matrices.

use serde_json::Value;

/// The contents of one file.
#[derive(Clone, Debug)]
pub struct Data {
    name: String,
    contents: Value,
}

impl Data {
    /// Reads the text of the file `{name}.json`.
    pub fn parse(name: &str, text: &str) -> Self {
        Self {
            name: name.to_owned(),
            contents: serde_json::from_str(text).unwrap_or_else(|error| panic!("{name}.json: {error}")),
        }
    }

    /// A number.
    pub fn number(&self, key: &str) -> f64 {
        self.as_number(key, self.value(key))
    }

    /// A list of numbers.
    pub fn numbers(&self, key: &str) -> Vec<f64> {
        self.list(key, self.value(key), |value| self.as_number(key, value))
    }

    /// A list of a length that the model knows.
    pub fn array<const N: usize>(&self, key: &str) -> [f64; N] {
        let numbers = self.numbers(key);
        let length = numbers.len();
        let array = numbers.try_into();
        array.unwrap_or_else(|_| panic!("{}.json: `{key}` has {length} numbers in place of {N}", self.name))
    }

    /// A list of positions, which Stan counts from one, counted from zero.
    pub fn indices(&self, key: &str) -> Vec<usize> {
        self.numbers(key).into_iter().map(|index| index as usize - 1).collect()
    }

    /// The columns of a matrix of `N` columns, which the file has row by row.
    pub fn columns<const N: usize>(&self, key: &str) -> [Vec<f64>; N] {
        let rows = self.rows(key);
        std::array::from_fn(|column| rows.iter().map(|row| row[column]).collect())
    }

    /// The rows of a matrix.
    pub fn rows(&self, key: &str) -> Vec<Vec<f64>> {
        self.list(key, self.value(key), |row| {
            self.list(key, row, |value| self.as_number(key, value))
        })
    }

    fn value(&self, key: &str) -> &Value {
        let value = self.contents.get(key);
        value.unwrap_or_else(|| panic!("{}.json has no `{key}`", self.name))
    }

    fn list<T>(&self, key: &str, value: &Value, item: impl FnMut(&Value) -> T) -> Vec<T> {
        let items = value.as_array();
        let items = items.unwrap_or_else(|| panic!("{}.json: `{key}` is no list", self.name));
        items.iter().map(item).collect()
    }

    fn as_number(&self, key: &str, value: &Value) -> f64 {
        let number = value.as_f64();
        number.unwrap_or_else(|| panic!("{}.json: `{key}` has {value}, which is no number", self.name))
    }
}
