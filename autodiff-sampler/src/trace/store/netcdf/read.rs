//! A netCDF 4 file becomes groups: one of ours, or one that xarray wrote.

use std::fs;
use std::path::Path;

use super::super::super::TraceError;
use super::super::dataset::{Array, Dataset, Elements, Group, origin};
use super::{OF, OWN_GROUP};
use netcdf_reader::{Error, NcAttrValue, NcAttribute, NcFile, NcGroup, NcType, NcVariable};
use serde_json::{Map, Value};

/// Groups and remarks about the whole.
type Store = (Vec<Group>, Vec<(String, String)>);

pub(in super::super) fn read(path: &Path) -> Result<Store, TraceError> {
    let bytes = fs::read(path).map_err(|error| TraceError::file(path, error))?;
    let malformed = |error: Error| TraceError::malformed(path, error.to_string());
    let file = NcFile::from_vec(bytes).map_err(malformed)?;
    let root = file.root_group().map_err(malformed)?;
    let mut groups = Vec::new();
    collect(&file, root, "", &mut groups).map_err(malformed)?;
    let said_of_all = origin();
    let remarks = attributes(&root.attributes)
        .into_iter()
        .filter(|(name, _)| !said_of_all.contains_key(name));
    let text = |value: Value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    Ok((groups, remarks.map(|(name, value)| (name, text(value))).collect()))
}

/// Adds the groups within one, each before those in it.
fn collect(file: &NcFile, parent: &NcGroup, prefix: &str, groups: &mut Vec<Group>) -> Result<(), Error> {
    for group in parent.groups.iter().filter(|group| group.name != OWN_GROUP) {
        let path = format!("{prefix}{}", group.name);
        groups.push(Group::new(path.clone(), dataset(file, group, &path)?));
        collect(file, group, &format!("{path}/"), groups)?;
    }
    Ok(())
}

fn dataset(file: &NcFile, group: &NcGroup, path: &str) -> Result<Dataset, Error> {
    let arrays = group.variables.iter().map(|variable| array(file, variable, path));
    let mut dataset = Dataset {
        arrays: arrays.collect::<Result<_, _>>()?,
        attributes: attributes(&group.attributes),
    };
    // Lists are texts in the attributes that we write.
    for value in dataset.attributes.values_mut() {
        let list = value
            .as_str()
            .and_then(|text| serde_json::from_str::<Vec<Value>>(text).ok());
        if let Some(list) = list {
            *value = Value::from(list);
        }
    }
    let own = group.groups.iter().find(|group| group.name == OWN_GROUP);
    for variable in own.iter().flat_map(|own| &own.variables) {
        add_own(file, &format!("{path}/{OWN_GROUP}"), variable, &mut dataset)?;
    }
    Ok(dataset)
}

/// Reads an attribute that is stored as a text of its own.
fn add_own(file: &NcFile, path: &str, variable: &NcVariable, dataset: &mut Dataset) -> Result<(), Error> {
    let text = file
        .read_variable_as_strings(&format!("{path}/{}", variable.name))?
        .concat();
    let value: Value = serde_json::from_str(&text)
        .map_err(|error| Error::InvalidData(format!("`{path}/{}` is no JSON: {error}", variable.name)))?;
    match variable.name.split_once(OF) {
        None => {
            dataset.attributes.insert(variable.name.clone(), value);
        }
        Some((name, of)) => {
            if let Some(array) = dataset.arrays.iter_mut().find(|array| array.name == of) {
                array.attributes.insert(name.to_owned(), value);
            }
        }
    }
    Ok(())
}

fn array(file: &NcFile, variable: &NcVariable, group: &str) -> Result<Array, Error> {
    let path = format!("{group}/{}", variable.name);
    let attributes = attributes(&variable.attributes);
    let is_flag = attributes.get("dtype").and_then(Value::as_str) == Some("bool");
    let floats = || Ok::<_, Error>(file.read_variable_as_f64(&path)?.iter().copied().collect::<Vec<f64>>());
    let elements = match variable.dtype() {
        NcType::Double | NcType::Float | NcType::UInt64 => Elements::Floats(floats()?),
        NcType::Byte if is_flag => Elements::Flags(floats()?.into_iter().map(|flag| flag != 0.0).collect()),
        NcType::UByte => Elements::Bytes(file.read_variable::<u8>(&path)?.iter().copied().collect()),
        NcType::Int64 => Elements::Integers(file.read_variable::<i64>(&path)?.iter().copied().collect()),
        NcType::Byte | NcType::Short | NcType::Int | NcType::UShort | NcType::UInt => {
            Elements::Integers(floats()?.into_iter().map(|number| number as i64).collect())
        }
        NcType::String | NcType::Char => Elements::Texts(file.read_variable_as_strings(&path)?),
        other => {
            return Err(Error::InvalidData(format!(
                "the array `{path}` holds elements of type {other:?}, which cannot be read"
            )));
        }
    };
    Ok(Array {
        name: variable.name.clone(),
        dims: variable.dimensions.iter().map(|dim| dim.name.clone()).collect(),
        shape: variable.dimensions.iter().map(|dim| dim.size as usize).collect(),
        elements,
        attributes,
    })
}

/// Attributes as JSON has them: texts and numbers; single ones as such, others as lists.
fn attributes(all: &[NcAttribute]) -> Map<String, Value> {
    all.iter()
        .filter_map(|one| Some((one.name.clone(), value(&one.value)?)))
        .collect()
}

fn value(value: &NcAttrValue) -> Option<Value> {
    fn list<T: Copy + Into<Value>>(numbers: &[T]) -> Value {
        match numbers {
            [number] => (*number).into(),
            numbers => Value::Array(numbers.iter().map(|number| (*number).into()).collect()),
        }
    }
    Some(match value {
        NcAttrValue::Chars(text) => Value::from(text.as_str()),
        NcAttrValue::Strings(texts) => match texts.as_slice() {
            [text] => Value::from(text.as_str()),
            texts => Value::from(texts.to_vec()),
        },
        NcAttrValue::Bytes(numbers) => list(numbers),
        NcAttrValue::UBytes(numbers) => list(numbers),
        NcAttrValue::Shorts(numbers) => list(numbers),
        NcAttrValue::UShorts(numbers) => list(numbers),
        NcAttrValue::Ints(numbers) => list(numbers),
        NcAttrValue::UInts(numbers) => list(numbers),
        NcAttrValue::Int64s(numbers) => list(numbers),
        NcAttrValue::UInt64s(numbers) => list(numbers),
        NcAttrValue::Floats(numbers) => list(numbers),
        NcAttrValue::Doubles(numbers) => list(numbers),
        NcAttrValue::UserDefined { .. } => return None,
    })
}
