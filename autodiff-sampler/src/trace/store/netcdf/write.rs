//! Groups become a netCDF 4 file.

use std::fs;
use std::path::Path;

use super::super::super::TraceError;
use super::super::dataset::{Array, Dataset, Elements, Group, origin};
use super::{OF, OWN, OWN_GROUP};
use netcdf_writer::{DimensionId, Error, NcAttrValue, NcFileBuilder, NcWriteFormat, NcWriteOptions};
use serde_json::Value;

/// Writes all groups; a file that is there is replaced once the new one is complete.
pub(in super::super) fn write(
    path: &Path,
    groups: &[Group],
    attributes: &[(String, String)],
) -> Result<(), TraceError> {
    let options = NcWriteOptions {
        format: NcWriteFormat::Nc4,
    };
    let built = file(groups, attributes).and_then(|file| file.to_vec(options));
    let (_, bytes) = built.map_err(|error| TraceError::malformed(path, error.to_string()))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let partial = path.with_file_name(format!(".{name}.{}.partial", std::process::id()));
    let moved = fs::write(&partial, bytes).and_then(|()| fs::rename(&partial, path));
    moved.map_err(|error| {
        // What is there of it is of no use; that it cannot be removed would say nothing new.
        let _ = fs::remove_file(&partial);
        TraceError::file(path, error)
    })
}

fn file(groups: &[Group], attributes: &[(String, String)]) -> Result<NcFileBuilder, Error> {
    let mut file = NcFileBuilder::new();
    let remarks = attributes
        .iter()
        .map(|(name, text)| (name.clone(), Value::from(text.as_str())));
    for (name, value) in origin().into_iter().chain(remarks) {
        file.add_attribute(name, attribute(&value))?;
    }
    for group in groups {
        add(&mut file, &group.path, &group.dataset)?;
    }
    Ok(file)
}

fn add(file: &mut NcFileBuilder, group: &str, dataset: &Dataset) -> Result<(), Error> {
    let mut axes: Vec<(&str, DimensionId)> = Vec::new();
    for array in &dataset.arrays {
        for (dim, length) in array.dims.iter().zip(&array.shape) {
            if !axes.iter().any(|(known, _)| known == dim) {
                axes.push((dim, file.add_dimension_path(format!("{group}/{dim}"), *length as u64)?));
            }
        }
    }
    for array in &dataset.arrays {
        let find = |dim: &String| axes.iter().find(|(known, _)| known == dim).map(|(_, axis)| *axis);
        let dims: Vec<DimensionId> = array.dims.iter().filter_map(find).collect();
        variable(file, &format!("{group}/{}", array.name), &dims, array)?;
    }
    for (name, value) in origin().into_iter().chain(dataset.attributes.clone()) {
        if !name.starts_with(OWN) {
            file.add_group_attribute(group, name, attribute(&value))?;
        }
    }
    add_own(file, group, dataset)
}

/// What only our own reader needs, in a group of its own.
fn add_own(file: &mut NcFileBuilder, group: &str, dataset: &Dataset) -> Result<(), Error> {
    let of_group = dataset.attributes.iter().map(|(name, value)| (name.clone(), value));
    let of_arrays = dataset.arrays.iter().flat_map(|array| {
        let named = |(name, value)| (format!("{name}{OF}{}", array.name), value);
        array.attributes.iter().map(named)
    });
    for (name, value) in of_group.chain(of_arrays).filter(|(name, _)| name.starts_with(OWN)) {
        let variable = file.add_string_variable_path(format!("{group}/{OWN_GROUP}/{name}"), &[])?;
        file.write_string_variable(variable, &[value.to_string()])?;
    }
    Ok(())
}

fn variable(file: &mut NcFileBuilder, path: &str, dims: &[DimensionId], array: &Array) -> Result<(), Error> {
    match &array.elements {
        Elements::Floats(numbers) => {
            let variable = file.add_variable_path::<f64>(path, dims)?;
            file.write_variable(variable, numbers)
        }
        Elements::Integers(numbers) => {
            let variable = file.add_variable_path::<i64>(path, dims)?;
            file.write_variable(variable, numbers)
        }
        Elements::Bytes(bytes) => {
            let variable = file.add_variable_path::<u8>(path, dims)?;
            file.write_variable(variable, bytes)
        }
        Elements::Flags(flags) => {
            // netCDF has no truth values; xarray writes and reads them so.
            let variable = file.add_variable_path::<i8>(path, dims)?;
            file.add_variable_attribute(variable, "dtype", NcAttrValue::Chars("bool".to_owned()))?;
            file.write_variable(variable, &flags.iter().map(|flag| i8::from(*flag)).collect::<Vec<_>>())
        }
        Elements::Texts(texts) => {
            let variable = file.add_string_variable_path(path, dims)?;
            file.write_string_variable(variable, texts)
        }
    }
}

/// The nearest that netCDF has to an attribute of JSON.
fn attribute(value: &Value) -> NcAttrValue {
    if let Some(number) = value.as_i64() {
        return NcAttrValue::Int64s(vec![number]);
    }
    if let Some(number) = value.as_f64() {
        return NcAttrValue::Doubles(vec![number]);
    }
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    NcAttrValue::Chars(text)
}
