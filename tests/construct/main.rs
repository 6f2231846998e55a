//! One file per language construct: every derivative against eighth-order finite differences, and reverse against forward
//! mode.
#![forbid(unsafe_code)]
#![deny(warnings, clippy::all)]
#![allow(clippy::needless_range_loop, reason = "loops over indices are constructs too")]

mod check;
mod exits;
mod first;
mod iterators;
