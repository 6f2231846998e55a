//! Log densities: against values with many digits, at edges, in second order, in programs, as sums, and of vectors.
//!
//! `../data/log_density.csv` was made by `../data/log_density.py`.

// Generated code names the runtime `::pullback::runtime`.
extern crate autodiff_runtime as pullback;

mod cumulative;
mod edges;
mod functions;
mod in_programs;
mod sums;
mod table;
mod vectors;
