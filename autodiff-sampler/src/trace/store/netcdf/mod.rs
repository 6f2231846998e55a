//! Groups as a netCDF 4 file and back, by the crates `netcdf-writer` and `netcdf-reader`: no C library, and a file that every
//! version of ArviZ opens.
//!
//! HDF5 has room for 64 kB in an attribute, which lists of names exceed. What only our own reader needs (attributes that begin with
//! `pullback_`) therefore stands in a group `pullback` within the group that it belongs to, as texts in JSON.

mod read;
mod write;

pub(super) use read::read;
pub(super) use write::write;

/// How the names of attributes begin that only our own reader needs.
const OWN: &str = "pullback_";
/// The group that holds them.
const OWN_GROUP: &str = "pullback";
/// Between the name of such an attribute and that of the array that it belongs to, if it does to one.
const OF: &str = " of ";
