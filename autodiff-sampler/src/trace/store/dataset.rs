//! Labelled arrays in groups: what xarray calls datasets, between a trace and the format of a file.

use std::time::SystemTime;

use super::predictions::NAMES;
use crate::variable::Coordinates;
use serde_json::{Map, Value};

/// A dataset at its place in the store, such as `sample_stats`.
#[derive(Debug)]
pub(super) struct Group {
    pub path: String,
    pub dataset: Dataset,
}

/// Arrays with shared axes, coordinates among them, and attributes.
#[derive(Debug, Default)]
pub(super) struct Dataset {
    pub arrays: Vec<Array>,
    pub attributes: Map<String, Value>,
}

/// Numbers or texts in row-major order, with named axes.
#[derive(Debug)]
pub(super) struct Array {
    pub name: String,
    pub dims: Vec<String>,
    pub shape: Vec<usize>,
    pub elements: Elements,
    pub attributes: Map<String, Value>,
}

/// The elements of an array.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Elements {
    Floats(Vec<f64>),
    Integers(Vec<i64>),
    Bytes(Vec<u8>),
    Flags(Vec<bool>),
    Texts(Vec<String>),
}

impl Group {
    pub fn new(path: impl Into<String>, dataset: Dataset) -> Self {
        Self {
            path: path.into(),
            dataset,
        }
    }
}

impl Array {
    /// An array whose name other programs accept; its own is kept as an attribute if that is another.
    pub fn new(name: &str, dims: &[String], shape: &[usize], elements: Elements) -> Self {
        let accepted = accepted(name);
        let mut attributes = Map::new();
        if accepted != name {
            attributes.insert(OWN_NAME.to_owned(), Value::from(name));
        }
        Self {
            name: accepted,
            dims: dims.to_vec(),
            shape: shape.to_vec(),
            elements,
            attributes,
        }
    }

    /// The name before it was made acceptable.
    pub fn own_name(&self) -> &str {
        self.attributes
            .get(OWN_NAME)
            .and_then(Value::as_str)
            .unwrap_or(&self.name)
    }

    /// Whether it labels an axis.
    pub fn is_coordinate(&self) -> bool {
        self.dims.len() == 1 && self.dims[0] == self.name
    }

    /// Its numbers, if it has some.
    pub fn floats(&self) -> Result<Vec<f64>, String> {
        match &self.elements {
            Elements::Floats(numbers) => Ok(numbers.clone()),
            Elements::Integers(numbers) => Ok(numbers.iter().map(|x| *x as f64).collect()),
            Elements::Bytes(bytes) => Ok(bytes.iter().map(|x| f64::from(*x)).collect()),
            Elements::Flags(flags) => Ok(flags.iter().map(|x| f64::from(u8::from(*x))).collect()),
            Elements::Texts(_) => Err(format!("the array `{}` holds texts, not numbers", self.name)),
        }
    }
}

const OWN_NAME: &str = "pullback_name";

/// The name without what separates folders, and without a dot at its start.
fn accepted(name: &str) -> String {
    let name = name.replace(['/', '\\', '\0'], "_");
    match name.strip_prefix('.') {
        Some(rest) => format!("_{rest}"),
        None if name.is_empty() => "_".to_owned(),
        None => name,
    }
}

