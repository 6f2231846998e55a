use pullback::prelude::*;

#[derive(Differentiable, Clone)]
struct Range<T> {
    start: T,
    end: T,
}

type String = f64;

#[differentiable]
fn f(range: &Range<f64>, label: String) -> f64 {
    range.start * range.end * label
}

fn main() {}
