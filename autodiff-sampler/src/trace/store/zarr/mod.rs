//! The Zarr format, version 2: a folder for each group and each array, in it small JSON files that say what it is
//! (<https://zarr-specs.readthedocs.io/en/latest/v2/v2.0.html>), and files of numbers.
//!
//! Arrays are written in chunks of one chain, little-endian and not compressed. `.zmetadata` repeats all JSON files in one, and
//! `_ARRAY_DIMENSIONS` names the axes, both as xarray wants it. No number stands for a missing one (`fill_value` is null):
//! xarray would turn whole numbers into floats.

mod chunks;
mod read;
mod types;
mod write;

pub(super) use read::read;
pub(super) use write::write;

/// The attribute with the names of an array's axes.
const DIMENSIONS: &str = "_ARRAY_DIMENSIONS";
/// The file that repeats all others.
const CONSOLIDATED: &str = ".zmetadata";
