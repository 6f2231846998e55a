use pullback::prelude::*;

mod elsewhere {
    pub fn square(x: f64) -> f64 {
        x * x
    }
}

differentiable_rule! { fn elsewhere::square(x: f64) -> f64; }

differentiable_rule! { fn elsewhere::cube(x: f64) -> f64 }

differentiable_rule! { pub fn elsewhere::square(x: f64) -> f64; companion = other, jvp = square_jvp }

fn square_jvp(x: f64) -> (f64, f64) {
    (x * x, 2.0 * x)
}

fn main() {}
