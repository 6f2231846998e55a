//! celerite's kernels: values against dense matrices and celerite2, derivatives against differences, prediction and
//! sampling.

#![allow(clippy::needless_range_loop, reason = "matrices")]

// Generated code names the runtime `::pullback::runtime`.
extern crate autodiff_runtime as pullback;

mod bad_input;
mod damping;
mod dense;
mod derivatives;
mod plain;
mod prediction;
mod reference;
mod second_order;
mod values;
