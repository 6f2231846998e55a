//! The flux of limb-darkened stars: against tables of many digits, by its properties, and in differentiated programs.

#![allow(
    clippy::needless_range_loop,
    reason = "elements of Hessians, which are compared with their mirror images"
)]

// Generated code names the runtime `::pullback::runtime`.
extern crate autodiff_runtime as pullback;

mod bad_input;
mod in_programs;
mod intensities;
mod laws_table;
mod polynomial_table;
mod properties;
mod quadratic_table;
