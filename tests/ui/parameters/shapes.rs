use pullback::prelude::*;

#[derive(Parameters)]
struct Pair(f64, f64);

#[derive(Parameters)]
struct Nothing;

#[derive(Parameters)]
enum Choice {
    One,
    Two,
}

fn main() {}
