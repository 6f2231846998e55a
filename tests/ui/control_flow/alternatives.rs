use pullback::prelude::*;

#[derive(Differentiable, Clone, Copy)]
enum Shape {
    Square(f64),
    Circle(f64),
}

#[differentiable]
fn size(shape: Shape) -> f64 {
    let (Shape::Square(size) | Shape::Circle(size)) = shape;
    size
}

#[differentiable]
fn many(a: Shape, b: Shape, c: Shape, d: Shape, e: Shape, f: Shape, g: Shape) -> f64 {
    use Shape::{Circle, Square};
    match (a, b, c, d, e, f, g) {
        (
            Square(a) | Circle(a),
            Square(b) | Circle(b),
            Square(c) | Circle(c),
            Square(d) | Circle(d),
            Square(e) | Circle(e),
            Square(f) | Circle(f),
            Square(g) | Circle(g),
        ) => a + b + c + d + e + f + g,
    }
}

fn main() {}