impl Dataset {
    /// Arrays with the coordinates of all their axes: the labels that are given, or numbers from 0.
    pub fn with_coordinates(arrays: Vec<Array>, labels: &[Coordinates]) -> Result<Self, String> {
        let mut dataset = Self {
            arrays,
            attributes: Map::new(),
        };
        for (dim, length, of) in dataset.axes()? {
            if let Some(array) = dataset.arrays.iter().find(|array| array.name == dim) {
                return Err(format!(
                    "`{}` is the name of a value and of an axis (of `{of}`): give one of them another name",
                    array.own_name()
                ));
            }
            let of_axis = labels.iter().find(|labels| labels.dim == dim);
            if let Some(labels) = of_axis.filter(|labels| labels.labels.len() != length) {
                return Err(format!(
                    "the axis `{dim}` of `{of}` has {length} places, but {} labels",
                    labels.labels.len()
                ));
            }
            let elements = of_axis.map_or_else(
                || Elements::Integers(counted(length)),
                |labels| labelled(&labels.labels),
            );
            dataset
                .arrays
                .push(Array::new(&dim, std::slice::from_ref(&dim), &[length], elements));
        }
        let mut names: Vec<&str> = dataset.arrays.iter().map(|array| array.name.as_str()).collect();
        names.sort_unstable();
        match names.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => Err(format!("two values would both be stored as `{}`", pair[0])),
            None => Ok(dataset),
        }
    }

    /// Each axis with its length and the first array that has it.
    fn axes(&self) -> Result<Vec<(String, usize, String)>, String> {
        let mut axes: Vec<(String, usize, String)> = Vec::new();
        for array in &self.arrays {
            if array.dims.len() != array.shape.len() {
                return Err(format!(
                    "`{}` has {} axes, but names for {}",
                    array.own_name(),
                    array.shape.len(),
                    array.dims.len()
                ));
            }
            for (place, (dim, &length)) in array.dims.iter().zip(&array.shape).enumerate() {
                if array.dims[..place].contains(dim) {
                    return Err(format!("two axes of `{}` are called `{dim}`", array.own_name()));
                }
                match axes.iter().find(|(known, ..)| known == dim) {
                    Some((_, known, other)) if *known != length => {
                        return Err(format!(
                            "the axis `{dim}` has {known} places in `{other}` and {length} in `{}`",
                            array.own_name()
                        ));
                    }
                    Some(_) => {}
                    None => axes.push((dim.clone(), length, array.own_name().to_owned())),
                }
            }
        }
        Ok(axes)
    }

    /// The names of values in the order in which they were stored, if they were stored by this library.
    pub fn names(&self) -> Option<Vec<String>> {
        match self.attributes.get(NAMES) {
            Some(Value::Array(names)) => Some(names.iter().filter_map(Value::as_str).map(str::to_owned).collect()),
            _ => None,
        }
    }

    /// The array of this name.
    pub fn array(&self, name: &str) -> Option<&Array> {
        self.arrays.iter().find(|array| array.name == name)
    }

    /// Arrays that are no coordinates.
    pub fn variables(&self) -> impl Iterator<Item = &Array> {
        self.arrays.iter().filter(|array| !array.is_coordinate())
    }

    /// The labels along axes that have others than numbers from 0.
    pub fn labels(&self) -> Vec<Coordinates> {
        let coordinates = self.arrays.iter().filter(|array| array.is_coordinate());
        coordinates
            .filter_map(|array| {
                let labels = match &array.elements {
                    Elements::Integers(numbers) if *numbers == counted(numbers.len()) => return None,
                    Elements::Integers(numbers) => numbers.iter().map(ToString::to_string).collect(),
                    Elements::Floats(numbers) => numbers.iter().map(ToString::to_string).collect(),
                    Elements::Bytes(bytes) => bytes.iter().map(ToString::to_string).collect(),
                    Elements::Flags(flags) => flags.iter().map(ToString::to_string).collect(),
                    Elements::Texts(texts) => texts.clone(),
                };
                Some(Coordinates {
                    dim: array.name.clone(),
                    labels,
                })
            })
            .collect()
    }
}

/// Attributes of every group: what wrote it, and when.
pub(super) fn origin() -> Map<String, Value> {
    let mut origin = Map::new();
    let created = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
    origin.insert("created_at".to_owned(), Value::from(created));
    origin.insert("creation_library".to_owned(), Value::from("pullback"));
    origin.insert(
        "creation_library_version".to_owned(),
        Value::from(env!("CARGO_PKG_VERSION")),
    );
    origin.insert("creation_library_language".to_owned(), Value::from("Rust"));
    origin
}

fn counted(length: usize) -> Vec<i64> {
    (0..length as i64).collect()
}

/// Labels that are all written as whole numbers are stored as such: years, for example.
fn labelled(labels: &[String]) -> Elements {
    let number = |label: &String| label.parse::<i64>().ok().filter(|number| number.to_string() == *label);
    match labels.iter().map(number).collect::<Option<Vec<_>>>() {
        Some(numbers) if !numbers.is_empty() => Elements::Integers(numbers),
        _ => Elements::Texts(labels.to_vec()),
    }
}
