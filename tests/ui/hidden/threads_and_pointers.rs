use pullback::prelude::*;

static mut TOTAL: f64 = 0.0;

#[differentiable]
fn threads(x: f64) -> f64 {
    let mut y = x;
    std::thread::scope(|scope| {
        scope.spawn(|| y *= y);
    });
    y
}

#[differentiable]
fn pointers(x: f64) -> f64 {
    let mut y = x;
    let pointer = &raw mut y;
    unsafe {
        *pointer *= x;
        TOTAL += y;
    }
    y
}

fn main() {}
