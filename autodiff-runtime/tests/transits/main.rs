//! Light curves against batman's, against themselves, and their derivatives.

// Loops over indices are what is differentiated, too.
#![allow(clippy::needless_range_loop)]

extern crate autodiff_runtime as pullback;

mod bad_input;
mod batman;
mod derivatives;
mod exposures;
mod laws;
mod likelihood;
mod several;
mod velocities;
