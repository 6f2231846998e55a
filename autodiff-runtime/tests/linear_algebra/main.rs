//! The matrix rules against the same algorithms as differentiated loops, and against differences.

#![allow(clippy::needless_range_loop, reason = "the loops that the rules are compared with")]

// Generated code names the runtime `::pullback::runtime`.
extern crate autodiff_runtime as pullback;

mod against_loops;
mod bad_input;
