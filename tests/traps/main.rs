//! Programs that a differentiator gets wrong easily, and silently: each is compared with finite differences and with forward
//! mode. What cannot be differentiated rightly is refused instead; see `tests/ui`.
#![forbid(unsafe_code)]
#![allow(unused_assignments, unused_mut, clippy::all)]

mod aliases;
#[allow(dead_code)]
#[path = "../construct/check.rs"]
mod check;
mod combinations;
mod effects;
mod loops;
mod namesakes;
mod scopes;
mod smuggled;
mod types;
mod writes;
