//! A batch of random programs.
#![forbid(unsafe_code)]
#![allow(warnings)]

#[macro_use]
mod check;
mod examine;
use examine::Verdict;

