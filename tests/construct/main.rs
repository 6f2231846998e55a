//! One file per language construct: every derivative against eighth-order finite differences, and reverse against forward
//! mode.
#![forbid(unsafe_code)]
#![deny(warnings, clippy::all)]
#![allow(clippy::needless_range_loop, reason = "loops over indices are constructs too")]

mod check;

mod bindings;
mod branches;
mod calls;
mod constants;
mod early_return;
mod endless_loops;
mod exits;
mod first;
mod for_loops;
mod generics;
mod hygiene;
mod iterators;
mod kinks;
mod overwrites;
mod own_rules;
mod programs;
mod recursion;
mod scalars;
mod slices;
mod statistics;
mod structs;
mod tuples;
