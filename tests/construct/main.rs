//! One file per language construct: every derivative against eighth-order finite differences, and reverse against forward
//! mode.
#![forbid(unsafe_code)]
#![deny(warnings, clippy::all)]

mod check;
mod exits;
mod first;
mod iterators;
