//! A file that takes the place of another when it is complete, and not before.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::TableError;

/// A file in the making; removed if it is not finished.
#[derive(Debug)]
pub(super) struct Replacement {
    path: PathBuf,
    new: PathBuf,
    file: File,
    is_finished: bool,
}

impl Replacement {
    pub fn begin(path: &Path) -> Result<Self, TableError> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|error| TableError::write(path, error))?;
        }
        let new = path.with_added_extension("new");
        let file = File::create(&new).map_err(|error| TableError::write(path, error))?;
        Ok(Self {
            path: path.to_owned(),
            new,
            file,
            is_finished: false,
        })
    }

    pub fn file(&self) -> &File {
        &self.file
    }

    pub fn finish(mut self) -> Result<(), TableError> {
        let finished = self.file.sync_all().and_then(|()| fs::rename(&self.new, &self.path));
        finished.map_err(|error| TableError::write(&self.path, error))?;
        self.is_finished = true;
        Ok(())
    }
}

impl Drop for Replacement {
    fn drop(&mut self) {
        if !self.is_finished {
            let _ = fs::remove_file(&self.new);
        }
    }
}
