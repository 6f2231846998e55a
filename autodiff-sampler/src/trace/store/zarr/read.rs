//! Groups out of a folder.

use std::fs;
use std::path::Path;

use super::super::super::TraceError;
use super::super::dataset::{Array, Dataset, Group};
use super::DIMENSIONS;
use super::chunks::Chunks;
use super::types::Type;
use serde_json::{Map, Value};

/// Attributes that every group has, and that are no remarks of the user's.
const ORIGIN: [&str; 4] = [
    "created_at",
    "creation_library",
    "creation_library_version",
    "creation_library_language",
];

type Store = (Vec<Group>, Vec<(String, String)>);

/// All groups of a store, those within others included, and the remarks of the whole.
pub(in super::super) fn read(path: &Path) -> Result<Store, TraceError> {
    if !path.join(".zgroup").is_file() {
        let problem = match path.exists() {
            _ if path.join("zarr.json").is_file() => "is a Zarr store of version 3; version 2 can be read",
            true => "is no Zarr store: it has no file `.zgroup`",
            false => "is not there",
        };
        return Err(TraceError::malformed(path, problem));
    }
    let mut groups = Vec::new();
    collect(path, "", &mut groups)?;
    let remarks = attributes(path)?
        .into_iter()
        .filter(|(name, _)| !ORIGIN.contains(&name.as_str()));
    let text = |value: Value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    Ok((groups, remarks.map(|(name, value)| (name, text(value))).collect()))
}

/// Adds the groups below a folder, each before those in it.
fn collect(folder: &Path, prefix: &str, groups: &mut Vec<Group>) -> Result<(), TraceError> {
    for name in folders(folder)? {
        let inner = folder.join(&name);
        if inner.join(".zgroup").is_file() {
            let path = format!("{prefix}{name}");
            groups.push(Group::new(path.clone(), dataset(&inner)?));
            collect(&inner, &format!("{path}/"), groups)?;
        }
    }
    Ok(())
}

fn folders(folder: &Path) -> Result<Vec<String>, TraceError> {
    let failed = |error| TraceError::file(folder, error);
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if entry.path().is_dir() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort_unstable();
    Ok(names)
}

fn dataset(folder: &Path) -> Result<Dataset, TraceError> {
    let mut arrays = Vec::new();
    for name in folders(folder)? {
        let inner = folder.join(&name);
        if inner.join(".zarray").is_file() {
            arrays.push(array(&inner, &name)?);
        }
    }
    Ok(Dataset {
        arrays,
        attributes: attributes(folder)?,
    })
}

fn array(folder: &Path, name: &str) -> Result<Array, TraceError> {
    let file = folder.join(".zarray");
    let about = json(&file)?;
    let wrong = |problem: String| TraceError::malformed(&file, problem);
    let lengths = |what: &str| {
        let lengths = about.get(what).and_then(Value::as_array);
        let lengths: Option<Vec<usize>> = lengths.and_then(|all| {
            all.iter()
                .map(|one| one.as_u64().and_then(|n| usize::try_from(n).ok()))
                .collect()
        });
        lengths.ok_or_else(|| wrong(format!("`{what}` is no list of lengths")))
    };
    let (shape, chunk) = (lengths("shape")?, lengths("chunks")?);
    if shape.len() != chunk.len() || chunk.contains(&0) {
        return Err(wrong(format!("chunks of {chunk:?} do not fit the shape {shape:?}")));
    }
    for setting in ["compressor", "filters"] {
        if !matches!(about.get(setting), None | Some(Value::Null)) {
            return Err(wrong(format!(
                "`{setting}` is not null: only arrays that are not compressed can be read"
            )));
        }
    }
    if about.get("order").and_then(Value::as_str) != Some("C") {
        return Err(wrong("`order` is not \"C\"".to_owned()));
    }
    let kind = about.get("dtype").and_then(Value::as_str).and_then(Type::named);
    let kind = kind.ok_or_else(|| wrong(format!("elements of type {} cannot be read", about["dtype"])))?;
    let separator = about.get("dimension_separator").and_then(Value::as_str).unwrap_or(".");
    let blocks = read_blocks(folder, &Chunks::new(&shape, &chunk), kind, separator, &shape)?;
    let mut elements = kind.none();
    for element in blocks.chunks(kind.size()) {
        kind.decode(element, &mut elements).map_err(&wrong)?;
    }
    let mut attributes = attributes(folder)?;
    let dims: Vec<String> = match attributes.remove(DIMENSIONS) {
        Some(Value::Array(dims)) => dims.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => (0..shape.len()).map(|axis| format!("{name}_dim_{axis}")).collect(),
    };
    if dims.len() != shape.len() {
        return Err(wrong(format!("{} axes have {} names", shape.len(), dims.len())));
    }
    Ok(Array {
        name: name.to_owned(),
        dims,
        shape,
        elements,
        attributes,
    })
}

/// The bytes of all elements in order.
fn read_blocks(
    folder: &Path,
    chunks: &Chunks<'_>,
    kind: Type,
    separator: &str,
    shape: &[usize],
) -> Result<Vec<u8>, TraceError> {
    let size = kind.size();
    let count = shape.iter().try_fold(size, |all, length| all.checked_mul(*length));
    let count = count.ok_or_else(|| TraceError::malformed(folder, format!("the shape {shape:?} is too large")))?;
    let mut all = vec![0; count];
    for place in chunks.places() {
        let file = folder.join(Chunks::file_name(&place, separator));
        let bytes = fs::read(&file).map_err(|error| TraceError::file(&file, error))?;
        let expected = chunks.room() * size;
        if bytes.len() != expected {
            let problem = format!("has {} bytes, where {expected} belong", bytes.len());
            return Err(TraceError::malformed(&file, problem));
        }
        let mut at = 0;
        for run in chunks.runs(&place) {
            let count = run.elements.len() * size;
            all[run.elements.start * size..run.elements.end * size].copy_from_slice(&bytes[at..at + count]);
            at += count + run.unused * size;
        }
    }
    Ok(all)
}

fn attributes(folder: &Path) -> Result<Map<String, Value>, TraceError> {
    let file = folder.join(".zattrs");
    if !file.is_file() {
        return Ok(Map::new());
    }
    match json(&file)? {
        Value::Object(attributes) => Ok(attributes),
        _ => Err(TraceError::malformed(&file, "holds no attributes")),
    }
}

fn json(file: &Path) -> Result<Value, TraceError> {
    let text = fs::read_to_string(file).map_err(|error| TraceError::file(file, error))?;
    serde_json::from_str(&text).map_err(|error| TraceError::malformed(file, error.to_string()))
}
