//! `#[simd]` loops with vectors as wide as the processor's: the tests of the construct, with the feature `simd`.
#![forbid(unsafe_code)]

#[path = "construct/check.rs"]
#[allow(dead_code, unused_macros, reason = "other constructs use more of it")]
mod check;
#[path = "construct/simd.rs"]
mod simd;
