use pullback::prelude::*;

#[derive(Differentiable, Clone, Copy, Debug)]
struct Vector {
    x: f64,
    y: f64,
}

impl std::iter::Sum for Vector {
    fn sum<I: Iterator<Item = Vector>>(vectors: I) -> Vector {
        vectors.fold(Vector { x: 0.0, y: 0.0 }, |a, b| Vector {
            x: a.x + b.x,
            y: a.y + b.y,
        })
    }
}

#[differentiable]
fn centre(x: &[f64]) -> f64 {
    let sum = x.iter().map(|&x| Vector { x, y: x * x }).sum::<Vector>();
    sum.x * sum.y
}

fn main() {}
