//! Groups into a folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::super::super::TraceError;
use super::super::dataset::{Array, Group, origin};
use super::chunks::Chunks;
use super::types::Type;
use super::{CONSOLIDATED, DIMENSIONS};
use serde_json::{Map, Value, json};

/// Writes all groups beside the place where they belong, and moves them there at the end.
pub(in super::super) fn write(
    path: &Path,
    groups: &[Group],
    attributes: &[(String, String)],
) -> Result<(), TraceError> {
    if !is_free(path) {
        let problem = "is there already, and is no Zarr store: it is not replaced";
        return Err(TraceError::malformed(path, problem));
    }
    let partial = partial(path);
    let failed = |error: io::Error| TraceError::file(path, error);
    remove(&partial).map_err(failed)?;
    let written = Writer::new(partial.clone()).write_all(groups, attributes);
    let moved = written
        .and_then(|()| remove(path))
        .and_then(|()| fs::rename(&partial, path));
    moved.map_err(|error| {
        // What is there of it is of no use; that it cannot be removed would say nothing new.
        let _ = remove(&partial);
        failed(error)
    })
}

/// Whether nothing is there, or a store.
fn is_free(path: &Path) -> bool {
    let empty = || fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none());
    !path.exists() || path.join(".zgroup").is_file() || empty()
}

fn partial(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}.partial", std::process::id()))
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// A store in the making.
struct Writer {
    folder: PathBuf,
    /// All JSON files so far, for the one that repeats them.
    metadata: Map<String, Value>,
}

impl Writer {
    fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            metadata: Map::new(),
        }
    }

    fn write_all(mut self, groups: &[Group], attributes: &[(String, String)]) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let remarks = attributes
            .iter()
            .map(|(name, text)| (name.clone(), Value::from(text.as_str())));
        let root: Map<String, Value> = origin().into_iter().chain(remarks).collect();
        self.group("", root)?;
        for group in groups {
            let attributes = origin().into_iter().chain(group.dataset.attributes.clone()).collect();
            self.group(&format!("{}/", group.path), attributes)?;
            for array in &group.dataset.arrays {
                self.array(&format!("{}/{}/", group.path, array.name), array)?;
            }
        }
        let all = json!({ "zarr_consolidated_format": 1, "metadata": self.metadata });
        fs::write(self.folder.join(CONSOLIDATED), text(&all))
    }

    /// A new folder, which must not be there: two names that a file system takes for one would mix their numbers.
    fn folder(&self, prefix: &str) -> io::Result<()> {
        let folder = self.folder.join(prefix);
        match fs::create_dir(&folder) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && !prefix.is_empty() => {
                let name = prefix.trim_end_matches('/');
                let problem = format!("the file system takes `{name}` and another name for the same");
                Err(io::Error::new(io::ErrorKind::AlreadyExists, problem))
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            other => other,
        }
    }

    fn json(&mut self, name: String, value: Value) -> io::Result<()> {
        fs::write(self.folder.join(&name), text(&value))?;
        self.metadata.insert(name, value);
        Ok(())
    }

    fn group(&mut self, prefix: &str, attributes: Map<String, Value>) -> io::Result<()> {
        self.folder(prefix)?;
        self.json(format!("{prefix}.zgroup"), json!({ "zarr_format": 2 }))?;
        self.json(format!("{prefix}.zattrs"), Value::Object(attributes))
    }

    fn array(&mut self, prefix: &str, array: &Array) -> io::Result<()> {
        self.folder(prefix)?;
        let kind = Type::of(&array.elements);
        let length = chunk(array);
        let about = json!({
            "zarr_format": 2,
            "shape": array.shape,
            "chunks": length,
            "dtype": kind.name(),
            "compressor": null,
            "fill_value": null,
            "order": "C",
            "filters": null,
        });
        self.json(format!("{prefix}.zarray"), about)?;
        let mut attributes = array.attributes.clone();
        attributes.insert(DIMENSIONS.to_owned(), Value::from(array.dims.clone()));
        self.json(format!("{prefix}.zattrs"), Value::Object(attributes))?;
        let chunks = Chunks::new(&array.shape, &length);
        for place in chunks.places() {
            let mut bytes = Vec::with_capacity(kind.size() * chunks.room());
            for run in chunks.runs(&place) {
                run.elements
                    .for_each(|element| kind.encode(&array.elements, element, &mut bytes));
                bytes.resize(bytes.len() + run.unused * kind.size(), 0);
            }
            let name = Chunks::file_name(&place, ".");
            fs::write(self.folder.join(prefix).join(name), bytes)?;
        }
        Ok(())
    }
}

/// One chain, or all.
fn chunk(array: &Array) -> Vec<usize> {
    let mut length: Vec<usize> = array.shape.iter().map(|length| (*length).max(1)).collect();
    if let ["chain", "draw", ..] = array.dims.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        length[0] = 1;
    }
    length
}

fn text(value: &Value) -> String {
    format!("{value:#}\n")
}
