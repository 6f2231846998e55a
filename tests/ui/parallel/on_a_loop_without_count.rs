use pullback::differentiable;

#[differentiable]
fn f(x: f64) -> f64 {
    let mut sum = 0.0;
    let mut i = 0;
    #[parallel]
    while i < 10 {
        sum += x * i as f64;
        i += 1;
    }
    sum
}

fn main() {}
