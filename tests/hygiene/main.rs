//! Generated code minds its own names: whatever the user has called things, and whatever is in scope, it means what it says.
#![allow(unused, nonstandard_style, missing_docs, clippy::all)]

mod foreign_methods;
mod names;
mod shadowed;
mod surroundings;
