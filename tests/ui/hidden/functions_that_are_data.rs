use pullback::prelude::*;

trait Model {
    fn energy(&self, x: f64) -> f64;
}

struct Slope {
    slope: fn(f64) -> f64,
}

const SLOPES: [fn(f64) -> f64; 2] = [f64::sin, f64::cos];

#[differentiable]
fn pointers(x: f64, #[constant] slope: fn(f64) -> f64, #[constant] model: &Slope) -> f64 {
    slope(x) + (model.slope)(x) + SLOPES[1](x)
}

#[differentiable]
fn object(x: f64, #[constant] model: &dyn Model) -> f64 {
    model.energy(x)
}

#[differentiable]
fn closures(x: f64) -> f64 {
    let several: [fn(f64) -> f64; 2] = [|y| y * y, |y| y + 1.0];
    let boxed: Box<dyn Fn(f64) -> f64> = Box::new(move |y| y * x);
    several[0](x) + boxed(x)
}

fn main() {}
