use pullback::differentiable;

#[differentiable]
fn step(x: f64) -> f64 {
    x.sin()
}

#[differentiable]
fn call(x: f64) -> f64 {
    #[parallel]
    let y = step(x);
    y
}

#[differentiable]
fn others(x: f64) -> f64 {
    #[parallel]
    let z = x * x;
    #[parallel]
    if z > 0.0 {
        return z;
    }
    z
}

fn main() {}
