//! Orbits against a table of 20 digits, against each other, and their derivatives against differences.

// Indices say which element or time of a table is meant.
#![allow(clippy::needless_range_loop)]

extern crate autodiff_runtime as pullback;

mod bad_input;
mod contacts;
mod derivatives;
mod light_travel;
mod table;
mod transit_times;
