use pullback::prelude::*;

// Each mistake is said once, those of a signature and those of a body, and callers are not told of what follows from them.
#[differentiable]
fn boxed(x: Box<f64>, y: f64) -> f64 {
    unsafe { *x * y }
}

#[differentiable]
fn of_function(x: f64, g: impl Fn(f64) -> f64) -> f64 {
    g(x)
}

#[differentiable]
fn conditional(x: f64) -> f64 {
    #[cfg(any())]
    let x = 2.0;
    x
}

#[differentiable]
fn caller(x: f64) -> f64 {
    conditional(x) * 2.0
}

fn main() {
    let (value, gradient) = conditional::value_and_grad(1.0);
    println!("{value} {gradient} {:?}", boxed::grad(Box::new(1.0), 2.0));
    println!("{:?} {:?}", of_function::grad(1.0, |x| x), caller::grad(1.0));
}
