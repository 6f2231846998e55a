//! One file per language construct: every derivative against eighth-order finite differences, and reverse against forward
//! mode.
#![forbid(unsafe_code)]
#![deny(warnings, clippy::all)]
#![allow(clippy::needless_range_loop, reason = "loops over indices are constructs too")]

mod check;

mod adapters;
mod aliases_of_types;
mod behind_references;
mod bindings;
mod branches;
mod calls;
mod changing_variants;
mod closures;
mod const_generics;
mod constants;
mod early_return;
mod endless_loops;
mod enums;
mod exits;
mod exits_inside;
mod first;
mod for_loops;
mod generic_programs;
mod generics;
mod growing;
mod hygiene;
mod integers;
mod interpreters;
mod iterators;
mod kinks;
mod lifetimes;
mod methods;
mod options;
mod overwrites;
mod own_rules;
mod own_rules_twice;
mod patterns;
mod printing;
mod programs;
mod recursion;
mod references;
mod scalars;
mod second_order;
mod sequence_programs;
mod single_precision;
mod slices;
mod sorting;
mod special_functions;
mod spellings;
mod statistics;
mod structs;
mod taken_elements;
mod traits;
mod tuples;
mod vec_methods;
